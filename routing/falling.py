"""A case that falls back to the desk, and what follows when nobody there can take it."""

from dataclasses import replace

from routing import intake
from routing.answering import tell
from routing.calling import duty_of, supervisors
from routing.case import Case
from routing.decision import Decision, Facts, Journal
from routing.effects import Part, Post, ShowCard, Text
from routing.policy import Policy
from routing.timing import NOBODY_LEFT, STEPS, arm_waiting, call_off


def at_desk(case: Case, facts: Facts) -> Case:
    """The desk's again: what was counted for its last owner begins anew."""
    return replace(
        case,
        owner=None,
        claimed_at=None,
        told_owner=None,
        offer=None,
        waiting_since=facts.now,
        escalation=0,
        called=(),
        reminded_at=None,
    )


def fall_back(case: Case, facts: Facts, policy: Policy, said: tuple[Part, ...]) -> Decision:
    """A case of the desk whose model begins anew: whoever is left is called, with `said` in the thread."""
    model = intake.load(case.intake_model)
    waiting = model.arrives(case, facts, policy) if case.deliberation is None else case
    called = model.called(waiting, facts, policy)
    waiting = replace(waiting, called=called)
    decision = Decision(
        case=waiting,
        effects=(ShowCard(case.id), Post(case.id, said, called), *arm_waiting(waiting, facts, policy)),
    )
    if called or not duty_of(case, facts, policy).open:
        return decision
    return decision.plus(nobody_left(waiting, facts, policy))


def nobody_left(case: Case, facts: Facts, policy: Policy) -> Decision:
    """The supervisor team first; after it the windows outside, and the family hears it plainly. Each once."""
    if case.escalation >= NOBODY_LEFT:
        return Decision(case=case)
    team = tuple(one for one in supervisors(case, facts, policy) if one not in case.called)
    if team and not case.supervised:
        return with_supervisors(case, facts, policy, team)
    told = replace(case, escalation=NOBODY_LEFT)
    near = outside_for(case, policy)
    inside = Post(
        case.id,
        (Text("desk-nobody-left-outside" if near else "desk-nobody-left", {"number": case.number}),),
        somebody(case, facts, policy),
        refer_to=near,
    )
    heard = tell(case, Text("nobody-yet", {"number": case.number}))
    return Decision(
        case=told,
        records=(Journal("nobody-left", case.id),),
        effects=(inside, heard, ShowCard(case.id), *call_off(case, "unclaimed")),
    )


def with_supervisors(case: Case, facts: Facts, policy: Policy, team: tuple[str, ...]) -> Decision:
    called = replace(case, supervised=True, escalation=max(case.escalation, len(STEPS)), called=(*case.called, *team))
    told = Post(case.id, (Text("desk-supervisors-needed", {"number": case.number}),), team)
    return Decision(
        case=called,
        records=(Journal("escalated", case.id, data=(("step", "supervisors"),)),),
        effects=(told, ShowCard(case.id), *arm_waiting(called, facts, policy)),
    )


def somebody(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    """Who must see it although she declined: a case without an owner is still the desk's."""
    here, today = policy.desk(case.desk).id, facts.now.date()
    desk = tuple(c.id for c in policy.coordinators if c.desk == here and c.active_on(today))
    return duty_of(case, facts, policy).on_duty or desk


def outside_for(case: Case, policy: Policy) -> tuple[str, ...]:
    """Windows outside that serve the child's town, nearest first."""
    town = case.slots.municipality
    found = (policy.outside_desk(name) for name in policy.fallback)
    return tuple(one.id for one in found if one and (not one.towns or town is None or town in one.towns))
