"""What interactivity sends, in the shapes of docs.slack.dev/reference/interaction-payloads."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from bot.simulator.slack.deliver import Delivery
from bot.simulator.slack.modals import OpenView
from bot.simulator.slack.workspace import TOKEN_IN_PAYLOADS, Workspace
from bot.simulator.slack.world import APP, TEAM, Channel

Json = dict[str, Any]

DOMAIN = "tsunagu"
FORM = "application/x-www-form-urlencoded"


def channel_name(channel: Channel) -> str:
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]


def shared(space: Workspace, user: str) -> Json:
    person = space.world.users[user]
    return {
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": TEAM},
        "api_app_id": APP,
        "token": TOKEN_IN_PAYLOADS,
    }


def interaction(space: Workspace, payload: Json, kind: str = "interaction") -> Delivery:
    body = urlencode({"payload": json.dumps(payload, ensure_ascii=False)}).encode()
    named = payload.get("callback_id") or payload.get("view", {}).get("callback_id") or ""
    if payload["type"] == "block_actions":
        named = payload["actions"][0]["action_id"]
    return Delivery(space.world.new_id("Ix"), kind, body, FORM, f"{payload['type']}.{named}".rstrip("."))


def on_message(space: Workspace, channel: Channel, message: Json, *, ephemeral: bool, user: str) -> Json:
    """Describe the place of an interaction in a message; an ephemeral one is never sent back whole."""
    response = space.responses.issue(
        channel.id, user, message_ts=message["ts"], ephemeral=ephemeral, thread_ts=message.get("thread_ts")
    )
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
        **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
    }
    return {
        "container": container,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "response_url": f"{space.base_url}/actions/{TEAM}/{response}",
        **({} if ephemeral else {"message": dict(message)}),
    }


def on_view(view: OpenView) -> Json:
    return {"container": {"type": "view", "view_id": view.wire["id"]}, "view": view.payload()}


def command_form(space: Workspace, user: str, channel: Channel, command: str, text: str) -> Delivery:
    response = space.responses.issue(channel.id, user)
    form = {
        "token": TOKEN_IN_PAYLOADS,
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user,
        "user_name": space.world.users[user].name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": f"{space.base_url}/commands/{TEAM}/{response}",
        "trigger_id": space.triggers.issue(user),
    }
    return Delivery(space.world.new_id("Cm"), "command", urlencode(form).encode(), FORM, command)
