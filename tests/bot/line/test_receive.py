import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.line.receive import BadBody, BadSignature, events_in, happened_at, key_of, person_in

SECRET = "c0ffee"
BOT = "U" + "0" * 32


def signed(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def received(body: bytes) -> tuple[str, list[dict[str, object]]]:
    return events_in(body, signed(body), SECRET)


def test_a_signed_body_gives_its_destination_and_raw_events() -> None:
    body = json.dumps({"destination": BOT, "events": [{"type": "message", "new": {"field": 1}}]}).encode()

    assert received(body) == (BOT, [{"type": "message", "new": {"field": 1}}])


def test_the_signature_counts_for_the_very_bytes() -> None:
    body = '{ "destination": "U1",\n "events": [ {"text":"こんにちは👨‍👩‍👧"} ] }\r\n'.encode()

    assert received(body)[1] == [{"text": "こんにちは👨‍👩‍👧"}]
    with pytest.raises(BadSignature):
        events_in(body.strip(), signed(body), SECRET)


def test_no_events_is_how_line_tries_an_address() -> None:
    assert received(b'{"destination":"U1","events":[]}') == ("U1", [])


@pytest.mark.parametrize("signature", [None, "", "x", "ü", "\ud800", signed(b"{}", "another secret"), signed(b"{} ")])
def test_what_another_signed_or_nobody_is_refused(signature: str | None) -> None:
    with pytest.raises(BadSignature):
        events_in(b"{}", signature, SECRET)


def test_without_a_secret_nobody_is_believed() -> None:
    with pytest.raises(BadSignature):
        events_in(b'{"events":[]}', signed(b'{"events":[]}', ""), "")


def test_bytes_that_are_no_text_are_not_from_line() -> None:
    body = b'{"events":[]}\xff'

    with pytest.raises(BadSignature):
        events_in(body, signed(body), SECRET)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"events",
        b"[]",
        b"{}",
        b'{"events":{}}',
        b'{"events":null}',
        b'{"events":[1' + b"0" * 5_000 + b"]}",
        b'{"events":' + b"[" * 100_000,
    ],
)
def test_a_signed_body_that_is_no_webhook_is_named_as_such(body: bytes) -> None:
    with pytest.raises(BadBody):
        received(body)


def test_an_event_that_is_no_object_does_not_take_its_batch_down() -> None:
    _, events = received(b'{"events":["odd",{"type":"follow"}]}')

    assert events[1] == {"type": "follow"}
    assert len({key_of(event) for event in events}) == 2


@given(st.binary())
def test_no_body_does_worse_than_be_refused(body: bytes) -> None:
    try:
        received(body)
    except (BadBody, BadSignature):
        return
    assert "events" in json.loads(body)


def test_a_redelivery_has_the_same_key() -> None:
    first = {"webhookEventId": "01H", "deliveryContext": {"isRedelivery": False}}
    again = {"webhookEventId": "01H", "deliveryContext": {"isRedelivery": True}}

    assert key_of(first) == key_of(again) == "01H"


def test_an_event_without_an_id_is_known_by_what_redelivery_leaves_alone() -> None:
    first = {"type": "message", "timestamp": 1, "deliveryContext": {"isRedelivery": False}}
    again = {"deliveryContext": {"isRedelivery": True}, "timestamp": 1, "type": "message"}
    other = {"type": "message", "timestamp": 2, "deliveryContext": {"isRedelivery": False}}

    assert key_of(first) == key_of(again)
    assert key_of(first) != key_of(other)
    assert key_of({"webhookEventId": ""}) != ""
    assert key_of({"text": "\ud800"})


def test_a_groups_events_stay_in_order_together_and_a_persons_by_themselves() -> None:
    assert person_in({"source": {"type": "user", "userId": "U1"}}) == "U1"
    assert person_in({"source": {"type": "group", "groupId": "C1", "userId": "U1"}}) == "C1"
    assert person_in({"source": {"type": "room", "roomId": "R1"}}) == "R1"


@pytest.mark.parametrize("source", [None, {}, "U1", {"userId": 7}, {"userId": ""}, ["userId"]])
def test_an_event_of_nobody_has_no_order(source: object) -> None:
    assert person_in({"source": source}) is None


def test_when_it_happened_is_lines_word() -> None:
    assert happened_at({"timestamp": 1_795_482_000_500}) == datetime(2026, 11, 24, 1, 0, 0, 500_000, UTC)


@pytest.mark.parametrize("timestamp", [None, "1795482000500", -1, 0, 10**18, 1.5, True])
def test_what_is_no_time_is_none(timestamp: object) -> None:
    assert happened_at({"timestamp": timestamp}) is None
