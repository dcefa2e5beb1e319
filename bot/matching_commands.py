"""What `tsunagu ask`, `match` and `eval` say: the matcher explained to people and measured by outside harnesses."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from bot.clock import clock_in
from bot.library import places_of
from bot.product import entries_of
from bot.region import Region
from knowledge import evaluation
from knowledge.conversation import Turn
from knowledge.matcher import Matcher
from knowledge.resource import Audience, Directory
from knowledge.retrieval import Retrieval, documents_from
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import Answer, Slots, Understanding

TOPICS_SAID = 0.5  # of the heaviest need: what a prediction names as topics
CHANNELS = {"line": Audience.FAMILY, "slack": Audience.SUPPORTER}


class BadLine(Exception):
    """A line of input that cannot be used; says which and why."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(f"line {number}: {problem}" if number else problem)


def matcher_of(region: Region) -> Matcher:
    """The matcher over a region's files, as `serve` would build it."""
    taxonomy = region.taxonomy(Taxonomy.load())
    entries = Directory.of(entries_of(region, taxonomy))
    return Matcher(taxonomy, entries, places_of(region, taxonomy), lexicon=region.lexicon(taxonomy))


def today_in(region: Region, given: str | None) -> date:
    """The date asked for, else the reference date of sample data, else today in the region."""
    if given is not None:
        return date.fromisoformat(given)
    return region.file.region.reference_date or clock_in(region.zone)().date()


# -- ask ---------------------------------------------------------------------------------------------


def explained(matcher: Matcher, understood: Understanding, answer: Answer, *, most: int = 10) -> Iterator[str]:
    """Lines that say what was understood, each candidate with every reason, and the decision."""
    yield f"urgency   {understood.urgency.code}" + (f"/{s}" if (s := understood.urgency.subclass) else "")
    for signal in understood.urgency.signals:
        yield f"          seen: {signal}"
    if understood.urgency.first_lines:
        yield f"          first lines: {', '.join(understood.urgency.first_lines)}"
    yield from (f"slot      {line}" for line in _slots_said(understood.slots))
    yield f"wants     {understood.wants}"
    for need in understood.needs:
        yield f"need      {need.topic}  {need.weight:.2f}  ({', '.join(need.words)})"
    yield f"off topic {understood.off_topic:.2f}"
    for place, match in enumerate(answer.matches[:most], start=1):
        name = matcher.directory[match.entry_id].name
        yield f"{place:>3}. {match.entry_id}  {match.score:.2f}  {name}{'  by arrangement' * match.by_arrangement}"
        for reason in match.reasons:
            yield f"          {reason.kind}: {reason.value}"
    if answer.unmatched:
        yield f"unmatched {', '.join(answer.unmatched)}"
    asks = f" about {answer.asks}" if answer.asks else ""
    yield f"decision  {answer.kind}{asks}, confidence {answer.confidence:.2f}"


def _slots_said(slots: Slots) -> Iterator[str]:
    for name in ("municipality", "age_months", "age_span", "life_stage"):
        if (value := getattr(slots, name)) is not None:
            yield f"{name}: {value}"
    if slots.elsewhere:
        yield "a town outside the region"
    for name in ("care_types", "denied_care"):
        if codes := getattr(slots, name):
            yield f"{name}: {', '.join(codes)}"


# -- match -------------------------------------------------------------------------------------------


def prediction(matcher: Matcher, row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The answer to one question of the line protocol."""
    context: list[Turn] = [(turn["role"], turn["text"]) for turn in row.get("context") or ()]
    audience = CHANNELS[row.get("channel", "line")]
    understood = matcher.understand(row["text"], context, requester=row.get("requester", "family"))
    answer = matcher.answer(understood, audience, today)
    ranked = [match.entry_id for match in answer.matches]
    urgent = understood.urgency.is_urgent
    if urgent:
        ranked = list(dict.fromkeys([*understood.urgency.first_lines, *ranked]))
    heaviest = understood.needs[0].weight if understood.needs else 0.0
    return {
        "id": row["id"],
        "ranked": ranked,
        "declined": answer.kind == "unknown" and not urgent,
        "urgency": understood.urgency.code,
        "topics": [need.topic for need in understood.needs if need.weight >= TOPICS_SAID * heaviest],
        "municipality": understood.slots.municipality,
        "age_months": understood.slots.age_months,
        "care_types": list(understood.slots.care_types),
        "confidence": answer.confidence,
    }


def match_questions(matcher: Matcher, lines: Iterable[str], out: TextIO, today: date) -> None:
    """Questions in, predictions out, one JSON object a line, each answered before the next is read."""
    for number, row in _rows(lines):
        if not isinstance(row.get("text"), str) or "id" not in row:
            raise BadLine(number, 'expected {"id", "channel", "requester", "context", "text"}')
        if row.get("channel", "line") not in CHANNELS:
            raise BadLine(number, f"channel {row['channel']!r}; expected line or slack")
        _write(out, prediction(matcher, row, today))


def match_documents(lines: Iterable[str], out: TextIO) -> None:
    """Documents first, then perhaps confirmed questions, then queries: the measuring mode."""
    retrieval: Retrieval | None = None
    for number, row in _rows(lines):
        if "documents" in row:
            retrieval = Retrieval(documents_from(row["documents"]))
            _write(out, {"ready": True})
        elif retrieval is None:
            raise BadLine(number, 'expected {"documents": [{"id", "question", "answer"}, ...]} first')
        elif "confirmed" in row:
            retrieval.teach((pair["query"], str(pair["id"])) for pair in row["confirmed"])
        elif isinstance(row.get("query"), str) and "id" in row:
            found = retrieval.find(row["query"], int(row.get("k", 10)))
            results = [{"id": document_id, "score": score} for document_id, score in found.results]
            _write(out, {"id": row["id"], "results": results, "confidence": found.confidence})
        else:
            raise BadLine(number, 'expected {"id", "query", "k"} or {"confirmed": [{"query", "id"}, ...]}')


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadLine(number, f"not JSON: {error}") from None
        if not isinstance(row, dict):
            raise BadLine(number, "expected a JSON object")
        yield number, row


def _write(out: TextIO, row: Mapping[str, Any]) -> None:
    out.write(json.dumps(row, ensure_ascii=False) + "\n")
    out.flush()


# -- eval --------------------------------------------------------------------------------------------


def evaluated(matcher: Matcher, questions: Path, today: date) -> dict[str, evaluation.Share | float | int]:
    """All metrics of a questions file. Raises BadLine."""
    with questions.open(encoding="utf-8") as lines:
        rows = [row for _, row in _rows(lines)]
    return evaluation.score(rows, [prediction(matcher, row, today) for row in rows], matcher.taxonomy)


def table(metrics: Mapping[str, evaluation.Share | float | int]) -> Iterator[str]:
    for name, value in metrics.items():
        if isinstance(value, evaluation.Share):
            yield f"{name:<46} {value.value:>7.3f}   [{value.low:.3f}, {value.high:.3f}]  n={value.n}"
        else:
            yield f"{name:<46} {value:>7}"
