"""The product goes and comes back in the middle of things. One house, restarted by each test."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.demo.house import House
from bot.demo.house import house as open_house
from bot.simulator.faults import Fault, FaultKind
from tests.stories.conftest import STARTS_AT
from tests.stories.people import QUESTION, Desk
from tests.stories.phone import Phone
from tests.stories.test_line_faults import PUSH, in_time, settled, shown


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("lasting"), starts_at=STARTS_AT, pacing="off") as house:
        yield house


def test_what_a_family_wrote_while_nobody_was_there_is_answered_once_after_line_tries_again(lasting: House) -> None:
    phone = Phone(lasting)
    lasting.stop()
    assert lasting.line.say(phone.id, QUESTION).status is None

    lasting.start()
    assert [each.status for each in lasting.line.redeliver()] == [200]

    phone.waits_for("使えそうな")
    in_time(lasting, "rest", lambda: settled(lasting))
    assert sum("使えそうな" in line for line in phone.hears()) == 1


def test_a_conversation_goes_on_where_it_was(lasting: House) -> None:
    phone = Phone(lasting)
    phone.asks("ショートステイ", sees="お住まいの市町はどこですか")

    lasting.stop()
    lasting.start()

    phone.taps("横須賀市", sees="医療的ケアはどれですか")
    phone.taps("気管切開", sees="使えそうな")
    phone.taps("相談したい", sees="伝えてもよいですか")
    lasting.stop()
    lasting.start()
    phone.taps("伝えて相談する", sees="受付番号は")


@pytest.mark.parametrize("kind", [FaultKind.RATE_LIMITED, FaultKind.ERROR_AFTER, FaultKind.ERROR_BEFORE])
def test_a_reply_on_its_way_arrives_exactly_once_after_a_restart(lasting: House, kind: FaultKind) -> None:
    phone = Phone(lasting)
    desk = Desk(lasting, phone.opens_a_case())
    tried = len(lasting.line.calls("/message/push"))
    lasting.line.faults.add(Fault(kind, PUSH, seconds=60))
    desk.replies(f"返事：{kind}")
    lasting.wait_for("the first try", lambda: len(lasting.line.calls("/message/push")) > tried)

    lasting.stop()
    lasting.start()

    in_time(lasting, "sent", lambda: "✅" in desk.shows())
    in_time(lasting, "rest", lambda: settled(lasting))
    assert shown(phone, f"返事：{kind}") == 1


def test_a_picture_on_its_way_arrives_exactly_once_after_a_restart(lasting: House) -> None:
    phone = Phone(lasting)
    desk = Desk(lasting, phone.opens_a_case())
    phone.sends("video", {"content": b"moving", "duration": 1000, "ready_after": 30.0})
    lasting.wait_for("an early look", lambda: [c for c in lasting.line.calls("/content") if c["status"] == 202])

    lasting.stop()
    lasting.start()

    def files() -> list[object]:
        return [f for m in lasting.messages() if m.get("thread_ts") == desk.ts for f in m.get("files", [])]

    in_time(lasting, "the video", files)
    in_time(lasting, "rest", lambda: settled(lasting))
    assert len(files()) == 1


def test_a_timer_set_before_a_restart_rings_after_it_and_once(lasting: House) -> None:
    phone = Phone(lasting)
    desk = Desk(lasting, phone.opens_a_case())
    desk.presses("case.claim")
    desk.waits_for("対応中")
    lasting.stop()

    lasting.clock.advance(timedelta(minutes=11).total_seconds())
    lasting.start()

    phone.waits_for("担当になりました")
    in_time(lasting, "rest", lambda: settled(lasting))
    assert sum("担当になりました" in line for line in phone.hears()) == 1


def test_what_is_in_the_channel_is_updated_not_posted_again_after_a_restart(lasting: House) -> None:
    phone = Phone(lasting)
    desk = Desk(lasting, phone.opens_a_case())
    cards = len([m for m in lasting.messages() if m.get("thread_ts", m["ts"]) == m["ts"]])

    lasting.stop()
    lasting.start()
    desk.presses("case.claim")

    desk.waits_for("対応中")
    assert len([m for m in lasting.messages() if m.get("thread_ts", m["ts"]) == m["ts"]]) == cards
    phone.says("再開したあとの言葉")
    desk.waits_in_thread("再開したあとの言葉")
