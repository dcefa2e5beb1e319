"""Towns of a region, with the districts and stations by which people call them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import jaconv

from knowledge.language import language
from knowledge.phrases import PhraseBook, with_sound
from knowledge.reading import Reading
from knowledge.taxonomy import Municipality
from knowledge.text import Folded, fold, normalise
from knowledge.words import shared_analyser


@dataclass(frozen=True, slots=True)
class PlaceMention:
    code: str
    word: str
    start: int
    end: int
    weight: float  # how much it says where the child lives; 0 says nothing


class Places:
    """The towns of a region. `districts` maps a town's code to names within it.

    `neighbours` are towns outside, known by their full names only: who lives there is told so.
    """

    def __init__(
        self,
        municipalities: Iterable[Municipality],
        districts: Mapping[str, Iterable[str]] | None = None,
        neighbours: Iterable[Municipality] = (),
    ) -> None:
        self.towns = {town.code: town for town in municipalities}
        names: list[tuple[str, str]] = []
        for town in self.towns.values():
            names += [(name, town.code) for name in _names_of(town)]
        for code, inside in (districts or {}).items():
            names += [(name, code) for name in inside]
        names += [(town.name, town.code) for town in neighbours]
        self.names = frozenset(name for name, _ in names)
        self._book = PhraseBook(with_sound(names, shared_analyser()))

    def __contains__(self, code: object) -> bool:
        return code in self.towns

    def mentions(self, text: str) -> list[PlaceMention]:
        """Every place named in the text, in its order."""
        return self.mentions_in(fold(normalise(text)))

    def mentions_in(self, folded: Folded, starts: Collection[int] | None = None) -> list[PlaceMention]:
        found = []
        for hit in self._book.find(folded, starts):
            if len(hit.values) == 1:
                weight = _weight(folded.plain, hit.start, hit.end)
                found.append(PlaceMention(hit.values[0], hit.phrase, hit.start, hit.end, weight))
        return found

    def elsewhere_in(self, reading: Reading) -> bool:
        """Whether the text names a town outside the region as the place of living."""
        known = self.mentions_in(reading.folded, reading.starts)
        return any(
            word.place
            and not any(place.start <= word.begin < place.end for place in known)
            and language().pattern("place-town-after").match(reading.plain, word.end)
            for word in reading.words
        )

    def town_in(self, folded: Folded, starts: Collection[int] | None = None) -> str | None:
        """The town where the child lives as far as the text says; the latest of the strongest mentions."""
        best: PlaceMention | None = None
        for mention in self.mentions_in(folded, starts):
            if mention.weight > 0 and (best is None or mention.weight >= best.weight):
                best = mention
        return best.code if best else None


def _weight(plain: str, start: int, end: int) -> float:
    def after(name: str) -> bool:
        return language().pattern(f"place-{name}-after").match(plain, end) is not None

    if after("is-person"):
        return 0.0
    before = language().pattern("place-elsewhere-before").search(plain[max(0, start - 8) : start])
    if before or after("left") or after("elsewhere"):
        return 0.25
    if after("moves-to"):
        return 3.0
    return 2.0 if after("lives") else 1.0


def _names_of(town: Municipality) -> Iterable[str]:
    kana = jaconv.kata2hira(town.kana)
    stem = language().pattern("place-suffix").sub("", kana)
    return (town.name, town.kana, *town.synonyms, stem, jaconv.hira2kata(stem), jaconv.kana2alphabet(stem))
