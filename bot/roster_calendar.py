"""Turns of duty out of an iCalendar, as Google, Outlook and others give it. What it does not say is never guessed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal

import recurring_ical_events
from icalendar import Calendar, Component

from routing.case import Coordinator
from routing.duty import Hours
from routing.roster import Turn

LOOKS_BACK, LOOKS_AHEAD = timedelta(days=35), timedelta(days=190)


class UnreadableCalendar(Exception):
    """It is no iCalendar."""


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """One occurrence that is nobody's turn."""

    kind: Literal["unknown-name", "several-of-that-name", "no-end"]
    name: str  # as the calendar writes it
    on: date


@dataclass(frozen=True, slots=True)
class Found:
    turns: tuple[Turn, ...] = ()
    problems: tuple[CalendarProblem, ...] = ()


EMPTY = Found()


def parsed(text: str) -> Calendar:
    """Raises UnreadableCalendar."""
    if not text.rstrip().endswith("END:VCALENDAR"):
        raise UnreadableCalendar("is no whole iCalendar: it does not end with END:VCALENDAR")
    try:
        calendar = Calendar.from_ical(text)
        recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2026, 1, 2))
    except Exception as error:  # noqa: BLE001 - the parser raises whatever a broken line leads to
        raise UnreadableCalendar(f"is no iCalendar that can be read ({type(error).__name__})") from None
    if not isinstance(calendar, Calendar):
        raise UnreadableCalendar("is no iCalendar: it does not begin with BEGIN:VCALENDAR")
    return calendar


def read(text: str, now: datetime, coordinators: Sequence[Coordinator], hours: Mapping[str, Hours]) -> Found:
    """Turns around `now` of the people named in SUMMARY, by id or name, each at her own desk.

    An event of a whole day lasts from opening to closing of that day. Raises UnreadableCalendar.
    """
    turns: list[Turn] = []
    problems: list[CalendarProblem] = []
    try:
        events = recurring_ical_events.of(parsed(text)).between(now - LOOKS_BACK, now + LOOKS_AHEAD)
    except ValueError as error:
        raise UnreadableCalendar(f"its repetitions cannot be told ({type(error).__name__})") from None
    for event in events:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        start: Any = event.decoded("DTSTART")
        name = " ".join(str(event.get("SUMMARY", "")).split())
        on = start.date() if isinstance(start, datetime) else start
        people = [one for one in coordinators if name in (one.id, " ".join(one.name.split()))]
        if len(people) != 1:
            problems.append(CalendarProblem("several-of-that-name" if people else "unknown-name", name, on))
            continue
        stretches = list(_stretches(event, hours[people[0].desk], now.tzinfo))
        if not stretches:
            problems.append(CalendarProblem("no-end", name, on))
        turns += [Turn(people[0].desk, begin, end, people[0].id, people[0].id) for begin, end in stretches]
    turns.sort(key=lambda turn: (turn.start, turn.end, turn.rostered))
    return Found(tuple(turns), tuple(sorted(problems, key=lambda one: (one.on, one.name))))


def _stretches(event: Component, hours: Hours, zone: tzinfo | None) -> Iterator[tuple[datetime, datetime]]:
    start: Any = event.decoded("DTSTART")
    end: Any = event.decoded("DTEND") if "DTEND" in event else start
    if isinstance(start, datetime) and isinstance(end, datetime):
        begin, until = (one if one.tzinfo else one.replace(tzinfo=zone) for one in (start, end))
        if begin.astimezone(UTC) < until.astimezone(UTC):
            yield begin.astimezone(UTC), until.astimezone(UTC)
        return
    last = end - timedelta(days=1) if end > start else start  # the end is the first day after it
    for ahead in range((last - start).days + 1):
        day = start + timedelta(days=ahead)
        opening, closing = (datetime.combine(day, clock, zone).astimezone(UTC) for clock in (hours.start, hours.end))
        yield opening, closing
