"""Text written in hiragana spelt as most people spell it, so that everything else can read it.

A language model of the words in our own examples picks the likeliest spelling, as an input method would. What no
example holds stays as it is: nothing else here would know it either.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, Self

import regex

from knowledge.words import Word

SPELLINGS = "spellings.txt"
ENOUGH_KANJI = 0.2  # of the kana and kanji; most people's messages have a third
CHARS_MOST = 800  # who writes more than this without kanji is read as written
READING_MOST = 14  # characters of one word
STATES = 6  # of the ways to read up to a place, how many are followed
WORD_PAIR, KIND_PAIR, WORD = 0.55, 0.35, 0.10  # how much is believed of neighbours, of their kinds, of the word alone
UNKNOWN_KANA, UNKNOWN_OTHER = -13.0, -3.0  # for each character that no word explains
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}\u30fc]")
_KANJI = regex.compile(r"\p{Han}")


class Spelt(NamedTuple):
    """A word as one spells it, as it sounds in hiragana, and its kind (noun, verb, ...)."""

    surface: str
    sound: str
    kind: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What the examples hold. Words are numbered from 1; 0 is the edge of a text."""

    words: tuple[tuple[Spelt, int], ...]
    pairs: Mapping[tuple[int, int], int]

    @classmethod
    def of(cls, texts: Iterable[Sequence[Word]], known: "Counts | None" = None) -> Self:
        """What the texts hold, added to what is known from elsewhere."""
        before = known.words if known is not None else ()
        numbers = {spelt: number for number, (spelt, _) in enumerate(before, start=1)}
        words = Counter(dict(enumerate((count for _, count in before), start=1)))
        pairs: Counter[tuple[int, int]] = Counter(known.pairs if known is not None else {})
        for text in texts:
            last = 0
            for word in text:
                number = numbers.setdefault(Spelt(word.surface, word.sound, word.kind), len(numbers) + 1)
                words[number] += 1
                pairs[last, number] += 1
                last = number
            pairs[last, 0] += 1
        return cls(tuple((spelt, words[number]) for spelt, number in numbers.items()), dict(sorted(pairs.items())))

    def save(self, path: Path, trained_from: str) -> None:
        """One word a line with its count and the numbers and counts of the words after it."""
        after: dict[int, list[str]] = {}
        for (first, second), count in self.pairs.items():
            after.setdefault(first, []).append(f"{second}:{count}")
        lines = [trained_from, " ".join(after.get(0, ()))]
        for number, (spelt, count) in enumerate(self.words, start=1):
            lines.append("\t".join([*spelt, str(count), " ".join(after.get(number, ()))]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @classmethod
    def shipped(cls) -> Self:
        _, edge, *lines = (files("knowledge.data") / SPELLINGS).read_text(encoding="utf-8").splitlines()
        words = []
        after = [edge]
        for line in lines:
            surface, sound, kind, count, pairs = line.split("\t")
            words.append((Spelt(surface, sound, kind), int(count)))
            after.append(pairs)
        pairs_seen = {}
        for first, seconds in enumerate(after):
            for pair in seconds.split():
                second, _, count = pair.partition(":")
                pairs_seen[first, int(second)] = int(count)
        return cls(tuple(words), pairs_seen)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    number: int
    surface: str
    kind: int
    alone: float  # its share of all words
    of_kind: float  # its share of the words of its kind


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """The likeliest way to read the text up to some place."""

    score: float
    last: _Known
    before: "_Way | None" = field(default=None)


class Speller:
    """Immutable once built."""

    def __init__(self, counts: Counts) -> None:
        kinds: dict[str, int] = {"": 0}
        total, of_kind = 0, Counter[str]()
        for spelt, count in counts.words:
            total += count
            of_kind[spelt.kind] += count
            kinds.setdefault(spelt.kind, len(kinds))
        words = [_Known(0, "", 0, 1.0, 1.0)]
        self._by_spelling: dict[str, list[_Known]] = {}
        for number, (spelt, count) in enumerate(counts.words, start=1):
            shares = count / total, count / of_kind[spelt.kind]
            words.append(_Known(number, spelt.surface, kinds[spelt.kind], *shares))
            for spelling in dict.fromkeys((spelt.surface, spelt.sound)):
                self._by_spelling.setdefault(spelling, []).append(words[-1])
        after, kinds_after = Counter[int](), Counter[int]()
        kind_pairs = Counter[tuple[int, int]]()
        for (first, second), count in counts.pairs.items():
            pair = words[first].kind, words[second].kind
            after[first] += count
            kinds_after[pair[0]] += count
            kind_pairs[pair] += count
        self._edge = words[0]
        self._pairs = {pair: WORD_PAIR * count / (after[pair[0]] + 1) for pair, count in counts.pairs.items()}
        self._kind_pairs = {pair: KIND_PAIR * count / kinds_after[pair[0]] for pair, count in kind_pairs.items()}

    def respelt(self, plain: str, enough_kanji: float = ENOUGH_KANJI) -> str | None:
        """A text that `normalise` has seen in its likeliest spelling; None where it is spelt well enough as it is."""
        kana, kanji = len(_KANA.findall(plain)), len(_KANJI.findall(plain))
        if not kana or len(plain) > CHARS_MOST or kanji >= enough_kanji * (kana + kanji):
            return None
        spelt = self._likeliest(plain)
        return spelt if spelt != plain else None

    def _likeliest(self, plain: str) -> str:
        ways: list[list[_Way]] = [[] for _ in range(len(plain) + 1)]
        ways[0] = [_Way(0.0, self._edge)]
        for at, char in enumerate(plain):
            here = sorted(ways[at], key=lambda way: -way.score)[:STATES]
            for until in range(at + 1, min(len(plain), at + READING_MOST) + 1):
                for known in self._by_spelling.get(plain[at:until], ()):
                    ways[until].append(self._longer(here, known))
            lost = UNKNOWN_KANA if _KANA.match(char) else UNKNOWN_OTHER
            ways[at + 1].append(_Way(here[0].score + lost, _Known(0, char, 0, 1.0, 1.0), here[0]))
        way: _Way | None = max(ways[-1], key=lambda way: way.score)
        pieces = []
        while way is not None:
            pieces.append(way.last.surface)
            way = way.before
        return "".join(reversed(pieces))

    def _longer(self, here: Sequence[_Way], known: _Known) -> _Way:
        pairs, kind_pairs = self._pairs, self._kind_pairs
        best, chosen = -math.inf, here[0]
        for way in here:
            last = way.last
            chance = (
                pairs.get((last.number, known.number), 0.0)
                + kind_pairs.get((last.kind, known.kind), 0.0) * known.of_kind
                + WORD * known.alone
            )
            score = way.score + math.log(chance)
            if score > best:
                best, chosen = score, way
        return _Way(best, known, chosen)


@cache
def shipped_speller() -> Speller:
    """The speller whose counts ship with the product, read once."""
    return Speller(Counts.shipped())
