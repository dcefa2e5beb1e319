"""`make bench`: the memory of the whole server with the sample directory, after it answered some questions."""

import asyncio
import secrets
import sys
import tempfile
import time
from pathlib import Path

import psutil

from knowledge.training import utterances
from tests.bench.__main__ import environment, server
from tests.bench.load import requests, run
from tests.chaos.processes import free_port

AIM_MB = 300
QUESTIONS = 200
SETTLES = 0.5  # seconds without work


def main() -> None:
    secret = secrets.token_hex(16)
    asked = [u.text for u in utterances()][:: len(utterances()) // QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder), secret, f"sqlite:///{folder}/bench.sqlite3")
        port = free_port()
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
        with server(command, env, port, "/health/ready") as url:
            (process,) = psutil.Process().children()
            started = process.memory_info().rss
            said = enumerate(f"横須賀市です。{text}" for text in asked)
            ready = [one for number, text in said for one in requests(secret, "/line/webhook", 1, number, text)]
            asyncio.run(run(url, ready))
            wait_until_idle(process)
            answered, maps = process.memory_info().rss, process.memory_maps()
            mapped = sum(one.rss for one in maps if one.path.endswith(".dic"))
            own = sum(one.private_dirty for one in maps)
    print(
        f"memory of the whole server: {started / 2**20:.0f} MB resident when ready, {answered / 2**20:.0f} MB after"
        f" {len(asked)} questions (aim {AIM_MB} MB): {own / 2**20:.0f} MB written by the process itself,"
        f" {mapped / 2**20:.0f} MB pages of the dictionary's file, the rest libraries"
    )


def wait_until_idle(process: psutil.Process) -> None:
    """Until it has worked off what came in, a minute at most."""
    for _ in range(120):
        before = process.cpu_times().user
        time.sleep(SETTLES)
        if process.cpu_times().user - before < SETTLES / 10:
            return


if __name__ == "__main__":
    main()
