"""Whatever happens between us and Slack: each thing stands there once, nothing is lost or sent blindly again."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.demo.house import House
from bot.maintenance import diagnose
from bot.settings import Store
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.slack.deliver import signature_headers
from bot.simulator.slack.world import BOT_USER
from storage import inbox as received
from storage import outbox_watch
from storage.database import Tx
from storage.tables import inbox
from tests.stories.conftest import OpenHouse
from tests.stories.people import QUESTION, Desk, Family
from tests.stories.workspace import Supporter, modal, quoted, reads, whispers

SEARCH = "横須賀市、4歳、気管切開。医療型短期入所はありますか"
POST, UPDATE = "*/chat.postMessage", "*/chat.update"
LOST_OR_NOT = [
    FaultKind.ERROR_BEFORE,
    FaultKind.ERROR_AFTER,
    FaultKind.RESET_BEFORE,
    FaultKind.RESET_AFTER,
    FaultKind.HTML_502,
    FaultKind.RATE_LIMITED,
    FaultKind.SLOW,
    FaultKind.LATE_ACCEPT,
]


def unsettled(house: House) -> bool:
    def look(tx: Tx) -> bool:
        events = received.counts(tx)
        return bool(
            events.get("new") or events.get("taken") or outbox_watch.waiting(tx, house.now() + timedelta(days=1))
        )

    return house.product.database.run_sync(look)


def let_it_settle(house: House, rounds: int = 12) -> None:
    """Moves the clock past quarantines and retries until nothing is under way."""
    for _ in range(rounds):
        until = time.monotonic() + 0.6
        while time.monotonic() < until:
            if not unsettled(house):
                return
            time.sleep(0.05)
        house.clock.advance(25)
    assert not unsettled(house), doctor(house)


def doctor(house: House) -> list[str]:
    settings = house.product.settings
    store = Store(settings.database_url, settings.region, settings.secret_key, settings.test_clock)
    return list(diagnose(store))


@pytest.fixture
def house(house: House) -> Iterator[House]:
    yield house
    house.slack.faults.clear()
    let_it_settle(house)


@pytest.fixture
def mother(house: House) -> Family:
    return Family(house)


def about_her(house: House, mother: Family) -> list[dict[str, Any]]:
    """Her cards: the number stands in the last thing she heard of it."""
    number = mother.waits_for("受付番号は").split("受付番号は ")[1].split(" ")[0]
    return [m for m in house.messages() if number in m.get("text", "") and m.get("thread_ts", m["ts"]) == m["ts"]]


def more_than(house: House, mother: Family, heard: int) -> bool:
    return len(house.line.heard(mother.id)) > heard


def asks_for_a_case(mother: Family) -> None:
    mother.says(QUESTION, until="使えそうな")
    mother.presses("person", until="伝えてもよいですか")
    mother.presses("consent:yes", until="受付番号は")


@pytest.mark.parametrize("kind", LOST_OR_NOT, ids=str)
def test_card_thread_and_update_stand_once_whatever_they_met(house: House, kind: FaultKind) -> None:
    new, writing, claimed = Family(house), Family(house), Family(house)
    thread, update = Desk(house, writing.opens_a_case()), Desk(house, claimed.opens_a_case())
    let_it_settle(house)
    before = {m["ts"] for m in house.messages()}
    for where, times in ((POST, 2), (UPDATE, 1)):
        house.slack.faults.add(Fault(kind, where, times=times, seconds=1))

    asks_for_a_case(new)
    writing.says("一度だけ立つ言葉")
    update.presses("case.claim")
    time.sleep(1.1 if kind is FaultKind.LATE_ACCEPT else 0)
    let_it_settle(house)

    assert house.slack.faults.pending() == []
    assert len(about_her(house, new)) == 1
    assert sum("一度だけ立つ言葉" in line for line in thread.thread()) == 1
    assert f"担当：{update.who.name}" in update.shows()
    assert len([m for m in house.messages() if m["ts"] not in before]) == 2
    desk = Desk(house, about_her(house, new)[0])
    desk.presses("case.claim")
    desk.waits_for("対応中")


def test_a_press_on_a_card_whose_answer_was_lost_makes_no_second_card(house: House, mother: Family) -> None:
    house.slack.faults.add(Fault(FaultKind.ERROR_AFTER, POST))
    asks_for_a_case(mother)
    card = house.wait_for("the card", lambda: next(iter(about_her(house, mother)), None))
    desk = Desk(house, card)

    desk.presses("case.claim")
    mother.says("続きの言葉")
    let_it_settle(house)

    assert len(about_her(house, mother)) == 1
    assert "対応中" in desk.shows()
    assert sum("続きの言葉" in line for line in desk.thread()) == 1


@pytest.mark.parametrize("kind", [FaultKind.RATE_LIMITED, FaultKind.ERROR_AFTER, FaultKind.ERROR_BEFORE], ids=str)
def test_a_long_story_stands_once_although_its_second_message_failed(
    house: House, mother: Family, kind: FaultKind
) -> None:
    story = [QUESTION + "".join(f"第{part}部{n:03d}行。長い話です。" for n in range(300)) for part in range(3)]
    for words in story:
        heard = len(house.line.heard(mother.id))
        mother.says(words)
        house.wait_for("an answer", partial(more_than, house, mother, heard))
    house.slack.faults.add(Fault(kind, POST, after=1))

    mother.presses("person", until="伝えてもよいですか")
    mother.presses("consent:yes", until="受付番号は")
    mother.says("つぎの言葉")
    let_it_settle(house)

    [card] = about_her(house, mother)
    stands = "".join(quoted(m) for m in house.messages() if m.get("thread_ts", m["ts"]) == card["ts"])
    assert all(stands.count(f"第{part}部{n:03d}行") == 1 for part in range(3) for n in range(300))
    assert stands.count("つぎの言葉") == 1


def test_a_picture_stands_once_after_a_lost_answer(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    house.slack.faults.add(Fault(FaultKind.ERROR_AFTER, "*/files.completeUploadExternal"))

    house.line.send(mother.id, "image", content=b"\xff\xd8picture")
    let_it_settle(house)

    files = [f for m in house.messages() if m.get("thread_ts") == desk.ts for f in m.get("files", [])]
    assert len(files) == 1


def test_a_picture_that_may_be_lost_is_told_to_the_desk(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    house.slack.faults.add(Fault(FaultKind.RESET_BEFORE, "*/files.completeUploadExternal"))

    house.line.send(mother.id, "image", content=b"\xff\xd8picture")
    let_it_settle(house)

    desk.waits_in_thread("ここに載せられませんでした")


def test_a_search_is_answered_although_the_first_answer_broke(house: House) -> None:
    user = f"U0FAULT{len(house.slack.space.world.users):03d}"
    house.slack.add_user("asker", id=user)
    asker = Supporter(house, user)
    house.slack.faults.add(Fault(FaultKind.ERROR_BEFORE, POST))

    house.slack.dm(user, SEARCH)
    let_it_settle(house)

    assert len([m for m in asker.seen() if "条件に合う" in reads(m)]) == 1


def test_what_settles_while_the_database_is_away_is_not_sent_again(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    let_it_settle(house)
    house.slack.faults.add(Fault(FaultKind.SLOW, POST, seconds=1.5))
    mother.says("返事を書きとめられない言葉")
    house.wait_for("the post", lambda: any("書きとめられない" in line for line in desk.thread()))

    with away(house, "outbox"):
        time.sleep(1.8)
    house.clock.advance(61)  # the lease
    let_it_settle(house)

    assert sum("書きとめられない" in line for line in desk.thread()) == 1


class away:  # noqa: N801 - reads as a sentence
    """A table that is not there for a while: every statement on it fails, as with a broken database."""

    def __init__(self, house: House, table: str) -> None:
        self._engine, self._table = house.product.database.engine, table

    def _rename(self, old: str, new: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.text("PRAGMA legacy_alter_table=ON"))
            connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))

    def __enter__(self) -> None:
        self._rename(self._table, f"{self._table}_away")

    def __exit__(self, *_: object) -> None:
        self._rename(f"{self._table}_away", self._table)


# -- what Slack brings to us -----------------------------------------------------------------------------


def stored(house: House) -> int:
    """What Slack and LINE delivered; a timer of an earlier story may ring at any moment."""
    delivered = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.source != "clock")
    with house.product.database.engine.begin() as connection:
        return int(connection.execute(delivered).scalar_one())


def test_a_store_that_fails_refuses_and_slacks_retry_succeeds(house: House) -> None:
    user = f"U0RETRY{len(house.slack.space.world.users):03d}"
    house.slack.add_user("asker", id=user)
    asker = Supporter(house, user)

    with away(house, "inbox"):
        sent = house.slack.dm(user, SEARCH)
        assert sent.status == 503
        house.slack.deliverer.settle()
    house.clock.advance(61)
    house.slack.deliverer.settle()

    house.wait_for("an answer", lambda: [m for m in asker.seen() if "条件に合う" in reads(m)])


def test_a_press_while_the_store_fails_changes_nothing_and_can_be_pressed_again(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    with away(house, "inbox"):
        assert house.slack.press(desk.who.slack_id, "case.claim", channel=house.desk, ts=desk.ts).status == 503

    desk.presses("case.claim")

    desk.waits_for("対応中")


def test_events_doubled_turned_round_or_of_unknown_kinds_act_once_each(house: House) -> None:
    user = f"U0ORDER{len(house.slack.space.world.users):03d}"
    house.slack.add_user("asker", id=user)
    asker = Supporter(house, user)
    house.slack.deliverer.hold()
    first = house.slack.dm(user, SEARCH).result["event_ids"][0]
    house.slack.dm(user, "逗子の短期入所")
    house.slack.deliverer.release("reversed")
    for _ in range(3):
        house.slack.deliverer.redeliver(first)

    unknown = house.slack.event({"type": "canvas_shared", "user": user, "odd": [None, {"deep": 1}]}, times=2)
    house.slack.event({"type": "message", "channel_type": "im", "subtype": "brand_new", "user": user})
    house.slack.event({"type": "app_mention"})

    assert unknown.acknowledged
    house.wait_for("two answers", lambda: len(asker.seen()) >= 2)
    house.slack.dm(user, "横須賀の相談支援")
    house.wait_for("the next", lambda: len(asker.seen()) >= 3)
    assert len(asker.seen()) == 3
    assert not [line for line in doctor(house) if "set aside" in line]


def posted(house: House, body: bytes, kind: str = "good", content_type: str = "application/json") -> int:
    headers = signature_headers(house.slack.deliverer.signing_secret, body, kind)
    answer = httpx.post(f"{house.url}/slack/events", content=body, headers={**headers, "Content-Type": content_type})
    return answer.status_code


GOOD = json.dumps(
    {"type": "event_callback", "event_id": "EvX", "event": {"type": "app_mention", "user": "U1"}}
).encode()


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (GOOD, "bad", 401),
        (GOOD, "stale", 401),
        (GOOD, "missing", 401),
        (b"\xff\xfe{}", "good", 400),
        (b"[1]", "good", 400),
        (b"", "good", 400),
        (b"{", "good", 400),
        (b"payload=%7B", "good", 400),
        (b"{" + b" " * 2_100_000 + b"}", "good", 413),
        (b'{"a":' * 30_000, "good", 400),
    ],
    ids=["bad", "stale", "missing", "not utf-8", "a list", "empty", "cut", "cut form", "oversized", "deep"],
)
def test_what_is_not_slacks_or_not_readable_is_refused_and_nothing_is_stored(
    house: House, body: bytes, kind: str, expected: int
) -> None:
    before = stored(house)

    assert posted(house, body, kind) == expected

    assert stored(house) == before


# -- what happens to the channel ------------------------------------------------------------------------------


def deleted_by_somebody(house: House, ts: str) -> None:
    with house.slack.space.lock:
        channel = house.slack.space.world.channels[house.desk]
        message = channel.find(ts)
        assert message is not None
        house.slack.space.world.remove(channel, message)


def newest_card(house: House, mother: Family) -> Desk:
    found = house.wait_for("a new card", lambda: [m for m in about_her(house, mother) if m.get("bot_id")])
    return Desk(house, found[-1])


def test_a_card_that_somebody_deleted_is_posted_anew_with_what_follows(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    let_it_settle(house)
    deleted_by_somebody(house, desk.ts)

    mother.says("カードが消えたあとの言葉")
    let_it_settle(house)

    anew = newest_card(house, mother)
    assert anew.ts != desk.ts
    anew.waits_in_thread("カードが消えたあとの言葉")
    anew.presses("case.claim")
    anew.waits_for("対応中")
    assert len(about_her(house, mother)) == 1


def test_a_deleted_card_with_a_thread_comes_back_too(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    mother.says("前の言葉")
    desk.waits_in_thread("前の言葉")
    deleted_by_somebody(house, desk.ts)

    mother.says("そののちの言葉")
    house.line.unfollow(mother.id)  # redraws the card
    let_it_settle(house)

    anew = newest_card(house, mother)
    assert "ブロックされています" in anew.shows()
    everything = "".join(quoted(m) for m in house.messages())
    assert everything.count("そののちの言葉") == 1


def comes_back(house: House, how: str, *, away: bool) -> None:
    if how == "kicked":
        house.slack.kick(house.desk) if away else house.slack.join(BOT_USER, house.desk)
    else:
        house.slack.archive(house.desk, house.region.coordinators[0].slack_id, archived=away)


@pytest.mark.parametrize("how", ["kicked", "archived"])
def test_nothing_is_lost_while_the_channel_is_closed_to_us(house: House, mother: Family, how: str) -> None:
    desk = Desk(house, mother.opens_a_case())
    other = Family(house)
    let_it_settle(house)
    comes_back(house, how, away=True)

    for n in range(4):
        mother.says(f"閉まっている間の言葉{n}。")
    asks_for_a_case(other)  # families are served all the same
    house.clock.advance(400)
    code = "channel_not_found" if how == "kicked" else "is_archived"
    house.wait_for("doctor", lambda: [line for line in doctor(house) if code in line])
    house.clock.advance(3600)
    comes_back(house, how, away=False)
    house.clock.advance(301)
    let_it_settle(house, rounds=20)

    said = "".join(quoted(m) for m in house.messages() if m.get("thread_ts") == desk.ts)
    assert said.count("閉まっている間の言葉") == 4
    assert [said.index(f"言葉{n}。") for n in range(4)] == sorted(said.index(f"言葉{n}。") for n in range(4))
    assert len(about_her(house, other)) == 1
    house.wait_for("the alarm to be over", lambda: not [line for line in doctor(house) if code in line])


def test_a_used_trigger_breaks_nothing(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    desk.presses("case.reply")
    opening = house.slack.state()["deliveries"][-1]
    house.clock.advance(4)

    assert house.slack.deliverer.redeliver(opening["id"]).status == 500

    desk.presses("case.note")
    desk.submits(text="そのあとのメモ")
    desk.waits_in_thread("そのあとのメモ")


def test_a_modal_that_could_not_be_opened_opens_at_the_next_press(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    house.slack.faults.add(Fault(FaultKind.ERROR_BEFORE, "*/views.open"))

    failed = house.slack.press(desk.who.slack_id, "case.reply", channel=house.desk, ts=desk.ts)
    desk.presses("case.reply")

    assert failed.status == 500
    assert modal(house, desk.who.slack_id)["callback_id"] == "case.reply"


def test_an_answer_only_she_sees_is_tried_again(house: House, mother: Family) -> None:
    desk = Desk(house, mother.opens_a_case())
    desk.presses("case.claim")
    desk.waits_for("対応中")
    house.slack.faults.add(Fault(FaultKind.RATE_LIMITED, "*/chat.postEphemeral", seconds=1))
    late = Desk(house, desk.card(), house.region.coordinators[2])
    before = len(whispers(house, late.who.slack_id))
    claimed = {"type": "button", "action_id": "case.claim"}
    assert claimed["action_id"] not in str(desk.card().get("blocks"))

    late.presses("case.decline")
    late.submits(reason="full", text="書いた理由")
    let_it_settle(house)

    told = whispers(house, late.who.slack_id)[before:]
    assert [("引き受けています" in reads(one), "書いた理由" in reads(one)) for one in told] == [(True, True)]


@pytest.mark.slow
def test_a_burst_of_thirty_posts_meets_no_rate_limit(new_house: OpenHouse) -> None:
    with new_house(pacing="real") as house:
        mother = Family(house)
        desk = Desk(house, mother.opens_a_case())
        for n in range(30):
            mother.says(f"言葉{n:02d}。")

        until = time.monotonic() + 60
        while time.monotonic() < until and sum(line.startswith("> 言葉") for line in desk.thread()) < 30:
            time.sleep(0.5)

        said = "".join(quoted(m) for m in house.messages() if m.get("thread_ts") == desk.ts)
        assert [said.index(f"言葉{n:02d}。") for n in range(30)] == sorted(
            said.index(f"言葉{n:02d}。") for n in range(30)
        )
        assert not [one for one in house.slack.state()["refusals"] if one["error"] == "ratelimited"]
