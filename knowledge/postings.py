"""Words to entries: a BM25 index in three arrays, of any size. Immutable."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

K1, B = 1.2, 0.4  # how soon more of a word says no more, and how much longer texts must say it more often
EVERYWHERE = 0.1  # a word in more of the entries than this says nothing, once there are many
MANY = 2_000
STEPS = 255  # scores are stored in bytes

Ints = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    words: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    rows: Ints  # ascending for each word
    gains: npt.NDArray[np.uint8]
    units: Scores  # per word: what one step of its gains is worth
    size: int

    @classmethod
    def of(cls, documents: Sequence[Mapping[str, int]], b: float = B) -> "Postings":
        """From the words of each document with their counts."""
        spread = Counter(word for document in documents for word in document)
        words = {word: number for number, word in enumerate(sorted(spread))}
        lengths = np.array([sum(document.values()) for document in documents], np.float32)
        norms = K1 * (1 - b + b * lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0))
        starts = np.cumsum([0, *(spread[word] for word in words)], dtype=np.int64)
        rows = np.empty(int(starts[-1]), np.int32)
        gains = np.empty(len(rows), np.float32)
        at = starts[:-1].copy()
        for row, document in enumerate(documents):
            norm = norms[row]
            for word, count in document.items():
                number = words[word]
                rows[at[number]] = row
                gains[at[number]] = count * (K1 + 1) / (count + norm)
                at[number] += 1
        counts = np.diff(starts)
        rarity = np.log(1 + (len(documents) - counts + 0.5) / (counts + 0.5)).astype(np.float32)
        units: Scores = (rarity * np.float32((K1 + 1) / STEPS)).astype(np.float32)
        bytes_ = np.clip(np.round(gains / np.float32(K1 + 1) * STEPS), 1, STEPS).astype(np.uint8)
        return cls(words, starts, rows, bytes_, units, len(documents))

    def scores(self, words: Iterable[str], rows: Ints) -> tuple[Scores, list[str]]:
        """The score of each of `rows` (ascending), and the words that scored at all."""
        total = np.zeros(len(rows), np.float32)
        used = []
        for word in words:
            number = self.words.get(word)
            if number is None or self._is_everywhere(number):
                continue
            start, end = self.starts[number], self.starts[number + 1]
            inside = self.rows[start:end]
            if len(inside) < len(rows):
                place = np.searchsorted(rows, inside)
                place[place == len(rows)] = 0
                hit = rows[place] == inside if len(rows) else np.zeros(len(inside), bool)
                total[place[hit]] += self.gains[start:end][hit] * self.units[number]
            else:
                place = np.searchsorted(inside, rows)
                place[place == len(inside)] = 0
                hit = inside[place] == rows
                total[hit] += self.gains[start:end][place[hit]] * self.units[number]
            if hit.any():
                used.append(word)
        return total, used

    def rows_with(self, word: str) -> Ints:
        number = self.words.get(word)
        if number is None or self._is_everywhere(number):
            return np.empty(0, np.int32)
        return self.rows[self.starts[number] : self.starts[number + 1]]

    def having(self, word: str, rows: Ints) -> npt.NDArray[np.bool_]:
        """Which of the rows have the word."""
        inside = self.rows_with(word)
        if not len(inside):
            return np.zeros(len(rows), bool)
        place = inside.searchsorted(rows)
        place[place == len(inside)] = 0
        hits: npt.NDArray[np.bool_] = inside[place] == rows
        return hits

    def best(self, words: Iterable[str], limit: int) -> Ints:
        """The rows with the highest scores of all, ascending by row."""
        lists = [self.rows_with(word) for word in words]
        if not any(len(found) for found in lists):
            return np.empty(0, np.int32)
        rows = np.unique(np.concatenate(lists)).astype(np.int32)
        scores, _ = self.scores(words, rows)
        chosen = np.sort(np.argsort(-scores, kind="stable")[:limit])
        best: Ints = rows[chosen]
        return best

    def _is_everywhere(self, number: int) -> bool:
        return self.size >= MANY and self.starts[number + 1] - self.starts[number] > EVERYWHERE * self.size

    def save(self, folder: Path) -> None:
        for name in ("starts", "rows", "gains", "units"):
            np.save(folder / f"words.{name}.npy", getattr(self, name))
        (folder / "words.txt").write_text("\n".join([str(self.size), *self.words]), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Postings":
        size, *words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
        arrays = {
            name: np.asarray(
                np.load(folder / f"words.{name}.npy", mmap_mode="r" if name in ("rows", "gains") else None)
            )
            for name in ("starts", "rows", "gains", "units")
        }
        return cls({word: number for number, word in enumerate(words)}, **arrays, size=int(size))
