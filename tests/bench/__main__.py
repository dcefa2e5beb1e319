"""`make bench`: acknowledgements beside an echo in the same run, and what a story costs in pushes.

With TSUNAGU_BENCH_QUICK set, a tenth of the load. PostgreSQL is measured where TEST_DATABASE_URL names one.
"""

import asyncio
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot.demo.house import house
from bot.demo.script import script
from bot.demo.story import Story
from tests.bench.load import CONNECTIONS, Measured, answered, requests, run
from tests.chaos.processes import free_port

ROUNDS = 5
A_ROUND = 600 if os.environ.get("TSUNAGU_BENCH_QUICK") else 6_000
QUESTIONS = 20 if os.environ.get("TSUNAGU_BENCH_QUICK") else 200
PATIENCE = 60  # seconds until a server must be up


@contextmanager
def server(command: list[str], env: Mapping[str, str], port: int, ready: str) -> Iterator[str]:
    process = subprocess.Popen(command, env={**os.environ, **env}, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(f"{url}{ready}", process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(url, timeout=1).close()
        except URLError as error:
            if "HTTP Error" in str(error):
                return
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"the server at {url} did not come up")


def environment(folder: Path, secret: str, database: str) -> dict[str, str]:
    """A product whose platforms answer nothing: what is measured is taking in, not sending out."""
    nowhere = "http://127.0.0.1:9"
    return {
        "DATABASE_URL": database,
        "TSUNAGU_REGION": "yokosuka-miura",
        "TSUNAGU_SECRET_KEY": secrets.token_urlsafe(48),
        "LINE_CHANNEL_SECRET": secret,
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "LINE_API_BASE": nowhere,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_API_BASE": f"{nowhere}/api/",
        "HOME": str(folder),
    }


def acknowledgements(database: str, name: str) -> None:
    """The product and the echo in turn, round by round, so that a slow moment of the machine meets both."""
    secret = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder), secret, database.format(folder=folder))
        ports = free_port(), free_port()
        serve = [str(Path(sys.executable).parent / "tsunagu"), "serve", "--port", str(ports[0]), "--no-deliver"]
        with (
            server(serve, env, ports[0], "/health/live") as product,
            server([sys.executable, "-m", "tests.bench.echo"], {**env, "PORT": str(ports[1])}, ports[1], "/") as echo,
        ):
            pairs = []
            for n in range(ROUNDS + 1):
                ready = list(requests(secret, "/line/webhook", A_ROUND, n * A_ROUND, "ありがとうございます"))
                pairs.append((asyncio.run(run(product, ready)), asyncio.run(run(echo, ready))))
    report(name, pairs[1:])  # the first round warms up


def report(name: str, pairs: list[tuple[Measured, Measured]]) -> None:
    def middle(values: Iterator[float]) -> float:
        return statistics.median(values)

    for label, which in ((f"stored, then acknowledged ({name})", 0), ("echo that checks the signature", 1)):
        chosen = [pair[which] for pair in pairs]
        figures = (
            middle(m.per_second for m in chosen),
            middle(m.p50_ms for m in chosen),
            middle(m.p99_ms for m in chosen),
        )
        print(f"| {label} | {figures[0]:,.0f} | {figures[1]:.1f} | {figures[2]:.1f} |")
    ratio = middle(product.per_second / echo.per_second for product, echo in pairs)
    refused = sum(product.refused for product, _ in pairs)
    print(f"| ratio, median of {len(pairs)} pairs | {ratio:.0%} | | |   ({refused} not acknowledged)")


def story_pushes() -> None:
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), pacing="off") as stage:
        for _ in Story(stage, script()).scenes():
            pass
        pushes = [call for call in stage.line.calls("/message/push") if call["status"] == 200]
        replies = [call for call in stage.line.calls("/message/reply") if call["status"] == 200]
    print(f"\nThe story of the demo: {len(pushes)} paid pushes, {len(replies)} free replies.")


def answers() -> None:
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), pacing="off") as stage:
        median, last = answered(stage.line, script()["says"]["question"], QUESTIONS)
    print(f"\nFrom webhook to answer, simulators included: p50 {median:.0f} ms, p99 {last:.0f} ms.")


def main() -> None:
    print(f"{CONNECTIONS} connections, {A_ROUND} requests a round, one process, SQLite synchronous=FULL\n")
    print("| | requests/s | p50 ms | p99 ms |\n|---|---|---|---|")
    acknowledgements("sqlite:///{folder}/bench.sqlite3", "SQLite")
    postgres = os.environ.get("TEST_DATABASE_URL", "")
    if postgres:
        acknowledgements(postgres, "PostgreSQL")
    answers()
    story_pushes()


if __name__ == "__main__":
    main()
