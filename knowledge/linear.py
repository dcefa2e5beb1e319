"""A small linear model over named features. Its weights are a plain text file, one feature a line."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.features import Features, is_rare_kind

KEEP = 8  # weights per feature; the rest are too small to matter
BLOCK = 8_000  # columns held at a time while training
ECHO = 0.6  # how much a sample in another spelling counts
STEPS = 1000  # weights are stored in thousandths of the largest

Vector = npt.NDArray[np.float32]


class LinearModel:
    """Scores of labels for a text's features. Immutable."""

    def __init__(self, labels: Sequence[str], rows: dict[str, int], rarity: Vector, weights: Vector) -> None:
        self.labels = tuple(labels)
        self._rows, self._rarity, self._weights = rows, rarity, weights

    @classmethod
    def load(cls, source: Traversable) -> "LinearModel":
        labels, features, rarity, weights = _parsed(source)
        # Split only now: beside what parsing threw away, the names would keep many half-empty pages of memory alive.
        rows = {feature: row for row, feature in enumerate(features.split("\n"))} if len(rarity) else {}
        return cls(labels, rows, rarity, weights)

    def save(self, path: Path, trained_from: str) -> None:
        """Write the weights below a line that says what they were trained from."""
        unit = float(f"{np.abs(self._weights).max() / STEPS:.4g}")  # machines differ in the last digits
        lines = [trained_from, " ".join(self.labels), repr(unit)]
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
        numbers = map(self._rows.get, found)
        known = [(row, value) for row, value in zip(numbers, found.values(), strict=True) if row is not None]
        if not known:
            return np.zeros(len(self.labels), np.float32)
        rows = np.array([row for row, _ in known])
        values = np.array([value for _, value in known], np.float32) * self._rarity[rows]
        scores: Vector = (values @ self._weights[rows] / np.float32(np.linalg.norm(values))).astype(np.float32)
        return scores

    def contributions(self, found: Features, label: str) -> dict[str, float]:
        """How much each feature spoke for the label, without its common scale."""
        column = self.labels.index(label)
        return {
            name: float(value * self._rarity[row] * self._weights[row, column])
            for name, value in found.items()
            if (row := self._rows.get(name)) is not None
        }


def _parsed(source: Traversable) -> tuple[list[str], str, Vector, Vector]:
    """Labels, the names of the features one a line, their rarities and their weights."""
    _, labelled, unit, *lines = source.read_text(encoding="utf-8").splitlines()
    labels = labelled.split()
    cells = [line.split("\t", 2) for line in lines]
    rarity = np.array([rare for _, rare, *_ in cells], np.float32)
    pairs = [rest[0] if rest else "" for _, _, *rest in cells]
    counts = [part.count(":") for part in pairs]
    numbers = np.fromstring("\t".join(filter(None, pairs)).replace(":", "\t"), np.int64, sep="\t")
    weights = np.zeros((len(lines), len(labels)), np.float32)
    weights[np.repeat(np.arange(len(lines)), counts), numbers[0::2]] = numbers[1::2]
    weights *= np.float32(float(unit))
    return labels, "\n".join(feature for feature, *_ in cells), rarity, weights


@cache
def shipped(name: str) -> LinearModel:
    """A model whose weights ship with the product, read once."""
    return LinearModel.load(files("knowledge.data") / name)


def fit(
    samples: Sequence[Features], targets: Sequence[str], labels: Sequence[str], ridge: float, echoes: int = 0
) -> LinearModel:
    """The model with the least squared error on the samples, held small by `ridge`. Deterministic.

    The last `echoes` samples are other spellings of earlier ones: they count less and make no word commoner.
    """
    first = samples[: len(samples) - echoes]
    spread = Counter(name for sample in samples for name in sample)
    said = Counter(name for sample in first for name in sample)
    kept = sorted(name for name, count in spread.items() if count > 1 or not is_rare_kind(name))
    rows = {name: row for row, name in enumerate(kept)}
    rarity = np.array([round(math.log(1 + len(first) / (said[name] or spread[name])), 3) for name in kept], np.float32)
    weight = np.sqrt(np.where(np.arange(len(samples)) < len(first), 1.0, ECHO)).astype(np.float32)[:, None]
    wanted = np.full((len(samples), len(labels)), -1.0 / (len(labels) - 1))
    wanted[np.arange(len(samples)), [labels.index(target) for target in targets]] = 1.0
    likeness = np.zeros((len(samples), len(samples)))
    for block in _blocks(samples, rows, rarity):
        likeness += (weight * block) @ (weight * block).T
    answers = weight * np.linalg.solve(likeness + ridge * np.eye(len(samples)), weight * wanted)
    weights = np.concatenate([block.T @ answers.astype(np.float32) for block in _blocks(samples, rows, rarity)])
    return LinearModel(labels, rows, rarity, weights.astype(np.float32))


def _blocks(samples: Sequence[Features], rows: dict[str, int], rarity: Vector) -> Iterator[Vector]:
    """The samples as a matrix of unit rows, some columns at a time: the whole would fill the memory."""
    cells = [
        (at, rows[name], value) for at, sample in enumerate(samples) for name, value in sample.items() if name in rows
    ]
    at, columns = (np.array([cell[part] for cell in cells], np.int64) for part in (0, 1))
    values = np.array([cell[2] for cell in cells]) * rarity[columns]
    lengths = np.sqrt(np.bincount(at, values**2, minlength=len(samples)))
    values /= np.maximum(lengths, 1e-9)[at]
    for start in range(0, len(rows), BLOCK):
        inside = (columns >= start) & (columns < start + BLOCK)
        block = np.zeros((len(samples), min(BLOCK, len(rows) - start)), np.float32)
        block[at[inside], columns[inside] - start] = values[inside]
        yield block
