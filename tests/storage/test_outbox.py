import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from routing.effects import CallOff, Effect, Forget, Post, Say, ShowCard, TakeBack, Text, Wake
from storage import outbox, outbox_watch, people, timers, undelivered
from storage.database import Database, Tx
from storage.outbox import Reply, Send
from storage.tables import outbox as table
from tests.conftest import REGION
from tests.storage.builders import LEASE, NOW, QUARANTINE, a_family, later


def say(talk: str = "talk", text: str = "greeting", **changes: object) -> Say:
    return Say(talk, (Text(text),), **changes)  # type: ignore[arg-type]


def add(database: Database, *effects: Effect, person_id: str | None = None, reply: Reply | None = None) -> None:
    database.run_sync(lambda tx: outbox.add(tx, effects, now=NOW, person_id=person_id, reply=reply))


def claim(database: Database, seconds: float = 0, limit: int = 10) -> tuple[Send, ...]:
    """As the deliverer does: what was lost is looked after, then what may go out is taken."""

    def take(tx: Tx) -> tuple[Send, ...]:
        outbox.look_after_the_lost(tx, later(seconds), QUARANTINE)
        return outbox.claim(tx, later(seconds), limit, LEASE)

    return database.run_sync(take)


def reconcile(database: Database, seconds: float) -> tuple[Send, ...]:
    return database.run_sync(lambda tx: outbox.to_reconcile(tx, later(seconds), LEASE, QUARANTINE))


def freeze(database: Database, send: Send, seconds: float = 0) -> bool:
    return database.run_sync(lambda tx: outbox.freeze(tx, send, {"words": "夜間の窓口"}, later(seconds)))


def settle(database: Database, send: Send, outcome: outbox.Final = "sent") -> bool:
    return database.run_sync(lambda tx: outbox.settle(tx, send, outcome, NOW, "told"))


def retry(database: Database, send: Send, at: datetime) -> bool:
    return database.run_sync(lambda tx: outbox.later(tx, send, at, "rate-limited"))


def counts(database: Database) -> dict[str, int]:
    return database.run_sync(outbox_watch.counts)


def texts(sends: tuple[Send, ...]) -> list[str]:
    return [part.id for send in sends for part in getattr(send.effect, "parts", ()) if isinstance(part, Text)]


# -- what is stored ----------------------------------------------------------------------------


def test_an_effect_comes_back_as_it_was_with_everything_to_send_it(database: Database) -> None:
    person, talk = database.run_sync(a_family)
    effect = say(talk.id, message_id="message-1", case_id="case-1", urgent=True)
    add(database, effect, person_id=person.id, reply=Reply("token", later(50)))

    (send,) = claim(database)

    assert send.effect == effect
    assert send.reply == Reply("token", later(50))
    assert (send.person_id, send.message_id, send.payload, send.first_tried_at) == (person.id, "message-1", None, None)
    assert (send.lease_until, send.created_at, len(send.key)) == (NOW + LEASE, NOW, 36)


def test_a_reply_token_serves_the_first_sending_only(database: Database) -> None:
    add(database, ShowCard("case-1"), say("a"), say("b"), reply=Reply("token", later(50)))

    replies = {send.lane: send.reply for send in claim(database)}

    assert replies == {"slack:desk": None, "line:a": Reply("token", later(50)), "line:b": None}


def test_waking_and_calling_off_become_timers_and_are_never_sent(database: Database) -> None:
    add(database, Wake("case-1", later(60), "claim-notice"), Wake("case-1", later(90), "follow-up"))
    add(database, Wake("case-1", later(120), "follow-up"), CallOff("case-1", "claim-notice"))

    assert claim(database) == ()
    early = database.run_sync(lambda tx: timers.ring(tx, later(119)))
    due = database.run_sync(lambda tx: timers.ring(tx, later(120)))
    again = database.run_sync(lambda tx: timers.ring(tx, later(999)))
    assert (early, again) == ((), ())
    assert [(one.case_id, one.what, one.due_at) for one in due] == [("case-1", "follow-up", later(120))]


