"""Two things to open in Chromium: a house with the real product, and a bare stage for what no product would send."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from bot.demo.house import House, manifest
from bot.demo.house import house as open_house
from bot.simulator.clock import SimClock
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.slack import SlackSimulator
from bot.simulator.slack.config import AppConfig
from bot.simulator.stage import Stage
from tests.page.payloads import GROUPS, PEOPLE, ROLES, ROOMS, Wires
from tests.page.screen import Screen
from tests.stories.conftest import STARTS_AT, SUPPORTER

EVENING = datetime(2026, 11, 21, 12, 40, tzinfo=UTC)  # 21:40 in Japan
LINE_TOKEN, SLACK_TOKEN = "line-token", "xoxb-token"
PATIENCE_MS = 20_000  # other tests work on the same cores
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="package")
def _shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def house(_shared_house: House) -> Iterator[House]:
    """The product, the desk open. Earlier tests' families and cases may stand in it."""
    yield _shared_house
    _shared_house.slack.faults.clear()
    _shared_house.slack.reload(SUPPORTER)


@pytest.fixture
def new_house(tmp_path: Path) -> Iterator[House]:
    """One whose clock may be moved."""
    with running(tmp_path) as house:
        yield house


def running(folder: Path) -> AbstractContextManager[House]:
    return open_house(folder, starts_at=STARTS_AT, supporters={SUPPORTER: "小枝 ゆうこ"}, pacing="off")


@pytest.fixture(scope="package")
def served() -> Iterator[tuple[Stage, str]]:
    clock = SimClock(EVENING)
    line = LineSimulator("line-secret", LINE_TOKEN, clock=clock)
    slack = SlackSimulator(
        "slack-secret",
        SLACK_TOKEN,
        clock=clock,
        config=AppConfig.from_manifest(manifest()),
        users=PEOPLE,
        channels=ROOMS,
        groups=GROUPS,
        pacing="off",
        bot_name="つなぐ",
    )
    stage = Stage(line, slack, clock, manifest=manifest(), roles=ROLES)
    with stage.serving() as url:
        yield stage, url


@pytest.fixture
def stage(served: tuple[Stage, str]) -> Stage:
    """A stage with no product behind it, as it was made: nobody has written yet, and it is evening."""
    stage, _ = served
    stage.line.reset()
    stage.slack.reset()
    stage.clock.move_to(EVENING)
    return stage


@pytest.fixture
def url(served: tuple[Stage, str], stage: Stage) -> str:
    return served[1]


@pytest.fixture
def wires(url: str) -> Wires:
    return Wires(url, LINE_TOKEN, SLACK_TOKEN)


@pytest.fixture(scope="package")
def browser() -> Iterator[BrowserContext]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(BROWSERS)} is on the PATH")
    # Chromium refuses its sandbox to root, which is who runs tests in containers.
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        # Another zone and language than Japan's: the page must not lean on the machine's.
        context = browser.new_context(timezone_id="America/New_York", locale="en-US")
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield context
        browser.close()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: BrowserContext) -> Iterator[Opener]:
    """Opens a page at a width, both panes drawn; whatever the browser complains of fails the test."""
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        # 409 is the simulator saying what a person's own screen would: a form that is not filled in, for instance.
        if said.type in {"error", "warning"} and "status of 409" not in said.text:
            complaints.append(said.text)

    def lost(request: Request) -> None:
        # These two only end when the page goes.
        if not request.url.endswith(("/_sim/events", "/_sim/state")):
            complaints.append(request.url)

    def opened(url: str, width: int = 1440, height: int = 900) -> Page:
        page = browser.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", heard)
        page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
        page.on("requestfailed", lost)
        page.goto(url)
        page.wait_for_selector("#who option", state="attached")
        page.wait_for_selector(".people .adder", state="attached")
        return page

    yield opened
    for page in browser.pages:
        page.close()
    assert complaints == []


@pytest.fixture
def screen(house: House, open_page: Opener) -> Screen:
    """The page of the house, as a person at the demo has it before her. It closes before the house does."""
    return Screen(open_page(house.page), house)


@pytest.fixture
def new_screen(new_house: House, open_page: Opener) -> Screen:
    return Screen(open_page(new_house.page), new_house)


@pytest.fixture
def desk_page(open_page: Opener, url: str) -> Page:
    """The page of the bare stage."""
    return open_page(url)
