"""What must fit together in the roster: people, desks, days, and one at a time where the desk wants that."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.region_tables import DeskTable, HoursTable, RegionFile, ShiftTable
from routing.duty import WEEKDAYS
from routing.recurring import Shift, dates_of, holder_on

Loc = tuple[str | int, ...]
Problem = tuple[Loc, str]

LOOKS_FROM = date(2020, 1, 6)  # a Monday; what recurs without a date looks the same from every year
LOOKS_FOR = timedelta(days=800)  # two years: every n-th weekday meets every other week in it


def problems(file: RegionFile) -> list[Problem]:
    named = list(_names(file))
    return named or [*_breaks(file), *_never(file), *_overlaps(file)]  # the others lean on names that exist


def desk_of(file: RegionFile, shift: ShiftTable) -> str:
    """The desk it says, else where its first coordinator sits."""
    home = next((c.desk for c in file.coordinator if c.id == shift.people[0]), None)
    return shift.desk or home or file.desk[0].id


def as_shift(file: RegionFile, shift: ShiftTable) -> Shift:
    return Shift(
        people=shift.people,
        days=shift.days,
        start=shift.start,
        end=shift.end,
        desk=desk_of(file, shift),
        weeks=2 if shift.every == "fortnight" else 1,
        since=shift.since,
        nth=shift.nth,
        active_from=shift.active_from,
        active_to=shift.active_to,
        substitute=shift.substitute,
    )


def _names(file: RegionFile) -> Iterator[Problem]:
    people, desks = [c.id for c in file.coordinator], [d.id for d in file.desk]
    for index, shift in enumerate(file.shift):
        here: Loc = ("shift", index)
        key = "coordinator" if shift.coordinator else "rotation"
        for name in shift.people:
            if name not in people:
                yield (*here, key), f"unknown coordinator {name!r}, expected one of {', '.join(people)}"
        if shift.substitute is not None and shift.substitute not in people:
            yield (
                (*here, "substitute"),
                f"unknown coordinator {shift.substitute!r}, expected one of {', '.join(people)}",
            )
        if shift.desk is not None and shift.desk not in desks:
            yield (*here, "desk"), f"unknown desk {shift.desk!r}, expected one of {', '.join(desks)}"
        homes = {c.desk for c in file.coordinator if c.id in shift.people}
        if shift.desk is None and len(homes) > 1:
            yield (*here, "rotation"), "its people sit at different desks; add `desk`"


def _breaks(file: RegionFile) -> Iterator[Problem]:
    tables: list[tuple[str, int, HoursTable | None]] = [("desk", n, desk.hours) for n, desk in enumerate(file.desk)]
    tables += [("outside", n, one.hours) for n, one in enumerate(file.outside)]
    for table, index, hours in tables:
        end = hours.open if hours else None
        for pause in sorted(hours.breaks, key=lambda one: one.start) if hours else ():
            if hours and end and not (end <= pause.start < pause.end <= hours.close):
                yield (table, index, "hours", "breaks"), "expected breaks within the hours, apart from each other"
                break
            end = pause.end


def _desk_table(file: RegionFile, desk_id: str) -> DeskTable:
    return next(desk for desk in file.desk if desk.id == desk_id)


def _never(file: RegionFile) -> Iterator[Problem]:
    for index, table in enumerate(file.shift):
        shift = as_shift(file, table)
        hours = _desk_table(file, shift.desk).hours
        days = (day for day in dates_of(shift, *_horizon(shift)) if day not in hours.closed)
        if not any(WEEKDAYS[day.weekday()] in hours.days for day in days):
            yield ("shift", index, "days"), f"never falls on a day on which desk {shift.desk!r} is open"


def _overlaps(file: RegionFile) -> Iterator[Problem]:
    shifts = [as_shift(file, table) for table in file.shift]
    for index, later in enumerate(shifts):
        if not _desk_table(file, later.desk).exclusive:
            continue
        for before, earlier in enumerate(shifts[:index]):
            day = _both(file, earlier, later) if earlier.desk == later.desk else None
            if day is not None:
                hint = "change the times or days of one, or take `exclusive` out of the desk"
                yield ("shift", index, "start"), f"overlaps shift {before + 1} on {day}; {hint}"
                break


def _both(file: RegionFile, one: Shift, other: Shift) -> date | None:
    """The first day on which both occur, by people who work then, and their times overlap."""
    if one.start >= other.end or other.start >= one.end or not set(one.days) & set(other.days):
        return None
    first, last = _horizon(one, other)
    theirs = set(dates_of(other, first, last))
    both = (day for day in dates_of(one, first, last) if day in theirs)
    return next((day for day in both if _works(file, one, day) and _works(file, other, day)), None)


def _works(file: RegionFile, shift: Shift, day: date) -> bool:
    person = next(c for c in file.coordinator if c.id == holder_on(shift, day))
    return (person.active_from or day) <= day <= (person.active_to or day)


def _horizon(*shifts: Shift) -> tuple[date, date]:
    """Where to look for days that all of these have."""
    first = max(shift.active_from or LOOKS_FROM for shift in shifts)
    return first, min(shift.active_to or first + LOOKS_FOR for shift in shifts)