def test_a_timer_rings_for_one_worker_only(database: Database) -> None:
    add(database, *(Wake(f"case-{n}", later(n), "follow-up") for n in range(30)))
    together = Barrier(3)

    def ring(_worker: int) -> list[str]:
        together.wait()
        rung = (database.run_sync(lambda tx: timers.ring(tx, later(60), 4)) for _ in range(10))
        return [one.case_id for some in rung for one in some]

    with ThreadPoolExecutor(3) as workers:
        heard = [case for share in workers.map(ring, range(3)) for case in share]

    assert sorted(heard) == sorted(f"case-{n}" for n in range(30))


def test_a_card_that_waits_already_is_not_shown_twice_but_people_are_always_called(database: Database) -> None:
    add(database, ShowCard("case-1"), ShowCard("case-1"), ShowCard("case-2"))
    add(database, ShowCard("case-1", mention=("kujira",)), ShowCard("case-1", urgent=True), ShowCard("case-1"))

    assert counts(database) == {"pending": 4}


def test_a_card_under_way_is_shown_again_since_it_may_be_out_of_date(database: Database) -> None:
    add(database, ShowCard("case-1"))
    claim(database)

    add(database, ShowCard("case-1"))

    assert counts(database) == {"sending": 1, "pending": 1}


# -- who gets what -----------------------------------------------------------------------------


def test_one_of_a_conversation_is_under_way_at_a_time_in_order(database: Database) -> None:
    add(database, say("a", "first"), say("a", "second"), say("b", "other"))

    first = claim(database)
    meanwhile = claim(database)
    settle(database, first[0])
    then = claim(database)

    assert (texts(first), meanwhile, texts(then)) == (["first", "other"], (), ["second"])


def test_urgent_words_overtake_within_and_between_conversations(database: Database) -> None:
    add(database, say("a", "plain"), say("b", "plain"), say("b", "urgent", urgent=True))

    assert texts(claim(database, limit=1)) == ["urgent"]
    assert texts(claim(database, limit=1)) == ["plain"]


def test_what_waits_for_its_retry_holds_its_conversation_but_not_urgent_words(database: Database) -> None:
    add(database, say("a", "first"), say("a", "second"))
    (first,) = claim(database)
    retry(database, first, later(60))

    assert claim(database, seconds=30) == ()
    add(database, say("a", "urgent", urgent=True))
    (urgent,) = claim(database, seconds=30)
    assert texts((urgent,)) == ["urgent"]
    settle(database, urgent)
    assert texts(claim(database, seconds=60)) == ["first"]


def test_what_waits_for_its_retry_in_slack_lets_the_next_pass(database: Database) -> None:
    add(database, Post("case-1", (Text("first"),)), Post("case-2", (Text("second"),)))
    (first,) = claim(database)
    retry(database, first, later(60))

    assert texts(claim(database, seconds=1)) == ["second"]


def test_families_are_answered_while_slack_is_away(database: Database) -> None:
    add(database, *(Post(f"case-{n}", (Text("to the desk"),)) for n in range(300)))
    (first,) = claim(database, limit=1)
    with database.begin() as tx:
        tx.conn.execute(table.update().values(due_at=later(300)))
        outbox.later(tx, first, later(300), "away")
    add(database, say("a", "answer"))

    assert texts(claim(database, seconds=1, limit=1)) == ["answer"]


def test_two_who_claim_at_the_same_moment_never_get_the_same(database: Database) -> None:
    add(database, *(say(f"talk-{n}") for n in range(40)))
    together = Barrier(4)

    def work(_worker: int) -> list[int]:
        together.wait()
        return [send.id for _ in range(10) for send in claim(database, limit=3)]

    with ThreadPoolExecutor(4) as workers:
        claimed = [send_id for share in workers.map(work, range(4)) for send_id in share]

    assert len(claimed) == len(set(claimed)) == 40


def test_two_who_claim_at_the_same_moment_do_not_share_a_conversation(database: Database) -> None:
    add(database, *(say("talk", str(n)) for n in range(10)))
    together = Barrier(4)

    def work(_worker: int) -> tuple[Send, ...]:
        together.wait()
        return claim(database)

    with ThreadPoolExecutor(4) as workers:
        claimed = [send for share in workers.map(work, range(4)) for send in share]

    assert texts(tuple(claimed)) == ["0"]


def test_urgent_words_do_not_start_beside_what_is_just_being_claimed(postgresql: Database) -> None:
    add(postgresql, say("a", "plain"))

    with ThreadPoolExecutor(1) as worker:
        with postgresql.begin() as claiming:
            plain = outbox.claim(claiming, NOW, 10, LEASE)
            add(postgresql, say("a", "urgent", urgent=True))
            beside = worker.submit(claim, postgresql)
            with pytest.raises(TimeoutError):
                beside.result(timeout=0.3)
        assert (texts(plain), beside.result(timeout=10)) == (["plain"], ())


