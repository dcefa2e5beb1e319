"""The directory made searchable: words, topics and names lead to entries. Immutable."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

import regex

from knowledge.phrases import Hit, PhraseBook
from knowledge.reading import Reading
from knowledge.resource import Directory, Resource
from knowledge.text import fold_phrase, normalise
from knowledge.words import Analyser

K1, B = 1.2, 0.4
_NAME_PARTS = regex.compile(r"[\p{P}\s]+")
NAME_SHARED_MOST = 3
NAME_PART_LEAST = 4  # folded characters; shorter parts are everyday words


class EntryIndex:
    """`everyday` are folded words that name no entry, even where they stand in a name."""

    def __init__(self, directory: Directory, analyser: Analyser, everyday: Collection[str]) -> None:
        self.by_topic: dict[str, tuple[str, ...]] = _by_topic(directory)
        documents = {entry.id: Counter(analyser.content(_searchable(entry))) for entry in directory}
        mean = sum(d.total() for d in documents.values()) / max(1, len(documents))
        spread = Counter(form for document in documents.values() for form in document)
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for entry_id, document in documents.items():
            norm = K1 * (1 - B + B * document.total() / mean)
            for form, count in document.items():
                idf = math.log(1 + (len(documents) - spread[form] + 0.5) / (spread[form] + 0.5))
                self._postings[form].append((entry_id, idf * count * (K1 + 1) / (count + norm)))
        self._names = PhraseBook(_name_parts(directory, everyday))

    def by_words(self, reading: Reading) -> dict[str, tuple[float, tuple[str, ...]]]:
        """For each entry that shares a word with the text: its score, and the words."""
        scores: dict[str, float] = {}
        words: dict[str, list[str]] = {}
        for form in dict.fromkeys(word.form for word in reading.words if word.content):
            for entry_id, gain in self._postings.get(form, ()):
                scores[entry_id] = scores.get(entry_id, 0.0) + gain
                words.setdefault(entry_id, []).append(form)
        return {entry_id: (score, tuple(words[entry_id])) for entry_id, score in scores.items()}

    def names_in(self, reading: Reading) -> list[Hit[str]]:
        """Names of entries, or their telling parts, that stand in the text."""
        return self._names.find(reading.folded, reading.starts)


def _by_topic(directory: Directory) -> dict[str, tuple[str, ...]]:
    by_topic: dict[str, list[str]] = defaultdict(list)
    for entry in directory:
        for topic in entry.topics:
            by_topic[topic].append(entry.id)
    return {topic: tuple(ids) for topic, ids in by_topic.items()}


def _searchable(entry: Resource) -> str:
    fields = (entry.name, entry.name, entry.organization, entry.description, entry.eligibility, entry.how_to_apply)
    return normalise("\n".join((*fields, entry.fee)))


def _name_parts(directory: Iterable[Resource], everyday: Collection[str]) -> list[tuple[str, str]]:
    """Parts of names that few entries share."""
    folded = [
        (fold_phrase(part), part, entry.id)
        for entry in directory
        for part in dict.fromkeys((entry.name, *_NAME_PARTS.split(entry.name)))
    ]
    common = Counter(short for short, _, _ in folded)
    return [
        (part, entry_id)
        for short, part, entry_id in folded
        if len(short) >= NAME_PART_LEAST and short not in everyday and common[short] <= NAME_SHARED_MOST
    ]
