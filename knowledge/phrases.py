"""Known phrases found in a folded text: longest first, never half a word."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.text import Folded, fold_phrase, normalise, script
from knowledge.words import Analyser

T = TypeVar("T")

SHORT = 3  # below or at this many folded characters, kana must stand in its own script and alone


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    start: int  # in the plain text
    end: int
    phrase: str  # as the book has it
    values: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    folded: str
    phrase: str
    values: tuple[T, ...]
    scripts: frozenset[str]


class PhraseBook(Generic[T]):
    """Phrases with what each may mean. Immutable once built."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        gathered: dict[str, dict[str, dict[T, None]]] = {}
        for phrase, value in phrases:
            folded = fold_phrase(phrase)
            if len(folded) > 1 or (folded and script(folded) == "kanji"):
                gathered.setdefault(folded, {}).setdefault(phrase, {})[value] = None
        book: dict[str, list[_Entry[T]]] = {}
        for folded, spellings in gathered.items():
            values = tuple(dict.fromkeys(v for vs in spellings.values() for v in vs))
            scripts = frozenset(script(c) for phrase in spellings for c in normalise(phrase))
            book.setdefault(folded[:2], []).append(_Entry(folded, next(iter(spellings)), values, scripts))
        for entries in book.values():
            entries.sort(key=lambda entry: (-len(entry.folded), entry.folded))
        self._book: Mapping[str, tuple[_Entry[T], ...]] = {key: tuple(value) for key, value in book.items()}

    def find(self, folded: Folded, starts: Collection[int] | None = None) -> list[Hit[T]]:
        """Hits from left to right that do not overlap; at each place the longest phrase.

        `starts` are the places in the plain text where words begin; short hiragana must stand at one.
        """
        hits: list[Hit[T]] = []
        text, book, until = folded.text, self._book, 0
        for at in [at for at in range(len(text)) if text[at : at + 2] in book or text[at] in book]:
            if at < until or (entry := self._entry_at(folded, at, starts)) is None:
                continue
            until = at + len(entry.folded)
            hits.append(Hit(*folded.span(at, until), entry.phrase, entry.values))
        return hits

    def _entry_at(self, folded: Folded, at: int, starts: Collection[int] | None) -> _Entry[T] | None:
        text = folded.text
        for key in (text[at : at + 2], text[at : at + 1]):
            for entry in self._book.get(key, ()):
                if text.startswith(entry.folded, at) and stands_alone(
                    folded, at, at + len(entry.folded), entry.scripts, starts
                ):
                    return entry
        return None


def with_sound(phrases: Iterable[tuple[str, T]], analyser: Analyser) -> Iterator[tuple[str, T]]:
    """The phrases, and in hiragana those that are long enough not to be mistaken for other words."""
    for phrase, value in phrases:
        yield phrase, value
        sound = analyser.in_hiragana(normalise(phrase))
        if len(fold_phrase(sound)) > SHORT and any(script(char) == "kanji" for char in phrase):
            yield sound, value


def stands_alone(
    folded: Folded, at: int, until: int, scripts: frozenset[str], starts: Collection[int] | None = None
) -> bool:
    """Whether the folded characters are a word of their own rather than a piece of another.

    `scripts` are those in which the phrase itself is written.
    """
    start, end = folded.span(at, until)
    plain = folded.plain
    before = script(plain[start - 1]) if start else ""
    after = script(plain[end]) if end < len(plain) else ""
    first, last = script(plain[start]), script(plain[end - 1])
    if "latin" in (first, last) and (before == first == "latin" or after == last == "latin"):
        return False
    if first == "digit" == before or last == "digit" == after:
        return False
    if until - at > SHORT:
        return True
    inside = {script(char) for char in plain[start:end]}
    if inside & {"hira", "kata"} and not inside <= scripts:
        return False
    if inside == {"kata"}:
        return before != "kata" and after != "kata"
    if inside != {"hira"} or before != "hira":
        return True
    return starts is not None and start in starts and (end in starts or end == len(plain))
