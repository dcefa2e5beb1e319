"""Words with one slip of the fingers read as they were meant; what is a word itself stays."""

import pytest

from knowledge.lexicon import Lexicon
from knowledge.slips import Slips, doubled, lost, swapped
from knowledge.training import utterances
from knowledge.vocabulary import vocabulary
from knowledge.words import shared_analyser
from tests.knowledge.samples import matcher, taxonomy

SLIPS = Slips(
    ("訪問看護", "気管切開", "医療的ケア", "医ケア児", "在宅介護", "居宅介護", "バギー", "特別支援学校"),
    shared_analyser(),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("訪看問護を探しています", "訪問看護を探しています"),
        ("訪問護を探しています", "訪問看護を探しています"),
        ("訪問問看護を探しています", "訪問看護を探しています"),
        ("気管開切です。訪問看をさがす", "気管切開です。訪問看護をさがす"),
        ("特別支学校の訪問看看護", "特別支援学校の訪問看護"),
    ],
)
def test_a_slip_is_mended(text: str, meant: str) -> None:
    assert SLIPS.mended(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "訪問看護を探しています",  # right, and parts of it are slips of it
        "宅介護",  # of two phrases: nobody knows which
        "医療的ケア",  # ends like a slip of 医ケア児
        "バーギ",  # too short
        "",
        "訪",
    ],
)
def test_what_is_right_or_could_mean_several_is_left_alone(text: str) -> None:
    assert SLIPS.mended(text) is None


def test_every_single_slip_of_a_phrase_that_means_no_other_is_mended() -> None:
    for slip in (*swapped("気管切開"), *doubled("気管切開"), *lost("気管切開")):
        assert SLIPS.mended(f"うちの子は{slip}です") == "うちの子は気管切開です"


def test_what_people_write_in_the_examples_is_hardly_ever_taken_for_a_slip() -> None:
    slips = vocabulary(taxonomy(), Lexicon.load(taxonomy())).slips
    asked = [utterance.text for utterance in utterances()]

    assert sum(slips.mended(text) is not None for text in asked) <= len(asked) / 100


def test_a_slip_in_the_care_and_in_the_need_changes_neither() -> None:
    right = matcher().understand("横須賀市、3歳、気管切開です。訪問看護を探しています")

    slipped = matcher().understand("横須賀市、3歳、気管開切です。訪看問護を探しています")

    assert slipped.slots == right.slots
    assert slipped.needs[0].topic == right.needs[0].topic == "home-visit-nursing"
