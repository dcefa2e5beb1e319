"""What the directory must be asked before a decision can be made."""

from dataclasses import replace

from knowledge.understanding import Asks, Slots
from routing import choices
from routing.case import Conversation, Step
from routing.decision import Question
from routing.entrance import named_in
from routing.events import ChoicePressed, Event, TextReceived

CONTEXT_TURNS = 4  # earlier turns beyond these say more about another question than about this one


def question_of(event: Event, conversation: Conversation) -> Question | None:
    """The question this event puts to the directory, or None when it puts none.

    A text always does: even while a person holds the conversation it may hold an urgent word.
    """
    if isinstance(event, TextReceived) and named_in(event.text) is None:
        return Question(event.text, earlier(conversation), conversation.slots, conversation.asked)
    if not isinstance(event, ChoicePressed):
        return None
    code, _, argument = event.choice.partition(":")
    base = Question(
        conversation.words, conversation.context, conversation.slots, conversation.asked, conversation.topics
    )
    if code == choices.SLOT:
        name, _, value = argument.partition(":")
        return replace(base, slots=with_slot(conversation.slots, name, value), asked=also(base.asked, name))
    if code == choices.SKIP:
        return base
    if code == choices.WORRY:
        return replace(base, text="", context=(), topics=(argument,))
    return None


def cleared(conversation: Conversation) -> Conversation:
    """A question is over; what is known about the child stays."""
    return replace(conversation, words="", context=(), topics=(), found=(), shown=0, asked=(), step=Step.NOTHING)


def earlier(conversation: Conversation) -> tuple[str, ...]:
    said = (*conversation.context, conversation.words) if conversation.words else conversation.context
    return said[-CONTEXT_TURNS:]


def with_slot(slots: Slots, name: str, value: str) -> Slots:
    """The slots with one more known; an unknown name or a broken number changes nothing."""
    if name == "municipality":
        return replace(slots, municipality=value)
    if name == "age" and value.isdigit():
        return replace(slots, age_months=int(value))
    if name == "care":
        return replace(slots, care_types=tuple(dict.fromkeys((*slots.care_types, value))))
    return slots


def also(asked: tuple[Asks, ...], name: str) -> tuple[Asks, ...]:
    known: dict[str, Asks] = {"municipality": "municipality", "age": "age", "care": "care"}
    return tuple(dict.fromkeys((*asked, known[name]))) if name in known else asked
