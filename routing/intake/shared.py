"""Every coordinator is an entrance, all see each case and deliberate on it before somebody takes it (案②).

What is urgent does not wait for a deliberation.
"""

from dataclasses import replace

from routing.calling import at_night, duty_of, whole_desk, works_on
from routing.case import Case, Coordinator, Deliberation
from routing.decision import Facts
from routing.desks import at_once
from routing.policy import Policy
from routing.suggestion import Suggestion


def arrives(case: Case, facts: Facts, policy: Policy) -> Case:
    if at_once(policy, case):
        return case
    due_at = facts.calendar.after(policy.desk(case.desk).id, policy.deliberation, facts.now)
    return replace(case, deliberation=Deliberation(facts.now, due_at))


def called(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    """Everybody at the desk: it is shared with all. Nobody is woken for what is not urgent."""
    duty = duty_of(case, facts, policy)
    return whole_desk(case, facts, policy) if duty.open else at_night(case, duty, policy)


def may_act(case: Case, actor: Coordinator, policy: Policy) -> bool:
    """All of the region while nobody has it; then, as everywhere, those whom it concerns."""
    return case.owner is None or works_on(case, actor, policy)


def given_back(case: Case, ranked: tuple[Suggestion, ...]) -> str | None:  # noqa: ARG001 - the shape of an intake model
    """All are asked again instead."""
    return None


def hands_on(case: Case, owner: Coordinator) -> bool:  # noqa: ARG001
    return False


def consent() -> str:
    return "consent-shared"
