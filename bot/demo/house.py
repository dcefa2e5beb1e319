"""Everything in one place: the product with a fresh database, a phone on one side, a workspace on the other."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml

from bot.app import create_app
from bot.demo.script import script
from bot.product import Product
from bot.region import Region, load, shipped_folder
from bot.serving import served
from bot.settings import Line, Settings, Slack
from bot.simulator.clock import SimClock
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.slack.config import AppConfig
from bot.simulator.slack.simulator import SlackSimulator
from bot.simulator.stage import Stage

T = TypeVar("T")

SQUARE = "C0SQUARE01"  # a channel where supporters meet
STARTS_AT = clock_time(20, 15)  # an evening, when the desk is closed


class NothingHappened(Exception):
    """What the story waits for did not come."""


@dataclass(frozen=True)
class Keys:
    """Secrets made for one evening."""

    line_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    line_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    slack_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    slack_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(16)}")
    own: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass
class House:
    """A running product and the people around it."""

    patience: ClassVar[float] = 15.0  # seconds until something that should happen counts as not happening
    region: Region
    line: LineSimulator
    slack: SlackSimulator
    clock: SimClock
    settings: Settings
    page: str = ""  # the simulators' page
    url: str = field(init=False)  # the product's
    product: Product = field(init=False)
    _running: ExitStack = field(init=False, default_factory=ExitStack)

    def start(self) -> None:
        """The product, on whatever its database holds by now."""
        product = Product(self.settings)
        self._running.callback(product.close)
        product.prepare()
        self.url = self._running.enter_context(served(create_app(product)))
        self.line.webhook_url = f"{self.url}/line/webhook"
        self.slack.deliverer.request_url = f"{self.url}/slack/events"
        self.product = product

    def stop(self) -> None:
        """The product goes, as for an update; both platforms stay and find nobody there."""
        self._running.close()

    @property
    def desk(self) -> str:
        return self.region.file.desk[0].slack_channel

    def now(self) -> datetime:
        return self.clock.now().astimezone(self.region.zone)

    def messages(self, channel: str | None = None) -> list[dict[str, Any]]:
        """What stands in a Slack channel, oldest first; the desk's by default."""
        with self.slack.space.lock:  # not from `state`, which copies the whole workspace: this is asked again and again
            there = self.slack.space.world.channels.get(channel or self.desk)
            return deepcopy(there.messages) if there else []

    def direct_messages(self, slack_id: str) -> str:
        """The channel between the app and one person. Locked: the product may open it in the same moment."""
        with self.slack.space.lock:
            return str(self.slack.space.world.direct(slack_id).id)

    def wait_for(self, what: str, look: Callable[[], T | None]) -> T:
        """What `look` finds, as soon as it finds something. Raises NothingHappened."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(0.02)
        raise NothingHappened(f"waited {self.patience:.0f} s for: {what}")


def manifest() -> Mapping[str, Any]:
    """The app manifest the product ships."""
    loaded: Mapping[str, Any] = yaml.safe_load((shipped_folder().parent / "manifest.yaml").read_text("utf-8"))
    return loaded


@contextmanager
def house(
    folder: Path,
    region: str | Path = "yokosuka-miura",
    *,
    starts_at: datetime | None = None,
    supporters: Mapping[str, str] | None = None,
    database_url: str | None = None,
    pacing: str = "real",
    port: int = 0,
) -> Iterator[House]:
    """A house with a new database under `folder`, its clock at the region's reference date unless told otherwise.

    `supporters` maps Slack ids to names. `port` is the page's; 0 picks a free one.
    """
    place = load(region)
    clock = SimClock(starts_at or first_evening(place), path=folder / "clock")
    keys = Keys()
    line = LineSimulator(keys.line_secret, keys.line_token, clock=clock)
    slack = workspace(place, clock, supporters or {}, pacing, keys)
    coordinators = dict.fromkeys((c.slack_id for c in place.coordinators), "coordinator")
    roles = coordinators | dict.fromkeys(supporters or {}, "supporter")
    stage = Stage(line, slack, clock, manifest=manifest(), roles=roles)
    with stage.serving(port) as page:
        settings = Settings(
            database_url=database_url or f"sqlite:///{folder / 'tsunagu.sqlite3'}",
            region=str(region),
            secret_key=keys.own,
            line=Line(keys.line_secret, keys.line_token, f"{page}/line", f"{page}/line"),
            slack=Slack(keys.slack_token, keys.slack_secret, f"{page}/slack/api/", **paced(pacing)),
            test_clock=folder / "clock",
        )
        built = House(place, line, slack, clock, settings, page)
        try:
            built.start()
            yield built
        finally:
            built.stop()


def paced(pacing: str) -> dict[str, float]:
    """Where the workspace asks for no pace, the product keeps none."""
    return {"posts_apart": 0.0} if pacing == "off" else {}


def first_evening(region: Region) -> datetime:
    day = region.file.region.reference_date
    if day is None:
        return datetime.now(region.zone)  # noqa: TID251 - a region without sample data starts today
    return datetime.combine(day, STARTS_AT, region.zone)


def workspace(
    region: Region, clock: SimClock, supporters: Mapping[str, str], pacing: str, keys: Keys
) -> SlackSimulator:
    people = [{"name": c.id, "id": c.slack_id, "real_name": c.name} for c in region.coordinators]
    people += [
        {"name": f"supporter{n}", "id": id_, "real_name": name} for n, (id_, name) in enumerate(supporters.items())
    ]
    names = script()["people"]
    channels: list[dict[str, object]] = [
        {"name": names["square"], "id": SQUARE, "members": [person["id"] for person in people]}
    ]
    for number, channel in enumerate(dict.fromkeys(desk.slack_channel for desk in region.file.desk), start=1):
        here = {desk.id for desk in region.file.desk if desk.slack_channel == channel}
        members = [c.slack_id for c in region.coordinators if c.desk in here]
        name = names["channel"] if number == 1 else f"{names['channel']}-{number}"
        channels.insert(number - 1, {"name": name, "id": channel, "kind": "private", "members": members})
    return SlackSimulator(
        keys.slack_secret,
        keys.slack_token,
        clock=clock,
        config=AppConfig.from_manifest(manifest()),
        users=people,
        channels=channels,
        pacing=pacing,
        bot_name=manifest()["features"]["bot_user"]["display_name"],
    )