def test_a_card_decided_about_while_it_is_claimed_is_shown_again(postgresql: Database) -> None:
    add(postgresql, ShowCard("case-1"))

    with postgresql.begin() as claiming:
        outbox.claim(claiming, NOW, 10, LEASE)
        add(postgresql, ShowCard("case-1"))

    assert counts(postgresql) == {"sending": 1, "pending": 1}


def test_a_card_is_not_drawn_before_the_decision_that_relies_on_it_is_visible(postgresql: Database) -> None:
    add(postgresql, ShowCard("case-1"))

    with ThreadPoolExecutor(1) as worker:
        with postgresql.begin() as deciding:
            outbox.add(deciding, (ShowCard("case-1"),), now=NOW)
            claimed = worker.submit(claim, postgresql)
            with pytest.raises(TimeoutError):
                claimed.result(timeout=0.3)
        assert [send.effect for send in claimed.result(timeout=10)] == [ShowCard("case-1")]

    assert counts(postgresql) == {"sending": 1}


# -- crashes, leases and doubts ----------------------------------------------------------------


def test_a_sending_that_was_never_tried_is_taken_up_after_the_lease(database: Database) -> None:
    add(database, say("a", "first"), say("a", "second"))
    (before,) = claim(database)

    (after,) = claim(database, seconds=30)

    assert (after.id, after.key) == (before.id, before.key)
    assert after.fence > before.fence
    assert freeze(database, before, 31) is False
    assert settle(database, before) is False
    assert freeze(database, after, 31) is True


def test_who_lost_a_sending_that_waits_again_cannot_settle_it(database: Database) -> None:
    add(database, say("a"))
    (lost,) = claim(database)
    add(database, say("b", "urgent", urgent=True))
    assert texts(claim(database, seconds=30, limit=1)) == ["urgent"]

    assert settle(database, lost, "failed") is False
    assert retry(database, lost, later(300)) is False
    assert freeze(database, lost, 29) is False
    assert texts(claim(database, seconds=30)) == ["greeting"]


def test_a_crash_between_freezing_and_settling_is_a_doubt_and_never_simply_sent_again(database: Database) -> None:
    add(database, say("a", "first"), say("a", "second"))
    (lost,) = claim(database)
    freeze(database, lost)

    later_on = [texts(claim(database, seconds)) for seconds in (29, 30, 300)]

    assert later_on == [[], ["second"], ["second"]]  # the second itself was not tried, so that it is given out again
    assert counts(database) == {"unsure": 1, "sending": 1}
    assert database.run_sync(outbox_watch.troubles) == ()


def test_a_doubt_is_looked_into_after_its_quarantine_and_sent_again_under_the_same_key(database: Database) -> None:
    add(database, say("a"))
    (lost,) = claim(database)
    freeze(database, lost)
    claim(database, seconds=30)

    assert reconcile(database, 59) == ()
    (looked_into,) = reconcile(database, 60)
    assert reconcile(database, 60) == ()
    assert retry(database, looked_into, later(61)) is True
    (again,) = claim(database, seconds=61)

    assert (again.key, again.payload) == (lost.key, {"words": "夜間の窓口"})
    assert again.first_tried_at == NOW


def test_the_truth_may_come_late_but_not_after_somebody_else_looks_into_it(database: Database) -> None:
    add(database, say("a"), say("b"))
    first, second = claim(database)
    freeze(database, first)
    freeze(database, second)
    claim(database, seconds=30)

    late = settle(database, first)
    (looked_into,) = reconcile(database, 60)
    too_late = settle(database, second)

    assert (late, too_late) == (True, False)
    assert settle(database, looked_into) is True
    assert counts(database) == {"sent": 2}


def test_who_says_that_he_is_alive_keeps_what_he_holds(database: Database) -> None:
    add(database, say("a"), say("b"))
    alive, dead = claim(database)
    freeze(database, alive)
    freeze(database, dead)

    kept = database.run_sync(lambda tx: outbox.renew(tx, [alive], later(59), QUARANTINE))

    assert kept == {alive.id}
    assert claim(database, seconds=30) == ()
    assert counts(database) == {"sending": 1, "unsure": 1}
    assert settle(database, alive) is True


