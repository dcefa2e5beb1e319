"""Danger, noticed before anything else. When in doubt, the alarm and the normal answer.

A signal is something seen; the tense of its sentence says whether it is now; `unless` says when the same words
mean something harmless. What no rule foresaw, a small model trained on written alarms and look-alikes may still notice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from typing import Any

import regex
import yaml

from knowledge.features import Features, features
from knowledge.linear import LinearModel, shipped
from knowledge.reading import Reading
from knowledge.taxonomy import Loader, Taxonomy, UrgencyClass
from knowledge.understanding import Urgency

NONE, SOFT = "none", "soft"
CRISES = ("suicidal", "child_harm", "violence_at_home", "exhaustion")
URGENT_LABELS = (
    "medical_emergency",
    *(f"caregiver_crisis/{crisis}" for crisis in CRISES),
    "equipment_failure",
    "end_of_supply",
)
LABELS = (NONE, SOFT, *URGENT_LABELS)
WEIGHTS = "alarms.weights.txt"
SECOND_OPINION = 0.0  # how much more an urgent class must score than `none`
WITHOUT_CUE = 0.4  # the same where the text holds nothing that danger is usually made of
WORDS_WITHOUT_CUE = 2  # one everyday word, such as to leave something, is no alarm by itself
CUE, CUE_PAIR, OTHER = 1.5, 1.0, 0.6  # weights of features: what cues mean together says most
LOOKED_AT_MOST = 12  # sentences
NO_ENTRIES = frozenset({"medical_emergency", "caregiver_crisis"})

Pattern = regex.Pattern[str]


class UnreadableSignals(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Signal:
    name: str
    code: str
    subclass: str | None
    softens: bool
    seen: tuple[Pattern, ...]  # one by one: joined, some are searched many times slower
    harmless: Pattern | None


class Told(IntEnum):
    """How the sentence speaks of what it says."""

    HARMLESS = 0  # its words mean something else
    SOFT = 1  # past, practice or preparation
    NOW = 2


@dataclass(frozen=True, slots=True)
class Sign:
    """One signal seen in one sentence."""

    signal: Signal
    words: str
    told: Told


class Cues:
    """What the second opinion looks at: broad cues, and which of them meet in a sentence."""

    def __init__(self, cues: Mapping[str, Pattern], harmless: Iterable[str]) -> None:
        self._cues = cues
        self._telling = [cue for name, cue in cues.items() if name not in set(harmless)]

    @classmethod
    def load(cls) -> "Cues":
        raw = _raw(None)
        cues = {name: _any_of(patterns, raw["vocabulary"]) for name, patterns in raw["cues"].items()}
        return cls(cues, raw["harmless-cues"])

    def any_in(self, reading: Reading) -> bool:
        """Whether the text holds anything that danger could be made of."""
        return any(cue.search(reading.plain) for cue in self._telling)

    def features(self, reading: Reading) -> Features:
        """What the text is made of; of a long one only the sentences that hold most of what danger is made of."""
        sentences = reading.sentence_texts()
        everything = "\n".join(sentences)
        somewhere = [(name, cue) for name, cue in self._cues.items() if cue.search(everything)]
        seen = [[name for name, cue in somewhere if cue.search(sentence)] for sentence in sentences]
        chosen = list(range(len(sentences)))
        plain, words = reading.plain, reading.words
        if len(sentences) > LOOKED_AT_MOST:
            chosen = sorted(sorted(chosen, key=lambda at: -len(seen[at]))[:LOOKED_AT_MOST])
            plain = "\n".join(sentences[at] for at in chosen)
            words = tuple(word for at in chosen for word in reading.part(*reading.sentences[at])[1])
        found = {name: OTHER * value for name, value in features(plain, words).items()}
        for at in chosen:
            found |= {f"c {name}": CUE for name in seen[at]}
            found |= {f"c {first} {second}": CUE_PAIR for first, second in combinations(seen[at], 2)}
        return found


class UrgencyReader:
    """Reads urgency. Immutable once built."""

    def __init__(self, taxonomy: Taxonomy, model: LinearModel | None = None, source: Traversable | None = None) -> None:
        raw = _raw(source)
        vocabulary: Mapping[str, str] = raw["vocabulary"]
        self._signals = tuple(_signal(row, vocabulary, taxonomy) for row in raw["signals"])
        self._tense = {name: _any_of(patterns, vocabulary) for name, patterns in raw["tense"].items()}
        self._cues = Cues.load()
        self._model = model or shipped(WEIGHTS)
        self._taxonomy = taxonomy

    def read(self, *readings: Reading, meant: Sequence[Reading] = ()) -> Urgency:
        """The urgency of a message, which may be given in several spellings; of several classes the most pressing.

        `meant` is the message with its slips of the fingers put right. Danger heard in either is danger, unless the
        very same sign, read as it was meant, is harmless or of the past.
        """
        signs = _as_meant(self._signs_of(readings), self._signs_of(meant))
        hard = [sign for sign in signs if sign.told is Told.NOW]
        words = tuple(dict.fromkeys(sign.words for sign in hard or signs))
        if hard:
            first = min(hard, key=lambda sign: self._taxonomy.urgency[sign.signal.code].priority)
            return self.alarm(first.signal.code, first.signal.subclass, words)
        if signs:
            return Urgency(code=SOFT, signals=words)
        opinions = [self._second_opinion(reading) for reading in (*readings, *meant)]
        return next((opinion for opinion in opinions if opinion.is_urgent), opinions[0])

    def _second_opinion(self, reading: Reading) -> Urgency:
        found = self._cues.features(reading)
        scores = dict(zip(LABELS, (float(score) for score in self._model.scores(found)), strict=True))
        label = max(URGENT_LABELS, key=lambda urgent: scores[urgent])
        cued = self._cues.any_in(reading)
        if scores[label] - max(scores[NONE], scores[SOFT]) <= (SECOND_OPINION if cued else WITHOUT_CUE):
            return Urgency()
        spoken = dict(zip(found, self._model.contributions(found)[:, LABELS.index(label)], strict=True))
        words = sorted((-spoken["w " + w.form], w.surface) for w in reading.words if spoken.get("w " + w.form, 0.0) > 0)
        if not cued and len(words) < WORDS_WITHOUT_CUE:
            return Urgency()
        code, _, subclass = label.partition("/")
        return self.alarm(code, subclass or None, tuple(dict.fromkeys(word for _, word in words[:3])))

    def alarm(self, code: str, subclass: str | None, signals: tuple[str, ...]) -> Urgency:
        found = self._taxonomy.urgency[code]
        part = _part(found, subclass)
        return Urgency(
            code=code,
            subclass=subclass,
            signals=signals,
            first_lines=part.first_lines,
            allows_entries=code not in NO_ENTRIES,
        )

    def _signs_of(self, readings: Iterable[Reading]) -> list[Sign]:
        return [sign for reading in readings for sign in self.signs(reading)]

    def signs(self, reading: Reading) -> list[Sign]:
        """Every signal of a text, sentence by sentence; the harmless ones, too."""
        sentences = reading.sentence_texts()
        everything = "\n".join(sentences)
        somewhere = [(signal, seen) for signal in self._signals for seen in signal.seen if seen.search(everything)]
        return [sign for sentence in sentences for sign in self._in_sentence(sentence, somewhere, reading.plain)]

    def _in_sentence(self, sentence: str, signals: Iterable[tuple[Signal, Pattern]], plain: str) -> Iterable[Sign]:
        soft: bool | None = None
        for signal, pattern in signals:
            seen = pattern.search(sentence)
            if seen is None:
                continue
            if signal.harmless is not None and signal.harmless.search(sentence):
                yield Sign(signal, seen[0], Told.HARMLESS)
                continue
            if soft is None:
                soft = self._is_soft(sentence, plain)
            yield Sign(signal, seen[0], Told.SOFT if soft and signal.softens else Told.NOW)

    def _is_soft(self, sentence: str, plain: str) -> bool:
        """Whether the sentence, or else the whole message, speaks of the past, of practice or of preparation."""
        past = self._tense["past"].search(sentence) is not None
        if past and self._tense["calm"].search(plain):
            return True
        if self._tense["now"].search(sentence):
            return False
        if past or self._tense["practice"].search(sentence):
            return True
        return bool(self._tense["practice"].search(plain)) and not self._tense["now"].search(plain)


def _as_meant(written: Iterable[Sign], meant: Sequence[Sign]) -> list[Sign]:
    """The signs of both that are not harmless. One seen in both is told as it was meant."""
    told: dict[str, Told] = {}
    for sign in meant:
        told[sign.signal.name] = max(sign.told, told.get(sign.signal.name, Told.HARMLESS))
    heard = [replace(sign, told=min(sign.told, told.get(sign.signal.name, sign.told))) for sign in written]
    return [sign for sign in (*heard, *meant) if sign.told is not Told.HARMLESS]


def _raw(source: Traversable | None) -> Mapping[str, Any]:
    path = source if source is not None else files("knowledge.data") / "urgency.yaml"
    raw: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader
    return raw


def _part(found: UrgencyClass, subclass: str | None) -> UrgencyClass:
    return next((sub for sub in found.subclasses if sub.code == subclass), found)


def _signal(row: Mapping[str, Any], vocabulary: Mapping[str, str], taxonomy: Taxonomy) -> Signal:
    code, _, subclass = row["class"].partition("/")
    if code not in taxonomy.urgency or (subclass and _part(taxonomy.urgency[code], subclass).code != subclass):
        raise UnreadableSignals(f"signal {row['name']}: {row['class']!r} is not an urgency class")
    unless = row.get("unless")
    return Signal(
        name=row["name"],
        code=code,
        subclass=subclass or None,
        softens=row.get("soft") != "never",
        seen=tuple(_any_of([pattern], vocabulary) for pattern in row["any"]),
        harmless=_any_of(unless, vocabulary) if unless else None,
    )


def _any_of(patterns: Iterable[str], vocabulary: Mapping[str, str]) -> Pattern:
    filled = (_filled(pattern, vocabulary) for pattern in patterns)
    return regex.compile("|".join(f"(?:{pattern})" for pattern in filled), regex.MULTILINE)


def _filled(pattern: str, vocabulary: Mapping[str, str]) -> str:
    return regex.sub(r"\{([A-Z]+)\}", lambda name: f"(?:{vocabulary[name[1]]})", pattern)
