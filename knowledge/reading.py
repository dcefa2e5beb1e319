"""A message read once: its normal form, its words and its sentences. Everything else looks at this."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.spans import Span, Spans
from knowledge.text import Folded, fold, normalise, sentence_spans
from knowledge.words import Analyser, Word

PARTS_MOST = 40
MAX_CHARS = 10_000  # twice what a messenger carries; the rest is not read


@dataclass(frozen=True, slots=True)
class Reading:
    plain: str
    folded: Folded
    words: tuple[Word, ...]
    begins: tuple[int, ...]  # where words begin, in order
    starts: frozenset[int]  # the same, to look up
    sentences: tuple[Span, ...]

    def sentence_texts(self) -> list[str]:
        return [self.plain[start:end] for start, end in self.sentences]

    def part(self, start: int, end: int, hidden: Iterable[Span] = ()) -> tuple[str, list[Word]]:
        """The text and words between two places, without the hidden spans."""
        inside = [span for span in hidden if span[0] < end and start < span[1]]
        first, last = bisect_left(self.begins, start), bisect_left(self.begins, end)
        text, words = self.plain[start:end], list(self.words[first:last])
        if not inside:
            return text, words
        unseen = Spans(inside)
        signs = [" " if unseen.hold(at) else sign for at, sign in enumerate(text, start)]
        return "".join(signs), [word for word in words if not unseen.hold(word.begin)]


def read(text: str, analyser: Analyser) -> Reading:
    plain = normalise(text[:MAX_CHARS])[:MAX_CHARS]
    words = tuple(analyser.words(plain))
    begins = tuple(word.begin for word in words)
    return Reading(plain, fold(plain), words, begins, frozenset(begins), tuple(_parts(plain)))


def _parts(plain: str) -> list[Span]:
    """The sentences; of a very long text, as many runs of them as can be weighed one by one."""
    spans = sentence_spans(plain)
    if len(spans) <= PARTS_MOST:
        return spans
    step = -(-len(spans) // PARTS_MOST)
    return [(run[0][0], run[-1][1]) for run in (spans[at : at + step] for at in range(0, len(spans), step))]
