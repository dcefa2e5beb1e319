"""What Slack does with the product's answers: to a submitted view, to a command, and to a response URL."""

from __future__ import annotations

import json
from typing import Any

from bot.simulator.slack.deliver import Attempt
from bot.simulator.slack.methods.chat import TEXT_MAX, checked_blocks
from bot.simulator.slack.modals import OpenView, checked
from bot.simulator.slack.refusal import Refused
from bot.simulator.slack.tickets import ResponseUrl
from bot.simulator.slack.workspace import Workspace
from bot.simulator.slack.world import Channel, Ephemeral

Json = dict[str, Any]

_ANSWER_KEYS = {
    "response_type",
    "text",
    "blocks",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "metadata",
}


def after_submission(space: Workspace, view: OpenView, attempt: Attempt) -> None:
    """Close the view, or do what the answer says; a bad answer leaves it open with a complaint, as at Slack."""
    view.errors, view.trouble = {}, None
    try:
        _obey(space, view, _parsed(attempt))
    except Refused as refused:
        view.trouble = refused.error
        space.note_refusal("view_submission", refused.error, detail=refused.body)
    space.world.changed()


def _parsed(attempt: Attempt) -> Json:
    if attempt.problem is not None:
        raise Refused(attempt.problem)
    if not attempt.body.strip():
        return {}
    try:
        answer = json.loads(attempt.body)
    except ValueError:
        raise Refused("invalid_response") from None
    if not isinstance(answer, dict):
        raise Refused("invalid_response")
    return answer


def _obey(space: Workspace, view: OpenView, answer: Json) -> None:
    screens, what = space.screens, answer.get("response_action")
    if what is None and not answer:
        if view in screens.stacks.get(view.user, []):
            screens.stacks[view.user].remove(view)
    elif what == "errors":
        view.errors = _field_errors(view, answer.get("errors"))
    elif what == "update":
        screens.update(view, checked(answer.get("view"), "modal"))
    elif what == "push":
        screens.push(view.user, checked(answer.get("view"), "modal"))
    elif what == "clear":
        screens.clear(view.user)
    else:
        raise Refused("invalid_response_action")


def _field_errors(view: OpenView, errors: Any) -> dict[str, str]:
    """Take errors only for input blocks that are on the screen: anything else Slack cannot show."""
    if not isinstance(errors, dict) or not errors:
        raise Refused("invalid_errors")
    inputs = {block["block_id"] for block in view.wire["blocks"] if block["type"] == "input"}
    if unknown := sorted(set(errors) - inputs):
        raise Refused("invalid_errors", unknown=unknown)
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise Refused("invalid_errors")
    return dict(errors)


def after_command(space: Workspace, user: str, channel: Channel, attempt: Attempt) -> Json | None:
    """Show a command's immediate answer: plain text, or JSON like a response URL's; nothing when it is empty."""
    is_json = attempt.content_type == "application/json"
    try:
        answer = _parsed(attempt) if is_json or attempt.problem else {"text": attempt.body.strip()}
        answer = {} if answer == {"text": ""} else answer
        return _say(space, channel, user, answer, thread_ts=None) if answer else None
    except Refused as refused:
        space.note_refusal("command", refused.error, detail=refused.body)
        return None


def _say(space: Workspace, channel: Channel, user: str, answer: Json, *, thread_ts: str | None) -> Json:
    text, blocks = _content(space, answer)
    thread_ts = answer.get("thread_ts") or thread_ts
    message = space.world.bot_message(text, blocks, thread_ts=thread_ts)
    if answer.get("response_type") == "in_channel":
        space.world.store(channel, message)
        space.tell_soon(space.message_events(channel, message))
    else:
        space.world.ephemerals.append(Ephemeral(channel.id, user, message))
        space.world.changed()
    return message


def _content(space: Workspace, answer: Json) -> tuple[str, list[Json] | None]:
    if strange := sorted(set(answer) - _ANSWER_KEYS):
        raise Refused("invalid_payload", status=400, unknown=strange)
    if answer.get("response_type") not in (None, "ephemeral", "in_channel"):
        raise Refused("invalid_payload", status=400)
    text = answer.get("text") or ""
    if not isinstance(text, str) or len(text) > TEXT_MAX:
        raise Refused("invalid_payload", status=400)
    blocks = checked_blocks(space, answer.get("blocks"))
    if not text and not blocks:
        raise Refused("no_text", status=400)
    return text, blocks


def use_response_url(space: Workspace, token: str, answer: Any) -> None:
    """Do what was sent to a response URL; raise Refused with Slack's HTTP status when it cannot be done."""
    place = space.responses.use(token)
    if not isinstance(answer, dict):
        raise Refused("invalid_payload", status=400)
    channel = space.world.channels[place.channel]
    if channel.archived:
        raise Refused("channel_is_archived", status=410)
    if answer.get("delete_original"):
        _delete(space, channel, place)
    elif answer.get("replace_original") and place.message_ts is not None:
        _replace(space, channel, place, answer)
    else:
        _say(space, channel, place.user, answer, thread_ts=place.thread_ts)


def _ephemeral(space: Workspace, place: ResponseUrl) -> Ephemeral:
    for one in space.world.ephemerals:
        if one.message["ts"] == place.message_ts and one.user == place.user:
            return one
    raise Refused("message_not_found", status=404)


def _delete(space: Workspace, channel: Channel, place: ResponseUrl) -> None:
    if place.ephemeral:
        space.world.ephemerals.remove(_ephemeral(space, place))
        space.world.changed()
        return
    message = channel.find(place.message_ts or "")
    if message is None:
        raise Refused("message_not_found", status=404)
    before = dict(message)
    space.world.remove(channel, message)
    space.tell_soon(space.change_event(channel, "message_deleted", deleted_ts=before["ts"], previous_message=before))


def _replace(space: Workspace, channel: Channel, place: ResponseUrl, answer: Json) -> None:
    text, blocks = _content(space, answer)
    message = _ephemeral(space, place).message if place.ephemeral else channel.find(place.message_ts or "")
    if message is None:
        raise Refused("message_not_found", status=404)
    before = dict(message)
    message["text"] = text
    message.pop("blocks", None)
    if blocks:
        message["blocks"] = space.world.named(blocks)
    space.world.changed()
    if not place.ephemeral:
        space.tell_soon(space.change_event(channel, "message_changed", message=dict(message), previous_message=before))
