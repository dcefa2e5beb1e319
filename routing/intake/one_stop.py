"""One or two desks take everything in and distribute it (案①). Who is on duty offers with one tap."""

from routing.calling import on_call, works_on
from routing.case import Case, Coordinator
from routing.decision import Facts
from routing.policy import Policy
from routing.suggestion import Suggestion


def arrives(case: Case, facts: Facts, policy: Policy) -> Case:  # noqa: ARG001 - the shape of an intake model
    return case


def called(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    """Whoever distributes now."""
    return on_call(case, facts, policy)


def may_act(case: Case, actor: Coordinator, policy: Policy) -> bool:
    return works_on(case, actor, policy)


def given_back(case: Case, ranked: tuple[Suggestion, ...]) -> str | None:  # noqa: ARG001 - as above
    """The next in rank: sorting is laborious enough without doing it again. A full one is never asked by itself."""
    return next((one.coordinator_id for one in ranked if not one.full), None)


def hands_on(case: Case, owner: Coordinator) -> bool:  # noqa: ARG001
    return False


def consent() -> str:
    return "consent"
