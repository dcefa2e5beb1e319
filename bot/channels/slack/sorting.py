"""Which payloads are kept for the inbox, which only need an answer now, and which are nothing to us. Pure."""

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from bot.channels.slack.payload import Payload, at, chosen, reworded, words
from bot.desk import ids

KNOWN_SUBTYPES = ("", "file_share", "message_changed", "message_deleted")  # the rest is joins, topics, pins


@dataclass(frozen=True, slots=True)
class Keep:
    """Goes into the inbox under this key; a second delivery has the same."""

    key: str


Sorted = Keep | Literal["inline", "nothing"]


def sort(payload: Payload) -> Sorted:
    if payload.get("ssl_check") == "1" or payload.get("type") == "url_verification":
        return "inline"
    if "command" in payload:
        return Keep(f"slack:command:{words(payload, 'trigger_id') or fingerprint(payload)}")
    match payload.get("type"):
        case "event_callback":
            return event(payload)
        case "block_actions":
            return action(payload)
        case "view_submission":
            return submission(payload)
        case "block_suggestion":
            return "inline"
        case "view_closed":
            return "nothing"
        case "message_action" | "shortcut":
            return Keep(f"slack:shortcut:{words(payload, 'trigger_id') or fingerprint(payload)}")
        case _:
            return Keep(f"slack:unknown:{fingerprint(payload)}")


def event(payload: Payload) -> Sorted:
    """Words in channels are not ours to keep: only direct messages and mentions are."""
    inner = at(payload, "event") or {}
    if words(inner, "type") == ids.WROTE and not ours(inner):
        return "nothing"
    if words(inner, "type") == ids.MENTIONED and at(inner, "bot_id"):
        return "nothing"
    if words(inner, "type") == ids.HOME_OPENED and words(inner, "tab") != "home":
        return "nothing"
    return Keep(f"slack:event:{words(payload, 'event_id') or fingerprint(payload)}")


def ours(message: Payload) -> bool:
    if words(message, "channel_type") != "im" or at(message, "bot_id") or at(message, "previous_message", "bot_id"):
        return False
    if words(message, "subtype") == "message_changed" and not reworded(message):
        return False
    return words(message, "subtype") in KNOWN_SUBTYPES


def action(payload: Payload) -> Sorted:
    pressed = at(payload, "actions", 0)
    name = words(pressed, "action_id")
    if name in ids.OPENS_A_MODAL:
        return "inline"
    in_modal = at(payload, "view") is not None and name != ids.MEDIA
    if in_modal or at(pressed, "url"):  # a field inside a modal; a link that Slack opened itself
        return "nothing"
    user, when = words(payload, "user", "id"), words(pressed, "action_ts")
    # The key stands in the open, a person's Slack id does not.
    return Keep(f"slack:action:{fingerprint({'user': user, 'when': when, 'name': name} if when else payload)}")


def submission(payload: Payload) -> Sorted:
    view = at(payload, "view")
    callback = words(view, "callback_id")
    if callback in ids.PREVIEWED or (callback == ids.MORE and chosen(view, "what") in ids.IN_MORE):
        return "inline"
    if callback not in ids.SUBMITTED:  # a notice: nothing to do but close it
        return "nothing"
    return Keep(f"slack:view:{words(view, 'id')}:{words(view, 'hash')}:{callback}")


def person_in(payload: Payload) -> str | None:
    """Whose doings must be decided about in order."""
    places = (("user", "id"), ("user_id",), ("event", "user"), ("event", "message", "user"))
    return next(filter(None, (words(payload, *place) for place in places)), None)


def fingerprint(payload: Payload) -> str:
    whole = json.dumps(payload, sort_keys=True).encode()
    return hashlib.sha256(whole).hexdigest()
