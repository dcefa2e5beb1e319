"""Everything outside the product: both platforms on the loopback, and the environment that leads a process to them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.house import Keys, workspace
from bot.region import Region, load
from bot.simulator.clock import SimClock
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.slack.simulator import SlackSimulator
from bot.simulator.stage import Stage
from storage.database import Database
from storage.sealing import Keyring

REGION = "yokosuka-miura"
STARTS_AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # the desk is open


@dataclass(frozen=True)
class Outside:
    region: Region
    clock: SimClock
    line: LineSimulator
    slack: SlackSimulator
    page: str  # the simulators' address
    keys: Keys
    env: Mapping[str, str]  # of each of the product's processes

    @property
    def desk(self) -> str:
        """The first desk's Slack channel."""
        return self.region.file.desk[0].slack_channel

    def channel(self) -> list[dict[str, Any]]:
        """What stands in it, oldest first."""
        with self.slack.space.lock:
            return list(self.slack.space.world.channels[self.desk].messages)

    def database(self) -> Database:
        """To read in, as the product would."""
        return Database.open(self.env["DATABASE_URL"], Keyring.from_text(self.keys.own), self.region.id)


@contextmanager
def outside(folder: Path, url: str, region: str | Path = REGION) -> Iterator[Outside]:
    """Both platforms, without a limit of messages a month; `url` is the product's database."""
    place, keys = load(region), Keys()
    clock = SimClock(STARTS_AT, path=folder / "clock")
    line = LineSimulator(keys.line_secret, keys.line_token, clock=clock, quota=None)
    slack = workspace(place, clock, {}, "real", keys)
    with Stage(line, slack, clock).serving() as page:
        env = {
            "DATABASE_URL": url,
            "TSUNAGU_REGION": str(region),
            "TSUNAGU_SECRET_KEY": keys.own,
            "TSUNAGU_TEST_CLOCK": str(folder / "clock"),
            "LINE_CHANNEL_SECRET": keys.line_secret,
            "LINE_CHANNEL_ACCESS_TOKEN": keys.line_token,
            "LINE_API_BASE": f"{page}/line",
            "SLACK_BOT_TOKEN": keys.slack_token,
            "SLACK_SIGNING_SECRET": keys.slack_secret,
            "SLACK_API_BASE": f"{page}/slack/api/",
            "HOME": str(folder),
            "OPENBLAS_NUM_THREADS": "1",
        }
        yield Outside(place, clock, line, slack, page, keys, env)