def test_who_was_silent_too_long_cannot_claim_to_be_alive(database: Database) -> None:
    add(database, say("a"), say("b"))
    untried, doubted = claim(database)
    freeze(database, doubted)
    claim(database, seconds=30)  # the first is given out again, the second is in quarantine

    kept = database.run_sync(lambda tx: outbox.renew(tx, [untried, doubted], later(99), QUARANTINE))

    assert kept == frozenset()


def test_after_one_who_looked_and_died_the_next_waits_for_what_he_may_have_sent(database: Database) -> None:
    add(database, say("a"))
    (lost,) = claim(database)
    freeze(database, lost)
    claim(database, seconds=30)
    (looking,) = reconcile(database, 60)
    database.run_sync(lambda tx: outbox.renew(tx, [looking], later(100), QUARANTINE))

    assert reconcile(database, 129) == ()
    (next_one,) = reconcile(database, 130)
    assert next_one.fence > looking.fence


def test_a_doubt_is_looked_into_by_one_worker_only(database: Database) -> None:
    add(database, *(say(f"talk-{n}") for n in range(20)))
    for send in claim(database, limit=20):
        freeze(database, send)
    claim(database, seconds=30)
    together = Barrier(3)

    def look(_worker: int) -> list[int]:
        together.wait()
        return [send.id for _ in range(3) for send in reconcile(database, 60)]

    with ThreadPoolExecutor(3) as workers:
        looked_into = [send_id for share in workers.map(look, range(3)) for send_id in share]

    assert len(looked_into) == len(set(looked_into)) == 20


def test_nothing_is_frozen_for_sending_after_its_lease(database: Database) -> None:
    add(database, say("a"))
    (send,) = claim(database)

    assert freeze(database, send, 30) is False
    assert freeze(database, send, 29.9) is True


def test_a_doubt_of_its_own_waits_alone_and_the_conversation_goes_on(database: Database) -> None:
    add(database, say("a", "first"), say("a", "second"))
    (send,) = claim(database)
    freeze(database, send)
    database.run_sync(lambda tx: outbox.doubt(tx, send, later(20), "timeout"))

    assert texts(claim(database, seconds=1)) == ["second"]
    assert [one.id for one in reconcile(database, 20)] == [send.id]


def test_what_is_settled_stays_settled(database: Database) -> None:
    add(database, say("a"))
    (send,) = claim(database)
    settle(database, send)

    assert settle(database, send, "failed") is False
    assert retry(database, send, NOW) is False
    assert database.run_sync(lambda tx: outbox.doubt(tx, send, NOW, "timeout")) is False
    assert counts(database) == {"sent": 1}


# -- what cannot be carried out ----------------------------------------------------------------


def test_an_unreadable_row_is_seen_by_a_person_and_does_not_stop_the_others(database: Database) -> None:
    add(database, say("a", "broken"), say("b", "from another version"), say("c", "fine"))
    with database.begin() as tx:
        broken, older = tx.conn.execute(sa.select(table.c.id, table.c.key).order_by(table.c.id).limit(2)).all()
        shape = tx.seal(None, f"outbox.body:{older.key}", '{"kind": "gone-with-version-2"}')
        tx.conn.execute(table.update().where(table.c.id == broken.id).values(body=b"not what we sealed, but long"))
        tx.conn.execute(table.update().where(table.c.id == older.id).values(body=shape))

    assert texts(claim(database)) == ["fine"]
    seen = database.run_sync(outbox_watch.troubles)
    assert [(one.id, one.state, one.reason) for one in seen] == [
        (broken.id, "failed", "unreadable"),
        (older.id, "failed", "unreadable"),
    ]


def test_what_speaks_of_an_erased_person_is_cancelled_and_forgetting_itself_is_not(database: Database) -> None:
    person, talk = database.run_sync(a_family)
    add(database, say("in doubt"), say(talk.id), say("under way"), person_id=person.id)
    doubtful, _, _ = claim(database)
    freeze(database, doubtful)
    database.run_sync(lambda tx: outbox.doubt(tx, doubtful, later(20), "timeout"))
    add(database, Post("case-1", (Text("her words"),)), TakeBack("case-1", "message-1"), person_id=person.id)
    add(database, Forget(person.id, "another talk of hers"), person_id=person.id)

    database.run_sync(lambda tx: people.erase(tx, person.id, NOW))

    assert reconcile(database, 300) == ()
    left = [effect.kind for send in claim(database, seconds=300) for effect in [send.effect]]
    assert sorted(left) == ["forget", "take-back"]
    assert counts(database) == {"cancelled": 4, "sending": 2}


