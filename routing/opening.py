"""Consent, and the opening of a case. Nothing is handed over before she said yes; danger to life excepted."""

from dataclasses import replace

from knowledge.understanding import Understanding
from routing import choices, intake
from routing.answering import say, tell
from routing.calling import duty_of
from routing.case import Case, Consent, Conversation, Holder, Offer, Status, Step
from routing.decision import Consented, Decision, Facts, Journal
from routing.desks import at_once, receiving, rules_for, settled
from routing.duty import Duty
from routing.effects import Effect, Post, ShowCard, Text, Verbatim
from routing.policy import Policy
from routing.question import cleared, earlier
from routing.timing import arm_waiting
from routing.where import ask_where, unchosen


def ask_for_a_person(facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    """She wants to talk to someone: first her words, then her consent."""
    if not facts.open_cases:
        return toward_consent(facts, policy, conversation)
    current = current_case(facts, conversation) or facts.open_cases[-1]
    others = tuple(
        choices.choice(choices.CASE, case.id, label="choice-case", number=case.number)
        for case in facts.open_cases
        if case.id != current.id
    )
    same = choices.choice(choices.CASE, current.id, label="choice-same-case")
    told = Text("person-already", {"number": current.number})
    return say(conversation, (told,), (same, *others, choices.choice(choices.NEW_CASE)))


def toward_consent(facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    if not (conversation.words or conversation.context or conversation.topics):
        waiting = replace(conversation, step=Step.CASE_WORDS)
        return say(waiting, (Text("case-words"),), (choices.choice(choices.WORDS_SKIP),))
    return ask_where(facts, policy, conversation)


def open_with_consent(facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    case = new_case(facts, policy, conversation, Consent.GIVEN)
    # What she said is on the card now; another case must not begin with it, nor with her choice.
    held = replace(unchosen(cleared(conversation)), case_id=case.id, holder=Holder.PERSON, held_until=facts.held_until)
    told = [Text("case-opened", {"number": case.number})]
    if case.wanted is not None:
        told.append(Text("wanted-asked", {"owner_code": case.wanted}))
    told.append(when_somebody_answers(facts.duty(case.desk)))
    consent = Consented(case.id, case.person_id, case.consent, intake.load(case.intake_model).consent())
    return opened(facts, policy, case, held).plus(
        Decision(
            records=(consent,),
            effects=(tell(case, *told, then=(choices.choice(choices.STATUS),)),),
        )
    )


def opened(facts: Facts, policy: Policy, case: Case, conversation: Conversation, *, urgent: bool = False) -> Decision:
    """The case, its card in the shared channel, and whoever is to be called by name.

    Whom the family wants is asked first, in every model; an urgent case calls the others too.
    """
    model = intake.load(case.intake_model)
    now = urgent or at_once(policy, case)
    if case.wanted is not None and not now:
        stands = replace(case, offer=Offer(case.wanted, None, facts.now))
        called: tuple[str, ...] = (case.wanted,) if facts.duty(case.desk).open else ()
    else:
        stands = model.arrives(case, facts, policy)
        called = model.called(stands, facts, policy)
        if case.entrance is not None and called:
            called = tuple(dict.fromkeys((case.entrance, *called)))
    stands = replace(stands, called=called)
    effects: list[Effect] = [ShowCard(case.id, called, urgent=now)]
    outside = tuple(dict.fromkeys(rule.outside for rule in rules_for(policy, stands) if rule.outside))
    if outside:
        effects.append(Post(case.id, (Text("desk-outside-by-rule", {"number": case.number}),), refer_to=outside))
    return Decision(
        case=stands,
        conversation=conversation,
        records=(Journal("case-opened", case.id, data=(("consent", case.consent), ("urgency", case.urgency))),),
        effects=(*effects, *arm_waiting(stands, facts, policy)),
    )


def new_case(facts: Facts, policy: Policy, conversation: Conversation, consent: Consent) -> Case:
    understood = facts.understood or Understanding("")
    shown = conversation.found[: conversation.shown]
    wanted = policy.wanted(conversation.chosen_person, facts.now.date())
    entrance = policy.wanted(conversation.entrance, facts.now.date())
    case = Case(
        id=facts.fresh.case_id,
        number=facts.fresh.case_number,
        desk=receiving(policy, conversation).id,
        status=Status.WAITING,
        opened_at=facts.now,
        intake_model=policy.intake_model,
        settings_version=policy.settings_version,
        consent=consent,
        requester="family",
        person_id=conversation.person_id,
        conversation_id=conversation.id,
        words="\n".join(earlier(conversation)),
        slots=conversation.slots,
        topics=conversation.topics,
        urgency=understood.urgency.code,
        shown=shown,
        wanted=wanted.id if wanted else None,
        entrance=entrance.id if entrance else None,
        unanswered_since=facts.now,
        waiting_since=facts.now,
    )
    return settled(policy, case, chosen=wanted is not None or conversation.chosen_desk is not None)


def when_somebody_answers(duty: Duty) -> Text:
    """Outside hours nobody is promised: the text says when the desk opens."""
    if duty.open:
        return Text("answers-now")
    if duty.opens_at is None:
        return Text("answers-closed")
    return Text("answers-from", {"opens_at": duty.opens_at.isoformat()})


def current_case(facts: Facts, conversation: Conversation) -> Case | None:
    """The open case this conversation speaks of."""
    return next((case for case in facts.open_cases if case.id == conversation.case_id), None)


def continue_case(facts: Facts, policy: Policy, conversation: Conversation, case: Case) -> Decision:
    """Back to the person who has the case, with what was said to the bot meanwhile and is not in its thread yet."""
    said = earlier(conversation) if conversation.case_id != case.id else ()
    held = replace(
        conversation,
        case_id=case.id,
        holder=Holder.PERSON,
        held_until=facts.held_until,
        step=Step.NOTHING,
        words="",
        context=(),
    )
    passed: tuple[Effect, ...] = (
        (Post(case.id, (Text("desk-continues"), *(Verbatim(words) for words in said)), story=True),) if said else ()
    )
    told = say(
        held, (Text("case-continues", {"number": case.number}), when_somebody_answers(duty_of(case, facts, policy)))
    )
    return told.plus(Decision(effects=passed))
