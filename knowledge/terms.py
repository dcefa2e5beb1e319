"""Medical words explained for people who support a child but do not know medicine."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from knowledge.phrases import PhraseBook
from knowledge.text import fold, normalise


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    kana: str
    abbreviation: str | None
    explanation: str
    daily_life: str  # what it means at home, in a nursery, at school
    related_codes: tuple[str, ...]
    synonyms: tuple[str, ...]


class Glossary:
    """The glossary of medical terms. Immutable; build once and share."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._by_name = {term.term: term for term in self.terms}
        self._book = PhraseBook(
            (word, term.term)
            for term in self.terms
            for word in (term.term, term.abbreviation, *term.synonyms)
            if word is not None
        )

    @classmethod
    def load(cls, source: Traversable | None = None) -> "Glossary":
        path = source if source is not None else files("knowledge.data") / "glossary.csv"
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
        return cls(_term(row) for row in rows)

    def __len__(self) -> int:
        return len(self.terms)

    def get(self, term: str) -> Term | None:
        return self._by_name.get(term)

    def terms_in(self, text: str, *, limit: int = 3) -> tuple[Term, ...]:
        """The terms the text uses, each once, in its order; at most `limit`.

        A word that could mean several terms explains none of them.
        """
        found: dict[str, None] = {}
        for hit in self._book.find(fold(normalise(text))):
            if len(hit.values) == 1:
                found[hit.values[0]] = None
        return tuple(self._by_name[name] for name in found)[:limit]


def _term(row: dict[str, str]) -> Term:
    return Term(
        term=row["term"],
        kana=row["kana"],
        abbreviation=row["abbreviation"] or None,
        explanation=row["explanation"],
        daily_life=row["daily_life"],
        related_codes=tuple(filter(None, row["related_codes"].split(";"))),
        synonyms=tuple(filter(None, row["synonyms"].split(";"))),
    )
