"""A Say as LINE message objects. Pure: the same effect always gives the same messages."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import assert_never

from bot.channels.line import flex
from bot.channels.line.entry import NAME_MAX, Room, entry_words
from bot.channels.line.flex import Json, TooLarge
from bot.channels.line.measure import clusters, pieces, sendable, shorten, utf16
from bot.channels.line.voice import Voice
from bot.texts import Texts
from knowledge.resource import Audience, Resource
from routing.effects import Choice, Entries, Part, Say, Terms, Text, Verbatim

MESSAGES_IN_A_CALL = 5
TEXT_MAX = 5_000
QUICK_REPLIES_MAX = 13
DATA_MAX = 300
LISTED = "option-name"
ENTRIES_IN_A_CAROUSEL = 3
LINES_IN_A_BUBBLE = 5

Lookup = Callable[[str], Resource | None]


class CodeTooLong(ValueError):
    """A choice's code does not fit into postback data. A cut code would be another code."""


def render(say: Say, *, texts: Texts, locale: str, lookup: Lookup, today: date) -> list[list[Json]]:
    """Message objects in batches of at most five; all but a very long Say are one batch, a wordless one is none.

    `today` is the region's date: entries no family may see on it are left out, and she is told so.
    """
    voice = Voice(texts, locale)
    messages: list[Json] = []
    for group in _together(say.parts):
        messages += _messages(group, voice, lookup, today)
    messages = _with_choices(messages, say.choices, voice)
    return [messages[start : start + MESSAGES_IN_A_CALL] for start in range(0, len(messages), MESSAGES_IN_A_CALL)]


def _together(parts: Sequence[Part]) -> list[tuple[Part, ...]]:
    """Sentences of the catalogue that follow each other make one message; all else stands alone."""
    groups: list[tuple[Part, ...]] = []
    for part in parts:
        if isinstance(part, Text) and groups and isinstance(groups[-1][-1], Text):
            groups[-1] = (*groups[-1], part)
        else:
            groups.append((part,))
    return groups


def _messages(group: tuple[Part, ...], voice: Voice, lookup: Lookup, today: date) -> list[Json]:
    match group[0]:
        case Text():
            return _texts(_paragraphs([part for part in group if isinstance(part, Text)], voice))
        case Verbatim() as words:
            head = voice("from-coordinator", name=shorten(words.by, NAME_MAX)) + "\n" if words.by else ""
            return _texts(head + sendable(words.text))
        case Entries() as shown:
            return _entries(shown, voice, lookup, today)
        case Terms():
            return []  # explanations are for supporters, who are in Slack; the answer does not hang on them
        case _:
            assert_never(group[0])


def _paragraphs(group: Sequence[Text], voice: Voice) -> str:
    """Sentences with a blank line between them; the names of a list stay close together."""
    said = voice.say(group[0])
    for before, part in pairwise(group):
        said += ("\n" if before.id == part.id == LISTED else "\n\n") + voice.say(part)
    return said


def _texts(words: str) -> list[Json]:
    """As many text messages as the words need. LINE refuses a message of blanks only."""
    return [{"type": "text", "text": piece} for piece in pieces(words, TEXT_MAX) if piece.strip()]


def _entries(shown: Entries, voice: Voice, lookup: Lookup, today: date) -> list[Json]:
    found = [(ref, lookup(ref.entry_id)) for ref in shown.refs]
    kept = [(ref, entry) for ref, entry in found if entry and entry.visible_to(Audience.FAMILY, today)]
    layout, at_once = (flex.lines, LINES_IN_A_BUBBLE) if shown.lines else (flex.entries, ENTRIES_IN_A_CAROUSEL)
    messages = []
    for start in range(0, len(kept), at_once):
        room = Room()
        while True:
            words = [entry_words(entry, ref, voice, today, room) for ref, entry in kept[start : start + at_once]]
            try:
                messages.append(layout(words, voice))
                break
            except TooLarge:
                if room.short < 4:
                    raise
                room = room.halved()
    return messages if len(kept) == len(found) else [*messages, *_texts(voice("entry-gone"))]


def _with_choices(messages: list[Json], choices: Sequence[Choice], voice: Voice) -> list[Json]:
    """Quick replies under the last message; what LINE would not show there in full becomes a list of buttons."""
    if not choices:
        return messages
    if any(clusters(voice.say(choice.label)) > flex.LABEL_MAX for choice in choices):
        return [*messages, *flex.named(_whole(choices, voice), voice)]
    actions = [_action(choice, voice) for choice in choices]
    if len(actions) > QUICK_REPLIES_MAX or not messages:
        return [*messages, *flex.buttons(actions, voice("choices-alt"))]
    items = [{"type": "action", "action": action} for action in actions]
    return [*messages[:-1], {**messages[-1], "quickReply": {"items": items}}]


def _whole(choices: Sequence[Choice], voice: Voice) -> list[tuple[str, Json]]:
    """What a button cannot hold stands above it in full: two long names may begin alike. Short ones need no name."""
    found = []
    for choice in choices:
        action, name = _action(choice, voice), voice.say(choice.label)
        fits = clusters(name) <= flex.LABEL_MAX
        found.append(("", action) if fits else (name, {**action, "label": voice("choose-this")}))
    return found


def _action(choice: Choice, voice: Voice) -> Json:
    if utf16(choice.code) > DATA_MAX:
        raise CodeTooLong(f"the code of {choice.label.id!r} has more than {DATA_MAX} characters")
    return flex.postback(voice.say(choice.label), choice.code)
