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
VIEWS = {"word": 1.0, "synonym": 0.35, "sign": 0.5, "sound": 0.3}
FIELDS = {"question": 1.0, "answer": 0.6}
HARDLY_ANY_KANJI = 0.02  # below this a question is also read as the documents spell their words
CONFIRMED = 1.0  # of the best score without the memory
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
        self._postings = {
            (field, view): Postings.of([terms[view] for terms in self._terms[field]])
            for field in FIELDS
            for view in VIEWS
        }

    def teach(self, confirmed: Iterable[tuple[str, str]]) -> None:
        """Remember (question, document id) pairs that a person confirmed; unknown ids are passed over.

        The wording also joins the document's answer, weighing no more than the answer's own words.
        """
        pairs = [(question, known) for question, known in confirmed if known in self._rows]
        self._memory = Memory(pairs, self._analyser)
        wider = [{view: Counter(terms[view]) for view in VIEWS} for terms in self._terms["answer"]]
        readings = [read(question, self._analyser) for question, _ in pairs]
        for reading, (_, known) in zip(readings, pairs, strict=True):
            for view, terms in _all_terms(reading).items():
                wider[self._rows[known]][view].update(terms)
        self._speller = Speller(Counts.of((reading.words for reading in [*self._told, *readings]), Counts.shipped()))
        for view in VIEWS:
            self._postings["answer", view] = Postings.of([terms[view] for terms in wider])

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
            scores[self._rows[document_id]] += np.float32(CONFIRMED * likeness * max(before, 1.0))
        order = np.argsort(-scores, kind="stable")[:k]
        results = tuple((self._ids[row], round(float(scores[row]), 5)) for row in order if scores[row] > 0)
        likest = max(recalled.values(), default=0.0)
        return Found(results, self._confidence(terms["word"], scores, before, likest))

    def _confidence(self, words: tuple[str, ...], scores: Scores, before: float, likest: float) -> float:
        """From how much of the question is covered, how far the first stands out, and what is remembered."""
        if not len(scores) or before <= 0 or not words:
            return 0.0
        postings = self._postings["question", "word"]
        possible = sum(self._rarity(postings, word) for word in words)
        first, *rest = np.sort(scores)[::-1][:10].tolist()
        margin = (first - (sum(rest) / len(rest) if rest else 0.0)) / first
        share = min(1.0, before / max(possible * (1 + FIELDS["answer"]), 1e-6))
        known = sum(self._rarity(postings, word) for word in words if self._known(word)) / max(possible, 1e-6)
        logit = -4.2 + 3.0 * share + 1.5 * margin + 1.8 * known + 4.0 * likest + 0.12 * min(before, 20.0)
        return round(1 / (1 + math.exp(-logit)), 4)

    def _known(self, word: str) -> bool:
        return any(word in self._postings[field, "word"].words for field in FIELDS)

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
