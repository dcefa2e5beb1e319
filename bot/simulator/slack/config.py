"""How the app is registered at Slack: what its token may do, which events it hears, its commands and shortcuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# docs.slack.dev/reference/scopes; chat:write.public is left out, so that membership matters unless asked for.
ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "usergroups:read",
        "usergroups:write",
        "users:read",
        "users:read.email",
    }
)

ALL_EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "channel_archive",
        "channel_unarchive",
        "file_shared",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "reaction_added",
        "reaction_removed",
        "subteam_members_changed",
    }
)


@dataclass(frozen=True)
class AppConfig:
    """`commands` and `shortcuts` of None accept any name; a set accepts only those, as a real workspace does."""

    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] = ALL_EVENTS
    commands: frozenset[str] | None = None
    shortcuts: frozenset[str] | None = None
    inputs_in_messages: bool = False

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> AppConfig:
        """Read the app manifest the product ships, so that a scope missing there is missed here."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        return cls(
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands=frozenset(one["command"] for one in features.get("slash_commands", [])),
            shortcuts=frozenset(one["callback_id"] for one in features.get("shortcuts", [])),
        )
