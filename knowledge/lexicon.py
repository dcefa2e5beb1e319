"""How families say it: lay words for official terms, in a table that coordinators edit.

`word` may hold `…` for up to six other characters and `(a|b)` for either. `codes` are care types or topics;
an empty `codes` marks words that only look like one (予防注射 is no injection at home).
"""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product

import regex
from rapidfuzz import process

from knowledge.phrases import stands_alone
from knowledge.spans import Spans
from knowledge.taxonomy import Taxonomy
from knowledge.text import Folded, fold_phrase, normalise, script

GAP = "\u2026"
_GAP_PATTERN = r"[^\u3002!?\n]{0,6}?"
_CHOICE = regex.compile(r"\(([^()]*)\)")


COLUMNS = ("word", "codes", "note")  # the note is for whoever edits it, and may be left out
LETTERS_LEAST = 2  # one sign stands in too many words
SIMILAR = 70  # of 100
SHIPPED = files("knowledge.data") / "lexicon.csv"


class UnreadableLexicon(ValueError):
    """A lexicon cannot be used. One line per problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class LayHit:
    start: int  # in the plain text
    end: int
    word: str
    codes: tuple[str, ...]
    own: bool = False  # a region's word, which no training has seen


@dataclass(frozen=True, slots=True)
class _Entry:
    word: str
    codes: tuple[str, ...]
    pattern: regex.Pattern[str]
    head: str  # the folded part before the first gap
    scripts: frozenset[str]


class Lexicon:
    """Immutable once built."""

    def __init__(self, rows: Iterable[tuple[str, tuple[str, ...]]], own: Collection[str] = ()) -> None:
        self._own = frozenset(own)
        book: dict[str, list[_Entry]] = {}
        phrases: list[str] = []
        for word, codes in rows:
            for spelling in _spellings(word):
                phrases += [] if GAP in spelling else [spelling]
                head, *rest = [fold_phrase(part) for part in spelling.split(GAP)]
                pattern = regex.compile(_GAP_PATTERN.join(regex.escape(part) for part in (head, *rest)))
                scripts = frozenset(script(char) for char in normalise(spelling.split(GAP)[0]))
                book.setdefault(head[:1], []).append(_Entry(word, codes, pattern, head, scripts))
        self._book, self.phrases = book, tuple(phrases)

    @classmethod
    def load(cls, taxonomy: Taxonomy, *own: Traversable) -> "Lexicon":
        """The lexicon that ships with the product, with a region's own: what that says of a word stands alone.

        Raises UnreadableLexicon, with file, line and what was expected for everything that is wrong.
        """
        if not own:
            return _shipped(taxonomy)
        ours = {word: codes for source in own for word, codes in _rows(source, taxonomy).items()}
        return cls((_rows(SHIPPED, taxonomy) | ours).items(), ours)

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
                    hits.append(LayHit(*span, entry.word, entry.codes, entry.word in self._own))
        masked = Spans(masks)
        return LayWords(tuple(hit for hit in hits if not masked.meet(hit.start, hit.end)), tuple(masks))


@dataclass(frozen=True, slots=True)
class LayWords:
    hits: tuple[LayHit, ...]
    masks: tuple[tuple[int, int], ...]  # where words stand that only look like a care or a need


@lru_cache(maxsize=2)
def _shipped(taxonomy: Taxonomy) -> Lexicon:
    return Lexicon(_rows(SHIPPED, taxonomy).items())


def _rows(source: Traversable, taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    problems: list[str] = []
    rows: dict[str, tuple[str, ...]] = {}
    try:
        table = csv.reader(source.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise UnreadableLexicon([f"{source.name}: expected UTF-8; in Excel choose CSV UTF-8"]) from None
    if (head := tuple(next(table, []))) not in (COLUMNS, COLUMNS[:-1]):
        raise UnreadableLexicon([f"{source.name} line 1: expected {','.join(COLUMNS)}, found {','.join(head)}"])
    for row in filter(None, table):
        word, codes = row[0], tuple(code.strip() for code in ";".join(row[1:2]).split(";") if code.strip())
        wrong = _wrong(row, word, codes, rows, taxonomy)
        if wrong:
            problems.append(f"{source.name} line {table.line_num}: {wrong}")
        rows[word] = codes
    if problems:
        raise UnreadableLexicon(problems)
    return rows


def _wrong(row: list[str], word: str, codes: tuple[str, ...], known: Collection[str], taxonomy: Taxonomy) -> str | None:
    if not len(COLUMNS) - 1 <= len(row) <= len(COLUMNS):
        return f"expected {','.join(COLUMNS)}, found {len(row)} fields"
    if word in known:
        return f"word: {word!r} stands here twice; expected each word once, its codes with ';' between them"
    if any(sign in _CHOICE.sub("", word) for sign in "()|"):
        return f"word: expected (a|b) for either of two words, found {word!r}"
    if any(_is_too_short(spelling) for spelling in _spellings(word)):
        return f"word: expected {LETTERS_LEAST} signs or more, the first before any {GAP}, found {word!r}"
    known_codes = [*taxonomy.care_types, *taxonomy.topics]
    for code in codes:
        if code not in known_codes:
            like = process.extractOne(code, known_codes, score_cutoff=SIMILAR)
            return f"codes: {code!r} is no topic and no care type" + (f"; did you mean {like[0]}?" if like else "")
    return None


def _is_too_short(spelling: str) -> bool:
    parts = [fold_phrase(part) for part in spelling.split(GAP)]
    return not parts[0] or sum(map(len, parts)) < LETTERS_LEAST


def _spellings(word: str) -> list[str]:
    parts = _CHOICE.split(word)
    return [
        "".join(chosen) for chosen in product(*(part.split("|") if at % 2 else [part] for at, part in enumerate(parts)))
    ]
