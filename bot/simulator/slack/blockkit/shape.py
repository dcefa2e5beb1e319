"""Small rules that say what a JSON value must look like, answering in the words Slack answers in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ID_MAX = 255  # block_id, action_id, callback_id, external_id: docs.slack.dev/reference/block-kit
TEXT_MAX = 3000  # any text object: reference/block-kit/composition-objects/text-object


@dataclass
class Findings:
    """What is wrong, each line as Slack puts it into response_metadata.messages."""

    messages: list[str] = field(default_factory=list)

    def add(self, what: str, at: str) -> None:
        self.messages.append(f"[ERROR] {what} [json-pointer:{at}]")

    def __bool__(self) -> bool:
        return bool(self.messages)


Rule = Callable[[Any, str, Findings], None]


def string(maximum: int, minimum: int = 1) -> Rule:
    def check(value: Any, at: str, out: Findings) -> None:
        if not isinstance(value, str):
            out.add("must provide a string", at)
        elif len(value) > maximum:
            out.add(f"must be less than {maximum + 1} characters", at)
        elif len(value) < minimum:
            out.add(f"must be more than {minimum - 1} characters", at)

    return check


def matching(pattern: str, what: str) -> Rule:
    compiled = re.compile(pattern)

    def check(value: Any, at: str, out: Findings) -> None:
        if not isinstance(value, str) or compiled.fullmatch(value) is None:
            out.add(f"must be {what}", at)

    return check


def boolean(value: Any, at: str, out: Findings) -> None:
    if not isinstance(value, bool):
        out.add("must be a boolean", at)


def integer(minimum: int, maximum: int) -> Rule:
    def check(value: Any, at: str, out: Findings) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            out.add("must be an integer", at)
        elif not minimum <= value <= maximum:
            out.add(f"must be between {minimum} and {maximum}", at)

    return check


def choice(*allowed: str) -> Rule:
    def check(value: Any, at: str, out: Findings) -> None:
        if value not in allowed:
            out.add(f"must be a valid enum value: {', '.join(allowed)}", at)

    return check


def items(rule: Rule, maximum: int, minimum: int = 1) -> Rule:
    def check(value: Any, at: str, out: Findings) -> None:
        if not isinstance(value, list):
            out.add("must provide an array", at)
            return
        if len(value) > maximum:
            out.add(f"no more than {maximum} items allowed", at)
        if len(value) < minimum:
            out.add(f"no fewer than {minimum} items allowed", at)
        for index, item in enumerate(value):
            rule(item, f"{at}/{index}", out)

    return check


def record(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *further: Callable[..., None]
) -> Rule:
    """Ask for an object with these keys and no others; `further` rules look at the whole once its keys are right."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, out: Findings) -> None:
        if not isinstance(value, dict):
            out.add("must provide an object", at)
            return
        before = len(out.messages)
        for key in required:
            if value.get(key) is None:
                out.add(f"missing required field: {key}", at)
        for key, inner in value.items():
            if key not in known:
                out.add(f"invalid additional property: {key}", at)
            elif inner is not None:
                known[key](inner, f"{at}/{key}", out)
        if len(out.messages) == before:
            for rule in further:
                rule(value, at, out)

    return check


def tagged(variants: Mapping[str, Rule], what: str = "type") -> Rule:
    """Ask for an object whose `type` picks its rule; refuse a type that does not belong here."""

    def check(value: Any, at: str, out: Findings) -> None:
        if not isinstance(value, dict):
            out.add("must provide an object", at)
        elif value.get("type") is None:
            out.add("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in variants:
            out.add(f"unsupported {what}: {value['type']}", f"{at}/type")
        else:
            variants[value["type"]](value, at, out)

    return check


def plain(maximum: int = TEXT_MAX, minimum: int = 1) -> Rule:
    return record(
        {"type": choice("plain_text"), "text": string(maximum, minimum)},
        {"emoji": boolean},
    )


def mrkdwn(maximum: int = TEXT_MAX, minimum: int = 1) -> Rule:
    return record(
        {"type": choice("mrkdwn"), "text": string(maximum, minimum)},
        {"verbatim": boolean},
    )


def any_text(maximum: int = TEXT_MAX, minimum: int = 1) -> Rule:
    """Either kind; `emoji` belongs to plain_text and `verbatim` to mrkdwn only."""
    return tagged({"plain_text": plain(maximum, minimum), "mrkdwn": mrkdwn(maximum, minimum)})
