"""From what the directory has to what is said: at most three entries, one question, or an honest no."""

from dataclasses import replace
from typing import assert_never

from knowledge.understanding import Answer, Asks, Match, Understanding
from routing import choices
from routing.case import Case, Conversation, EntryRef, Step
from routing.decision import Decision, Facts, Record, Shown, Unmet
from routing.effects import Choice, Entries, Part, Say, Terms, Text
from routing.policy import SHOWN_AT_ONCE, Policy

TOPICS_KEPT = 3
OF_THE_HEAVIEST = 0.5
SURE_ENOUGH = 0.2  # of 1


def ref(match: Match) -> EntryRef:
    reasons = tuple((reason.kind, reason.value) for reason in match.reasons)
    return EntryRef(match.entry_id, match.entry_version, reasons, match.by_arrangement)


def answer(facts: Facts, policy: Policy, conversation: Conversation, first: tuple[Part, ...] = ()) -> Decision:
    """What the bot says to a question. `first` is said before it, in the same sending."""
    understood, found = facts.understood, facts.answer
    if understood is None or found is None:
        return say(conversation, (*first, Text("say-again")), choices.menu())
    conversation = remembering(conversation, understood, found)
    lead = (*first, *always_line(understood), *terms_of(facts))
    unheard = Decision(unmatched=found.unmatched)
    match found.kind:
        case "ask":
            return ask(conversation, policy, found.asks or "municipality", lead)
        case "answer" | "perhaps":
            opening = Text("answer-found" if found.kind == "answer" else "answer-perhaps")
            return show_next(conversation, (*lead, opening)).plus(unheard)
        case "unknown":
            return nothing_found(conversation, lead).plus(unheard)
        case _:
            assert_never(found.kind)


def remembering(conversation: Conversation, understood: Understanding, found: Answer) -> Conversation:
    """The conversation with what this turn taught about the child and what was found."""
    topics = main_topics(understood) or conversation.topics
    return replace(
        conversation,
        slots=understood.slots.over(conversation.slots),
        topics=topics,
        found=tuple(ref(match) for match in found.matches),
        shown=0,
        step=Step.NOTHING,
    )


def main_topics(understood: Understanding) -> tuple[str, ...]:
    """What it is about, for the card and the council: the heaviest needs, not every echo of a word."""
    if not understood.needs or understood.needs[0].weight < SURE_ENOUGH:
        return ()  # a guess is no evidence for the council
    enough = understood.needs[0].weight * OF_THE_HEAVIEST
    return tuple(need.topic for need in understood.needs if need.weight >= enough)[:TOPICS_KEPT]


def always_line(understood: Understanding) -> tuple[Part, ...]:
    """The fixed line on top when an alarming word was about the past or a practice: better once too often."""
    return (Text("always-119"),) if understood.urgency.code == "soft" else ()


def terms_of(facts: Facts) -> tuple[Part, ...]:
    return (Terms(facts.terms),) if facts.terms else ()


def ask(conversation: Conversation, policy: Policy, slot: Asks, lead: tuple[Part, ...] = ()) -> Decision:
    """One question, with buttons, always skippable."""
    buttons: dict[Asks, tuple[Choice, ...]] = {
        "municipality": choices.towns(policy.towns),
        "age": choices.ages(),
        "care": choices.cares(),
    }
    asked = replace(conversation, step=Step.SLOT, asked=tuple(dict.fromkeys((*conversation.asked, slot))))
    return say(asked, (*lead, Text(f"ask-{slot}")), (*buttons[slot], choices.choice(choices.SKIP)))


def show_next(conversation: Conversation, lead: tuple[Part, ...]) -> Decision:
    """The next three entries, and what she can do then."""
    start = conversation.shown
    refs = conversation.found[start : start + SHOWN_AT_ONCE]
    if not refs:
        return say(conversation, (Text("no-more"),), (choices.choice(choices.PERSON), choices.choice(choices.MENU)))
    conversation = replace(conversation, shown=start + len(refs), step=Step.NOTHING)
    more = (choices.choice(choices.MORE),) if conversation.shown < len(conversation.found) else ()
    then = (*more, choices.choice(choices.RESOLVED), choices.choice(choices.PERSON))
    decision = say(conversation, (*lead, Entries(refs)), then)
    return decision.plus(Decision(records=(Shown(conversation.id, refs),)))


def nothing_found(conversation: Conversation, lead: tuple[Part, ...]) -> Decision:
    """No match is a normal answer: said plainly, a person offered, counted as a gap of the region."""
    then = (choices.choice(choices.PERSON), choices.choice(choices.GUIDE), choices.choice(choices.MENU))
    gap: Record = Unmet(conversation.topics, conversation.slots.municipality, "no-match")
    return say(conversation, (*lead, Text("answer-none")), then).plus(Decision(records=(gap,)))


def say(conversation: Conversation, parts: tuple[Part, ...], then: tuple[Choice, ...] = ()) -> Decision:
    effect = Say(conversation.id, parts, then, case_id=conversation.case_id)
    return Decision(conversation=conversation, effects=(effect,))


def tell(case: Case, *parts: Part, then: tuple[Choice, ...] = ()) -> Say:
    """To whoever asked, about her case, wherever she is in the conversation."""
    return Say(case.conversation_id, parts, then, case_id=case.id)
