import json
import re
from typing import Any

import pytest
from linebot.v3.webhook import WebhookParser

from bot.simulator.line import Misuse
from bot.simulator.line.deliver import Signature
from tests.simulator.line.conftest import SECRET, Line
from tests.simulator.line.payloads import bubble, button, flex, postback, quick, text
from tests.simulator.line.sdk import push


def test_a_delivery_carries_a_signature_the_sdk_believes(line: Line) -> None:
    delivery = line.simulator.say(line.family, "夜に眠れません 😀")

    assert (delivery.status, delivery.reason, line.listener.believed) == (200, "ok", [True])
    body = json.loads(line.listener.bodies[0])
    assert body["destination"] == line.simulator.bot_id
    assert body["events"][0]["message"]["text"] == "夜に眠れません 😀"
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", body["events"][0]["webhookEventId"])


def test_the_sdk_s_parser_reads_every_kind_of_event(line: Line) -> None:
    simulator, family = line.simulator, line.family
    group = simulator.add_group("きょうだい会", [family])
    simulator.follow(family)
    simulator.say(family, "一")
    simulator.send(family, "image", content=b"x")
    simulator.send(family, "video", content=b"x", duration=1)
    simulator.send(family, "audio", content=b"x", duration=1)
    simulator.send(family, "file", content=b"x", fileName="a.pdf")
    simulator.send(family, "location", latitude=35.0, longitude=139.0)
    simulator.send(family, "sticker", packageId="446", stickerId="1988")
    simulator.press(family, "ask", forged=True)
    simulator.unsend(simulator.chat(family)[1]["id"])
    simulator.join(group)
    simulator.say(family, "二", group=group)
    simulator.remove_from(group)
    simulator.unfollow(family)
    parser = WebhookParser(SECRET)

    kinds = [
        getattr(event, "message", event).type
        for body, signature in zip(line.listener.bodies, line.listener.signatures, strict=True)
        for event in parser.parse(body.decode(), signature)
    ]

    assert kinds == [
        "follow",
        "text",
        "image",
        "video",
        "audio",
        "file",
        "location",
        "sticker",
        "postback",
        "unsend",
        "join",
        "text",
        "leave",
        "unfollow",
    ]


@pytest.mark.parametrize("signature", ["wrong", "other-body", "missing"])
def test_a_badly_signed_delivery_is_one_the_sdk_does_not_believe(signature: Signature, line: Line) -> None:
    event = line.simulator.unknown_event(line.family)

    line.simulator.deliver(event, signature=signature)

    assert line.listener.believed == [False]


def test_an_answer_after_the_deadline_is_a_timeout(line: Line) -> None:
    line.simulator.postman.deadline, line.listener.delay = 0.15, 0.6

    delivery = line.simulator.say(line.family, "一")

    assert (delivery.ok, delivery.status, delivery.reason) == (False, None, "request_timeout")


def test_a_product_that_is_down_is_noticed(line: Line) -> None:
    line.simulator.webhook_url = "http://127.0.0.1:1/line/webhook"

    assert line.simulator.say(line.family, "一").reason == "could_not_connect"


def test_a_redelivery_keeps_id_and_token_and_says_so(line: Line) -> None:
    line.listener.status = 503
    first = line.simulator.say(line.family, "一")
    line.listener.status = 200

    again = line.simulator.redeliver()

    assert [(each.status, each.event_ids) for each in again] == [(200, first.event_ids)]
    before, after = line.listener.events
    assert after.pop("deliveryContext") == {"isRedelivery": True}
    assert before.pop("deliveryContext") == {"isRedelivery": False}
    assert before == after
    assert line.simulator.redeliver() == []


def test_a_duplicate_does_not_call_itself_one(line: Line) -> None:
    line.simulator.repeat(line.simulator.say(line.family, "一"))

    assert line.listener.bodies[0] == line.listener.bodies[1]
    assert line.listener.believed == [True, True]


def test_held_events_come_in_any_order_and_number(line: Line) -> None:
    line.simulator.hold()
    for word in "いろはにほ":
        assert line.simulator.say(line.family, word).reason == "held"
    assert line.listener.bodies == []

    line.simulator.release(shuffle=7, copies=2)

    words = [event["message"]["text"] for event in line.listener.events]
    assert sorted(words) == sorted("いろはにほ" * 2)
    assert words[::2] != list("いろはにほ")
    assert [item["message"]["text"] for item in line.simulator.chat(line.family)] == list("いろはにほ")


def test_held_events_can_come_in_one_request(line: Line) -> None:
    line.simulator.hold()
    line.simulator.say(line.family, "一")
    line.simulator.say(line.family, "二")

    line.simulator.release(batch=True)

    assert len(line.listener.bodies) == 1
    assert [event["message"]["text"] for event in line.listener.events] == ["一", "二"]


def test_events_can_be_empty_unknown_or_no_json(line: Line) -> None:
    line.simulator.deliver()
    line.simulator.deliver(line.simulator.unknown_event(line.family, "hologram", hologram={"depth": 3}))
    line.simulator.deliver(body=b"<xml/>")

    empty, unknown, xml = line.listener.bodies
    assert json.loads(empty)["events"] == []
    assert [event["type"] for event in json.loads(unknown)["events"]] == ["hologram"]
    assert (xml, line.listener.believed) == (b"<xml/>", [True, True, True])


