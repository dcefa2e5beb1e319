"""Plain questions and answers found by their words: a measuring mode with no vocabulary of any field.

The same analysis, word index and memory as the directory's, over documents that only have a question and an answer.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import jaconv
import numpy as np
import regex

from knowledge.memory import Memory
from knowledge.postings import Postings, Scores
from knowledge.reading import Reading, read
from knowledge.spelling import Counts, Speller
from knowledge.words import Analyser

# How much each view of a field counts. A word says most; its synonym group, its signs and its sound help out
# where spelling or wording differs.
VIEWS = {"word": 1.0, "synonym": 0.45, "sign": 0.75, "sound": 0.1}
FIELDS = {"question": 0.8, "answer": 1.0}
LENGTH = 0.75  # how much a longer answer must say a word more often
HARDLY_ANY_KANJI = 0.02  # below this a question is also read as the documents spell their words
GATE = 0.1  # of likeness: what is little alike counts for less than little
CONFIRMED, CLOSER = 1.5, 1.5  # of the best score without the memory; what is nearer counts more than in proportion
SURE = -8.84  # with the weights beside it from 349 questions of a town's FAQ, as many without an answer, 200 off topic
_HAN = regex.compile(r"\p{Han}")
_KATAKANA = regex.compile(r"[\u30a1-\u30fa\u30fc]{2,}")


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Found:
    results: tuple[tuple[str, float], ...]  # best first
    confidence: float


class Retrieval:
    """Built once over its documents; teach it before asking."""

    def __init__(self, documents: Iterable[Document], analyser: Analyser | None = None) -> None:
        self._analyser = analyser or Analyser()
        self._documents = tuple(documents)
        self._ids = tuple(document.id for document in self._documents)
        self._rows = {document_id: row for row, document_id in enumerate(self._ids)}
        self._memory = Memory((), self._analyser)
        questions = [read(document.question, self._analyser) for document in self._documents]
        answers = [read(document.answer, self._analyser) for document in self._documents]
        self._told = [*questions, *answers]
        self._speller = Speller(Counts.of((reading.words for reading in self._told), Counts.shipped()))
        self._terms = {
            "question": [_all_terms(reading) for reading in questions],
            "answer": [_all_terms(reading) for reading in answers],
        }
        self._answers = self._terms["answer"]  # with the wordings that were confirmed for them
        self._postings = {
            (field, view): Postings.of([terms[view] for terms in self._terms[field]], LENGTH)
            for field in FIELDS
            for view in VIEWS
        }

    def teach(self, confirmed: Iterable[tuple[str, str]]) -> None:
        """Remember (question, document id) pairs that a person confirmed; unknown ids are passed over.

        The wording also joins the document's answer, weighing no more than the answer's own words.
        """
        pairs = [(question, known) for question, known in confirmed if known in self._rows]
        self._memory = Memory(pairs, self._analyser, GATE)
        wider = [{view: Counter(terms[view]) for view in VIEWS} for terms in self._terms["answer"]]
        readings = [read(question, self._analyser) for question, _ in pairs]
        for reading, (_, known) in zip(readings, pairs, strict=True):
            for view, terms in _all_terms(reading).items():
                wider[self._rows[known]][view].update(terms)
        self._speller = Speller(Counts.of((reading.words for reading in [*self._told, *readings]), Counts.shipped()))
        self._answers = wider
        for view in VIEWS:
            self._postings["answer", view] = Postings.of([terms[view] for terms in wider], LENGTH)

    def find(self, query: str, k: int = 10) -> Found:
        """The best `k` documents for the query, and how sure it is that the first ones are right."""
        reading = read(query, self._analyser)
        spelt = self._speller.respelt(reading.plain, HARDLY_ANY_KANJI)
        readings = [reading] if spelt is None else [reading, read(spelt, self._analyser)]
        terms = {view: tuple(dict.fromkeys(t for one in readings for t in _terms(one, view))) for view in VIEWS}
        scores = np.zeros(len(self._ids), np.float32)
        rows = np.arange(len(self._ids), dtype=np.int32)
        for (field, view), postings in self._postings.items():
            gained, _ = postings.scores(terms[view], rows)
            scores += np.float32(FIELDS[field] * VIEWS[view]) * gained
        recalled = self._memory.recall(reading)
        before = float(scores.max()) if len(scores) else 0.0
        for document_id, likeness in recalled.items():
            scores[self._rows[document_id]] += np.float32(CONFIRMED * likeness**CLOSER * max(before, 1.0))
        order = np.argsort(-scores, kind="stable")[:k]
        results = tuple((self._ids[row], round(float(scores[row]), 5)) for row in order if scores[row] > 0)
        if not results:
            return Found((), 0.0)
        return Found(results, self._confidence(terms["word"], scores, recalled.get(results[0][0], 0.0)))

    def _confidence(self, words: tuple[str, ...], scores: Scores, likeness: float) -> float:
        """How likely a right document is among the first three.

        From the score of the first and how far it stands out, how much of the question it holds and of its own question
        was asked, and how like it is to one that was confirmed.
        """
        order = np.argsort(-scores, kind="stable")[:10]
        row, (first, *rest) = int(order[0]), scores[order].tolist()
        margin = (first - (sum(rest) / len(rest) if rest else 0.0)) / first
        held = self._share(words, [*self._terms["question"][row]["word"], *self._answers[row]["word"]])
        asked = self._share(self._terms["question"][row]["word"], words)
        logit = SURE + 1.55 * math.log1p(first) + 1.72 * margin + 1.81 * held + 1.13 * asked + 0.62 * likeness
        return round(1 / (1 + math.exp(-logit)), 4)

    def _share(self, words: Iterable[str], among: Iterable[str]) -> float:
        """How much of these words, the rare ones weighing more, is among the others."""
        postings, there = self._postings["question", "word"], set(among)
        weights = {word: self._rarity(postings, word) for word in dict.fromkeys(words)}
        return sum(weight for word, weight in weights.items() if word in there) / max(sum(weights.values()), 1e-6)

    @staticmethod
    def _rarity(postings: Postings, word: str) -> float:
        number = postings.words.get(word)
        count = int(postings.starts[number + 1] - postings.starts[number]) if number is not None else 0
        return math.log(1 + (postings.size - count + 0.5) / (count + 0.5))


def documents_from(rows: Iterable[Mapping[str, object]]) -> list[Document]:
    return [Document(str(row["id"]), str(row.get("question", "")), str(row.get("answer", ""))) for row in rows]


def _all_terms(reading: Reading) -> dict[str, Counter[str]]:
    return {view: Counter(_terms(reading, view)) for view in VIEWS}


def _terms(reading: Reading, view: str) -> Iterator[str]:
    if view == "word":
        yield from (word.form for word in reading.words if word.content)
    elif view == "synonym":
        yield from (str(group) for word in reading.words for group in word.synonyms)
    elif view == "sign":
        yield from _HAN.findall(reading.plain)
        for run in _KATAKANA.findall(reading.plain):
            yield from (run[at : at + 2] for at in range(len(run) - 1))
    else:
        sound = "".join(jaconv.hira2kata(word.reading) for word in reading.words if word.surface.strip())
        yield from (sound[at : at + 3] for at in range(len(sound) - 2))
