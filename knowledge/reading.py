"""A message read once: its normal form, its words and its sentences. Everything else looks at this."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.text import Folded, fold, normalise, sentence_spans
from knowledge.words import Analyser, Word

MAX_CHARS = 10_000  # twice what a messenger carries; the rest is not read

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    plain: str
    folded: Folded
    words: tuple[Word, ...]
    starts: frozenset[int]  # where words begin
    sentences: tuple[Span, ...]

    def sentence_texts(self) -> list[str]:
        return [self.plain[start:end] for start, end in self.sentences]

    def part(self, start: int, end: int, hidden: Iterable[Span] = ()) -> tuple[str, list[Word]]:
        """The text and words between two places, without the hidden spans."""
        inside = [span for span in hidden if span[0] < end and start < span[1]]
        words = [w for w in self.words if start <= w.begin < end and not any(s <= w.begin < e for s, e in inside)]
        text = self.plain[start:end]
        for s, e in inside:
            text = text[: max(0, s - start)] + " " * (min(e, end) - max(s, start)) + text[max(0, e - start) :]
        return text, words


def read(text: str, analyser: Analyser) -> Reading:
    plain = normalise(text[:MAX_CHARS])[:MAX_CHARS]
    words = tuple(analyser.words(plain))
    return Reading(plain, fold(plain), words, frozenset(word.begin for word in words), tuple(sentence_spans(plain)))
