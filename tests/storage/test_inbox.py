import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from storage import inbox
from storage.database import Database, NoRegion, Tx
from storage.inbox import WINDOW, AlreadyDone, InboxWriter, Received
from storage.sealing import Keyring, UnknownSecret
from storage.tables import inbox as table
from tests.conftest import REGION
from tests.storage.builders import LEASE, NOW, later, received


def stored(database: Database, *rows: Received) -> list[bool]:
    return database.run_sync(lambda tx: inbox.add(tx, rows))


def taken(database: Database, seconds: float = 0, limit: int = 10) -> list[str]:
    rows = database.run_sync(lambda tx: inbox.take(tx, later(seconds), limit, LEASE))
    return [row.raw["event"] for row in rows]


def event(key: str) -> Received:
    return received(key, event=key)


# -- storing ---------------------------------------------------------------------------------


def test_an_event_that_comes_twice_is_stored_once(database: Database) -> None:
    first = stored(database, event("a"), event("b"), event("a"))
    second = stored(database, event("b"), event("c"))

    assert (first, second) == ([True, True, False], [False, True])
    assert taken(database) == ["a", "b", "c"]


def test_the_same_key_from_another_platform_or_region_is_another_event(
    database: Database, database_url: str, keyring: Keyring
) -> None:
    neighbour = Database.open(database_url, keyring, "another-region")
    neighbour.ensure_region()

    answers = [
        stored(database, received("a", event="from line")),
        stored(database, received("a", "slack", event="from slack")),
        stored(neighbour, received("a", event="next door")),
    ]

    assert answers == [[True], [True], [True]]
    assert taken(neighbour) == ["next door"]
    neighbour.close()
    assert taken(database) == ["from line", "from slack"]


def test_what_was_received_comes_back_as_it_was(database: Database) -> None:
    raw = {"text": "夜眠れません🌙", "nested": {"list": [1, None, True]}}
    stored(database, Received("line", "account-1", "a", raw, NOW))

    (row,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 10, LEASE))

    assert (row.source, row.account_id, row.raw, row.received_at, row.attempts) == ("line", "account-1", raw, NOW, 1)


def test_half_an_emoji_is_stored_as_it_came_for_its_channel_to_mend(database: Database) -> None:
    stored(database, received("a", event="夜眠れません\ud83c"))

    assert taken(database) == ["夜眠れません\ud83c"]


def test_requests_that_arrive_during_a_commit_share_the_next_one(database: Database) -> None:
    commits = []
    sa.event.listen(database.engine, "commit", lambda _conn: commits.append(1))

    async def forty_requests() -> list[list[bool]]:
        writer = InboxWriter(database)
        return await asyncio.gather(*(writer.add([event(f"{n % 20}")]) for n in range(40)))

    answers = asyncio.run(forty_requests())

    assert [answer for (answer,) in answers].count(True) == 20
    assert len(commits) <= 3
    assert len(taken(database, limit=100)) == 20


def test_every_answer_belongs_to_its_own_request(database: Database) -> None:
    stored(database, event("known"))

    async def three_requests() -> list[list[bool]]:
        writer = InboxWriter(database)
        requests: list[list[Received]] = [[event("new")], [], [event("known"), event("new"), event("newer")]]
        return await asyncio.gather(*(writer.add(rows) for rows in requests))

    assert asyncio.run(three_requests()) == [[True], [], [False, False, True]]


def test_a_request_that_went_away_does_not_disturb_the_others(database: Database) -> None:
    async def one_is_cancelled() -> list[bool]:
        writer = InboxWriter(database)
        gone = asyncio.create_task(writer.add([event("gone")]))
        stays = asyncio.create_task(writer.add([event("stays")]))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert asyncio.run(one_is_cancelled()) == [True]


def test_one_unstorable_event_does_not_refuse_the_others(database: Database) -> None:
    bad = Received("line", "account", "bad", {"not": object()}, NOW)

    async def together() -> list[list[bool] | BaseException]:
        writer = InboxWriter(database)
        requests = ([event("a")], [bad], [event("b")])
        return await asyncio.gather(*(writer.add(rows) for rows in requests), return_exceptions=True)

    first, refused, last = asyncio.run(together())

    assert (first, last) == ([True], [True])
    assert isinstance(refused, TypeError)
    assert taken(database) == ["a", "b"]


