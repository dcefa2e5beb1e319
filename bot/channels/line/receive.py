"""Webhook bodies from LINE: who signed them, and the raw events inside.

Events stay raw dictionaries. The SDK's parser gives up the whole batch for one odd event, and an unknown
message type loses its sender and reply token.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from linebot.v3.webhook import SignatureValidator

Event = dict[str, Any]

LATEST_MS = 32_503_680_000_000  # the year 3000: what lies behind it is no time


class BadSignature(Exception):
    """The body was not signed with this channel's secret. Answer 401 and store nothing."""


class BadBody(Exception):
    """Signed, but not a webhook body. Answer 400."""


def events_in(body: bytes, signature: str | None, channel_secret: str) -> tuple[str, list[Event]]:
    """The destination (the bot's user id, or empty) and the events, which may be none: LINE verifies a URL so.

    Raises BadSignature or BadBody.
    """
    text = _verified(body, signature, channel_secret)
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadBody(f"the body is not JSON: {type(error).__name__}") from None
    if not isinstance(payload, dict) or not isinstance(payload.get("events"), list):
        raise BadBody("the body has no list of events")
    destination = payload.get("destination")
    # An event that is no object is kept as one, so that it is quarantined alone and its batch lives.
    events = [event if isinstance(event, dict) else {"not_an_object": event} for event in payload["events"]]
    return (destination if isinstance(destination, str) else ""), events


def key_of(event: Mapping[str, Any]) -> str:
    """What makes two deliveries the same event: LINE's own id, else a hash of what redelivery leaves unchanged."""
    own = event.get("webhookEventId")
    if isinstance(own, str) and own:
        return own
    lasting = {name: value for name, value in event.items() if name != "deliveryContext"}
    canonical = json.dumps(lasting, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def person_in(event: Mapping[str, Any]) -> str | None:
    """Whose events must be decided about in order: a group's together, else a person's."""
    source = event.get("source")
    ids = [source.get(name) for name in ("groupId", "roomId", "userId")] if isinstance(source, dict) else []
    return next((one for one in ids if isinstance(one, str) and one), None)


def happened_at(event: Mapping[str, Any]) -> datetime | None:
    """By LINE's clock; None when it does not say."""
    milliseconds = event.get("timestamp")
    if type(milliseconds) is not int or not 0 < milliseconds < LATEST_MS:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _verified(body: bytes, signature: str | None, channel_secret: str) -> str:
    if not channel_secret:
        raise BadSignature("there is no channel secret to check against")  # an empty key would verify for anybody
    if not signature:
        raise BadSignature("the signature header is missing")
    try:
        text = body.decode("utf-8")  # the SDK signs text; strict decoding gives the very bytes back
    except UnicodeDecodeError:
        raise BadSignature("the body is not UTF-8, so LINE did not sign it") from None
    try:
        genuine = SignatureValidator(channel_secret).validate(text, signature)
    except UnicodeEncodeError:  # a header value with half a surrogate pair
        genuine = False
    if not genuine:
        raise BadSignature("the signature does not fit the body")
    return text
