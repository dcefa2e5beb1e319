"""Which topics a message is about, and the words that say so."""

import math
from collections import Counter
from collections.abc import Mapping

import regex

from knowledge.phrases import PhraseBook
from knowledge.taxonomy import Taxonomy
from knowledge.text import Folded, fold_phrase, normalise
from knowledge.understanding import Need
from knowledge.words import Analyser

_LABEL_PARTS = regex.compile(r"[\p{P}\s]+")
NAMED = 3.0  # a synonym in the text, against at most about 2 for words that merely also occur
K1, B = 1.2, 0.4
LEAST = 0.2  # of the heaviest need
MOST = 5


class NeedReader:
    """Reads needs from names of topics and from words of their descriptions. Immutable once built."""

    def __init__(self, taxonomy: Taxonomy, analyser: Analyser) -> None:
        self._analyser = analyser
        names = [
            (phrase, topic.code)
            for topic in taxonomy.topics.values()
            for phrase in (*filter(None, _LABEL_PARTS.split(topic.label.ja)), topic.label.en, *topic.synonyms)
        ]
        self.phrases = frozenset(fold_phrase(phrase) for phrase, _ in names)
        self._book = PhraseBook(names)
        documents = {
            topic.code: Counter(
                analyser.content(
                    normalise(" ".join((topic.label.ja, topic.label.easy, topic.definition, *topic.synonyms)))
                )
            )
            for topic in taxonomy.topics.values()
        }
        self._postings = _postings(documents)

    def read(self, folded: Folded) -> tuple[Need, ...]:
        """Needs, heaviest first; weights are comparable within one message only."""
        weights: dict[str, float] = {}
        words: dict[str, dict[str, None]] = {}
        for hit in self._book.find(folded):
            for topic in hit.values:
                gain = NAMED * (0.5 + min(len(hit.phrase), 8) / 8) / len(hit.values)
                weights[topic] = weights.get(topic, 0.0) + gain
                words.setdefault(topic, {})[hit.phrase] = None
        for form in dict.fromkeys(self._analyser.content(folded.plain)):
            for topic, gain in self._postings.get(form, {}).items():
                weights[topic] = weights.get(topic, 0.0) + gain
                words.setdefault(topic, {})[form] = None
        heaviest = max(weights.values(), default=0.0)
        ranked = sorted((-weight, topic) for topic, weight in weights.items() if weight >= LEAST * heaviest)
        return tuple(Need(topic, round(-weight, 4), tuple(words[topic])) for weight, topic in ranked[:MOST])


def _postings(documents: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    mean = sum(d.total() for d in documents.values()) / len(documents)
    postings: dict[str, dict[str, float]] = {}
    spread = Counter(form for document in documents.values() for form in document)
    for code, document in documents.items():
        norm = K1 * (1 - B + B * document.total() / mean)
        for form, count in document.items():
            idf = math.log(1 + (len(documents) - spread[form] + 0.5) / (spread[form] + 0.5))
            postings.setdefault(form, {})[code] = 0.35 * idf * count * (K1 + 1) / (count + norm)
    return postings
