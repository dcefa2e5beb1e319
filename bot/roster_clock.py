"""What the roster's clock brings: a shift begins, a desk closes, a week begins. Each once, however many workers look.

The key of an event is its desk and its instant, so that the inbox takes it once. After a pause only the latest counts.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.region import Region
from routing.roster import Edge, Roster
from storage.inbox import Received

LATE_AT_MOST = timedelta(hours=3)  # a digest that comes later tells what everybody knows
GAPS_WITHIN = timedelta(days=14)


def due(region: Region, now: datetime) -> list[Received]:
    """For the inbox: what began at each desk. The same again until it is out of date."""
    roster = region.roster(now)
    return [row for desk in region.file.desk for row in _at_desk(roster, desk.id, bool(desk.user_group), now)]


def _at_desk(roster: Roster, desk: str, has_group: bool, now: datetime) -> Iterator[Received]:
    edge = roster.latest_edge(desk, now, LATE_AT_MOST)
    if edge is not None and (edge.open or has_group):
        yield _row("shift-began" if edge.open else "closing", desk, edge, now)
    opened = roster.week_opened(desk, now)
    if opened is not None and now - opened <= LATE_AT_MOST:
        gaps = roster.gaps(desk, opened, opened + GAPS_WITHIN)
        raw = {"gaps": [[start.isoformat(), end.isoformat()] for start, end in gaps]}
        yield _received("week-began", desk, opened, raw, now)


def _row(what: str, desk: str, edge: Edge, now: datetime) -> Received:
    return _received(what, desk, edge.at, {"incoming": list(edge.incoming)}, now)


def _received(what: str, desk: str, at: datetime, raw: Mapping[str, object], now: datetime) -> Received:
    key = f"{what}:{desk}:{at.isoformat()}"
    return Received("clock", "clock", key, {"what": what, "desk": desk, "at": at.isoformat(), **raw}, now)
