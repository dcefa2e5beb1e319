"""What a requester says or presses, and what follows. The front door, for families and supporters alike."""

from dataclasses import replace
from typing import assert_never

from knowledge.tongue import speaks_english
from knowledge.understanding import Slots, Understanding
from routing import choices, intake
from routing.answering import answer, remembering, say, show_next
from routing.case import Conversation, EntryRef, Holder, Person, Step
from routing.decision import Decision, Facts, Journal, Unmet
from routing.desks import receiving
from routing.effects import (
    AskCurator,
    Choice,
    Effect,
    Entries,
    Forget,
    LeaveGroup,
    Post,
    ShowCard,
    Text,
)
from routing.entrance import entered, named_in
from routing.events import (
    AddedToGroup,
    Blocked,
    CaseRequested,
    ChoicePressed,
    Followed,
    FromRequester,
    MediaReceived,
    MessageWithdrawn,
    TextReceived,
)
from routing.opening import (
    ask_for_a_person,
    continue_case,
    current_case,
    open_with_consent,
    toward_consent,
    when_somebody_answers,
)
from routing.policy import Policy
from routing.question import cleared, earlier
from routing.referring import answered, call_back
from routing.relaying import about_outside, apart_from_the_story, copy_to_thread, media, pass_on, received_message
from routing.supporters import open_for_supporter
from routing.urgent import urgent
from routing.where import ask_consent, ask_where, chose_desk, chose_who, wrote
from routing.withdrawal import withdrawn

TOWARD_A_CASE = (Step.CASE_WORDS, Step.DESK, Step.CONSENT)
EMERGENCY_LINES = (
    "nat-119",
    "nat-8000",
    "nat-7119",
)  # shown when she presses the button; urgent words choose their own


def from_requester(event: FromRequester, facts: Facts, policy: Policy) -> Decision:
    if isinstance(event, AddedToGroup):
        return Decision(effects=(LeaveGroup(event.group_id, Text("group-goodbye")),))
    person, conversation = facts.person, facts.conversation
    if person is None or conversation is None:
        raise ValueError(f"{type(event).__name__} needs a person and a conversation")
    conversation = replace(conversation, last_at=facts.now)
    match event:
        case Followed():
            return followed(facts, person, conversation)
        case Blocked():
            return blocked(facts, person)
        case TextReceived():
            return text(event, facts, policy, conversation)
        case MediaReceived():
            return media(event, facts, policy, conversation)
        case ChoicePressed():
            return pressed(event.choice, facts, policy, person, conversation)
        case MessageWithdrawn():
            return withdrawn(facts, conversation)
        case CaseRequested():
            return open_for_supporter(event, facts, policy, conversation)
        case _:
            assert_never(event)


# -- coming and going --------------------------------------------------------------------


def followed(facts: Facts, person: Person, conversation: Conversation) -> Decision:
    greeted = say(
        conversation, (Text("greeting"), Text("greeting-not-for-emergencies"), Text("greeting-start")), choices.menu()
    )
    return greeted.plus(
        back_or_gone(facts, replace(person, blocked=False), "desk-unblocked" if person.blocked else None)
    )


def blocked(facts: Facts, person: Person) -> Decision:
    return back_or_gone(facts, replace(person, blocked=True), "desk-blocked")


def back_or_gone(facts: Facts, person: Person, told: str | None) -> Decision:
    """The desk sees on every open case whether she can be reached."""
    effects: list[Effect] = []
    for case in facts.open_cases if told else ():
        effects += [Post(case.id, (Text(told),)), ShowCard(case.id)] if told else []
    return Decision(person=person, effects=tuple(effects))


# -- words ---------------------------------------------------------------------------------


