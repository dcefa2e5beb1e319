"""A text cut into dictionary words. One analyser per thread: Sudachi's may not be shared."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import jaconv
from sudachipy import Dictionary, SplitMode

from knowledge.language import language


@dataclass(frozen=True, slots=True)
class Word:
    surface: str
    form: str  # normalised: one form for all spellings
    begin: int
    end: int
    content: bool
    place: bool = False  # the name of a place, as far as the dictionary knows
    reading: str = ""  # in katakana
    synonyms: tuple[int, ...] = ()  # the dictionary's groups of words that mean the same
    kind: str = ""  # noun, verb, ... and its next finer kind

    @property
    def sound(self) -> str:
        """How it is spoken, in hiragana; signs as they are, which the dictionary would name."""
        return str(jaconv.kata2hira(self.reading)) if self.reading and self.surface.strip() else self.surface


@cache
def shared_analyser() -> "Analyser":
    """One analyser for whoever needs none of his own: the dictionary is opened once."""
    return Analyser()


class Analyser:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._dictionary = Dictionary(dict="core")
        self._local = threading.local()

    def words(self, plain: str) -> list[Word]:
        """All words of a text that `normalise` has seen, in order. Sudachi refuses above 49,149 bytes."""
        tokenizer = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            tokenizer = self._local.tokenizer = self._dictionary.tokenizer(mode=SplitMode.A)
        return list(self._analysed(tokenizer, plain))

    def in_hiragana(self, plain: str) -> str:
        """How the text sounds, written as someone writes who knows no kanji."""
        return "".join(word.sound for word in self.words(plain))

    def content(self, plain: str) -> list[str]:
        """The normalised forms of the words that carry meaning."""
        return [word.form for word in self.words(plain) if word.content]

    @staticmethod
    def _analysed(tokenizer: object, plain: str) -> Iterator[Word]:
        words = language().words
        kinds, numerals, stop = words["content-kinds"], words["numeral-kinds"], words["stop"]
        for morpheme in tokenizer.tokenize(plain):  # type: ignore[attr-defined]
            kind = morpheme.part_of_speech()
            form = morpheme.normalized_form()
            content = kind[0] in kinds and kind[1] not in numerals and form not in stop
            place = kind[2] in words["place-kinds"]
            yield Word(
                morpheme.surface(),
                form,
                morpheme.begin(),
                morpheme.end(),
                content,
                place,
                morpheme.reading_form(),
                tuple(morpheme.synonym_group_ids()) if content else (),
                f"{kind[0]}-{kind[1]}",
            )