def test_what_cannot_be_stored_is_told_to_everyone_who_waits_and_the_next_is_tried_again(
    database_url: str, keyring: Keyring
) -> None:
    unready = Database.open(database_url, keyring, "another-region")

    async def before_and_after() -> list[list[bool] | BaseException]:
        writer = InboxWriter(unready)
        requests = [writer.add([event("a")]), writer.add([event("b")])]
        refused = await asyncio.gather(*requests, return_exceptions=True)
        unready.ensure_region()
        return [*refused, await writer.add([event("a")])]

    first, second, answer = asyncio.run(before_and_after())
    unready.close()

    assert isinstance(first, NoRegion)
    assert isinstance(second, NoRegion)
    assert answer == [True]


# -- taking ----------------------------------------------------------------------------------


def test_the_oldest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    stored(database, *(event(str(n)) for n in range(5)))

    assert [taken(database, limit=2), taken(database, limit=2), taken(database, limit=2)] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]


def test_two_workers_never_take_the_same_event(database: Database) -> None:
    stored(database, *(event(str(n)) for n in range(40)))
    together = Barrier(4)

    def work(_worker: int) -> list[str]:
        together.wait()
        return [key for _ in range(10) for key in taken(database, limit=3)]

    with ThreadPoolExecutor(4) as workers:
        shares = list(workers.map(work, range(4)))

    everything = [key for share in shares for key in share]
    assert sorted(everything, key=int) == [str(n) for n in range(40)]


def of(person: str | None, key: str, seconds: float = 0) -> Received:
    """What a person did so many seconds after NOW."""
    return Received("line", "account", key, {"event": key}, NOW, person, later(seconds))


def finish(database: Database, seconds: float = 0) -> list[str]:
    """Takes what can be taken, and finishes it."""
    rows = database.run_sync(lambda tx: inbox.take(tx, later(seconds), 10, LEASE))
    for row in rows:
        database.run_sync(lambda tx, row=row: inbox.done(tx, row.id, later(seconds)))  # type: ignore[misc]
    return [row.raw["event"] for row in rows]


def test_of_one_person_one_event_is_in_hand_at_a_time_and_the_others_do_not_wait(database: Database) -> None:
    stored(database, of("mother", "a1"), of("mother", "a2"), of("father", "b1"), of(None, "c1"), of(None, "c2"))

    first = taken(database)
    meanwhile = taken(database)

    assert (first, meanwhile) == (["a1", "b1", "c1", "c2"], [])


def test_whoever_writes_behind_a_flood_of_one_person_does_not_wait_for_its_end(database: Database) -> None:
    flood = [of("mother", f"flood{n:03}", n) for n in range(WINDOW + 10)]
    stored(database, *flood, of("father", "behind it"))

    assert taken(database) == ["flood000"]
    assert taken(database) == ["behind it"]


def test_what_one_person_did_is_decided_about_in_the_order_it_happened_not_in_which_it_came(
    database: Database,
) -> None:
    stored(database, of("mother", "third", 3), of("mother", "first", 1), of("mother", "second", 2))

    assert [finish(database) for _ in range(4)] == [["first"], ["second"], ["third"], []]


def test_what_happened_earlier_but_came_later_waits_for_what_is_in_hand(database: Database) -> None:
    stored(database, of("mother", "second", 2))
    (row,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 10, LEASE))
    stored(database, of("mother", "first", 1))

    assert taken(database) == []
    database.run_sync(lambda tx: inbox.done(tx, row.id, NOW))
    assert taken(database) == ["first"]


def test_a_dead_workers_event_comes_before_the_next_of_the_same_person(database: Database) -> None:
    stored(database, of("mother", "a1", 1), of("mother", "a2", 2))
    assert taken(database) == ["a1"]

    assert [finish(database, 30), finish(database, 30)] == [["a1"], ["a2"]]


def test_what_was_set_aside_does_not_hold_up_the_person(database: Database) -> None:
    stored(database, of("mother", "poison", 1), of("mother", "fine", 2))
    (poison,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 10, LEASE))
    database.run_sync(lambda tx: inbox.quarantine(tx, poison.id, "unreadable"))

    assert taken(database) == ["fine"]


