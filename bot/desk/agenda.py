"""What waits for a decision or the next meeting: numbers and desks, none of anybody's words. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.channels.slack.escape import escape
from bot.desk.blocks import Rendered, header, section
from bot.texts import Texts
from knowledge.understanding import URGENT_CLASSES
from routing.case import Case
from routing.effects import Arg, Text

Why = Literal["overdue", "deliberating", "nobody"]
WHYS: tuple[Why, ...] = ("overdue", "deliberating", "nobody")
SHOWN_OF_EACH = 30  # more than a meeting gets through; the rest is counted


@dataclass(frozen=True, slots=True)
class Item:
    case: Case
    why: Why


def waiting(unowned: Iterable[Case], now: datetime) -> tuple[Item, ...]:
    """Overdue ones first; each kind urgent first, then those the region puts first, then the oldest."""
    items = [Item(case, why(case, now)) for case in unowned]
    return tuple(sorted(items, key=lambda item: (WHYS.index(item.why), *pressing(item.case))))


def why(case: Case, now: datetime) -> Why:
    if case.deliberation is None:
        return "nobody"
    return "overdue" if case.deliberation.overdue or case.deliberation.due_at <= now else "deliberating"


def pressing(case: Case) -> tuple[bool, bool, datetime]:
    return (case.urgency not in URGENT_CLASSES, not case.first, case.opened_at)


def stranger(texts: Texts) -> Rendered:
    told = texts(Text("desk-notice-stranger"))
    return Rendered(told, tuple(section(told)))


def shown(items: Sequence[Item], desks: Mapping[str, str], texts: Texts) -> Rendered:
    """The answer to /kyougi."""
    if not items:
        none = texts(Text("desk-agenda-none"))
        return Rendered(none, tuple(section(none)))
    title = texts(Text("desk-agenda", {"count": len(items)}))
    blocks = [header(title)]
    for kind in WHYS:
        of_kind = [item.case for item in items if item.why == kind]
        if of_kind:
            head = texts(Text(f"desk-agenda-{kind}"))
            blocks += section("\n".join([head, *lines(of_kind, desks, texts)]))
    return Rendered(title, tuple(blocks))


def lines(cases: Sequence[Case], desks: Mapping[str, str], texts: Texts) -> Iterator[str]:
    for case in cases[:SHOWN_OF_EACH]:
        yield texts(line(case, desks.get(case.desk, case.desk)), escape=escape)
    if len(cases) > SHOWN_OF_EACH:
        yield texts(Text("desk-agenda-more", {"count": len(cases) - SHOWN_OF_EACH}))


def line(case: Case, desk: str) -> Text:
    known: dict[str, Arg] = {"number": case.number, "desk": desk}
    if case.deliberation is not None:
        views = len(case.deliberation.views)
        due = case.deliberation.due_at.isoformat()
        return Text("desk-agenda-case-due", {**known, "count": views, "due_at": due})
    if case.offer is not None:
        return Text("desk-agenda-case-offered", {**known, "name_code": case.offer.to})
    marked = "-urgent" if case.urgency in URGENT_CLASSES else "-first" if case.first else ""
    return Text(f"desk-agenda-case{marked}", {**known, "opened_at": case.opened_at.isoformat()})


def codes(items: Sequence[Item]) -> Iterator[str]:
    """The same for the command line: numbers and codes only."""
    for item in items:
        case = item.case
        parts = [item.why, case.number, case.desk, f"since {case.opened_at.isoformat(timespec='minutes')}"]
        if case.deliberation is not None:
            parts.append(f"due {case.deliberation.due_at.isoformat(timespec='minutes')}")
            parts.append(f"views {len(case.deliberation.views)}")
        if case.offer is not None:
            parts.append(f"offered to {case.offer.to}")
        if case.urgency in URGENT_CLASSES:
            parts.append(case.urgency)
        if case.first:
            parts.append("first")
        yield " ".join(parts)