def test_the_desk_still_hears_about_the_case_of_an_erased_person(database: Database) -> None:
    person, _ = database.run_sync(a_family)
    database.run_sync(lambda tx: people.erase(tx, person.id, NOW))

    add(database, ShowCard("case-1"), person_id=person.id)

    (send,) = claim(database)
    assert (send.effect, send.person_id) == (ShowCard("case-1"), None)
    assert freeze(database, send) is True


def test_the_waiting_copies_of_a_withdrawn_message_are_cancelled(database: Database) -> None:
    add(
        database,
        Post("case-1", (Text("copy"),), message_id="message-1"),
        Post("case-1", (Text("other"),), message_id="message-2"),
        say("a", "reply", message_id="message-1"),
    )

    database.run_sync(lambda tx: outbox.cancel_copies(tx, "message-1", NOW))

    assert sorted(texts(claim(database))) == ["other", "reply"]


# -- seeing it, and forgetting it --------------------------------------------------------------


def test_what_failed_or_stayed_in_doubt_is_shown_until_the_end(database: Database) -> None:
    add(database, say("a", case_id="case-1", message_id="message-1"), say("b"), say("c"))
    refused, doubtful, sent = claim(database)
    settle(database, refused, "failed")
    settle(database, doubtful, "unsure")
    settle(database, sent)

    seen = database.run_sync(outbox_watch.troubles)

    assert [(one.state, one.case_id, one.reason, one.since) for one in seen] == [
        ("failed", "case-1", "told", NOW),
        ("unsure", None, "told", NOW),
    ]
    assert database.run_sync(lambda tx: outbox.delivery_of(tx, "message-1")) == ("failed", "told")
    assert database.run_sync(lambda tx: outbox.delivery_of(tx, "message-2")) is None
    assert database.run_sync(outbox_watch.oldest_waiting) is None
    assert database.run_sync(outbox_watch.next_due) is None


def test_the_oldest_waiting_and_the_next_due_are_known(database: Database) -> None:
    add(database, say("a"))
    (send,) = claim(database)
    retry(database, send, later(60))
    database.run_sync(lambda tx: outbox.add(tx, (say("b"),), now=later(90)))

    assert database.run_sync(outbox_watch.oldest_waiting) == NOW
    assert database.run_sync(outbox_watch.next_due) == later(60)


def test_bodies_are_dropped_after_a_while_and_outcomes_stay(database: Database) -> None:
    add(database, say("a", message_id="message-1"), say("b"), reply=Reply("token", later(50)))
    sent, _ = claim(database)
    freeze(database, sent)
    settle(database, sent)

    def bodies(tx: Tx) -> Iterator[tuple[bool, ...]]:
        rows = tx.conn.execute(sa.select(table.c.body, table.c.payload, table.c.reply_token).order_by(table.c.id))
        return iter([tuple(value is not None for value in row) for row in rows])

    database.run_sync(lambda tx: outbox.purge(tx, NOW))
    before = list(database.run_sync(bodies))
    database.run_sync(lambda tx: outbox.purge(tx, later(1)))
    after = list(database.run_sync(bodies))

    assert before == [(True, True, True), (True, False, False)]
    assert after == [(False, False, False), (True, False, False)]
    assert database.run_sync(lambda tx: outbox.delivery_of(tx, "message-1")) == ("sent", "told")


def test_regions_in_one_database_do_not_send_for_each_other(database: Database, database_url: str) -> None:
    neighbour = Database.open(database_url, database.keyring, "another-region")
    neighbour.ensure_region()
    add(neighbour, say("a", "next door"))

    assert claim(database) == ()
    assert reconcile(database, 300) == ()
    assert (counts(database), counts(neighbour)) == ({}, {"pending": 1})
    assert texts(claim(neighbour)) == ["next door"]
    assert database.region_id == REGION
    neighbour.close()


