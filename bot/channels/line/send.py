"""Calls to LINE through the official SDK, each answered with a value. Nothing is tried twice here.

The SDK lets errors out in many shapes (its own exception, aiohttp's, timeouts, a decoding error on an error page
that is not UTF-8, validation errors on answers); `_answered` is the one place where they end.
"""

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    AsyncMessagingApiBlob,
    Configuration,
)

from bot.channels.line.answer import Answered, of_answer, of_error
from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure

TIMEOUT = 10.0
CONTENT_TIMEOUT = 60.0  # a video takes longer than a message

# At DEBUG the SDK logs whole answers, and with them what people wrote and are called.
logging.getLogger("linebot.v3.messaging.async_rest").setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Media:
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class NotReady:
    """LINE is still preparing the video or sound."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Taken back, or older than LINE keeps it."""


@dataclass(frozen=True, slots=True)
class Quota:
    limit: int | None  # messages a month; None: no limit
    used: int


@dataclass(frozen=True, slots=True)
class Webhook:
    endpoint: str  # empty: none is set
    active: bool
    problem: str  # LINE's words about its own try; empty: it succeeded


class LineSender:
    """One channel's way out. Build it inside the running loop, and close it there.

    The bases are None or empty for LINE itself; tests and the demo give others.
    """

    def __init__(
        self, access_token: str, api_base: str | None = None, data_api_base: str | None = None, timeout: float = TIMEOUT
    ) -> None:
        if not access_token or not access_token.isascii() or not access_token.isprintable() or " " in access_token:
            raise ValueError("LINE_CHANNEL_ACCESS_TOKEN is empty or holds a character no token has")
        for name, base in (("LINE_API_BASE", api_base), ("LINE_DATA_API_BASE", data_api_base)):
            if base and not base.startswith(("http://", "https://")):
                raise ValueError(f"{name} must begin with https:// or http://")
        self._client = AsyncApiClient(_configuration(access_token, api_base))
        self._data_client = AsyncApiClient(_configuration(access_token, data_api_base))
        self._api = AsyncMessagingApi(self._client)
        self._blob = AsyncMessagingApiBlob(self._data_client)
        # Within half the time no connection: then nothing was sent, and the caller may know that.
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=timeout / 2)
        self._content_timeout = aiohttp.ClientTimeout(total=max(timeout, CONTENT_TIMEOUT), sock_connect=timeout / 2)

    async def close(self) -> None:
        await self._client.close()
        await self._data_client.close()

    # -- sending ---------------------------------------------------------------------

    async def reply(self, token: str, messages: Sequence[dict[str, Any]]) -> Outcome:
        """Free, once, within a minute. After Unsure there is no safe second try: LINE has no retry key for it."""
        return await self._send("reply", {"replyToken": token, "messages": list(messages)}, {})

    async def push(self, to: str, messages: Sequence[dict[str, Any]], retry_key: str) -> Outcome:
        """Counts against the month's quota. Under the same UUID it may be tried again for 24 hours."""
        return await self._send("push", {"to": to, "messages": list(messages)}, {"X-Line-Retry-Key": retry_key})

    async def _send(self, how: Literal["reply", "push"], body: dict[str, Any], headers: dict[str, str]) -> Outcome:
        """The SDK's call below its models: building those from JSON and JSON from them took longer than sending."""
        call = self._client.call_api(
            f"/v2/bot/message/{how}",
            "POST",
            header_params={"Accept": "application/json", "Content-Type": "application/json", **headers},
            body=body,
            response_types_map={"200": f"{how.capitalize()}MessageResponse"},
            auth_settings=["Bearer"],
            _request_timeout=self._timeout,
            _host=self._api.line_base_path,
        )
        return await self._told(call)

    async def leave(self, group: str) -> Outcome:
        """Out of a group (C…) or a room of several people (R…)."""
        leave = self._api.leave_room_with_http_info if group.startswith("R") else self._api.leave_group_with_http_info
        return await self._told(leave(group, _request_timeout=self._timeout))

    # -- asking ------------------------------------------------------------------------

    async def content(self, message_id: str) -> Media | NotReady | Gone | Refused | TryLater:
        """The picture, video, sound or file behind a message. All of it in memory: ask first how large a file is."""
        answered = await _answered(
            self._data_client,
            self._blob.get_message_content_with_http_info(message_id, _request_timeout=self._content_timeout),
        )
        match answered:
            case Answered(status=200):
                return Media(bytes(answered.data or b""), answered.header("content-type") or "application/octet-stream")
            case Answered() | Sent():
                return NotReady()
            case Refused(status=404 | 410):
                return Gone()
            case Refused() | TryLater():
                return answered
            case Unsure():
                return TryLater()  # reading twice harms nobody

    async def quota(self) -> Quota | None:
        """The month's messages, or None when LINE does not say now."""
        limit = await _answered(
            self._client, self._api.get_message_quota_with_http_info(_request_timeout=self._timeout)
        )
        used = await _answered(
            self._client, self._api.get_message_quota_consumption_with_http_info(_request_timeout=self._timeout)
        )
        if not isinstance(limit, Answered) or not isinstance(used, Answered) or not limit.data or not used.data:
            return None
        return Quota(limit.data.value if limit.data.type == "limited" else None, used.data.total_usage)

    async def webhook(self) -> Webhook | Refused | None:
        """Where LINE delivers to, and what a delivery of nothing meets there. None when LINE does not say now."""
        set_to = await _answered(
            self._client, self._api.get_webhook_endpoint_with_http_info(_request_timeout=self._timeout)
        )
        if isinstance(set_to, Refused):
            return Webhook("", active=False, problem="") if set_to.reason == "not_found" else set_to
        tried = await _answered(
            self._client, self._api.test_webhook_endpoint_with_http_info(_request_timeout=self._content_timeout)
        )
        if not isinstance(set_to, Answered) or not isinstance(tried, Answered) or not set_to.data or not tried.data:
            return None
        problem = "" if tried.data.success else f"{tried.data.reason} {tried.data.detail}".strip()
        return Webhook(str(set_to.data.endpoint), active=bool(set_to.data.active), problem=problem)

    async def _told(self, call: Awaitable[Any]) -> Outcome:
        answered = await _answered(self._client, call)
        return of_answer(answered) if isinstance(answered, Answered) else answered


async def _answered(client: AsyncApiClient, call: Awaitable[Any]) -> Answered | Outcome:
    try:
        response = await call
    except Exception as error:  # noqa: BLE001 - the SDK's errors have no common class; of_error knows them all
        # Nothing else ran between the SDK's reading an answer and here, so last_response is this call's.
        return of_error(error, getattr(client, "last_response", None))
    return Answered(response.status_code, response.data, response.headers)


def _configuration(access_token: str, base: str | None) -> Configuration:
    return Configuration(access_token=access_token, host=base.rstrip("/") if base else None)
