"""Today's on-duty coordinator takes it in, wherever the child lives; anyone at the desk may claim.

When she has it, the coordinators of the child's home area are proposed to her: a warm hand-over that may be declined.
"""

from routing.calling import on_call, works_on
from routing.case import Case, Coordinator
from routing.decision import Facts
from routing.policy import Policy
from routing.suggestion import Suggestion, serves


def arrives(case: Case, facts: Facts, policy: Policy) -> Case:  # noqa: ARG001 - the shape of an intake model
    return case


def called(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    return on_call(case, facts, policy)


def may_act(case: Case, actor: Coordinator, policy: Policy) -> bool:
    return works_on(case, actor, policy)


def given_back(case: Case, ranked: tuple[Suggestion, ...]) -> str | None:  # noqa: ARG001 - as above
    """The desk is called instead: who takes it in is whoever is there."""
    return None


def hands_on(case: Case, owner: Coordinator) -> bool:
    """When the child's town is none of hers."""
    return not serves(owner, case.slots.municipality)


def consent() -> str:
    return "consent"
