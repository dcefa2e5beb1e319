"""The real slack_sdk client against the simulator's Web API."""

import asyncio
import json
import urllib.parse
import urllib.request
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.simulator.faults import Fault, FaultKind
from bot.simulator.slack import AppConfig, BadManifest, SlackSimulator
from tests.simulator.slack.conftest import DESK, DUTY, HANA, KEN, QUIET, SECRET, SECRET_ROOM, TOKEN


def error_of(call: Any, /, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(*args, **kwargs)
    return str(refused.value.response["error"])


def messages_in(sim: SlackSimulator, channel: str) -> list[dict[str, Any]]:
    return next(one["messages"] for one in sim.state()["channels"] if one["id"] == channel)


def test_a_posted_message_is_at_once_in_state_with_its_ts(sim: SlackSimulator, client: WebClient) -> None:
    answer = client.chat_postMessage(channel=DESK, text="新しい相談")

    stored = messages_in(sim, DESK)
    assert [(one["ts"], one["text"], one["user"]) for one in stored] == [(answer["ts"], "新しい相談", "U0TSUNAGU1")]


def test_ts_values_never_repeat_nor_go_back(sim: SlackSimulator, client: WebClient) -> None:
    first = client.chat_postMessage(channel=DESK, text="1")["ts"]
    sim.clock.advance(-3600)
    second = client.chat_postMessage(channel=DESK, text="2")["ts"]

    assert float(second) > float(first)


def test_replies_stay_out_of_history_and_count_on_their_parent(client: WebClient) -> None:
    parent = client.chat_postMessage(channel=DESK, text="親")["ts"]
    reply = client.chat_postMessage(channel=DESK, text="返事", thread_ts=parent)["ts"]

    history = client.conversations_history(channel=DESK)["messages"]
    thread = client.conversations_replies(channel=DESK, ts=parent)["messages"]

    assert [one["ts"] for one in history] == [parent]
    assert history[0]["reply_count"] == 1
    assert [one["ts"] for one in thread] == [parent, reply]


def test_a_reply_to_nothing_and_a_reply_to_a_reply_are_refused(client: WebClient) -> None:
    parent = client.chat_postMessage(channel=DESK, text="親")["ts"]
    reply = client.chat_postMessage(channel=DESK, text="返事", thread_ts=parent)["ts"]

    assert error_of(client.chat_postMessage, channel=DESK, text="x", thread_ts="1.000001") == "thread_not_found"
    assert error_of(client.chat_postMessage, channel=DESK, text="x", thread_ts=reply) == "cannot_reply_to_message"


def test_metadata_comes_back_only_when_asked_for(client: WebClient) -> None:
    marker = {"event_type": "tsunagu_case", "event_payload": {"key": "k1"}}
    client.chat_postMessage(channel=DESK, text="x", metadata=marker)

    without = client.conversations_history(channel=DESK)["messages"][0]
    with_it = client.conversations_history(channel=DESK, include_all_metadata=True)["messages"][0]

    assert "metadata" not in without
    assert with_it["metadata"] == marker


def test_history_pages_newest_first_between_two_moments(client: WebClient) -> None:
    sent = [client.chat_postMessage(channel=DESK, text=str(number))["ts"] for number in range(5)]

    first = client.conversations_history(channel=DESK, limit=2, oldest=sent[0])
    second = client.conversations_history(
        channel=DESK, limit=2, oldest=sent[0], cursor=first["response_metadata"]["next_cursor"]
    )

    assert [one["ts"] for one in first["messages"]] == [sent[4], sent[3]]
    assert [one["ts"] for one in second["messages"]] == [sent[2], sent[1]]
    assert not second["has_more"]


def test_update_without_blocks_removes_them(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=DESK, text="x", blocks=[{"type": "divider"}])["ts"]

    answer = client.chat_update(channel=DESK, ts=ts, text="引き受けました")

    assert "blocks" not in answer["message"]
    assert answer["message"]["edited"]["user"] == "U0TSUNAGU1"


def test_an_update_takes_a_tenth_of_what_a_post_takes(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=DESK, text="あ" * 40_000)["ts"]

    assert client.chat_update(channel=DESK, ts=ts, text="あ" * 4_000)["ok"]
    assert error_of(client.chat_update, channel=DESK, ts=ts, text="あ" * 4_001) == "msg_too_long"


def test_only_its_own_living_messages_can_be_changed(sim: SlackSimulator, client: WebClient) -> None:
    theirs = sim.post(HANA, DESK, "こんにちは").result["ts"]
    gone = client.chat_postMessage(channel=DESK, text="x")["ts"]
    client.chat_delete(channel=DESK, ts=gone)

    assert error_of(client.chat_update, channel=DESK, ts=theirs, text="x") == "cant_update_message"
    assert error_of(client.chat_delete, channel=DESK, ts=theirs) == "cant_delete_message"
    assert error_of(client.chat_update, channel=DESK, ts=gone, text="x") == "message_not_found"


def test_a_deleted_parent_leaves_a_tombstone_so_that_its_thread_stays(client: WebClient) -> None:
    parent = client.chat_postMessage(channel=DESK, text="親")["ts"]
    client.chat_postMessage(channel=DESK, text="返事", thread_ts=parent)

    client.chat_delete(channel=DESK, ts=parent)

    thread = client.conversations_replies(channel=DESK, ts=parent)["messages"]
    assert [one.get("subtype") for one in thread] == ["tombstone", None]


def test_an_ephemeral_message_is_seen_by_one_and_in_no_history(sim: SlackSimulator, client: WebClient) -> None:
    client.chat_postEphemeral(channel=DESK, user=HANA, text="あなただけに")

    assert [(one["user_seeing"], one["text"]) for one in sim.state()["ephemerals"]] == [(HANA, "あなただけに")]
    assert client.conversations_history(channel=DESK)["messages"] == []
    assert error_of(client.chat_postEphemeral, channel=DESK, user="U0NOBODY01", text="x") == "user_not_in_channel"
    sim.reload(HANA)
    assert sim.state()["ephemerals"] == []


def test_membership_and_archives_are_respected(sim: SlackSimulator, client: WebClient) -> None:
    assert error_of(client.chat_postMessage, channel=QUIET, text="x") == "not_in_channel"
    assert error_of(client.chat_postMessage, channel=SECRET_ROOM, text="x") == "channel_not_found"
    assert error_of(client.chat_postMessage, channel="C0NOWHERE1", text="x") == "channel_not_found"
    sim.kick(DESK)
    assert error_of(client.chat_postMessage, channel=DESK, text="x") == "not_in_channel"
    sim.join("U0TSUNAGU1", DESK)
    sim.archive(DESK, HANA)
    assert error_of(client.chat_postMessage, channel=DESK, text="x") == "is_archived"


def test_a_message_to_a_person_opens_the_same_direct_channel_every_time(client: WebClient) -> None:
    opened = client.conversations_open(users=HANA)["channel"]["id"]

    assert client.chat_postMessage(channel=HANA, text="x")["channel"] == opened
    assert client.conversations_open(users=[HANA])["channel"]["id"] == opened
    assert opened.startswith("D")


def test_tokens_scopes_and_unknown_methods_are_refused_in_slacks_words(sim: SlackSimulator, client: WebClient) -> None:
    stranger = WebClient("xoxb-other", base_url=client.base_url)
    sim.space.config = AppConfig(scopes=frozenset({"users:read"}))

    assert error_of(stranger.auth_test) == "invalid_auth"
    assert error_of(WebClient(base_url=client.base_url).auth_test) == "not_authed"
    assert error_of(client.api_call, "chat.postMessages") == "unknown_method"
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=DESK, text="x")
    assert refused.value.response["error"] == "missing_scope"
    assert (refused.value.response["needed"], refused.value.response["provided"]) == ("chat:write", "users:read")


