"""One run: the load, the kills, the calm, the ledger."""

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.simulator.faults import Fault, FaultKind
from tests.chaos.ledger import Ledger, doubts, settle
from tests.chaos.network import Network, Weather
from tests.chaos.outside import Outside, outside
from tests.chaos.people import Crowd
from tests.chaos.processes import Herd, Looker, Postgres, Row, Slot, free_port

CALM_WITHIN = 240.0  # seconds for everything to come to rest after the load
RESUMED_WITHIN = 30.0  # seconds until what a dead process held must be in other hands
WEB_LIVES = 2.0  # seconds
LINE_ANSWERS = "*/message/*"
BURST, LINGERS = 8, 9.0  # families at the same moment, and seconds LINE then takes for each answer


@dataclass(frozen=True)
class Plan:
    name: str
    database: str  # sqlite or postgresql
    workers: int  # beside the web process; 0: one process does everything
    kills: int
    restarts: int = 0
    pauses: int = 0  # of a worker, for longer than it may be silent
    lives: tuple[float, float] = (0.2, 1.4)  # seconds between what is up and the next kill
    askers: int = 10
    stories: int = 3
    unprotected: bool = False
    loses_a_worker: bool = False
    seed: int = 1
    minutes: float = 60.0  # no more kills after that; what was reached is what the table tells


@dataclass
class Result:
    plan: Plan
    kills: int = 0
    restarts: int = 0
    faults: int = 0
    pauses: int = 0
    requests: int = 0
    redelivered: int = 0
    doubled: int = 0
    families: int = 0
    stories: int = 0
    ledger: Ledger = field(default_factory=Ledger)
    load_seconds: float = 0.0
    drain_seconds: float = 0.0
    resumed: float | None = None  # after the last kill, everything in hand was in other hands again
    lost_worker_resumed: float | None = None
    troubles: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Place:
    """Everything of one run."""

    plan: Plan
    rng: random.Random
    there: Outside
    network: Network
    weather: Weather
    crowd: Crowd
    herd: Herd
    looker: Looker
    postgres: Postgres | None
    say: Callable[[str], None]
    pauses: int = 0


