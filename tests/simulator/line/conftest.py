"""A served simulator, a product that only listens, and LINE's own SDK between them."""

import threading
from collections.abc import Callable, Iterator
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
    believed: list[bool] = field(default_factory=list)
    waits: threading.Event | None = None
    on_request: Callable[[bytes], None] | None = None

    async def hear(self, request: Request) -> Response:
        body = await request.body()
        signature = request.headers.get("x-line-signature")
        self.bodies.append(body)
        self.believed.append(
            signature is not None and bool(SignatureValidator(SECRET).validate(body.decode(), signature))
        )
        return Response(status_code=self.status)

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

    def __getattr__(self, name: str) -> Any:
        return getattr(self.simulator, name)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def line(listener: Listener) -> Iterator[Line]:
    simulator = LineSimulator(SECRET, TOKEN, clock=SimClock(START))
    with serve(listener.app) as product, serve(simulator.app) as url:
        simulator.webhook_url = f"{product}/line/webhook"
        yield Line(simulator, url, listener, simulator.add_person("佐藤"))