def test_a_manifest_decides_what_the_token_may_do() -> None:
    manifest = {
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.im", "app_home_opened"]}},
        "features": {"slash_commands": [{"command": "/tsunagu"}], "shortcuts": [{"callback_id": "ask"}]},
    }

    config = AppConfig.from_manifest(manifest)

    assert config.scopes == frozenset({"chat:write"})
    assert (config.commands, config.shortcuts) == (frozenset({"/tsunagu"}), frozenset({"ask"}))
    assert config.hears("app_home_opened")
    assert not config.hears("message.im"), "subscribed, but without im:history"
    assert not config.interactive


def test_an_invented_scope_or_event_in_a_manifest_is_refused() -> None:
    with pytest.raises(BadManifest, match="no such scope: chat:shout"):
        AppConfig.from_manifest({"oauth_config": {"scopes": {"bot": ["chat:shout"]}}})
    with pytest.raises(BadManifest, match=r"no such event: message\.everything"):
        AppConfig.from_manifest({"settings": {"event_subscriptions": {"bot_events": ["message.everything"]}}})


def test_a_user_group_takes_a_whole_new_list_and_never_an_empty_one(sim: SlackSimulator, client: WebClient) -> None:
    client.usergroups_users_update(usergroup=DUTY, users=[KEN])

    assert client.usergroups_users_list(usergroup=DUTY)["users"] == [KEN]
    assert client.usergroups_list(include_users=True)["usergroups"][0]["users"] == [KEN]
    assert error_of(client.usergroups_users_update, usergroup=DUTY, users=[]) == "no_users_provided"
    assert error_of(client.usergroups_users_update, usergroup=DUTY, users=["U0TSUNAGU1"]) == "invalid_users"
    assert error_of(client.usergroups_users_update, usergroup="S0NONE0001", users=[KEN]) == "no_such_subteam"


