"""Three web and three worker processes over one PostgreSQL, each perhaps of another version than its neighbour."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.demo.house import House, NothingHappened
from bot.product import Product
from bot.settings import from_environment
from bot.simulator.slack.refusal import CannotDo
from bot.simulator.slack.talking import Outcome
from tests.chaos.balancer import Balancer
from tests.chaos.network import Network
from tests.chaos.outside import Outside, outside
from tests.chaos.people import Crowd
from tests.chaos.processes import Herd, Looker, Postgres, Slot, free_port

T = TypeVar("T")

EACH = 3  # web processes, and workers
PRESSES = 20


class PatientHouse(House):
    """For a story among processes that are killed: what one of them held waits for its lease and its quarantine."""

    patience = 90.0


class PressesAgain:
    """Slack as it is to somebody who presses again when a warning sign appeared."""

    def __init__(self, slack: Any) -> None:
        self._slack = slack

    def __getattr__(self, name: str) -> Any:
        return getattr(self._slack, name)

    def press(self, *who_and_what: Any, **where: Any) -> Outcome | None:
        return self._again(lambda: self._slack.press(*who_and_what, **where))

    def submit(self, *who_and_what: Any) -> Outcome | None:
        return self._again(lambda: self._slack.submit(*who_and_what))

    def _again(self, act: Callable[[], Outcome]) -> Outcome | None:
        for tried in range(PRESSES):
            try:
                done = act()
            except CannotDo:
                if not tried:
                    raise
                return None  # what showed a warning had arrived: the button, or the form, is gone
            if done.acknowledged:
                return done
            time.sleep(0.5)
        raise NothingHappened("no press was acknowledged")


@dataclass
class Fleet:
    """The processes of one region. `today` runs our code, `newer` that of a later version."""

    there: Outside
    house: House
    network: Network
    crowd: Crowd
    balancer: Balancer
    looker: Looker
    today: Herd
    newer: Herd

    def start_web(self, herd: Herd, name: str) -> Slot:
        port = free_port()
        slot = herd.add(name, "serve", "--port", str(port), "--no-deliver", port=port)
        self.balancer.ports.append(port)  # asked from now on; until it answers, the next is
        return slot

    def start_worker(self, herd: Herd, name: str) -> Slot:
        return herd.add(name, "work")

    def slot(self, name: str) -> Slot:
        return next(slot for slot in self.today.slots if slot.name == name)

    def replace(self, *names: str) -> None:
        """Those of today end, and newer ones start in the same moment."""
        for name in names:
            slot = self.slot(name)
            if slot.port is not None:
                self.balancer.ports.remove(slot.port)
            self.today.retire(slot)
        for name in names:
            start = self.start_web if name.startswith("web") else self.start_worker
            start(self.newer, f"newer-{name}")

    def events_by_release(self) -> dict[str | None, int]:
        """Of those that LINE brought, by what stands in the column that only the newer version knows."""
        engine = sa.create_engine(self.there.env["DATABASE_URL"])
        try:
            with engine.connect() as conn:
                found = conn.exec_driver_sql("SELECT release, count(*) FROM inbox WHERE source = 'line' GROUP BY 1")
                return {row[0]: row[1] for row in found}
        finally:
            engine.dispose()

    def revision(self) -> str:
        engine = sa.create_engine(self.there.env["DATABASE_URL"])
        try:
            with engine.connect() as conn:
                return str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
        finally:
            engine.dispose()


@contextmanager
def fleet(folder: Path, newer_code: Path) -> Iterator[Fleet]:
    """Six processes of today's code, up, behind one address."""
    with ExitStack() as stack:
        postgres = Postgres()
        stack.callback(postgres.close)
        there = stack.enter_context(outside(folder, postgres.url))
        newer = Herd(there.env, folder, code=newer_code)  # first: it reads what it ships with meanwhile
        stack.callback(newer.close)
        today = Herd(there.env, folder)
        stack.callback(today.close)
        balancer = Balancer()
        address = stack.enter_context(balancer.serving())
        network = Network(there.line.world, there.keys.line_secret, f"{address}/line/webhook", Random(7))
        stack.callback(network.close)
        there.line.postman = network
        there.slack.deliverer.request_url = f"{address}/slack/events"
        looker = Looker(postgres.url)
        stack.callback(looker.close)
        others = [one.slack_id for one in there.region.coordinators[2:]]  # the first two are in the story
        crowd = Crowd(there.line, network, there.slack, there.desk, others, 7)
        settings = from_environment(there.env)
        house = PatientHouse(there.region, there.line, PressesAgain(there.slack), there.clock, settings, there.page)  # type: ignore[arg-type]
        house.product = Product(settings)  # never started: the story asks it how a day is written
        stack.callback(house.product.close)
        built = Fleet(there, house, network, crowd, balancer, looker, today, newer)
        for n in range(1, EACH + 1):
            built.start_web(today, f"web{n}")
            built.start_worker(today, f"worker{n}")
        today.wait_until_up()
        yield built
