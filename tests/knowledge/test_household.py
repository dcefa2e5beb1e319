"""General retrieval over a field it has no vocabulary for: 63 household questions of our own, each asked in three ways.

`asked` names the thing, `told` and `situation` mostly avoid its words. A sanity check, no benchmark.
"""

import csv
import math
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from knowledge.retrieval import Document, Retrieval
from knowledge.text import normalise
from knowledge.words import shared_analyser

WAYS = ("asked", "told", "situation")
Asked = tuple[str, str]  # a question and the document that answers it


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / "household_questions.csv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


def questions(chosen: Callable[[int, int], bool] = lambda _row, _way: True) -> list[Asked]:
    return [
        (row[way], str(at)) for at, row in enumerate(rows()) for number, way in enumerate(WAYS) if chosen(at, number)
    ]


def retrieval(confirmed: Iterable[Asked] = ()) -> Retrieval:
    made = Retrieval(
        [Document(str(at), row["question"], row["answer"]) for at, row in enumerate(rows())], shared_analyser()
    )
    made.teach(confirmed)
    return made


def ndcg(found_by: Retrieval, asked: list[Asked], *, in_kana: bool = False) -> float:
    """With one right document each: the discount of its place among the first ten."""
    total = 0.0
    for text, right in asked:
        said = shared_analyser().in_hiragana(normalise(text)) if in_kana else text
        ids = [found for found, _ in found_by.find(said).results]
        total += 1 / math.log2(ids.index(right) + 2) if right in ids else 0.0
    return total / len(asked)


def is_even(row: int, way: int) -> bool:
    return (row + way) % 2 == 0


def is_odd(row: int, way: int) -> bool:
    return not is_even(row, way)


@pytest.mark.parametrize(("in_kana", "least"), [(False, 0.55), (True, 0.50)], ids=["as written", "all in kana"])
def test_questions_are_found_without_any_vocabulary_of_the_field(in_kana: bool, least: float) -> None:
    assert len(rows()) >= 60
    assert ndcg(retrieval(), questions(), in_kana=in_kana) >= least


def test_half_the_questions_confirmed_help_the_other_half() -> None:
    taught = retrieval(questions(is_even))

    others = questions(is_odd)
    assert ndcg(taught, others) >= 0.61
    assert ndcg(taught, others) >= ndcg(retrieval(), others) + 0.03
    assert ndcg(taught, others, in_kana=True) >= 0.55


def test_what_was_never_confirmed_is_hardly_crowded_out() -> None:
    taught = retrieval(questions(lambda row, way: row % 2 == 1 and way < 2))

    never = questions(lambda row, _: row % 2 == 0)
    assert ndcg(retrieval(), never) - ndcg(taught, never) <= 0.06
