"""What Slack sends, as its reference describes it; a builder for each kind."""

from typing import Any

from bot.desk import ids
from tests.bot.slack.builders import DESK, KUJIRA, SUPPORTER, Json

TEAM = "T0TSUNAGU1"
DM = "D0HOKEN001"


def pressed(action_id: str, value: str = "case-1", *, user: str = KUJIRA, block_id: str = "case", **more: Any) -> Json:
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "kujira", "team_id": TEAM},
        "team": {"id": TEAM, "domain": "tsunagu"},
        "container": {"type": "message", "message_ts": "1795500000.000100", "channel_id": DESK, "is_ephemeral": False},
        "channel": {"id": DESK, "name": "desk"},
        "message": {"ts": "1795500000.000100", "text": "受付番号", "type": "message"},
        "trigger_id": "trigger-1",
        "response_url": "https://hooks.slack.example/actions/1",
        "actions": [
            {
                "type": "button",
                "action_id": action_id,
                "block_id": block_id,
                "value": value,
                "action_ts": "1795500100.250000",
                "text": {"type": "plain_text", "text": "押す"},
            }
        ],
        **more,
    }


def state(**fields: Any) -> Json:
    """Values by field: text, `chose(…)`, `day(…)` or a list of entry references."""
    values: Json = {}
    for name, given in fields.items():
        if isinstance(given, list):
            options = [{"text": {"type": "plain_text", "text": one}, "value": one} for one in given]
            values[name] = {ids.DIRECTORY: {"type": "multi_external_select", "selected_options": options}}
        elif isinstance(given, dict):
            values[name] = {ids.VALUE: given}
        else:
            values[name] = {ids.VALUE: {"type": "plain_text_input", "value": given}}
    return {"values": values}


def chose(value: str, label: str = "") -> Json:
    text = {"type": "plain_text", "text": label or value}
    return {"type": "static_select", "selected_option": {"text": text, "value": value}}


def chose_many(*values: str) -> Json:
    options = [{"text": {"type": "plain_text", "text": value}, "value": value} for value in values]
    return {"type": "multi_static_select", "selected_options": options}


def day(value: str | None) -> Json:
    return {"type": "datepicker", "selected_date": value}


def submitted(view: Json, *, user: str = KUJIRA, **fields: Any) -> Json:
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "tsunagu"},
        "trigger_id": "trigger-2",
        "view": {"id": "V0000001", "hash": "1795500000.abcd", **view, "state": state(**fields)},
        "response_urls": [],
    }


def happened(event: Json, **more: Any) -> Json:
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0TSUNAGU1",
        "event_id": "Ev00000001",
        "event_time": 1795500100,
        "event": {"event_ts": "1795500100.000200", **event},
        **more,
    }


def direct_message(text: str = "短期入所はありますか", **more: Any) -> Json:
    message = {
        "type": "message",
        "channel": DM,
        "channel_type": "im",
        "user": SUPPORTER,
        "text": text,
        "ts": "1795500100.000200",
    }
    return happened({**message, **more})


def mention(text: str = "<@U0TSUNAGU1> 短期入所は？", **more: Any) -> Json:
    message = {
        "type": "app_mention",
        "channel": "C0SHARED01",
        "user": SUPPORTER,
        "text": text,
        "ts": "1795500100.000200",
    }
    return happened({**message, **more})


def command(name: str, text: str = "") -> Json:
    return {
        "command": name,
        "text": text,
        "user_id": SUPPORTER,
        "user_name": "hoken",
        "channel_id": "C0SHARED01",
        "team_id": TEAM,
        "response_url": "https://hooks.slack.example/commands/1",
        "trigger_id": "trigger-3",
        "api_app_id": "A0TSUNAGU1",
    }


def asked_about(text: str = "吸引のできる園はありますか", callback_id: str = ids.ASK_SHORTCUT) -> Json:
    return {
        "type": "message_action",
        "callback_id": callback_id,
        "trigger_id": "trigger-4",
        "response_url": "https://hooks.slack.example/app/1",
        "user": {"id": SUPPORTER},
        "team": {"id": TEAM},
        "channel": {"id": "C0SHARED01"},
        "message_ts": "1795500000.000100",
        "message": {"type": "message", "user": KUJIRA, "text": text, "ts": "1795500000.000100"},
        "action_ts": "1795500100.250000",
    }
