"""Questions that training never saw, damaged in every way they arrive: how many still lead to their topic."""

import random
from functools import cache

import pytest

from knowledge.matcher import Matcher
from knowledge.resource import Audience
from knowledge.spelling import Speller
from knowledge.training import Trainer, Utterance, alarms, utterances
from tests.knowledge import noise
from tests.knowledge.samples import TODAY, places, sample_directory, taxonomy

pytestmark = pytest.mark.slow  # trains a model of its own

MOST_LOST = 0.08
FAMILY = {"mother", "father", "grandparent", "young"}


@cache
def told_and_kept() -> tuple[list[Utterance], list[Utterance]]:
    """The examples to learn from, and of the rest those that describe a need: direct names are too easy."""
    examples = utterances()
    kept = [u for number, u in enumerate(examples) if number % 4 == 0]
    told = [u for number, u in enumerate(examples) if number % 4]
    asked = [u for u in kept if u.topic != "none" and u.manner != "direct" and not u.text.isascii()]
    return told, random.Random(5).sample(asked, 320)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    trainer, (told, _) = Trainer(), told_and_kept()
    model, speller = trainer.needs_model(told), Speller(trainer.spellings(told, alarms()))
    return Matcher(taxonomy(), sample_directory(), places(), model=model, speller=speller)


def hits(matcher: Matcher, damage: noise.Noise | None) -> float:
    """The share of questions, each told by someone of a town, whose topic is among the first three entries'."""
    found = 0
    _, asked = told_and_kept()
    for utterance in asked:
        text = f"横須賀市です。{utterance.text}"
        if damage is not None:
            text = damage(text, random.Random(utterance.text))
        understood = matcher.understand(text, requester="family" if utterance.voice in FAMILY else "supporter")
        matches = matcher.answer(understood, Audience.SUPPORTER, TODAY).matches[:3]
        found += any(reason.value == utterance.topic for match in matches for reason in match.reasons)
    return found / len(asked)


@pytest.fixture(scope="module")
def clean(matcher: Matcher) -> float:
    return hits(matcher, None)


def test_undamaged_questions_lead_to_their_topic(clean: float) -> None:
    assert clean >= 0.75


@pytest.mark.parametrize("name", sorted(noise.ALL))
def test_no_single_kind_of_damage_costs_many_answers(name: str, clean: float, matcher: Matcher) -> None:
    lost = clean - hits(matcher, noise.ALL[name])

    assert lost <= MOST_LOST
