"""One desk takes everything in and distributes: suggestions with one tap, undo, and a chain of those who cannot."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.demo.house import House
from bot.demo.house import house as open_house
from bot.simulator.faults import Fault, FaultKind
from tests.stories.conftest import STARTS_AT
from tests.stories.people import Desk, Family
from tests.stories.regions import KAMOME, KUJIRA, TOBIUO, UMINEKO, region
from tests.stories.workspace import actions, modal, reads, whispers


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("one-stop")
    with open_house(folder, region(folder, "one_stop"), starts_at=STARTS_AT, pacing="off") as house:
        yield house
        assert house.slack.state()["refusals"] == []


@pytest.fixture
def mother(house: House) -> Family:
    return Family(house)


@pytest.fixture
def desk(house: House, mother: Family) -> Desk:
    return Desk(house, mother.opens_a_case()).as_("kujira")


def suggested(desk: Desk) -> list[str]:
    return [one["value"].partition(":")[2] for one in actions(desk.card()) if one["action_id"] == "case.offer"]


def offers(desk: Desk, to: str) -> None:
    value = next(one["value"] for one in actions(desk.card()) if one.get("value", "").endswith(f":{to}"))
    desk.presses("case.offer", value)


def calls(desk: Desk, slack_id: str) -> int:
    """How often somebody is called by name in the thread."""
    return "\n".join(desk.thread()).count(f"<@{slack_id}>")


def test_the_card_comes_with_suggestions_and_their_reasons(desk: Desk) -> None:
    shown = desk.waits_for("お願いする人の候補")

    assert suggested(desk)[0] == "umineko"
    assert len(suggested(desk)) == 3
    for reason in ("横須賀市を担当", "気管切開", "いまの重さ 0（9 まで）", "今日の当番"):
        assert reason in shown
    assert f"<@{KUJIRA}>" in shown  # who distributes today


def test_one_tap_asks_and_a_second_one_takes_it(desk: Desk, mother: Family) -> None:
    offers(desk, "umineko")

    assert "海猫 はるか（架空）さんにお願いしています" in desk.waits_for("お願いしています")
    desk.waits_in_thread("お願いできますか")
    assert calls(desk, UMINEKO) == 1
    assert suggested(desk) == []
    desk.as_("umineko").presses("case.claim")
    desk.waits_for("担当：海猫 はるか（架空）")
    desk.as_("umineko").replies("はじめまして、海猫です")
    mother.waits_for("はじめまして、海猫です")


def test_an_offer_is_taken_back_and_the_suggestions_are_there_again(desk: Desk) -> None:
    offers(desk, "umineko")
    desk.waits_for("お願いしています")

    desk.presses("case.undo")

    desk.waits_in_thread("お願いを取り消しました")
    desk.waits_for("お願いする人の候補")
    assert suggested(desk)[0] == "umineko"


def called_away(house: House, user: str, words: str) -> dict[str, Any]:
    """The direct message that calls somebody whose desk has another channel."""
    channel = house.direct_messages(user)
    look = lambda: next((m for m in reversed(house.messages(channel)) if words in reads(m)), None)  # noqa: E731
    return house.wait_for(f"{user} is called: {words}", look)


def test_who_declines_gives_way_to_the_next_and_at_last_to_the_supervisors(
    house: House, desk: Desk, mother: Family
) -> None:
    number = reads(desk.card()).split("受付番号 ")[1][:5]
    offers(desk, "umineko")
    for declining, following in (("umineko", "鯨井 なぎさ（架空）"), ("kujira", "飛魚 わたる（架空）")):
        desk.waits_for("お願いしています")
        desk.as_(declining).presses("case.decline")
        desk.as_(declining).submits(reason="full")
        desk.waits_for(f"{following}さんにお願いしています")
    hers = house.direct_messages(TOBIUO)
    call = called_away(house, TOBIUO, number)
    house.slack.press(TOBIUO, "case.decline", channel=hers, ts=call["ts"])
    house.slack.submit(TOBIUO, {"reason": "area"})

    desk.waits_in_thread("スーパーバイザーチームの方、お願いします")
    assert "スーパーバイザーを呼びました" in desk.waits_for("スーパーバイザー")
    call = called_away(house, KAMOME, f"{number} を引き受けられる人が")
    house.slack.press(KAMOME, "case.claim", channel=house.direct_messages(KAMOME), ts=call["ts"])
    desk.waits_for("担当：鴎 みさき（架空）")
    assert not any("まだ見つかっていません" in line for line in mother.hears())


def test_when_nobody_can_the_family_hears_so_and_the_window_outside_is_one_tap_away(
    house: House, desk: Desk, mother: Family
) -> None:
    number = reads(desk.card()).split("受付番号 ")[1][:5]
    for one in ("umineko", "kujira"):
        desk.as_(one).presses("case.decline")
        desk.as_(one).submits(reason="full")
        desk.waits_in_thread(f"{desk.as_(one).who.name}さんは今は受けられません")
    call = called_away(house, KAMOME, f"{number} を引き受けられる人が")
    house.slack.press(KAMOME, "case.decline", channel=house.direct_messages(KAMOME), ts=call["ts"])
    house.slack.submit(KAMOME, {"reason": "full"})

    mother.waits_for("引き受けられる人が、まだ見つかっていません")
    desk.waits_in_thread("県の支援センター（架空）につなぐ")
    assert "受けられる人がまだいません" in desk.waits_for("まだいません")
    proposal = next(m for m in house.messages() if m.get("thread_ts") == desk.ts and "につなぐ" in reads(m))
    desk.presses("case.refer_to", ts=proposal["ts"])
    mother.waits_for("「県の支援センター（架空）」におつなぎすることを考えています")


def test_who_chooses_for_herself_says_why(desk: Desk) -> None:
    desk.presses("case.choose")
    assert "合いそうな順" in reads(modal(desk.house, KUJIRA))
    desk.submits(to="umineko", text="前に同じ園の相談を受けています")

    desk.waits_for("海猫 はるか（架空）さんにお願いしています")
    desk.waits_in_thread("前に同じ園の相談を受けています")


def test_of_two_who_take_it_in_the_same_moment_one_has_it(house: House, desk: Desk) -> None:
    house.slack.faults.add(Fault(FaultKind.LATE_ACCEPT, "*/chat.update", seconds=1.5))
    hands = [desk.as_("kujira"), desk.as_("umineko")]
    presses = [threading.Thread(target=hand.presses, args=("case.claim",)) for hand in hands]
    for press in presses:
        press.start()
    for press in presses:
        press.join()

    shown = desk.waits_for("対応中")
    [owner] = [hand for hand in hands if f"担当：{hand.who.name}" in shown]
    [other] = [hand for hand in hands if hand is not owner]
    house.wait_for(
        "the other hears whose it is",
        lambda: any(f"{owner.who.name}さんが引き受けています" in reads(w) for w in whispers(house, other.who.slack_id)),
    )
    house.slack.faults.clear()


def test_somebody_of_another_desk_is_called_where_she_is(house: House, desk: Desk) -> None:
    desk.presses("case.choose")
    desk.submits(to="kamome", text="県外の病院に詳しいので")

    desk.waits_for("鴎 みさき（架空）さんにお願いしています")
    call = called_away(house, KAMOME, "県外の病院に詳しい")
    house.slack.press(KAMOME, "case.claim", channel=house.direct_messages(KAMOME), ts=call["ts"])

    desk.waits_for("担当：鴎 みさき（架空）")


def test_a_stranger_and_somebody_of_another_desk_change_nothing(house: House, desk: Desk) -> None:
    house.slack.add_user("stranger", id="U0STRANGER")
    for user, told in (("U0STRANGER", "コーディネーターだけが使えます"), (TOBIUO, "この窓口のコーディネーターだけ")):
        house.slack.join(user, house.desk)
        value = next(one["value"] for one in actions(desk.card()) if one["action_id"] == "case.offer")

        house.slack.press(user, "case.offer", channel=house.desk, ts=desk.ts, value=value)

        house.wait_for("she alone hears why", lambda: any(told in reads(w) for w in whispers(house, user)))  # noqa: B023
        house.slack.press(user, "case.more", channel=house.desk, ts=desk.ts)
        assert "コーディネーターだけが使えます" in reads(modal(house, user))
        assert "お願いしています" not in desk.shows()
        assert suggested(desk)[0] == "umineko"
