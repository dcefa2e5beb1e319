"""Who sits at which desk when: shifts and calendars, changed by swaps, leave and overrides. Pure.

Changes apply in the order in which they took effect, each to what the ones before it left: two machines with the same
rows see the same roster. A turn that nobody holds stays in sight as vacant, so that somebody can still take it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Literal

from routing.case import Coordinator
from routing.duty import Duty, Hours, IsHoliday, Span, is_open, next_opening, open_spans
from routing.recurring import Shift, holder_on

ChangeKind = Literal["swap", "leave", "override"]
ChangeState = Literal["asked", "accepted", "withdrawn"]

JUST_BEFORE = timedelta(microseconds=1)
A_LONG_DAY = timedelta(hours=25)  # the one on which summer time ends


@dataclass(frozen=True, slots=True)
class Change:
    """What people changed about the roster. Stored, so that it outlives a new region file."""

    id: str
    desk: str
    kind: ChangeKind
    state: ChangeState
    start: datetime
    end: datetime
    by: str  # coordinator id
    at: datetime
    out: str | None = None  # whose turns; None: an override adds a turn
    into: str | None = None  # who takes them; while asked, who was asked by name; None for leave
    took_effect_at: datetime | None = None
    words: str = ""  # sealed

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of duty at one desk. Times are in UTC."""

    desk: str
    start: datetime
    end: datetime
    rostered: str  # whose it was before any change
    coordinator: str | None  # who has it; None: nobody
    substitute: str | None = None
    change: str | None = None  # id of the last change that moved it

    def covers(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Edge:
    """An instant at which a desk opens or closes, or other people are on duty than before."""

    at: datetime
    open: bool
    on_duty: tuple[str, ...]
    incoming: tuple[str, ...]  # who was not on duty just before


@dataclass(frozen=True)
class Roster:
    zone: tzinfo
    hours: Mapping[str, Hours]  # by desk
    coordinators: tuple[Coordinator, ...]
    is_holiday: IsHoliday
    shifts: tuple[Shift, ...] = ()
    calendar: tuple[Turn, ...] = ()
    calendar_replaces: bool = False  # on a day on which the calendar has a turn at a desk, its shifts do not count
    changes: tuple[Change, ...] = ()
    night_alerts: Mapping[str, str] | None = None  # by desk

    @cached_property
    def _people(self) -> Mapping[str, Coordinator]:
        return {one.id: one for one in self.coordinators}

    @cached_property
    def _days_kept(self) -> dict[tuple[str, date], tuple[Turn, ...]]:
        return {}

    @cached_property
    def _shifts_at(self) -> Mapping[str, tuple[Shift, ...]]:
        return {desk: tuple(shift for shift in self.shifts if shift.desk == desk) for desk in self.hours}

    @cached_property
    def _effective(self) -> tuple[Change, ...]:
        accepted = (change for change in self.changes if change.state == "accepted")
        return tuple(sorted(accepted, key=lambda one: (one.took_effect_at or one.at, one.id)))

    @cached_property
    def _leaves(self) -> tuple[Change, ...]:
        return tuple(change for change in self._effective if change.kind == "leave")

    def with_change(self, change: Change) -> "Roster":
        others = tuple(one for one in self.changes if one.id != change.id)
        return replace(self, changes=(*others, change))

    # -- the desk at an instant -------------------------------------------------------------

    def duty(self, desk: str, at: datetime) -> Duty:
        """The desk's state; outside hours nobody is on duty, whatever the roster says."""
        hours = self.hours[desk]
        if is_open(hours, at, self.is_holiday):
            return Duty(open=True, on_duty=self.on_duty(desk, at))
        alert = (self.night_alerts or {}).get(desk)
        return Duty(open=False, opens_at=next_opening(hours, at, self.is_holiday), night_alert=alert)

    def on_duty(self, desk: str, at: datetime) -> tuple[str, ...]:
        """Who has a turn then, each once, in the roster's order. Does not ask whether the desk is open."""
        moment = at.astimezone(UTC)
        today = self._of_day(desk, at.astimezone(self.zone).date())
        held = (turn.coordinator for turn in today if turn.covers(moment))
        return tuple(dict.fromkeys(name for name in held if name is not None))

    def _of_day(self, desk: str, day: date) -> tuple[Turn, ...]:
        """A day's turns, kept: the same day is asked about with every message."""
        kept = self._days_kept
        if (desk, day) not in kept:
            midnight = datetime.combine(day, time(0), self.zone).astimezone(UTC)
            kept[desk, day] = self.turns(desk, midnight, midnight + A_LONG_DAY)
        return kept[desk, day]

    def is_away(self, coordinator: str, start: datetime, end: datetime) -> bool:
        """On leave for some of it, or not (any more) at work that day."""
        person = self._people.get(coordinator)
        if person is None or not person.active_on(start.astimezone(self.zone).date()):
            return True
        return any(leave.out == coordinator and leave.overlaps(start, end) for leave in self._leaves)

    # -- turns ----------------------------------------------------------------------------------

    def turns(self, desk: str, start: datetime, end: datetime) -> tuple[Turn, ...]:
        """Every turn that touches the time from `start` to `end`, vacant ones too, in order."""
        found = [self._staffed(turn) for turn in self._written(desk, start, end)]
        for change in self._effective:
            if change.overlaps(start, end):
                found = [part for turn in found for part in self._changed(turn, change)]
                if change.kind == "override" and change.out is None and change.into and change.desk == desk:
                    found.append(Turn(desk, change.start, change.end, change.into, change.into, change=change.id))
        touching = (self._staffed(turn) for turn in found if turn.start < end and start < turn.end)
        return tuple(sorted(touching, key=lambda turn: (turn.start, turn.end)))

    def turns_of(self, coordinator: str, start: datetime, end: datetime) -> tuple[Turn, ...]:
        """Her turns at every desk, as they stand now."""
        return tuple(
            turn for desk in self.hours for turn in self.turns(desk, start, end) if turn.coordinator == coordinator
        )

    def _written(self, desk: str, start: datetime, end: datetime) -> Iterator[Turn]:
        """As region.toml and the calendar have it, on days and at times when the desk is open."""
        first, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        here = [turn for turn in self.calendar if turn.desk == desk]
        in_calendar = {turn.start.astimezone(self.zone).date() for turn in here} if self.calendar_replaces else set()
        for day in _days(first, last):
            spans = open_spans(self.hours[desk], day, self.zone, self.is_holiday)
            for shift in self._shifts_at[desk] if spans and day not in in_calendar else ():
                holder = holder_on(shift, day)
                if holder is not None:
                    begin, until = (
                        datetime.combine(day, clock, self.zone).astimezone(UTC) for clock in (shift.start, shift.end)
                    )
                    if _touches(spans, begin, until):
                        yield Turn(desk, begin, until, holder, holder, shift.substitute)
        for turn in here:
            if turn.start < end and start < turn.end and self._open_during(turn):
                yield turn

    def _open_during(self, turn: Turn) -> bool:
        days = _days(turn.start.astimezone(self.zone).date(), turn.end.astimezone(self.zone).date())
        return any(
            _touches(open_spans(self.hours[turn.desk], day, self.zone, self.is_holiday), turn.start, turn.end)
            for day in days
        )

    def _staffed(self, turn: Turn) -> Turn:
        """Nobody who has left, or has not begun, is on duty."""
        person = self._people.get(turn.coordinator) if turn.coordinator else None
        if turn.coordinator is None or (person and person.active_on(turn.start.astimezone(self.zone).date())):
            return turn
        return replace(turn, coordinator=self._stand_in(turn, turn.coordinator))

    def _changed(self, turn: Turn, change: Change) -> Iterator[Turn]:
        """The turn in the parts that the change makes of it."""
        who = turn.coordinator or turn.rostered
        moves = change.out == who and (change.kind == "leave" or change.desk == turn.desk)
        start, end = max(turn.start, change.start.astimezone(UTC)), min(turn.end, change.end.astimezone(UTC))
        if not moves or start >= end or (change.kind == "leave" and turn.coordinator is None):
            yield turn
            return
        if turn.start < start:
            yield replace(turn, end=start)
        moved = replace(turn, start=start, end=end, change=change.id)
        into = self._stand_in(moved, who) if change.kind == "leave" else change.into
        yield replace(moved, coordinator=into)
        if end < turn.end:
            yield replace(turn, start=end)

    def _stand_in(self, turn: Turn, out: str) -> str | None:
        """The first substitute along the chain who is there; None when there is none."""
        seen, waiting = {out}, [turn.substitute if out == turn.rostered else None, self._substitute(out)]
        for candidate in waiting:
            if candidate is None or candidate in seen:
                continue
            if not self.is_away(candidate, turn.start, turn.end):
                return candidate
            seen.add(candidate)
            waiting.append(self._substitute(candidate))
        return None

    def _substitute(self, coordinator: str) -> str | None:
        person = self._people.get(coordinator)
        return person.substitute if person else None

    # -- what is lacking, what begins ---------------------------------------------------------------

    def is_rostered(self, desk: str) -> bool:
        """Whether anybody keeps a roster for this desk; where nobody does, the whole desk answers and nothing lacks."""
        return any(shift.desk == desk for shift in self.shifts) or any(turn.desk == desk for turn in self.calendar)

    def gaps(self, desk: str, start: datetime, end: datetime) -> tuple[Span, ...]:
        """Opening hours with nobody on duty, in the region's zone; over a lunch break it is one gap."""
        if not self.is_rostered(desk):
            return ()
        found: list[Span] = []
        for day in _days(start.astimezone(self.zone).date(), end.astimezone(self.zone).date()):
            spans = open_spans(self.hours[desk], day, self.zone, self.is_holiday)
            before: datetime | None = None
            for opening, closing in spans:
                begin, until = max(opening, start), min(closing, end)
                held = [one for one in self.turns(desk, begin, until) if one.coordinator] if begin < until else []
                for lacking in _without(begin, until, held):
                    if found and before is not None and found[-1][1] == before and lacking[0] == opening:
                        found[-1] = (found[-1][0], lacking[1])
                    else:
                        found.append(lacking)
                before = closing
        return tuple((begin.astimezone(self.zone), until.astimezone(self.zone)) for begin, until in found)

    def latest_edge(self, desk: str, now: datetime, back: timedelta) -> Edge | None:
        """The last instant, no further back than that, at which the desk's state changed."""
        moment = now.astimezone(UTC)
        since = moment - back
        edges = {edge for turn in self.turns(desk, since, moment + JUST_BEFORE) for edge in (turn.start, turn.end)}
        for day in _days(since.astimezone(self.zone).date(), now.astimezone(self.zone).date()):
            spans = open_spans(self.hours[desk], day, self.zone, self.is_holiday)
            edges |= {edge for span in spans for edge in span}
        for edge in sorted((one for one in edges if since <= one <= moment), reverse=True):
            was, then = (self.duty(desk, at.astimezone(self.zone)) for at in (edge - JUST_BEFORE, edge))
            if was.open != then.open or set(was.on_duty) != set(then.on_duty):
                incoming = tuple(name for name in then.on_duty if name not in was.on_duty)
                return Edge(edge.astimezone(self.zone), then.open, then.on_duty, incoming)
        return None

    def week_opened(self, desk: str, now: datetime) -> datetime | None:
        """When the desk opened for the first time this week; None while it has not."""
        today = now.astimezone(self.zone).date()
        for day in _days(today - timedelta(days=today.weekday()), today):
            for opening, _ in open_spans(self.hours[desk], day, self.zone, self.is_holiday):
                return opening.astimezone(self.zone) if opening <= now else None
        return None


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


def _touches(spans: Iterable[Span], start: datetime, end: datetime) -> bool:
    return any(opening < end and start < closing for opening, closing in spans)


def _without(start: datetime, end: datetime, held: Iterable[Turn]) -> Iterator[Span]:
    """What is left of a time when these turns are taken out. `held` is in the order of its starts."""
    for turn in held:
        if start < turn.start:
            yield start, min(turn.start, end)
        start = max(start, turn.end)
    if start < end:
        yield start, end
