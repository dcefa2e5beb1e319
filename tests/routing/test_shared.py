"""案②: all see it, all may say something, one decision is kept. What is urgent does not wait."""

from datetime import timedelta

import pytest

from routing.case import Coordinator, Decided, Deliberation, Status
from routing.decision import Handover
from routing.effects import Whisper
from routing.events import (
    CaseClaimed,
    CaseDecided,
    CaseDeclined,
    ChoicePressed,
    DeliberationDue,
    TextReceived,
    ViewGiven,
)
from tests.builders import at, cards, of_kind, told_ids, understood
from tests.routing.region import ASAGI, BUDOU, CHOJI, DAIDAI, World, here, mentioned


def opened(**changes: object) -> World:
    region = World(here("shared"), **changes)  # type: ignore[arg-type]
    region.asked()
    return region


def test_everybody_at_the_desk_sees_it_and_a_deliberation_begins_in_opening_hours() -> None:
    region = opened(now=at("15:00"))

    assert region.case.deliberation == Deliberation(at("15:00"), at("11:00", 25))
    assert region.timers == {("case-0", "deliberation"): at("11:00", 25)}
    assert region.case.called == ("asagi", "budou", "choji")


def test_at_night_nobody_is_woken_for_it() -> None:
    region = World(here("shared"), now=at("22:00"), night_alert="asagi")

    night = region.asked()

    assert cards(night)[0].mention == ()


@pytest.mark.parametrize("who", [ASAGI, DAIDAI])
def test_every_coordinator_of_the_region_may_give_a_view(who: Coordinator) -> None:
    region = opened()

    region.told(ViewGiven("together", "同行できます"), who)

    assert region.case.deliberation is not None
    (view,) = region.case.deliberation.views
    assert (view.by, view.kind, view.text) == (who.id, "together", "同行できます")


def test_the_latest_view_of_a_kind_counts() -> None:
    region = opened()
    region.told(ViewGiven("opinion", "はじめの考え"), ASAGI)
    region.told(ViewGiven("opinion", "考えなおしました"), ASAGI)
    region.told(ViewGiven("know"), ASAGI)

    assert region.case.deliberation is not None
    assert [view.text for view in region.case.deliberation.views] == ["考えなおしました", ""]


def test_the_decision_is_kept_with_who_took_part() -> None:
    region = opened()
    region.told(ViewGiven("take"), BUDOU)
    region.told(ViewGiven("together"), DAIDAI)

    decided = region.told(CaseDecided("budou", ("daidai",), "まず訪問", "近いので"), CHOJI)

    assert region.case.decided == Decided(
        "budou", ("daidai",), "choji", at("10:00"), ("budou", "daidai", "choji"), "まず訪問", "近いので"
    )
    assert (region.case.owner, region.case.helpers, region.case.status) == ("budou", ("daidai",), Status.CLAIMED)
    assert region.case.deliberation is None
    assert Handover("case-0", None, "budou", "decided") in decided.records
    assert mentioned(decided.effects) == {"budou", "daidai"}
    assert ("case-0", "deliberation") not in region.timers


def test_a_claim_ends_the_deliberation_and_keeps_who_had_spoken() -> None:
    region = opened()
    region.told(ViewGiven("know"), ASAGI)

    region.told(CaseClaimed(), BUDOU)

    assert region.case.deliberation is None
    assert region.case.decided is not None
    assert (region.case.decided.owner, region.case.decided.took_part) == ("budou", ("asagi", "budou"))


def test_without_a_decision_the_lead_is_called_and_the_clock_goes_on() -> None:
    region = opened()

    what, due = region.ring()

    assert what == "deliberation"
    assert mentioned(due.effects) == {"choji"}
    assert region.case.deliberation is not None
    assert region.case.deliberation.overdue
    assert ("case-0", "unclaimed") in region.timers, "from here on no silence is possible"


def test_a_deliberation_decided_in_time_rings_no_more() -> None:
    region = opened()
    region.told(CaseDecided("budou"), CHOJI)

    region.now += timedelta(days=2)
    late = region.told(DeliberationDue())

    assert late.effects == ()
    assert late.case is None


def test_something_urgent_waits_for_no_deliberation() -> None:
    region = World(here("shared"))

    alarmed = region.told(
        TextReceived("m-1", "息をしていません"), understood=understood("息をしていません", "medical_emergency")
    )

    assert region.case.deliberation is None
    assert region.timers[region.case.id, "unclaimed"] == at("10:05")
    assert cards(alarmed)[0].urgent
    assert region.told(CaseClaimed(), DAIDAI).case is not None, "anybody may take it at once"


def test_a_case_that_turns_urgent_is_not_thought_about_any_longer() -> None:
    region = opened()

    region.told(TextReceived("m-1", "発作が止まらない"), understood=understood("発作が止まらない", "medical_emergency"))

    assert region.timers[region.case.id, "unclaimed"] == at("10:05")


def test_who_declines_while_all_think_wakes_nobody() -> None:
    region = opened()

    declined = region.told(CaseDeclined("手一杯です"), ASAGI)

    assert mentioned(declined.effects) == set()
    assert region.case.declined == ("asagi",)


@pytest.mark.parametrize("event", [ViewGiven("take", "ぜひ"), CaseDecided("budou", reason="ぜひ")])
def test_where_nothing_is_deliberated_a_view_or_decision_changes_nothing(event: ViewGiven | CaseDecided) -> None:
    region = opened()
    region.told(CaseClaimed(), ASAGI)

    refused = region.told(event, BUDOU)

    assert refused.case is None
    (whisper,) = of_kind(refused, Whisper)
    assert "ぜひ" in str(whisper), "what was typed comes back"


def test_the_family_agrees_to_being_read_by_all() -> None:
    region = World(here("shared"))
    asked = region.told(ChoicePressed("person"))

    assert told_ids(asked) == ["consent-shared"]


def test_an_owner_who_gives_it_back_makes_all_think_again() -> None:
    region = opened()
    region.told(ViewGiven("know"), ASAGI)
    region.told(CaseClaimed(), BUDOU)

    back = region.told(CaseDeclined("入院しました"), BUDOU)

    assert region.case.deliberation is not None
    assert region.case.deliberation.views == ()
    assert "budou" not in mentioned(back.effects)
    assert isinstance(region.case.decided, Decided), "how it was decided before stays"
