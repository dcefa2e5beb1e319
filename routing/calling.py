"""Who is called by name, and who may work on a case, where an intake model wants nothing else."""

from collections.abc import Iterable

from routing.case import Case, Coordinator
from routing.decision import Facts
from routing.desks import at_once
from routing.duty import Duty
from routing.policy import Policy


def duty_of(case: Case, facts: Facts, policy: Policy) -> Duty:
    """Of the case's desk; of the first one when its own was closed down since."""
    return facts.duty(policy.desk(case.desk).id)


def on_call(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    """The people on duty who have not declined; when none is left, everybody else at an open desk.

    At night only whom the region named for urgent cases is called: nobody is woken for the rest.
    """
    duty = duty_of(case, facts, policy)
    if not duty.open:
        return at_night(case, duty, policy)
    willing = tuple(name for name in duty.on_duty if name not in case.declined)
    return willing or whole_desk(case, facts, policy)


def in_charge(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    """Whom to call about a case that has an owner: herself; while she is on leave her substitute, else the desk."""
    today = facts.now.date()
    owner = next((c for c in policy.coordinators if c.id == case.owner), None)
    if owner is None or owner.active_on(today):
        return (case.owner,) if case.owner else ()
    if policy.wanted(owner.substitute, today) is not None:
        return (str(owner.substitute),)
    return tuple(name for name in on_call(case, facts, policy) if name != owner.id)


def at_night(case: Case, duty: Duty, policy: Policy) -> tuple[str, ...]:
    named = duty.night_alert
    return (named,) if named and named not in case.declined and at_once(policy, case) else ()


def whole_desk(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    here = policy.desk(case.desk).id
    return _willing(case, facts, (c for c in policy.coordinators if c.desk == here))


def supervisors(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    return _willing(case, facts, (c for c in policy.coordinators if c.id in policy.supervisors))


def _willing(case: Case, facts: Facts, people: Iterable[Coordinator]) -> tuple[str, ...]:
    today = facts.now.date()
    return tuple(c.id for c in people if c.active_on(today) and c.id not in case.declined)


def works_on(case: Case, actor: Coordinator, policy: Policy) -> bool:
    """The case's desk, whoever was called to take or to accompany it, and the supervisor team once it was called."""
    asked = (case.owner, case.offer.to if case.offer else None, *case.helpers, *case.called)
    if actor.desk == policy.desk(case.desk).id or actor.id in asked:
        return True
    return case.supervised and actor.id in policy.supervisors
