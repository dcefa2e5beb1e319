"""Answer, ask, offer with care, or say that it is not known."""

import math
from collections.abc import Collection, Sequence

from knowledge.columns import LOCAL, Columns
from knowledge.understanding import Asks, Need, Slots, Understanding

SHOWN = 3
QUESTIONS: tuple[Asks, ...] = ("municipality", "care", "age")  # in the order in which they usually separate most
SURE = 0.5
HEARD = 0.033  # how much more must speak for a topic than for none
OFF_TOPIC_CHANCE = 0.2
# Fitted to the examples, each voice heard by a model that had never heard it (2,032 questions, AUROC .85):
LOGIT_BASE, LOGIT_WEIGHT, LOGIT_MARGIN = -2.1, 6.3, 6.6
WORTH = 0.25  # of the heaviest need
MAINLY = 0.6  # of the heaviest need: what a reply must be about
OFF_TOPIC_BESIDE_SLOTS = 0.4  # who names a town, an age or a care is rarely off topic
NAMED = 0.9


def confidence(understanding: Understanding, *, named: bool, likest: float = 0.0) -> float:
    """The chance that the heaviest need is the one meant, from 0 to 1.

    `likest` is the likeness of the nearest question whose answer was confirmed.
    """
    if understanding.urgency.is_urgent:
        return 1.0
    if named:
        return NAMED
    if not understanding.needs:
        return round(likest, 3)
    first, second = (*(need.weight for need in understanding.needs[:2]), 0.0)[:2]
    logit = LOGIT_BASE + LOGIT_WEIGHT * first + LOGIT_MARGIN * (first - second)
    chance = 1 / (1 + math.exp(-logit))
    return round(max(likest, chance if is_about_something(understanding) else chance * OFF_TOPIC_CHANCE), 3)


def is_about_something(understanding: Understanding) -> bool:
    """Whether more speaks for a topic than for none."""
    if not understanding.needs:
        return False
    slots = understanding.slots
    about_a_child = slots.care_types or slots.municipality or slots.age_months is not None or slots.age_span
    off_topic = understanding.off_topic * (OFF_TOPIC_BESIDE_SLOTS if about_a_child else 1.0)
    return understanding.needs[0].weight - off_topic >= HEARD


def worth_showing(needs: Sequence[Need]) -> tuple[Need, ...]:
    """The needs heavy enough to fill a place in a reply."""
    return tuple(need for need in needs if need.weight >= WORTH * needs[0].weight)


def main_topics(needs: Sequence[Need]) -> set[str]:
    """The topics a reply must touch; a neighbouring topic is no answer."""
    return {need.topic for need in needs if need.weight >= MAINLY * needs[0].weight}


def question(columns: Columns, rows: Sequence[int], slots: Slots, asked: Collection[Asks]) -> Asks | None:
    """The first unasked question whose answer would show other entries. `rows` are the matches, best first."""
    for candidate in QUESTIONS:
        if candidate not in asked and _separates(candidate, columns, rows, slots):
            return candidate
    return None


def _separates(candidate: Asks, columns: Columns, rows: Sequence[int], slots: Slots) -> bool:
    shown = list(rows[:SHOWN])
    if candidate == "municipality":
        unknown = slots.municipality is None and not slots.elsewhere
        return unknown and bool((columns.reach[shown] == LOCAL).any())
    if candidate == "age":
        unknown = slots.age_months is None and slots.age_span is None
        limits = {(int(columns.age_min[row]), int(columns.age_max[row])) for row in shown}
        return unknown and len(limits) > 1
    if slots.care_types or slots.denied_care or len(rows) <= 1:
        return False
    return len({(int(columns.care_kind[row]), int(columns.care[row])) for row in shown}) > 1
