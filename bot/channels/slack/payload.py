"""Reading Slack's payloads: every look tolerates what is missing, so that one odd payload cannot stop the others."""

import json
from collections.abc import Mapping
from typing import Any

from bot.desk import ids

Payload = Mapping[str, Any]


def at(payload: Any, *keys: str | int) -> Any:
    """The value under these keys, or None where the way ends."""
    for key in keys:
        if isinstance(payload, Mapping):
            payload = payload.get(key)
        elif isinstance(payload, list) and isinstance(key, int):
            payload = payload[key] if key < len(payload) else None
        else:
            return None
    return payload


def words(payload: Any, *keys: str | int) -> str:
    """The same where a string is expected; anything else is the empty string."""
    value = at(payload, *keys)
    return value if isinstance(value, str) else ""


def reworded(changed: Any) -> bool:
    """Whether she changed her words: Slack tells of links it unfolded and of answers in a thread the same way."""
    return words(changed, "message", "text") != words(changed, "previous_message", "text")


def carried(view: Any) -> Mapping[str, Any]:
    """What the modal was given to carry in private_metadata."""
    try:
        value = json.loads(words(view, "private_metadata") or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def blocks_of(view: Any) -> list[Payload]:
    blocks = at(view, "blocks")
    return [block for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, list) else []


def typed(view: Any, field: str) -> str:
    """What was written into a field, without the blanks around it."""
    return words(view, "state", "values", field, ids.VALUE, "value").strip()


def chosen(view: Any, field: str) -> str:
    """The value chosen in a select or radio group."""
    return words(view, "state", "values", field, ids.VALUE, "selected_option", "value")


def chosen_label(view: Any, field: str) -> str:
    return words(view, "state", "values", field, ids.VALUE, "selected_option", "text", "text")


def picked(view: Any, field: str) -> tuple[str, ...]:
    """The values chosen in a select of many."""
    options = at(view, "state", "values", field, ids.VALUE, "selected_options")
    return tuple(filter(None, (words(one, "value") for one in options))) if isinstance(options, list) else ()


def picked_date(view: Any, field: str) -> str:
    return words(view, "state", "values", field, ids.VALUE, "selected_date")


def picked_time(view: Any, field: str) -> str:
    """As HH:MM."""
    return words(view, "state", "values", field, ids.VALUE, "selected_time")


def picked_entries(view: Any, field: str = "entries") -> tuple[tuple[str, int], ...]:
    """Entries chosen in the search field, as (id, version)."""
    options = at(view, "state", "values", field, ids.DIRECTORY, "selected_options")
    values = [words(one, "value") for one in options] if isinstance(options, list) else []
    return tuple(reference for value in values if (reference := entry_reference(value)) is not None)


def entry_reference(value: str) -> tuple[str, int] | None:
    entry_id, _, version = value.rpartition(":")
    readable = entry_id and version.isascii() and version.isdecimal() and len(version) < 10
    return (entry_id, int(version)) if readable else None
