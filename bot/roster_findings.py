"""What somebody should look at in a roster that can be read: gaps, names nobody has, shifts that never count."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.region import Region
from routing.duty import open_spans
from routing.recurring import dates_of

GAPS_WITHIN = timedelta(days=14)
SHIFTS_WITHIN = timedelta(days=400)  # a shift of the last weekday of the month comes often enough in it


def findings(region: Region, now: datetime) -> Iterator[str]:
    """One line each; ids, names the calendar itself writes, and dates."""
    yield from idle_shifts(region, now)
    for problem in region.calendar_problems(now):
        yield f"roster-{problem.kind} {problem.on} {problem.name or '(no name)'}"
    roster = region.roster(now)
    for desk in region.file.desk:
        for start, end in roster.gaps(desk.id, now, now + GAPS_WITHIN):
            yield f"roster-gap {desk.id} {start:%Y-%m-%d %H:%M} {end:%H:%M}"


def idle_shifts(region: Region, now: datetime) -> Iterator[str]:
    """Shifts of which not one minute falls into opening hours."""
    roster = region.roster(now)
    for number, shift in enumerate(region.shifts, start=1):
        hours, counts = region.hours[shift.desk], False
        for day in dates_of(shift, now.date(), (now + SHIFTS_WITHIN).date()):
            begin, end = (datetime.combine(day, clock, region.zone) for clock in (shift.start, shift.end))
            spans = open_spans(hours, day, region.zone, roster.is_holiday)
            counts = counts or any(opening < end and begin < closing for opening, closing in spans)
        over = shift.active_to is not None and shift.active_to < now.date()
        if not counts and not over:
            yield f"shift-outside-hours {number} {','.join(shift.people)}"
