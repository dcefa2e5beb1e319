"""Slips of the fingers: two signs in the wrong order, one doubled, one lost, in words long enough to be known by."""

from collections.abc import Iterable

from knowledge.text import normalise, script
from knowledge.words import Analyser

LETTERS_LEAST = 4  # signs; with one of fewer wrong, other words come near
SCRIPTS = frozenset({"kanji", "kata"})  # hiragana joins whatever stands beside it
HEAD = 2


def swapped(name: str) -> list[str]:
    return [name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(len(name) - 1)]


def doubled(name: str) -> list[str]:
    """Without the first and the last sign: with one of these doubled the name itself is still there."""
    return [name[:at] + name[at] + name[at:] for at in range(1, len(name) - 1)]


def lost(name: str) -> list[str]:
    return [name[:at] + name[at + 1 :] for at in range(len(name))]


class Slips:
    """Immutable once built."""

    def __init__(self, phrases: Iterable[str], analyser: Analyser) -> None:
        """For the phrases of the vocabulary."""
        self._known = {normalise(phrase) for phrase in phrases}
        self._analyser = analyser
        meant: dict[str, set[str]] = {}
        for phrase in self._known:
            if len(phrase) >= LETTERS_LEAST and SCRIPTS.issuperset(map(script, phrase)):
                for slip in (*swapped(phrase), *doubled(phrase), *lost(phrase)):
                    meant.setdefault(slip, set()).add(phrase)
        self._by_head: dict[str, list[tuple[str, str]]] = {}
        for slip, (phrase, *others) in meant.items():
            if not others and slip not in self._known:
                self._by_head.setdefault(slip[:HEAD], []).append((slip, phrase))
        for slips in self._by_head.values():
            slips.sort(key=lambda pair: (-len(pair[0]), pair))

    def mended(self, plain: str) -> str | None:
        """A text that `normalise` has seen, with the phrases as they were meant; None where nothing is to mend."""
        pieces: list[str] = []
        until, judged = 0, dict[str, bool]()
        for at in [at for at in range(len(plain) - 1) if plain[at : at + HEAD] in self._by_head]:
            if at < until or (found := self._slip_at(plain, at)) is None:
                continue
            slip, phrase = found
            if slip not in judged:
                judged[slip] = self._is_slip(slip, phrase)
            if not judged[slip]:
                continue
            pieces += (plain[until:at], phrase)
            until = at + len(slip)
        return "".join((*pieces, plain[until:])) if pieces else None

    def _slip_at(self, plain: str, at: int) -> tuple[str, str] | None:
        for slip, phrase in self._by_head.get(plain[at : at + HEAD], ()):
            around = max(0, at - 1), at + len(phrase) + 1
            if plain.startswith(slip, at) and phrase not in plain[slice(*around)]:
                return slip, phrase
        return None

    def _is_slip(self, slip: str, phrase: str) -> bool:
        """Not where it is a word itself, or part of another phrase. Asked of what was found: few ever are."""
        elsewhere = any(slip in other and phrase not in other for other in self._known)
        return not elsewhere and not self._analyser.stands_for_something(slip)
