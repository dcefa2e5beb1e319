"""Wire payloads as a person would read them on a screen, line by line."""

from collections.abc import Iterator
from typing import Any


def flex_words(message: dict[str, Any]) -> Iterator[str]:
    """A LINE message's words: its text, or every entry of a carousel with its buttons."""
    if message["type"] == "text":
        yield from message["text"].splitlines()
        return
    contents = message["contents"]
    for bubble in contents["contents"] if contents["type"] == "carousel" else [contents]:
        yield "┌─"
        yield from (f"│ {line}" for line in _inside(bubble))
        yield "└─"


def _inside(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _inside(one)
    elif isinstance(node, dict):
        if node.get("type") == "text" and node.get("text"):
            yield from str(node["text"]).splitlines()
        elif node.get("type") == "button":
            action = node["action"]
            yield f"[{action.get('label', '')}]{' ' + action['uri'] if 'uri' in action else ''}"
        else:
            for part in ("header", "hero", "body", "footer", "contents"):
                yield from _inside(node.get(part))


def slack_words(payload: dict[str, Any]) -> tuple[str, ...]:
    """A Slack message's or view's words, buttons in brackets."""
    lines: list[str] = []
    for block in payload.get("blocks", []):
        lines += list(_block(block))
    return tuple(lines or payload.get("text", "").splitlines())


def _block(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "actions":
            yield " ".join(f"[{element['text']['text']}]" for element in block["elements"] if "text" in element)
        case "divider":
            yield "──"
        case "context":
            for element in block["elements"]:
                yield from element.get("text", "").splitlines()
        case "rich_text":
            for quoted in block["elements"]:
                words = "".join(run.get("text", "") for run in quoted["elements"])
                yield from (f"> {line}" for line in words.splitlines())
        case _:
            if "text" in block:
                yield from block["text"]["text"].replace("*", "").splitlines()
            for one in block.get("fields", []):
                yield one["text"].replace("*", "").replace("\n", "：")
