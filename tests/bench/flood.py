"""`make load`: so many events a second, from 300 conversations over two desks, against both simulators on the loopback.

Nine conversations in ten are answered by the bot alone, one in ten becomes a case. The load does not wait for answers.
It stops by itself. What it prints is what was seen, also when the product did not keep up.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from bot.simulator.clock import SimClock
from bot.watch import OUTBOX
from storage.engines import engine_for
from storage.tables import heartbeat
from tests.bench.__main__ import PATIENCE, wait_until_up
from tests.chaos.balancer import Balancer
from tests.chaos.outside import STARTS_AT
from tests.chaos.processes import Looker, Postgres, free_port

REGION = "tama"  # two desks, of which a family chooses one
CONVERSATIONS = 300
TENTHS = 10
MIB = 2**20


class Other:
    """A process that is told things line by line, and answers so."""

    def __init__(self, module: str, given: Mapping[str, Any]) -> None:
        command = [sys.executable, "-m", module, json.dumps(given)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = str(self.hears()["url"])

    def hears(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a simulator ended")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def tell(self, do: str, **more: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@dataclass
class Measuring:
    """CPU seconds and memory of every process, at each tenth of the run."""

    processes: Mapping[str, psutil.Process]
    memory: dict[str, list[float]] = field(default_factory=dict)

    def look(self) -> None:
        for name, process in self.processes.items():
            self.memory.setdefault(name, []).append(process.memory_info().rss / MIB)

    def seconds(self) -> dict[str, float]:
        times = {name: process.cpu_times() for name, process in self.processes.items()}
        return {name: spent.user + spent.system for name, spent in times.items()}


@dataclass(frozen=True)
class Place:
    phones: Other
    desks: Other
    url: str  # where webhooks go
    looker: Looker
    measuring: Measuring


@contextmanager
def place(given: argparse.Namespace) -> Iterator[Place]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tsunagu-flood-")))
        url = f"sqlite:///{folder / 'tsunagu.sqlite3'}"
        webs, workers = given.processes or (1, 0)
        if given.processes:
            postgres = Postgres()
            stack.callback(postgres.close)
            url = postgres.url
        SimClock(STARTS_AT, path=folder / "clock")
        shared = {"region": REGION, "clock": str(folder / "clock"), "conversations": CONVERSATIONS, "seed": given.seed}
        line, slack = (
            {**shared, "secret": secrets.token_hex(16), "token": f"xoxb-{secrets.token_hex(16)}"} for _ in range(2)
        )
        phones = Other("tests.bench.phones", line)
        stack.callback(phones.end)
        desks = Other("tests.bench.desks", slack)
        stack.callback(desks.end)
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "TSUNAGU_REGION": REGION,
            "TSUNAGU_SECRET_KEY": secrets.token_urlsafe(48),
            "TSUNAGU_TEST_CLOCK": str(folder / "clock"),
            "LINE_CHANNEL_SECRET": line["secret"],
            "LINE_CHANNEL_ACCESS_TOKEN": line["token"],
            "LINE_API_BASE": phones.url,
            "SLACK_BOT_TOKEN": slack["token"],
            "SLACK_SIGNING_SECRET": slack["secret"],
            "SLACK_API_BASE": f"{desks.url}/api/",
            "HOME": str(folder),
            "OPENBLAS_NUM_THREADS": "1",
        }
        seen = {"LINE": psutil.Process(phones.process.pid), "Slack": psutil.Process(desks.process.pid)}

        def start(name: str, *args: str) -> subprocess.Popen[bytes]:
            log = (folder / f"{name}.log").open("wb")
            stack.callback(log.close)
            process = subprocess.Popen([sys.executable, "-m", "bot.cli", *args], env=env, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.kill)
            seen[name] = psutil.Process(process.pid)
            return process

        balancer = Balancer()
        for n in range(webs):
            port = free_port()
            more = ["--no-deliver"] if workers else []
            process = start(f"web{n + 1}", "serve", "--port", str(port), *more)
            wait_until_up(f"http://127.0.0.1:{port}/health/ready", process)
            balancer.ports.append(port)
        for n in range(workers):
            start(f"work{n + 1}", "work")
        address = f"http://127.0.0.1:{balancer.ports[0]}"
        if webs > 1:
            address = stack.enter_context(balancer.serving())
        looker = Looker(url)
        stack.callback(looker.close)
        wait_until_delivering(url, workers or webs)
        yield Place(phones, desks, address, looker, Measuring(seen))


def wait_until_delivering(url: str, processes: int) -> None:
    """Each process that sends says so in the database; a worker answers no door."""
    engine = engine_for(url)
    until = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until:
            with engine.connect() as conn:
                sending = sa.select(sa.func.count()).where(heartbeat.c.part == OUTBOX)
                if (conn.scalar(sending) or 0) >= processes:
                    return
            time.sleep(0.5)
    finally:
        engine.dispose()
    raise SystemExit("the workers did not come up")


def flood(here: Place, rate: float, seconds: float, patience: float) -> dict[str, Any]:
    """What was seen; `drained` is None when the queues were not empty after `patience` seconds."""
    here.desks.tell("begin", url=here.url)
    before = here.measuring.seconds()
    here.phones.tell("begin", url=here.url, rate=rate, seconds=seconds)
    most = 0
    begun = time.monotonic()
    for tenth in range(TENTHS + 1):
        here.measuring.look()
        while time.monotonic() - begun < min(seconds, (tenth + 1) * seconds / TENTHS):
            time.sleep(0.5)
            most = max(most, here.looker.open_rows())
    here.phones.hears()
    here.desks.tell("stop")
    here.desks.hears()
    over, drained = time.monotonic(), None
    while time.monotonic() - over < patience:
        if here.looker.open_rows() == 0:
            drained = time.monotonic() - over
            time.sleep(2.0)
            if here.looker.open_rows() == 0:
                break
            drained = None
        time.sleep(0.5)
    after = here.measuring.seconds()
    here.phones.tell("report")
    here.desks.tell("report")
    return {
        "drained": drained,
        "left": here.looker.open_rows(),
        "most": most,
        "cpu": {name: after[name] - before[name] for name in after},
        "memory": here.measuring.memory,
        "line": here.phones.hears(),
        "slack": here.desks.hears(),
    }


def cases(line: Mapping[str, Any], slack: Mapping[str, Any]) -> tuple[int, list[str], list[str]]:
    """How many opened, and what of them is missing, or stands twice, on either side."""
    lost, twice = list[str](), list[str]()

    def count(what: str, came: int) -> None:
        if came != 1:
            (lost if came == 0 else twice).append(f"{what} ×{came}")

    opened = [case for case in line["cases"] if case["opened"]]
    for case in opened:
        threads = slack["threads"].get(case["words"], [])
        count(f"card of {case['words']}", len(threads))
        below = threads[0] if threads else []
        note, reply = slack["notes"].get(case["words"]), slack["replies"].get(case["words"])
        for words in (*case["more"], *filter(None, (note, reply))):
            count(f"{words} in the thread", sum(words in one for one in below))
        if reply is not None:
            count(f"{reply} on the phone", sum(reply in one for one in case["heard"]))
    return len(opened), lost, twice


def percentile(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def report(seen: Mapping[str, Any], rate: float, seconds: float) -> None:
    line, slack = seen["line"], seen["slack"]
    opened, lost, twice = cases(line, slack)
    events = len(line["acks"])
    empty = f"{seen['drained']:.0f} s after the last event" if seen["drained"] is not None else "not empty"
    missing = f"{line['lost']:,}" if seen["drained"] is not None else f"{line['lost']:,} not answered yet"
    rows = {
        "events a second, for seconds": f"{rate:.0f}, {seconds:.0f}",
        "events acknowledged, of those not at once, after LINE's two seconds": (
            f"{events:,} ({line['open']} not yet), {line['refused']:,}, {line['late']:,}"
        ),
        "acknowledgement p50, p99": f"{percentile(line['acks'], 0.5) * 1000:.0f}, "
        f"{percentile(line['acks'], 0.99) * 1000:.0f} ms",
        "answer on the phone p50, p99": f"{percentile(line['answers'], 0.5):.2f}, "
        f"{percentile(line['answers'], 0.99):.2f} s",
        "answers owed by the bot alone, lost, twice": f"{line['asked']:,}, {missing}, {line['twice']:,}",
        "cases, presses at the desks, lost, twice": f"{opened}, {slack['presses']}, {len(lost)}, {len(twice)}",
        "Slack: refused for its pace (429)": f"{slack['too_many']}",
        **{
            f"posts in {channel}, smallest and median time between two": f"{count}, {least:.2f}, {middle:.2f} s"
            for channel, (count, least, middle) in slack["gaps"].items()
        },
        "most waiting at once; queues empty": f"{seen['most']:,}; {empty}"
        + ("" if seen["drained"] is not None else f", {seen['left']:,} left"),
        "the load itself was late by at most": f"{line['behind']:.2f} s",
    }
    print("\n| | |\n|---|---|")
    for what, value in rows.items():
        print(f"| {what} | {value} |")
    print("\n| process | CPU ms an event | memory in MB at each tenth |\n|---|---|---|")
    for name, spent in seen["cpu"].items():
        memory = ", ".join(f"{one:.0f}" for one in seen["memory"][name])
        print(f"| {name} | {spent * 1000 / max(1, events):.1f} | {memory} |")
    for what in [*lost, *twice, *slack["failed"]]:
        print(what)


def processes(given: str) -> tuple[int, int]:
    web, workers = (int(part) for part in given.split(","))
    return web, workers


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.flood", description=__doc__)
    options.add_argument("--rate", type=float, default=200.0, help="events a second")
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--patience", type=float, default=10.0, help="minutes for the queues to become empty")
    options.add_argument("--processes", type=processes, help="WEB,WORKERS over PostgreSQL; else one over SQLite")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with place(given) as here, suppress(KeyboardInterrupt):
        seconds = given.minutes * 60
        report(flood(here, given.rate, seconds, given.patience * 60), given.rate, seconds)


if __name__ == "__main__":
    main()
