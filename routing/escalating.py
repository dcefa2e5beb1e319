"""Nobody has taken it: the next person is called, and the next, until somebody has or it is said that nobody can."""

from dataclasses import replace

from routing.calling import at_night, duty_of, on_call, supervisors, whole_desk
from routing.case import Case, Status
from routing.decision import Decision, Facts, Journal
from routing.effects import Post, ShowCard, Text, Wake
from routing.falling import nobody_left
from routing.handing import offer_ended
from routing.policy import Policy
from routing.timing import NOBODY_LEFT, STEPS, Escalation, arm_waiting, clocks_of, due, next_step, rests_until, step_at


def unclaimed_due(case: Case, facts: Facts, policy: Policy) -> Decision:
    """Every step that is due is taken in one: after a night without a server nobody hears four reminders in a row."""
    if case.status is not Status.WAITING or waits_for_an_answer(case, policy):
        return Decision()
    opens = rests_until(case, facts, policy)
    if opens is not None:
        return Decision(effects=(Wake(case.id, opens, "unclaimed"),))
    taken, people = case.escalation, list[str]()
    while (step := next_step(case, policy, taken)) is not None and step[0] != NOBODY_LEFT:
        at = step_at(case, facts, policy, taken)
        if at is None or at > facts.now:
            break
        if sleeping(STEPS[step[0] - 1], case, facts, policy):
            return until_morning(case, facts, policy)
        taken = step[0]
        people += [one for one in called_by(STEPS[taken - 1], case, facts, policy) if one not in people]
    if taken == case.escalation:  # nothing is due yet, or only the end is
        last = step_at(case, facts, policy, taken)
        if last is not None and last <= facts.now:
            return nobody_left(case, facts, policy)
        return Decision(effects=arm_waiting(case, facts, policy))
    name = STEPS[taken - 1]
    team = supervisors(case, facts, policy)
    stands = replace(
        case,
        escalation=taken,
        called=tuple(dict.fromkeys((*case.called, *people))),
        supervised=case.supervised or (name == "supervisors" and bool(team)),
    )
    told: tuple[Post, ...] = ()
    if people:
        told = (
            Post(case.id, (Text(f"desk-escalated-{name.replace('_', '-')}", {"number": case.number}),), tuple(people)),
        )
    return Decision(
        case=stands,
        records=(Journal("escalated", case.id, data=(("step", name),)),),
        effects=(*told, ShowCard(case.id), *arm_waiting(stands, facts, policy)),
    )


def waits_for_an_answer(case: Case, policy: Policy) -> bool:
    """Somebody has been asked, or all are thinking about it: another clock runs."""
    asked = case.offer is not None and clocks_of(case, policy).offer is not None
    return asked or (case.deliberation is not None and not case.deliberation.overdue)


def called_by(step: Escalation, case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    """Whom a step calls. Only the first one calls somebody again."""
    match step:
        case "remind":
            return on_call(case, facts, policy)
        case "substitute":
            people = substitutes(case, facts, policy)
        case "whole_desk":
            people = whole_desk(case, facts, policy)
        case "supervisors":
            people = supervisors(case, facts, policy)
    return tuple(one for one in people if one not in case.called)


def substitutes(case: Case, facts: Facts, policy: Policy) -> tuple[str, ...]:
    """Of those who are on duty, or of whom the region named for the night."""
    duty, today = duty_of(case, facts, policy), facts.now.date()
    first = duty.on_duty if duty.open else at_night(case, duty, policy)
    known = {c.id: c for c in policy.coordinators if c.active_on(today) and c.id not in case.declined}
    named = (c.substitute for c in policy.coordinators if c.id in first)
    return tuple(dict.fromkeys(one for one in named if one in known))


def sleeping(step: Escalation, case: Case, facts: Facts, policy: Policy) -> bool:
    """At night only whom the region named, and her substitute, are called, however urgent it is."""
    duty = duty_of(case, facts, policy)
    if duty.open or duty.opens_at is None:
        return False
    return step in ("whole_desk", "supervisors") or not at_night(case, duty, policy)


def until_morning(case: Case, facts: Facts, policy: Policy) -> Decision:
    opens = duty_of(case, facts, policy).opens_at
    return Decision() if opens is None else Decision(effects=(Wake(case.id, opens, "unclaimed"),))


def offer_due(case: Case, facts: Facts, policy: Policy) -> Decision:
    """Whom it was offered to has not answered: as if she had declined, and said as what it is."""
    clock = clocks_of(case, policy).offer
    if case.offer is None or clock is None:
        return Decision()
    at = due(case, facts, policy, clock, case.offer.at)
    if at > facts.now:  # another offer than the one this was set for
        return Decision(effects=(Wake(case.id, at, "offer"),))
    opens = rests_until(case, facts, policy)
    if opens is not None:
        return Decision(effects=(Wake(case.id, opens, "offer"),))
    said = (Text("desk-offer-lapsed", {"name": policy.name_of(case.offer.to)}),)
    return offer_ended(case, facts, policy, said, "offer-lapsed")
