"""auth.*, users.*, bots.*, usergroups.* and reactions.*: docs.slack.dev/reference/methods."""

from __future__ import annotations

from bot.simulator.slack.methods.call import Call, Json, Method
from bot.simulator.slack.refusal import Refused
from bot.simulator.slack.world import APP, BOT, BOT_USER, TEAM, Channel, UserGroup


def auth_test(call: Call) -> Json:
    return {
        "url": f"{call.space.base_url}/",
        "team": "tsunagu",
        "user": call.space.world.bot_name,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    return {"args": {key: value for key, value in call.args.items() if key != "token"}}


def user_info(call: Call) -> Json:
    user = call.space.world.users.get(call.text("user") or "")
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.wire()}


def list_users(call: Call) -> Json:
    page, cursor = call.page([user.wire() for user in call.space.world.users.values()], default=200, most=1000)
    return {"members": page, "cache_ts": int(call.space.now()), "response_metadata": {"next_cursor": cursor}}


def by_email(call: Call) -> Json:
    wanted = call.text("email")
    for user in call.space.world.users.values():
        if user.email and user.email == wanted:
            return {"user": user.wire()}
    raise Refused("users_not_found")


def bot_info(call: Call) -> Json:
    if call.text("bot") not in (None, BOT):
        raise Refused("bot_not_found")
    name = call.space.world.bot_name
    return {"bot": {"id": BOT, "deleted": False, "name": name, "updated": 0, "app_id": APP, "user_id": BOT_USER}}


def list_groups(call: Call) -> Json:
    users, count = call.flag("include_users"), call.flag("include_count")
    return {"usergroups": [one.wire(with_users=users, with_count=count) for one in call.space.world.groups.values()]}


def _group(call: Call) -> UserGroup:
    group = call.space.world.groups.get(call.text("usergroup") or "")
    if group is None:
        raise Refused("no_such_subteam")
    return group


def group_users(call: Call) -> Json:
    return {"users": list(_group(call).users)}


def replace_group_users(call: Call) -> Json:
    """Replace the whole list: nobody is added to what was there, and the last person cannot be removed."""
    space, group = call.space, _group(call)
    users = list(dict.fromkeys(call.ids("users")))
    if not users:
        raise Refused("no_users_provided")
    known = [space.world.users.get(one) for one in users]
    if any(user is None or user.is_bot or user.is_restricted for user in known):
        raise Refused("invalid_users")
    before, group.users = group.users, users
    group.updated, group.updated_by = int(space.now()), BOT_USER
    space.world.changed()
    about = {
        "subteam_id": group.id,
        "team_id": TEAM,
        "added_users": [one for one in users if one not in before],
        "removed_users": [one for one in before if one not in users],
    }
    space.tell_soon(space.other_event("subteam_members_changed", None, about))
    return {"usergroup": group.wire(with_users=True, with_count=call.flag("include_count"))}


def _reacted(call: Call) -> tuple[Channel, Json, str]:
    channel = call.space.channel_for_bot(call.text("channel"))
    message = channel.find(call.text("timestamp") or "")
    if message is None:
        raise Refused("message_not_found")
    name = (call.text("name") or "").strip(":")
    if not name or any(letter in name for letter in " :/"):
        raise Refused("invalid_name")
    return channel, message, name


def add_reaction(call: Call) -> Json:
    channel, message, name = _reacted(call)
    if not react(message, name, BOT_USER):
        raise Refused("already_reacted")
    _tell(call, "reaction_added", channel, message, name)
    return {}


def remove_reaction(call: Call) -> Json:
    channel, message, name = _reacted(call)
    if not unreact(message, name, BOT_USER):
        raise Refused("no_reaction")
    _tell(call, "reaction_removed", channel, message, name)
    return {}


def _tell(call: Call, kind: str, channel: Channel, message: Json, name: str) -> None:
    item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
    about = {"user": BOT_USER, "reaction": name, "item": item, "item_user": message["user"]}
    call.space.world.changed()
    call.space.tell_soon(call.space.other_event(kind, channel, about))


def react(message: Json, name: str, user: str) -> bool:
    """Add a reaction; False when this person already gave it."""
    reactions = message.setdefault("reactions", [])
    found = next((one for one in reactions if one["name"] == name), None)
    if found is None:
        reactions.append({"name": name, "users": [user], "count": 1})
        return True
    if user in found["users"]:
        return False
    found["users"].append(user)
    found["count"] += 1
    return True


def unreact(message: Json, name: str, user: str) -> bool:
    reactions = message.get("reactions", [])
    found = next((one for one in reactions if one["name"] == name and user in one["users"]), None)
    if found is None:
        return False
    found["users"].remove(user)
    found["count"] -= 1
    if not found["users"]:
        reactions.remove(found)
    if not reactions:
        message.pop("reactions")
    return True


METHODS = {
    "auth.test": Method(auth_test),
    "api.test": Method(api_test, optional=("foo", "error")),
    "users.info": Method(user_info, "users:read", ("user",), ("include_locale",)),
    "users.list": Method(list_users, "users:read", (), ("limit", "cursor", "include_locale", "presence")),
    "users.lookupByEmail": Method(by_email, "users:read.email", ("email",)),
    "bots.info": Method(bot_info, "users:read", (), ("bot",)),
    "usergroups.list": Method(
        list_groups, "usergroups:read", (), ("include_users", "include_count", "include_disabled")
    ),
    "usergroups.users.list": Method(group_users, "usergroups:read", ("usergroup",), ("include_disabled",)),
    "usergroups.users.update": Method(
        replace_group_users, "usergroups:write", ("usergroup",), ("users", "include_count")
    ),
    "reactions.add": Method(add_reaction, "reactions:write", ("channel", "name", "timestamp")),
    "reactions.remove": Method(remove_reaction, "reactions:write", ("name", "channel", "timestamp")),
}
