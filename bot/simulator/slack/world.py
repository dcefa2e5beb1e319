"""The workspace as Slack holds it: people, channels, messages, views, files. In memory, in wire shapes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]

TEAM, APP, BOT, BOT_USER = "T0TSUNAGU1", "A0TSUNAGU1", "B0TSUNAGU1", "U0TSUNAGU1"


@dataclass
class User:
    id: str
    name: str
    real_name: str
    is_bot: bool = False
    email: str = ""
    tz: str = "Asia/Tokyo"
    is_restricted: bool = False  # a guest

    def wire(self) -> Json:
        profile = {"real_name": self.real_name, "display_name": self.real_name, "email": self.email, "team": TEAM}
        return {
            "id": self.id,
            "team_id": TEAM,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": False,
            "tz": self.tz,
            "tz_label": "Japan Standard Time",
            "tz_offset": 32400,
            "profile": {**profile, **({"bot_id": BOT, "api_app_id": APP} if self.is_bot else {})},
            "is_bot": self.is_bot,
            "is_restricted": self.is_restricted,
            "is_app_user": False,
        }


@dataclass
class Channel:
    id: str
    name: str
    kind: str = "public"  # public, private or im
    members: set[str] = field(default_factory=set)
    archived: bool = False
    created: int = 0
    messages: list[Json] = field(default_factory=list)

    @property
    def event_type(self) -> str:
        return {"public": "channel", "private": "group", "im": "im"}[self.kind]

    def find(self, ts: str) -> Json | None:
        return next((message for message in self.messages if message["ts"] == ts), None)

    def replies(self, ts: str) -> list[Json]:
        return [one for one in self.messages if one.get("thread_ts") == ts and one["ts"] != ts]

    def wire(self, viewer: str) -> Json:
        shared = {"id": self.id, "created": self.created, "is_archived": self.archived, "context_team_id": TEAM}
        if self.kind == "im":
            other = next(iter(self.members - {viewer}), viewer)
            return {**shared, "is_im": True, "user": other, "is_open": True}
        return {
            **shared,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_member": viewer in self.members,
            "num_members": len(self.members),
        }


@dataclass
class Ephemeral:
    """Seen by one person only, in no history, gone when the page is loaded again."""

    channel: str
    user: str
    message: Json

    def wire(self) -> Json:
        return {**self.message, "channel": self.channel, "user_seeing": self.user}


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    updated_by: str = ""

    def wire(self, *, with_users: bool, with_count: bool) -> Json:
        return {
            "id": self.id,
            "team_id": TEAM,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "handle": self.handle,
            "description": "",
            "is_external": False,
            "date_create": self.created,
            "date_update": self.updated,
            "date_delete": 0,
            "updated_by": self.updated_by,
            **({"users": list(self.users)} if with_users else {}),
            **({"user_count": len(self.users)} if with_count else {}),
        }


@dataclass
class StoredFile:
    id: str
    name: str
    length: int
    user: str
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    shares: dict[str, dict[str, list[Json]]] = field(default_factory=dict)  # public or private, channel, messages
    created: int = 0
    mimetype: str = "application/octet-stream"

    @property
    def channels(self) -> list[str]:
        return sorted(channel for shared in self.shares.values() for channel in shared)

    def share(self, channel: Channel, message: Json) -> None:
        """Remember where it is shown: files.info is how an app finds out after a lost answer."""
        kind = "public" if channel.kind == "public" else "private"
        about = {"ts": message["ts"], "channel_name": channel.name, "team_id": TEAM, "share_user_id": message["user"]}
        if "thread_ts" in message:
            about["thread_ts"] = message["thread_ts"]
        self.shares.setdefault(kind, {}).setdefault(channel.id, []).append(about)

    def wire(self, base_url: str) -> Json:
        private = f"{base_url}/files-pri/{TEAM}-{self.id}/{quote(self.name)}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2] if "." in self.name else "binary",
            "user": self.user,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": private,
            "url_private_download": f"{private}?download=1",
            "permalink": f"{base_url}/files/{self.user}/{self.id}/{quote(self.name)}",
            "channels": sorted(self.shares.get("public", {})),
            "groups": sorted(one for one in self.shares.get("private", {}) if not one.startswith("D")),
            "ims": sorted(one for one in self.shares.get("private", {}) if one.startswith("D")),
            "shares": self.shares,
        }


@dataclass
class World:
    """Everything in one workspace. `now` gives seconds; ts values never repeat nor go back."""

    now: Callable[[], float]
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    bot_name: str = "tsunagu"
    version: int = 0
    _last_ts: int = 0

    def __post_init__(self) -> None:
        self.users[BOT_USER] = User(BOT_USER, self.bot_name, self.bot_name, is_bot=True)

    def next_ts(self) -> str:
        self._last_ts = max(round(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        return prefix + "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(9))

    def changed(self) -> None:
        self.version += 1

    def add_user(self, name: str, *, user_id: str | None = None, real_name: str = "", **more: Any) -> User:
        user = User(user_id or self.new_id("U"), name, real_name or name, **more)
        self.users[user.id] = user
        self.changed()
        return user

    def add_channel(
        self, name: str, *, channel_id: str | None = None, kind: str = "public", members: Iterable[str] = ()
    ) -> Channel:
        channel = Channel(channel_id or self.new_id("C"), name, kind, set(members), created=int(self.now()))
        self.channels[channel.id] = channel
        self.changed()
        return channel

    def add_group(self, handle: str, *, group_id: str | None = None, name: str = "", users: Iterable[str] = ()) -> str:
        group = UserGroup(group_id or self.new_id("S"), handle, name or handle, list(users), created=int(self.now()))
        self.groups[group.id] = group
        self.changed()
        return group.id

    def direct(self, user: str) -> Channel:
        """Open the bot's direct-message channel with this person, the same one every time."""
        members = {BOT_USER, user}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == members:
                return channel
        return self.add_channel("", channel_id=self.new_id("D"), kind="im", members=members)

    def store(self, channel: Channel, message: Json) -> Json:
        """Append a message; a reply also updates its parent's counters, as every client of Slack expects."""
        channel.messages.append(message)
        self.retell_thread(channel, message.get("thread_ts"))
        self.changed()
        return message

    def retell_thread(self, channel: Channel, thread_ts: str | None) -> None:
        parent = channel.find(thread_ts) if thread_ts else None
        if parent is None or thread_ts is None:
            return
        replies = channel.replies(thread_ts)
        for key in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply"):
            parent.pop(key, None)
        if replies:
            writers = list(dict.fromkeys(reply["user"] for reply in replies))
            parent |= {
                "thread_ts": thread_ts,
                "reply_count": len(replies),
                "reply_users": writers,
                "reply_users_count": len(writers),
                "latest_reply": replies[-1]["ts"],
            }

    def remove(self, channel: Channel, message: Json) -> None:
        """Delete a message; a parent that has replies leaves a tombstone, so the thread stays readable."""
        if channel.replies(message["ts"]):
            keep = {key: message[key] for key in ("ts", "thread_ts", "reply_count", "reply_users", "latest_reply")}
            message.clear()
            message |= keep | {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
            message["text"] = "This message was deleted."
        else:
            channel.messages.remove(message)
            self.retell_thread(channel, message.get("thread_ts"))
        self.changed()

    def bot_message(self, text: str, blocks: list[Json] | None, **more: Any) -> Json:
        """Make a message of ours in the shape Slack stores; the caller puts it somewhere."""
        return {
            "type": "message",
            "user": BOT_USER,
            "bot_id": BOT,
            "app_id": APP,
            "team": TEAM,
            "bot_profile": {"id": BOT, "app_id": APP, "user_id": BOT_USER, "name": self.bot_name, "team_id": TEAM},
            "text": text,
            "ts": self.next_ts(),
            **({"blocks": self.named(blocks)} if blocks else {}),
            **{key: value for key, value in more.items() if value is not None},
        }

    def named(self, blocks: list[Json]) -> list[Json]:
        """Give ids to blocks and elements that came without, as Slack does before it shows them."""
        result = []
        for block in blocks:
            filled = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)[:5]}
            for key in ("accessory", "element"):
                if isinstance(filled.get(key), dict):
                    filled[key] = _with_action_id(filled[key])
            if filled["type"] == "actions":
                filled["elements"] = [_with_action_id(one) for one in filled["elements"]]
            result.append(filled)
        return result


def _with_action_id(element: Json) -> Json:
    if element["type"] == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": secrets.token_urlsafe(4)[:5]}
