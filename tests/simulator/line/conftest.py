"""A served simulator, a product that only listens, and LINE's own SDK between them."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from linebot.v3.webhook import SignatureValidator
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.simulator.clock import SimClock
from bot.simulator.line import LineSimulator
from bot.simulator.wire import serve

SECRET, TOKEN = "a channel secret", "a channel access token"
START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@dataclass
class Listener:
    """Whoever sits behind the webhook: keeps each request and whether LINE's SDK believes its signature."""

    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str | None] = field(default_factory=list)
    believed: list[bool] = field(default_factory=list)
    delay: float = 0.0

    async def hear(self, request: Request) -> Response:
        body = await request.body()
        signature = request.headers.get("x-line-signature")
        self.bodies.append(body)
        self.signatures.append(signature)
        self.believed.append(
            signature is not None and bool(SignatureValidator(SECRET).validate(body.decode(), signature))
        )
        await asyncio.sleep(self.delay)
        return Response(status_code=self.status)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in json.loads(body)["events"]]

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/line/webhook", self.hear, methods=["POST"])])


@dataclass
class Line:
    """A simulator on a real socket."""

    simulator: LineSimulator
    url: str
    listener: Listener
    family: str


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[LineSimulator, str, Listener, str]]:
    """Both servers, started once: starting them is most of what a test would cost."""
    simulator, listener = LineSimulator(SECRET, TOKEN, clock=SimClock(START)), Listener()
    with serve(listener.app) as product, serve(simulator.app) as url:
        yield simulator, url, listener, f"{product}/line/webhook"


@pytest.fixture
def line(served: tuple[LineSimulator, str, Listener, str]) -> Line:
    simulator, url, listener, webhook = served
    simulator.reset()
    simulator.clock.move_to(START)
    simulator.webhook_url = webhook
    simulator.world.quota, simulator.postman.deadline = 200, 2.0
    listener.status, listener.delay = 200, 0.0
    for kept in (listener.bodies, listener.signatures, listener.believed):
        kept.clear()
    return Line(simulator, url, listener, simulator.add_person("佐藤"))
