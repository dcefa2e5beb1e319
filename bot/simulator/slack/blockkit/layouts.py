"""Layout blocks: which elements each may hold, what a message and a view may hold, and that ids are unique.

Pages stand under docs.slack.dev/reference/block-kit/blocks/<name>-block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.simulator.slack.blockkit.elements import (
    ALT_TEXT_MAX,
    BUTTON,
    IMAGE_ELEMENT,
    MENUS,
    OVERFLOW,
    PICKERS,
    SLACK_FILE,
    TYPED,
    URL,
    one_picture,
)
from bot.simulator.slack.blockkit.richtext import RICH_TEXT_PARTS
from bot.simulator.slack.blockkit.shape import (
    ID_MAX,
    Findings,
    Rule,
    any_text,
    boolean,
    items,
    plain,
    record,
    string,
    tagged,
)

MESSAGE_BLOCKS_MAX = 50  # reference/block-kit/blocks
VIEW_BLOCKS_MAX = 100  # reference/views
SECTION_TEXT_MAX = 3000  # section-block
FIELDS_MAX, FIELD_TEXT_MAX = 10, 2000  # section-block
HEADER_MAX = 150  # header-block
ACTIONS_MAX = 25  # actions-block
CONTEXT_MAX = 10  # context-block
LABEL_MAX = 2000  # input-block: label and hint
MARKDOWN_MAX = 12_000  # markdown-block, all of them in one payload together

# Undocumented; measured by bolt-js issue 2509: one markdown block fails above 13,297 characters, and a divider beside
# it costs 125 of them. We charge every further block the same, which may be stricter than Slack.
ALL_TEXT_MAX, FURTHER_BLOCK = 13_297, 125

_BLOCK = {"type": string(50)}
_ID = {"block_id": string(ID_MAX)}

ACCESSORIES: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW, "image": IMAGE_ELEMENT, **MENUS, **PICKERS}
IN_ACTIONS: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW, **MENUS, **PICKERS}
IN_INPUT: dict[str, Rule] = {**TYPED, **MENUS, **PICKERS}
IN_CONTEXT: dict[str, Rule] = {"image": IMAGE_ELEMENT, "plain_text": plain(), "mrkdwn": any_text()}


def _text_or_fields(value: dict[str, Any], at: str, out: Findings) -> None:
    if value.get("text") is None and value.get("fields") is None:
        out.add("must provide text or fields", at)


BLOCKS: dict[str, Rule] = {
    "section": record(
        _BLOCK,
        {
            **_ID,
            "text": any_text(SECTION_TEXT_MAX),
            "fields": items(any_text(FIELD_TEXT_MAX), FIELDS_MAX),
            "accessory": tagged(ACCESSORIES),
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "header": record({**_BLOCK, "text": plain(HEADER_MAX)}, _ID),
    "divider": record(_BLOCK, _ID),
    "actions": record({**_BLOCK, "elements": items(tagged(IN_ACTIONS), ACTIONS_MAX)}, _ID),
    "context": record({**_BLOCK, "elements": items(tagged(IN_CONTEXT), CONTEXT_MAX)}, _ID),
    "image": record(
        {**_BLOCK, "alt_text": string(ALT_TEXT_MAX)},
        {**_ID, "title": plain(2000), "image_url": URL, "slack_file": SLACK_FILE},
        one_picture,
    ),
    "rich_text": record({**_BLOCK, "elements": items(tagged(RICH_TEXT_PARTS), 1000)}, _ID),
    "input": record(
        {**_BLOCK, "label": plain(LABEL_MAX), "element": tagged(IN_INPUT)},
        {**_ID, "hint": plain(LABEL_MAX), "optional": boolean, "dispatch_action": boolean},
    ),
    "markdown": record({**_BLOCK, "text": string(MARKDOWN_MAX)}, _ID),
}

IN_MESSAGE: dict[str, Rule] = {kind: rule for kind, rule in BLOCKS.items() if kind != "input"}
IN_VIEW: dict[str, Rule] = {kind: rule for kind, rule in BLOCKS.items() if kind != "markdown"}


def elements_of(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the interactive elements a block holds, in order."""
    held = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
    for element in held:
        if isinstance(element, dict) and (element.get("type") in IN_ACTIONS or element.get("type") in IN_INPUT):
            yield element


def _unique_ids(blocks: list[Any], at: str, out: Findings) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if block_id in seen:
            out.add(f"block_id {block_id} already exists", f"{at}/{index}/block_id")
        if isinstance(block_id, str):
            seen.add(block_id)
        actions = [element.get("action_id") for element in elements_of(block) if element.get("action_id")]
        for action_id in {one for one in actions if actions.count(one) > 1}:
            out.add(f"action_id {action_id} already exists", f"{at}/{index}")


def _focus_once(blocks: list[Any], at: str, out: Findings) -> None:
    asking = [e for b in blocks if isinstance(b, dict) for e in elements_of(b) if e.get("focus_on_load") is True]
    if len(asking) > 1:
        out.add("only one element may set focus_on_load", at)  # each element's page


def text_characters(value: Any) -> int:
    """Characters a reader would see, wherever in the payload they stand."""
    if isinstance(value, list):
        return sum(map(text_characters, value))
    if isinstance(value, dict):
        return sum(
            len(inner) if key in {"text", "alt_text"} and isinstance(inner, str) else text_characters(inner)
            for key, inner in value.items()
        )
    return 0


def too_long_together(blocks: list[Any]) -> bool:
    return text_characters(blocks) + FURTHER_BLOCK * (len(blocks) - 1) > ALL_TEXT_MAX


def check_message_blocks(blocks: Any, *, inputs_allowed: bool = False) -> Findings:
    """Find what Slack would refuse in these blocks of a message; empty when nothing."""
    out = Findings()
    allowed = BLOCKS if inputs_allowed else IN_MESSAGE
    items(tagged(allowed), MESSAGE_BLOCKS_MAX, 0)(blocks, "/blocks", out)
    if isinstance(blocks, list):
        _unique_ids(blocks, "/blocks", out)
        _focus_once(blocks, "/blocks", out)
    return out


def check_view_blocks(blocks: Any, out: Findings) -> None:
    items(tagged(IN_VIEW), VIEW_BLOCKS_MAX, 0)(blocks, "/view/blocks", out)
    if isinstance(blocks, list):
        _unique_ids(blocks, "/view/blocks", out)
        _focus_once(blocks, "/view/blocks", out)
