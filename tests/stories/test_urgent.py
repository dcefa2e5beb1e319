"""Danger: fixed words and the right numbers first, at any hour, in any state, and a person alerted."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demo.house import House
from bot.demo.seen import flex_words, slack_words
from bot.region import shipped_folder
from bot.simulator.faults import Fault, FaultKind
from tests.stories.conftest import STARTS_AT, OpenHouse
from tests.stories.people import QUESTION, Desk
from tests.stories.phone import Phone

ON_DUTY = "<@U0UMINEKO1>"  # Tuesday
NIGHT = STARTS_AT.replace(hour=2)

# words, how the fixed text begins, the telephone numbers in their order, whether entries may follow
CLASSES = {
    "medical": ("息をしていない", "いますぐ119に電話してください", ["119"], False),
    "equipment": ("横須賀です。5歳で呼吸器です。停電して電源が入らない", "息が苦しそうなとき", ["119"], True),
    "supply": ("横須賀です。5歳で吸引です。吸引チューブがない", "なくなりそうなものが", [], True),
    "suicidal": ("もう死にたいです", "とてもつらいところで", ["0120-061-338", "0120-279-338", "119"], False),
    "suicidal in other words": (
        "もう死にたくなります",
        "とてもつらいところで",
        ["0120-061-338", "0120-279-338", "119"],
        False,
    ),
    "vanishing": ("消えてしまいたい", "とてもつらいところで", ["0120-061-338", "0120-279-338", "119"], False),
    "child harm": ("子どもを叩いてしまった", "追いつめられるほど", ["189", "110", "119"], False),
    "child harm feared": ("このままだと子どもをたたいてしまいそう", "追いつめられるほど", ["189", "110", "119"], False),
    "violence": ("夫に殴られました", "怖かったですね", ["110", "#8008", "0120-279-889"], False),
    "violence in other words": (
        "主人に何度もなぐられています",
        "怖かったですね",
        ["110", "#8008", "0120-279-889"],
        False,
    ),
    "exhaustion": ("もう限界です", "ずっと頑張ってこられたのですね", ["0120-279-338", "0570-064-556"], False),
}


def numbers(phone: Phone) -> list[str]:
    """Telephone numbers shown large, in their order; those of ordinary entries are not."""
    bubbles = [m["contents"] for m in phone.new() if m["type"] == "flex" and m["contents"]["type"] == "bubble"]
    return [part["text"] for bubble in bubbles for part in bubble["body"]["contents"] if part.get("size") == "xxl"]


def entries(phone: Phone) -> list[str]:
    return [entry for entry in phone.entries() if "ご案内する理由" in entry]


def card_about(house: House, words: str, after: int) -> dict[str, Any]:
    return house.wait_for("the alert", lambda: next((m for m in house.messages()[after:] if words in str(m)), None))


@pytest.mark.parametrize("name", CLASSES)
def test_danger_is_answered_with_fixed_words_and_its_numbers_and_the_desk_is_called(house: House, name: str) -> None:
    words, begins, dialled, may_list = CLASSES[name]
    phone, before = Phone(house), len(house.messages())

    phone.asks(words, sees=begins)
    told = phone.sees("いま当番のコーディネーターに知らせました")

    assert told.startswith(begins)
    assert numbers(phone) == dialled
    assert len(entries(phone)) <= (3 if may_list else 0)
    card = "\n".join(slack_words(card_about(house, words, before)))
    assert "【緊急】" in card
    assert ON_DUTY in card
    assert "同意を待たずにお知らせしています" in card


def test_after_a_failing_machine_entries_that_help_may_follow(house: House) -> None:
    phone = Phone(house)

    phone.asks(CLASSES["equipment"][0], sees="あわせて、使えそうなところです")

    assert 1 <= len(entries(phone)) <= 3


def test_words_of_the_past_or_of_practice_get_the_line_on_top_and_a_normal_answer(house: House) -> None:
    phone = Phone(house)

    told = phone.asks(
        "葉山町、3歳、胃ろう。けいれんが止まらなかったのは去年です。訪問看護ステーションを教えてください",
        sees="使えそうな",
    )

    assert told.startswith("いのちに かかわるときは、返事を待たずに 119 に電話してください。")
    assert entries(phone)
    assert "相談 0件" in phone.chooses("stored", sees="保存しているもの")


def test_danger_while_a_person_has_the_conversation_calls_her_in_the_thread(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    desk.presses("case.claim")
    desk.waits_for("鯨井")
    cards = [m for m in house.messages() if m.get("thread_ts", m["ts"]) == m["ts"]]

    phone.asks("カニューレが抜けた", sees="いますぐ119に電話してください")

    desk.waits_in_thread("緊急の言葉が届きました")
    desk.waits_in_thread("> カニューレが抜けた")
    assert any("<@U0KUJIRA01>" in line for line in desk.thread())
    desk.waits_for("【緊急】")
    assert len([m for m in house.messages() if m.get("thread_ts", m["ts"]) == m["ts"]]) == len(cards)


@pytest.mark.parametrize(
    "begin",
    [
        lambda phone: phone.chooses("person", sees="どんなことで困っていますか"),
        lambda phone: phone.chooses("guide", sees="いまどの時期ですか"),
        lambda phone: phone.asks("ショートステイ", sees="お住まいの市町はどこですか"),
        lambda phone: (phone.asks(QUESTION, sees="使えそうな"), phone.taps("相談したい", sees="伝えてもよいですか")),
    ],
    ids=["asked for words", "asked for a stage", "asked for a town", "asked for consent"],
)
def test_danger_comes_before_whatever_the_bot_had_asked(house: House, begin: Callable[[Phone], Any]) -> None:
    phone = Phone(house)
    begin(phone)

    phone.asks("息をしていない", sees="いますぐ119に電話してください")

    phone.sees("いま当番のコーディネーターに知らせました")


def test_after_an_alert_a_typed_yes_opens_no_second_case(house: House) -> None:
    phone = Phone(house)
    phone.asks(QUESTION, sees="使えそうな")
    phone.taps("相談したい", sees="伝えてもよいですか")
    phone.asks("息をしていない", sees="知らせました")

    phone.asks("はい", sees="。")
    phone.chooses("consent:yes", sees="受付番号")

    assert "相談 1件" in phone.chooses("stored", sees="保存しているもの")


# -- at night ----------------------------------------------------------------------------------


def region_with(folder: Path, night_alert: str) -> Path:
    """The sample region with somebody, or nobody, named for the night."""
    copy = folder / "region"
    copy.mkdir()
    for name in ("region.toml", "directory.csv"):
        text = (shipped_folder() / "yokosuka-miura" / name).read_text("utf-8")
        (copy / name).write_text(text.replace('night_alert = "none"', f'night_alert = "{night_alert}"'), "utf-8")
    return copy


def test_at_night_she_hears_that_nobody_reads_this_and_when_somebody_will(new_house: OpenHouse) -> None:
    with new_house(starts_at=NIGHT) as house:
        phone = Phone(house)

        phone.asks("息をしていない", sees="いますぐ119に電話してください")

        told = phone.sees("この画面を見ている人はいません")
        assert "11月24日（火）9:00に窓口の人が読みます" in told
        assert "知らせました" not in told
        assert "<@" not in str(card_about(house, "息をしていない", 0))


def test_at_night_the_named_person_is_called_and_she_hears_that_too(new_house: OpenHouse, tmp_path: Path) -> None:
    with new_house(region=region_with(tmp_path, "tobiuo"), starts_at=NIGHT) as house:
        phone = Phone(house)

        phone.asks("息をしていない", sees="いますぐ119に電話してください")

        assert "この画面を見ている人はいません" not in phone.sees("夜間の担当者に知らせました")
        assert "<@U0TOBIUO01>" in str(card_about(house, "息をしていない", 0))


# -- when LINE's answer is lost ----------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [FaultKind.RESET_AFTER, FaultKind.RESET_BEFORE, FaultKind.ERROR_AFTER, FaultKind.HTML_502]
)
def test_when_nobody_knows_whether_it_arrived_it_is_said_once_more_in_other_words(
    house: House, kind: FaultKind
) -> None:
    phone, before = Phone(house), len(house.messages())
    house.line.faults.add(Fault(kind, "*/message/reply"))

    phone.asks("息をしていない", sees="もう一度お送りします")

    texts = [message["text"] for message in phone.new() if message["type"] == "text"]
    assert len(set(texts)) == len(texts)
    assert numbers(phone).count("119") == (2 if kind in (FaultKind.RESET_AFTER, FaultKind.ERROR_AFTER) else 1)
    assert "知らせました" in phone.reads()
    desk = Desk(house, card_about(house, "息をしていない", before))
    desk.waits_in_thread("届いたかどうか分かりません")
    assert [line["via"] for line in house.line.chat(phone.id) if line["from"] == "account"][-1] == "push"


def test_a_night_alert_reads_the_clock_of_the_region(new_house: OpenHouse) -> None:
    with new_house(starts_at=datetime(2026, 11, 23, 10, 0, tzinfo=STARTS_AT.tzinfo)) as house:  # a national holiday
        phone = Phone(house)

        phone.asks("息をしていない", sees="この画面を見ている人はいません")

        assert "11月24日（火）9:00" in "\n".join(line for m in phone.new() for line in flex_words(m))
