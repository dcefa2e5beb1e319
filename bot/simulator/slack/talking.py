"""What people write, share, react to and take back in channels."""

from __future__ import annotations

import re
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.simulator.slack.deliver import Attempt, Delivery
from bot.simulator.slack.methods.files import new_file, share
from bot.simulator.slack.methods.people import react, unreact
from bot.simulator.slack.refusal import CannotDo
from bot.simulator.slack.workspace import Workspace
from bot.simulator.slack.world import BOT_USER, TEAM, Channel

Json = dict[str, Any]

_MARKUP = re.compile(r"<(?:[@#!][^<>]+|https?://[^<>]+|mailto:[^<>]+)>")


@dataclass
class Outcome:
    """What came of a person's act: the product's answers, and what it left on the screen."""

    attempts: list[Attempt] = field(default_factory=list)
    result: Json = field(default_factory=dict)

    @property
    def status(self) -> int | None:
        return self.attempts[-1].status if self.attempts else None

    @property
    def body(self) -> str:
        return self.attempts[-1].body if self.attempts else ""

    @property
    def acknowledged(self) -> bool:
        return all(attempt.acknowledged for attempt in self.attempts)

    def wire(self) -> Json:
        tries = [asdict(attempt) for attempt in self.attempts]
        return {"ok": True, "status": self.status, "body": self.body, "attempts": tries, **self.result}


