"""Names of entries found in a text, whatever their number: folded names are kept as hashes."""

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import regex

from knowledge.phrases import stands_alone
from knowledge.text import Folded, fold_phrase

PART_LEAST, PART_MOST = 4, 40  # folded characters; shorter parts are everyday words
SHARED_MOST = 3  # a part that more entries share names none of them
HEAD = 4
_PARTS = regex.compile(r"[\p{P}\s]+")
_ALL_SCRIPTS = frozenset({"hira", "kata", "kanji", "latin", "digit", "other"})


@dataclass(frozen=True, slots=True)
class NameHit:
    start: int  # in the plain text
    end: int
    phrase: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Names:
    heads: npt.NDArray[np.uint32]  # hashes of the first characters of every name, ascending
    hashes: npt.NDArray[np.uint64]  # hash and length of each name or part, ascending
    rows: npt.NDArray[np.int32]

    @classmethod
    def of(cls, names: Sequence[str], is_telling: Callable[[str], bool]) -> "Names":
        """From the names in the order of rows. Parts that are not telling, made of everyday words, name nothing."""
        parts = [
            (short, row)
            for row, name in enumerate(names)
            for part in dict.fromkeys((name, *_PARTS.split(name)))
            if PART_LEAST <= len(short := fold_phrase(part)) <= PART_MOST and is_telling(part)
        ]
        common = Counter(short for short, _ in parts)
        kept = [(_hash(short), row) for short, row in parts if common[short] <= SHARED_MOST]
        kept.sort()
        heads = sorted({_crc(short[:HEAD]) for short, _ in parts})
        return cls(
            np.array(heads, np.uint32),
            np.array([number for number, _ in kept], np.uint64),
            np.array([row for _, row in kept], np.int32),
        )

    def find(self, folded: Folded) -> list[NameHit]:
        """Names in the text from left to right, longest first, none overlapping."""
        text = folded.text
        if len(text) < HEAD or not len(self.heads):
            return []
        starts = np.array([_crc(text[at : at + HEAD]) for at in range(len(text) - HEAD + 1)], np.uint32)
        place = np.searchsorted(self.heads, starts)
        place[place == len(self.heads)] = 0
        hits: list[NameHit] = []
        until = 0
        for at in np.flatnonzero(self.heads[place] == starts).tolist():
            if at >= until and (hit := self._longest(folded, at)) is not None:
                hits.append(hit[0])
                until = hit[1]
        return hits

    def _longest(self, folded: Folded, at: int) -> tuple[NameHit, int] | None:
        text = folded.text
        lengths = range(min(PART_MOST, len(text) - at), PART_LEAST - 1, -1)
        numbers = np.array([_hash(text[at : at + length]) for length in lengths], np.uint64)
        lows = self.hashes.searchsorted(numbers)
        lows[lows == len(self.hashes)] = 0
        for place in np.flatnonzero(self.hashes[lows] == numbers).tolist() if len(self.hashes) else ():
            until = at + lengths[place]
            if stands_alone(folded, at, until, _ALL_SCRIPTS):
                start, end = folded.span(at, until)
                high = int(self.hashes.searchsorted(numbers[place], side="right"))
                rows = tuple(sorted({int(row) for row in self.rows[lows[place] : high]}))
                return NameHit(start, end, folded.plain[start:end], rows), until
        return None

    def save(self, folder: Path) -> None:
        for name in ("heads", "hashes", "rows"):
            np.save(folder / f"names.{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, folder: Path) -> "Names":
        return cls(*(np.load(folder / f"names.{name}.npy") for name in ("heads", "hashes", "rows")))


def _crc(text: str) -> int:
    return zlib.crc32(text.encode("utf-8"))


def _hash(text: str) -> int:
    """32 bits of one checksum, 24 of another and the length: no two names of a country share it by chance."""
    data = text.encode("utf-8")
    return (zlib.crc32(data) << 32) | ((zlib.adler32(data) & 0xFFFFFF) << 8) | min(len(text), 255)
