"""A text cut into dictionary words. One analyser per thread: Sudachi's may not be shared."""

import threading
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import jaconv
from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from knowledge.language import language


class Word(NamedTuple):
    surface: str
    form: str  # normalised: one form for all spellings
    begin: int
    end: int
    content: bool
    place: bool = False  # the name of a place, as far as the dictionary knows
    reading: str = ""  # in katakana
    synonyms: tuple[int, ...] = ()  # the dictionary's groups of words that mean the same
    kind: str = ""  # noun, verb, ... and its next finer kind
    listed: bool = True  # it stands in the dictionary; else its kind is only guessed

    @property
    def sound(self) -> str:
        """How it is spoken, in hiragana; signs as they are, which the dictionary would name."""
        return str(jaconv.kata2hira(self.reading)) if self.reading and self.surface.strip() else self.surface


Told = tuple[str, bool, bool, str, tuple[int, ...], str]
KEPT_MOST = 20_000  # words whose dictionary entry is remembered: looking it up costs more than finding the word


@cache
def shared_analyser() -> "Analyser":
    """One analyser for whoever needs none of his own: the dictionary is opened once."""
    return Analyser()


class Analyser:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._dictionary = Dictionary(dict="core")
        self._local = threading.local()
        self._known: dict[tuple[int, str], Told] = {}  # words of the dictionary only, never a person's own

    def words(self, plain: str) -> list[Word]:
        """All words of a text that `normalise` has seen, in order. Sudachi refuses above 49,149 bytes."""
        tokenizer = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            tokenizer = self._local.tokenizer = self._dictionary.tokenizer(mode=SplitMode.A)
        return list(self._analysed(tokenizer, plain))

    def in_hiragana(self, plain: str) -> str:
        """How the text sounds, written as someone writes who knows no kanji."""
        return "".join(word.sound for word in self.words(plain))

    def could_name(self, spelling: str, *, place: bool = False) -> bool:
        """Whether the dictionary knows it as a name, or as a place's: 葵 is a flower and a girl."""
        names, places = language().words["name-kinds"], language().words["place-kinds"]
        kinds = [one.part_of_speech() for one in self._dictionary.lookup(spelling)]
        return any(kind[2] in places if place else f"{kind[0]}-{kind[1]}" in names for kind in kinds)

    def stands_for_something(self, spelling: str) -> bool:
        """Whether the dictionary has a word that is spelt so."""
        return len(self._dictionary.lookup(spelling)) > 0

    def content(self, plain: str) -> list[str]:
        """The normalised forms of the words that carry meaning."""
        return [word.form for word in self.words(plain) if word.content]

    def _analysed(self, tokenizer: Tokenizer, plain: str) -> Iterator[Word]:
        known = self._known
        for morpheme in tokenizer.tokenize(plain):
            surface, number = morpheme.surface(), morpheme.word_id()
            listed = not morpheme.is_oov()
            told = known.get((number, surface)) if listed else _told(morpheme)
            if told is None:
                if len(known) >= KEPT_MOST:
                    known.clear()
                told = known[number, surface] = _told(morpheme)
            form, content, place, reading, synonyms, kind = told
            yield Word(surface, form, morpheme.begin(), morpheme.end(), content, place, reading, synonyms, kind, listed)


def _told(morpheme: Morpheme) -> Told:
    """What the dictionary says of a word, wherever it stands."""
    words = language().words
    kind = morpheme.part_of_speech()
    form = morpheme.normalized_form()
    content = kind[0] in words["content-kinds"] and kind[1] not in words["numeral-kinds"] and form not in words["stop"]
    synonyms = tuple(morpheme.synonym_group_ids()) if content else ()
    place = kind[2] in words["place-kinds"]
    return form, content, place, morpheme.reading_form(), synonyms, f"{kind[0]}-{kind[1]}"
