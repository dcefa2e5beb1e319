import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from bot.simulator.clock import SimClock
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.slack import SlackSimulator
from bot.simulator.stage import Stage
from bot.simulator.wire import serve
from tests.page.product import Product
from tests.page.story import GROUPS, MANIFEST, PEOPLE, ROLES, ROOMS, Bot

EVENING = datetime(2026, 11, 21, 12, 40, tzinfo=UTC)  # 21:40 in Japan
LINE_TOKEN, SLACK_TOKEN = "line-token", "xoxb-token"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="package")
def product() -> Iterator[Product]:
    product = Product()
    with serve(product.app) as url:
        product.url = url
        yield product


@pytest.fixture(scope="package")
def served(product: Product) -> Iterator[tuple[Stage, str]]:
    clock = SimClock(EVENING)
    line = LineSimulator("line-secret", LINE_TOKEN, clock=clock, deadline=5)
    slack = SlackSimulator(
        "slack-secret",
        SLACK_TOKEN,
        clock=clock,
        users=PEOPLE,
        channels=ROOMS,
        groups=GROUPS,
        pacing="off",
        ack_seconds=5,
        automatic_retries=False,
        bot_name="つなぐ",
    )
    stage = Stage(line, slack, clock, manifest=MANIFEST, roles=ROLES)
    with stage.serving() as url:
        yield stage, url


@pytest.fixture
def stage(served: tuple[Stage, str], product: Product) -> Stage:
    """The stage as it was made: nobody has written yet, and it is evening."""
    stage, url = served
    stage.line.reset()
    stage.slack.reset()
    stage.clock.move_to(EVENING)
    stage.line.webhook_url = f"{product.url}/line"
    stage.slack.deliverer.request_url = f"{product.url}/slack"
    product.forget()
    product.bot = Bot(url, LINE_TOKEN, SLACK_TOKEN)
    return stage


@pytest.fixture
def url(served: tuple[Stage, str], stage: Stage) -> str:
    return served[1]


@pytest.fixture
def bot(stage: Stage, product: Product) -> Bot:
    assert product.bot is not None
    return product.bot


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(BROWSERS)} is on the PATH")
    # Chromium refuses its sandbox to root, which is who runs tests in containers.
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def desk_page(browser: Browser, url: str, complaints: list[str]) -> Iterator[Page]:
    yield from _opened(browser, url, complaints, 1440, 900)


@pytest.fixture
def phone_page(browser: Browser, url: str, complaints: list[str]) -> Iterator[Page]:
    yield from _opened(browser, url, complaints, 390, 844)


def _opened(browser: Browser, url: str, complaints: list[str], width: int, height: int) -> Iterator[Page]:
    """A page that has drawn both panes once; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": width, "height": height}, timezone_id="America/New_York")
    context.set_default_timeout(8000)
    page = context.new_page()

    def heard(said: ConsoleMessage) -> None:
        # 409 is the simulator saying what a person's own screen would: a form that is not filled in, for instance.
        if said.type in {"error", "warning"} and "status of 409" not in said.text:
            complaints.append(said.text)

    def lost(request: Request) -> None:
        # These two only end when the page goes.
        if not request.url.endswith(("/_sim/events", "/_sim/state")):
            complaints.append(request.url)

    page.on("console", heard)
    page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
    page.on("requestfailed", lost)
    page.goto(url)
    page.wait_for_selector("#who option", state="attached")
    page.wait_for_selector(".people .adder")
    yield page
    context.close()
    assert complaints == []
