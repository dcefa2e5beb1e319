"""A small linear model over named features. Its weights are a plain text file, one feature a line."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.features import Features, is_rare_kind

KEEP = 8  # weights per feature; the rest are too small to matter
STEPS = 1000  # weights are stored in thousandths of the largest

Vector = npt.NDArray[np.float32]


class LinearModel:
    """Scores of labels for a text's features. Immutable."""

    def __init__(self, labels: Sequence[str], rows: dict[str, int], rarity: Vector, weights: Vector) -> None:
        self.labels = tuple(labels)
        self._rows, self._rarity, self._weights = rows, rarity, weights

    @classmethod
    def load(cls, source: Traversable) -> "LinearModel":
        lines = source.read_text(encoding="utf-8").splitlines()
        labels = lines[0].split()
        unit = float(lines[1])
        rarity = np.empty(len(lines) - 2, np.float32)
        weights = np.zeros((len(lines) - 2, len(labels)), np.float32)
        rows = {}
        for row, line in enumerate(lines[2:]):
            feature, rare, *pairs = line.split("\t")
            rows[feature] = row
            rarity[row] = float(rare)
            numbers = [int(number) for pair in pairs for number in pair.split(":")]
            weights[row, numbers[0::2]] = numbers[1::2]
        return cls(labels, rows, rarity, weights * np.float32(unit))

    def save(self, path: Path) -> None:
        unit = float(np.abs(self._weights).max()) / STEPS
        lines = [" ".join(self.labels), repr(unit)]
        for feature, row in sorted(self._rows.items()):
            steps = np.round(self._weights[row] / unit).astype(int)
            largest = sorted(np.argsort(-np.abs(steps), kind="stable")[:KEEP])
            pairs = [f"{label}:{steps[label]}" for label in largest if steps[label]]
            lines.append("\t".join([feature, f"{self._rarity[row]:.3f}", *pairs]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def knows(self, feature: str) -> bool:
        return feature in self._rows

    def scores(self, found: Features) -> Vector:
        """One score per label; about 1 for a certain label, about 0 for the others."""
        known = [(row, value) for name, value in found.items() if (row := self._rows.get(name)) is not None]
        if not known:
            return np.zeros(len(self.labels), np.float32)
        rows = [row for row, _ in known]
        values = np.array([value for _, value in known], np.float32) * self._rarity[rows]
        return (values @ self._weights[rows] / np.float32(np.linalg.norm(values))).astype(np.float32)

    def contributions(self, found: Features, label: str) -> dict[str, float]:
        """How much each feature spoke for the label, without its common scale."""
        column = self.labels.index(label)
        return {
            name: float(value * self._rarity[row] * self._weights[row, column])
            for name, value in found.items()
            if (row := self._rows.get(name)) is not None
        }


@cache
def shipped(name: str) -> LinearModel:
    """A model whose weights ship with the product, read once."""
    return LinearModel.load(files("knowledge.data") / name)


def fit(samples: Sequence[Features], targets: Sequence[str], labels: Sequence[str], ridge: float) -> LinearModel:
    """The model with the least squared error on the samples, held small by `ridge`. Deterministic."""
    spread = Counter(name for sample in samples for name in sample)
    kept = sorted(name for name, count in spread.items() if count > 1 or not is_rare_kind(name))
    rows = {name: row for row, name in enumerate(kept)}
    rarity = np.array([round(math.log(1 + len(samples) / spread[name]), 3) for name in kept], np.float32)
    matrix = np.zeros((len(samples), len(kept)), np.float32)
    for at, sample in enumerate(samples):
        for name, value in sample.items():
            if name in rows:
                matrix[at, rows[name]] = value * rarity[rows[name]]
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    wanted = np.full((len(samples), len(labels)), -1.0 / (len(labels) - 1))
    wanted[np.arange(len(samples)), [labels.index(target) for target in targets]] = 1.0
    likeness = (matrix @ matrix.T).astype(np.float64)
    answers = np.linalg.solve(likeness + ridge * np.eye(len(samples)), wanted)
    return LinearModel(labels, rows, rarity, (matrix.T @ answers.astype(np.float32)).astype(np.float32))