# -- people -------------------------------------------------------------------------------------------------


def put(line: Line, *messages: dict[str, Any]) -> None:
    line.simulator.world.show(line.family, messages, "push", "a request")


def test_a_press_sends_the_data_and_shows_the_text(line: Line) -> None:
    put(line, quick(postback(displayText="相談します")))

    line.simulator.press(line.family, "ask")

    assert line.listener.events[0]["postback"] == {"data": "ask"}
    assert [item["message"]["text"] for item in line.simulator.chat(line.family)] == ["こんにちは", "相談します"]


def test_a_press_on_a_message_button_says_its_text(line: Line) -> None:
    put(line, quick({"type": "message", "label": "はい", "text": "はい、そうです"}))

    line.simulator.press(line.family, label="はい")

    assert line.listener.events[0]["message"]["text"] == "はい、そうです"


def test_a_date_picker_sends_what_it_was_set_to(line: Line) -> None:
    put(line, quick({"type": "datetimepicker", "label": "日にち", "data": "day", "mode": "date"}))

    line.simulator.press(line.family, "day", value="2026-12-01")

    assert line.listener.events[0]["postback"] == {"data": "day", "params": {"date": "2026-12-01"}}


def test_quick_replies_vanish_once_the_chat_moves_on(line: Line) -> None:
    put(line, quick(postback()), text())

    with pytest.raises(Misuse, match="no such button"):
        line.simulator.press(line.family, "ask")


def test_a_quick_reply_can_be_pressed_once(line: Line) -> None:
    put(line, quick(postback()))
    line.simulator.press(line.family, "ask")

    with pytest.raises(Misuse, match="no such button"):
        line.simulator.press(line.family, "ask")


def test_an_old_card_can_be_pressed_again_and_again(line: Line) -> None:
    put(line, flex(bubble(button(), button(action=postback(data="second")))), text())
    card = line.simulator.chat(line.family)[0]["id"]

    line.simulator.press(line.family, "ask")
    line.simulator.press(line.family, message=card, index=1)

    assert [event["postback"]["data"] for event in line.listener.events] == ["ask", "second"]


def test_a_button_nobody_was_shown_can_only_be_forged(line: Line) -> None:
    with pytest.raises(Misuse, match="no such button"):
        line.simulator.press(line.family, "delete-everything")

    line.simulator.press(line.family, "delete-everything", forged=True)

    assert line.listener.events[0]["postback"] == {"data": "delete-everything"}


def test_a_withdrawn_message_leaves_only_its_place(line: Line) -> None:
    message_id = line.simulator.say(line.family, "やっぱり言わない").events[0]["message"]["id"]

    line.simulator.unsend(message_id)

    assert [(item["withdrawn"], item["message"]) for item in line.simulator.chat(line.family)] == [(True, None)]
    event = line.listener.events[1]
    assert (event["unsend"], "replyToken" in event) == ({"messageId": message_id}, False)
    with pytest.raises(Misuse):
        line.simulator.unsend(message_id)


def test_a_message_can_be_withdrawn_only_for_a_day(line: Line) -> None:
    message_id = line.simulator.say(line.family, "一").events[0]["message"]["id"]
    line.simulator.clock.advance(25 * 3600)

    with pytest.raises(Misuse, match="too late"):
        line.simulator.unsend(message_id)


def test_a_block_and_its_end_are_told_as_line_tells_them(line: Line) -> None:
    line.simulator.unfollow(line.family)
    with pytest.raises(Misuse, match="blocked"):
        line.simulator.say(line.family, "聞こえますか")
    line.simulator.follow(line.family)

    assert [event["type"] for event in line.listener.events] == ["unfollow", "follow"]
    assert "replyToken" not in line.listener.events[0]
    assert line.listener.events[1]["follow"] == {"isUnblocked": True}


def test_a_group_speaks_as_a_group(line: Line) -> None:
    group = line.simulator.add_group("きょうだい会", [line.family])
    with pytest.raises(Misuse):
        line.simulator.say(line.family, "一", group=group)
    line.simulator.join(group)

    line.simulator.say(line.family, "一", group=group)
    push(line, to=group)

    assert line.listener.events[1]["source"] == {"type": "group", "groupId": group, "userId": line.family}
    assert [item["message"]["type"] for item in line.simulator.chat(group)] == ["joined", "text", "text"]


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("hologram", {}),
        ("image", {}),
        ("video", {"content": b"x"}),
        ("file", {"content": b"x"}),
        ("location", {"latitude": 1.0}),
        ("sticker", {"packageId": "1"}),
        ("image", {"content": b"x", "fileName": "a"}),
    ],
)
def test_what_a_phone_cannot_send_is_refused(kind: str, about: dict[str, Any], line: Line) -> None:
    with pytest.raises(Misuse):
        line.simulator.send(line.family, kind, **about)

    assert line.listener.bodies == []