def test_four_workers_keep_each_persons_order(database: Database) -> None:
    people = [f"person-{n}" for n in range(6)]
    stored(database, *(of(who, f"{who}:{n}", n) for n in range(8) for who in people))
    finished: list[str] = []

    def work(_worker: int) -> None:
        empty = 0
        while empty < 20:
            rows = database.run_sync(lambda tx: inbox.take(tx, NOW, 3, LEASE))
            for row in rows:
                finished.append(row.raw["event"])
                database.run_sync(lambda tx, row=row: inbox.done(tx, row.id, NOW))  # type: ignore[misc]
            empty = 0 if rows else empty + 1

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))

    for who in people:
        assert [one for one in finished if one.startswith(f"{who}:")] == [f"{who}:{n}" for n in range(8)]


def test_whose_event_it_was_is_not_kept_after_it_is_done(database: Database) -> None:
    stored(database, of("U-mother", "a"))
    before = database.run_sync(lambda tx: tx.conn.execute(sa.select(table.c.lane)).scalar_one())
    finish(database)

    assert before
    assert "U-mother" not in before
    assert database.run_sync(lambda tx: tx.conn.execute(sa.select(table.c.lane)).scalar_one()) is None


def test_the_work_of_a_dead_worker_is_taken_after_its_lease(database: Database) -> None:
    stored(database, event("a"))
    taken(database)

    assert taken(database, seconds=29) == []
    assert taken(database, seconds=30) == ["a"]


def test_a_worker_that_was_too_slow_cannot_decide_a_second_time(database: Database) -> None:
    stored(database, event("a"))
    (slow,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 1, LEASE))
    (quick,) = database.run_sync(lambda tx: inbox.take(tx, later(31), 1, LEASE))
    database.run_sync(lambda tx: inbox.done(tx, quick.id, later(32)))

    def decide_again(tx: Tx) -> None:
        inbox.add(tx, [event("what the slow one decided")])
        inbox.done(tx, slow.id, later(33))

    with pytest.raises(AlreadyDone):
        database.run_sync(decide_again)
    database.run_sync(lambda tx: inbox.quarantine(tx, slow.id, "failed"))

    assert database.run_sync(inbox.counts) == {"done": 1}


def test_of_two_workers_that_finish_at_the_same_moment_one_counts(database: Database) -> None:
    stored(database, event("a"))
    (row,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 1, LEASE))
    together = Barrier(2)

    def finish(worker: int) -> bool:
        def decide(tx: Tx) -> None:
            inbox.add(tx, [event(f"decided by {worker}")])
            inbox.done(tx, row.id, NOW)

        together.wait()
        try:
            database.run_sync(decide)
        except AlreadyDone:
            return False
        return True

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(finish, range(2))) == [False, True]
    assert database.run_sync(inbox.counts) == {"done": 1, "new": 1}


def test_what_is_given_back_comes_again_when_asked_and_a_blameless_try_does_not_count(database: Database) -> None:
    stored(database, event("a"))
    attempts = []

    def take_and_give_back(seconds: float, *, blameless: bool) -> None:
        (row,) = database.run_sync(lambda tx: inbox.take(tx, later(seconds), 1, LEASE))
        attempts.append(row.attempts)
        database.run_sync(lambda tx: inbox.give_back(tx, row, later(seconds + 5), blameless=blameless))
        assert taken(database, seconds + 4) == []

    take_and_give_back(0, blameless=True)
    take_and_give_back(5, blameless=False)
    take_and_give_back(10, blameless=False)

    assert attempts == [1, 1, 2]


def test_who_lost_an_event_can_neither_give_it_back_nor_set_it_aside(database: Database) -> None:
    stored(database, event("a"))
    (slow,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 1, LEASE))
    (quick,) = database.run_sync(lambda tx: inbox.take(tx, later(31), 1, LEASE))

    database.run_sync(lambda tx: inbox.give_back(tx, slow, later(32), blameless=False))
    database.run_sync(lambda tx: inbox.quarantine(tx, slow.id, "failed", slow.attempts))

    assert taken(database, seconds=33) == []
    database.run_sync(lambda tx: inbox.done(tx, quick.id, later(34)))
    assert database.run_sync(inbox.counts) == {"done": 1}


# -- setting aside, and forgetting -----------------------------------------------------------


def test_a_poisoned_event_is_set_aside_alone_and_can_be_replayed(database: Database) -> None:
    stored(database, event("poison"), event("fine"))
    poison, fine = database.run_sync(lambda tx: inbox.take(tx, NOW, 10, LEASE))
    database.run_sync(lambda tx: inbox.quarantine(tx, poison.id, "unreadable" * 100))
    database.run_sync(lambda tx: inbox.done(tx, fine.id, NOW))

    (aside,) = database.run_sync(inbox.quarantined)
    assert (aside.id, aside.source, aside.received_at, aside.reason[:10]) == (poison.id, "line", NOW, "unreadable")
    assert taken(database, seconds=3600) == []

    database.run_sync(lambda tx: inbox.replay(tx, poison.id))
    (again,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 10, LEASE))
    assert (again.raw["event"], again.attempts) == ("poison", 1)
    assert database.run_sync(inbox.quarantined) == ()


