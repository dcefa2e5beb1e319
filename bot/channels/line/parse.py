"""One raw LINE event as the core's event. Reads plain dictionaries: see `receive`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from routing import events

Raw = Mapping[str, Any]
MediaKind = Literal["image", "video", "audio", "file", "location", "sticker"]
PICKED = ("datetime", "date", "time")  # what a date picker adds to a postback


class Unreadable(Exception):
    """An event of a kind we know lacks what it must have. Quarantine this one; its neighbours are fine."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """`event` is None for what is kept but means nothing to us: unknown kinds, talk in groups, standby mode."""

    user: str | None
    group: str | None  # group or room
    at: datetime
    reply_token: str | None
    event: events.FromRequester | None
    platform_message_id: str | None = None
    edited: bool = False  # the words replace those of the same platform_message_id; order by `at`


def parse(event: Raw, *, message_id: str, received_at: datetime) -> Parsed:
    """The event in the core's words.

    `message_id` is our own id for the message: a new one, or, when she takes a message back, the id under which
    we stored what `withdrawn_id` names. `received_at` stands in for a missing timestamp. Raises Unreadable.
    """
    kind = event.get("type")
    source = _mapping(event.get("source"))
    message = _mapping(event.get("message"))
    user, group = _text(source.get("userId")), _text(source.get("groupId")) or _text(source.get("roomId"))
    read = READERS.get(kind) if isinstance(kind, str) else None
    found: events.FromRequester | None = None
    if "not_an_object" in event:
        raise Unreadable("the event is not an object")
    if read is not None and event.get("mode") != "standby":  # standby: another module holds the chat
        if kind in ("join", "memberJoined"):
            found = read(event, message_id) if group else None
        elif source.get("type") == "user":
            if not user:
                raise Unreadable(f"{kind} without a user id")
            found = read(event, message_id)
        elif not source:
            raise Unreadable(f"{kind} without a source")
    return Parsed(
        user=user,
        group=group,
        at=_instant(event.get("timestamp"), received_at),
        reply_token=_text(event.get("replyToken")),
        event=found,
        platform_message_id=withdrawn_id(event) or _text(message.get("id")),
        edited=kind == "messageEdited",
    )


def withdrawn_id(event: Raw) -> str | None:
    """LINE's id of the message that this event takes back, or None when it takes none back."""
    return _text(_mapping(event.get("unsend")).get("messageId")) if event.get("type") == "unsend" else None


# -- one reader per kind of event ---------------------------------------------------------


def _message(event: Raw, message_id: str) -> events.FromRequester | None:
    message = event.get("message")
    if not isinstance(message, Mapping):
        raise Unreadable("message event without a message")
    kind = message.get("type")
    if kind == "text":
        return events.TextReceived(message_id, clean(_required(message, "text")))
    if isinstance(kind, str) and kind in DETAILS:
        if not _text(message.get("id")):
            raise Unreadable(f"{kind} without an id")
        detail = {name: clean(value) for name, value in DETAILS[kind](message).items() if value}
        return events.MediaReceived(message_id, cast("MediaKind", kind), detail)
    return None


def _postback(event: Raw, message_id: str) -> events.FromRequester:
    del message_id
    postback = _mapping(event.get("postback"))
    params = _mapping(postback.get("params"))
    picked = [value for name in PICKED if (value := _text(params.get(name)))]
    return events.ChoicePressed(":".join([clean(_required(postback, "data")), *picked]))


def _follow(event: Raw, message_id: str) -> events.FromRequester:
    del message_id
    return events.Followed(unblocked=_mapping(event.get("follow")).get("isUnblocked") is True)


def _unfollow(event: Raw, message_id: str) -> events.FromRequester:
    del event, message_id
    return events.Blocked()


def _joined(event: Raw, message_id: str) -> events.FromRequester:
    del message_id
    source = _mapping(event.get("source"))
    return events.AddedToGroup(_text(source.get("groupId")) or _required(source, "roomId"))


def _unsend(event: Raw, message_id: str) -> events.FromRequester:
    if not withdrawn_id(event):
        raise Unreadable("unsend without a message id")
    return events.MessageWithdrawn(message_id)


READERS: Mapping[str, Callable[[Raw, str], events.FromRequester | None]] = {
    "message": _message,
    "messageEdited": _message,  # groups only today; should families get it, the new words must be heard too
    "postback": _postback,
    "follow": _follow,
    "unfollow": _unfollow,
    "join": _joined,
    "memberJoined": _joined,
    "unsend": _unsend,
}


# -- what a message without text can tell -------------------------------------------------------


def _image(message: Raw) -> dict[str, str]:
    place = _mapping(message.get("imageSet"))
    index, total = _number(place.get("index")), _number(place.get("total"))
    return {**_outside(message), "of_set": f"{index}/{total}" if index and total else ""}


def _clip(message: Raw) -> dict[str, str]:
    return {**_outside(message), "milliseconds": _number(message.get("duration"))}


def _file(message: Raw) -> dict[str, str]:
    return {"name": _text(message.get("fileName")) or "", "bytes": _number(message.get("fileSize"))}


def _location(message: Raw) -> dict[str, str]:
    return {
        "title": _text(message.get("title")) or "",
        "address": _text(message.get("address")) or "",
        "latitude": _number(message.get("latitude")),
        "longitude": _number(message.get("longitude")),
    }


def _sticker(message: Raw) -> dict[str, str]:
    words = message.get("keywords")
    keywords = [word for word in words if isinstance(word, str)] if isinstance(words, list) else []
    return {"text": _text(message.get("text")) or "", "keywords": ", ".join(keywords)}


def _outside(message: Raw) -> dict[str, str]:
    """Where the picture lies when an app sent it and LINE does not hold it."""
    return {"url": _text(_mapping(message.get("contentProvider")).get("originalContentUrl")) or ""}


DETAILS: Mapping[str, Callable[[Raw], dict[str, str]]] = {
    "image": _image,
    "video": _clip,
    "audio": _clip,
    "file": _file,
    "location": _location,
    "sticker": _sticker,
}


# -- reading dictionaries --------------------------------------------------------------------------


def clean(text: str) -> str:
    """The text with what no database and no wire accepts (NUL, half surrogate pairs) made visible as U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def _mapping(value: object) -> Raw:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _required(mapping: Raw, name: str) -> str:
    value = mapping.get(name)
    if not isinstance(value, str):
        raise Unreadable(f"{name} is not a text")
    return value


def _instant(milliseconds: object, otherwise: datetime) -> datetime:
    if isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool) and milliseconds > 0:
        try:
            return datetime.fromtimestamp(milliseconds / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            return otherwise
    return otherwise
