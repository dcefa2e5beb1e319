"""What stands in a form: turning a person's short answers into the state Slack sends, and checking what its screen
checks before anything is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.simulator.slack.blockkit.layouts import elements_of
from bot.simulator.slack.refusal import CannotDo

Json = dict[str, Any]
Field = tuple[str, str]  # block_id, action_id

_ONE_ID = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_MANY_IDS = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
_ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
_MANY_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
_TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
_STATELESS = {"button", "overflow"}


def fields(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every element that keeps a value, with its block."""
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in _STATELESS:
                yield block, element


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in _TYPED:
        return {"value": element.get("initial_value")}
    if kind in _ONE_OPTION:
        return {"selected_option": element.get("initial_option")}
    if kind in _MANY_OPTIONS:
        return {"selected_options": element.get("initial_options") or []}
    if kind in _ONE_ID:
        key, initial = _ONE_ID[kind]
        return {key: element.get(initial)}
    if kind in _MANY_IDS:
        key, initial = _MANY_IDS[kind]
        return {key: element.get(initial) or []}
    return {"files": []}


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _option(element: Json, value: Any) -> Json:
    """Find the offered option by its value or its words; an external menu takes a whole option."""
    if element["type"].endswith("external_select") and isinstance(value, dict):
        return value
    for option in _options(element):
        if value in (option, option["value"], option["text"]["text"]):
            return option
    raise CannotDo("no_such_option", action_id=element["action_id"], value=value)


def entry(element: Json, value: Any) -> Json:
    """Turn a short answer (a text, an option's value, an id, a list of them) into what state holds for this element."""
    kind = element["type"]
    if kind in _TYPED:
        return {"value": None if value in (None, "") else str(value)}
    if kind in _ONE_OPTION:
        return {"selected_option": None if value is None else _option(element, value)}
    if kind in _MANY_OPTIONS:
        return {"selected_options": [_option(element, one) for one in value or []]}
    if kind in _ONE_ID:
        return {_ONE_ID[kind][0]: value}
    if kind in _MANY_IDS:
        return {_MANY_IDS[kind][0]: list(value or [])}
    raise CannotDo("not_a_field", action_id=element["action_id"])


def find_field(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """Find a field by its action_id or its block_id."""
    for block, element in fields(blocks):
        if name in (element["action_id"], block["block_id"]):
            return block, element
    raise CannotDo("no_such_field", field=name)


def state_values(blocks: list[Json], entered: dict[Field, Json]) -> Json:
    """Give `view.state.values`: what was entered, else what the element began with."""
    values: Json = {}
    for block, element in fields(blocks):
        key = (block["block_id"], element["action_id"])
        held = entered.get(key, _initial(element))
        values.setdefault(key[0], {})[key[1]] = {"type": element["type"], **held}
    return values


def problems(blocks: list[Json], values: Json) -> dict[str, str]:
    """Say what the screen would not submit: block_id to the reason."""
    found: dict[str, str] = {}
    for block, element in fields(blocks):
        if block["type"] != "input":
            continue
        held = values[block["block_id"]][element["action_id"]]
        given = next(value for key, value in held.items() if key != "type")
        if given in (None, "", []):
            if not block.get("optional"):
                found[block["block_id"]] = "required"
        elif element["type"] in _TYPED and (wrong := _wrong_text(element, given)):
            found[block["block_id"]] = wrong
    return found


def _wrong_text(element: Json, text: str) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        if len(text) < element.get("min_length", 0):
            return "too_short"
        return "too_long" if len(text) > element.get("max_length", 3000) else None
    if kind == "number_input":
        whole = r"-?\d+" if not element["is_decimal_allowed"] else r"-?\d+(\.\d+)?"
        if re.fullmatch(whole, text) is None:
            return "not_a_number"
        low, high = element.get("min_value"), element.get("max_value")
        beyond = (low is not None and float(text) < float(low)) or (high is not None and float(text) > float(high))
        return "out_of_range" if beyond else None
    pattern = r"[^@\s]+@[^@\s]+\.[^@\s]+" if kind == "email_text_input" else r"https?://\S+"
    return None if re.fullmatch(pattern, text) else "wrong_format"


def action(block: Json, element: Json, held: Json, at: str) -> Json:
    """Describe the action as block_actions carries it."""
    about = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        held = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return {**about, **held, "action_ts": at}
