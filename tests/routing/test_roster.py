"""Who sits where when: recurring shifts, a calendar beside them, and what people changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.case import Coordinator
from routing.duty import Hours
from routing.recurring import Shift, dates_of, holder_on
from routing.roster import Change, Roster, Turn
from tests.builders import TOKYO, at

WEEK = ("MO", "TU", "WE", "TH", "FR")
HOURS = Hours(WEEK, time(9), time(17), breaks=((time(12), time(13)),))
KUJIRA = Coordinator("kujira", "鯨井", "U0KUJIRA01", "desk", substitute="umineko")
UMINEKO = Coordinator("umineko", "海猫", "U0UMINEKO1", "desk")
TOBIUO = Coordinator("tobiuo", "飛魚", "U0TOBIUO01", "desk", substitute="kujira")
PEOPLE = (KUJIRA, UMINEKO, TOBIUO)


def a_shift(*people: str, days: Sequence[str] = WEEK, **more: object) -> Shift:
    given: dict[str, object] = {"start": time(9), "end": time(17), "desk": "desk", **more}
    return Shift(people, tuple(days), **given)  # type: ignore[arg-type]


def a_roster(*shifts: Shift, **more: object) -> Roster:
    given: dict[str, object] = {
        "zone": TOKYO,
        "hours": {"desk": HOURS},
        "coordinators": PEOPLE,
        "is_holiday": lambda day: day == date(2026, 11, 23),
        "shifts": shifts or (a_shift("kujira", days=("MO", "WE", "FR")), a_shift("umineko", days=("TU", "TH"))),
        **more,
    }
    return Roster(**given)  # type: ignore[arg-type]


def a_change(kind: str = "swap", **more: object) -> Change:
    given: dict[str, object] = {
        "id": "change-1",
        "desk": "desk",
        "kind": kind,
        "state": "accepted",
        "start": at("9:00", 25),
        "end": at("17:00", 25),
        "by": "kujira",
        "at": at("8:00"),
        "out": "kujira",
        "into": "tobiuo",
        **more,
    }
    return Change(**given)  # type: ignore[arg-type]


def leave(who: str, first: int, last: int, **more: object) -> Change:
    until = at("0:00", last) + timedelta(days=1)
    return a_change(
        "leave",
        **{"id": f"leave-{who}", "out": who, "by": who, "into": None, "start": at("0:00", first), "end": until, **more},
    )


def held(roster: Roster, first: int, last: int) -> list[tuple[int, str | None]]:
    turns = roster.turns("desk", at("0:00", first), at("23:59", last))
    return [(turn.start.astimezone(TOKYO).day, turn.coordinator) for turn in turns]


# -- shifts ------------------------------------------------------------------------------------


def test_every_other_week_counts_from_the_week_that_was_named() -> None:
    shift = a_shift("kujira", days=("TU",), weeks=2, since=date(2026, 11, 24))

    days = list(dates_of(shift, date(2026, 11, 1), date(2026, 12, 31)))

    assert days == [date(2026, 11, 10), date(2026, 11, 24), date(2026, 12, 8), date(2026, 12, 22)]


def test_the_first_third_and_last_weekday_of_the_month() -> None:
    odd = a_shift("kujira", days=("WE",), nth=(1, 3))
    last = a_shift("kujira", days=("MO",), nth=(-1,))

    assert list(dates_of(odd, date(2026, 11, 1), date(2026, 11, 30))) == [date(2026, 11, 4), date(2026, 11, 18)]
    assert list(dates_of(last, date(2026, 11, 1), date(2026, 12, 31))) == [date(2026, 11, 30), date(2026, 12, 28)]


def test_a_rotation_goes_through_its_people_week_by_week_and_starts_anew() -> None:
    shift = a_shift("kujira", "umineko", "tobiuo", days=("TU",), since=date(2026, 11, 24))

    weeks = [holder_on(shift, date(2026, 11, 24) + timedelta(weeks=n)) for n in range(-1, 4)]

    assert weeks == ["tobiuo", "kujira", "umineko", "tobiuo", "kujira"]


def test_a_shift_has_a_first_and_a_last_day() -> None:
    shift = a_shift("kujira", active_from=date(2026, 11, 25), active_to=date(2026, 11, 26))

    assert list(dates_of(shift, date(2026, 11, 1), date(2026, 12, 31))) == [date(2026, 11, 25), date(2026, 11, 26)]


# -- the desk at an instant --------------------------------------------------------------------------


def test_outside_hours_at_lunch_and_on_holidays_nobody_is_on_duty() -> None:
    roster = a_roster(a_shift("kujira", days=WEEK, start=time(0), end=time(23)), night_alerts={"desk": "umineko"})

    night, lunch, holiday = (roster.duty("desk", when) for when in (at("20:00"), at("12:30"), at("10:00", 23)))

    assert [duty.on_duty for duty in (night, lunch, holiday)] == [(), (), ()]
    assert (night.opens_at, night.night_alert) == (at("9:00", 25), "umineko")
    assert lunch.opens_at == at("13:00")
    assert roster.duty("desk", at("11:59")).on_duty == ("kujira",)


def test_who_has_two_shifts_at_once_is_named_once() -> None:
    roster = a_roster(a_shift("kujira", end=time(12)), a_shift("kujira", start=time(10)))

    assert roster.on_duty("desk", at("11:00")) == ("kujira",)


def test_a_shift_belongs_to_its_own_desk() -> None:
    hours = {"desk": HOURS, "city": HOURS}
    roster = a_roster(a_shift("kujira"), a_shift("umineko", desk="city"), hours=hours)

    assert roster.duty("desk", at("10:00")).on_duty == ("kujira",)
    assert roster.duty("city", at("10:00")).on_duty == ("umineko",)


def test_who_has_left_is_not_on_duty_and_her_substitute_is() -> None:
    gone = replace(KUJIRA, active_to=date(2026, 11, 25))

    roster = a_roster(a_shift("kujira"), coordinators=(gone, UMINEKO, TOBIUO))

    assert held(roster, 25, 26) == [(25, "kujira"), (26, "umineko")]


def test_without_a_substitute_the_turn_of_somebody_not_yet_there_is_a_gap() -> None:
    new = replace(UMINEKO, active_from=date(2026, 11, 26))

    roster = a_roster(a_shift("umineko"), coordinators=(KUJIRA, new, TOBIUO))

    assert roster.duty("desk", at("10:00", 25)).on_duty == ()
    assert roster.gaps("desk", at("0:00", 25), at("0:00", 27)) == ((at("9:00", 25), at("17:00", 25)),)


# -- a calendar --------------------------------------------------------------------------------------


def a_turn(who: str, day: int, start: str = "9:00", end: str = "17:00") -> Turn:
    return Turn("desk", at(start, day).astimezone(UTC), at(end, day).astimezone(UTC), who, who)


def test_a_calendar_adds_to_the_shifts_or_replaces_them_on_its_days() -> None:
    turns = (a_turn("tobiuo", 25),)

    adds = a_roster(calendar=turns)
    replaces = a_roster(calendar=turns, calendar_replaces=True)

    assert held(adds, 25, 26) == [(25, "kujira"), (25, "tobiuo"), (26, "umineko")]
    assert held(replaces, 25, 26) == [(25, "tobiuo"), (26, "umineko")]


# -- changes -----------------------------------------------------------------------------------------


def test_only_an_accepted_swap_moves_a_turn() -> None:
    asked, accepted, withdrawn = (
        a_roster(changes=(a_change(state=state),)) for state in ("asked", "accepted", "withdrawn")
    )

    assert held(asked, 25, 25) == [(25, "kujira")]
    assert held(accepted, 25, 25) == [(25, "tobiuo")]
    assert held(withdrawn, 25, 25) == [(25, "kujira")]


def test_a_swap_of_some_hours_leaves_the_others() -> None:
    roster = a_roster(changes=(a_change(start=at("10:00", 25), end=at("15:00", 25)),))

    there = [roster.duty("desk", at(clock, 25)).on_duty for clock in ("9:30", "10:00", "14:59", "15:00")]

    assert there == [("kujira",), ("tobiuo",), ("tobiuo",), ("kujira",)]


def test_a_swap_does_not_touch_another_desk() -> None:
    roster = a_roster(changes=(a_change(desk="city"),), hours={"desk": HOURS, "city": HOURS})

    assert held(roster, 25, 25) == [(25, "kujira")]


def test_changes_apply_in_the_order_in_which_they_took_effect() -> None:
    first = a_change(id="b", took_effect_at=at("8:00"))
    then = a_change(id="a", out="tobiuo", into="umineko", took_effect_at=at("8:01"))

    assert held(a_roster(changes=(then, first)), 25, 25) == [(25, "umineko")]
    assert held(a_roster(changes=(first, replace(then, took_effect_at=at("7:59")))), 25, 25) == [(25, "tobiuo")]


def test_leave_gives_a_turn_to_the_substitute_else_to_nobody() -> None:
    roster = a_roster(changes=(leave("kujira", 25, 25), leave("umineko", 26, 26)))

    assert held(roster, 25, 27) == [(25, "umineko"), (26, None), (27, "kujira")]
    assert roster.gaps("desk", at("0:00", 25), at("0:00", 28)) == ((at("9:00", 26), at("17:00", 26)),)


def test_a_substitute_on_leave_is_passed_over_for_her_own() -> None:
    people = (KUJIRA, replace(UMINEKO, substitute="tobiuo"), TOBIUO)

    roster = a_roster(coordinators=people, changes=(leave("umineko", 24, 27), leave("kujira", 25, 25)))

    assert held(roster, 24, 25) == [(24, "tobiuo"), (25, "tobiuo")]


def test_two_who_stand_in_for_each_other_and_are_both_away_leave_a_gap() -> None:
    people = (KUJIRA, replace(UMINEKO, substitute="kujira"), TOBIUO)

    roster = a_roster(coordinators=people, changes=(leave("umineko", 25, 25), leave("kujira", 25, 25)))

    assert held(roster, 25, 25) == [(25, None)]


def test_a_turn_that_leave_left_vacant_can_still_be_taken() -> None:
    taken = a_change(out="umineko", start=at("9:00", 26), end=at("17:00", 26), took_effect_at=at("9:00"))

    roster = a_roster(changes=(leave("umineko", 26, 26, took_effect_at=at("8:00")), taken))

    assert held(roster, 26, 26) == [(26, "tobiuo")]


def test_the_shifts_own_substitute_goes_before_the_coordinators() -> None:
    roster = a_roster(a_shift("kujira", substitute="tobiuo"), changes=(leave("kujira", 25, 25),))

    assert held(roster, 25, 25) == [(25, "tobiuo")]


def test_an_override_puts_somebody_beside_or_instead_of_another() -> None:
    beside = a_roster(changes=(a_change("override", out=None),))
    instead = a_roster(changes=(a_change("override"),))

    assert beside.duty("desk", at("10:00", 25)).on_duty == ("kujira", "tobiuo")
    assert instead.duty("desk", at("10:00", 25)).on_duty == ("tobiuo",)


def test_changes_outlive_a_new_region_file() -> None:
    change = a_change()

    rewritten = a_roster(a_shift("kujira", start=time(10), end=time(16)), changes=(change,))

    assert held(rewritten, 25, 26) == [(25, "tobiuo"), (26, "kujira")]


# -- gaps and edges --------------------------------------------------------------------------------------


def test_a_desk_without_a_roster_lacks_nobody() -> None:
    roster = a_roster(hours={"desk": HOURS, "city": HOURS})

    assert roster.gaps("city", at("0:00", 24), at("0:00", 28)) == ()


def test_a_gap_of_some_hours_is_told_with_its_hours_and_a_holiday_is_none() -> None:
    roster = a_roster(a_shift("kujira", end=time(12)), a_shift("umineko", days=("TU",), start=time(15)))

    gaps = roster.gaps("desk", at("0:00", 23), at("23:00", 25))

    assert gaps == ((at("13:00", 24), at("15:00", 24)), (at("13:00", 25), at("17:00", 25)))


@pytest.mark.parametrize(
    ("now", "edge", "incoming"),
    [
        (at("9:00"), at("9:00"), ("umineko",)),
        (at("9:00") - timedelta(seconds=1), None, ()),
        (at("11:59"), at("9:00"), ("umineko",)),
        (at("12:10"), at("12:00"), ()),
        (at("13:00"), at("13:00"), ("umineko",)),
        (at("17:30"), at("17:00"), ()),
        (at("23:00"), None, ()),
    ],
)
def test_the_latest_edge_is_the_last_opening_closing_or_change(
    now: datetime, edge: datetime | None, incoming: tuple[str, ...]
) -> None:
    found = a_roster().latest_edge("desk", now, timedelta(hours=3))

    assert (found.at if found else None) == edge
    assert (found.incoming if found else ()) == incoming


def test_a_change_of_people_in_the_middle_of_the_day_is_an_edge() -> None:
    roster = a_roster(a_shift("kujira", end=time(15)), a_shift("umineko", start=time(15)))

    found = roster.latest_edge("desk", at("15:00"), timedelta(hours=3))

    assert found is not None
    assert (found.at, found.open, found.on_duty, found.incoming) == (at("15:00"), True, ("umineko",), ("umineko",))


def test_the_week_opens_on_tuesday_when_monday_is_a_holiday() -> None:
    roster = a_roster()

    assert roster.week_opened("desk", at("10:00", 23)) is None
    assert roster.week_opened("desk", at("10:00", 24)) == at("9:00", 24)
    assert roster.week_opened("desk", at("10:00", 26)) == at("9:00", 24)


# -- whatever people do ------------------------------------------------------------------------------------

names = st.sampled_from([one.id for one in PEOPLE])
moments = st.integers(0, 14 * 24 * 4).map(lambda quarter: at("0:00", 16) + timedelta(minutes=15 * quarter))


@st.composite
def some_changes(draw: st.DrawFn) -> tuple[Change, ...]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["swap", "leave", "override"]))
        start = draw(moments)
        out = draw(names) if kind != "override" else draw(st.none() | names)
        made.append(
            a_change(
                kind,
                id=f"change-{number}",
                state=draw(st.sampled_from(["asked", "accepted", "withdrawn"])),
                start=start,
                end=start + timedelta(minutes=15 * draw(st.integers(1, 200))),
                out=out,
                into=None if kind == "leave" else draw(names),
                took_effect_at=at("8:00") + timedelta(minutes=draw(st.integers(0, 3))),
            )
        )
    return tuple(made)


@given(some_changes(), moments)
def test_the_state_of_the_desk_is_what_its_turns_say(changes: tuple[Change, ...], now: datetime) -> None:
    roster = a_roster(changes=changes)
    whole = roster.turns("desk", at("0:00", 10), at("0:00", 30))

    duty = roster.duty("desk", now)

    there = {turn.coordinator for turn in whole if turn.covers(now) and turn.coordinator} if duty.open else set()
    assert set(duty.on_duty) == there


@given(some_changes(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(changes: tuple[Change, ...], chance: Random) -> None:
    shuffled = list(changes)
    chance.shuffle(shuffled)

    same = [a_roster(changes=one).turns("desk", at("0:00", 16), at("0:00", 30)) for one in (changes, tuple(shuffled))]

    assert same[0] == same[1]


@given(some_changes())
def test_no_change_loses_or_doubles_time(changes: tuple[Change, ...]) -> None:
    """Swaps and leave move time from one to another; only an addition makes more of it."""
    moved = tuple(one for one in changes if one.out is not None)

    before, after = (
        sum(((turn.end - turn.start) for turn in one.turns("desk", at("0:00", 10), at("0:00", 30))), timedelta())
        for one in (a_roster(), a_roster(changes=moved))
    )

    assert before == after


@given(some_changes(), moments)
def test_gaps_are_exactly_the_open_time_with_nobody(changes: tuple[Change, ...], now: datetime) -> None:
    roster = a_roster(changes=changes)
    gaps = roster.gaps("desk", at("0:00", 10), at("23:59", 30))

    duty = roster.duty("desk", now)

    if duty.open:
        assert any(start <= now < end for start, end in gaps) == (duty.on_duty == ())
