"""How the app is registered at Slack: what its token may do, which events it hears, its commands and shortcuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Event to the bot scope it needs: the pages under docs.slack.dev/reference/events. None: needs no scope.
EVENT_SCOPES: dict[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "file_shared": "files:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_members_changed": "usergroups:read",
}

# Real events a workspace of ours never produces; a manifest may name them.
SILENT_EVENTS = frozenset(
    {
        "app_uninstalled",
        "channel_deleted",
        "channel_id_changed",
        "channel_left",
        "channel_rename",
        "file_change",
        "file_deleted",
        "group_archive",
        "group_left",
        "group_rename",
        "group_unarchive",
        "message.mpim",
        "subteam_created",
        "subteam_updated",
        "team_join",
        "tokens_revoked",
        "user_change",
    }
)

# docs.slack.dev/reference/scopes; chat:write.public stands apart, so that membership matters unless asked for.
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

OTHER_SCOPES = frozenset(
    {
        "bookmarks:read",
        "bookmarks:write",
        "channels:manage",
        "chat:write.customize",
        "chat:write.public",
        "groups:write",
        "metadata.message:read",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "pins:read",
        "pins:write",
        "team:read",
        "users.profile:read",
    }
)


class BadManifest(ValueError):
    """A manifest that Slack would take and that would then not work: an invented scope or event."""


@dataclass(frozen=True)
class AppConfig:
    """`commands` and `shortcuts` of None accept any name; a set accepts only those, as a real workspace does."""

    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] = frozenset(EVENT_SCOPES)
    commands: frozenset[str] | None = None
    shortcuts: frozenset[str] | None = None
    interactive: bool = True
    home_tab: bool = True
    direct_messages: bool = True
    inputs_in_messages: bool = False

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> AppConfig:
        """Read the app manifest the product ships, so that what is missing there is missed here.

        Raises BadManifest for scopes and events that do not exist; Slack's own check lets them through.
        """
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        home = features.get("app_home", {})
        scopes = frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))
        if invented := sorted(scopes - ALL_SCOPES - OTHER_SCOPES):
            raise BadManifest(f"no such scope: {', '.join(invented)}")
        if invented := sorted(events - EVENT_SCOPES.keys() - SILENT_EVENTS):
            raise BadManifest(f"no such event: {', '.join(invented)}")
        return cls(
            scopes=scopes,
            events=events,
            commands=frozenset(one["command"] for one in features.get("slash_commands", [])),
            shortcuts=frozenset(one["callback_id"] for one in features.get("shortcuts", [])),
            interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
            home_tab=bool(home.get("home_tab_enabled", False)),
            direct_messages=bool(home.get("messages_tab_enabled", True))
            and not home.get("messages_tab_read_only_enabled", False),
        )

    def hears(self, event: str) -> bool:
        """Say whether an event reaches the app: subscribed to, and with the scope that it needs."""
        scope = EVENT_SCOPES.get(event)
        return event in self.events and (scope is None or scope in self.scopes)