def escaped(text: str) -> str:
    """Escape &, < and > as Slack's client does before sending, leaving mentions and links alone."""
    parts, end = [], 0
    for found in _MARKUP.finditer(text):
        parts += [_plain(text[end : found.start()]), found.group()]
        end = found.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Talking:
    def __init__(self, space: Workspace) -> None:
        self.space = space

    def channel_of(self, user: str, channel_id: str | None) -> Channel:
        """Find a channel this person is in."""
        if user not in self.space.world.users:
            raise CannotDo("no_such_user", user=user)
        channel = self.space.world.channels.get(channel_id or "")
        if channel is None:
            raise CannotDo("no_such_channel", channel=channel_id)
        if user not in channel.members:
            raise CannotDo("not_in_channel", user=user, channel=channel_id)
        return channel

    def _writable(self, user: str, channel_id: str | None) -> Channel:
        channel = self.channel_of(user, channel_id)
        if channel.archived:
            raise CannotDo("is_archived", channel=channel.id)
        return channel

    def _tell(self, deliveries: list[Delivery], **result: Any) -> Outcome:
        tries = [self.space.deliverer.event(delivery) for delivery in deliveries]
        ids = [delivery.id for delivery in deliveries]
        return Outcome([one for one in tries if one is not None], {"event_ids": ids, **result})

    def _message(self, channel: Channel, user: str, text: str, thread_ts: str | None) -> Json:
        if thread_ts is not None:
            parent = channel.find(thread_ts)
            if parent is None:
                raise CannotDo("no_such_thread", thread_ts=thread_ts)
            thread_ts = parent.get("thread_ts", thread_ts)
        text = escaped(text)
        run = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        message: Json = {
            "type": "message",
            "user": user,
            "team": TEAM,
            "client_msg_id": str(uuid.uuid4()),
            "text": text,
            "ts": self.space.world.next_ts(),
            "blocks": [{"type": "rich_text", "block_id": "text", "elements": [run]}],
        }
        if thread_ts is not None:
            parent = channel.find(thread_ts) or {}
            message |= {"thread_ts": thread_ts, "parent_user_id": parent.get("user")}
        return message

    def post(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Outcome:
        with self.space.lock:
            place = self._writable(user, channel)
            message = self.space.world.store(place, self._message(place, user, text, thread_ts))
            deliveries = self.space.message_events(place, message)
        return self._tell(deliveries, ts=message["ts"], channel=place.id)

    def dm(self, user: str, text: str, thread_ts: str | None = None) -> Outcome:
        with self.space.lock:
            if user not in self.space.world.users:
                raise CannotDo("no_such_user", user=user)
            if not self.space.config.direct_messages:
                raise CannotDo("messages_turned_off")
            place = self.space.world.direct(user)
        return self.post(user, place.id, text, thread_ts)

    def upload(self, user: str, channel: str, name: str, content: bytes, thread_ts: str | None = None) -> Outcome:
        with self.space.lock:
            place = self._writable(user, channel)
            world = self.space.world
            file = new_file(world, name, len(content), user)
            file.content, file.completed = content, True
            message = self._message(place, user, "", thread_ts)
            message.pop("blocks")
            share(world, self.space.base_url, place, message, [file])
            about = {"file_id": file.id, "user_id": user, "file": {"id": file.id}, "channel_id": place.id}
            deliveries = [
                *self.space.message_events(place, message), *self.space.other_event("file_shared", place, about)
            ]  # fmt: skip
        return self._tell(deliveries, ts=message["ts"], channel=place.id, file=file.id)

    def _own(self, user: str, channel: str, ts: str) -> tuple[Channel, Json]:
        place = self._writable(user, channel)
        message = place.find(ts)
        if message is None or message.get("user") != user:
            raise CannotDo("not_your_message", ts=ts)
        return place, message

    def edit(self, user: str, channel: str, ts: str, text: str) -> Outcome:
        with self.space.lock:
            place, message = self._own(user, channel, ts)
            before = dict(message)
            fresh = self._message(place, user, text, None)
            message |= {"text": fresh["text"], "blocks": fresh["blocks"]}
            message["edited"] = {"user": user, "ts": fresh["ts"]}
            self.space.world.changed()
            changed = self.space.change_event(place, "message_changed", message=dict(message), previous_message=before)
        return self._tell(changed, ts=ts, channel=place.id)

    def delete(self, user: str, channel: str, ts: str) -> Outcome:
        with self.space.lock:
            place, message = self._own(user, channel, ts)
            before = dict(message)
            self.space.world.remove(place, message)
            gone = self.space.change_event(place, "message_deleted", deleted_ts=ts, previous_message=before)
        return self._tell(gone, ts=ts, channel=place.id)

    def react(self, user: str, channel: str, ts: str, name: str, *, remove: bool = False) -> Outcome:
        with self.space.lock:
            place = self._writable(user, channel)
            message = place.find(ts)
            if message is None:
                raise CannotDo("no_such_message", ts=ts)
            if not (unreact if remove else react)(message, name, user):
                raise CannotDo("no_reaction" if remove else "already_reacted")
            self.space.world.changed()
            item = {"type": "message", "channel": place.id, "ts": ts}
            kind = "reaction_removed" if remove else "reaction_added"
            about = {"user": user, "reaction": name, "item": item, "item_user": message.get("user")}
            told = self.space.other_event(kind, place, about)
        return self._tell(told, ts=ts, channel=place.id)

    def join(self, user: str, channel: str, inviter: str | None = None) -> Outcome:
        """Bring a person, or the bot itself, into a channel."""
        with self.space.lock:
            place = self.space.world.channels.get(channel)
            if place is None or user not in self.space.world.users:
                raise CannotDo("no_such_channel", channel=channel)
            if user in place.members:
                return Outcome()
            place.members.add(user)
            self.space.world.changed()
            about: Json = {"user": user, "channel": channel, "channel_type": channel[:1], "team": TEAM}
            if inviter:
                about["inviter"] = inviter
            told = self.space.other_event("member_joined_channel", place, about)
        return self._tell(told, channel=channel)

    def kick(self, channel: str, user: str = BOT_USER) -> Outcome:
        """Remove somebody from a channel; the bot removed hears nothing more of it."""
        with self.space.lock:
            place = self.space.world.channels.get(channel)
            if place is None or user not in place.members:
                raise CannotDo("not_in_channel", user=user, channel=channel)
            place.members.discard(user)
            self.space.world.changed()
            about = {"user": user, "channel": channel, "channel_type": channel[:1], "team": TEAM}
            told = self.space.other_event("member_left_channel", place, about)
        return self._tell(told, channel=channel)

    def archive(self, channel: str, user: str, *, archived: bool = True) -> Outcome:
        with self.space.lock:
            place = self.channel_of(user, channel)
            place.archived = archived
            kind = "channel_archive" if archived else "channel_unarchive"
            noted = kind if place.kind == "public" else kind.replace("channel", "group")
            said = f"<@{user}> {kind.removeprefix('channel_')}d the channel"
            stamp = self.space.world.next_ts()
            self.space.world.store(
                place, {"type": "message", "subtype": noted, "user": user, "text": said, "ts": stamp}
            )
            told = self.space.other_event(kind, place, {"channel": channel, "user": user})
        return self._tell(told, channel=channel)

    def open_home(self, user: str) -> Outcome:
        with self.space.lock:
            if user not in self.space.world.users:
                raise CannotDo("no_such_user", user=user)
            if not self.space.config.home_tab:
                raise CannotDo("home_tab_turned_off")
            direct = self.space.world.direct(user)
            home = self.space.screens.homes.get(user)
            about: Json = {"user": user, "channel": direct.id, "tab": "home"}
            if home is not None:
                about["view"] = home.payload()
            told = self.space.other_event("app_home_opened", None, about)
        return self._tell(told)

    def event(self, event: Json, *, event_id: str | None = None, signature: str = "good", times: int = 1) -> Outcome:
        """Deliver any event, well or badly signed, as often as asked: unknown types and repeats included."""
        deliveries = [self.space.envelope(event, event_id)]
        deliveries += [self.space.envelope(event, deliveries[0].id) for _ in range(times - 1)]
        for delivery in deliveries:
            delivery.signature = signature
        if signature != "good":  # whoever forged it does not come back
            return Outcome([self.space.deliverer.send(one) for one in deliveries], {"event_ids": [deliveries[0].id]})
        return self._tell(deliveries)
