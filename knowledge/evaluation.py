"""Predictions scored against questions with gold answers: what is found, shown wrongly, declined, alarmed."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.taxonomy import Taxonomy
from knowledge.understanding import URGENT_CLASSES

SHOWN = 3
GAIN = {2: 3.0, 1: 1.0}  # 2 ** grade - 1
AGE_TOLERANCE = 11  # "5歳" is any month of that year
Z = 1.96  # 95 %

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Share:
    """A mean with its number of cases and a 95 % interval (Wilson)."""

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pair:
    question: Row
    prediction: Row

    @property
    def shown(self) -> list[str]:
        """What a person would see: the first three, nothing when the bot declined."""
        if self.prediction.get("declined"):
            return []
        return list(dict.fromkeys(self.prediction.get("ranked") or ()))[:SHOWN]

    @property
    def urgency(self) -> str:
        return str(self.prediction.get("urgency") or "none")

    def hit(self) -> bool:
        relevant: Mapping[str, int] = self.question["relevant"]
        best = max(relevant.values(), default=0)
        return any(relevant.get(entry) == best for entry in self.shown)

    def ndcg(self) -> float:
        relevant: Mapping[str, int] = self.question["relevant"]
        ideal = _dcg(sorted((GAIN[grade] for grade in relevant.values()), reverse=True)[:SHOWN])
        return _dcg([GAIN.get(relevant.get(entry, 0), 0.0) for entry in self.shown]) / ideal if ideal else 0.0

    def harm(self) -> set[str]:
        return set(self.shown) & set(self.question["must_not"])


def share(hits: Iterable[float]) -> Share | None:
    """The mean of the hits; None of an empty group."""
    values = [float(hit) for hit in hits]
    n = len(values)
    if not n:
        return None
    p = sum(values) / n
    centre, spread = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low, high = (centre - spread) / (1 + Z * Z / n), (centre + spread) / (1 + Z * Z / n)
    return Share(round(p, 4), n, round(max(low, 0.0), 4), round(min(high, 1.0), 4))


def score(questions: Sequence[Row], predictions: Iterable[Row], taxonomy: Taxonomy) -> dict[str, Share | float | int]:
    """All metrics by name. A question without a prediction counts as nothing shown, not declined, no urgency."""
    by_id = {row["id"]: row for row in predictions}
    pairs = [Pair(question, by_id.get(question["id"], {})) for question in questions]
    metrics: dict[str, Share | float | int | None] = {"utterances": len(pairs)}
    metrics["not_predicted"] = sum(question["id"] not in by_id for question in questions)
    for part in (_answers(pairs), _harm(pairs), _urgency(pairs), _topics(pairs), _slots(pairs, taxonomy)):
        metrics.update(part)
    return {name: value for name, value in metrics.items() if value is not None}


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _answers(pairs: Sequence[Pair]) -> Iterator[tuple[str, Share | None]]:
    answerable = [pair for pair in pairs if pair.question["answerable"]]
    yield "answers.hit@3", share(pair.hit() for pair in answerable)
    yield "answers.ndcg@3", share(pair.ndcg() for pair in answerable)
    for field in ("channel", "difficulty"):
        groups: dict[str, list[Pair]] = defaultdict(list)
        for pair in answerable:
            groups[pair.question[field]].append(pair)
        for name, group in sorted(groups.items()):
            yield f"answers.by_{field}.{name}.hit@3", share(pair.hit() for pair in group)
            yield f"answers.by_{field}.{name}.ndcg@3", share(pair.ndcg() for pair in group)
    declined = [bool(pair.prediction.get("declined")) for pair in answerable]
    refused = [bool(pair.prediction.get("declined")) for pair in pairs if not pair.question["answerable"]]
    yield "abstention.unanswerable_declined", share(refused)
    yield "abstention.answerable_declined", share(declined)


def _harm(pairs: Sequence[Pair]) -> Iterator[tuple[str, Share | int | None]]:
    yield "must_not.rate", share(bool(pair.harm()) for pair in pairs if pair.question["must_not"])
    reasons: dict[str, int] = defaultdict(int)
    for pair in pairs:
        for entry in pair.harm():
            for reason in pair.question.get("must_not_why", {}).get(entry, ["unspecified"]):
                reasons[reason] += 1
    yield from ((f"must_not.entries_by_reason.{reason}", count) for reason, count in sorted(reasons.items()))


def _urgency(pairs: Sequence[Pair]) -> Iterator[tuple[str, Share | None]]:
    urgent = [pair for pair in pairs if pair.question["urgency"] in URGENT_CLASSES]
    calm = [pair for pair in pairs if pair.question["urgency"] not in URGENT_CLASSES]
    yield "urgency.recall_any_class", share(pair.urgency in URGENT_CLASSES for pair in urgent)
    yield "urgency.recall_same_class", share(pair.urgency == pair.question["urgency"] for pair in urgent)
    yield "urgency.false_alarm", share(pair.urgency in URGENT_CLASSES for pair in calm)
    soft = (pair.urgency == "soft" for pair in calm if pair.question["urgency"] == "soft")
    yield "urgency.soft_recognised", share(soft)


def _topics(pairs: Sequence[Pair]) -> Iterator[tuple[str, Share | float | None]]:
    named = [(pair.question["topics"], list(pair.prediction.get("topics") or ())) for pair in pairs]
    told = [(gold, guess) for gold, guess in named if gold]
    yield "topics.main_first", share(guess[:1] == gold[:1] for gold, guess in told)
    yield "topics.main_found", share(gold[0] in guess for gold, guess in told)
    yield from _sets("topics.all", [(set(gold), set(guess)) for gold, guess in named])


def _slots(pairs: Sequence[Pair], taxonomy: Taxonomy) -> Iterator[tuple[str, Share | float | None]]:
    def same_age(gold: int | None, guess: int | None) -> bool:
        return gold is guess if gold is None or guess is None else abs(gold - guess) <= AGE_TOLERANCE

    same: dict[str, Callable[[Any, Any], bool]] = {"municipality": lambda a, b: a == b, "age_months": same_age}
    for field, right in same.items():
        name = field.removesuffix("_months")
        told = [(pair.question[field], pair.prediction.get(field)) for pair in pairs]
        yield f"slots.{name}", share(right(gold, guess) for gold, guess in told)
        yield f"slots.{name}_when_stated", share(right(gold, guess) for gold, guess in told if gold is not None)
        yield f"slots.{name}_invented", share(guess is not None for gold, guess in told if gold is None)

    def folded(codes: Iterable[str] | None) -> set[str]:
        return {taxonomy.care_lineage(code)[-1] for code in codes or () if code in taxonomy.care_types}

    care = [(folded(pair.question["care_types"]), folded(pair.prediction.get("care_types"))) for pair in pairs]
    yield from _sets("slots.care", care)


def _sets(name: str, told: Sequence[tuple[set[str], set[str]]]) -> Iterator[tuple[str, Share | float | None]]:
    """Micro precision, recall and F1 over (gold, guess) sets, and the share of exact ones."""
    both = sum(len(gold & guess) for gold, guess in told)
    guessed, wanted = sum(len(guess) for _, guess in told), sum(len(gold) for gold, _ in told)
    precision, recall = both / guessed if guessed else 0.0, both / wanted if wanted else 0.0
    yield f"{name}.precision", round(precision, 4)
    yield f"{name}.recall", round(recall, 4)
    yield f"{name}.f1", round(2 * precision * recall / (precision + recall), 4) if both else 0.0
    yield f"{name}.exact", share(gold == guess for gold, guess in told)
