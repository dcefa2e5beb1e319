"""Which language to answer in."""

import pytest

from knowledge.tongue import speaks_english


@pytest.mark.parametrize(
    "text",
    [
        "My son has a tracheostomy and we need a place where he can stay",
        "Where can I find a nurse who comes to our home?",
        "Please help, she is not breathing",
    ],
)
def test_a_sentence_in_english_is_recognised(text: str) -> None:
    assert speaks_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "yokosuka desu. kodomo ga kikan sekkai no ko desu. azukaru tokoro wa arimasu ka",
        "OK",
        "NICU",
        "SpO2 80",
        "Help",
        "the",
        "NICUを退院しました please",
        "",
    ],
)
def test_romaji_single_words_and_mixtures_are_not(text: str) -> None:
    assert not speaks_english(text)
