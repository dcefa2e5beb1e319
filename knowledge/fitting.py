"""Trains the linear model: kernel ridge regression, whose answer is exact and the same each time."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge.features import Features, is_rare_kind
from knowledge.linear import LinearModel, Rows, Vector, Weights

COMMON = 64  # samples: features in more of them are compared all at once
ECHO = 0.6  # how much a sample in another spelling counts

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


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
    rarity = np.array([round(math.log(1 + len(first) / (said[name] or spread[name])), 3) for name in kept], np.float32)
    at, column, value = _cells(samples, {name: place for place, name in enumerate(kept)}, rarity)
    weight = np.sqrt(np.where(np.arange(len(samples)) < len(first), 1.0, ECHO))
    wanted = np.full((len(samples), len(labels)), -1.0 / (len(labels) - 1))
    wanted[np.arange(len(samples)), [labels.index(target) for target in targets]] = 1.0
    likeness = _likeness(at, column, value * weight[at], len(samples))
    likeness[np.diag_indices(len(samples))] += ridge
    answers = weight[:, None] * np.linalg.solve(likeness, weight[:, None] * wanted)
    weights = np.add.reduceat(value[:, None] * answers[at], np.searchsorted(column, np.arange(len(kept))))
    return LinearModel(
        labels,
        Rows(np.array([hash(name) for name in kept], np.int64)),
        rarity,
        Weights.of(weights.astype(np.float32)),
        kept,
    )


def _cells(samples: Sequence[Features], columns: dict[str, int], rarity: Vector) -> tuple[Places, Places, Floats]:
    """The samples as unit vectors: of each feature in each its sample, column and how much it counts, by column."""
    cells = [
        (columns[name], at, value)
        for at, sample in enumerate(samples)
        for name, value in sample.items()
        if name in columns
    ]
    cells.sort()
    column, at = (np.array([cell[part] for cell in cells], np.int64) for part in (0, 1))
    value = np.array([cell[2] for cell in cells]) * rarity[column]
    lengths = np.sqrt(np.bincount(at, value**2, minlength=len(samples)))
    return at, column, value / np.maximum(lengths, 1e-9)[at]


def _likeness(at: Places, column: Places, value: Floats, samples: int) -> Floats:
    """How alike any two samples are: common features as one product of matrices, the many rare ones pair by pair."""
    spread = np.bincount(column)
    common = spread > COMMON
    inside = common[column]
    block = np.zeros((samples, common.sum()))
    block[at[inside], (np.cumsum(common) - 1)[column[inside]]] = value[inside]
    likeness: Floats = block @ block.T
    ends = np.cumsum(spread)
    for end, count in zip(ends[~common], spread[~common], strict=True):
        which, much = at[end - count : end], value[end - count : end]
        likeness[np.ix_(which, which)] += np.outer(much, much)
    return likeness
