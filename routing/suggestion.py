"""Who could take a case, best first, with the reasons. A suggestion never decides: people do, with one tap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from routing.case import Case, Coordinator
from routing.duty import Duty

ReasonKind = Literal["town", "care", "stage", "capacity", "known", "duty", "wanted", "experience"]

# The order matters, the numbers only make it: what the family wants, who knows it already, who is near, who is at
# ease with the care. Load weighs as much as a town at most, so that help goes across towns when the near one is full.
OWN_DESK = 20.0
WANTED = 40.0
KNOWN = 12.0
TOWN = 8.0
ANY_TOWN = 4.0
CARE = 3.0  # each
STAGE = 2.0
ON_DUTY = 2.0
EXPERIENCE: Mapping[str, float] = {"current": 3.0, "few": 2.0, "past": 1.0, "none": 0.0}
LOAD = 8.0
UNSAID_CAPACITY = 20  # what a load is compared with where nobody said how much is bearable


@dataclass(frozen=True, slots=True)
class Suggestion:
    coordinator_id: str
    reasons: tuple[tuple[ReasonKind, str], ...]  # (kind, code or figure)
    full: bool = False  # carries as much as she said she can, or more


def rank(
    case: Case,
    coordinators: Iterable[Coordinator],
    duty: Duty,
    loads: Mapping[str, int],
    known_to: str | None,
    today: date,
) -> tuple[Suggestion, ...]:
    """Everybody who could take it, the fitting ones first. Full ones come last, marked; who declined is left out."""
    scored = []
    declined = set(case.declined)
    for one in coordinators:
        if one.id in declined or one.id == case.owner or not one.active_on(today):
            continue
        load = loads.get(one.id, 0)
        full = one.capacity is not None and load + case.weight > one.capacity
        points, reasons = _fits(case, one, duty, known_to)
        share = load / (one.capacity or UNSAID_CAPACITY)
        carried = f"{load}/{one.capacity}" if one.capacity is not None else str(load)
        scored.append((full, LOAD * min(share, 1.0) - points, load, one.id, (*reasons, ("capacity", carried))))
    scored.sort()
    return tuple(Suggestion(name, reasons, full) for full, _, _, name, reasons in scored)


def serves(one: Coordinator, municipality: str | None) -> bool:
    """Whether the child's town is among hers; an unknown town, or no towns of hers, excludes nobody."""
    return municipality is None or not one.towns or municipality in one.towns


def _fits(
    case: Case, one: Coordinator, duty: Duty, known_to: str | None
) -> tuple[float, tuple[tuple[ReasonKind, str], ...]]:
    slots = case.slots
    points = OWN_DESK if one.desk == case.desk else 0.0
    reasons: list[tuple[ReasonKind, str]] = []
    if case.wanted == one.id:
        points += WANTED
        reasons.append(("wanted", one.id))
    if known_to == one.id:
        points += KNOWN
        reasons.append(("known", one.id))
    if slots.municipality is not None and slots.municipality in one.towns:
        points += TOWN
        reasons.append(("town", slots.municipality))
    elif not one.towns:
        points += ANY_TOWN
    for care in slots.care_types:
        if care in one.care_types:
            points += CARE
            reasons.append(("care", care))
    if slots.life_stage is not None and slots.life_stage in one.stages:
        points += STAGE
        reasons.append(("stage", slots.life_stage))
    if one.id in duty.on_duty:
        points += ON_DUTY
        reasons.append(("duty", one.id))
    points += EXPERIENCE[one.experience]
    if one.experience in ("current", "few"):
        reasons.append(("experience", one.experience))
    return points, tuple(reasons)
