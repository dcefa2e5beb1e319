"""Words of a message that nothing here knows, for whoever edits the lexicon. Common words only, never a name."""

from collections.abc import Callable, Iterable

from knowledge.language import language
from knowledge.lexicon import LETTERS_LEAST
from knowledge.reading import Reading
from knowledge.spans import Span, Spans
from knowledge.wording import names_somebody
from knowledge.words import Analyser, Word

UNMATCHED_MOST = 12  # of one message; who pastes a book teaches nothing


def unmatched(
    reading: Reading, known: Iterable[Span], knows: Callable[[str], bool], analyser: Analyser
) -> tuple[str, ...]:
    """Normalised forms, each once, in the order of the text, without the `known` spans.

    What stands in no dictionary is left out: its kind is a guess, and it may be a child's name.
    """
    spans, words = Spans(known), reading.words
    found: dict[str, None] = {}
    for word, after in zip(words, (*words[1:], None), strict=True):
        inside = spans.meet(word.begin, word.end)
        if not inside and _is_common(word, after) and not knows(word.form) and not _may_name(word, analyser):
            found[word.form] = None
    return tuple(found)[:UNMATCHED_MOST]


def _is_common(word: Word, after: Word | None) -> bool:
    return (
        word.content
        and word.listed
        and word.kind in language().words["unmatched-kinds"]
        and len(word.form) >= LETTERS_LEAST
        and not any(char.isdigit() for char in word.surface)
        and not names_somebody(word, after)
    )


def _may_name(word: Word, analyser: Analyser) -> bool:
    return any(analyser.could_name(spelling) for spelling in dict.fromkeys((word.surface, word.form)))