def text(event: TextReceived, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    understood = facts.understood or Understanding(event.text)
    by_link = named_in(event.text)
    if by_link is not None:
        return entered(by_link, facts, policy, conversation)
    case = current_case(facts, conversation)
    heard = hearing(conversation, event.text)
    received = Decision(
        messages=(received_message(event, facts, heard, case),), person=answered_in_english(event, facts)
    )
    if understood.urgency.is_urgent:
        return received.plus(urgent(facts, policy, heard, understood, event.message_id))
    if conversation.step in TOWARD_A_CASE:  # she answers the bot, also while a person has another case of hers
        return received.plus(toward_a_case(facts, policy, conversation, heard, understood))
    if case is not None and conversation.step in (Step.REFERRAL, Step.CALL_BACK):
        settled = about_outside(facts, policy, conversation, case, understood)
        if settled is not None:
            return apart_from_the_story(received, settled).plus(settled)
    if case is not None and conversation.holder is Holder.PERSON:
        passed = pass_on(event, facts, policy, conversation, case)
        if conversation.held_until is None or facts.now <= conversation.held_until:
            return received.plus(passed)
        # Nobody wrote for long: the bot answers again, and says so.
        freed = replace(heard, holder=Holder.BOT, held_until=None)
        return received.plus(passed).plus(answer(facts, policy, freed, (Text("bot-again"),)))
    if case is not None:  # the bot answers, and the desk reads along
        received = received.plus(Decision(effects=(copy_to_thread(event, facts, policy, case),)))
    return received.plus(bot_answers(facts, policy, heard, understood))


def answered_in_english(event: TextReceived, facts: Facts) -> Person | None:
    """Who writes English is answered in English, until she chooses otherwise in the menu."""
    person = facts.person
    if person is None or person.kind != "family" or person.locale != "ja" or not speaks_english(event.text):
        return None
    return replace(person, locale="en")


def bot_answers(facts: Facts, policy: Policy, heard: Conversation, understood: Understanding) -> Decision:
    match understood.wants:
        case "person":
            return ask_for_a_person(facts, policy, learned(facts, heard))
        case "status":
            return status(facts, policy, heard)
        case "thanks":
            return say(heard, (Text("welcome"),), (choices.choice(choices.MENU),))
        case "greeting":
            return say(heard, (Text("hello"),), choices.menu())
        case "nothing":
            return say(heard, (Text("say-again"),), choices.menu())
        case "entries":
            return answer(facts, policy, heard)
        case _:
            assert_never(understood.wants)


def toward_a_case(
    facts: Facts, policy: Policy, conversation: Conversation, heard: Conversation, understood: Understanding
) -> Decision:
    """Her words for the card, or her answer about consent: on a computer LINE shows no buttons, so she may type it.

    Only a clear yes opens a case; other words go along and the question is asked again.
    """
    if conversation.step is Step.CASE_WORDS:
        return ask_where(facts, policy, learned(facts, heard))
    if conversation.step is Step.DESK:
        named = wrote(understood.text, facts, policy, conversation)
        return named or ask_consent(policy, learned(facts, heard))
    if understood.reply is not None:
        return consented(understood.reply, facts, policy, conversation)
    match understood.wants:
        case "status":
            return status(facts, policy, heard)
        case "entries":
            return ask_consent(policy, learned(facts, heard))
        case _:
            return ask_consent(policy, conversation)


def learned(facts: Facts, conversation: Conversation) -> Conversation:
    """What the words taught about the child goes along to the card; the search itself is forgotten."""
    if facts.understood is None or facts.answer is None:
        return conversation
    kept = remembering(conversation, facts.understood, facts.answer)
    return replace(kept, found=conversation.found, shown=conversation.shown)


def hearing(conversation: Conversation, words: str) -> Conversation:
    return replace(conversation, context=earlier(conversation), words=words)


# -- buttons -----------------------------------------------------------------------------------


def pressed(code: str, facts: Facts, policy: Policy, person: Person, conversation: Conversation) -> Decision:
    name, _, argument = code.partition(":")
    match name:
        case choices.GUIDE:
            waiting = replace(conversation, step=Step.STAGE)
            return say(waiting, (Text("guide-stage"),), stage_choices())
        case choices.STAGE if argument in policy.worries:
            waiting = replace(conversation, step=Step.WORRY, slots=replace(conversation.slots, life_stage=argument))
            return say(waiting, (Text("guide-worry"),), worry_choices(policy.worries.get(argument, ())))
        case choices.WORRY if any(argument in worries for worries in policy.worries.values()):
            return answer(facts, policy, conversation)
        case choices.SLOT | choices.SKIP if conversation.words or conversation.topics:
            return answer(facts, policy, skipping(conversation, name))
        case choices.MORE:
            return show_next(conversation, (Text("more-found"),))
        case choices.RESOLVED:
            done = cleared(conversation)
            return say(done, (Text("resolved"),), (choices.choice(choices.MENU),))
        case choices.PERSON:
            return ask_for_a_person(facts, policy, conversation)
        case choices.NEW_CASE:
            anew = replace(cleared(conversation), slots=Slots())  # it may be about another child of hers
            return toward_consent(facts, policy, anew)
        case choices.CASE:
            chosen = next((case for case in facts.open_cases if case.id == argument), None)
            return continue_case(facts, policy, conversation, chosen) if chosen else status(facts, policy, conversation)
        case choices.WORDS_SKIP:
            return ask_where(facts, policy, conversation)
        case choices.DESK if conversation.step is Step.DESK:
            return chose_desk(argument, facts, policy, conversation)
        case choices.WHO if conversation.step is Step.DESK:
            return chose_who(argument, facts, policy, conversation)
        case choices.DESK | choices.WHO:  # an old button
            return status(facts, policy, conversation)
        case choices.REFERRAL:
            return answered(argument, facts, policy, conversation) or status(facts, policy, conversation)
        case choices.CALL_BACK:
            return call_back(argument, facts, conversation) or status(facts, policy, conversation)
        case choices.CONSENT:
            return consented(argument, facts, policy, conversation)
        case choices.WRONG if argument:
            return entry_wrong(argument, policy, conversation)
        case choices.STATUS:
            return status(facts, policy, conversation)
        case choices.AGAIN:
            return again(facts, conversation)
        case choices.BOT:
            freed = replace(conversation, holder=Holder.BOT, held_until=None)
            return say(freed, (Text("bot-answers"),), choices.menu())
        case choices.EMERGENCY:
            lines = Entries(tuple(EntryRef(entry_id, 1) for entry_id in EMERGENCY_LINES), lines=True)
            return say(conversation, (Text("emergency"), lines), (choices.choice(choices.MENU),))
        case choices.LANGUAGE:
            spoken = replace(person, locale=argument) if argument in ("ja", "ja-easy", "en") else person
            return say(conversation, (Text("language-set"),), choices.menu()).plus(Decision(person=spoken))
        case choices.STORED:
            kept = Text("stored", {"messages": facts.stored_messages, "cases": facts.stored_cases})
            return say(conversation, (kept,), (choices.choice(choices.ERASE, "ask"), choices.choice(choices.MENU)))
        case choices.ERASE:
            return erase(argument, conversation)
        case _:
            return say(conversation, (Text("menu"),), (*choices.menu(), *language_choices(person)))


def again(facts: Facts, conversation: Conversation) -> Decision:
    """What may not have arrived, as it was said; the newest buttons with it."""
    if not facts.missed:
        return say(conversation, (Text("again-gone"),), choices.menu())
    parts = tuple(part for one in facts.missed for part in one.parts)
    return say(conversation, parts, facts.missed[-1].choices)


def skipping(conversation: Conversation, name: str) -> Conversation:
    return replace(conversation, step=Step.NOTHING) if name == choices.SKIP else conversation


def consented(how: str, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    if conversation.step is not Step.CONSENT:  # an old button: never open a case from it
        return status(facts, policy, conversation)
    if how != "yes":
        return say(replace(conversation, step=Step.NOTHING), (Text("consent-declined"),), choices.menu())
    if conversation.asked_consent not in ("", intake.load(policy.intake_model).consent()):
        return ask_consent(policy, conversation)  # others would read it now than those she was told of
    return open_with_consent(facts, policy, conversation)


def entry_wrong(argument: str, policy: Policy, conversation: Conversation) -> Decision:
    entry_id, _, version = argument.partition(":")
    entry = EntryRef(entry_id, int(version) if version.isdigit() else 1)
    told = say(conversation, (Text("wrong-thanks"),), (choices.choice(choices.PERSON), choices.choice(choices.MENU)))
    gap = Unmet(conversation.topics, conversation.slots.municipality, "entry-wrong", conversation.case_id)
    return told.plus(Decision(records=(gap,), effects=(AskCurator(receiving(policy, conversation).id, entry),)))


def status(facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    """How things stand, in words that are true now."""
    if not facts.open_cases:
        return say(conversation, (Text("status-none"),), choices.menu())
    lines: list[Text] = []
    for case in facts.open_cases:
        args: dict[str, str | int] = {"number": case.number}
        if case.follow_up_on is not None:
            args["follow_up_on"] = case.follow_up_on.isoformat()
        lines.append(Text(f"status-{case.status.replace('_', '-')}", args))
    others = tuple(
        choices.choice(choices.CASE, case.id, label="choice-case", number=case.number)
        for case in facts.open_cases
        if case.id != conversation.case_id
    )
    then = (*others, choices.choice(choices.BOT), choices.choice(choices.MENU))
    spoken_of = current_case(facts, conversation) or facts.open_cases[-1]
    return say(conversation, (*lines, when_somebody_answers(facts.duty(policy.desk(spoken_of.desk).id))), then)


def erase(argument: str, conversation: Conversation) -> Decision:
    """Asks once more, then has the key destroyed; the edge closes her open cases and shows it on their cards."""
    if argument != "yes":
        sure = (choices.choice(choices.ERASE, "yes", label="choice-erase-yes"), choices.choice(choices.MENU))
        return say(conversation, (Text("erase-sure"),), sure)
    told = say(cleared(conversation), (Text("erased"),))
    gone = Forget(conversation.person_id, conversation.id)
    return told.plus(Decision(records=(Journal("erasure-asked"),), effects=(gone,)))


def stage_choices() -> tuple[Choice, ...]:
    stages = ("birth_to_home", "preschool", "school_age", "adult_transition")
    return tuple(choices.choice(choices.STAGE, code, label=f"choice-stage-{code.replace('_', '-')}") for code in stages)


def worry_choices(codes: tuple[str, ...]) -> tuple[Choice, ...]:
    worries = tuple(choices.choice(choices.WORRY, code, label="choice-worry", worry_code=code) for code in codes)
    return (*worries, choices.choice(choices.PERSON))


def language_choices(person: Person) -> tuple[Choice, ...]:
    return tuple(
        choices.choice(choices.LANGUAGE, locale, label=f"choice-language-{locale}")
        for locale in ("ja", "ja-easy", "en")
        if locale != person.locale
    )
