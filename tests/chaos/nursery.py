"""A process that has imported the product and read what it ships with; it forks it on demand, so that a start is quick.

One job a line on stdin: {"args", "env", "log"}. On stdout {"born": pid} for each, and {"died": pid, "code": code}.
With `--unprotected` what comes to the world here lacks every guard against sending twice.
"""

import gc
import json
import os
import signal
import sys
import traceback
from types import FrameType
from typing import Any

import bot.app
import bot.cli
import bot.product
import bot.serving
from bot.library import Library
from bot.region import load
from knowledge.taxonomy import Taxonomy


def tell(about: dict[str, Any]) -> None:
    os.write(1, json.dumps(about).encode() + b"\n")  # one write: the handler below may come between two


def reap(_signal: int, _frame: FrameType | None) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        tell({"died": pid, "code": os.waitstatus_to_exitcode(status)})


def child(job: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(job["env"])
    sys.argv = ["tsunagu", *job["args"]]
    code = 0
    try:
        bot.cli.app()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever it is, the log tells it
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    if "--unprotected" in sys.argv:
        from tests.chaos import unprotected  # noqa: PLC0415 - only the control run may know of it

        unprotected.strip()
    region = load(sys.argv[1])
    Library(region, region.taxonomy(Taxonomy.load()))  # weights and dictionaries are read once a process
    gc.freeze()  # what the children share stays shared
    signal.signal(signal.SIGCHLD, reap)
    for line in sys.stdin:
        job = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD,))  # born is told before died
        pid = os.fork()
        if pid == 0:
            child(job)
        tell({"born": pid})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGCHLD,))


if __name__ == "__main__":
    main()
