"""Swaps, leave, overrides and taking them back: who may, who hears of it, what stands afterwards."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from routing.case import Coordinator
from routing.decide import decide
from routing.decision import Decision, Facts, RosterChanged
from routing.effects import ShowChange, SyncGroup, Tell, Text, Whisper
from routing.events import (
    AboutRoster,
    ChangeWithdrawn,
    DeskClosed,
    LeaveSet,
    RosterOverridden,
    SwapAccepted,
    SwapAsked,
)
from routing.policy import Desk
from routing.roster import Change, Roster
from tests.builders import POLICY, at, of_kind, some_facts
from tests.routing.test_roster import KUJIRA, TOBIUO, UMINEKO, a_change, a_roster, leave

STRANGER = Coordinator("kamome", "鴎", "U0KAMOME01", "city")
HERE = replace(POLICY, coordinators=(KUJIRA, UMINEKO, TOBIUO, STRANGER))
WITH_GROUP = replace(HERE, desks=(Desk("desk", "見本の窓口", user_group="S0TOUBAN01"),))
ASKED = a_change(state="asked", into=None)


def facts(actor: Coordinator = KUJIRA, **more: object) -> Facts:
    roster = more.pop("roster", None) or a_roster(coordinators=HERE.coordinators)
    return some_facts(actor=actor, roster=roster, **more)


def changes(decision: Decision) -> list[Change]:
    return [record.change for record in decision.records if isinstance(record, RosterChanged)]


def whispered(decision: Decision) -> list[str]:
    parts = [part for effect in decision.effects if isinstance(effect, Whisper) for part in effect.parts]
    return [part.id for part in parts if isinstance(part, Text)]


def swap_of(first: datetime, last: datetime, **more: object) -> SwapAsked:
    return SwapAsked("change-1", "desk", first, last, **more)  # type: ignore[arg-type]


# -- asking ------------------------------------------------------------------------------------


def test_asking_for_a_swap_changes_nothing_yet_and_calls_whom_she_named() -> None:
    event = swap_of(at("9:00", 25), at("17:00", 25), to="tobiuo", words="通院です")

    decision = decide(event, facts(), HERE)

    [change] = changes(decision)
    assert (change.state, change.out, change.into, change.words) == ("asked", "kujira", "tobiuo", "通院です")
    assert decision.effects == (ShowChange("desk", "change-1", ("tobiuo",)),)
    assert a_roster(changes=(change,)).duty("desk", at("10:00", 25)).on_duty == ("kujira",)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (swap_of(at("9:00", 26), at("17:00", 26)), "desk-roster-not-yours"),
        (swap_of(at("9:00", 20), at("17:00", 20)), "desk-roster-over"),
        (replace(swap_of(at("9:00", 25), at("17:00", 25)), desk="elsewhere"), "desk-roster-not-yours"),
    ],
)
def test_what_is_not_hers_or_is_over_cannot_be_asked_for(event: SwapAsked, why: str) -> None:
    decision = decide(replace(event, words="お願いします"), facts(), HERE)

    assert changes(decision) == []
    assert whispered(decision) == [why]
    assert "お願いします" in str(decision.effects), "what she typed is not lost"


# -- accepting ---------------------------------------------------------------------------------


def test_the_first_who_accepts_has_the_turn_and_both_hear_of_it() -> None:
    decision = decide(SwapAccepted("change-1"), facts(TOBIUO, change=ASKED), HERE)

    [change] = changes(decision)
    assert (change.state, change.into, change.took_effect_at) == ("accepted", "tobiuo", at("10:30"))
    [told] = of_kind(decision, Tell)
    assert isinstance(told, Tell)
    assert (told.desk, told.mention) == ("desk", ("kujira", "tobiuo"))
    assert a_roster(changes=(change,)).duty("desk", at("10:00", 25)).on_duty == ("tobiuo",)


def test_a_swap_accepted_at_midnight_holds_from_the_morning() -> None:
    midnight = at("0:00", 25)

    decision = decide(SwapAccepted("change-1"), facts(TOBIUO, change=ASKED, now=midnight), WITH_GROUP)

    roster = a_roster(changes=tuple(changes(decision)))
    assert roster.duty("desk", midnight).on_duty == ()
    assert roster.duty("desk", at("9:00", 25)).on_duty == ("tobiuo",)
    assert of_kind(decision, SyncGroup) == [], "nobody is on duty at midnight"


AWAY = a_roster(coordinators=HERE.coordinators, changes=(leave("tobiuo", 25, 25),))
MOVED = a_roster(coordinators=HERE.coordinators, changes=(a_change(id="other", into="umineko"),))


@pytest.mark.parametrize(
    ("actor", "change", "roster", "now", "why"),
    [
        (TOBIUO, None, None, at("10:30"), "desk-roster-unknown"),
        (TOBIUO, leave("kujira", 25, 25), None, at("10:30"), "desk-roster-unknown"),
        (TOBIUO, replace(ASKED, state="accepted", into="umineko"), None, at("10:30"), "desk-roster-taken"),
        (TOBIUO, replace(ASKED, state="withdrawn"), None, at("10:30"), "desk-roster-withdrawn"),
        (KUJIRA, ASKED, None, at("10:30"), "desk-roster-own"),
        (STRANGER, ASKED, None, at("10:30"), "desk-roster-other-desk"),
        (TOBIUO, ASKED, None, at("17:00", 25), "desk-roster-over"),
        (TOBIUO, ASKED, AWAY, at("10:30"), "desk-roster-you-are-away"),
        (TOBIUO, ASKED, MOVED, at("10:30"), "desk-roster-changed-since"),
    ],
)
def test_who_cannot_have_the_turn_hears_why_and_nothing_changes(
    actor: Coordinator, change: Change | None, roster: Roster | None, now: datetime, why: str
) -> None:
    decision = decide(SwapAccepted("change-1"), facts(actor, change=change, roster=roster, now=now), HERE)

    assert changes(decision) == []
    assert whispered(decision) == [why]
    assert len(decision.effects) == 1


def test_a_coordinator_of_another_desk_may_accept_when_she_was_asked_by_name() -> None:
    decision = decide(SwapAccepted("change-1"), facts(STRANGER, change=replace(ASKED, into="kamome")), HERE)

    assert [change.into for change in changes(decision)] == ["kamome"]


def test_who_takes_over_at_once_is_in_the_user_group_at_once() -> None:
    now = a_change(state="asked", into=None, out="umineko", start=at("9:00"), end=at("17:00"))

    decision = decide(SwapAccepted("change-1"), facts(TOBIUO, change=now), WITH_GROUP)

    assert of_kind(decision, SyncGroup) == [SyncGroup("desk")]


# -- leave ---------------------------------------------------------------------------------------


def test_leave_calls_the_substitute() -> None:
    decision = decide(LeaveSet("leave-1", date(2026, 11, 25), date(2026, 11, 29)), facts(), HERE)

    [change] = changes(decision)
    assert (change.kind, change.start, change.end) == ("leave", at("0:00", 25), at("0:00", 30))
    assert decision.effects == (ShowChange("desk", "leave-1", ("umineko",)),)


def test_turns_that_leave_leaves_to_nobody_are_put_up_one_by_one() -> None:
    decision = decide(LeaveSet("leave-1", date(2026, 11, 24), date(2026, 11, 26)), facts(UMINEKO), HERE)

    away, *put_up = changes(decision)
    assert away.kind == "leave"
    assert [(one.id, one.state, one.out, one.start) for one in put_up] == [
        ("leave-1.1", "asked", "umineko", at("9:00", 24)),
        ("leave-1.2", "asked", "umineko", at("9:00", 26)),
    ]
    shown = [effect.change_id for effect in decision.effects if isinstance(effect, ShowChange)]
    assert shown == ["leave-1", "leave-1.1", "leave-1.2"]


def test_a_vacant_turn_that_was_put_up_can_be_taken() -> None:
    away, first, _ = changes(decide(LeaveSet("leave-1", date(2026, 11, 24), date(2026, 11, 26)), facts(UMINEKO), HERE))
    roster = a_roster(coordinators=HERE.coordinators, changes=(away,))

    decision = decide(SwapAccepted(first.id), facts(TOBIUO, change=first, roster=roster), HERE)

    [taken] = changes(decision)
    assert a_roster(changes=(away, taken)).duty("desk", at("14:00")).on_duty == ("tobiuo",)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2026, 11, 26), date(2026, 11, 25), "desk-roster-over"),
        (date(2026, 11, 20), date(2026, 11, 23), "desk-roster-over"),
        (date(2026, 11, 25), date(2028, 11, 25), "desk-roster-too-long"),
    ],
)
def test_leave_backwards_over_or_for_years_is_refused(first: date, last: date, why: str) -> None:
    decision = decide(LeaveSet("leave-1", first, last), facts(), HERE)

    assert (changes(decision), whispered(decision)) == ([], [why])


# -- overrides -----------------------------------------------------------------------------------


def override(**more: object) -> RosterOverridden:
    event = RosterOverridden("change-1", "desk", at("9:00", 25), at("12:00", 25), "tobiuo", "kujira")
    return replace(event, **more)  # type: ignore[arg-type]


def test_an_override_holds_at_once_and_both_are_called() -> None:
    decision = decide(override(), facts(UMINEKO), HERE)

    [change] = changes(decision)
    roster = a_roster(changes=(change,))
    assert roster.duty("desk", at("10:00", 25)).on_duty == ("tobiuo",)
    assert roster.duty("desk", at("14:00", 25)).on_duty == ("kujira",)
    assert decision.effects == (ShowChange("desk", "change-1", ("kujira", "tobiuo")),)


@pytest.mark.parametrize(
    ("event", "actor", "roster", "why"),
    [
        (override(), STRANGER, None, "desk-roster-other-desk"),
        (override(start=at("12:00", 25)), KUJIRA, None, "desk-roster-over"),
        (override(start=at("9:00", 20), end=at("12:00", 20)), KUJIRA, None, "desk-roster-over"),
        (override(), KUJIRA, AWAY, "desk-roster-away"),
        (override(into="nobody"), KUJIRA, None, "desk-roster-away"),
        (override(out="umineko"), KUJIRA, None, "desk-roster-changed-since"),
    ],
)
def test_an_override_that_cannot_be_is_refused(
    event: RosterOverridden, actor: Coordinator, roster: Roster | None, why: str
) -> None:
    decision = decide(event, facts(actor, roster=roster), HERE)

    assert (changes(decision), whispered(decision)) == ([], [why])


# -- taking back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [KUJIRA, TOBIUO])
def test_either_of_both_can_undo_a_swap_and_the_other_is_told(actor: Coordinator) -> None:
    decision = decide(ChangeWithdrawn("change-1"), facts(actor, change=a_change()), HERE)

    [change] = changes(decision)
    assert change.state == "withdrawn"
    [told] = of_kind(decision, Tell)
    assert isinstance(told, Tell)
    assert told.mention == (("tobiuo",) if actor is KUJIRA else ("kujira",))


def test_undoing_leave_takes_back_what_it_put_up_and_nobody_took() -> None:
    put_up = a_change(id="leave-kujira.1", state="asked", into=None)
    away = leave("kujira", 25, 25)
    roster = a_roster(coordinators=HERE.coordinators, changes=(away, put_up))

    decision = decide(ChangeWithdrawn(away.id), facts(change=away, roster=roster), HERE)

    assert [(one.id, one.state) for one in changes(decision)] == [
        ("leave-kujira", "withdrawn"),
        ("leave-kujira.1", "withdrawn"),
    ]


@pytest.mark.parametrize(
    ("actor", "change", "now", "why"),
    [
        (UMINEKO, a_change(), at("10:30"), "desk-roster-not-yours"),
        (TOBIUO, replace(ASKED, into="tobiuo"), at("10:30"), "desk-roster-not-yours"),
        (KUJIRA, a_change(state="withdrawn"), at("10:30"), "desk-roster-withdrawn"),
        (KUJIRA, a_change(), at("18:00", 25), "desk-roster-over"),
        (KUJIRA, None, at("10:30"), "desk-roster-unknown"),
    ],
)
def test_what_cannot_be_undone_is_said_to_the_one_who_pressed(
    actor: Coordinator, change: Change | None, now: datetime, why: str
) -> None:
    decision = decide(ChangeWithdrawn("change-1"), facts(actor, change=change, now=now), HERE)

    assert (changes(decision), whispered(decision)) == ([], [why])


# -- the user group ------------------------------------------------------------------------------


def test_the_user_group_follows_the_closing_where_the_desk_has_one() -> None:
    event = DeskClosed("desk", at("17:00"))

    assert decide(event, some_facts(), WITH_GROUP).effects == (SyncGroup("desk"),)
    assert decide(event, some_facts(), HERE).effects == ()


@pytest.mark.parametrize(
    "event",
    [
        swap_of(at("9:00", 25), at("17:00", 25)),
        SwapAccepted("change-1"),
        LeaveSet("leave-1", date(2026, 11, 25), date(2026, 11, 25)),
        override(),
        ChangeWithdrawn("change-1"),
    ],
)
def test_the_roster_is_changed_by_somebody_never_by_nobody(event: AboutRoster) -> None:
    with pytest.raises(ValueError, match="needs a coordinator"):
        decide(event, some_facts(roster=a_roster()), HERE)


def test_a_swap_asked_long_before_still_holds_when_its_day_has_come() -> None:
    asked = decide(swap_of(at("9:00", 25), at("17:00", 25)), facts(now=at("9:00") - timedelta(days=20)), HERE)

    [change] = changes(asked)
    accepted = decide(SwapAccepted(change.id), facts(TOBIUO, change=change, now=at("10:00", 25)), HERE)

    assert [one.state for one in changes(accepted)] == ["accepted"]
