from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.line.parse import Parsed, Unreadable, parse, withdrawn_id
from routing.events import (
    AddedToGroup,
    Blocked,
    ChoicePressed,
    Followed,
    MediaReceived,
    MessageWithdrawn,
    TextReceived,
)

RECEIVED = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MOTHER = "U4af4980629000000000000000000000a"
AT = 1_795_250_000_123


def delivered(kind: str, *, source: Any = None, **fields: Any) -> dict[str, Any]:
    """An event as LINE delivers it."""
    return {
        "type": kind,
        "mode": "active",
        "timestamp": AT,
        "source": source or {"type": "user", "userId": MOTHER},
        "webhookEventId": "01KAX0000000000000000000AA",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "b60d432864f44d079f6d8efe86cf404b",
        **fields,
    }


def message(kind: str, **fields: Any) -> dict[str, Any]:
    content = {"type": kind, "id": "554242000000000001", "quoteToken": "q", "markAsReadToken": "read-1", **fields}
    return delivered("message", message=content)


def parsed(event: dict[str, Any]) -> Parsed:
    return parse(event, message_id="ours-1", received_at=RECEIVED)


GROUP = {"type": "group", "groupId": "C1", "userId": MOTHER}
ROOM = {"type": "room", "roomId": "R1"}

TABLE: dict[str, tuple[dict[str, Any], Any]] = {
    "text": (message("text", text="夜だけ預けたい"), TextReceived("ours-1", "夜だけ預けたい")),
    "text with LINE's own emoji": (
        message("text", text="(moon)こんばんは", emojis=[{"index": 0, "length": 6, "productId": "1", "emojiId": "2"}]),
        TextReceived("ours-1", "(moon)こんばんは"),
    ),
    "text no database accepts": (message("text", text="a\0b\ud800c"), TextReceived("ours-1", "a\ufffdb\ufffdc")),
    "text without a quote token": (
        delivered("message", message={"type": "text", "id": "1", "text": "はい"}),
        TextReceived("ours-1", "はい"),
    ),
    "image": (message("image", contentProvider={"type": "line"}), MediaReceived("ours-1", "image")),
    "image of several": (
        message("image", contentProvider={"type": "line"}, imageSet={"id": "E", "index": 1, "total": 2}),
        MediaReceived("ours-1", "image", {"of_set": "1/2"}),
    ),
    "image that an app sent": (
        message("image", contentProvider={"type": "external", "originalContentUrl": "https://example.jp/a.jpg"}),
        MediaReceived("ours-1", "image", {"url": "https://example.jp/a.jpg"}),
    ),
    "video": (
        message("video", duration=60_000, contentProvider={"type": "line"}),
        MediaReceived("ours-1", "video", {"milliseconds": "60000"}),
    ),
    "audio": (
        message("audio", duration=1_500, contentProvider={"type": "line"}),
        MediaReceived("ours-1", "audio", {"milliseconds": "1500"}),
    ),
    "file": (
        message("file", fileName="診断書.pdf", fileSize=2_138),
        MediaReceived("ours-1", "file", {"name": "診断書.pdf", "bytes": "2138"}),
    ),
    "place": (
        message("location", title="うち", address="逗子市", latitude=35.29, longitude=139.58),
        MediaReceived(
            "ours-1", "location", {"title": "うち", "address": "逗子市", "latitude": "35.29", "longitude": "139.58"}
        ),
    ),
    "sticker": (
        message("sticker", packageId="1", stickerId="2", stickerResourceType="STATIC", keywords=["cry", "help"]),
        MediaReceived("ours-1", "sticker", {"keywords": "cry, help"}),
    ),
    "sticker with her own words, of a kind made tomorrow": (
        message("sticker", packageId="1", stickerId="2", stickerResourceType="HOLOGRAM", text="たすけて"),
        MediaReceived("ours-1", "sticker", {"text": "たすけて"}),
    ),
    "kind of message made tomorrow": (message("hologram"), None),
    "button": (delivered("postback", postback={"data": "wrong:ym-061:3"}), ChoicePressed("wrong:ym-061:3")),
    "date picker": (
        delivered("postback", postback={"data": "call-back", "params": {"datetime": "2026-11-22T09:30"}}),
        ChoicePressed("call-back:2026-11-22T09:30"),
    ),
    "switch of the menu": (
        delivered("postback", postback={"data": "menu", "params": {"newRichMenuAliasId": "b", "status": "SUCCESS"}}),
        ChoicePressed("menu"),
    ),
    "new friend": (delivered("follow", follow={"isUnblocked": False}), Followed()),
    "friend again": (delivered("follow", follow={"isUnblocked": True}), Followed(unblocked=True)),
    "follow as it was before 2024": (delivered("follow"), Followed()),
    "blocked": (delivered("unfollow"), Blocked()),
    "joined a group": (delivered("join", source=GROUP), AddedToGroup("C1")),
    "joined a room": (delivered("join", source=ROOM), AddedToGroup("R1")),
    "somebody joined the group": (
        delivered("memberJoined", source=GROUP, joined={"members": [{"type": "user", "userId": MOTHER}]}),
        AddedToGroup("C1"),
    ),
    "talk in a group": (delivered("message", source=GROUP, message={"type": "text", "id": "1", "text": "ね"}), None),
    "button in a group": (delivered("postback", source=GROUP, postback={"data": "menu"}), None),
    "left a group": (delivered("leave", source=GROUP), None),
    "taken back": (delivered("unsend", unsend={"messageId": "554242000000000001"}), MessageWithdrawn("ours-1")),
    "edited": (
        delivered("messageEdited", message={"type": "text", "id": "9", "text": "朝だけ"}),
        TextReceived("ours-1", "朝だけ"),
    ),
    "another module has the chat": (delivered("message", mode="standby", message={"type": "text", "id": "1"}), None),
    "mode made tomorrow": (
        delivered("message", mode="quiet", message={"type": "text", "id": "1", "text": "はい"}),
        TextReceived("ours-1", "はい"),
    ),
    "beacon": (delivered("beacon", beacon={"hwid": "d41d8cd98f", "type": "enter"}), None),
    "kind made tomorrow": ({"type": "telepathy"}, None),
    "kind that is no text": ({"type": ["message"]}, None),
    "no kind": ({}, None),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_line_delivers_becomes_what_happened(name: str) -> None:
    event, expected = TABLE[name]

    assert parsed(event).event == expected


def test_whom_when_and_how_to_answer_is_kept_beside_the_event() -> None:
    got = parsed(message("text", text="はい"))

    assert (got.user, got.group, got.reply_token) == (MOTHER, None, "b60d432864f44d079f6d8efe86cf404b")
    assert got.at == datetime(2026, 11, 21, 8, 33, 20, 123_000, tzinfo=UTC)
    assert (got.platform_message_id, got.edited) == ("554242000000000001", False)


def test_a_group_is_named_even_when_its_talk_is_not_read() -> None:
    got = parsed(delivered("message", source=GROUP, message={"type": "text", "id": "1", "text": "ひみつ"}))

    assert (got.group, got.event) == ("C1", None)


def test_a_message_taken_back_is_named_by_lines_id_so_that_ours_can_be_found() -> None:
    event = delivered("unsend", unsend={"messageId": "554242000000000001"})

    assert withdrawn_id(event) == parsed(event).platform_message_id == "554242000000000001"
    assert withdrawn_id(message("text", text="はい")) is None


def test_an_edited_message_says_so() -> None:
    assert parsed(delivered("messageEdited", message={"type": "text", "id": "9", "text": "朝"})).edited


@pytest.mark.parametrize("timestamp", [None, "soon", True, -1, float("nan"), float("inf"), 10**20])
def test_a_strange_time_does_not_cost_a_family_its_message(timestamp: Any) -> None:
    event = {**message("text", text="はい"), "timestamp": timestamp}

    assert parsed(event).at == RECEIVED
    assert parsed(event).event == TextReceived("ours-1", "はい")


@pytest.mark.parametrize(
    "event",
    [
        delivered("message"),
        delivered("message", message=[]),
        delivered("message", message={"type": "text", "id": "1"}),
        delivered("message", message={"type": "text", "id": "1", "text": 5}),
        delivered("message", message={"type": "image"}),
        delivered("message", source={"type": "user"}, message={"type": "text", "text": "a"}),
        {"type": "message", "message": {"type": "text", "text": "a"}},
        delivered("postback"),
        delivered("postback", postback={"data": None}),
        delivered("unsend", unsend={}),
        {"not_an_object": 5},
    ],
)
def test_a_known_event_without_what_it_must_have_is_quarantined(event: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        parsed(event)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from([event for event, _ in TABLE.values() if event.get("type")]),
    st.data(),
)
def test_no_damage_to_an_event_does_worse_than_quarantine_it(event: dict[str, Any], data: st.DataObject) -> None:
    damaged = {**event, data.draw(st.sampled_from(sorted(event))): data.draw(ANYTHING)}
    inner = damaged.get("message")
    if isinstance(inner, dict) and inner:
        damaged["message"] = {**inner, data.draw(st.sampled_from(sorted(inner))): data.draw(ANYTHING)}

    try:
        got = parsed(damaged)
    except Unreadable:
        return
    assert got.at.tzinfo is not None
