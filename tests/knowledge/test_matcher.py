from dataclasses import replace
from datetime import timedelta

import pytest

from knowledge.matcher import Matcher
from knowledge.resource import Audience, Resource
from knowledge.understanding import Answer, Asks, Match, Slots
from tests.knowledge.samples import HAYAMA, KAMAKURA, TODAY, YOKOSUKA, ZUSHI, matcher, matcher_of, some_entry

FAMILY, SUPPORTER = Audience.FAMILY, Audience.SUPPORTER
ALL: tuple[Asks, ...] = ("municipality", "age", "care")


def answer_to(
    text: str, *, by: Matcher | None = None, audience: Audience = FAMILY, asked: tuple[Asks, ...] = ALL
) -> Answer:
    by = by or matcher()
    return by.answer(by.understand(text), audience, TODAY, asked=asked)


def ids(answer: Answer) -> list[str]:
    return [match.entry_id for match in answer.matches]


def test_an_entry_of_the_topic_and_the_town_comes_first_with_its_reasons() -> None:
    answer = answer_to("横須賀市で訪問看護を探しています。吸引があります")

    assert answer.kind == "answer"
    first = answer.matches[0]
    assert YOKOSUKA in matcher().directory[first.entry_id].municipalities_served
    assert {("topic", "home-visit-nursing"), ("town", YOKOSUKA), ("care", "suction")} <= {
        (reason.kind, reason.value) for reason in first.reasons
    }


@pytest.mark.parametrize(
    "hidden",
    [
        {"verified_on": None, "verified_by": "unverified"},
        {"valid_until": TODAY - timedelta(days=1)},
        {"verified_on": TODAY - timedelta(days=366)},
        {"municipalities_served": (KAMAKURA,)},
        {"age_min_months": 216},
        {"care_types_accepted": ("none",)},
        {"care_types_accepted": ("oxygen",)},
        {"capacity": "full"},
    ],
)
def test_no_likeness_shows_a_family_what_the_rules_hide(hidden: dict[str, object]) -> None:
    question = "横須賀市、3歳、吸引あり。訪問看護を探しています"
    visible, entry = some_entry(), replace(some_entry(id="ym-901"), **hidden)  # type: ignore[arg-type]

    assert ids(answer_to(question, by=matcher_of(visible, entry))) == ["ym-900"]
    assert answer_to(question, by=matcher_of(entry)).kind == "unknown"


def test_supporters_see_the_full_below_the_open_and_the_old_but_not_the_unverified() -> None:
    entries = (
        some_entry(id="ym-1", capacity="full"),
        some_entry(id="ym-2"),
        some_entry(id="ym-3", verified_on=TODAY - timedelta(days=400)),
        some_entry(id="ym-4", verified_on=None, verified_by="unverified"),
    )

    shown = ids(answer_to("横須賀の訪問看護", by=matcher_of(*entries), audience=SUPPORTER))

    assert set(shown) == {"ym-1", "ym-2", "ym-3"}
    assert shown[0] == "ym-2"
    assert shown[-1] == "ym-1"


def test_a_family_that_asks_for_the_waiting_list_sees_the_full() -> None:
    full = some_entry(capacity="full")

    assert ids(answer_to("横須賀の訪問看護、キャンセル待ちでもいいです", by=matcher_of(full))) == ["ym-900"]


def test_a_parent_code_covers_its_children_and_not_the_other_way() -> None:
    covers, narrower = (
        some_entry(care_types_accepted=("tube-feeding",)),
        some_entry(care_types_accepted=("gastrostomy",)),
    )

    assert ids(answer_to("横須賀で胃ろうの訪問看護", by=matcher_of(covers))) == ["ym-900"]
    assert ids(answer_to("横須賀で経管栄養の訪問看護", by=matcher_of(narrower))) == []


def test_a_place_that_decides_case_by_case_says_so_and_comes_last() -> None:
    asks, sure = some_entry(id="ym-1", care_types_accepted=("ask",)), some_entry(id="ym-2")

    answer = answer_to("横須賀で呼吸器の訪問看護", by=matcher_of(asks, sure))

    assert [(match.entry_id, match.by_arrangement) for match in answer.matches] == [("ym-2", False), ("ym-1", True)]


def test_the_town_is_asked_for_when_it_changes_the_answer_and_only_once() -> None:
    first = answer_to("訪問看護を探しています", asked=())

    assert (first.kind, first.asks) == ("ask", "municipality")
    assert answer_to("訪問看護を探しています", asked=("municipality",)).asks != "municipality"
    assert answer_to("訪問看護を探しています").kind in ("answer", "perhaps")


