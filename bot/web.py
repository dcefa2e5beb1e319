"""The four doors: LINE, Slack, health, metrics. An event is stored before it is acknowledged, or refused."""

import logging
from collections.abc import Sequence
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.line.receive import BadBody, BadSignature, events_in, happened_at, key_of, person_in
from bot.clock import Clock
from bot.product import Product
from storage import inbox, outbox
from storage.database import Tx
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
        return await self._store(rows)

    async def _store(self, rows: Sequence[Received]) -> Response:
        try:
            await self._product.inbox.add(rows)
        except Exception as error:  # noqa: BLE001 - whatever keeps us from storing, the platform must send it again
            log.error("events not stored: %s", type(error).__name__)
            return Response(status_code=503)
        self._product.worker.wake()
        return JSONResponse({})

    async def slack(self, request: Request) -> Response:
        try:
            body = await body_of(request)
        except TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        status, headers, answer = await self._product.slack_door.handle(request.headers, body)
        self._product.worker.wake()
        return Response(answer, status_code=status, headers=headers)

    async def live(self, request: Request) -> Response:  # noqa: ARG002
        return PlainTextResponse("ok")

    async def ready(self, request: Request) -> Response:  # noqa: ARG002
        """Ready means: can store."""
        able = await self._product.database.can_store()
        return PlainTextResponse("ok" if able else "cannot store", status_code=200 if able else 503)

    async def metrics(self, request: Request) -> Response:  # noqa: ARG002
        def read(tx: Tx) -> tuple[dict[str, int], dict[str, int], Any]:
            return inbox.counts(tx), outbox.counts(tx), outbox.oldest_waiting(tx)

        received, sends, oldest = await self._product.database.run(read)
        registry = CollectorRegistry()
        rows = Gauge("tsunagu_inbox_events", "Events by state", ["state"], registry=registry)
        for state, count in received.items():
            rows.labels(state).set(count)
        effects = Gauge("tsunagu_outbox_sends", "Sendings by state", ["state"], registry=registry)
        for state, count in sends.items():
            effects.labels(state).set(count)
        age = Gauge("tsunagu_outbox_oldest_seconds", "Age of the oldest sending that still waits", registry=registry)
        age.set((self._clock() - oldest).total_seconds() if oldest else 0)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
