"""What the card shows of who is to have the case, under each intake model, and what can be pressed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.desk import ids
from bot.desk.cards import CardFacts, card
from bot.desk.team_card import Team
from routing.case import Decided, Deliberation, Offer, Referral, Status, View
from routing.suggestion import Suggestion
from tests.bot.slack.builders import (
    TEXTS,
    Json,
    buttons,
    card_facts,
    formatted,
    refused_by_slack,
    same_as_golden,
)
from tests.builders import at, some_case

NAMES = {"kujira": "鯨井 なぎさ", "umineko": "海猫 はるか", "tobiuo": "飛魚 わたる", "kamome": "<!here> *鴎*"}
RANKED = (
    Suggestion("umineko", (("wanted", "umineko"), ("town", "142085"), ("care", "ventilator"), ("capacity", "3/6"))),
    Suggestion("kujira", (("known", "kujira"), ("duty", "kujira"), ("experience", "current"), ("capacity", "2"))),
    Suggestion("tobiuo", (("stage", "preschool"), ("experience", "few"), ("capacity", "6/6")), full=True),
    Suggestion("kamome", (("capacity", "0"),)),
)
TEAM = Team(NAMES, RANKED, lead="鯨井 なぎさ", outside="圏域の支援センター", elsewhere={"tobiuo": "南の窓口"})
VIEWS = (
    View("umineko", "take", at("10:40")),
    View("tobiuo", "together", at("10:50")),
    View("kamome", "know", at("10:55")),
    View("kujira", "opinion", at("11:00"), "学校の看護師さんを先に<!here>"),
)
TALK = Deliberation(at("10:00"), at("15:00", 26), VIEWS)
DECIDED = Decided(
    "umineko", ("tobiuo",), "kujira", at("16:00"), ("umineko", "kujira"), "まず家庭訪問", "近くにいるから"
)


def facts(**changes: Any) -> CardFacts:
    of_card = {name: changes.pop(name) for name in ("team", "detail", "bot_silent", "owner") if name in changes}
    return replace(card_facts(), case=some_case(**changes), **{"team": TEAM, **of_card})


def blocks(given: CardFacts) -> list[Json]:
    made = card(given, TEXTS).message
    assert refused_by_slack(made) == []
    return list(made.blocks)


def shows(given: CardFacts) -> str:
    return formatted(blocks(given))


def rows(given: CardFacts) -> list[list[str]]:
    return [[one["action_id"] for one in block["elements"]] for block in blocks(given) if block["type"] == "actions"]


CARDS = {
    "team-one-stop": facts(intake_model="one_stop", first=True),
    "team-offered": facts(intake_model="one_stop", offer=Offer("umineko", "kujira", at("10:30"))),
    "team-shared": facts(intake_model="shared", deliberation=TALK),
    "team-decided": facts(
        intake_model="shared",
        status=Status.CLAIMED,
        owner="海猫 はるか",
        helpers=("tobiuo",),
        decided=DECIDED,
        weight=2,
    ),
}


@pytest.mark.parametrize("name", CARDS)
def test_cards_stay_as_they_were_looked_at(name: str) -> None:
    same_as_golden(name, blocks(CARDS[name]))


def test_a_desk_that_distributes_sees_three_people_with_reasons_and_one_button_each() -> None:
    seen = blocks(facts(intake_model="one_stop"))

    asks = [block["accessory"] for block in seen if "accessory" in block]
    assert [one["value"] for one in asks] == ["case-1:umineko", "case-1:kujira", "case-1:tobiuo"]
    assert {one["text"]["text"] for one in asks} == {"この人にお願いする"}
    assert [one.get("style") for one in asks] == ["primary", None, None]
    text = formatted(seen)
    for reason in (
        "ご家族の希望",
        "逗子市を担当",
        "人工呼吸",
        "いまの重さ 3（6 まで）",
        "前にも担当した",
        "今日の当番",
        "南の窓口",
        "手いっぱい",
    ):
        assert reason in text
    assert rows(facts(intake_model="one_stop"))[0] == [ids.CLAIM, ids.DECLINE, ids.CHOOSE, ids.MORE]


def test_nobody_is_suggested_under_other_models_or_once_somebody_was_asked() -> None:
    offered = facts(intake_model="one_stop", offer=Offer("umineko", None, at("10:30")))

    for given in (facts(intake_model="duty_first"), offered, facts(intake_model="one_stop", status=Status.CLAIMED)):
        assert ids.OFFER not in buttons(blocks(given))
        assert ids.CHOOSE not in buttons(blocks(given))


def test_an_offer_says_to_whom_since_when_and_by_whom_and_can_be_undone() -> None:
    by_kujira = facts(offer=Offer("umineko", "kujira", at("10:30")))
    by_itself = facts(offer=Offer("umineko", None, at("10:30")))

    assert "海猫 はるかさんにお願いしています" in shows(by_kujira)
    assert "11月24日（火）10:30 に鯨井 なぎささんから" in shows(by_kujira)
    assert "ご家族の希望で" in shows(replace(by_itself, case=replace(by_itself.case, wanted="umineko")))
    assert "合いそうな順" in shows(by_itself)
    assert rows(by_kujira)[0] == [ids.CLAIM, ids.DECLINE, ids.UNDO, ids.MORE]


def test_a_warm_hand_over_can_be_taken_declined_and_undone_while_the_owner_works_on() -> None:
    given = facts(status=Status.CLAIMED, owner="鯨井 なぎさ", offer=Offer("umineko", "kujira", at("10:30")))

    given = replace(given, case=replace(given.case, owner="kujira"))
    pressable = buttons(blocks(given))

    assert {ids.CLAIM, ids.DECLINE, ids.UNDO, ids.REPLY} <= set(pressable)
    assert pressable[ids.DECLINE]["text"]["text"] == "今は受けられない"
    assert pressable[ids.CLAIM]["style"] == "primary"


def test_without_an_offer_nobody_takes_what_somebody_has() -> None:
    given = facts(status=Status.CLAIMED, owner="鯨井 なぎさ")
    given = replace(given, case=replace(given.case, owner="kujira"))

    assert not {ids.CLAIM, ids.UNDO} & set(buttons(blocks(given)))


def test_a_deliberation_shows_views_and_deadline_and_asks_for_more() -> None:
    given = facts(intake_model="shared", deliberation=TALK)

    text = shows(given)

    assert "11月26日（木）15:00 まで意見を集めています" in text
    assert "海猫 はるかさん：引き受けたい" in text
    assert "意見　学校の看護師さんを先に" in text
    assert "<!here>" not in text
    assert rows(given) == [
        [ids.TAKE, ids.TOGETHER, ids.KNOW, ids.OPINION, ids.DECIDE],
        [ids.REPLY, ids.NOTE, ids.CLOSE, ids.MORE],
    ]


def test_an_overdue_deliberation_names_who_decides() -> None:
    late = replace(TALK, overdue=True)
    led = facts(intake_model="shared", deliberation=late)
    leaderless = facts(intake_model="shared", deliberation=late, team=replace(TEAM, lead=""))

    assert "期限を過ぎました。鯨井 なぎささんが決めてください" in shows(led)
    assert "窓口のみなさんで決めてください" in shows(leaderless)
    assert buttons(blocks(led))[ids.DECIDE]["style"] == "primary"


def test_a_decision_stays_on_the_card_with_who_took_part() -> None:
    text = shows(CARDS["team-decided"])

    for words in (
        "担当は海猫 はるかさん",
        "加わった人：海猫 はるか、鯨井 なぎさ",
        "まず家庭訪問",
        "近くにいるから",
        "一緒に：飛魚 わたる",
    ):
        assert words in text


def test_a_number_card_holds_no_word_of_colleagues_either() -> None:
    talk = facts(intake_model="shared", deliberation=TALK, detail="number")
    done = facts(intake_model="shared", status=Status.CLAIMED, decided=DECIDED, detail="number")

    assert "海猫 はるかさん：引き受けたい" in shows(talk)
    assert not any(word in shows(talk) + shows(done) for word in ("学校の看護師", "家庭訪問", "近くにいる"))
    assert [ids.READ in row for row in rows(talk)] == [False, True]


@pytest.mark.parametrize("state", ["asked", "agreed", "refused", "arrived"])
def test_a_referral_says_where_it_stands(state: Any) -> None:
    given = facts(status=Status.CLAIMED, referral=Referral("center", "kujira", at("11:00"), state, "000-0000-0000"))

    text = shows(given)

    assert "圏域の支援センター" in text
    assert "000-0000-0000" not in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wanted": "umineko"}, "ご家族の希望：海猫 はるかさん"),
        ({"entrance": "kamome"}, "入口："),
        ({"weight": 3}, "重さ：3"),
        ({"advice": True}, "助言のみ"),
        ({"supervised": True}, "スーパーバイザーを呼びました"),
        ({"escalation": 1}, "当番にもう一度知らせました"),
        ({"escalation": 4}, "スーパーバイザーチームに知らせました"),
        ({"escalation": 5}, "受けられる人がまだいません"),
        ({"first": True}, "【優先】"),
        ({"status": Status.CLAIMED, "owner_id": "kujira", "unanswered_since": at("10:10")}, "まだ返事をしていません"),
    ],
)
def test_what_colours_a_case_is_said_and_nothing_is_said_otherwise(changes: dict[str, Any], words: str) -> None:
    owner = changes.pop("owner_id", None)
    plain = facts(status=changes.get("status", Status.WAITING))
    given = facts(**changes)
    given = replace(given, case=replace(given.case, owner=owner))

    assert words in shows(given) + str(blocks(given)[0])
    assert words not in shows(plain) + str(blocks(plain)[0])


def test_several_desks_are_told_apart_and_rules_advise() -> None:
    team = replace(TEAM, desk="学校の窓口", advised=("見本保健所",))

    text = shows(facts(team=team))

    assert "担当：学校の窓口（まだ誰も引き受けていません）" in text
    assert "見本保健所につなぐことを考えてください" in text


def test_no_card_grows_beyond_what_slack_takes_or_a_reader_bears() -> None:
    views = tuple(View("kujira", "opinion", at("11:00"), "あ" * 1000) for _ in range(200))
    talk = Deliberation(at("10:00"), datetime.fromisoformat("2026-11-26T15:00:00+09:00"), views)
    given = facts(intake_model="shared", deliberation=talk, words="い" * 20_000, helpers=("kamome",) * 40)

    made = card(given, TEXTS)

    assert refused_by_slack(made.message) == []
    assert all(len(row) <= 5 for row in rows(given))
