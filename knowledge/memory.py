"""Questions whose answer a coordinator confirmed, in a name-free wording. New questions that resemble one profit.

The memory is gated: below a certain likeness it says nothing, so that what was confirmed does not crowd out
what never was.
"""

import math
from collections import Counter
from collections.abc import Iterable

from knowledge.features import features
from knowledge.reading import Reading, read
from knowledge.words import Analyser

GATE = 0.2  # of cosine likeness; two questions that share only everyday words stay below


class Memory:
    """Immutable once built."""

    def __init__(self, confirmed: Iterable[tuple[str, str]], analyser: Analyser, gate: float = GATE) -> None:
        """From pairs of a wording and the id it was confirmed for."""
        self._gate = gate
        pairs = list(confirmed)
        self._ids = [known for _, known in pairs]
        found = [self._features(read(wording, analyser)) for wording, _ in pairs]
        spread = Counter(name for sample in found for name in sample)
        self._rarity = {name: math.log(1 + len(pairs) / count) for name, count in spread.items()}
        self._unseen = math.log(1 + len(pairs)) if pairs else 1.0
        self._lists: dict[str, list[tuple[int, float]]] = {}
        for at, sample in enumerate(found):
            length = self._length(sample)
            for name, value in sample.items():
                self._lists.setdefault(name, []).append((at, value * self._rarity[name] / length))

    def __len__(self) -> int:
        return len(self._ids)

    def recall(self, reading: Reading) -> dict[str, float]:
        """For each confirmed id the likeness of its nearest wording, where it passes the gate."""
        if not self._ids:
            return {}
        sample = self._features(reading)
        length = self._length(sample)
        likeness: dict[int, float] = {}
        for name, value in sample.items():
            for at, weight in self._lists.get(name, ()):
                likeness[at] = likeness.get(at, 0.0) + value * self._rarity[name] * weight / length
        recalled: dict[str, float] = {}
        for at in sorted(likeness):
            if likeness[at] >= self._gate:
                recalled[self._ids[at]] = max(recalled.get(self._ids[at], 0.0), likeness[at])
        return recalled

    @staticmethod
    def _features(reading: Reading) -> dict[str, float]:
        return features(reading.plain, reading.words)

    def _length(self, sample: dict[str, float]) -> float:
        squares = ((value * self._rarity.get(name, self._unseen)) ** 2 for name, value in sample.items())
        return max(math.sqrt(sum(squares)), 1e-9)
