"""Fragments: what a short message takes over from the turns before it."""

import unicodedata
from collections.abc import Sequence
from typing import Literal

from knowledge.language import language
from knowledge.needs import MOST, Needs
from knowledge.reading import Reading
from knowledge.understanding import Need

Turn = tuple[Literal["user", "bot"], str]

FRAGMENT_CHARS = 24
ENOUGH = 0.25  # a need's weight from which a message stands on its own


def says_enough(found: Needs) -> bool:
    return bool(found.needs) and found.needs[0].weight >= ENOUGH and found.needs[0].weight > found.off_topic


def leans_on_context(reading: Reading, found: Needs) -> bool:
    """Whether a message makes sense only with what was said before."""
    if len(reading.plain) > FRAGMENT_CHARS:
        return False
    return not says_enough(found) or language().pattern("leans-on-context").search(reading.plain) is not None


def joined(found: Needs, earlier: Sequence[Needs]) -> Needs:
    """A fragment's needs together with those of the latest turn that named any, or else of the clearest."""
    clearest = max(earlier, key=lambda needs: needs.needs[0].weight if needs.needs else 0.0)
    before = next((needs for needs in earlier if says_enough(needs)), clearest)
    weights = {need.topic: need for need in before.needs}
    for need in found.needs if says_enough(found) else ():
        known = weights.get(need.topic)
        total = need.weight + (known.weight if known else 0.0)
        weights[need.topic] = Need(need.topic, round(total, 4), need.words or (known.words if known else ()))
    needs = sorted(weights.values(), key=lambda need: (-need.weight, need.topic))
    return Needs(tuple(needs[:MOST]), min(found.off_topic, before.off_topic))


def ordinal(plain: str) -> int | None:
    """The place that "the second one" or "the last one" names, from 0; -1 is the last."""
    match = language().pattern("ordinal").search(plain)
    if match is not None:
        return int(unicodedata.numeric(match["n"])) - 1
    if language().pattern("ordinal-last").search(plain):
        return -1
    return 0 if language().pattern("ordinal-first").search(plain) else None
