"""Where the family wants to be heard, when there is a choice, and by whose entrance it came."""

from dataclasses import replace

import pytest

from knowledge.understanding import Slots
from routing.case import Step
from routing.events import CaseClaimed, CaseDeclined, CaseRequested, ChoicePressed, TextReceived
from routing.policy import FamilyChoice, Policy, Rule
from tests.builders import at, buttons, cards, posts, said, told_ids, understood
from tests.routing.region import ASAGI, BUDOU, CHOJI, FAR, REGION, TOWN, World, here, mentioned

PERSON = ChoicePressed("person")


def asked(policy: Policy, town: str | None = TOWN) -> World:
    region = World(policy)
    region.talk = replace(region.talk, slots=Slots(municipality=town))
    return region


def choosing(choice: FamilyChoice) -> Policy:
    return here("one_stop", family_choice=choice)


def test_where_the_region_asks_nobody_she_is_not_asked() -> None:
    region = asked(choosing("none"))

    assert told_ids(region.told(PERSON)) == ["consent"]


def test_she_is_asked_for_a_desk_after_her_words_and_before_her_consent() -> None:
    region = asked(choosing("desk"))

    question = region.told(PERSON)
    chosen = region.told(ChoicePressed("desk:office"))
    opened = region.told(ChoicePressed("consent:yes"))

    assert told_ids(question) == ["ask-desk", "option-name", "option-name"]
    assert buttons(question) == ["desk:city", "desk:office", "desk:any"]
    assert told_ids(chosen) == ["consent"]
    assert said(chosen)[0].args == {"desk": "見本の相談室"}  # type: ignore[union-attr]
    assert opened.case is not None
    assert (opened.case.desk, opened.case.wanted) == ("office", None)
    assert region.talk.chosen_desk is None, "another case does not begin with it"


def test_leaving_it_to_the_region_is_a_choice() -> None:
    region = asked(choosing("person"))
    region.told(PERSON)

    left = region.told(ChoicePressed("desk:any"))

    assert told_ids(left) == ["consent"]


def test_one_desk_is_no_choice() -> None:
    policy = replace(choosing("desk"), desks=(REGION.desks[0], replace(REGION.desks[1], offered=False)))

    assert told_ids(asked(policy).told(PERSON)) == ["consent"]


def test_a_desk_of_another_town_is_not_offered() -> None:
    policy = replace(choosing("desk"), desks=(REGION.desks[0], replace(REGION.desks[1], towns=(FAR,))))

    assert told_ids(asked(policy).told(PERSON)) == ["consent"]
    assert told_ids(asked(policy, FAR).told(PERSON))[0] == "ask-desk"


def test_she_chooses_a_person_of_the_desk_who_works_for_her_town() -> None:
    region = asked(choosing("person"))
    region.told(PERSON)

    people = region.told(ChoicePressed("desk:city"))
    consent = region.told(ChoicePressed("who:choji"))
    opened = region.told(ChoicePressed("consent:yes"))

    assert buttons(people) == ["who:asagi", "who:choji", "who:any"]
    assert told_ids(consent) == ["consent"]
    assert opened.case is not None
    assert opened.case.wanted == "choji"
    assert opened.case.offer is not None
    assert opened.case.offer.to == "choji"
    assert cards(opened)[0].mention == ("choji",)
    assert "wanted-asked" in told_ids(opened)


@pytest.mark.parametrize(("words", "desk"), [("見本の相談室", "office"), ("どこでもいいです", "city")])
def test_on_a_computer_she_types_it_and_anything_else_leaves_it_open(words: str, desk: str) -> None:
    region = asked(choosing("desk"))
    region.told(PERSON)

    then = region.told(TextReceived("m-1", words), understood=understood(words))
    opened = region.told(ChoicePressed("consent:yes"))

    assert told_ids(then) == ["consent"]
    assert opened.case is not None
    assert opened.case.desk == desk


@pytest.mark.parametrize("old", ["desk:office", "who:choji"])
def test_an_old_button_chooses_nothing(old: str) -> None:
    region = asked(choosing("person"))

    pressed = region.told(ChoicePressed(old))

    assert told_ids(pressed) == ["status-none"]
    assert region.talk.chosen_desk is None


def wanting_choji() -> World:
    region = asked(choosing("person"))
    for press in ("person", "desk:city", "who:choji", "consent:yes"):
        region.told(ChoicePressed(press))
    return region


