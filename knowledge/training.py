"""Trains the small models from the examples that ship beside them: `python -m knowledge.training`.

Deterministic: the same examples give the same weights. `--report` prints the accuracy on each voice left out.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import numpy as np

from knowledge import needs, urgency
from knowledge.cares import CareNames
from knowledge.features import Features
from knowledge.fitting import fit
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.mending import SIGNS, SignCosts
from knowledge.reading import read
from knowledge.spelling import SPELLINGS, Counts
from knowledge.taxonomy import Taxonomy
from knowledge.text import normalise
from knowledge.words import Analyser

DATA = Path(__file__).parent / "data"
CRISIS_LINES = "life-crisis-line"  # who asks where to go with the wish to die is no example of calm
NEEDS_RIDGE = 1.0
ALARM_RIDGE = 0.3


@dataclass(frozen=True, slots=True)
class Utterance:
    topic: str
    voice: str
    manner: str
    text: str


@dataclass(frozen=True, slots=True)
class Alarm:
    urgency: str
    text: str


def utterances() -> list[Utterance]:
    """How people ask, one line each, with the topic meant."""
    rows = csv.DictReader((files("knowledge.data") / "utterances.csv").read_text(encoding="utf-8").splitlines())
    return [Utterance(row["topic"], row["voice"], row["manner"], row["text"]) for row in rows]


def alarms() -> list[Alarm]:
    """Alarms, softened ones, and look-alikes that are none."""
    rows = csv.DictReader((files("knowledge.data") / "alarms.csv").read_text(encoding="utf-8").splitlines())
    return [Alarm(row["urgency"], row["text"]) for row in rows]


class Trainer:
    def __init__(self) -> None:
        self.taxonomy = Taxonomy.load()
        self._analyser = Analyser()
        self._lexicon = Lexicon.load(self.taxonomy)
        self._names = needs.TopicNames(self.taxonomy, self._analyser)
        self._cares = CareNames(self.taxonomy, self._analyser)
        self._cues = urgency.Cues.load()

    def sound(self, text: str) -> str:
        """The example once more, in hiragana only: many write so."""
        return self._analyser.in_hiragana(normalise(text))

    def need_features(self, text: str) -> Features:
        reading = read(text, self._analyser)
        lay = self._lexicon.read(reading.folded, reading.starts)
        names = self._names.find(reading, lay)
        hidden = needs.care_alone(self._cares.find(reading, lay), names)
        return needs.need_features(reading, 0, len(reading.plain), names, hidden)

    def need_texts(self, examples: Sequence[Utterance]) -> list[tuple[str, str]]:
        """What the needs are learnt from, with topics: the taxonomy's own words, then the examples."""
        texts = []
        for topic in self.taxonomy.topics.values():
            texts.append((f"{topic.label.ja} {topic.label.easy}", topic.code))
            texts.append((topic.definition, topic.code))
            texts += [(synonym, topic.code) for synonym in topic.synonyms]
        return texts + [(example.text, example.topic) for example in examples]

    def needs_model(self, examples: Sequence[Utterance]) -> LinearModel:
        """The model of what people need."""
        labels = [*self.taxonomy.topics, needs.OFF_TOPIC]
        texts = self.need_texts(examples)
        texts += [(self.sound(example.text), example.topic) for example in examples]
        samples = [self.need_features(text) for text, _ in texts]
        return fit(samples, [topic for _, topic in texts], labels, NEEDS_RIDGE, echoes=len(examples))

    def spellings(self, examples: Sequence[Utterance], dangers: Iterable[Alarm]) -> Counts:
        """How the words of the examples, of care and of towns are spelt, and which follow each other."""
        texts = [*(text for text, _ in self.need_texts(examples)), *(danger.text for danger in dangers)]
        texts += [name for care in self.taxonomy.care_types.values() for name in (care.label.ja, *care.synonyms)]
        texts += [name for town in self.taxonomy.municipalities.values() for name in (town.name, *town.synonyms)]
        return Counts.of(self._analyser.words(normalise(text)) for text in texts)

    def sign_costs(self, examples: Sequence[Utterance], dangers: Iterable[Alarm]) -> SignCosts:
        """How signs follow each other in the examples, and in the same in hiragana."""
        texts = [*(text for text, _ in self.need_texts(examples)), *(danger.text for danger in dangers)]
        return SignCosts.of([*map(normalise, texts), *map(self.sound, texts)])

    def fingerprint(self) -> str:
        """Of all the texts and lay words that the weights are trained from; it stands at the head of the weights."""
        texts = [*self.need_texts(utterances()), *((alarm.text, alarm.urgency) for alarm in alarms())]
        lexicon = (files("knowledge.data") / "lexicon.csv").read_bytes()
        return f"trained from {blake2b(repr(texts).encode() + lexicon, digest_size=12).hexdigest()}"

    def alarm_features(self, text: str) -> Features:
        return self._cues.features(read(text, self._analyser))

    def alarm_model(self, examples: Sequence[Alarm], calm: Iterable[Utterance]) -> LinearModel:
        """The second opinion on danger; utterances about any topic are examples of none."""
        texts = [(example.text, example.urgency) for example in examples]
        texts += [(example.text, urgency.NONE) for example in calm if example.topic != CRISIS_LINES]
        echoes = [(self.sound(text), label) for text, label in texts]
        samples = [self.alarm_features(text) for text, _ in texts + echoes]
        targets = [label for _, label in texts + echoes]
        return fit(samples, targets, urgency.LABELS, ALARM_RIDGE, echoes=len(echoes))


def left_out_accuracy(trainer: Trainer, voice: str) -> tuple[float, float, int]:
    """First-place and top-three accuracy on one voice that training never saw."""
    examples = utterances()
    model = trainer.needs_model([example for example in examples if example.voice != voice])
    heard = [example for example in examples if example.voice == voice]
    ranked = [np.argsort(-model.scores(trainer.need_features(example.text)), kind="stable")[:3] for example in heard]
    names = [[model.labels[label] for label in best] for best in ranked]
    first = sum(best[0] == example.topic for best, example in zip(names, heard, strict=True))
    among = sum(example.topic in best for best, example in zip(names, heard, strict=True))
    return first / len(heard), among / len(heard), len(heard)


def main(arguments: Sequence[str]) -> None:
    trainer = Trainer()
    if "--report" in arguments:
        for voice in sorted({example.voice for example in utterances()}):
            first, among, n = left_out_accuracy(trainer, voice)
            sys.stdout.write(f"{voice:12} first {first:.2f}  among three {among:.2f}  n={n}\n")
        return
    trainer.spellings(utterances(), alarms()).save(DATA / SPELLINGS, trainer.fingerprint())
    trainer.sign_costs(utterances(), alarms()).save(DATA / SIGNS, trainer.fingerprint())
    trainer.needs_model(utterances()).save(DATA / needs.WEIGHTS, trainer.fingerprint())
    trainer.alarm_model(alarms(), utterances()).save(DATA / urgency.WEIGHTS, trainer.fingerprint())


if __name__ == "__main__":
    main(sys.argv[1:])
