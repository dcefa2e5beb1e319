"""LINE's own SDK, called as the product will call it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    AsyncMessagingApiBlob,
    Configuration,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
)

from tests.simulator.line.conftest import TOKEN, Line

T = TypeVar("T")


def through_the_sdk(url: str, use: Callable[[AsyncMessagingApi], Awaitable[T]], token: str = TOKEN) -> T:
    async def run() -> T:
        async with AsyncApiClient(Configuration(host=url, access_token=token)) as client:
            return await use(AsyncMessagingApi(client))

    return asyncio.run(run())


def through_the_blob_sdk(url: str, use: Callable[[AsyncMessagingApiBlob], Awaitable[T]]) -> T:
    async def run() -> T:
        async with AsyncApiClient(Configuration(host=url, access_token=TOKEN)) as client:
            return await use(AsyncMessagingApiBlob(client))

    return asyncio.run(run())


def push(line: Line, text: str = "こんにちは", *, key: str | None = None, to: str | None = None) -> Any:
    request = PushMessageRequest(to=to or line.family, messages=[TextMessage(text=text)])
    return through_the_sdk(line.url, lambda api: api.push_message_with_http_info(request, x_line_retry_key=key))


def reply(line: Line, token: str, text: str = "はい") -> Any:
    request = ReplyMessageRequest(reply_token=token, messages=[TextMessage(text=text)])
    return through_the_sdk(line.url, lambda api: api.reply_message(request))


def said(line: Line, text: str = "夜に眠れません") -> str:
    """A reply token for something the family just said."""
    delivery = line.simulator.say(line.family, text)
    assert delivery.status == 200
    return str(delivery.events[0]["replyToken"])


def heard(line: Line) -> list[str]:
    return [message["text"] for message in line.simulator.heard(line.family)]
