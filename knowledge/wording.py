"""A message without whoever it is about: what may be remembered of it once a coordinator approved it."""

from collections.abc import Iterable

from knowledge.language import language
from knowledge.reading import Reading
from knowledge.spans import Span, Spans
from knowledge.words import Word

WORDING_MOST = 120  # characters; a question, not a story


def name_free(reading: Reading, hidden: Iterable[Span]) -> str:
    """The text without names, numbers, addresses and the hidden spans (places, offices)."""
    plain = reading.plain
    gone = [*hidden, *(found.span() for found in language().pattern("wording-drops").finditer(plain))]
    words = reading.words
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        if names_somebody(word, after):
            gone.append((word.begin, word.end))
            if after is not None and after.surface in language().words["honorifics"]:
                gone.append((after.begin, after.end))
    dropped = Spans(gone)
    kept = [" " if dropped.hold(at) else char for at, char in enumerate(plain)]
    return _tidied("".join(kept))


def names_somebody(word: Word, after: Word | None) -> bool:
    """Whether it is a name, or somebody is called by it. `after` is the next word."""
    if word.kind in language().words["name-kinds"]:
        return True
    called = after is not None and after.surface in language().words["honorifics-of-children"]
    return called and word.surface not in language().words["relatives"]


def _tidied(text: str) -> str:
    for name, better in (
        ("wording-blanks", ""),
        ("wording-loose-particles", r"\g<kept>"),
        ("wording-signs", r"\g<sign>"),
    ):
        text = language().pattern(name).sub(better, text)
    return language().pattern("wording-edges").sub("", text)
