"""What a requester says or sends goes on to whoever has her case, and is waited for from then on."""

from dataclasses import replace

from knowledge.understanding import Understanding
from routing import choices
from routing.answering import say
from routing.calling import in_charge
from routing.case import Case, Conversation, Message, Step
from routing.claiming import tell_owner
from routing.decision import Decision, Facts
from routing.effects import CallOff, Effect, PassMedia, Post, Text, Verbatim
from routing.events import MediaReceived, TextReceived
from routing.handing import left_behind
from routing.opening import current_case
from routing.policy import Policy
from routing.referring import answered, call_back, call_back_number
from routing.timing import arm_unanswered


def received_message(event: TextReceived, facts: Facts, conversation: Conversation, case: Case | None) -> Message:
    return Message(
        event.message_id, conversation.id, "in", "text", facts.now, case_id=case.id if case else None, body=event.text
    )


def copy_to_thread(event: TextReceived, facts: Facts, policy: Policy, case: Case) -> Post:
    called = in_charge(case, facts, policy)
    return Post(case.id, (Text("desk-wrote"), Verbatim(event.text)), called, event.message_id, story=True)


def pass_on(event: TextReceived, facts: Facts, policy: Policy, conversation: Conversation, case: Case) -> Decision:
    """To the person who has it. She hears once that it arrived; then the bot keeps quiet."""
    passed = Decision(
        conversation=replace(conversation, held_until=facts.held_until),
        effects=(copy_to_thread(event, facts, policy, case),),
    )
    return passed.plus(waits_for_her(facts, policy, case, passed.conversation or conversation))


def waits_for_her(facts: Facts, policy: Policy, case: Case, conversation: Conversation) -> Decision:
    """Her word is unanswered from now on: whoever has the case is reminded of it in time."""
    effects: tuple[Effect, ...] = (CallOff(case.id, "family-silent"),) if case.owner else ()
    changed = None
    behind = left_behind(replace(case, unanswered_since=case.unanswered_since or facts.now), facts, policy)
    if behind is not None and behind.case is not None:
        return behind.plus(tell_owner(facts, policy, behind.case, conversation))
    if case.unanswered_since is None:
        case = changed = replace(case, unanswered_since=facts.now)
        effects = (*effects, *arm_unanswered(case, facts, policy))
    return Decision(case=changed, effects=effects).plus(tell_owner(facts, policy, case, conversation))


def media(event: MediaReceived, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    case = current_case(facts, conversation)
    message = Message(
        event.message_id,
        conversation.id,
        "in",
        event.kind,
        facts.now,
        case_id=case.id if case else None,
        detail=event.detail,
    )
    received = Decision(messages=(message,))
    if case is None:
        told = say(conversation, (Text(f"media-{event.kind}"),), choices.menu())
        return received.plus(told)
    passed = Decision(effects=(PassMedia(case.id, event.message_id, event.kind),))
    return received.plus(passed).plus(waits_for_her(facts, policy, case, conversation))


def about_outside(
    facts: Facts, policy: Policy, conversation: Conversation, case: Case, understood: Understanding
) -> Decision | None:
    """Her yes or no, or her number, typed. Other words go to the coordinator as ever."""
    if conversation.step is Step.CALL_BACK:
        if understood.reply == "no":
            return call_back(f"{case.id}:no", facts, conversation)
        return call_back_number(understood.text, case, policy, conversation)
    if understood.reply is None:
        return None
    return answered(f"{case.id}:{understood.reply}", facts, policy, conversation)


def apart_from_the_story(received: Decision, settled: Decision) -> Decision:
    """A telephone number is for the coordinator alone, so that it is not among what the desk reads of the case."""
    numbered = settled.case is not None and settled.case.referral is not None and settled.case.referral.call_back
    if not numbered:
        return received
    return replace(received, messages=tuple(replace(one, case_id=None) for one in received.messages))
