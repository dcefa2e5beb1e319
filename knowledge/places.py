"""Towns of a region, with the districts and stations by which people call them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import jaconv

from knowledge.language import language
from knowledge.phrases import PhraseBook, with_sound
from knowledge.reading import Reading
from knowledge.taxonomy import Municipality
from knowledge.text import Folded, fold, fold_phrase, normalise
from knowledge.words import shared_analyser

SHORT_NAME = 2  # signs; with one lost nothing would be left to know it by


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
        self._misspelt = _misspelt(self.towns.values())

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
        return best.code if best else self._misspelt_in(folded)

    def _misspelt_in(self, folded: Folded) -> str | None:
        """A town whose name lost a sign, or has two in the wrong order. Only asked where no name is right."""
        plain, text = folded.plain, folded.text
        before, after = language().pattern("place-before-misspelt"), language().pattern("place-after-misspelt")
        for spelling, (code, lost) in self._misspelt.items():
            at = text.find(spelling)
            if at < 0:
                continue
            start, end = folded.span(at, at + len(spelling))
            alone = before.search(plain[:start]) and _weight(plain, start, end) >= 1
            if alone and (not lost or after.match(plain, end)):
                return code
        return None


def _misspelt(towns: Iterable[Municipality]) -> dict[str, tuple[str, bool]]:
    """Misspellings of the towns' names, with whether a sign is lost; those that could mean two towns are left out."""
    found: dict[str, dict[tuple[str, bool], None]] = {}
    for town in towns:
        stem = fold_phrase(language().pattern("place-suffix-written").sub("", town.name))
        for name in (stem, fold_phrase(town.name)):
            for at in range(len(name) - 1):
                found.setdefault(name[:at] + name[at + 1] + name[at] + name[at + 2 :], {})[town.code, False] = None
        for at in range(len(stem)) if len(stem) > SHORT_NAME else ():
            found.setdefault(stem[:at] + stem[at + 1 :], {})[town.code, True] = None
    right = {fold_phrase(name) for town in towns for name in _names_of(town)}
    return {s: next(iter(meant)) for s, meant in found.items() if len({c for c, _ in meant}) == 1 and s not in right}


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