def test_sending_goes_on_from_the_database_thread(database: Database) -> None:
    add(database, say("a", "answer"))

    claimed = asyncio.run(database.run(lambda tx: outbox.claim(tx, NOW, 10, LEASE)))

    assert texts(claimed) == ["answer"]


def test_a_claim_given_back_is_claimed_at_once_and_its_first_holder_has_no_say_any_more(database: Database) -> None:
    add(database, say())
    (first,) = claim(database)

    assert database.run_sync(lambda tx: outbox.release(tx, first, NOW))

    (second,) = claim(database)
    assert second.id == first.id
    assert not settle(database, first)
    assert settle(database, second)


def test_what_was_put_off_by_a_clock_that_stood_wrong_is_pulled_in_and_what_is_held_stays(database: Database) -> None:
    add(database, say("a"), say("b"), say("c"), say("d"))
    near, far, leased, held = claim(database, limit=4)
    retry(database, near, later(300))
    retry(database, far, later(86_400))
    database.run_sync(lambda tx: undelivered.hold(tx, held, later(86_400), begun=False))
    wrongly = table.update().where(table.c.id == leased.id).values(lease_until=later(86_400))
    database.run_sync(lambda tx: tx.conn.execute(wrongly))

    assert database.run_sync(lambda tx: outbox_watch.pull_in(tx, NOW, timedelta(minutes=15))) == 2

    assert [send.id for send in claim(database, 1)] == [far.id]
    claim(database, 15 * 60 + 1)
    assert counts(database)["held"] == 1
    assert database.run_sync(lambda tx: outbox_watch.pull_in(tx, NOW, timedelta(hours=2))) == 0


def test_what_keeps_sendings_from_going_out_is_known_by_its_reason(database: Database) -> None:
    add(database, say("a"), say("b"))
    first, second = claim(database)
    database.run_sync(lambda tx: outbox.later(tx, first, later(60), "is_archived"))
    database.run_sync(lambda tx: outbox.later(tx, second, later(60), "later-line"))

    def blocked(*reasons: str, since: datetime | None = None) -> frozenset[str]:
        return database.run_sync(lambda tx: outbox_watch.blocked(tx, reasons, since))

    assert blocked("is_archived", "invalid_auth") == {"is_archived"}
    assert blocked("later-line", since=NOW) == frozenset()
    assert blocked("later-line", since=later(1)) == {"later-line"}


# -- going together --------------------------------------------------------------------------------


def behind(database: Database, send: Send) -> list[str]:
    found = database.run_sync(lambda tx: outbox.behind(tx, [send.lane], NOW))
    return [part.id for one in found[send.lane] for part in one.say.parts if isinstance(part, Text)]


def test_what_is_put_together_goes_once_and_nothing_of_it_is_said_again(database: Database) -> None:
    person, talk = database.run_sync(a_family)
    add(database, *(say(talk.id, name) for name in ("first", "second", "third")), person_id=person.id)
    (send,) = claim(database)
    assert behind(database, send) == ["second", "third"]

    def join(tx: Tx) -> Send:
        after = outbox.behind(tx, [send.lane], NOW)[send.lane]
        return outbox.put_together(tx, send, say(talk.id, "all"), [one.id for one in after], NOW)

    assert database.run_sync(join).effect == say(talk.id, "all")
    (again,) = claim(database, 60)  # the process died before it was sent: what waits is the whole
    assert texts((again,)) == ["all"]
    assert counts(database) == {"sending": 1, "cancelled": 2}


def test_nothing_overtakes_what_cannot_go_along(database: Database) -> None:
    person, talk = database.run_sync(a_family)
    add(database, say(talk.id, "first"), say(talk.id, "second"), person_id=person.id)
    add(database, say(talk.id, "free"), person_id=person.id, reply=Reply("token", later(50)))
    add(database, say(talk.id, "last"), person_id=person.id)
    (send,) = claim(database)

    assert behind(database, send) == ["second"]


def test_what_waits_for_its_next_try_does_not_go_along(database: Database) -> None:
    person, talk = database.run_sync(a_family)
    add(database, say(talk.id, "first"), person_id=person.id)
    (first,) = claim(database)
    add(database, say(talk.id, "second"), person_id=person.id)
    freeze(database, first)
    retry(database, first, later(5))
    add(database, say(talk.id, "third", urgent=True), person_id=person.id)
    (urgent,) = claim(database)

    assert texts((urgent,)) == ["third"]
    assert behind(database, urgent) == []
