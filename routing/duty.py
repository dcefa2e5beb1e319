"""Who is on duty at an instant, and when a desk opens. Time is an argument, holidays too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOOK_AHEAD_DAYS = 60  # longer than any year-end closing; beyond it the desk counts as closed for good

IsHoliday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly turn of one coordinator. Ends on the day it starts."""

    coordinator: str
    days: tuple[str, ...]
    start: time
    end: time


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


def _open_on(hours: Hours, day: date, is_holiday: IsHoliday) -> bool:
    if WEEKDAYS[day.weekday()] not in hours.days or day in hours.closed:
        return False
    return hours.open_on_holidays or not is_holiday(day)


def is_open(hours: Hours, at: datetime, is_holiday: IsHoliday) -> bool:
    return _open_on(hours, at.date(), is_holiday) and hours.start <= at.time().replace(tzinfo=None) < hours.end


def next_opening(hours: Hours, after: datetime, is_holiday: IsHoliday) -> datetime | None:
    """The first instant at or after `after` when a closed desk opens, in the zone of `after`."""
    for ahead in range(LOOK_AHEAD_DAYS):
        day = after.date() + timedelta(days=ahead)
        opening = datetime.combine(day, hours.start, after.tzinfo)
        if opening >= after and _open_on(hours, day, is_holiday):
            return opening
    return None


def on_duty(shifts: Iterable[Shift], at: datetime) -> tuple[str, ...]:
    """Coordinators whose shift covers the instant, each once, in the order given."""
    day, clock = WEEKDAYS[at.weekday()], at.time().replace(tzinfo=None)
    names = [s.coordinator for s in shifts if day in s.days and s.start <= clock < s.end]
    return tuple(dict.fromkeys(names))


def duty_at(
    at: datetime, hours: Hours, shifts: Iterable[Shift], is_holiday: IsHoliday, night_alert: str | None = None
) -> Duty:
    """The desk's state; outside hours nobody is on duty, whatever the shifts say."""
    if is_open(hours, at, is_holiday):
        return Duty(open=True, on_duty=on_duty(shifts, at))
    return Duty(open=False, opens_at=next_opening(hours, at, is_holiday), night_alert=night_alert)


def after_business(amount: timedelta, start: datetime, hours: Hours, is_holiday: IsHoliday) -> datetime:
    """The instant when `amount` of opening time has passed since `start`.

    What the look-ahead does not hold (a desk that hardly ever opens) runs by the wall clock.
    """
    left, at = amount, start
    for _ in range(LOOK_AHEAD_DAYS):
        if not is_open(hours, at, is_holiday):
            opening = next_opening(hours, at, is_holiday)
            if opening is None:
                break
            at = opening
        closing = datetime.combine(at.date(), hours.end, at.tzinfo)
        if at + left <= closing:
            return at + left
        left -= closing - at
        at = closing
    return at + left
