"""Words that nothing here knows, for the lexicon: common ones, and never who somebody is."""

import pytest

from knowledge.resource import Audience
from knowledge.understanding import Answer
from tests.knowledge.samples import TODAY, matcher


def answered(text: str) -> Answer:
    return matcher().answer(matcher().understand(text), Audience.FAMILY, TODAY)


def test_a_question_that_is_not_answered_tells_which_words_nobody_knew() -> None:
    assert answered("緘黙と吃音").kind == "unknown"
    assert answered("緘黙と吃音").unmatched == ("緘黙", "吃音")


def test_so_does_one_that_is_answered_with_care() -> None:
    assert answered("横須賀市です。緘黙と吃音です").kind == "perhaps"
    assert answered("横須賀市です。緘黙と吃音です").unmatched == ("緘黙", "吃音")


def test_an_answered_question_tells_none() -> None:
    found = answered("横須賀市、3歳、吸引です。緘黙もあります。訪問看護を探しています")

    assert found.kind == "answer"
    assert found.unmatched == ()


@pytest.mark.parametrize(
    "said",
    [
        "はるとくんの緘黙",  # kana that nothing lists as a name
        "ひなたちゃんの緘黙",
        "陽葵の緘黙",
        "葵と桜の緘黙",  # flowers, and girls
        "鈴木の緘黙",
        "緘黙 09012345678",
        "大船の緘黙",
        "zkqwyx の緘黙",  # in no dictionary: its kind would be a guess
        "緘黙 3",
    ],
)
def test_names_numbers_and_places_are_never_among_them(said: str) -> None:
    assert answered(said).unmatched == ("緘黙",)


def test_an_alarm_is_no_occasion_to_collect_words() -> None:
    found = matcher().understand("息をしていません。緘黙です")

    assert found.urgency.is_urgent
    assert matcher().answer(found, Audience.FAMILY, TODAY).unmatched == ()


def test_greetings_and_thanks_teach_nothing() -> None:
    assert answered("ありがとうございました、緘黙").unmatched == ()


def test_who_pastes_a_book_gives_a_few_words() -> None:
    rare = "緘黙、吃音、線香、蚊取り、望遠鏡、算盤、風鈴、蝋燭、万華鏡、凧揚げ、提灯、独楽、花札、将棋盤、囲碁、盆栽"

    assert len(answered(rare).unmatched) == 12
