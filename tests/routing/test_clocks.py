"""Silence ends: each step once, at its hour, cancelled by what makes it moot, and never by night."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from routing.case import Case, Deliberation, Offer, Status
from routing.decision import Decision, Handover, Waiting
from routing.effects import Tell, Text
from routing.events import (
    CaseClaimed,
    CaseClosed,
    CaseDeclined,
    CaseOffered,
    DeliberationDue,
    Event,
    FamilySilent,
    FollowUpMissed,
    FollowUpSet,
    NoteAdded,
    OfferDue,
    ReplySent,
    ShiftBegan,
    TextReceived,
    UnansweredDue,
    UnclaimedDue,
    WeekBegan,
)
from routing.policy import Clocks, Rule
from tests.builders import at, of_kind, posts, told_ids, understood
from tests.routing.region import ASAGI, BUDOU, ON_DUTY, REGION, World, here, mentioned, waiting_case

# -- nobody has it ---------------------------------------------------------------------


def test_the_next_person_is_called_at_each_step_and_nobody_twice() -> None:
    region = World(here("one_stop"))
    region.asked()

    rung = []
    while region.timers:
        _, decision = region.ring()
        rung.append((region.now, mentioned(decision.effects), told_ids(decision)))

    assert rung == [
        (at("11:00"), {"asagi"}, []),  # on duty, once more
        (at("12:00"), {"budou"}, []),  # her substitute
        (at("13:00"), {"choji"}, []),  # the rest of the desk
        (at("14:00"), {"enji"}, []),  # the supervisors
        (at("10:00", 25), {"asagi"}, ["nobody-yet"]),  # after as long again, in opening hours
    ]
    assert region.case.supervised


def test_an_evening_case_is_counted_from_the_opening() -> None:
    region = World(here("one_stop"), now=at("20:00"))
    opened = region.asked()

    _, decision = region.ring()

    assert mentioned(opened.effects) == set()
    assert "answers-from" in told_ids(opened)
    assert (region.now, mentioned(decision.effects)) == (at("10:00", 25), {"asagi"})


def test_a_step_that_would_fall_on_closing_time_comes_in_the_morning() -> None:
    region = World(here("one_stop"), now=at("16:00"))
    region.asked()

    what, decision = region.ring()

    assert (what, region.now) == ("unclaimed", at("9:00", 25))
    assert mentioned(decision.effects) == {"asagi"}


def test_after_a_downtime_all_that_is_due_is_one_reminder() -> None:
    region = World(here("one_stop"))
    region.asked()
    region.now = at("13:30")

    decision = region.told(UnclaimedDue())

    assert len(posts(decision)) == 1
    assert mentioned(decision.effects) == {"asagi", "budou", "choji"}
    assert region.timers["case-0", "unclaimed"] == at("14:00")


def test_an_urgent_case_counts_minutes_by_the_wall_clock() -> None:
    region = World(here("one_stop"))
    words = understood("発作が止まらない", "medical_emergency")
    region.told(TextReceived("m-1", words.text), understood=words)

    _, decision = region.ring()

    assert (region.now, mentioned(decision.effects)) == (at("10:05"), {"asagi"})


def test_at_three_in_the_morning_only_whom_the_region_named_and_her_substitute_are_called() -> None:
    region = World(here("one_stop"), now=at("3:00"), night_alert="asagi")
    words = understood("発作が止まらない", "medical_emergency")
    alarmed = region.told(TextReceived("m-1", words.text), understood=words)

    rung = [(region.now, mentioned(decision.effects)) for _, decision in (region.ring() for _ in range(4))]

    assert mentioned(alarmed.effects) == {"asagi"}
    assert "alerted-night" in told_ids(alarmed)
    assert [people for _, people in rung[:2]] == [{"asagi"}, {"budou"}]
    assert rung[2][1] == set(), "nobody else is woken"
    assert (rung[3][0], rung[3][1]) == (at("9:00"), {"choji", "enji"})


def test_where_nobody_is_named_for_the_night_nobody_is_called_and_the_family_knows() -> None:
    region = World(here("one_stop"), now=at("3:00"))
    words = understood("発作が止まらない", "medical_emergency")
    alarmed = region.told(TextReceived("m-1", words.text), understood=words)

    _, decision = region.ring()

    assert "alerted-nobody" in told_ids(alarmed)
    assert mentioned(alarmed.effects) | mentioned(decision.effects) == set()
    assert region.timers[region.case.id, "unclaimed"] == at("9:00")


def test_a_region_without_clocks_calls_nobody_by_the_clock() -> None:
    region = World(here("one_stop", clocks=Clocks()))

    region.asked()

    assert region.timers == {}


def test_an_offer_has_its_own_clock_and_the_other_rests() -> None:
    region = World(here("one_stop"))
    region.asked()
    region.told(CaseOffered("budou"), ASAGI)
    early = region.told(UnclaimedDue())

    what, lapsed = region.ring()

    assert early.effects == ()
    assert (what, region.now) == ("offer", at("11:00"))
    assert region.case.declined == ("budou",)
    assert region.case.offer is not None
    assert region.case.offer.by is None, "the next in rank is asked"
    assert mentioned(lapsed.effects) == {region.case.offer.to}


def test_a_warm_hand_over_that_nobody_answers_stays_with_its_owner() -> None:
    region = World(here("duty_first"))
    region.given(waiting_case("duty_first", status=Status.CLAIMED, owner="asagi"))
    region.told(CaseOffered("budou"), ASAGI)

    _, lapsed = region.ring()

    assert region.case.owner == "asagi"
    assert mentioned(lapsed.effects) == {"asagi"}


# -- it has an owner ------------------------------------------------------------------------


def claimed(**changes: object) -> World:
    region = World(here("one_stop"))
    region.asked()
    region.told(CaseClaimed(), ASAGI)
    region.timers.pop(("case-0", "claim-notice"))
    region.given(replace(region.case, **changes))  # type: ignore[arg-type]
    return region


def test_an_owner_who_does_not_write_is_reminded_once_and_then_the_desk_has_it_again() -> None:
    region = claimed(told_owner="asagi")

    _, reminded = region.ring()
    first = (region.now, mentioned(reminded.effects), region.case.owner)
    _, released = region.ring()

    assert first == (at("12:00"), {"asagi"}, "asagi")
    assert region.now == at("16:00")
    assert (region.case.owner, region.case.status) == (None, Status.WAITING)
    assert Handover("case-0", "asagi", None, "unanswered") in released.records
    assert told_ids(released) == ["owner-changing"]
    assert "asagi" not in mentioned(released.effects)
    assert region.timers == {("case-0", "unclaimed"): at("9:00", 25)}, "an hour later the desk closes"


def test_who_takes_a_case_late_has_her_own_time_to_write() -> None:
    region = World(here("one_stop"))
    region.asked()
    region.now = at("15:00")

    region.told(CaseClaimed(), ASAGI)

    assert region.timers["case-0", "unanswered"] == at("9:00", 25)


def test_a_reply_calls_the_reminder_off_and_waits_for_the_family_instead() -> None:
    region = claimed()

    region.told(ReplySent("m-1", "お電話します"), ASAGI)

    assert region.case.unanswered_since is None
    assert region.timers == {("case-0", "family-silent"): at("10:00", 27)}


def test_the_family_writes_again_and_the_first_unanswered_word_counts() -> None:
    region = claimed()
    region.told(ReplySent("m-1", "お電話します"), ASAGI)
    region.now = at("11:00")
    region.told(TextReceived("m-2", "お願いします"), understood=understood("お願いします"))
    region.now = at("12:30")

    region.told(TextReceived("m-3", "まだでしょうか"), understood=understood("まだでしょうか"))

    assert region.case.unanswered_since == at("11:00")
    assert region.timers == {("case-0", "unanswered"): at("13:00")}


def test_a_silent_family_is_put_before_the_owner_and_nothing_is_said_to_it() -> None:
    region = claimed()
    region.told(ReplySent("m-1", "お電話します"), ASAGI)

    _, asked = region.ring()

    assert mentioned(asked.effects) == {"asagi"}
    assert told_ids(asked) == []
    assert region.timers == {}


def test_a_promised_day_on_which_nothing_happened_is_noticed() -> None:
    region = claimed()
    region.told(ReplySent("m-1", "お電話します"), ASAGI)
    region.timers.clear()
    region.told(FollowUpSet(date(2026, 11, 25)), ASAGI)

    _, due = region.ring()
    _, missed = region.ring()

    assert mentioned(due.effects) == {"asagi"}
    assert (region.now, mentioned(missed.effects)) == (at("13:00", 25), {"asagi"})


def test_a_promised_day_that_was_kept_is_not_missed() -> None:
    region = claimed()
    region.told(FollowUpSet(date(2026, 11, 25)), ASAGI)
    region.timers = {key: due for key, due in region.timers.items() if key[1] == "follow-up"}
    region.ring()
    region.now = at("10:00", 25)

    region.told(NoteAdded("電話しました"), ASAGI)
    late = region.told(FollowUpMissed())

    assert ("case-0", "follow-up-missed") not in region.timers
    assert late.effects == ()


# -- moot -------------------------------------------------------------------------------------

CLAIMED: dict[str, object] = {"status": Status.CLAIMED, "owner": "asagi"}
MOOT: list[tuple[str, Event, dict[str, object]]] = [
    ("claimed since", UnclaimedDue(), CLAIMED),
    ("closed since", UnclaimedDue(), {"status": Status.CLOSED}),
    ("all think about it", UnclaimedDue(), {"deliberation": Deliberation(at("10:00"), at("15:00"))}),
    ("somebody is asked", UnclaimedDue(), {"offer": Offer("budou", None, at("10:00"))}),
    ("no offer", OfferDue(), {}),
    ("no owner", UnansweredDue(), {"unanswered_since": at("9:00")}),
    ("answered", UnansweredDue(), CLAIMED),
    ("the family wrote", FamilySilent(), {**CLAIMED, "unanswered_since": at("9:30")}),
    ("the desk has it", FamilySilent(), {}),
    ("another day", FollowUpMissed(), {**CLAIMED, "follow_up_on": date(2026, 12, 1)}),
    ("no day", FollowUpMissed(), CLAIMED),
    ("decided", DeliberationDue(), CLAIMED),
    ("already overdue", DeliberationDue(), {"deliberation": Deliberation(at("8:00"), at("9:00"), overdue=True)}),
    ("not yet", DeliberationDue(), {"deliberation": Deliberation(at("10:00"), at("15:00"))}),
]


@pytest.mark.parametrize(("event", "changes"), [row[1:] for row in MOOT], ids=[row[0] for row in MOOT])
def test_what_became_moot_decides_nothing(event: Event, changes: dict[str, object]) -> None:
    region = World(here("one_stop"), now=at("11:00"))
    region.given(waiting_case("one_stop", **changes))

    decision = region.told(event)

    assert decision == Decision()


@pytest.mark.parametrize(
    ("event", "case", "again"),
    [
        (OfferDue(), waiting_case("one_stop", offer=Offer("budou", None, at("10:40"))), ("offer", at("11:40"))),
        (
            UnansweredDue(),
            waiting_case("one_stop", status=Status.CLAIMED, owner="asagi", unanswered_since=at("10:30")),
            ("unanswered", at("12:30")),
        ),
    ],
)
def test_what_rings_for_an_older_reason_waits_for_the_newer_one(
    event: Event, case: Case, again: tuple[str, datetime]
) -> None:
    region = World(here("one_stop"), now=at("11:00"))
    region.given(case)

    decision = region.told(event)

    assert decision.case is None
    assert region.timers == {("case-1", again[0]): again[1]}
    assert mentioned(decision.effects) == set()


@pytest.mark.parametrize("end", [CaseClosed("settled", "met"), CaseClaimed(), CaseDeclined("休み")])
def test_every_end_leaves_only_timers_that_still_mean_something(end: Event) -> None:
    region = World(here("one_stop"))
    region.asked()
    region.told(CaseOffered("budou"), ASAGI)

    region.told(end, BUDOU)

    kinds = {what for _, what in region.timers}
    assert (
        kinds
        == {
            CaseClosed: set[str](),
            CaseClaimed: {"claim-notice", "unanswered"},
            CaseDeclined: {"offer"},
        }[type(end)]
    )


# -- shifts and weeks ----------------------------------------------------------------------------


def wait(number: str, hours: int, **changes: object) -> Waiting:
    one = Waiting(f"case-{number}", number, "city", "none", False, at("8:00") - timedelta(hours=hours))  # noqa: FBT003
    return replace(one, **changes)  # type: ignore[arg-type]


def test_the_first_shift_gets_what_waits_in_one_digest_urgent_first_then_oldest() -> None:
    waiting = (
        wait("NEW", 1),
        wait("OLD", 30),
        wait("RULE", 2, first=True),
        wait("ALARM", 1, urgency="medical_emergency", offered_to="choji"),
    )
    known: dict[str, Any] = {"duties": {"city": ON_DUTY}, "waiting": waiting, "open_here": 9, "due_today": 2}

    decision = World(REGION).told(ShiftBegan("city", at("9:00")), **known)

    (tell,) = [one for one in decision.effects if isinstance(one, Tell)]
    lines = [part for part in tell.parts if isinstance(part, Text)]
    numbers = [line.args["number"] for line in lines[1:]]
    assert numbers == ["ALARM", "RULE", "OLD", "NEW"]
    assert tell.mention == ("asagi", "choji")
    assert dict(lines[0].args) == {"open": 9, "waiting": 4, "due": 2}


def test_a_quiet_shift_hears_nothing() -> None:
    decision = World(REGION).told(ShiftBegan("city", at("9:00")))

    assert decision.effects == ()


def test_gaps_are_told_to_the_desk_and_no_gaps_are_not() -> None:
    gaps = ((at("9:00"), at("12:00")), (at("13:00"), at("17:00")))

    told = World(REGION).told(WeekBegan("city", at("9:00", 30), gaps))
    quiet = World(REGION).told(WeekBegan("city", at("9:00", 30)))

    (tell,) = of_kind(told, Tell)
    assert isinstance(tell, Tell)
    assert len(tell.parts) == 3
    assert quiet.effects == ()


def test_a_rule_at_once_calls_at_any_hour() -> None:
    rule = Rule(care_types=("ventilator",), topics=("power",), at_once=True)
    region = World(here("one_stop", rules=(rule,)), now=at("22:00"), night_alert="asagi")
    slots = replace(region.talk.slots, care_types=("ventilator",))

    opened = region.asked(slots=slots, topics=("power",))

    assert mentioned(opened.effects) == {"asagi"}
    assert region.timers["case-0", "unclaimed"] == at("22:05")
