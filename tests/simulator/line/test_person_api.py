"""The phones over HTTP, as the page and a test in another process use them."""

import base64
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.simulator.line.conftest import Line
from tests.simulator.line.payloads import postback, quick
from tests.simulator.line.sdk import push


def call(line: Line, path: str, body: object = None, kind: str = "application/json") -> tuple[int, Any]:
    connection = http.client.HTTPConnection(urlsplit(line.url).netloc, timeout=5)
    try:
        if body is None:
            connection.request("GET", f"/_sim/{path}")
        else:
            connection.request("POST", f"/_sim/{path}", json.dumps(body), {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_a_whole_conversation_over_http(line: Line) -> None:
    family = call(line, "users", {"name": "田中", "language": "en"})[1]["id"]
    call(line, "follow", {"user": family})
    told = call(line, "say", {"user": family, "text": "夜に眠れません"})
    picture = base64.b64encode(b"picture").decode()
    sent = call(line, "send", {"user": family, "kind": "image", "content": picture, "contentType": "image/png"})
    line.simulator.world.show(family, [quick(postback(displayText="相談します"))], "push", "a request")
    before = call(line, "state")[1]
    call(line, "press", {"user": family, "data": "ask"})
    call(line, "unsend", {"message": before["chats"][family]["items"][1]["id"]})
    after = call(line, "state")[1]

    assert (told[0], told[1]["delivery"]["status"], sent[1]["delivery"]["status"]) == (200, 200, 200)
    assert [event["type"] for event in line.listener.events] == ["follow", "message", "message", "postback", "unsend"]
    assert [action["label"] for action in before["chats"][family]["quickReplies"]] == ["相談する"]
    assert after["chats"][family]["quickReplies"] == []
    assert [item["withdrawn"] for item in after["chats"][family]["items"]] == [False, True, False, False, False]
    assert after["version"] > before["version"]


def test_the_state_tells_calls_refusals_and_quota(line: Line) -> None:
    push(line)
    with pytest.raises(Exception, match="May not be empty"):
        push(line, "")

    state = call(line, "state")[1]

    assert [(each["path"], each["status"]) for each in state["calls"]] == [
        ("/v2/bot/message/push", status) for status in (200, 400)
    ]
    assert state["refusals"][0]["details"] == [{"message": "May not be empty", "property": "messages[0].text"}]
    assert state["quota"] == {"limit": 200, "used": 1, "month": "2026-11"}
    assert state["chats"][line.family]["items"][0]["message"] == {"type": "text", "text": "こんにちは"}


def test_a_link_stays_on_the_phone(line: Line) -> None:
    action = {"type": "uri", "label": "電話", "uri": "tel:119"}
    line.simulator.world.show(line.family, [quick(action)], "push", "a request")

    pressed = call(line, "press", {"user": line.family, "label": "電話"})

    assert pressed == (200, {"action": action, "delivery": None})
    assert line.listener.bodies == []


def test_the_clock_the_quota_and_the_wire_can_be_set(line: Line) -> None:
    before = line.simulator.clock.offset

    call(line, "clock", {"advance": 3600})
    call(line, "quota", {"limit": 1})
    call(line, "faults", {"kind": "error_before", "where": "*/push"})

    state = call(line, "state")[1]
    assert state["offset"] - before == 3600
    assert (state["quota"]["limit"], len(state["faults"])) == (1, 1)


def test_deliveries_can_be_scripted(line: Line) -> None:
    call(line, "deliver", {"hold": True})
    call(line, "say", {"user": line.family, "text": "一"})
    call(line, "say", {"user": line.family, "text": "二"})
    released = call(line, "deliver", {"release": {"batch": True, "copies": 2}})[1]["deliveries"]
    call(line, "deliver", {"repeat": released[0]["id"]})
    call(line, "deliver", {"redeliver": released[0]["id"]})
    call(line, "deliver", {"unknown": {"user": line.family, "kind": "hologram"}})
    call(line, "deliver", {"signature": "wrong"})
    call(line, "deliver", {"body": "not json"})

    assert [len(delivery["events"]) for delivery in released] == [2, 2]
    assert line.listener.believed == [True, True, True, True, True, False, True]
    assert json.loads(line.listener.bodies[3])["events"][0]["deliveryContext"] == {"isRedelivery": True}


def test_a_group_over_http(line: Line) -> None:
    group = call(line, "groups", {"name": "会", "members": [line.family]})[1]["id"]
    call(line, "join", {"group": group})
    call(line, "leave", {"group": group})
    call(line, "unfollow", {"user": line.family})

    assert [event["type"] for event in line.listener.events] == ["join", "leave", "unfollow"]


def test_a_reset_keeps_only_the_account(line: Line) -> None:
    call(line, "say", {"user": line.family, "text": "一"})
    destination = line.simulator.bot_id

    call(line, "reset", {})

    state = call(line, "state")[1]
    assert (state["users"], state["chats"], state["deliveries"], state["destination"]) == ([], {}, [], destination)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"user": "U0", "text": "x"}),
        ("say", {"text": "x"}),
        ("say", {"user": "U0", "txt": "x"}),
        ("say", ["x"]),
        ("users", {}),
        ("send", {"user": "U0", "kind": "image", "content": "not base64!"}),
        ("clock", {"advance": "soon"}),
        ("deliver", {"signature": "nice"}),
        ("deliver", {"repeat": "nothing"}),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(path: str, body: object, line: Line) -> None:
    status, answer = call(line, path, body)

    assert (status, list(answer)) == (400, ["error"])
    assert answer["error"]


def test_another_site_s_form_cannot_steer_the_phones(line: Line) -> None:
    assert call(line, "say", {"user": line.family, "text": "x"}, "text/plain")[0] == 400
    assert line.listener.bodies == []


def test_the_page_is_poked_at_each_change(line: Line) -> None:
    connection = http.client.HTTPConnection(urlsplit(line.url).netloc, timeout=5)
    connection.request("GET", "/_sim/events")
    stream = connection.getresponse()
    first = stream.readline()
    stream.readline()

    push(line)

    second = stream.readline()
    stream.close()
    connection.close()
    assert first.startswith(b"data: ")
    assert int(second.removeprefix(b"data: ")) > int(first.removeprefix(b"data: "))
