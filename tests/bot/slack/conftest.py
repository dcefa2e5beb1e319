"""The product's door and sender against the simulated workspace, over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.slack.receive import Row, SlackDoor, SlackSettings
from bot.channels.slack.send import SlackSender
from bot.desk.answers import Draft
from bot.desk.inline import Refusal
from bot.desk.modals import Cost, DeskCase, Judging, Said
from bot.desk.roster import RosterForm
from bot.desk.team import Standing
from bot.simulator.slack import AppConfig, SlackSimulator
from bot.simulator.wire import serve
from knowledge.resource import Resource
from routing.case import Status
from routing.roster import Turn
from tests.bot.slack.builders import DESK, ENTRIES, KUJIRA, SUPPORTER, TEXTS, UMINEKO

SECRET, TOKEN = "a-signing-secret", "xoxb-a-token"
OTHER = "C0ELSEWHER"
MANIFEST = yaml.safe_load((Path(__file__).parents[3] / "deploy" / "manifest.yaml").read_text("utf-8"))

T = TypeVar("T")


@pytest.fixture(scope="package")
def one_sim() -> Iterator[SlackSimulator]:
    simulator = SlackSimulator(
        SECRET,
        TOKEN,
        users=[
            {"name": "kujira", "id": KUJIRA},
            {"name": "umineko", "id": UMINEKO},
            {"name": "hoken", "id": SUPPORTER},
        ],
        channels=[
            {"name": "desk", "id": DESK, "kind": "private", "members": [KUJIRA, UMINEKO]},
            {"name": "elsewhere", "id": OTHER, "members": [SUPPORTER], "bot": False},
        ],
        config=AppConfig.from_manifest(MANIFEST),
        pacing="off",
        ack_seconds=3.0,
        automatic_retries=False,
    )
    with simulator.serving():
        yield simulator


@pytest.fixture
def sim(one_sim: SlackSimulator) -> SlackSimulator:
    one_sim.reset()
    one_sim.clock.move_to(datetime.now().astimezone())  # noqa: TID251 - signatures look at the machine's clock
    return one_sim


@dataclass
class DeskAnswers:
    """Read-only facts from plain values; the running product has them from storage."""

    cases: dict[str, DeskCase] = field(default_factory=lambda: {"case-1": DeskCase("case-1", "7K3M2", Status.CLAIMED)})
    price: Cost = field(default_factory=lambda: Cost(push=True, left=120))
    around: Standing = field(default_factory=Standing)
    delay: float = 0.0
    turns: tuple[Turn, ...] = ()

    async def case(self, case_id: str, slack_id: str) -> DeskCase | Refusal:
        await asyncio.sleep(self.delay)
        if slack_id not in (KUJIRA, UMINEKO):
            return "stranger"
        return self.cases.get(case_id, "unknown")

    async def standing(self, case_id: str, slack_id: str) -> Standing:
        return self.around

    async def cost(self, case_id: str) -> Cost:
        return self.price

    async def search(self, query: str, case_id: str) -> Sequence[Resource]:
        return [entry for entry in ENTRIES.values() if query in entry.name]

    async def judging(self, case_id: str) -> Judging:
        return Judging(tuple(ENTRIES.values())[:2], "放課後に預かってくれるところ")

    async def said(self, case_id: str) -> Sequence[Said]:
        return [Said("最初の言葉")]

    async def entries(self, references: Sequence[tuple[str, int]], case_id: str) -> Sequence[Resource]:
        return [ENTRIES[entry_id] for entry_id, _ in references if entry_id != "ym-063"]

    async def entry(self, entry_id: str, slack_id: str) -> Resource | Refusal:
        return ENTRIES.get(entry_id, "unknown") if slack_id in (KUJIRA, UMINEKO) else "stranger"

    async def draft(self, conversation_id: str, slack_id: str) -> Draft:
        return Draft("吸引のできる園", "142085", ("142018", "142085"))

    async def roster_form(self, slack_id: str) -> RosterForm | Refusal:
        if slack_id not in (KUJIRA, UMINEKO):
            return "stranger"
        return RosterForm("kujira", "desk", date(2026, 11, 24), "Asia/Tokyo", self.turns, (("kujira", "鯨井"),))

    async def today(self) -> date:
        return date(2026, 11, 24)

    async def locale(self, slack_id: str) -> str:
        return "ja"


@dataclass
class Inbox:
    """What was stored, first deliveries only, or the failure to store."""

    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    calls: int = 0
    broken: bool = False

    async def store(self, rows: Sequence[Row]) -> None:
        self.calls += 1
        if self.broken:
            raise ConnectionError("the database is away")
        for key, raw in rows:
            self.rows.setdefault(key, raw)

    @property
    def only(self) -> Mapping[str, Any]:
        [raw] = self.rows.values()
        return raw


@dataclass
class Product:
    inbox: Inbox
    answers: DeskAnswers
    url: str


@pytest.fixture
def product(sim: SlackSimulator) -> Iterator[Product]:
    """The door behind a server, as the running product has it."""
    inbox, answers = Inbox(), DeskAnswers()
    settings = SlackSettings(TOKEN, SECRET, f"{sim.space.base_url}/api/")
    doors: list[SlackDoor] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            doors.append(SlackDoor(settings, inbox.store, answers, TEXTS, session))
            yield

    async def events(request: Request) -> Response:
        status, headers, body = await doors[0].handle(request.headers, await request.body())
        return Response(body, status, headers)

    app = Starlette(routes=[Route("/slack/events", events, methods=["POST"])], lifespan=lifespan)
    with serve(app) as url:
        sim.deliverer.request_url = f"{url}/slack/events"
        yield Product(inbox, answers, f"{url}/slack/events")


@pytest.fixture
def sending(sim: SlackSimulator) -> Callable[[Callable[[SlackSender], Awaitable[T]]], T]:
    """Runs something with a sender inside its own loop."""

    def run(what: Callable[[SlackSender], Awaitable[T]]) -> T:
        async def main() -> T:
            async with aiohttp.ClientSession() as session:
                return await what(SlackSender(TOKEN, f"{sim.space.base_url}/api/", session))

        return asyncio.run(main())

    return run
