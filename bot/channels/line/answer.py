"""What LINE's answer, or the lack of one, says about the fate of a message."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from linebot.v3.messaging import ApiException

from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure

# LINE has no error codes, only sentences; these are the ones that ask for different next steps.
REPLY_TOKEN_SPENT = "invalid reply token"  # noqa: S105 - a sentence about a token
QUOTA_SPENT = "monthly limit"
NO_SUCH_PERSON = ("failed to send messages", "the property, 'to',")
PROPERTY = re.compile(r"[\w.\[\]]{1,80}")


@dataclass(frozen=True, slots=True)
class Answered:
    """A success, decoded by the SDK."""

    status: int
    data: Any
    headers: Mapping[str, str]

    def header(self, name: str) -> str | None:
        return self.headers.get(name)


def of_answer(answered: Answered) -> Sent:
    sent = getattr(answered.data, "sent_messages", None) or ()
    request_id = answered.header("x-line-request-id")
    return Sent(tuple(str(message.id) for message in sent), {"request_id": request_id} if request_id else {})


def of_error(error: Exception, last_response: Any) -> Outcome:
    """The outcome behind whatever the SDK raised. `last_response` counts only for errors after an answer."""
    if isinstance(error, UnicodeDecodeError) and isinstance(error.__context__, ApiException):
        return _of_status(error.__context__, {})  # an error page that is not UTF-8
    if isinstance(error, ApiException):
        return _of_status(error, _json(error.body) or {})
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.ClientHttpProxyError):
        return TryLater()  # no connection, so nothing was sent
    if isinstance(error, TimeoutError):
        return Unsure("timeout")
    if isinstance(error, aiohttp.ClientError | OSError):
        return Unsure(type(error).__name__)
    if last_response is not None and 200 <= last_response.status < 300:
        # Accepted, but the answer is not what the SDK expects of LINE. A proxy's page proves nothing.
        return Unsure("unreadable answer") if _json(last_response.data) is None else Sent()
    return Unsure(type(error).__name__)


def _of_status(error: ApiException, body: Mapping[str, Any]) -> Outcome:
    status, headers = error.status or 0, error.headers or {}
    message = str(body.get("message", "")).lower()
    code = _first_property(body)
    if status == 409:  # this retry key was accepted before: the message is there
        sent = body.get("sentMessages")
        found = sent if isinstance(sent, list) else []
        ids = tuple(str(one["id"]) for one in found if isinstance(one, dict) and "id" in one)
        accepted = headers.get("x-line-accepted-request-id")
        return Sent(ids, {"accepted_request_id": accepted} if accepted else {})
    if status == 429:
        if QUOTA_SPENT in message:
            return Refused("quota", status)
        return TryLater(_seconds(headers.get("retry-after")))
    if status in (401, 403):
        return Refused("unauthorized", status)
    if status in (404, 410):
        return Refused("not_found", status)
    if status == 400 and REPLY_TOKEN_SPENT in message:
        return Refused("invalid_reply_token", status)
    if status == 400 and (message.startswith(NO_SUCH_PERSON) or code == "to"):
        return Refused("not_found", status)
    if status == 408 or not 400 <= status < 500:
        return Unsure(f"status {status}")
    return Refused("bad_request", status, code)


def _json(body: Any) -> Mapping[str, Any] | None:
    try:
        read = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _first_property(body: Mapping[str, Any]) -> str:
    """The field LINE found fault with, as `messages[0].text`: a place in what we sent, not its words."""
    details = body.get("details")
    first = details[0] if isinstance(details, list) and details else None
    named = first.get("property") if isinstance(first, dict) else None
    return named if isinstance(named, str) and PROPERTY.fullmatch(named) else ""


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isascii() and header.isdigit() else None
