"""The same questions damaged in every way they arrive: how many still lead to their topic."""

import random

import pytest

from knowledge.resource import Audience
from knowledge.training import Utterance, utterances
from tests.knowledge import noise
from tests.knowledge.samples import TODAY, matcher

MOST_LOST = {"kana": 0.12}  # everything in hiragana loses the town or the care now and then
MOST_LOST_OTHERWISE = 0.08


def questions() -> list[Utterance]:
    """Described needs, each told by someone of a town with a child; direct names are too easy."""
    rng = random.Random(5)
    told = [u for u in utterances() if u.topic != "none" and u.manner != "direct" and u.text.isascii() is False]
    return rng.sample(told, 240)


def hits(damage: noise.Noise | None) -> float:
    found = 0
    for utterance in questions():
        text = f"横須賀市です。{utterance.text}"
        if damage is not None:
            text = damage(text, random.Random(utterance.text))
        understood = matcher().understand(text, requester="family" if utterance.voice in FAMILY else "supporter")
        matches = matcher().answer(understood, Audience.SUPPORTER, TODAY).matches[:3]
        found += any(reason.value == utterance.topic for match in matches for reason in match.reasons)
    return found / len(questions())


FAMILY = {"mother", "father", "grandparent", "young"}


@pytest.fixture(scope="module")
def clean() -> float:
    return hits(None)


@pytest.mark.parametrize("name", sorted(noise.ALL))
def test_no_single_kind_of_damage_costs_many_answers(name: str, clean: float) -> None:
    lost = clean - hits(noise.ALL[name])

    assert lost <= MOST_LOST.get(name, MOST_LOST_OTHERWISE)