def test_whom_she_wanted_declines_and_she_hears_it_plainly() -> None:
    region = wanting_choji()

    declined = region.told(CaseDeclined("長く休みます"), CHOJI)

    assert told_ids(declined) == ["wanted-declined"]
    assert mentioned(declined.effects) == {"asagi"}, "another is found"
    assert region.told(CaseClaimed(), ASAGI).case is not None


def test_whom_she_wanted_is_not_skipped_silently() -> None:
    region = wanting_choji()

    taken = region.told(CaseClaimed(), BUDOU)

    assert told_ids(taken) == ["wanted-taken", "claimed"]


def test_whom_she_wanted_takes_it_and_nothing_more_is_said() -> None:
    region = wanting_choji()

    assert told_ids(region.told(CaseClaimed(), CHOJI)) == []


def test_in_the_shared_model_all_think_only_after_whom_she_wanted_declined() -> None:
    region = asked(here("shared", family_choice="person"))
    for press in ("person", "desk:city", "who:choji", "consent:yes"):
        region.told(ChoicePressed(press))
    first = region.case

    region.told(CaseDeclined("休み"), CHOJI)

    assert first.deliberation is None
    assert region.case.deliberation is not None


# -- entrances ---------------------------------------------------------------------------------


def test_a_coordinators_own_link_is_an_entrance() -> None:
    region = asked(here("shared"))

    greeted = region.told(TextReceived("m-1", "tsunagu:asagi"))
    opened = region.asked()

    assert told_ids(greeted) == ["entrance", "greeting-start"]
    assert opened.case is not None
    assert (opened.case.entrance, opened.case.wanted) == ("asagi", None)
    assert cards(opened)[0].mention[0] == "asagi"
    assert region.talk.entrance is None


def test_where_families_may_choose_a_person_her_link_is_the_choice() -> None:
    region = asked(choosing("person"))
    region.told(TextReceived("m-1", "tsunagu:choji"))

    asked_for = region.told(PERSON)
    opened = region.told(ChoicePressed("consent:yes"))

    assert told_ids(asked_for) == ["consent"], "not asked again"
    assert opened.case is not None
    assert opened.case.wanted == "choji"


def test_the_link_of_somebody_who_left_is_no_dead_end() -> None:
    region = asked(here("shared"))

    assert told_ids(region.told(TextReceived("m-1", "tsunagu:gone"))) == ["entrance-gone", "greeting-start"]


def test_a_case_a_coordinator_enters_herself_has_her_as_entrance() -> None:
    region = asked(here("shared"))

    opened = region.told(CaseRequested("given", "municipality", "電話で受けました", TOWN), actor=ASAGI)

    assert opened.case is not None
    assert opened.case.entrance == "asagi"


# -- rules -------------------------------------------------------------------------------------


def test_rules_choose_the_desk_the_order_and_a_window_outside() -> None:
    rules = (
        Rule(topics=("rare-disease",), desk="office", outside="near"),
        Rule(stages=("birth_to_home",), first=True),
    )
    region = World(here("one_stop", rules=rules))

    opened = region.asked(topics=("rare-disease",), slots=Slots(municipality=TOWN, life_stage="birth_to_home"))

    assert (region.case.desk, region.case.first) == ("office", True)
    assert [post.refer_to for post in posts(opened)] == [("near",)]


def test_her_own_choice_goes_before_a_rule() -> None:
    rules = (Rule(topics=("rare-disease",), desk="office"),)
    region = asked(here("one_stop", rules=rules, family_choice="desk"))
    region.talk = replace(region.talk, topics=("rare-disease",))
    for press in ("person", "desk:city", "consent:yes"):
        region.told(ChoicePressed(press))

    assert region.case.desk == "city"


def test_a_switch_between_her_words_and_her_yes_asks_again() -> None:
    region = asked(here("one_stop"))
    region.told(PERSON)
    region.policy = here("shared")

    again = region.told(ChoicePressed("consent:yes"))
    opened = region.told(ChoicePressed("consent:yes"))

    assert told_ids(again) == ["consent-shared"]
    assert again.case is None
    assert opened.case is not None
    assert opened.case.intake_model == "shared"
    assert region.talk.step is Step.NOTHING
    assert region.now == at("10:00")
