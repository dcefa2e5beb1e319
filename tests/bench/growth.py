"""`python -m tests.bench.growth [memory] [SQLite] [PostgreSQL]`: what a database costs that has grown for years.

From 1,000 stored events to 1,000,000: acknowledgements per second, from a webhook to the answer on a phone, and each
question that the loops ask the database again and again. And the memory of a server that took 100,000 events in.
With TSUNAGU_BENCH_QUICK the first hundredth of the way, and a tenth of the memory's.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import psutil
from sqlalchemy import Engine

from bot.demo.script import script
from bot.watch import UNREACHED
from storage import inbox, outbox, outbox_watch, timers
from storage.database import Database, Tx
from tests.bench.__main__ import server
from tests.bench.grown import Grown, finish_what_is_open, rows
from tests.bench.load import Measured, answered, requests, run
from tests.chaos.network import Network
from tests.chaos.outside import Outside, outside
from tests.chaos.people import Crowd
from tests.chaos.processes import Looker, Postgres, free_port

QUICK = bool(os.environ.get("TSUNAGU_BENCH_QUICK"))
SIZES = (1_000, 10_000) if QUICK else (1_000, 10_000, 100_000, 1_000_000)
A_ROUND, ROUNDS = 600, 3
QUESTIONS = 20 if QUICK else 60
LOOKS = 5
FLAT_OVER = 10_000 if QUICK else 100_000
LEASE = timedelta(seconds=10)
MIB = 2**20


def tsunagu(*args: str) -> list[str]:
    return [str(Path(sys.executable).parent / "python"), "-m", "bot.cli", *args]


@contextmanager
def serving(there: Outside, *more: str) -> Iterator[str]:
    port = free_port()
    with server(tsunagu("serve", "--port", str(port), *more), there.env, port, "/health/ready") as url:
        there.line.webhook_url = f"{url}/line/webhook"
        there.slack.deliverer.request_url = f"{url}/slack/events"
        yield url


def live_once(there: Outside, events: int) -> None:
    """So many events as families and coordinators really cause them, all of them decided and delivered."""
    with serving(there) as url:
        straight = there.line.postman
        network = Network(there.line.world, there.keys.line_secret, f"{url}/line/webhook", Random(1))
        there.line.postman = network
        crowd = Crowd(there.line, network, there.slack, there.desk, [c.slack_id for c in there.region.coordinators], 1)
        looker = Looker(there.env["DATABASE_URL"])
        crowd.begin(6, 2)
        while len(network.acked) < events * 0.95:  # clocks and presses make the rest
            time.sleep(0.2)
        crowd.stop()
        crowd.wait(60)
        network.settle(60)
        while looker.open_rows():
            time.sleep(0.5)
        network.close()
        looker.close()
        there.line.postman = straight


def acknowledged(there: Outside, first: int) -> Measured:
    """The median round of acknowledgements, 50 at a time; nothing is delivered meanwhile."""
    with serving(there, "--no-deliver") as url:
        secret = there.keys.line_secret
        measured = []
        for n in range(ROUNDS + 1):
            ready = list(requests(secret, "/line/webhook", A_ROUND, first + n * A_ROUND, "ありがとうございます"))
            measured.append(asyncio.run(run(url, ready)))
    return sorted(measured[1:], key=lambda one: one.per_second)[ROUNDS // 2]


def questions(there: Outside) -> Mapping[str, Callable[[Tx], object]]:
    """What the loops ask, how often: the names say it."""
    now = there.clock.now()
    long_ago, month = now - timedelta(minutes=10), now - timedelta(days=14)
    return {
        "events to decide (each)": lambda tx: inbox.take(tx, now, 20, LEASE),
        "sendings to send (each)": lambda tx: outbox.claim(tx, now, 8, LEASE),
        "sendings in doubt (0.5 s)": lambda tx: outbox.to_reconcile(tx, now, LEASE, LEASE),
        "sendings nobody finished (0.5 s)": lambda tx: outbox.look_after_the_lost(tx, now, LEASE),
        "clocks to ring (1 s)": lambda tx: timers.ring(tx, now),
        "platforms out of reach (5 s)": lambda tx: outbox_watch.blocked(tx, UNREACHED, long_ago),
        "events put off too far (30 s)": lambda tx: inbox.pull_in(tx, now, LEASE),
        "sendings put off too far (30 s)": lambda tx: outbox_watch.pull_in(tx, now, LEASE),
        "events to forget (1 h)": lambda tx: inbox.purge(tx, month),
        "bodies to forget (1 h)": lambda tx: outbox.purge(tx, month),
        "events by state (/metrics)": inbox.open_counts,
        "sendings by state (/metrics)": outbox_watch.open_counts,
        "oldest event (/metrics)": inbox.oldest_waiting,
        "oldest sending (/metrics)": outbox_watch.oldest_waiting,
        "what failed (doctor)": outbox_watch.troubles,
        "what waits (doctor)": lambda tx: outbox_watch.waiting(tx, long_ago),
    }


def asked(database: Database, what: Callable[[Tx], object]) -> float:
    """Median milliseconds; each look is undone."""
    took = []
    for _ in range(LOOKS):
        with database.engine.connect() as conn:
            tx = Tx(conn, database.keyring, database.region_id)
            begun = time.perf_counter()
            what(tx)
            took.append((time.perf_counter() - begun) * 1_000)
            conn.rollback()
    return statistics.median(took)


def grow(there: Outside, name: str) -> None:
    live_once(there, SIZES[0])
    database = there.database()
    try:
        grown, looks = Grown(database.engine), dict[str, list[float]]()
        print(f"\n| {name}: stored events | acknowledged/s | p50 ms | p99 ms | to the answer p50 ms | p99 ms |")
        print("|---|---|---|---|---|---|")
        for n, size in enumerate(SIZES):
            stored = grown.grow_to(size)
            for what, question in questions(there).items():
                looks.setdefault(what, []).append(asked(database, question))
            with serving(there):
                p50, p99 = answered(there.line, script()["says"]["question"], QUESTIONS)
            ack = acknowledged(there, n * A_ROUND * (ROUNDS + 1))
            finish_what_is_open(database.engine)
            figures = f"{ack.per_second:,.0f} | {ack.p50_ms:.1f} | {ack.p99_ms:.1f} | {p50:.0f} | {p99:.0f}"
            print(f"| {stored:,} | {figures} |", flush=True)
        about(database.engine, name, looks)
    finally:
        database.close()


def about(engine: Engine, name: str, looks: Mapping[str, list[float]]) -> None:
    print(f"\n| {name}: asked again and again, ms | {' | '.join(f'{size:,}' for size in SIZES)} |")
    print(f"|---|{'---|' * len(SIZES)}")
    for what, took in looks.items():
        print(f"| {what} | {' | '.join(f'{one:.1f}' for one in took)} |")
    print(f"\nrows: {', '.join(f'{count:,} {table}' for table, count in rows(engine).items())}", flush=True)


def memory(there: Outside) -> None:
    """A whole server that takes events in as fast as it can, decides what it gets to, and delivers nothing."""
    print(f"\n| {FLAT_OVER:,} acknowledged events | memory of the server, MB |\n|---|---|")
    with serving(there, "--no-deliver") as url:
        (process,) = [
            child for child in psutil.Process().children() if any("serve" in part for part in child.cmdline())
        ]
        for n in range(11):
            print(f"| {n * FLAT_OVER // 10:,} | {process.memory_info().rss / MIB:.0f} |", flush=True)
            if n < 10:
                ready = list(
                    requests(there.keys.line_secret, "/line/webhook", FLAT_OVER // 10, n * FLAT_OVER // 10, "はい")
                )
                asyncio.run(run(url, ready))
        process.kill()  # it would decide for many minutes what it took in


def main() -> None:
    chosen = sys.argv[1:] or ["memory", "SQLite", "PostgreSQL"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tsunagu-growth-")))
        for name in chosen:
            (folder / name).mkdir()
            url = f"sqlite:///{folder / name / 'tsunagu.sqlite3'}"
            if name == "PostgreSQL":
                postgres = Postgres()
                stack.callback(postgres.close)
                url = postgres.url
            with outside(folder / name, url) as there:
                memory(there) if name == "memory" else grow(there, name)


if __name__ == "__main__":
    main()
