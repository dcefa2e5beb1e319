from hypothesis import given
from hypothesis import strategies as st

from knowledge.phrases import PhraseBook
from knowledge.text import fold, normalise, sentences


def test_width_case_and_invisible_signs_do_not_matter() -> None:
    assert normalise("ｼｮｰﾄｽﾃｲ　ＡＢＣ\u200b") == "ショートステイ abc"
    assert normalise("吸\u200d引😭💦器") == "吸引器"
    assert normalise("つらーーーい！！！！") == "つらーい!"
    assert normalise("#8000 と 119*") == "#8000 と 119*"


def test_folding_joins_the_kanas_and_keeps_the_places() -> None:
    folded = fold(normalise("医療型ショートステイ"))

    assert folded.text == "医療型しよとすてい"
    assert folded.plain[slice(*folded.span(3, 9))] == "ショートステイ"


def test_a_phrase_is_found_whole_or_not_at_all() -> None:
    book = PhraseBook(
        [("ペグ", "peg"), ("NG", "ng"), ("いろう", "iro"), ("ショートステイ", "stay"), ("ショート", "short")]
    )

    def found(text: str) -> list[str]:
        return [hit.phrase for hit in book.find(fold(normalise(text)))]

    assert found("ショートステイ") == ["ショートステイ"]
    assert found("しょーとすてい") == ["ショートステイ"]
    assert found("はいろう") == []
    assert found("いろうです") == ["いろう"]
    assert found("NGです、anger") == ["NG"]
    assert found("スペグラ") == []


def test_sentences_end_where_people_end_them() -> None:
    assert sentences("困ってます!どこに聞けば？\n横須賀です") == ["困ってます!", "どこに聞けば？", "横須賀です"]


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


@given(st.text())
def test_every_folded_character_stands_where_it_says(text: str) -> None:
    folded = fold(normalise(text))

    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(set(folded.origin))
