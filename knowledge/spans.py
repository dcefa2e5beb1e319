"""Stretches of a text, to be asked what lies in them: a long message may hold thousands."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]  # from the first place to the one after the last


class Spans:
    """Immutable once built. An answer takes as many steps as their number has digits."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))  # how far any that began by then goes

    def hold(self, at: int) -> bool:
        """Whether the place is in one of them."""
        before = bisect_right(self._starts, at)
        return before > 0 and self._reach[before - 1] > at

    def cover(self, start: int, end: int) -> bool:
        """Whether one of them holds all of it."""
        before = bisect_right(self._starts, start)
        return before > 0 and self._reach[before - 1] >= end

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them holds any of it."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start
