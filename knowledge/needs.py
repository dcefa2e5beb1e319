"""Which topics a message is about, and the words that say so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import regex

from knowledge.cares import CareWord
from knowledge.features import Features, features
from knowledge.language import language
from knowledge.lexicon import LayWords
from knowledge.linear import LinearModel, Vector, shipped
from knowledge.phrases import PhraseBook, with_sound
from knowledge.reading import Reading
from knowledge.spans import Span, Spans
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import Need
from knowledge.words import Analyser, Word

OFF_TOPIC = "none"  # the label of what no topic covers
WEIGHTS = "needs.weights.txt"
SENTENCE_SHARE = 0.5  # of a long message, how much its most telling sentence counts beside the whole
LONG_CHARS = 40
ASKING, TELLING = 1.0, 0.7  # a sentence that asks says more about the need than one that tells
TELLS, TELLING_MOST = 0.1, 12
LEAST, MOST = 0.05, 8
OWN_WORD = 0.6  # what a region's own word for a topic weighs at least
RESPELT = 0.7  # how much is believed of a message respelt, beside the message as it was written
_LABEL_PARTS = regex.compile(r"[\p{P}\s]+")


@dataclass(frozen=True, slots=True)
class Needs:
    """Needs, heaviest first; about 1 is certain, and `off_topic` is how much speaks for none of them."""

    needs: tuple[Need, ...]
    off_topic: float


@dataclass(frozen=True, slots=True)
class NamedTopic:
    start: int  # in the plain text
    end: int
    phrase: str
    topic: str


class TopicNames:
    """Topics and the phrases that name them: labels, synonyms, and lay words of the lexicon."""

    def __init__(self, taxonomy: Taxonomy, analyser: Analyser) -> None:
        names = [
            (phrase, topic.code)
            for topic in taxonomy.topics.values()
            for phrase in (*filter(None, _LABEL_PARTS.split(topic.label.ja)), topic.label.en, *topic.synonyms)
        ]
        self.phrases = tuple(phrase for phrase, _ in names)
        self._book = PhraseBook(with_sound(names, analyser))
        self._topics = taxonomy.topics

    def find(self, reading: Reading, lay: LayWords) -> list[NamedTopic]:
        """Each name in the text, once for every topic it may mean."""
        found = [
            NamedTopic(hit.start, hit.end, hit.phrase, topic)
            for hit in self._book.find(reading.folded, reading.starts)
            for topic in hit.values
        ]
        for said in lay.hits:
            found += [NamedTopic(said.start, said.end, said.word, code) for code in said.codes if code in self._topics]
        return found


def need_features(reading: Reading, start: int, end: int, names: list[NamedTopic], hidden: list[Span]) -> Features:
    """Features of a part of the text. Names of topics count as features of their own."""
    text, words = reading.part(start, end, hidden)
    return features(text, words, (name.topic for name in names if start <= name.start < end))


def care_alone(cares: Iterable[CareWord], names: Iterable[NamedTopic]) -> list[Span]:
    """Where care is named but no topic with it: a tracheostomy tells of the child, 吸引器の助成 of a need."""
    topics = Spans((name.start, name.end) for name in names)
    return [(care.start, care.end) for care in cares if not topics.cover(care.start, care.end)]


class NeedReader:
    """Reads needs with the trained weights. Immutable once built."""

    def __init__(self, names: TopicNames, model: LinearModel | None = None) -> None:
        self._names = names
        self._model = model or shipped(WEIGHTS)

    def knows(self, form: str) -> bool:
        """Whether any example used the word."""
        return self._model.knows("w " + form)

    def read(
        self, reading: Reading, lay: LayWords, cares: Iterable[CareWord] = (), hidden: Iterable[Span] = ()
    ) -> Needs:
        """What the text is about. `hidden` spans (places, names of offices) are not looked at, nor is care itself."""
        spans = list(hidden)
        unseen = Spans(spans)
        names = [name for name in self._names.find(reading, lay) if not unseen.hold(name.start)]
        spans += care_alone(cares, names)
        whole, scores = self._whole(reading, names, spans)
        by_label = dict(zip(self._model.labels, (float(score) for score in scores), strict=True))
        off_topic = by_label.pop(OFF_TOPIC, 0.0)
        unseen = Spans(spans)
        for said in lay.hits:
            if said.own and not unseen.hold(said.start):
                by_label |= {code: max(by_label[code], OWN_WORD) for code in said.codes if code in by_label}
        if language().pattern("asks-for-treatment").search(reading.plain):
            return Needs((), 1.0)
        ranked = sorted((-score, topic) for topic, score in by_label.items() if score >= LEAST)[:MOST]
        spoke = self._speaking(whole, names, reading.words)
        needs = tuple(Need(topic, round(-score, 4), spoke(topic)) for score, topic in ranked)
        return Needs(needs, round(max(0.0, off_topic), 4))

    def _whole(self, reading: Reading, names: list[NamedTopic], spans: list[Span]) -> tuple[Features, Vector]:
        """What speaks in the text, and for what. In a long one only the most telling sentences do."""
        if len(reading.sentences) < 2 or len(reading.plain) <= LONG_CHARS:
            whole = need_features(reading, 0, len(reading.plain), names, spans)
            return whole, self._model.scores(whole)
        asks = language().pattern("asks")
        found = [need_features(reading, *span, names, spans) for span in reading.sentences]
        parts = [self._model.scores(part) for part in found]
        telling = [at for at, part in enumerate(parts) if self._tells(part)]
        if len(telling) > TELLING_MOST:
            telling = sorted(sorted(telling, key=lambda at: -float(parts[at].max()))[:TELLING_MOST])
        chosen = [found[at] for at in telling] or found[:TELLING_MOST]
        whole = {name: value for part in chosen for name, value in part.items()}
        weights = [ASKING if asks.search(sentence) else TELLING for sentence in reading.sentence_texts()]
        best = _most_telling(parts, weights, self._model.labels)
        return whole, (1 - SENTENCE_SHARE) * self._model.scores(whole) + SENTENCE_SHARE * best

    def _tells(self, part: Vector) -> bool:
        """Whether a sentence is about a topic at all; greetings and the weather are not."""
        off_topic = float(part[self._model.labels.index(OFF_TOPIC)])
        return float(part.max()) >= TELLS and float(part.max()) > off_topic

    def _speaking(
        self, whole: Features, names: list[NamedTopic], words: tuple[Word, ...]
    ) -> Callable[[str], tuple[str, ...]]:
        """For a topic its names in the text, else the words that spoke most for it."""
        forms = {name: word.surface for word in words if word.content and (name := "w " + word.form) in whole}
        spoken = self._model.contributions({name: whole[name] for name in forms})
        surfaces = list(forms.values())

        def of(topic: str) -> tuple[str, ...]:
            named = tuple(dict.fromkeys(name.phrase for name in names if name.topic == topic))
            if named:
                return named
            column = spoken[:, self._model.labels.index(topic)]
            best = sorted((-column[at], surfaces[at]) for at in np.flatnonzero(column > 0))
            return tuple(surface for _, surface in best[:3])

        return of


def _most_telling(parts: list[Vector], weights: list[float], labels: tuple[str, ...]) -> Vector:
    """For each topic the best sentence; being off topic only counts where every sentence is."""
    scores: Vector = np.max([part * np.float32(weight) for part, weight in zip(parts, weights, strict=True)], axis=0)
    if OFF_TOPIC in labels:
        column = labels.index(OFF_TOPIC)
        scores[column] = min(part[column] for part in parts)
    return scores


def both(first: Needs, second: Needs) -> Needs:
    """What a message says as it was written and respelt, the second being easier to read."""
    gathered: dict[str, Need] = {}
    for needs, trust in ((second.needs, RESPELT), (first.needs, 1 - RESPELT)):
        for need in needs:
            known = gathered.get(need.topic)
            weight = round(trust * need.weight + (known.weight if known else 0.0), 4)
            gathered[need.topic] = Need(need.topic, weight, known.words if known else need.words)
    heaviest = sorted(gathered.values(), key=lambda need: (-need.weight, need.topic))[:MOST]
    return Needs(tuple(heaviest), round((1 - RESPELT) * first.off_topic + RESPELT * second.off_topic, 4))
