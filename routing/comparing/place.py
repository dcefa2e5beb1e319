"""The region as the replay needs it: its settings and its real arithmetic of duty and opening hours."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from routing import intake
from routing.case import Case
from routing.comparing.month import PastCase, as_case
from routing.decision import Facts, Fresh
from routing.desks import at_once
from routing.duty import Duty
from routing.policy import Policy

LONGEST = timedelta(days=62)  # of a month that is replayed; beyond it the arithmetic looks no further


@dataclass(frozen=True)
class Place:
    policy: Policy
    duty: Callable[[datetime, str], Duty]  # at an instant, of a desk
    after: Callable[[str, timedelta, datetime], datetime]  # when so much opening time of a desk has passed


@dataclass(frozen=True, slots=True)
class Arrival:
    """A case at its desk. Everything here is the same in every replay."""

    past: PastCase
    case: Case
    duty: Duty  # when it came, or when the desk opened next
    minute: float  # opening time of the desk between the first case of the month and this one
    called: tuple[str, ...]
    urgent: bool = False  # called for at any hour, by its words or by a rule of the region
    at_night: bool = False  # somebody heard it although the desk was closed


def arrivals(month: Iterable[PastCase], place: Place, model: str) -> list[Arrival]:
    """As they are taken up; of what waits at an opening the urgent go first, then `first`, then the oldest."""
    cases = sorted(month, key=lambda past: past.opened_at)
    if not cases:
        return []
    start = cases[0].opened_at
    found = [_arrival(past, place, model, start) for past in cases]
    return sorted(found, key=lambda a: (a.minute, not a.urgent, not a.case.first, a.past.opened_at, a.past.id))


def _arrival(past: PastCase, place: Place, model: str, start: datetime) -> Arrival:
    policy = replace(place.policy, intake_model=model)
    case = as_case(past, policy)
    minute = opening_minutes(place, case.desk, start, past.opened_at)
    duty = place.duty(past.opened_at, case.desk)
    urgent, called = at_once(policy, case), _called(case, past.opened_at, duty, policy)
    if duty.open or called or duty.opens_at is None:
        return Arrival(past, case, duty, minute, called, urgent, at_night=not duty.open)
    opening = place.duty(duty.opens_at, case.desk)
    return Arrival(past, case, opening, minute, _called(case, duty.opens_at, opening, policy), urgent)


def _called(case: Case, at: datetime, duty: Duty, policy: Policy) -> tuple[str, ...]:
    """Whom the model itself would call by name."""
    facts = Facts(at, Fresh(case.id, case.number), {case.desk: duty}, case=case)
    return intake.load(policy.intake_model).called(case, facts, policy)


def opening_minutes(place: Place, desk: str, start: datetime, until: datetime) -> float:
    """Opening time of a desk between two instants, to the minute, found with the very arithmetic of the clocks."""
    low, high = 0, int(min(until - start, LONGEST) / timedelta(minutes=1)) + 1
    while low < high:
        middle = (low + high) // 2
        if place.after(desk, timedelta(minutes=middle), start) < until:
            low = middle + 1
        else:
            high = middle
    return float(low)
