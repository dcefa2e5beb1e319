"""The command line in processes of its own, started quickly: one that has imported everything forks for each run."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WITHIN = 15.0  # seconds for a command that should only say what is wrong

FORKING = """
import json, os, sys, traceback
import bot.app, bot.cli, bot.maintenance, bot.product, bot.serving
for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if child == 0:
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.clear()
        os.environ.update(job["env"])
        os.chdir(job["folder"])
        sys.argv = ["tsunagu", *job["args"]]
        code = 0
        try:
            bot.cli.app()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


class CommandLine:
    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process, self._folder = process, folder

    def run(self, *args: str, env: Mapping[str, str]) -> Ran:
        """What `tsunagu args` said and how it ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        out, err = self._folder / "out", self._folder / "err"
        job = {"args": args, "env": dict(env), "out": str(out), "err": str(err), "folder": str(self._folder)}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        ended, _, _ = select.select([self._process.stdout], [], [], WITHIN)
        if not ended:
            os.kill(child, signal.SIGKILL)
        code = int(self._process.stdout.readline())
        assert ended, f"tsunagu {' '.join(args)} went on running:\n{err.read_text('utf-8')}"
        return Ran(code, out.read_text("utf-8"), err.read_text("utf-8"))


@contextmanager
def command_line(folder: Path, python: Sequence[str] = (sys.executable,)) -> Iterator[CommandLine]:
    process = subprocess.Popen(
        [*python, "-c", FORKING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield CommandLine(process, folder)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(timeout=WITHIN)
        process.stdout.close()
