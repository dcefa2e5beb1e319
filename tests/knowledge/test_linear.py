"""A small model read back from its file says what it said when it was trained."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.features import Features
from knowledge.fitting import fit
from knowledge.linear import LinearModel

LABELS = [f"label-{number}" for number in range(12)]
SAMPLES: list[Features] = [
    {f"w {label}": 1.2, "w everywhere": 1.2, f"r {number % 3}": 0.5} for number, label in enumerate(LABELS * 2)
]
TRAINED = fit(SAMPLES, LABELS * 2, LABELS, ridge=0.1)


@pytest.fixture
def loaded(tmp_path: Path) -> LinearModel:
    TRAINED.save(tmp_path / "weights.txt", "trained from nothing")
    return LinearModel.load(tmp_path / "weights.txt")


def test_what_was_saved_scores_as_what_was_trained_but_for_the_small_weights(loaded: LinearModel) -> None:
    for sample, label in zip(SAMPLES, LABELS, strict=False):
        before, after = TRAINED.scores(sample), loaded.scores(sample)
        assert loaded.labels[int(after.argmax())] == label
        assert np.abs(before - after).max() < 0.1


def test_words_that_training_never_saw_change_only_nothing(loaded: LinearModel) -> None:
    assert loaded.knows("w everywhere")
    assert not loaded.knows("w nowhere")
    assert np.array_equal(loaded.scores(SAMPLES[0] | {"w nowhere": 1.2}), loaded.scores(SAMPLES[0]))
    assert not loaded.scores({"w nowhere": 1.2}).any()
    assert not loaded.scores({}).any()


def test_what_each_word_contributed_adds_up_to_the_score(loaded: LinearModel) -> None:
    sample = SAMPLES[3]
    rarities = {name: float(loaded._rarity[row]) for name, row in zip(sample, loaded._rows.of(sample), strict=True)}
    length = sum((value * rarities[name]) ** 2 for name, value in sample.items()) ** 0.5

    spoken = loaded.contributions(sample | {"w nowhere": 1.2})

    assert spoken[:-1].sum(axis=0) / length == pytest.approx(loaded.scores(sample), abs=1e-6)
    assert not spoken[-1].any()


def test_training_saves_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("first", "second"):
        fit(SAMPLES, LABELS * 2, LABELS, ridge=0.1).save(tmp_path / name, "trained from nothing")

    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
