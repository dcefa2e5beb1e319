"""A supporter's consultation: she stays the owner of her own work, the coordinator helps."""

from dataclasses import replace

from routing.answering import say
from routing.case import Consent, Conversation, Holder, Step
from routing.decision import Consented, Decision, Facts
from routing.desks import settled
from routing.effects import Part, Text
from routing.events import CaseRequested
from routing.opening import new_case, opened, when_somebody_answers
from routing.policy import Policy


def open_for_supporter(event: CaseRequested, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    """A case whose replies come back to her thread. Without the family's consent it names nobody."""
    slots = replace(conversation.slots, municipality=event.municipality or conversation.slots.municipality)
    asking = replace(
        conversation, words=event.words, context=(), slots=slots, topics=event.topics or conversation.topics
    )
    case = new_case(facts, policy, asking, Consent(event.consent))
    case = settled(policy, replace(case, requester=event.requester), chosen=False)
    if facts.actor is not None:  # a coordinator is an entrance too
        case = replace(case, entrance=facts.actor.id)
    held = replace(
        asking,
        case_id=case.id,
        holder=Holder.PERSON,
        held_until=facts.held_until,
        step=Step.NOTHING,
        words="",
        found=(),
        shown=0,
    )
    told: tuple[Part, ...] = (
        Text("supporter-case-opened", {"number": case.number}),
        when_somebody_answers(facts.duty(case.desk)),
    )
    consent = Consented(case.id, case.person_id, case.consent, f"supporter-consent-{event.consent}")
    return say(held, told).plus(opened(facts, policy, case, held)).plus(Decision(records=(consent,)))