def test_a_file_goes_up_in_three_steps_and_comes_down_with_the_token(sim: SlackSimulator, client: WebClient) -> None:
    parent = client.chat_postMessage(channel=DESK, text="親")["ts"]

    answer = client.files_upload_v2(
        filename="手引き.txt", content="本文", channel=DESK, thread_ts=parent, initial_comment="資料です"
    )

    shown = client.conversations_replies(channel=DESK, ts=parent)["messages"][1]
    assert (shown["text"], shown["subtype"]) == ("資料です", "file_share")
    assert shown["files"][0]["id"] == answer["files"][0]["id"]
    file = client.files_info(file=shown["files"][0]["id"])["file"]
    assert [(one["ts"], one["thread_ts"]) for one in file["shares"]["public"][DESK]] == [(shown["ts"], parent)]
    url = file["url_private"]
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request) as down:
        assert down.read().decode() == "本文"
    with urllib.request.urlopen(url) as down:
        assert "text/html" in down.headers["Content-Type"]  # the trap: 200, and a sign-in page
    client.files_delete(file=shown["files"][0]["id"])
    assert error_of(client.files_info, file=shown["files"][0]["id"]) == "file_not_found"
    assert messages_in(sim, DESK)[1]["files"][0]["mode"] == "tombstone"


def test_a_file_sent_in_a_form_arrives_byte_for_byte(sim: SlackSimulator, client: WebClient) -> None:
    content = bytes(range(256)) * 3 + b"\r\n"
    begun = client.files_getUploadURLExternal(filename="a.bin", length=len(content))

    sent = httpx.post(begun["upload_url"], files={"file": ("a.bin", content)})
    short = httpx.post(begun["upload_url"], content=b"too short")

    assert (sent.status_code, short.status_code) == (200, 400)
    assert sim.space.world.files[begun["file_id"]].content == content


def test_reactions_are_given_once(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=DESK, text="x")["ts"]
    client.reactions_add(channel=DESK, name="eyes", timestamp=ts)

    assert error_of(client.reactions_add, channel=DESK, name="eyes", timestamp=ts) == "already_reacted"
    client.reactions_remove(channel=DESK, name="eyes", timestamp=ts)
    assert error_of(client.reactions_remove, channel=DESK, name="eyes", timestamp=ts) == "no_reaction"


def test_people_and_channels_can_be_looked_up(client: WebClient) -> None:
    assert client.users_info(user=HANA)["user"]["real_name"] == "花"
    assert client.users_lookupByEmail(email="ken@example.jp")["user"]["id"] == KEN
    assert {one["id"] for one in client.users_list()["members"]} == {HANA, KEN, "U0TSUNAGU1"}
    assert {one["id"] for one in client.conversations_list()["channels"]} == {DESK, QUIET}
    assert client.conversations_members(channel=DESK)["members"] == [HANA, KEN, "U0TSUNAGU1"]
    assert client.conversations_info(channel=DESK)["channel"]["is_member"] is True
    assert client.conversations_join(channel=QUIET)["channel"]["is_member"] is True
    assert client.bots_info(bot="B0TSUNAGU1")["bot"]["user_id"] == "U0TSUNAGU1"
    assert error_of(client.users_info, user="U0NOBODY01") == "user_not_found"