@contextmanager
def place(plan: Plan, say: Callable[[str], None]) -> Iterator[Place]:
    rng = random.Random(plan.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tsunagu-chaos-")))
        postgres = None
        url = f"sqlite:///{folder / 'tsunagu.sqlite3'}"
        if plan.database == "postgresql":
            postgres = Postgres()
            stack.callback(postgres.close)
            url = postgres.url
        there = stack.enter_context(outside(folder, url))
        line, slack, region, port = there.line, there.slack, there.region, free_port()
        network = Network(line.world, there.keys.line_secret, f"http://127.0.0.1:{port}/line/webhook", rng)
        stack.callback(network.close)
        line.postman = network
        slack.deliverer.request_url = f"http://127.0.0.1:{port}/slack/events"
        herd = Herd(there.env, folder, plan.unprotected)
        stack.callback(herd.close)
        only_takes = ["--no-deliver"] if plan.workers else []
        herd.add("web", "serve", "--port", str(port), *only_takes, port=port)
        herd.wait_until_up()  # the first brings the database up to date
        for n in range(plan.workers):
            herd.add(f"worker{n + 1}", "work")
        herd.wait_until_up()
        looker = Looker(url)
        stack.callback(looker.close)
        staff = [c.slack_id for c in region.coordinators]
        crowd = Crowd(line, network, slack, there.desk, staff, plan.seed)
        weather = Weather(line.faults, slack.faults, rng)
        yield Place(plan, rng, there, network, weather, crowd, herd, looker, postgres, say)


def run(plan: Plan, say: Callable[[str], None]) -> Result:
    result = Result(plan)
    with place(plan, say) as here:
        say("up")
        begun = time.monotonic()
        here.weather.begin()
        here.crowd.begin(plan.askers, plan.stories)
        kill_at_random(here)
        result.resumed = None if plan.unprotected else resumed(here)
        result.load_seconds = time.monotonic() - begun
        say(f"{here.herd.kills} kills in {result.load_seconds:.0f} s; calm now")
        begun = time.monotonic()
        here.crowd.stop()
        here.weather.clear()
        quiet = come_to_rest(here)
        result.drain_seconds = time.monotonic() - begun
        if plan.loses_a_worker:
            result.lost_worker_resumed = lose_a_worker(here)
            quiet = come_to_rest(here) and quiet
        if not quiet:
            result.troubles.append(f"not at rest after {CALM_WITHIN:.0f} s: {here.looker.open_rows()} rows open")
        count_up(here, result)
    return result


def kill_at_random(here: Place) -> None:
    """kill -9 at random moments, of what is up, workers and web alike; now and then the database instead."""
    plan, rng, herd = here.plan, here.rng, here.herd
    between = sorted(rng.sample(range(2, max(3, plan.kills)), plan.restarts)) if here.postgres else []
    naps = sorted(rng.sample(range(1, max(2, plan.kills)), plan.pauses))
    over = time.monotonic() + plan.minutes * 60
    while herd.kills < plan.kills and time.monotonic() < over:
        if naps and herd.kills >= naps[0]:
            naps.pop(0)
            sleeper = rng.choice([slot for slot in herd.slots if slot.name != "web"])
            threading.Thread(target=nap, args=(here, sleeper, rng.uniform(8.0, 14.0)), daemon=True).start()
        if here.postgres and between and herd.kills >= between[0]:
            between.pop(0)
            here.postgres.restart(rng.uniform(0.2, 2.0))
            here.say(f"database restarted ({here.postgres.restarts})")
        while not any(slot.up for slot in herd.slots):
            time.sleep(0.02)
        time.sleep(rng.uniform(*plan.lives))
        herd.kill(rng.choice(ripe(herd)))
        if herd.kills % 10 == 0:
            here.say(f"{herd.kills} kills, {len(here.network.acked)} events acknowledged")


def ripe(herd: Herd) -> list[Slot]:
    """What is up; the web process among workers only once it took something in, or nothing would be left to lose."""
    up = [slot for slot in herd.slots if slot.up]
    old = [slot for slot in up if slot.port is None or len(herd.slots) == 1 or slot.up_for > WEB_LIVES]
    return old or up or herd.slots


def nap(here: Place, sleeper: Slot, seconds: float) -> None:
    """As under a hypervisor that has no time for it: it wakes in the middle of what others have taken over."""
    with here.herd.paused(sleeper):
        here.pauses += 1
        time.sleep(seconds)


def resumed(here: Place, held: set[Row] | None = None) -> float:
    """Seconds until what was in hand at the last kill is in other hands or done."""
    begun = time.monotonic()
    left = here.looker.in_hand() if held is None else held
    while left and time.monotonic() - begun < 4 * RESUMED_WITHIN:
        time.sleep(0.1)
        left = here.looker.untouched(left)
    return time.monotonic() - begun


def lose_a_worker(here: Place) -> float:
    """One worker has all sendings in hand, is killed and never comes back: seconds until others went on with each."""
    *others, chosen = [slot for slot in here.herd.slots if slot.name != "web"]
    here.herd.wait_until_up()
    with here.herd.paused(*others):
        for _ in range(BURST):
            here.there.line.faults.add(Fault(FaultKind.SLOW, LINE_ANSWERS, seconds=LINGERS))
        here.crowd.burst(BURST)
        held = until_in_hand(here)
        here.herd.kill(chosen, for_good=True)
        here.there.line.faults.clear()
    here.say(f"a worker is gone for good, with {len(held)} rows in hand")
    return resumed(here, held)


def until_in_hand(here: Place) -> set[Row]:
    until = time.monotonic() + LINGERS
    held: set[Row] = set()
    while time.monotonic() < until and sum(table == "outbox" for table, _, _ in held) < BURST // 2:
        time.sleep(0.1)
        held = here.looker.in_hand()
    return held


def come_to_rest(here: Place) -> bool:
    until = time.monotonic() + CALM_WITHIN
    quiet = here.crowd.wait(until - time.monotonic())
    quiet = here.network.settle(max(1.0, until - time.monotonic())) and quiet
    while time.monotonic() < until:
        if here.looker.open_rows() == 0:
            time.sleep(1.0)  # a timer or a look may just have made more
            if here.looker.open_rows() == 0:
                return quiet
        time.sleep(0.2)
    return False


def count_up(here: Place, result: Result) -> None:
    code, doctor = here.herd.run("doctor")
    database = here.there.database()
    try:
        seen = doubts(database, doctor)
    finally:
        database.close()
    if (code == 0) != (seen.total + seen.set_aside == 0):
        result.troubles.append(f"doctor ended with {code} but said {doctor[:200]!r}")
    result.ledger = settle(
        here.network.acked, here.crowd.families, here.crowd.stories, here.there.line, here.there.channel(), seen
    )
    result.kills, result.restarts = here.herd.kills, here.postgres.restarts if here.postgres else 0
    result.faults, result.pauses = here.weather.raised, here.pauses
    result.requests, result.redelivered = here.network.requests, here.network.redelivered
    result.doubled = here.network.doubled + here.crowd.doubled_presses
    result.families, result.stories = len(here.crowd.families), len(here.crowd.stories)
    result.troubles += [f"harness: {one}" for one in here.crowd.broken]
    result.troubles += here.herd.fell