def test_nothing_is_asked_that_would_change_nothing() -> None:
    everywhere = some_entry(municipalities_served=("prefecture",), municipality_located=None)

    assert answer_to("訪問看護を探しています", by=matcher_of(everywhere), asked=()).kind == "answer"


def test_a_planted_gap_is_told_and_no_neighbour_offered() -> None:
    answer = answer_to("葉山町です。気切の子の医療型短期入所はありますか")

    assert (answer.kind, answer.matches) == ("unknown", ())


def test_a_fragment_leans_on_what_was_said_before() -> None:
    context = (("user", "逗子で訪問看護をさがしてます。胃ろう、4歳"), ("bot", "ご案内します。"))

    understood = matcher().understand("鎌倉なら？", context)  # type: ignore[arg-type]

    assert understood.needs[0].topic == "home-visit-nursing"
    assert (understood.slots.municipality, understood.slots.age_months) == (KAMAKURA, 48)
    assert understood.slots.care_types == ("gastrostomy",)


def test_what_the_case_knows_fills_what_the_message_leaves_out() -> None:
    understood = matcher().understand("訪問看護", known=Slots(municipality=ZUSHI))

    assert understood.slots.municipality == ZUSHI


def test_after_an_emergency_no_list_of_services_follows() -> None:
    understood = matcher().understand("カニューレが抜けた。息をしていない")

    assert understood.urgency.code == "medical_emergency"
    assert understood.urgency.first_lines == ("nat-119",)
    assert matcher().answer(understood, FAMILY, TODAY).matches == ()


def test_a_chosen_worry_is_answered_without_words() -> None:
    answer = matcher().answer_topics(["generator-battery-subsidy"], Slots(municipality=ZUSHI), FAMILY, TODAY)

    assert ids(answer) == ["ym-056"]


def test_coordinators_find_an_entry_by_its_name_even_when_it_is_full() -> None:
    assert matcher().find("あさつゆの錨", SUPPORTER, TODAY)[0].entry_id == "ym-088"
    assert matcher().find("バギーの貸し出し 横須賀", SUPPORTER, TODAY)[0].entry_id == "ym-058"
    assert matcher().find("ぬぬぬぬ", SUPPORTER, TODAY) == ()


def test_the_same_question_gets_the_same_answer() -> None:
    other = Matcher(matcher().taxonomy, matcher().directory, matcher().places)

    assert answer_to("鎌倉の放課後デイ 小3 吸引") == answer_to("鎌倉の放課後デイ 小3 吸引", by=other)


def test_hayama_is_asked_about_in_english_too() -> None:
    understood = matcher().understand("We live in Hayama. Looking for home-visit nursing for our 3 year old")

    assert (understood.slots.municipality, understood.slots.age_months) == (HAYAMA, 36)
    assert understood.needs[0].topic == "home-visit-nursing"


def test_who_answered_our_questions_is_offered_help_of_the_same_kind_rather_than_nothing() -> None:
    known = Slots(municipality=YOKOSUKA, age_months=0)  # no place in town takes a newborn for the night
    understood = matcher().understand("泊まりで預かってくれるところ", known=known)

    at_once = matcher().answer(understood, FAMILY, TODAY)
    asked = matcher().answer(understood, FAMILY, TODAY, asked=("municipality", "age"))

    assert at_once.kind == "unknown"
    assert asked.kind == "perhaps"
    groups = {matcher().taxonomy.topics[topic].group for m in asked.matches for topic in entry_of(m).topics}
    assert "respite" in groups
    assert all(entry_of(match).serves(YOKOSUKA) for match in asked.matches)


def entry_of(match: Match) -> Resource:
    return matcher().directory[match.entry_id]


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは",
        "こんばんは、夜分にすみません",
        "はじめまして。よろしくお願いします",
        "おはようございます！",
        "Hello!",
    ],
)
def test_a_message_that_only_greets_asks_for_nothing(text: str) -> None:
    assert matcher().understand(text).wants == "greeting"


@pytest.mark.parametrize(
    "text", ["こんにちは、訪問看護を探しています", "すみません、吸引器が動かない", "hello, need a nurse"]
)
def test_a_greeting_before_a_question_is_no_more_than_polite(text: str) -> None:
    assert matcher().understand(text).wants == "entries"
