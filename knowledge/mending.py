"""A message with its slips of the fingers put right, sign by sign, so that danger is heard in it all the same.

How signs follow each other in our own examples (a model of three signs in a row) says where something is odd and which
single slip, undone, makes it most likely again. The mended text is a second opinion on what was meant, never what is
shown or kept.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, Self

SIGNS = "signs.txt"
CHARS_MOST = 800  # who writes more has said it more than once
EDGE = "。"  # where a sentence begins or ends
ORDER = 3  # signs in a row
REACH = ORDER - 1  # so many signs after one are judged by it
UNIT = 16  # a cost is minus the logarithm of a chance, in sixteenths
COST_MOST = 255
UNHEARD_OF = round(UNIT * math.log(3000))  # a sign that no example holds: some three thousand are in use
ODD = round(UNIT * math.log(50))  # a sign less likely than this is looked at
GAIN_LEAST = 4 * UNIT  # by how much a text must become likelier to be believed
LOST = 2 * UNIT  # a lost sign may have been any; that any fits by chance must cost something
ONE_IN = 6  # of so many signs one may be a slip; a text with more is not made of our words
NOWHERE = -REACH
UNCHANGED = (0, 0, "")
LEFT_ALONE = frozenset((EDGE, "0", " "))  # a number is no slip, and blanks cost nothing
_ALIKE = str.maketrans("!?\n0123456789", EDGE * 3 + "0" * 10)


@dataclass(frozen=True, slots=True)
class SignCosts:
    """`seen` is the cost of the last sign of up to three after those before it.

    `unseen` is what it costs beside that of the shorter run where a sign has never followed these.
    """

    seen: Mapping[str, int]
    unseen: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Of texts that `normalise` has seen. Runs never met are judged by how many kinds follow (Witten and Bell)."""
        runs: Counter[str] = Counter()
        for text in texts:
            signs = _framed(text)
            for at in range(ORDER - 1, len(signs)):
                runs.update(signs[at - more : at + 1] for more in range(ORDER))
        follow, kinds = Counter[str](), Counter[str]()
        for run, count in runs.items():
            follow[run[:-1]] += count
            kinds[run[:-1]] += 1
        chances: dict[str, float] = {}
        for run in sorted(runs, key=lambda run: (len(run), run)):
            before = run[:-1]
            shorter = chances[run[1:]] if before else math.exp(-UNHEARD_OF / UNIT)
            chances[run] = (runs[run] + kinds[before] * shorter) / (follow[before] + kinds[before])
        unseen = {before: kinds[before] / (follow[before] + kinds[before]) for before in sorted(kinds)}
        return cls(*({run: _cost(chance) for run, chance in part.items()} for part in (chances, unseen)))

    def save(self, path: Path, trained_from: str) -> None:
        """A line for each run of signs: what another sign after it costs, the known ones and their costs."""
        after: dict[str, list[str]] = {}
        for run in self.seen:
            after.setdefault(run[:-1], []).append(run[-1])
        lines = [trained_from]
        for before, signs in after.items():
            costs = " ".join(str(self.seen[before + sign]) for sign in signs)
            lines.append("\t".join([before, str(self.unseen[before]), "".join(signs), costs]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @classmethod
    def shipped(cls) -> Self:
        seen: dict[str, int] = {}
        unseen: dict[str, int] = {}
        with (files("knowledge.data") / SIGNS).open("r", encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                before, other, signs, costs = line.rstrip("\n").split("\t")
                unseen[before] = int(other)
                seen.update(zip((before + sign for sign in signs), map(int, costs.split()), strict=True))
        return cls(seen, unseen)


class Slip(NamedTuple):
    """Undone by writing one of `meant` over the signs from `start` to `end`."""

    start: int
    end: int
    meant: Iterable[str]
    cost: int = 0


class Mender:
    """Immutable once built."""

    def __init__(self, costs: SignCosts) -> None:
        self._seen, self._unseen = costs.seen, costs.unseen
        self._between: dict[str, str] = {}
        for run in costs.seen:
            if len(run) == ORDER and run[1] not in LEFT_ALONE:
                around = run[0] + run[-1]
                self._between[around] = self._between.get(around, "") + run[1]

    def mended(self, plain: str) -> str | None:
        """A text that `normalise` has seen, as it was probably meant; None where nothing is to mend."""
        if len(plain) > CHARS_MOST:
            return None
        text, signs, left = plain, _framed(plain), max(1, len(plain) // ONE_IN)
        costs = [self._cost(signs, at) for at in range(len(text) + 1)]
        at, seen_to = 0, NOWHERE
        while at < len(costs) and left:
            start, end, meant = UNCHANGED
            if costs[at] >= ODD:
                start, end, meant = self._likeliest(signs, costs, at, seen_to)
                seen_to = at
            if start < end or meant:
                text = text[:start] + meant + text[end:]
                signs = _framed(text)
                until = min(start + len(meant) + REACH, len(text) + 1)
                costs[start : end + REACH] = [self._cost(signs, near) for near in range(start, until)]
                at, left, seen_to = max(at, start + len(meant)), left - 1, NOWHERE
            at += 1
        return text if text != plain else None

    def _cost(self, signs: str, at: int) -> int:
        """Of the sign at a place of the text, which stands two signs later in the frame."""
        run, added = signs[at : at + ORDER], 0
        while run:
            cost = self._seen.get(run)
            if cost is not None:
                return added + cost
            added += self._unseen.get(run[:-1], 0)
            run = run[1:]
        return added + UNHEARD_OF

    def _likeliest(self, signs: str, costs: Sequence[int], odd: int, seen_to: int) -> tuple[int, int, str]:
        """What to write over which signs so that the text is likeliest; nothing where that gains too little."""
        best, chosen = GAIN_LEAST - 1, UNCHANGED
        for start, end, every, cost in self._slips(signs, odd, seen_to):
            most = sum(costs[start : end + REACH]) - cost
            if most <= best:
                continue
            before, after = signs[start : start + REACH], signs[end + REACH : end + 2 * REACH]
            for meant in every:
                window, gain = before + meant + after, most
                for at in range(len(window) - REACH):
                    gain -= self._cost(window, at)
                    if gain <= best:
                        break
                else:
                    best, chosen = gain, (start, end, meant)
        return chosen

    def _slips(self, signs: str, odd: int, seen_to: int) -> Iterator[Slip]:
        """What may have gone wrong where a sign is odd: it or a neighbour. In the frame each stands `REACH` later.

        What was looked at for another odd sign, the last at `seen_to`, gained too little there and would here.
        """
        until = len(signs) - ORDER
        for at in range(max(0, odd - 2, seen_to + 1), min(odd + 1, until)):
            last, here, following = signs[at + REACH - 1], signs[at + REACH], signs[at + REACH + 1]
            if here in LEFT_ALONE:
                continue
            if following != here and following not in LEFT_ALONE:
                yield Slip(at, at + 2, (following + here,))
            if at and here == last:
                yield Slip(at, at + 1, ("",))
        for at in range(max(0, odd - 1, seen_to + 2), min(odd + 2, until + 1)):
            yield Slip(at, at, self._between.get(signs[at + REACH - 1 : at + REACH + 1], ""), LOST)


def _framed(plain: str) -> str:
    return EDGE * REACH + plain.translate(_ALIKE) + EDGE


def _cost(chance: float) -> int:
    return min(COST_MOST, round(-UNIT * math.log(chance)))


@cache
def shipped_mender() -> Mender:
    """The mender whose costs ship with the product, read once."""
    return Mender(SignCosts.shipped())
