"""conversations.*: docs.slack.dev/reference/methods?family=conversations."""

from __future__ import annotations

from bot.simulator.slack.methods.call import Call, Json, Method, by_kind
from bot.simulator.slack.refusal import Refused
from bot.simulator.slack.world import BOT_USER, TEAM, Channel

_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im"}


def _shown(call: Call, messages: list[Json]) -> list[Json]:
    """Copy messages for an answer, with their metadata only when it is asked for."""
    keep = call.flag("include_all_metadata")
    return [{key: value for key, value in one.items() if keep or key != "metadata"} for one in messages]


def _between(call: Call, messages: list[Json]) -> list[Json]:
    oldest, latest = call.args.get("oldest"), call.args.get("latest")
    try:
        low = float(oldest) if oldest not in (None, "") else float("-inf")
        high = float(latest) if latest not in (None, "") else float("inf")
    except (TypeError, ValueError):
        raise Refused("invalid_ts_oldest" if oldest else "invalid_ts_latest") from None
    edge = call.flag("inclusive")
    return [one for one in messages if low < float(one["ts"]) < high or (edge and float(one["ts"]) in (low, high))]


def history(call: Call) -> Json:
    channel = call.space.channel_for_bot(call.text("channel"))
    top = [
        m for m in channel.messages if m.get("thread_ts", m["ts"]) == m["ts"] or m.get("subtype") == "thread_broadcast"
    ]
    page, cursor = call.page(list(reversed(_between(call, top))), default=100, most=999)
    return {"messages": _shown(call, page), "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def replies(call: Call) -> Json:
    channel = call.space.channel_for_bot(call.text("channel"))
    named = channel.find(call.text("ts") or "") or {}
    parent = channel.find(named.get("thread_ts") or named.get("ts") or "")
    if parent is None:
        raise Refused("thread_not_found")
    answers, cursor = call.page(_between(call, channel.replies(parent["ts"])), default=1000, most=1000)
    first = [] if call.text("cursor") else [parent]
    shown = _shown(call, [*first, *answers])
    return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def open_direct(call: Call) -> Json:
    world = call.space.world
    if given := call.text("channel"):
        channel = call.space.channel_for_bot(given)
    else:
        users = call.ids("users")
        if len(users) != 1:  # group direct messages are not simulated
            raise Refused("users_list_not_supplied" if not users else "method_not_supported_for_channel_type")
        user = world.users.get(users[0])
        if user is None:
            raise Refused("user_not_found")
        if user.is_bot:
            raise Refused("cannot_dm_bot")
        channel = world.direct(user.id)
    return {"channel": channel.wire(BOT_USER) if call.flag("return_im") else {"id": channel.id}}


def _visible(call: Call) -> Channel:
    channel = call.space.world.channels.get(call.text("channel") or "")
    if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    return channel


def info(call: Call) -> Json:
    return {"channel": _visible(call).wire(BOT_USER)}


def members(call: Call) -> Json:
    page, cursor = call.page(sorted(_visible(call).members), default=100, most=1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_channels(call: Call) -> Json:
    asked = call.ids("types") or ["public_channel"]
    if any(one not in {*_TYPES, "mpim"} for one in asked):
        raise Refused("invalid_types")
    kinds = {_TYPES[one] for one in asked if one in _TYPES}
    found = [
        channel.wire(BOT_USER)
        for channel in call.space.world.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or BOT_USER in channel.members)
        and not (call.flag("exclude_archived") and channel.archived)
    ]
    page, cursor = call.page(found, default=100, most=1000)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def _list_scope(call: Call) -> str | None:
    asked = call.ids("types") or ["public_channel"]
    wanted = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}
    needed = [wanted[one] for one in asked if one in wanted]
    return next((one for one in needed if one not in call.space.config.scopes), needed[0] if needed else None)


def join(call: Call) -> Json:
    space, channel = call.space, _visible(call)
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if BOT_USER not in channel.members:
        channel.members.add(BOT_USER)
        space.world.changed()
        about = {"user": BOT_USER, "channel": channel.id, "channel_type": "C", "team": TEAM}
        space.tell_soon(space.other_event("member_joined_channel", channel, about))
    return {"channel": channel.wire(BOT_USER)}


_PAGED = ("limit", "cursor")
_SPAN = ("oldest", "latest", "inclusive", "include_all_metadata")

METHODS = {
    "conversations.history": Method(history, by_kind("history"), ("channel",), (*_PAGED, *_SPAN)),
    "conversations.replies": Method(replies, by_kind("history"), ("channel", "ts"), (*_PAGED, *_SPAN)),
    "conversations.open": Method(open_direct, "im:write", (), ("users", "channel", "return_im", "prevent_creation")),
    "conversations.info": Method(info, by_kind("read"), ("channel",), ("include_locale", "include_num_members")),
    "conversations.members": Method(members, by_kind("read"), ("channel",), _PAGED),
    "conversations.list": Method(list_channels, _list_scope, (), (*_PAGED, "types", "exclude_archived")),
    "conversations.join": Method(join, "channels:join", ("channel",)),
}
