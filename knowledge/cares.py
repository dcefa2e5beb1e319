"""Kinds of care where a text names them, by official, everyday or lay words."""

from dataclasses import dataclass

from knowledge.lexicon import LayWords
from knowledge.phrases import PhraseBook, with_sound
from knowledge.reading import Reading
from knowledge.spans import Spans
from knowledge.taxonomy import Taxonomy
from knowledge.words import Analyser


@dataclass(frozen=True, slots=True, order=True)
class CareWord:
    start: int  # in the plain text
    end: int
    code: str


class CareNames:
    """Immutable once built."""

    def __init__(self, taxonomy: Taxonomy, analyser: Analyser) -> None:
        names = [(w, care.code) for care in taxonomy.care_types.values() for w in (care.label.ja, *care.synonyms)]
        self.phrases = tuple(phrase for phrase, _ in names)
        self._book = PhraseBook(with_sound(names, analyser))
        self._codes = frozenset(taxonomy.care_types)

    def find(self, reading: Reading, lay: LayWords) -> list[CareWord]:
        """Every word of care in its order. What could mean several kinds, or only looks like one, is left out."""
        found = [
            CareWord(hit.start, hit.end, hit.values[0])
            for hit in self._book.find(reading.folded, reading.starts)
            if len(hit.values) == 1
        ]
        found += [CareWord(hit.start, hit.end, code) for hit in lay.hits for code in hit.codes if code in self._codes]
        masks = Spans(lay.masks)
        return sorted(w for w in found if not masks.meet(w.start, w.end))