def test_an_event_that_does_not_open_is_set_aside_and_the_others_go_on(database: Database) -> None:
    stored(database, event("broken"), event("fine"))
    with database.begin() as tx:
        tx.conn.execute(
            table.update().where(table.c.key == "broken").values(raw=b"not what we sealed, but long enough")
        )

    assert taken(database) == ["fine"]
    assert [row.reason for row in database.run_sync(inbox.quarantined)] == ["does-not-open"]


def test_a_processed_event_keeps_its_key_but_not_what_was_said(database: Database) -> None:
    stored(database, event("a"))
    (row,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 1, LEASE))
    database.run_sync(lambda tx: inbox.done(tx, row.id, NOW))

    assert database.run_sync(lambda tx: tx.conn.execute(sa.select(table.c.raw)).scalars().all()) == [None]
    assert stored(database, event("a")) == [False]


def test_old_keys_are_forgotten_and_unprocessed_events_never(database: Database) -> None:
    stored(database, event("done"), event("aside"), event("waiting"))
    done, aside = database.run_sync(lambda tx: inbox.take(tx, NOW, 2, LEASE))
    database.run_sync(lambda tx: inbox.done(tx, done.id, NOW))
    database.run_sync(lambda tx: inbox.quarantine(tx, aside.id, "unreadable"))

    database.run_sync(lambda tx: inbox.purge(tx, NOW))
    assert database.run_sync(inbox.counts) == {"done": 1, "quarantined": 1, "new": 1}

    database.run_sync(lambda tx: inbox.purge(tx, later(1)))
    assert database.run_sync(inbox.counts) == {"quarantined": 1, "new": 1}


def test_what_was_set_aside_keeps_its_reason_but_not_its_words_for_ever(database: Database) -> None:
    stored(database, event("aside"), event("waiting"))
    (aside,) = database.run_sync(lambda tx: inbox.take(tx, NOW, 1, LEASE))
    database.run_sync(lambda tx: inbox.quarantine(tx, aside.id, "unreadable"))

    database.run_sync(lambda tx: inbox.purge(tx, later(1)))

    rows = database.run_sync(
        lambda tx: tx.conn.execute(sa.select(table.c.state, table.c.raw).order_by(table.c.id)).all()
    )
    assert [(row.state, row.raw is None) for row in rows] == [("quarantined", True), ("new", False)]
    assert [one.reason for one in database.run_sync(inbox.quarantined)] == ["unreadable"]


def test_a_wrong_secret_does_not_set_every_event_aside(database: Database, database_url: str) -> None:
    stored(database, event("a"))
    stranger = Database.open(database_url, Keyring.from_text("another-secret-of-at-least-32-characters"), REGION)

    with pytest.raises(UnknownSecret):
        taken(stranger)

    stranger.close()
    assert database.run_sync(inbox.counts) == {"new": 1}


def test_events_given_back_are_taken_at_once_and_one_decided_meanwhile_is_not(database: Database) -> None:
    database.run_sync(lambda tx: inbox.add(tx, [received("a"), received("b")]))
    first, second = database.run_sync(lambda tx: inbox.take(tx, NOW, 10, LEASE))
    database.run_sync(lambda tx: inbox.done(tx, first.id, NOW))

    database.run_sync(lambda tx: inbox.release(tx, (first, second)))

    again = database.run_sync(lambda tx: inbox.take(tx, NOW, 10, LEASE))
    assert [(row.id, row.attempts) for row in again] == [(second.id, 1)]


def test_a_lease_given_by_a_clock_that_stood_wrong_ends_in_time(database: Database) -> None:
    database.run_sync(lambda tx: inbox.add(tx, [received("a")]))
    tomorrow = later(86_400)
    database.run_sync(lambda tx: inbox.take(tx, tomorrow, 10, LEASE))

    assert database.run_sync(lambda tx: inbox.pull_in(tx, NOW, LEASE)) == 1

    assert len(database.run_sync(lambda tx: inbox.take(tx, later(31), 10, LEASE))) == 1
