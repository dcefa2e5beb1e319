"""Danger first: fixed words, the right numbers, and a person alerted without asking. Any hour, any state."""

from dataclasses import replace

from knowledge.resource import Audience
from knowledge.understanding import Understanding
from routing import choices, intake
from routing.answering import ref
from routing.calling import duty_of, in_charge
from routing.case import Case, Consent, Conversation, EntryRef, Holder, Step
from routing.decision import Consented, Decision, Facts, Journal, Shown
from routing.desks import settled
from routing.duty import Duty
from routing.effects import Effect, Entries, Part, Post, Say, ShowCard, Text, Verbatim
from routing.opening import current_case, new_case, opened, when_somebody_answers
from routing.policy import SHOWN_AT_ONCE, Policy
from routing.timing import arm_unanswered, arm_waiting


def urgent(
    facts: Facts, policy: Policy, conversation: Conversation, understood: Understanding, message_id: str
) -> Decision:
    """The fixed text with its numbers, then who hears it; the desk is alerted in the same turn."""
    urgency = understood.urgency
    lines = tuple(EntryRef(entry_id, 1) for entry_id in urgency.first_lines)
    name = f"urgent-{urgency.subclass or urgency.code}".replace("_", "-")
    parts: list[Part] = [Text(name)]
    if lines:
        parts.append(Entries(lines, lines=True))
    refs: tuple[EntryRef, ...] = ()
    if urgency.allows_entries and facts.answer is not None and facts.answer.kind in ("answer", "perhaps"):
        refs = tuple(ref(match) for match in facts.answer.matches[:SHOWN_AT_ONCE])
    conversation = replace(conversation, slots=understood.slots.over(conversation.slots))
    alerted = alert(facts, policy, conversation, understood, message_id)
    case_id = alerted.case.id if alerted.case else None
    parts.append(who_hears(facts.duty(alerted.case.desk if alerted.case else policy.desks[0].id)))
    if refs:
        parts += [Text("urgent-entries"), Entries(refs)]
    told = Say(conversation.id, tuple(parts), (choices.choice(choices.PERSON),), case_id=case_id, urgent=True)
    return Decision(
        conversation=conversation, effects=(told,), records=(Shown(conversation.id, (*lines, *refs)),)
    ).plus(alerted)


def who_hears(duty: Duty) -> Text:
    """Says only what is true: who reads this now, or that nobody does."""
    if duty.open and duty.on_duty:
        return Text("alerted-on-duty")
    if duty.open:
        return Text("alerted-desk")
    if duty.night_alert:
        return Text("alerted-night")
    if duty.opens_at is not None:
        return Text("alerted-nobody", {"opens_at": duty.opens_at.isoformat()})
    return Text("alerted-nobody-ever")


def alert(
    facts: Facts, policy: Policy, conversation: Conversation, understood: Understanding, message_id: str
) -> Decision:
    """The desk hears of it: in the open case's thread, else in a case opened without consent, and logged as such."""
    hers = facts.open_cases if facts.audience is Audience.FAMILY else ()  # a supporter's are about different children
    open_case = current_case(facts, conversation) or next(iter(hers), None)
    if open_case is not None:
        return in_thread(
            facts, policy, replace(open_case, urgency=understood.urgency.code), understood.text, message_id
        )
    spoken = conversation if conversation.words else replace(conversation, words=understood.text)
    case = settled(
        policy,
        replace(new_case(facts, policy, spoken, Consent.OVERRIDE), urgency=understood.urgency.code),
        chosen=False,
    )
    home, told = replace(conversation, case_id=case.id, step=Step.NOTHING), Decision()
    if facts.apart is not None:
        case = replace(case, requester="other", conversation_id=facts.apart.id)
        home, told = in_her_thread(facts, facts.apart, case)
    consented = Consented(case.id, case.person_id, case.consent, "override")
    return opened(facts, policy, case, home, urgent=True).plus(Decision(records=(consented,))).plus(told)


def in_her_thread(facts: Facts, apart: Conversation, case: Case) -> tuple[Conversation, Decision]:
    """A supporter is answered where she asked, and the case goes on in a thread of its own."""
    held = replace(apart, case_id=case.id, holder=Holder.PERSON, held_until=facts.held_until)
    parts = (Text("supporter-case-opened", {"number": case.number}), when_somebody_answers(facts.duty(case.desk)))
    return held, Decision(effects=(Say(apart.id, parts, case_id=case.id),))


def in_thread(facts: Facts, policy: Policy, case: Case, words: str, message_id: str) -> Decision:
    """The owner hears it; at night, or where there is none, whoever the model calls. The clocks are urgent from now."""
    model = intake.load(case.intake_model)
    duty = duty_of(case, facts, policy)
    called = in_charge(case, facts, policy) if case.owner and duty.open else model.called(case, facts, policy)
    told: tuple[Part, ...] = (Text("desk-urgent", {"urgency_code": case.urgency}), Verbatim(words))
    case = replace(case, unanswered_since=case.unanswered_since or facts.now)
    if case.owner is None:
        case = replace(case, waiting_since=facts.now, escalation=0, called=called)
        if case.deliberation is not None:  # it waits for no deliberation any more; the views stay
            case = replace(case, deliberation=replace(case.deliberation, overdue=True))
        armed = arm_waiting(case, facts, policy)
    else:
        case = replace(case, reminded_at=None)
        armed = arm_unanswered(case, facts, policy)
    effects: tuple[Effect, ...] = (
        Post(case.id, told, called, message_id=message_id, urgent=True, story=True),
        ShowCard(case.id, urgent=True),
        *armed,
    )
    return Decision(case=case, effects=effects, records=(Journal("urgent", case.id, data=(("class", case.urgency),)),))
