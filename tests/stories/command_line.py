"""The command line in processes of its own, started quickly: one that has imported everything forks for each run."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WITHIN = 20  # seconds for a command that should only say what is wrong; then its alarm ends it
ENDED_BY_ALARM = -14

FORKING = f"""
import json, os, signal, sys, traceback
import bot.app, bot.cli, bot.maintenance, bot.product, bot.serving
for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if child == 0:
        signal.alarm({WITHIN})
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
        ran = Ran(int(self._process.stdout.readline()), out.read_text("utf-8"), err.read_text("utf-8"))
        assert ran.code != ENDED_BY_ALARM, f"tsunagu {' '.join(args)} went on running:\n{ran.err}"
        return ran


@contextmanager
def command_line(folder: Path) -> Iterator[CommandLine]:
    process = subprocess.Popen(
        [sys.executable, "-c", FORKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield CommandLine(process, folder)
    finally:
        process.communicate(timeout=WITHIN)
