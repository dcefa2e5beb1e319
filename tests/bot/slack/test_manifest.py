"""One manifest declares exactly what the product uses: nothing less would work, nothing more is asked for."""

import re
from pathlib import Path

from bot.channels.slack import parse, receive, send, sorting
from bot.desk import ids
from tests.bot.slack.conftest import MANIFEST

# docs.slack.dev/reference/methods/<name>: the scope of each. Channels and private ones are asked for alike, since a
# region chooses its desk's channel; direct messages are kept by us and never looked up.
SCOPES = {
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "conversations.open": {"im:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "files.getUploadURLExternal": {"files:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.info": {"files:read"},
    "files.delete": {"files:write"},
    "usergroups.users.update": {"usergroups:write"},
    "views.open": set(),
    "views.publish": set(),
}
OF_EVENTS = {"app_home_opened": set(), "app_mention": {"app_mentions:read"}, "message.im": {"im:history"}}
OF_COMMANDS = {"commands"}


def methods_called() -> set[str]:
    source = "".join(Path(str(module.__file__)).read_text("utf-8") for module in (send, receive))
    return {
        re.sub(r"^usergroups\.users_", "usergroups.users.", name.replace("_", ".", 1))
        for name in re.findall(r"self\._client\.(\w+)\(", source)
    }


def test_every_method_called_has_its_scope_and_no_scope_is_left_over() -> None:
    called = methods_called()
    assert called == set(SCOPES)

    needed = set().union(*(SCOPES[method] for method in called), *OF_EVENTS.values(), OF_COMMANDS)

    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_every_command_shortcut_and_event_is_declared_and_read() -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]

    assert {one["command"] for one in features["slash_commands"]} == {
        ids.ASK_COMMAND,
        ids.DUTY_COMMAND,
        ids.AGENDA_COMMAND,
    }
    assert [(one["callback_id"], one["type"]) for one in features["shortcuts"]] == [(ids.ASK_SHORTCUT, "message")]
    assert set(settings["event_subscriptions"]["bot_events"]) == set(OF_EVENTS)
    assert {ids.HOME_OPENED, ids.MENTIONED, f"{ids.WROTE}.im"} == set(OF_EVENTS)
    for module in (parse, sorting):
        source = Path(str(module.__file__)).read_text("utf-8")
        assert all(f"ids.{name}" in source for name in ("HOME_OPENED", "MENTIONED", "WROTE"))


def test_all_addresses_are_the_one_door() -> None:
    settings = MANIFEST["settings"]
    urls = [one["url"] for one in MANIFEST["features"]["slash_commands"]]
    urls += [settings["event_subscriptions"]["request_url"]]
    urls += [settings["interactivity"]["request_url"], settings["interactivity"]["message_menu_options_url"]]

    assert len(set(urls)) == 1
    assert urls[0].endswith("/slack/events")
    assert settings["interactivity"]["is_enabled"]
