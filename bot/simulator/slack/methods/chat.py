"""chat.*: docs.slack.dev/reference/methods/chat.postMessage and its neighbours."""

from __future__ import annotations

import json
from typing import Any

from bot.simulator.slack.blockkit.layouts import check_message_blocks, too_long_together
from bot.simulator.slack.methods.call import Call, Json, Method
from bot.simulator.slack.refusal import Refused, with_messages
from bot.simulator.slack.workspace import Workspace
from bot.simulator.slack.world import BOT_USER, Channel, Ephemeral

TEXT_MAX = 40_000  # chat.postMessage. Slack cuts the rest off; we refuse, because words lost in silence are worse
UPDATE_TEXT_MAX = 4_000  # chat.update: msg_too_long
METADATA_BYTES_MAX = 16_000  # metadata_too_large; the page names no number, this is generous


def checked_blocks(space: Workspace, blocks: Any) -> list[Json] | None:
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if found := check_message_blocks(blocks, inputs_allowed=space.config.inputs_in_messages):
        raise with_messages("invalid_blocks", found.messages)
    if too_long_together(blocks):
        raise Refused("msg_blocks_too_long")
    return blocks


def content(call: Call, *, text_max: int = TEXT_MAX) -> tuple[str, list[Json] | None]:
    """Read text and blocks; one of them must say something."""
    text = call.text("text")
    blocks = checked_blocks(call.space, call.decoded("blocks", "invalid_blocks_format"))
    if not text and not blocks:
        raise Refused("no_text")
    if text is not None and len(text) > text_max:
        raise Refused("msg_too_long")
    return text or "", blocks


def _metadata(call: Call) -> Json | None:
    given = call.decoded("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise Refused("invalid_metadata_format")
    if not given:
        return {}
    good = (
        set(given) == {"event_type", "event_payload"}
        and isinstance(given["event_type"], str)
        and given["event_type"]
        and isinstance(given["event_payload"], dict)
    )
    if not good:
        raise Refused("invalid_metadata_format")
    if len(json.dumps(given, ensure_ascii=False).encode()) > METADATA_BYTES_MAX:
        raise Refused("metadata_too_large")
    return given


def thread_of(channel: Channel, thread_ts: str | None) -> str | None:
    """Take a thread's parent; a reply's own ts is refused: Slack's pages say never to use one."""
    if thread_ts is None:
        return None
    parent = channel.find(thread_ts)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.get("thread_ts", thread_ts) != thread_ts:
        raise Refused("cannot_reply_to_message")
    return thread_ts


def _place(call: Call) -> Channel:
    """Find the channel to post into; a person's id means the direct messages with them."""
    wanted = call.text("channel")
    user = call.space.world.users.get(wanted or "")
    if user is not None and not user.is_bot:
        return call.space.world.direct(user.id)
    return call.space.channel_for_bot(wanted, write=True)


def post_message(call: Call) -> Json:
    space, channel = call.space, _place(call)
    text, blocks = content(call)
    thread_ts = thread_of(channel, call.text("thread_ts"))
    metadata = _metadata(call)
    space.pace.take(channel.id)
    broadcast = "thread_broadcast" if thread_ts and call.flag("reply_broadcast") else None
    message = space.world.bot_message(
        text, blocks, thread_ts=thread_ts, metadata=metadata or None, subtype=broadcast,
        parent_user_id=(channel.find(thread_ts) or {}).get("user") if thread_ts else None,
    )  # fmt: skip
    space.world.store(channel, message)
    space.tell_soon(space.message_events(channel, message))
    return {"channel": channel.id, "ts": message["ts"], "message": dict(message)}


def _own(call: Call, forbidden: str) -> tuple[Channel, Json]:
    channel = call.space.channel_for_bot(call.text("channel"), write=True)
    message = channel.find(call.text("ts") or "")
    if message is None or message.get("subtype") == "tombstone":
        raise Refused("message_not_found")
    if message["user"] != BOT_USER:
        raise Refused(forbidden)
    return channel, message


def update(call: Call) -> Json:
    space = call.space
    channel, message = _own(call, "cant_update_message")
    text, blocks = content(call, text_max=UPDATE_TEXT_MAX)
    metadata = _metadata(call)
    before = dict(message)
    message["text"] = text if call.args.get("text") is not None else message["text"]
    message.pop("blocks", None)  # text without blocks removes the blocks: chat.update
    if blocks:
        message["blocks"] = space.world.named(blocks)
    if metadata is not None:
        message.pop("metadata", None)
        message |= {"metadata": metadata} if metadata else {}
    message["edited"] = {"user": BOT_USER, "ts": space.world.next_ts()}
    space.world.changed()
    space.tell_soon(space.change_event(channel, "message_changed", message=dict(message), previous_message=before))
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": dict(message)}


def delete(call: Call) -> Json:
    space = call.space
    channel, message = _own(call, "cant_delete_message")
    before = dict(message)
    space.world.remove(channel, message)
    space.tell_soon(space.change_event(channel, "message_deleted", deleted_ts=before["ts"], previous_message=before))
    return {"channel": channel.id, "ts": before["ts"]}


def post_ephemeral(call: Call) -> Json:
    space = call.space
    channel = space.channel_for_bot(call.text("channel"), write=True)
    user = call.text("user") or ""
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(call)
    thread_ts = thread_of(channel, call.text("thread_ts"))
    message = space.world.bot_message(text, blocks, thread_ts=thread_ts)
    space.world.ephemerals.append(Ephemeral(channel.id, user, message))
    space.world.changed()
    return {"message_ts": message["ts"]}


def permalink(call: Call) -> Json:
    channel = call.space.channel_for_bot(call.text("channel"))
    message = channel.find(call.text("message_ts") or "")
    if message is None:
        raise Refused("message_not_found")
    link = f"{call.space.base_url}/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


_SHOWN = ("text", "blocks", "parse", "link_names")

METHODS = {
    "chat.postMessage": Method(
        post_message,
        "chat:write",
        ("channel",),
        (*_SHOWN, "thread_ts", "reply_broadcast", "metadata", "unfurl_links", "unfurl_media", "mrkdwn"),
    ),
    "chat.update": Method(update, "chat:write", ("channel", "ts"), (*_SHOWN, "metadata", "reply_broadcast")),
    "chat.delete": Method(delete, "chat:write", ("channel", "ts")),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", ("channel", "user"), (*_SHOWN, "thread_ts")),
    "chat.getPermalink": Method(permalink, None, ("channel", "message_ts")),
}
