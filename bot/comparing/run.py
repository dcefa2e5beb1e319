"""The replays themselves: the region's own settings and arithmetic, a seeded chance, as many months as asked for."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.region import Region, is_holiday
from routing.comparing.assumptions import Assumptions
from routing.comparing.figures import Range, ranges
from routing.comparing.month import PastCase
from routing.comparing.place import Place, arrivals
from routing.comparing.replay import Chance, replay
from routing.duty import after_business

holiday = lru_cache(maxsize=None)(is_holiday)  # asked thousands of times for the same days


@dataclass(frozen=True)
class Comparison:
    region: str  # its name
    cases: int
    replays: int
    seed: int
    assumed: Assumptions
    figures: Mapping[str, Mapping[str, Range]]  # model -> figure -> range


def chance_of(seed: int, replay_number: int) -> Chance:
    """The same number for the same seed, replay and key, on every machine."""

    def chance(key: str) -> float:
        return random.Random(f"{seed}:{replay_number}:{key}").random()  # noqa: S311 - a model, not a secret

    return chance


def place_of(region: Region) -> Place:
    return Place(
        policy=region.policy(0, {}),
        duty=region.duty,
        after=lambda desk, amount, start: after_business(amount, start, region.hours[desk], holiday),
    )


def assumptions_of(region: Region) -> Assumptions:
    """The shipped ones, with what the region's settings say already."""
    offer = region.file.clocks.normal.offer
    said: dict[str, object] = {"deliberation_hours": region.file.intake.deliberation_hours}
    if offer is not None:
        said["wait_hours"] = offer / 60
    return Assumptions().changed(said)


def compare(
    region: Region,
    month: list[PastCase],
    assumed: Assumptions,
    *,
    replays: int,
    seed: int,
    models: Iterable[str],
    progress: Callable[[], None] = lambda: None,
) -> Comparison:
    """Each model over the same months."""
    place = place_of(region)
    figures = {}
    for model in models:
        came = arrivals(month, place, model)
        played = []
        for number in range(replays):
            played.append(replay(came, place.policy, model, assumed, chance_of(seed, number)))
            progress()
        figures[model] = ranges(played)
    return Comparison(region.file.region.name, len(month), replays, seed, assumed, figures)
