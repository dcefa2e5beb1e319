"""Webhook events as LINE writes them, each with its own id and, where LINE gives one, a reply token."""

from typing import Any

from bot.simulator.line.world import Item, World, milliseconds, new_event_id

Event = dict[str, Any]

_QUOTABLE = {"text", "image", "video", "sticker"}
_BLOBS = {"image", "video", "audio"}


def base(world: World, kind: str, source: dict[str, str], *, token_for: str | None = None) -> Event:
    """The part every event has. `token_for` is the chat a reply would go to."""
    now = world.clock.now()
    event: Event = {
        "type": kind,
        "source": source,
        "timestamp": milliseconds(now),
        "mode": "active",
        "webhookEventId": new_event_id(now),
        "deliveryContext": {"isRedelivery": False},
    }
    if token_for is not None:
        event["replyToken"] = world.reply_token(token_for)
    return event


def source(world: World, user_id: str, group_id: str | None) -> dict[str, str]:
    world.person(user_id)
    if group_id is None:
        return {"type": "user", "userId": user_id}
    return place(group_id) | {"userId": user_id}


def place(group_id: str) -> dict[str, str]:
    """A group, or a chat of several people without a name, which LINE calls a room."""
    return {"type": "room", "roomId": group_id} if group_id.startswith("R") else {"type": "group", "groupId": group_id}


def message(world: World, origin: dict[str, str], chat_id: str, item: Item) -> Event:
    """A message event for a line a person put into the chat."""
    assert item.message is not None
    event = base(world, "message", origin, token_for=chat_id)
    content: dict[str, Any] = {"id": item.message_id, **item.message}
    kind = content["type"]
    if kind in _BLOBS:
        content["contentProvider"] = {"type": "line"}
    if kind in _QUOTABLE:
        content["quoteToken"] = world.quote_token(item.message_id)
    content["markAsReadToken"] = world.read_token(item.message_id)
    event["message"] = content
    item.event_id = event["webhookEventId"]
    return event


def postback(
    world: World, origin: dict[str, str], chat_id: str, data: str, params: dict[str, str] | None = None
) -> Event:
    event = base(world, "postback", origin, token_for=chat_id)
    event["postback"] = {"data": data} | ({"params": params} if params else {})
    return event


def unsend(world: World, origin: dict[str, str], message_id: str) -> Event:
    return base(world, "unsend", origin) | {"unsend": {"messageId": message_id}}


def follow(world: World, user_id: str, *, unblocked: bool) -> Event:
    event = base(world, "follow", {"type": "user", "userId": user_id}, token_for=user_id)
    return event | {"follow": {"isUnblocked": unblocked}}


def unfollow(world: World, user_id: str) -> Event:
    return base(world, "unfollow", {"type": "user", "userId": user_id})


def join(world: World, group_id: str) -> Event:
    return base(world, "join", place(group_id), token_for=group_id)


def leave(world: World, group_id: str) -> Event:
    return base(world, "leave", place(group_id))


def members(world: World, group_id: str, user_ids: list[str], *, joined: bool) -> Event:
    kind, key = ("memberJoined", "joined") if joined else ("memberLeft", "left")
    event = base(world, kind, place(group_id), token_for=group_id if joined else None)
    return event | {key: {"members": [{"type": "user", "userId": user_id} for user_id in user_ids]}}
