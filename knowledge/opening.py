"""Opening hours as written in the directory: when a place is open, and when it next will be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545
DAY_MINUTES = 24 * 60

_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_RULE = re.compile(rf"({_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*) (\d\d):(\d\d)-(\d\d):(\d\d)")

IsHoliday = Callable[[date], bool]


class UnreadableHours(ValueError):
    def __init__(self, text: str, rule: str) -> None:
        super().__init__(f"cannot read {rule!r} in hours {text!r}")
        self.text, self.rule = text, rule


@dataclass(frozen=True, slots=True)
class Rule:
    """Open from `opens` on each of `weekdays`; `closes` counts from the same midnight and may pass the next."""

    weekdays: frozenset[int]  # 0 is Monday
    opens: int  # minutes after midnight
    closes: int


@dataclass(frozen=True, slots=True)
class OpeningHours:
    rules: tuple[Rule, ...] = ()
    closed_on_holidays: bool = False
    always: bool = False
    unknown: bool = False  # `ask`: irregular, or nobody wrote them down


def parse(text: str) -> OpeningHours:
    """Hours as data: `MO-FR 09:00-17:00; SA 09:00-12:00; PH off`, `24/7` or `ask`. Raises UnreadableHours."""
    if text == "24/7":
        return OpeningHours(always=True)
    if text == "ask":
        return OpeningHours(unknown=True)
    rules, holidays_off = [], False
    for part in text.split("; "):
        if part == "PH off":
            holidays_off = True
        else:
            rules.append(_rule(part, text))
    if not rules:
        raise UnreadableHours(text, text)
    return OpeningHours(tuple(rules), holidays_off)


def is_open(hours: OpeningHours, at: datetime, is_holiday: IsHoliday) -> bool | None:
    """Whether the place is open at the local time `at`; None when the hours are unknown.

    A night that began before a holiday counts by the day on which it began.
    """
    if hours.unknown:
        return None
    if hours.always:
        return True
    return any(begin <= _minute(at) < end for begin, end in _spans(hours, at.date(), is_holiday, days_back=1, days=1))


def next_opening(
    hours: OpeningHours, after: datetime, is_holiday: IsHoliday, *, within: timedelta = timedelta(days=30)
) -> datetime | None:
    """The first local time later than `after` at which the place opens.

    None when it never closes, when the hours are unknown, or when nothing opens within the given time.
    """
    if hours.unknown or hours.always:
        return None
    spans = sorted(_spans(hours, after.date(), is_holiday, days_back=0, days=within.days + 1))
    midnight = datetime.combine(after.date(), time(), after.tzinfo)
    return next((midnight + timedelta(minutes=begin) for begin, _ in spans if begin > _minute(after)), None)


def _rule(part: str, text: str) -> Rule:
    found = _RULE.fullmatch(part)
    if found is None:
        raise UnreadableHours(text, part)
    opens = int(found[2]) * 60 + int(found[3])
    closes = int(found[4]) * 60 + int(found[5])
    if opens >= DAY_MINUTES or closes > DAY_MINUTES or int(found[3]) > 59 or int(found[5]) > 59 or opens == closes:
        raise UnreadableHours(text, part)
    if closes < opens:
        closes += DAY_MINUTES
    return Rule(_weekdays(found[1]), opens, closes)


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for span in text.split(","):
        first, _, last = span.partition("-")
        start, end = DAYS.index(first), DAYS.index(last or first)
        days |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return frozenset(days)


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _spans(
    hours: OpeningHours, day: date, is_holiday: IsHoliday, *, days_back: int, days: int
) -> list[tuple[int, int]]:
    """Open spans in minutes counted from the midnight of `day`."""
    spans = []
    for offset in range(-days_back, days):
        on = day + timedelta(days=offset)
        if hours.closed_on_holidays and is_holiday(on):
            continue
        base = offset * DAY_MINUTES
        spans += [(base + r.opens, base + r.closes) for r in hours.rules if on.weekday() in r.weekdays]
    return spans
