"""What of a text a linear model looks at: words, pairs of words, runs of characters, known phrases."""

from collections.abc import Iterable
from itertools import pairwise

import regex

from knowledge.text import fold
from knowledge.words import Word

WORD, PAIR, RUN, PHRASE = 1.2, 0.7, 0.5, 0.6  # relative weights; runs are many, phrases few
_DIGITS = regex.compile(r"\d+")

Features = dict[str, float]


def features(plain: str, words: Iterable[Word], phrases: Iterable[str] = ()) -> Features:
    """Features of a normalised text. Numbers count as one and the same: ages and days are read elsewhere."""
    found: Features = {}
    forms = [word.form for word in words if word.content]
    for form in forms:
        found["w " + form] = WORD
    for first, second in pairwise(forms):
        found[f"p {first} {second}"] = PAIR
    folded = fold(_DIGITS.sub("0", plain)).text
    for length in (2, 3):
        found.update(dict.fromkeys(["r " + folded[at : at + length] for at in range(len(folded) - length + 1)], RUN))
    for phrase in phrases:
        found["k " + phrase] = PHRASE
    return found


def is_rare_kind(feature: str) -> bool:
    """Whether one sighting of the feature in training is too few to learn from."""
    return feature.startswith("r ")
