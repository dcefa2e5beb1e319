"""When silence ends: which timer a case needs as it stands.

Urgent ones count by the wall clock, others in opening hours of their desk.
"""

from datetime import datetime, timedelta
from typing import Literal

from routing.calling import duty_of
from routing.case import Case, Status
from routing.decision import Facts
from routing.desks import at_once
from routing.effects import CallOff, Effect, Wake, WakeFor
from routing.policy import Clocks, Policy

Escalation = Literal["remind", "substitute", "whole_desk", "supervisors"]
STEPS: tuple[Escalation, ...] = ("remind", "substitute", "whole_desk", "supervisors")
NOBODY_LEFT = len(STEPS) + 1  # `Case.escalation` once it was said that nobody here could take it

WHILE_WAITING: tuple[WakeFor, ...] = ("unclaimed", "offer", "deliberation")
WHILE_OWNED: tuple[WakeFor, ...] = ("claim-notice", "unanswered", "follow-up-missed", "family-silent")


def clocks_of(case: Case, policy: Policy) -> Clocks:
    return policy.urgent_clocks if at_once(policy, case) else policy.clocks


def due(case: Case, facts: Facts, policy: Policy, amount: timedelta, start: datetime | None = None) -> datetime:
    begun = start or facts.now
    if at_once(policy, case):
        return begun + amount
    return facts.calendar.after(policy.desk(case.desk).id, amount, begun)


def rests_until(case: Case, facts: Facts, policy: Policy) -> datetime | None:
    """When the desk opens, for an ordinary case outside hours: nobody is called before. None: now is a good time."""
    if at_once(policy, case) or duty_of(case, facts, policy).open:
        return None
    return duty_of(case, facts, policy).opens_at


def call_off(case: Case, *whats: WakeFor) -> tuple[Effect, ...]:
    return tuple(CallOff(case.id, what) for what in whats)


def arm_waiting(case: Case, facts: Facts, policy: Policy) -> tuple[Effect, ...]:
    """The one timer a case needs that nobody has; the others are called off."""
    clocks = clocks_of(case, policy)
    if case.offer is not None and clocks.offer is not None:
        wake = Wake(case.id, due(case, facts, policy, clocks.offer, case.offer.at), "offer")
        return (*call_off(case, "unclaimed"), wake)
    if case.deliberation is not None and not case.deliberation.overdue:
        return (*call_off(case, "unclaimed", "offer"), Wake(case.id, case.deliberation.due_at, "deliberation"))
    at = step_at(case, facts, policy, case.escalation)
    if at is None:
        return call_off(case, "unclaimed")
    return (Wake(case.id, max(at, facts.now), "unclaimed"),)


def step_at(case: Case, facts: Facts, policy: Policy, taken: int) -> datetime | None:
    """When the next step of the escalation is due after so many were taken; None: the region wants no further one."""
    step = next_step(case, policy, taken)
    return None if step is None else due(case, facts, policy, step[1], case.waiting_since or case.opened_at)


def next_step(case: Case, policy: Policy, taken: int) -> tuple[int, timedelta] | None:
    """The number `Case.escalation` has after the step, and how long after its falling to the desk it comes.

    Behind the last one, after as long again as the supervisors were given, it is said that nobody could.
    """
    clocks = clocks_of(case, policy)
    for number, step in enumerate(STEPS[taken:], start=taken + 1):
        amount: timedelta | None = getattr(clocks, step)
        if amount is not None:
            return number, amount
    if taken < NOBODY_LEFT and clocks.supervisors is not None:
        return NOBODY_LEFT, 2 * clocks.supervisors
    return None


def arm_unanswered(case: Case, facts: Facts, policy: Policy) -> tuple[Effect, ...]:
    """For a case with an owner whose family waits for a word."""
    if case.owner is None or case.unanswered_since is None or case.status is Status.CLOSED:
        return ()
    at = unanswered_at(case, facts, policy)
    return () if at is None else (Wake(case.id, max(at, facts.now), "unanswered"),)


def unanswered_at(case: Case, facts: Facts, policy: Policy) -> datetime | None:
    """Her next step: first she is reminded, then it is taken from her. Neither counts from before it was hers."""
    if case.unanswered_since is None:
        return None
    clocks = clocks_of(case, policy)
    since = max(case.unanswered_since, case.claimed_at or case.unanswered_since)
    amount = clocks.unanswered_remind if case.reminded_at is None else None
    if amount is None:
        amount = clocks.unanswered_release
    return None if amount is None else due(case, facts, policy, amount, since)


def arm_follow_up_missed(case: Case, facts: Facts, policy: Policy) -> tuple[Effect, ...]:
    amount = clocks_of(case, policy).follow_up_missed
    return () if amount is None else (Wake(case.id, due(case, facts, policy, amount), "follow-up-missed"),)


def arm_family_silent(case: Case, facts: Facts, policy: Policy) -> tuple[Effect, ...]:
    amount = clocks_of(case, policy).family_silent
    return () if amount is None else (Wake(case.id, due(case, facts, policy, amount), "family-silent"),)
