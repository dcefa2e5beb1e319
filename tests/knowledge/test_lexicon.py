"""A region's own lay words, beside the shipped ones."""

from pathlib import Path

import pytest

from knowledge.lexicon import Lexicon, UnreadableLexicon
from knowledge.matcher import Matcher
from knowledge.text import fold, normalise
from tests.knowledge.samples import matcher, places, sample_directory, taxonomy


def lexicon_of(folder: Path, text: str) -> Lexicon:
    path = folder / "lexicon.csv"
    path.write_text(text, encoding="utf-8")
    return Lexicon.load(taxonomy(), path)


def codes_in(lexicon: Lexicon, text: str) -> set[str]:
    return {code for hit in lexicon.read(fold(normalise(text))).hits for code in hit.codes}


def test_a_regions_word_leads_to_its_topic_and_to_its_care(tmp_path: Path) -> None:
    lexicon = lexicon_of(tmp_path, "word,codes\nひだまり便,short-stay-medical\nシュポシュポ,suction\n")
    taught = Matcher(taxonomy(), sample_directory(), places(), lexicon=lexicon)
    text = "ひだまり便は使えますか。シュポシュポの子です"

    plain, ours = matcher().understand(text), taught.understand(text)

    assert "short-stay-medical" not in [need.topic for need in plain.needs[:1]]
    assert ours.needs[0].topic == "short-stay-medical"
    assert (plain.slots.care_types, ours.slots.care_types) == ((), ("suction",))


def test_the_shipped_words_stay_and_a_regions_meaning_of_one_of_them_stands(tmp_path: Path) -> None:
    shipped = Lexicon.load(taxonomy())
    assert codes_in(shipped, "O2を使っています") == {"oxygen"}

    lexicon = lexicon_of(tmp_path, "word,codes,note\nO2,suction,ここでは別のもの\n")

    assert codes_in(lexicon, "O2を使っています") == {"suction"}
    assert codes_in(lexicon, "呼吸の機械") == codes_in(shipped, "呼吸の機械") == {"ventilator"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: expected word,codes,note"),
        ("言葉,意味\nあ,suction\n", "line 1: expected word,codes,note, found 言葉,意味"),
        (
            "word,codes\nぴこぴこ,suctoin\n",
            "line 2: codes: 'suctoin' is no topic and no care type; did you mean suction?",
        ),
        ("word,codes\nぴこぴこ,suction;qqqq\n", "line 2: codes: 'qqqq' is no topic and no care type"),
        ("word,codes\nぴ,suction\n", "line 2: word: expected 2 signs or more"),
        ("word,codes\n…機械,suction\n", "line 2: word: expected 2 signs or more"),
        ("word,codes\nぴこ(ぴこ,suction\n", "line 2: word: expected (a|b)"),
        ("word,codes\nぴこぴこ\n", "line 2: expected word,codes,note, found 1 fields"),
        ("word,codes\nぴこぴこ,suction\n\nぴこぴこ,oxygen\n", "line 4: word: 'ぴこぴこ' stands here twice"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_was_expected(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnreadableLexicon) as refused:
        lexicon_of(tmp_path, text)

    assert f"lexicon.csv {said}" in str(refused.value)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLexicon) as refused:
        lexicon_of(tmp_path, "word,codes\nぴこぴこ,x\nぴ,suction\n")

    assert len(refused.value.problems) == 2


def test_another_encoding_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_bytes("word,codes\nぴこぴこ,suction\n".encode("cp932"))

    with pytest.raises(UnreadableLexicon, match=r"lexicon\.csv: expected UTF-8"):
        Lexicon.load(taxonomy(), path)
