"""When a desk is open, and how its opening time passes. Time is an argument, holidays too.

Instants are compared in UTC: two times of one zone are compared by their faces, which is wrong on the nights when
summer time begins or ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOOK_AHEAD_DAYS = 60  # longer than any year-end closing; beyond it the desk counts as closed for good

IsHoliday = Callable[[date], bool]
Span = tuple[datetime, datetime]  # from the first instant to just before the second


@dataclass(frozen=True, slots=True)
class Hours:
    """When the desk answers. `closed` are single dates beside national holidays."""

    days: tuple[str, ...]
    start: time
    end: time
    closed: frozenset[date] = frozenset()
    open_on_holidays: bool = False
    breaks: tuple[tuple[time, time], ...] = ()  # lunch; apart from each other and within the hours


@dataclass(frozen=True, slots=True)
class Duty:
    """The desk at one instant."""

    open: bool
    on_duty: tuple[str, ...] = ()  # coordinator ids, in the order of the roster
    opens_at: datetime | None = None  # the next opening; None while open, or when none is in sight
    night_alert: str | None = None  # who hears an urgent word now, when the desk is closed


def opens_on(hours: Hours, day: date, is_holiday: IsHoliday) -> bool:
    if WEEKDAYS[day.weekday()] not in hours.days or day in hours.closed:
        return False
    return hours.open_on_holidays or not is_holiday(day)


def open_spans(hours: Hours, day: date, zone: tzinfo | None, is_holiday: IsHoliday) -> tuple[Span, ...]:
    """The hours of one day without its breaks, in UTC, in order. `zone` is the region's."""
    if not opens_on(hours, day, is_holiday):
        return ()

    def instant(clock: time) -> datetime:
        return datetime.combine(day, clock, zone).astimezone(UTC)

    spans, begin = [], instant(hours.start)
    for pause, again in sorted(hours.breaks):
        spans.append((begin, instant(pause)))
        begin = instant(again)
    spans.append((begin, instant(hours.end)))
    return tuple((start, end) for start, end in spans if start < end)


def spans_from(hours: Hours, start: datetime, is_holiday: IsHoliday) -> Iterator[Span]:
    """Open spans that end after `start`, in UTC, in order; ends where none follows within the look-ahead."""
    at, day, last = start.astimezone(UTC), start.date(), start.date()
    while (day - last).days < LOOK_AHEAD_DAYS:
        for span in open_spans(hours, day, start.tzinfo, is_holiday):
            last = day
            if span[1] > at:
                yield span
        day += timedelta(days=1)


def is_open(hours: Hours, at: datetime, is_holiday: IsHoliday) -> bool:
    moment = at.astimezone(UTC)
    return any(start <= moment < end for start, end in open_spans(hours, at.date(), at.tzinfo, is_holiday))


def next_opening(hours: Hours, after: datetime, is_holiday: IsHoliday) -> datetime | None:
    """The first instant at or after `after` when a closed desk opens, in the zone of `after`."""
    moment = after.astimezone(UTC)
    opening = next((start for start, _ in spans_from(hours, after, is_holiday) if start >= moment), None)
    return None if opening is None else opening.astimezone(after.tzinfo)


def after_business(amount: timedelta, start: datetime, hours: Hours, is_holiday: IsHoliday) -> datetime:
    """The instant when `amount` of opening time has passed since `start`; the desk is open then.

    What would end with the closing minute ends at the next opening. A desk that has no next opening in sight runs by
    the wall clock from its last one.
    """
    left, at = amount, start.astimezone(UTC)
    for opening, closing in spans_from(hours, start, is_holiday):
        begin = max(opening, at)
        if left < closing - begin:
            return (begin + left).astimezone(start.tzinfo)
        left -= closing - begin
        at = closing
    return (at + left).astimezone(start.tzinfo)
