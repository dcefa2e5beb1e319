"""Block Kit, as far as we use it, and the cutting of long words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from bot.channels.slack.escape import visible

Block = dict[str, Any]
View = dict[str, Any]

SECTION_MAX = 3000  # text of a section, and of one input; docs.slack.dev/reference/block-kit/blocks/section-block
HEADER_MAX = 150
BUTTON_MAX = 75
OPTION_MAX = 75
TITLE_MAX = 24
DESCRIPTION_MAX = 75
# A message's blocks fail near 13,200 characters in all, and every block costs some (bolt-js 2509): stay well below.
MESSAGE_MAX = 11_000
BLOCK_COST = 125
MESSAGE_BLOCKS = 45  # of 50


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message. `text` is what notifications and screen readers get."""

    text: str
    blocks: tuple[Block, ...]


def utf16(text: str) -> int:
    """Length as JavaScript counts it: an emoji is two. Never less than what Slack counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, limit: int = SECTION_MAX) -> list[str]:
    """The whole text in parts of at most `limit`, cut between graphemes, after a line break where one is near."""
    done: list[str] = []
    part: list[str] = []
    size = 0
    for cluster in _clusters(text, limit):
        length = utf16(cluster)
        if part and size + length > limit:
            cut = _last_break(part)
            done.append("".join(part[:cut]))
            part = part[cut:]
            size = utf16("".join(part))
        part.append(cluster)
        size += length
    return [*done, "".join(part)] if part else done


def _clusters(text: str, limit: int) -> Iterable[str]:
    for cluster in regex.findall(r"\X", text):
        if utf16(cluster) <= limit:
            yield cluster
        else:  # a thousand accents on one letter: better broken than refused
            yield from cluster


def _last_break(part: Sequence[str]) -> int:
    """Where to cut: behind the last line break, unless that would leave less than half."""
    for index in range(len(part) - 1, len(part) // 2, -1):
        if part[index] == "\n":
            return index + 1
    return len(part)


def short(text: str, limit: int) -> str:
    """The text on one line, with an ellipsis where it is too long. For labels, never for what people wrote."""
    line = " ".join(text.split())
    if utf16(line) <= limit:
        return line
    return pieces(line, limit - 1)[0] + "\N{HORIZONTAL ELLIPSIS}"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    """Our own formatted sentence. `verbatim`: Slack must not look for mentions and links of its own."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(short(text, HEADER_MAX))}


def section(text: str, accessory: Block | None = None) -> list[Block]:
    """Sections of our own formatted text; more than one when it is long. The accessory stands at the first."""
    blocks: list[Block] = [{"type": "section", "text": mrkdwn(part)} for part in pieces(text)]
    if accessory is not None and blocks:
        blocks[0]["accessory"] = accessory
    return blocks


def fields(texts: Sequence[str]) -> Block:
    return {"type": "section", "fields": [mrkdwn(short_field(text)) for text in texts]}


def short_field(text: str) -> str:
    return pieces(text, 2000)[0]  # a list of labels: Slack allows 2,000, the taxonomy has not that many


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def quote(words: str) -> list[Block]:
    """A person's words as quoted plain text: no sign in them means anything to Slack."""
    return [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": part}]}],
        }
        for part in pieces(visible(words))
    ]


def divider() -> Block:
    return {"type": "divider"}


def button(label: str, action_id: str, value: str, style: str | None = None) -> Block:
    styled = {"style": style} if style else {}
    text = plain(short(label, BUTTON_MAX))
    return {"type": "button", "action_id": action_id, "text": text, "value": value, **styled}


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def option(label: str, value: str, description: str = "") -> Block:
    described = {"description": plain(short(description, DESCRIPTION_MAX))} if description else {}
    return {"text": plain(short(label, OPTION_MAX)), "value": value, **described}


def weight(blocks: Iterable[Block]) -> int:
    """What these blocks count toward the limit of one message."""
    return sum(BLOCK_COST + _characters(block) for block in blocks)


def _characters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(utf16(v) if k == "text" and isinstance(v, str) else _characters(v) for k, v in value.items())
    if isinstance(value, list):
        return sum(map(_characters, value))
    return 0


def messages(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """The blocks in as many messages as they need, in order. One block alone always fits."""
    done: list[tuple[Block, ...]] = []
    current: list[Block] = []
    for block in blocks:
        if current and (len(current) >= MESSAGE_BLOCKS or weight([*current, block]) > MESSAGE_MAX):
            done.append(tuple(current))
            current = []
        current.append(block)
    return [*done, tuple(current)] if current else done
