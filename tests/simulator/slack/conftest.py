import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.simulator.slack import AppConfig, SlackSimulator
from bot.simulator.wire import serve
from tests.simulator.slack.planted import actions, button, section

Json = dict[str, Any]

SECRET, TOKEN = "a-signing-secret", "xoxb-a-token"
HANA, KEN = "U0HANA0001", "U0KEN00001"
DESK, QUIET, SECRET_ROOM = "C0DESK0001", "C0QUIET001", "C0SECRET01"
DUTY = "S0DUTY0001"


@pytest.fixture(scope="package")
def one_sim() -> Iterator[SlackSimulator]:
    simulator = SlackSimulator(
        SECRET,
        TOKEN,
        users=[{"name": "hana", "id": HANA, "real_name": "花"}, {"name": "ken", "id": KEN, "email": "ken@example.jp"}],
        channels=[
            {"name": "desk", "id": DESK, "members": [HANA, KEN]},
            {"name": "quiet", "id": QUIET, "members": [HANA], "bot": False},
            {"name": "secret", "id": SECRET_ROOM, "kind": "private", "members": [HANA], "bot": False},
        ],
        groups=[{"handle": "duty", "id": DUTY, "users": [HANA]}],
        pacing="off",
        ack_seconds=1.0,
        automatic_retries=False,
    )
    with simulator.serving():
        yield simulator


@pytest.fixture
def sim(one_sim: SlackSimulator) -> SlackSimulator:
    """The simulator as it was made: starting and stopping a server for each test would take most of the time."""
    one_sim.reset()
    one_sim.clock.move_to(datetime.now(UTC))  # noqa: TID251 - the machine's clock is the point
    one_sim.space.config = AppConfig()
    one_sim.deliverer.request_url = None
    one_sim.deliverer.automatic_retries = False
    return one_sim


@pytest.fixture
def client(sim: SlackSimulator) -> WebClient:
    return WebClient(TOKEN, base_url=f"{sim.space.base_url}/api/", retry_handlers=[])


def bolt_app(sim: SlackSimulator) -> AsyncApp:
    client = AsyncWebClient(TOKEN, base_url=f"{sim.space.base_url}/api/", retry_handlers=[])
    return AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)


Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class Endpoint:
    """The product's one address; each test puts its own product behind it."""

    url: str
    answer: Answer


@pytest.fixture(scope="package")
def endpoint() -> Iterator[Endpoint]:
    async def nothing(_request: Request) -> Response:
        return Response(status_code=503)

    async def handle(request: Request) -> Response:
        return await made.answer(request)

    with serve(Starlette(routes=[Route("/slack/events", handle, methods=["POST"])])) as url:
        made = Endpoint(f"{url}/slack/events", nothing)
        yield made


@pytest.fixture
def app(sim: SlackSimulator, endpoint: Endpoint) -> AsyncApp:
    """A real Bolt app over HTTP, connected to the simulator; tests add their listeners."""
    bolt = bolt_app(sim)
    endpoint.answer = AsyncSlackRequestHandler(bolt).handle
    sim.deliverer.request_url = endpoint.url
    return bolt


def card(key: str = "k1") -> list[Json]:
    return [
        section("新しい相談", block_id="head"),
        actions(button(action_id="claim", value=key), button(action_id="write", value=key), block_id="buttons"),
    ]


@pytest.fixture
def carded(sim: SlackSimulator, app: AsyncApp) -> str:
    """A desk with one card posted by the app; gives its ts."""
    answer = httpx.post(
        f"{sim.space.base_url}/api/chat.postMessage",
        json={"channel": DESK, "text": "新しい相談", "blocks": card()},
        headers={"Authorization": f"Bearer {sim.space.bot_token}"},
    )
    return str(answer.json()["ts"])


def messages(sim: SlackSimulator, channel: str = DESK) -> list[Json]:
    return next(one["messages"] for one in sim.state()["channels"] if one["id"] == channel)


@dataclass
class Product:
    """A product that gives one answer to everything and remembers what it was sent."""

    answer: Response
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.got.append((dict(request.headers), await request.body()))
        return self.answer

    def events(self) -> list[Json]:
        return [json.loads(body)["event"] for _, body in self.got]


Answering = Callable[..., Product]


@pytest.fixture
def answering(sim: SlackSimulator, endpoint: Endpoint) -> Iterator[Answering]:
    """Put a product behind the address that answers everything as told."""

    def put(body: str = "", kind: str = "text/plain", status: int = 200) -> Product:
        product = Product(Response(body, status, media_type=kind))
        endpoint.answer = product.take
        sim.deliverer.request_url = endpoint.url
        return product

    yield put
    sim.deliverer.settle()


@pytest.fixture
def product(answering: Answering) -> Product:
    return answering()
