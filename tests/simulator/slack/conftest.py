from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from bot.simulator.slack import AppConfig, SlackSimulator
from bot.simulator.wire import serve

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


@pytest.fixture
def app(sim: SlackSimulator) -> Iterator[AsyncApp]:
    """A real Bolt app over HTTP, connected to the simulator; tests add their listeners."""
    bolt = bolt_app(sim)
    routes = [Route("/slack/events", AsyncSlackRequestHandler(bolt).handle, methods=["POST"])]
    with serve(Starlette(routes=routes)) as url:
        sim.deliverer.request_url = f"{url}/slack/events"
        yield bolt
