"""Entries and long lists of choices as Flex messages. Plain text components only, so that they can be read aloud."""

import json
from collections.abc import Sequence
from typing import Any

from bot.channels.line.entry import EntryWords
from bot.channels.line.measure import ELLIPSIS, pieces, shorten, utf16
from bot.channels.line.voice import Voice

Json = dict[str, Any]

BUBBLE_BYTES = 30_000  # LINE says 30 KB and 50 KB without saying which K
CAROUSEL_BYTES = 50_000
ALT_TEXT_MAX = 400
LABEL_MAX = 20
DISPLAY_TEXT_MAX = 300
BUTTONS_IN_BUBBLE = 10
BUBBLES_OF_BUTTONS = 5
NAMED_IN_BUBBLE = 6
NAME_MAX = 80

# On white at least 4.5 to 1, white on them too; LINE's own button green is far paler.
INK = "#1f2328"
QUIET = "#57606a"
ACCENT = "#0b5c56"
ALARM = "#b3261e"


class TooLarge(Exception):
    """The message does not fit into what LINE accepts, however little room its texts are given."""


def entries(words: Sequence[EntryWords], voice: Voice) -> Json:
    """The entries beside each other; one alone without a carousel. Raises TooLarge."""
    bubbles = [_entry(entry, voice) for entry in words]
    return message(bubbles, _alternative([(entry.name, entry.number) for entry in words], voice))


def lines(words: Sequence[EntryWords], voice: Voice) -> Json:
    """Emergency numbers under each other in one bubble: no swiping, the number large, a button that dials."""
    contents: list[Json] = []
    for entry in words:
        if contents:
            contents.append({"type": "separator", "margin": "lg"})
        contents.append(text(entry.name, weight="bold"))
        if entry.number:
            contents.append(text(entry.number, size="xxl", weight="bold", color=ALARM))
        if entry.dial:
            contents.append(_button(_call(entry, voice), style="primary", color=ALARM))
    return message([_bubble(contents)], _alternative([(entry.name, entry.number) for entry in words], voice))


def buttons(actions: Sequence[Json], alternative: str) -> list[Json]:
    """A long list of choices as buttons, where quick replies would not hold them."""
    bubbles = [
        _bubble([_button(action, style="secondary") for action in actions[start : start + BUTTONS_IN_BUBBLE]])
        for start in range(0, len(actions), BUTTONS_IN_BUBBLE)
    ]
    return [
        message(bubbles[start : start + BUBBLES_OF_BUTTONS], alternative)
        for start in range(0, len(bubbles), BUBBLES_OF_BUTTONS)
    ]


def named(choices: Sequence[tuple[str, Json]], voice: Voice) -> list[Json]:
    """Choices whose names are too long for a button: each name above its button, shortened only where LINE must."""
    for most in (NAME_MAX, NAME_MAX // 2, LABEL_MAX, LABEL_MAX // 2):
        try:
            groups = [choices[n : n + NAMED_IN_BUBBLE] for n in range(0, len(choices), NAMED_IN_BUBBLE)]
            return [message([_named_choices(group, most)], voice("choices-alt")) for group in groups]
        except TooLarge:
            continue
    raise TooLarge


def _named_choices(choices: Sequence[tuple[str, Json]], most: int) -> Json:
    contents: list[Json] = []
    for name, action in choices:
        shown = shorten(name, most)
        contents += [text(shown, weight="bold")] if shown.strip() else []  # LINE refuses blanks alone
        shown_back = {"displayText": shown} if shown.strip() else {}
        contents.append(_button({**action, **shown_back}, style="secondary"))
    return _bubble(contents)


def message(bubbles: list[Json], alternative: str) -> Json:
    contents: Json = bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": bubbles}
    if any(weight(bubble) > BUBBLE_BYTES for bubble in bubbles) or weight(contents) > CAROUSEL_BYTES:
        raise TooLarge
    return {"type": "flex", "altText": alternative, "contents": contents}


def weight(json_value: Json) -> int:
    """Bytes on the wire, where the SDK writes each Japanese character as six."""
    return len(json.dumps(json_value).encode())


def postback(label: str, data: str) -> Json:
    return {
        "type": "postback",
        "label": shorten(label, LABEL_MAX),
        "data": data,
        "displayText": shorten(label, DISPLAY_TEXT_MAX),
    }


def text(words: str, **style: str) -> Json:
    """A text that wraps and grows with the size the reader has set on her phone."""
    return {"type": "text", "text": words, "size": "md", "color": INK, "wrap": True, "scaling": True, **style}


def _entry(entry: EntryWords, voice: Voice) -> Json:
    contents = [text(entry.name, size="lg", weight="bold"), *(text(words) for words in entry.about)]
    if entry.reasons:
        contents.append(text("\n".join((voice("reasons"), *entry.reasons)), size="sm", color=QUIET))
    contents.append({"type": "separator"})
    contents += [text(words) for words in entry.facts]
    if entry.checked:
        contents.append(text(entry.checked, size="sm", color=QUIET))
    actions = []
    if entry.dial:
        actions.append(_button(_call(entry, voice), style="primary", color=ACCENT))
    if entry.page:
        actions.append(_button({"type": "uri", "label": voice("open-page"), "uri": entry.page}, style="secondary"))
    if entry.email:
        copied = {"type": "clipboard", "label": voice("copy-email"), "clipboardText": entry.email}
        actions.append(_button(copied, style="secondary"))
    wrong = postback(voice("entry-wrong"), f"wrong:{entry.entry_id}:{entry.version}")
    actions.append(_button(wrong, style="link", color=QUIET))
    return _bubble(contents, actions)


def _call(entry: EntryWords, voice: Voice) -> Json:
    label = voice("call-number", number=entry.number or "")
    if shorten(label, LABEL_MAX) != label:
        label = voice("call")
    return {"type": "uri", "label": label, "uri": entry.dial}


def _button(action: Json, **style: str) -> Json:
    return {"type": "button", "action": action, "height": "sm", "scaling": True, **style}


def _bubble(contents: list[Json], actions: Sequence[Json] = ()) -> Json:
    bubble: Json = {"type": "bubble", "size": "mega", "body": _box(contents)}
    if actions:
        bubble["footer"] = _box(list(actions))
    return bubble


def _box(contents: list[Json]) -> Json:
    return {"type": "box", "layout": "vertical", "spacing": "md", "contents": contents}


def _alternative(named: Sequence[tuple[str, str | None]], voice: Voice) -> str:
    """What notifications and screen readers say: every name with its number. Names give way, numbers do not."""
    for most in (60, 30, 15, 8):
        said = " / ".join(_named(shorten(name, most), number, voice) for name, number in named)
        if utf16(said) <= ALT_TEXT_MAX:
            return said
    return pieces(said, ALT_TEXT_MAX - 1)[0] + ELLIPSIS


def _named(name: str, number: str | None, voice: Voice) -> str:
    return voice("alt-entry", name=name, number=number) if number else name
