"""Towns of a region, with the districts and stations by which people call them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import jaconv

from knowledge.language import language
from knowledge.phrases import PhraseBook, with_sound
from knowledge.reading import Reading
from knowledge.slips import doubled, lost, swapped
from knowledge.spans import Spans
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
        within = [(name, code) for code, inside in (districts or {}).items() for name in inside]
        names += [*within, *((town.name, town.code) for town in neighbours)]
        self.names = frozenset(name for name, _ in names)
        self._book = PhraseBook(with_sound(names, shared_analyser()))
        self._slips = _slips(self.towns.values(), within, self.names)

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
        known = Spans((place.start, place.end) for place in self.mentions_in(reading.folded, reading.starts))
        return any(
            word.place
            and not known.hold(word.begin)
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
        """A town or district with one slip of the fingers in its name. Only asked where no name is right."""
        plain, text = folded.plain, folded.text
        before, after = language().pattern("place-before-misspelt"), language().pattern("place-after-misspelt")
        for at in range(len(text) - 1):
            for slip in self._slips.get(text[at : at + SHORT_NAME], ()):
                if not text.startswith(slip.spelling, at):
                    continue
                start, end = folded.span(at, at + len(slip.spelling))
                alone = before.search(plain[:start]) and _weight(plain, start, end) >= 1
                if alone and (not slip.doubtful or after.match(plain, end)):
                    return slip.code
        return None


@dataclass(frozen=True, slots=True)
class _Slip:
    """A name with a sign lost, doubled, or in the wrong order."""

    spelling: str
    code: str
    doubtful: bool  # so little is left that the text must say that it is a town


def _slips(
    towns: Iterable[Municipality], districts: Iterable[tuple[str, str]], right: Collection[str]
) -> dict[str, tuple[_Slip, ...]]:
    """Slips by their first signs, the longest first. What could mean two towns, or is a name itself, is left out."""
    analyser, found = shared_analyser(), dict[str, dict[_Slip, None]]()

    def add(spellings: Iterable[str], code: str, *, doubtful: bool = False) -> None:
        for spelling in spellings:
            if len(spelling) >= SHORT_NAME:
                found.setdefault(spelling, {})[_Slip(spelling, code, doubtful)] = None

    for town in towns:
        name = fold_phrase(town.name)
        stem = fold_phrase(language().pattern("place-suffix-written").sub("", town.name))
        for written in (stem, name):
            add((*swapped(written), *doubled(written), *_parted(written)), town.code)
        if len(stem) > SHORT_NAME:
            add(lost(stem), town.code, doubtful=True)
        else:  # 津市 is a town of its own, 三市 is three of them
            left = [one + name[len(stem) :] for one in lost(stem) if one not in language().words["numerals"]]
            add((one for one in left if not analyser.could_name(one, place=True)), town.code)
    for district, code in districts:
        name = fold_phrase(district)
        slips = [*swapped(name), *doubled(name), *_parted(name), *(lost(name) if len(name) > SHORT_NAME + 1 else ())]
        add((slip for slip in slips if not analyser.stands_for_something(slip)), code)
    known = {fold_phrase(name) for name in right}
    by_head: dict[str, list[_Slip]] = {}
    for spelling, meant in found.items():
        if len({slip.code for slip in meant}) == 1 and spelling not in known:
            by_head.setdefault(spelling[:SHORT_NAME], []).append(next(iter(meant)))
    return {
        head: tuple(sorted(slips, key=lambda slip: (-len(slip.spelling), slip.spelling)))
        for head, slips in by_head.items()
    }


def _parted(name: str) -> list[str]:
    """The last sign behind the particle that follows it."""
    return (
        [name[:-1] + particle + name[-1] for particle in language().words["particles"]]
        if len(name) > SHORT_NAME
        else []
    )


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
