"""All think about one case: views are collected, then somebody decides, and the decision is kept."""

from dataclasses import replace

from routing.calling import whole_desk
from routing.case import Case, Coordinator, Decided, Status, View
from routing.claiming import hears_of, held_by_person, taken
from routing.decision import Decision, Facts, Journal
from routing.effects import Post, ShowCard, Text, Wake
from routing.events import CaseDecided, ViewGiven
from routing.handing import verbatim
from routing.policy import Policy
from routing.refusing import impossible, refused
from routing.timing import arm_waiting, rests_until


def view(event: ViewGiven, case: Case, facts: Facts, actor: Coordinator, policy: Policy) -> Decision:
    """Her latest word of each kind counts."""
    if case.deliberation is None:
        return impossible(event, case, actor, policy)
    given = View(actor.id, event.kind, facts.now, event.text)
    others = tuple(one for one in case.deliberation.views if (one.by, one.kind) != (actor.id, event.kind))
    told = Post(case.id, (Text(f"desk-view-{event.kind}", {"name": actor.name}), *verbatim(event.text)))
    return Decision(
        case=replace(case, deliberation=replace(case.deliberation, views=(*others, given))),
        records=(Journal("view-given", case.id, actor.id, (("kind", event.kind),)),),
        effects=(told, ShowCard(case.id)),
    )


def decide_together(event: CaseDecided, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """Who has it, who accompanies, how and why. Whom it was given to may still give it back."""
    if case.deliberation is None:
        return impossible(event, case, actor, policy)
    today = facts.now.date()
    known = {c.id: c for c in policy.coordinators if c.active_on(today)}
    owner = known.get(event.owner)
    if owner is None:
        return refused(event, case, actor, Text("desk-cannot-offer", {"number": case.number}))
    helpers = tuple(dict.fromkeys(one for one in event.helpers if one in known and one != owner.id))
    took_part = tuple(dict.fromkeys((*(one.by for one in case.deliberation.views), actor.id)))
    decided = Decided(owner.id, helpers, actor.id, facts.now, took_part, event.approach, event.reason)
    ended = replace(case, deliberation=None, decided=decided, helpers=helpers)
    mine, handed = taken(ended, facts, policy, owner.id, "decided")
    said = (
        Text("desk-decided", {"owner": owner.name, "by": actor.name, "number": case.number}),
        *verbatim(event.approach),
        *verbatim(event.reason),
    )
    return handed.plus(
        Decision(
            case=mine,
            conversation=held_by_person(facts),
            records=(Journal("decided", case.id, actor.id, (("owner", owner.id),)),),
            effects=(Post(case.id, said, (owner.id, *helpers)), ShowCard(case.id)),
        )
    ).plus(hears_of(case, mine, facts, policy))


def deliberation_due(case: Case, facts: Facts, policy: Policy) -> Decision:
    """The lead is asked to decide, and it waits for the next meeting; from now on the desk's own clock runs again."""
    talk = case.deliberation
    if case.status is not Status.WAITING or talk is None or talk.overdue or facts.now < talk.due_at:
        return Decision()
    opens = rests_until(case, facts, policy)
    if opens is not None:
        return Decision(effects=(Wake(case.id, opens, "deliberation"),))
    today = facts.now.date()
    lead = tuple(c.id for c in policy.coordinators if c.id == policy.lead and c.active_on(today))
    called = lead or whole_desk(replace(case, declined=()), facts, policy)
    over = replace(case, deliberation=replace(talk, overdue=True), waiting_since=facts.now, escalation=0, called=called)
    return Decision(
        case=over,
        records=(Journal("deliberation-overdue", case.id),),
        effects=(
            Post(case.id, (Text("desk-deliberation-overdue", {"number": case.number}),), called),
            ShowCard(case.id),
            *arm_waiting(over, facts, policy),
        ),
    )
