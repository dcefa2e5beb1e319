"""To a window outside: asked first, told how, called back when closed, and looked after until she arrived."""

from dataclasses import replace

import pytest

from routing.case import Referral, Status, Step
from routing.decision import Decision
from routing.effects import Post, Say, Text, Verbatim, Whisper
from routing.events import CaseClosed, ChoicePressed, ReferralArrived, ReferralProposed, TextReceived
from tests.builders import at, buttons, of_kind, posts, told_ids, understood
from tests.routing.region import ASAGI, CENTRE, World, here, mentioned, waiting_case

YES, NO = ChoicePressed("referral:case-1:yes"), ChoicePressed("referral:case-1:no")
WEEK_LATER = at("9:00", 30).replace(month=12, day=1)


def proposed(clock: str = "10:00", outside: str = "centre", day: int = 24) -> World:
    region = World(here("one_stop"), now=at(clock, day))
    region.given(waiting_case("one_stop", status=Status.CLAIMED, owner="asagi", told_owner="asagi"))
    region.told(ReferralProposed(outside), ASAGI)
    return region


def number_in(decision: Decision) -> bool:
    return any("0468888888" in str(effect) for effect in decision.effects if isinstance(effect, Post | Say))


def test_the_family_is_asked_before_anything_is_told() -> None:
    region = World(here("one_stop"))
    region.given(waiting_case("one_stop", status=Status.CLAIMED, owner="asagi"))

    asked = region.told(ReferralProposed("centre"), ASAGI)

    assert told_ids(asked) == ["referral-ask"]
    assert buttons(asked) == [YES.choice, NO.choice]
    assert region.case.referral == Referral("centre", "asagi", at("10:00"))
    assert region.talk.step is Step.REFERRAL


def test_who_proposes_for_a_case_nobody_has_sees_it_through() -> None:
    region = World(here("one_stop"))
    region.given(waiting_case("one_stop"))

    region.told(ReferralProposed("near"), ASAGI)

    assert (region.case.owner, region.case.status) == ("asagi", Status.CLAIMED)


def test_yes_gives_her_the_number_and_the_coordinator_a_date() -> None:
    region = proposed()

    agreed = region.told(YES)

    assert told_ids(agreed) == ["referral-agreed", "outside-phone", "outside-open"]
    assert region.case.referral is not None
    assert (region.case.referral.state, region.case.status) == ("agreed", Status.FOLLOWING_UP)
    assert region.case.follow_up_on == WEEK_LATER.date()
    assert region.timers["case-1", "follow-up"] == WEEK_LATER
    assert mentioned(agreed.effects) == {"asagi"}
    assert region.case.owner == "asagi", "ours stays responsible"


def test_no_changes_nothing_but_the_card() -> None:
    region = proposed()

    refused = region.told(NO)

    assert told_ids(refused) == ["referral-refused"]
    assert region.case.referral is not None
    assert (region.case.referral.state, region.case.status) == ("refused", Status.CLAIMED)
    assert mentioned(refused.effects) == {"asagi"}


@pytest.mark.parametrize(("words", "reply", "state"), [("はい", "yes", "agreed"), ("いいえ", "no", "refused")])
def test_she_may_type_her_answer(words: str, reply: str, state: str) -> None:
    region = proposed()

    region.told(TextReceived("m-1", words), understood=understood(words, reply=reply))

    assert region.case.referral is not None
    assert region.case.referral.state == state


def test_other_words_go_to_the_coordinator_and_the_question_stays_open() -> None:
    region = proposed()

    passed = region.told(TextReceived("m-1", "どんな所ですか"), understood=understood("どんな所ですか"))

    assert "どんな所ですか" in str(posts(passed))
    assert region.told(YES).case is not None


def test_a_closed_window_can_be_asked_to_call_back_and_only_the_coordinator_sees_the_number() -> None:
    region = proposed("18:00")
    agreed = region.told(YES)

    written = region.told(TextReceived("m-1", "0468888888 です"), understood=understood("0468888888 です"))

    assert told_ids(agreed) == ["referral-agreed", "outside-phone", "outside-closed", "call-back-ask"]
    assert region.case.referral is not None
    assert region.case.referral.call_back == "0468888888"
    assert told_ids(written) == ["call-back-kept"]
    (private,) = [one for one in written.effects if isinstance(one, Whisper)]
    assert private.to == "asagi"
    assert Verbatim("0468888888") in private.parts
    assert not number_in(written), "neither in the thread nor said again"
    assert written.messages[0].case_id is None, "and not among what the desk reads of the case"
    assert region.talk.step is Step.NOTHING


def test_she_may_rather_call_herself() -> None:
    region = proposed("18:00")
    region.told(YES)

    said = region.told(ChoicePressed("call-back:case-1:no"))

    assert told_ids(said) == ["call-back-declined"]
    assert region.talk.step is Step.NOTHING


def test_words_without_a_number_reach_the_coordinator() -> None:
    region = proposed("18:00")
    region.told(YES)

    passed = region.told(TextReceived("m-1", "少し考えます"), understood=understood("少し考えます"))

    assert "少し考えます" in str(posts(passed))
    assert region.case.referral is not None
    assert region.case.referral.call_back == ""


@pytest.mark.parametrize("press", [YES, NO, ChoicePressed("call-back:case-1:yes")])
def test_an_old_button_says_how_things_stand(press: ChoicePressed) -> None:
    region = proposed()
    region.told(NO)

    said = region.told(press)

    assert "status-claimed" in told_ids(said)
    assert said.case is None


def test_it_ends_when_somebody_made_sure_that_she_arrived() -> None:
    region = proposed()
    region.told(YES)

    arrived = region.told(ReferralArrived(), ASAGI)

    assert (region.case.status, region.case.close_reason) == (Status.CLOSED, "connected")
    assert told_ids(arrived) == ["referral-arrived"]
    assert region.case.referral is not None
    assert region.case.referral.state == "arrived"
    assert region.timers == {}


def test_nobody_arrives_where_she_did_not_agree_to_go() -> None:
    region = proposed()

    assert region.told(ReferralArrived(), ASAGI).case is None


def test_a_window_that_left_the_settings_is_not_proposed() -> None:
    region = World(here("one_stop", outside=()))
    region.given(waiting_case("one_stop"))

    assert region.told(ReferralProposed("centre"), ASAGI).case is None


def test_unknown_hours_are_said_to_be_unknown() -> None:
    region = proposed("20:00", "near")

    agreed = region.told(YES)

    assert told_ids(agreed) == ["referral-agreed", "outside-phone", "outside-hours-unknown"]


def test_a_window_with_a_page_only() -> None:
    region = World(here("one_stop", outside=(replace(CENTRE, phone="", url="https://example.jp"),)), now=at("20:00"))
    region.given(waiting_case("one_stop", status=Status.CLAIMED, owner="asagi"))
    region.told(ReferralProposed("centre"), ASAGI)

    agreed = region.told(YES)

    assert told_ids(agreed) == ["referral-agreed", "outside-page", "outside-closed"], "no number, no call back"
    assert Text("outside-page", {"url": "https://example.jp"}) in of_kind(agreed, Say)[0].parts  # type: ignore[union-attr]


def test_closing_forgets_no_promise() -> None:
    region = proposed()
    region.told(YES)

    region.told(CaseClosed("wish", "unknown"), ASAGI)

    assert region.timers == {}
