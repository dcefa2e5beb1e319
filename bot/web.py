"""The four doors: LINE, Slack, health, metrics. An event is stored before it is acknowledged, or refused."""

import asyncio
import logging
import time
from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot import roster_feed
from bot.channels.line.receive import BadBody, BadSignature, events_in, happened_at, key_of, person_in
from bot.clock import Clock
from bot.product import Product
from bot.watch import WEBHOOKS
from storage.inbox import Received

log = logging.getLogger("tsunagu.web")

LARGEST_BODY = 2_000_000  # bytes; LINE's and Slack's own are far below


class TooLarge(Exception):
    """Nobody who means well sends this much."""


async def body_of(request: Request) -> bytes:
    """The body. Raises TooLarge before it has been read whole."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)


class Doors:
    def __init__(self, product: Product, clock: Clock) -> None:
        self._product, self._clock = product, clock

    async def line(self, request: Request) -> Response:
        """200 after the commit; LINE waits two seconds for it."""
        began = time.monotonic()
        try:
            body = await body_of(request)
            secret = self._product.settings.line.channel_secret
            _, events = events_in(body, request.headers.get("x-line-signature"), secret)
        except TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        except BadSignature as bad:
            log.warning("line webhook refused: %s", bad)
            return PlainTextResponse(str(bad), status_code=401)
        except BadBody as bad:
            log.warning("line webhook refused: %s", bad)
            return PlainTextResponse(str(bad), status_code=400)
        now = self._clock()
        account = self._product.line_account
        rows = [
            Received("line", account, key_of(event), event, now, person_in(event), happened_at(event))
            for event in events
        ]
        return await self._store(rows, began)

    async def _store(self, rows: Sequence[Received], began: float) -> Response:
        try:
            await self._product.inbox.add(rows)
        except Exception as error:  # noqa: BLE001 - whatever keeps us from storing, the platform must send it again
            log.error("events not stored: %s", type(error).__name__)
            self._product.metrics.refused("line")
            self._product.pulse.could_not_store(WEBHOOKS)
            return Response(status_code=503)
        if rows:
            self._product.pulse.stored(WEBHOOKS)
        self._product.metrics.acknowledged("line", time.monotonic() - began)
        self._product.worker.wake()
        return JSONResponse({})

    async def slack(self, request: Request) -> Response:
        began = time.monotonic()
        try:
            body = await body_of(request)
        except TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        status, headers, answer = await self._product.slack_door.handle(request.headers, body)
        if status == 503:
            self._product.metrics.refused("slack")
        elif status == 200:
            self._product.metrics.acknowledged("slack", time.monotonic() - began)
        self._product.worker.wake()
        return Response(answer, status_code=status, headers=headers)

    async def roster(self, request: Request) -> Response:
        """A calendar of duty for whoever knows its address; the same answer for a wrong one as for none."""
        product, now = self._product, self._clock()
        feed = roster_feed.find(str(request.path_params["secret"]), product.region, product.database.keyring)
        if feed is None:
            return Response(status_code=404)
        region = await product.database.run(lambda tx: product.book.region(tx, now))
        made = await asyncio.to_thread(roster_feed.calendar, feed, region, product.texts, now)
        headers = {"Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex"}
        return Response(made, media_type="text/calendar", headers=headers)

    async def live(self, request: Request) -> Response:  # noqa: ARG002
        return PlainTextResponse("ok")

    async def ready(self, request: Request) -> Response:  # noqa: ARG002
        """Ready means: can store."""
        able = await self._product.database.can_store()
        return PlainTextResponse("ok" if able else "cannot store", status_code=200 if able else 503)

    async def metrics(self, request: Request) -> Response:  # noqa: ARG002
        return Response(await self._product.measured(), media_type=CONTENT_TYPE_LATEST)
