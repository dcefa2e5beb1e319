"""A small linear model over named features. Its weights are a plain text file, one feature a line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from operator import itemgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.features import Features

KEEP = 8  # weights per feature; the rest are too small to matter
READ_AT_ONCE = 2_000  # lines: what parsing throws away is never more than this at a time
STEPS = 1000  # weights are stored in thousandths of the largest

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """A row per feature: how much it speaks for which labels. Only the heaviest, so that a model stays small."""

    labels: npt.NDArray[np.uint8]  # their numbers
    steps: npt.NDArray[np.int16] | Vector
    unit: float = 1.0  # what a step weighs

    @classmethod
    def of(cls, dense: Vector) -> "Weights":
        """Every weight, before the small ones are dropped."""
        return cls(np.broadcast_to(np.arange(dense.shape[1], dtype=np.uint8), dense.shape), dense)


class Rows:
    """The row of each feature, by hash: the names themselves would take eight times the memory.

    Python's own hash differs between processes, which nobody sees; two names of 50,000 share one in no process that
    will ever run.
    """

    def __init__(self, hashes: npt.NDArray[np.int64]) -> None:
        """From the features' hashes, in the order of their rows."""
        self._rows = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._rows]

    def of(self, features: Collection[str]) -> npt.NDArray[np.int32]:
        """A row for each feature; -1 for one that is not known."""
        if not len(self._hashes):
            return np.full(len(features), -1, np.int32)
        wanted = np.fromiter(map(hash, features), np.int64, len(features))
        places = np.minimum(self._hashes.searchsorted(wanted), len(self._hashes) - 1)
        return np.where(self._hashes[places] == wanted, self._rows[places], np.int32(-1))


class LinearModel:
    """Scores of labels for a text's features. Immutable."""

    def __init__(
        self, labels: Sequence[str], rows: Rows, rarity: Vector, weights: Weights, names: Sequence[str] = ()
    ) -> None:
        """`names` of the features, for who wants to save it."""
        self.labels = tuple(labels)
        self._rows, self._rarity, self._weights, self._names = rows, rarity, weights, names

    @classmethod
    def load(cls, source: Traversable) -> "LinearModel":
        return cls(*_parsed(source))

    def save(self, path: Path, trained_from: str) -> None:
        """Write the weights below a line that says what they were trained from."""
        unit = float(f"{np.abs(self._weights.steps).max() / STEPS:.4g}")  # machines differ in the last digits
        lines = [trained_from, " ".join(self.labels), repr(unit)]
        for row, feature in sorted(enumerate(self._names), key=itemgetter(1)):
            steps = np.round(self._weights.steps[row] / unit).astype(int)
            largest = sorted(np.argsort(-np.abs(steps), kind="stable")[:KEEP])
            pairs = [f"{self._weights.labels[row, at]}:{steps[at]}" for at in largest if steps[at]]
            lines.append("\t".join([feature, f"{self._rarity[row]:.3f}", *pairs]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def knows(self, feature: str) -> bool:
        return bool(self._rows.of((feature,))[0] >= 0)

    def scores(self, found: Features) -> Vector:
        """One score per label; about 1 for a certain label, about 0 for the others."""
        rows = self._rows.of(found)
        known = rows >= 0
        if not known.any():
            return np.zeros(len(self.labels), np.float32)
        rows = rows[known]
        values = np.fromiter(found.values(), np.float64, len(found))[known] * self._rarity[rows]
        spoken = self._weights.steps[rows] * values[:, None]
        sums = np.bincount(self._weights.labels[rows].ravel(), spoken.ravel(), len(self.labels))
        scores: Vector = (sums * (self._weights.unit / np.linalg.norm(values))).astype(np.float32)
        return scores

    def contributions(self, found: Features) -> Vector:
        """How much each feature spoke for each label, without their common scale: a row a feature, a column a label."""
        rows = self._rows.of(found)
        values = np.fromiter(found.values(), np.float64, len(found)) * self._rarity[rows] * (rows >= 0)
        spoken = self._weights.steps[rows] * values[:, None] * self._weights.unit
        cells = self._weights.labels[rows] + len(self.labels) * np.arange(len(found))[:, None]
        sums = np.bincount(cells.ravel(), spoken.ravel(), len(found) * len(self.labels))
        return sums.reshape(len(found), len(self.labels)).astype(np.float32)


def _parsed(source: Traversable) -> tuple[list[str], Rows, Vector, Weights]:
    with source.open("r", encoding="utf-8") as lines:
        _, labelled, unit = (next(lines) for _ in range(3))
        parts = [_part(part) for part in iter(lambda: list(islice(lines, READ_AT_ONCE)), [])]
    hashes, rarity, labels, steps = map(np.concatenate, zip(*parts, strict=True))
    return labelled.split(), Rows(hashes), rarity, Weights(labels, steps, float(unit))


Part = tuple[npt.NDArray[np.int64], Vector, npt.NDArray[np.uint8], npt.NDArray[np.int16]]


def _part(lines: list[str]) -> Part:
    """Of each line the hash of its feature, its rarity, and the numbers and weights of its labels."""
    cells = [line.rstrip("\n").split("\t", 2) for line in lines]
    rarity = np.array([rare for _, rare, *_ in cells], np.float32)
    pairs = [rest[0] if rest else "" for _, _, *rest in cells]
    counts = np.array([part.count(":") for part in pairs], np.int64)
    numbers = np.fromstring("\t".join(filter(None, pairs)).replace(":", "\t"), np.int64, sep="\t")
    rows = np.repeat(np.arange(len(lines)), counts)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    labels, steps = np.zeros((len(lines), KEEP), np.uint8), np.zeros((len(lines), KEEP), np.int16)
    labels[rows, places], steps[rows, places] = numbers[0::2], numbers[1::2]
    return np.array([hash(feature) for feature, *_ in cells], np.int64), rarity, labels, steps


@cache
def shipped(name: str) -> LinearModel:
    """A model whose weights ship with the product, read once."""
    return LinearModel.load(files("knowledge.data") / name)
