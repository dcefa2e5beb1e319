"""How families say it: lay words for official terms, in a table that coordinators edit.

`word` may hold `…` for up to six other characters and `(a|b)` for either. `codes` are care types or topics;
an empty `codes` marks words that only look like one (予防注射 is no injection at home).
"""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product

import regex

from knowledge.phrases import stands_alone
from knowledge.taxonomy import Taxonomy
from knowledge.text import Folded, fold_phrase, normalise, script

GAP = "\u2026"
_GAP_PATTERN = r"[^\u3002!?\n]{0,6}?"
_CHOICE = regex.compile(r"\(([^()]*)\)")


class UnreadableLexicon(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class LayHit:
    start: int  # in the plain text
    end: int
    word: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    word: str
    codes: tuple[str, ...]
    pattern: regex.Pattern[str]
    head: str  # the folded part before the first gap
    scripts: frozenset[str]


class Lexicon:
    """Immutable once built."""

    def __init__(self, rows: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        book: dict[str, list[_Entry]] = {}
        for word, codes in rows:
            for spelling in _spellings(word):
                head, *rest = [fold_phrase(part) for part in spelling.split(GAP)]
                pattern = regex.compile(_GAP_PATTERN.join(regex.escape(part) for part in (head, *rest)))
                scripts = frozenset(script(char) for char in normalise(spelling.split(GAP)[0]))
                book.setdefault(head[:1], []).append(_Entry(word, codes, pattern, head, scripts))
        self._book = book

    @classmethod
    def load(cls, taxonomy: Taxonomy, source: Traversable | None = None) -> "Lexicon":
        """The lexicon that ships with the product, or a region's. Raises UnreadableLexicon naming the line."""
        path = source if source is not None else files("knowledge.data") / "lexicon.csv"
        rows = []
        for line, row in enumerate(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()), start=2):
            codes = tuple(filter(None, (row.get("codes") or "").split(";")))
            unknown = [code for code in codes if code not in taxonomy.care_types and code not in taxonomy.topics]
            if unknown or not fold_phrase((row.get("word") or "").split(GAP)[0]):
                expected = "word,codes with care types or topics"
                raise UnreadableLexicon(f"{path.name} line {line}: expected {expected}, found {row}")
            rows.append((row["word"], codes))
        return cls(rows)

    def read(self, folded: Folded, starts: Collection[int] | None = None) -> "LayWords":
        """Every lay word of the text, in order; those hidden by a look-alike are left out."""
        hits: list[LayHit] = []
        masks: list[tuple[int, int]] = []
        text = folded.text
        for at, char in enumerate(text):
            for entry in self._book.get(char, ()):
                if not text.startswith(entry.head, at):
                    continue
                found = entry.pattern.match(text, at)
                if found is None:
                    continue
                span = folded.span(at, found.end())
                if not entry.codes:
                    masks.append(span)
                elif stands_alone(folded, at, at + len(entry.head), entry.scripts, starts):
                    hits.append(LayHit(*span, entry.word, entry.codes))
        kept = [hit for hit in hits if not any(start < hit.end and hit.start < end for start, end in masks)]
        return LayWords(tuple(kept), tuple(masks))


@dataclass(frozen=True, slots=True)
class LayWords:
    hits: tuple[LayHit, ...]
    masks: tuple[tuple[int, int], ...]  # where words stand that only look like a care or a need


def _spellings(word: str) -> list[str]:
    parts = _CHOICE.split(word)
    return [
        "".join(chosen) for chosen in product(*(part.split("|") if at % 2 else [part] for at, part in enumerate(parts)))
    ]
