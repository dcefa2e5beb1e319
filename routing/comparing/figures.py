"""What the replays say together: the middle one of each figure, and the range in which most of them lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from routing.comparing.replay import Month

LOW, HIGH = 0.1, 0.9  # the range that is printed

FIGURES = {  # name -> unit, in the order in which they are printed
    "touches-case": "times",
    "touches": "times",
    "handovers-case": "times",
    "handovers": "times",
    "first-wait": "hours",
    "first-wait-most": "hours",
    "owner-wait": "hours",
    "owner-wait-most": "hours",
    "work": "hours",
    "work-least": "hours",
    "work-middle": "hours",
    "work-most": "hours",
    "owned-most": "cases",
    "without-cases": "people",
    "untaken": "cases",
    "stayed": "cases",
}


@dataclass(frozen=True, slots=True)
class Range:
    middle: float
    low: float
    high: float


def quantile(values: Iterable[float], share: float) -> float:
    """Between the two nearest values, as far as the share asks; 0 where there are none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    below, above = ordered[floor(place)], ordered[ceil(place)]
    return below + (above - below) * (place - floor(place))


def figures_of(month: Month) -> dict[str, float]:
    """The figures of one replay, by name."""
    outcomes = month.outcomes
    cases = len(outcomes) or 1
    first = [o.first_wait / 60 for o in outcomes if o.first_wait is not None]
    owner = [o.owner_wait / 60 for o in outcomes if o.owner_wait is not None]
    work = [minutes / 60 for minutes in month.work.values()]
    touches, handovers = sum(o.touches for o in outcomes), sum(o.handovers for o in outcomes)
    return {
        "touches-case": touches / cases,
        "touches": touches,
        "handovers-case": handovers / cases,
        "handovers": handovers,
        "first-wait": quantile(first, 0.5),
        "first-wait-most": quantile(first, 0.9),
        "owner-wait": quantile(owner, 0.5),
        "owner-wait-most": quantile(owner, 0.9),
        "work": sum(work),
        "work-least": min(work, default=0.0),
        "work-middle": quantile(work, 0.5),
        "work-most": max(work, default=0.0),
        "owned-most": max(month.owned.values(), default=0),
        "without-cases": sum(count == 0 for count in month.owned.values()),
        "untaken": sum(o.owner is None for o in outcomes),
        "stayed": sum(o.stayed for o in outcomes),
    }


def ranges(replays: Sequence[Month]) -> dict[str, Range]:
    """Each figure over all replays."""
    seen = [figures_of(month) for month in replays]
    return {
        name: Range(
            quantile((one[name] for one in seen), 0.5),
            quantile((one[name] for one in seen), LOW),
            quantile((one[name] for one in seen), HIGH),
        )
        for name in FIGURES
    }
