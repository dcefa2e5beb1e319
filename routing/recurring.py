"""Recurring turns of duty as a region writes them: by weekday, every other week, n-th of the month, in rotation."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from routing.duty import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Shift:
    """A recurring turn at one desk. Ends on the day it starts.

    With several `people` each occurrence belongs to the next of them, counted from the week (for `nth`, the month) of
    `since`, which is the first one's.
    """

    people: tuple[str, ...]
    days: tuple[str, ...]
    start: time
    end: time
    desk: str
    weeks: int = 1  # 2: every other week, the week of `since` among them
    since: date | None = None
    nth: tuple[int, ...] = ()  # of the month, -1 the last; empty: all
    active_from: date | None = None
    active_to: date | None = None
    substitute: str | None = None  # goes before the coordinator's own


def holder_on(shift: Shift, day: date) -> str | None:
    """Whose turn it is that day; None where the shift does not occur."""
    if WEEKDAYS[day.weekday()] not in shift.days or (shift.nth and not set(nth_of(day)) & set(shift.nth)):
        return None
    if (shift.active_from and day < shift.active_from) or (shift.active_to and day > shift.active_to):
        return None
    since = shift.since or date.min
    weeks = (_monday(day) - _monday(since)).days // 7
    if weeks % shift.weeks:
        return None
    turn = (day.year - since.year) * 12 + day.month - since.month if shift.nth else weeks // shift.weeks
    return shift.people[turn % len(shift.people)]


def nth_of(day: date) -> tuple[int, int]:
    """Which of its weekdays in the month it is, counted from the front and from the end."""
    left = monthrange(day.year, day.month)[1] - day.day
    return (day.day - 1) // 7 + 1, -(left // 7 + 1)


def dates_of(shift: Shift, first: date, last: date) -> Iterator[date]:
    """Days in this range, both included, on which the shift occurs."""
    first, last = max(first, shift.active_from or first), min(last, shift.active_to or last)
    for ahead in range((last - first).days + 1):
        if holder_on(shift, first + timedelta(days=ahead)) is not None:
            yield first + timedelta(days=ahead)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday()) if day > date.min else date.min  # the first day there is, a Monday
