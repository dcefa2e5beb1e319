"""One workspace with our app installed: what its parts share, and who hears of what happens in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from bot.simulator.slack.config import AppConfig
from bot.simulator.slack.deliver import Deliverer, Delivery
from bot.simulator.slack.modals import Screens
from bot.simulator.slack.refusal import Refused
from bot.simulator.slack.tickets import Pace, ResponseUrls, Triggers
from bot.simulator.slack.world import APP, BOT_USER, TEAM, Channel, World

Json = dict[str, Any]

TOKEN_IN_PAYLOADS = "simulated-verification-token"  # noqa: S105 - the deprecated field every payload still carries
LOG_MAX = 2000

_MESSAGE_SUBSCRIPTION = {"public": "message.channels", "private": "message.groups", "im": "message.im"}


@dataclass
class Workspace:
    """Held under `lock` whenever it is read or changed: the API and the people at the screens share it."""

    world: World
    screens: Screens
    triggers: Triggers
    responses: ResponseUrls
    pace: Pace
    config: AppConfig
    deliverer: Deliverer
    bot_token: str
    now: Callable[[], float]
    base_url: str = "http://127.0.0.1"
    calls: list[Json] = field(default_factory=list)
    refusals: list[Json] = field(default_factory=list)
    gone: str | None = None  # account_inactive, token_revoked: somebody removed the app
    lock: RLock = field(default_factory=RLock)

    def note_call(self, call: Json) -> None:
        self.calls.append({**call, "at": self.now()})
        del self.calls[:-LOG_MAX]
        self.world.changed()

    def note_refusal(self, where: str, error: str, **more: object) -> None:
        """Remember what Slack would not take from the product; tests ask for an empty list."""
        self.refusals.append({"where": where, "error": error, "at": self.now(), **more})
        del self.refusals[:-LOG_MAX]
        self.world.changed()

    def channel_for_bot(self, channel_id: object, *, write: bool = False) -> Channel:
        """Find a channel the bot may look into, or say in Slack's words why not."""
        channel = self.world.channels.get(channel_id) if isinstance(channel_id, str) else None
        member = channel is not None and BOT_USER in channel.members
        if channel is None or (channel.kind != "public" and not member):
            raise Refused("channel_not_found")
        if not member and not (write and "chat:write.public" in self.config.scopes):
            raise Refused("not_in_channel")
        if write and channel.archived:
            raise Refused("is_archived")
        return channel

    def envelope(self, event: Json, event_id: str | None = None) -> Delivery:
        """Wrap an event as the Events API sends it."""
        event_id = event_id or self.world.new_id("Ev")
        body = {
            "token": TOKEN_IN_PAYLOADS,
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }
        raw = json.dumps(body, ensure_ascii=False).encode()
        about = ".".join(filter(None, (event.get("type"), event.get("subtype"))))
        return Delivery(event_id, "event", raw, "application/json", about)

    def hears(self, subscription: str, channel: Channel | None = None) -> bool:
        inside = channel is None or BOT_USER in channel.members
        return inside and self.config.hears(subscription)

    def message_events(self, channel: Channel, message: Json) -> list[Delivery]:
        """Make the events one message causes: the message, and a mention when it names the bot."""
        about = {"channel": channel.id, "channel_type": channel.event_type, "event_ts": message["ts"]}
        made = []
        if self.hears(_MESSAGE_SUBSCRIPTION[channel.kind], channel):
            made.append(self.envelope({**message, **about}))
        named = f"<@{BOT_USER}>" in message.get("text", "") and message["user"] != BOT_USER
        if named and channel.kind != "im" and self.hears("app_mention", channel):
            about.pop("channel_type")  # only message events carry it
            made.append(self.envelope({**message, "type": "app_mention", **about}))
        return made

    def change_event(self, channel: Channel, subtype: str, **more: object) -> list[Delivery]:
        if not self.hears(_MESSAGE_SUBSCRIPTION[channel.kind], channel):
            return []
        ts = self.world.next_ts()
        about = {"channel": channel.id, "channel_type": channel.event_type, "event_ts": ts, "ts": ts}
        return [self.envelope({"type": "message", "subtype": subtype, "hidden": True, **about, **more})]

    def other_event(self, subscription: str, place: Channel | None, event: Json) -> list[Delivery]:
        if not self.hears(subscription, place):
            return []
        return [self.envelope({"type": subscription, "event_ts": self.world.next_ts(), **event})]

    def tell_soon(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self.deliverer.event_soon(delivery)
