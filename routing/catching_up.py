"""What a family missed, brought along when she writes: her reply token makes it free, and she is there to read it."""

from collections.abc import Sequence
from dataclasses import replace

from routing import choices
from routing.effects import Effect, Entries, Forget, Part, Say, Text, Verbatim

MESSAGES_IN_A_CALL = 5  # LINE's own limit; what does not fit would be pushed, and there is nothing left to push with
LONGEST_IN_ONE = 4_500  # characters of a message, with room for the line above


def carrying(effects: Sequence[Effect], conversation_id: str, held: Sequence[Say]) -> tuple[tuple[Effect, ...], int]:
    """The effects with what was held, as far as one reply has room for it; and how much of it that is.

    Something urgent goes alone, and who asks to be forgotten is told no more.
    """
    effects = tuple(effects)
    if not held or _stays_as_it_is(effects):
        return effects, 0
    said = _answer_in(effects, conversation_id)
    room = MESSAGES_IN_A_CALL - 1 - (messages_of(said.parts) if said else 0)
    taken: list[Say] = []
    for one in held:
        if messages_of(one.parts) > room:
            break  # what was said first is heard first
        room -= messages_of(one.parts)
        taken.append(one)
    if not taken:
        return effects, 0
    parts: tuple[Part, ...] = (Text("held-before"), *(part for one in taken for part in one.parts))
    ids = tuple(name for one in taken for name in one.replies)
    if said is None:
        last = taken[-1]
        alone = Say(conversation_id, parts, last.choices, case_id=last.case_id, carries=ids)
        return (alone, *effects), len(taken)
    together = replace(said, parts=(*parts, *said.parts), carries=(*said.carries, *ids))
    return tuple(together if one is said else one for one in effects), len(taken)


def together(first: Say, after: Sequence[Say]) -> tuple[Say, int]:
    """What is said first with what waits behind it, as far as one sending has room; and how much of that it takes.

    A sending counts once against the month's messages, however much it brings. Urgent words go alone.
    """
    said, taken = first, 0
    for one in after:
        parts = (*said.parts, *one.parts)
        if said.urgent or one.urgent or one.case_id != said.case_id or messages_of(parts) > MESSAGES_IN_A_CALL:
            break
        said = replace(said, parts=parts, choices=one.choices, carries=(*said.carries, *one.replies))
        taken += 1
    return said, taken


def offering(effects: Sequence[Effect], conversation_id: str) -> tuple[Effect, ...] | None:
    """The effects with the question whether to show again what may not have arrived. None: not now, later."""
    effects = tuple(effects)
    if _stays_as_it_is(effects):
        return None
    asked, button = Text("again-offer"), choices.choice(choices.AGAIN)
    said = _answer_in(effects, conversation_id)
    if said is None:
        return (Say(conversation_id, (asked,), (button,)), *effects)
    together = replace(said, parts=(asked, *said.parts), choices=(button, *said.choices))
    return tuple(together if one is said else one for one in effects)


def messages_of(parts: Sequence[Part]) -> int:
    """How many of LINE's messages these become at most."""
    count, after_text = 0, False
    for part in parts:
        match part:
            case Text():
                count += not after_text  # sentences of ours that follow each other become one
            case Verbatim(text):
                count += 1 + len(text) // LONGEST_IN_ONE
            case Entries():
                count += 2  # one of them may be gone meanwhile, and then that is said
            case _:
                count += 1
        after_text = isinstance(part, Text)
    return count


def _stays_as_it_is(effects: Sequence[Effect]) -> bool:
    return any(isinstance(one, Forget) or (isinstance(one, Say) and one.urgent) for one in effects)


def _answer_in(effects: Sequence[Effect], conversation_id: str) -> Say | None:
    """The first thing that is said to her: it gets the reply token."""
    return next((one for one in effects if isinstance(one, Say) and one.conversation_id == conversation_id), None)