def test_a_permalink_leads_to_the_thread(client: WebClient) -> None:
    parent = client.chat_postMessage(channel=DESK, text="親")["ts"]
    reply = client.chat_postMessage(channel=DESK, text="返事", thread_ts=parent)["ts"]

    link = client.chat_getPermalink(channel=DESK, message_ts=reply)["permalink"]

    assert f"p{reply.replace('.', '')}" in link
    assert f"thread_ts={parent}" in link


def test_a_fourth_post_within_a_second_is_told_to_wait() -> None:
    sim = SlackSimulator(SECRET, TOKEN, channels=[{"name": "desk", "id": DESK}], pacing="sim")
    with sim.serving() as url:
        client = WebClient(TOKEN, base_url=f"{url}/api/", retry_handlers=[])
        for number in range(3):
            client.chat_postMessage(channel=DESK, text=str(number))

        with pytest.raises(SlackApiError) as refused:
            client.chat_postMessage(channel=DESK, text="3")
        sim.clock.advance(1.1)
        client.chat_postMessage(channel=DESK, text="4")
        assert error_of(client.chat_postMessage, channel=DESK, text="5") == "ratelimited"

    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    assert [one["text"] for one in messages_in(sim, DESK)] == ["0", "1", "2", "4"]


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.ERROR_AFTER])
def test_a_failure_after_the_post_leaves_the_message_posted_once(
    sim: SlackSimulator, client: WebClient, kind: FaultKind
) -> None:
    sim.faults.add(Fault(kind, where="/api/chat.postMessage"))

    with pytest.raises((SlackApiError, OSError)):
        client.chat_postMessage(channel=DESK, text="一度だけ")

    assert [one["text"] for one in messages_in(sim, DESK)] == ["一度だけ"]


def test_a_failure_before_the_post_leaves_nothing(sim: SlackSimulator, client: WebClient) -> None:
    for kind in (FaultKind.ERROR_BEFORE, FaultKind.RESET_BEFORE, FaultKind.HTML_502, FaultKind.RATE_LIMITED):
        sim.faults.add(Fault(kind, where="/api/chat.postMessage"))
        with pytest.raises((SlackApiError, OSError)):
            client.chat_postMessage(channel=DESK, text="x")

    assert messages_in(sim, DESK) == []


def test_the_async_client_is_served_as_well(sim: SlackSimulator) -> None:
    async def post() -> str:
        client = AsyncWebClient(TOKEN, base_url=f"{sim.space.base_url}/api/", retry_handlers=[])
        return str((await client.chat_postMessage(channel=DESK, text="x", blocks=[{"type": "divider"}]))["ts"])

    ts = asyncio.run(post())

    assert [one["ts"] for one in messages_in(sim, DESK)] == [ts]


@pytest.mark.parametrize("way", ["query", "form", "json"])
def test_arguments_may_come_in_the_query_a_form_or_json(sim: SlackSimulator, way: str) -> None:
    args = {"channel": DESK, "text": "x", "blocks": json.dumps([{"type": "divider"}])}
    url, data, headers = f"{sim.space.base_url}/api/chat.postMessage", None, {"Authorization": f"Bearer {TOKEN}"}
    if way == "query":
        url += "?" + urllib.parse.urlencode(args)
    elif way == "form":
        data = urllib.parse.urlencode(args | {"token": TOKEN}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
    else:
        data, headers = json.dumps(args).encode(), headers | {"Content-Type": "application/json; charset=utf-8"}

    with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as answer:
        body = json.load(answer)

    assert body["ok"], body
    assert messages_in(sim, DESK)[0]["blocks"][0]["type"] == "divider"


def test_what_was_called_and_refused_is_kept_for_tests(sim: SlackSimulator, client: WebClient) -> None:
    client.chat_postMessage(channel=DESK, text="x")
    error_of(client.chat_postMessage, channel=DESK, text="あ" * 40_001)

    state = sim.state()
    assert [(one["method"], one["error"]) for one in state["calls"]] == [
        ("chat.postMessage", None),
        ("chat.postMessage", "msg_too_long"),
    ]
    assert [one["error"] for one in state["refusals"]] == ["msg_too_long"]
    assert TOKEN not in json.dumps(state)
