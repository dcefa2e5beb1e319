"""`make chaos` and `make chaos-short`: exit 1 for anything lost or twice, and when the control run finds nothing."""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.chaos.run import RESUMED_WITHIN, Plan, run

SHORT = (
    Plan("SQLite, one process", "sqlite", 0, kills=42, askers=8),
    Plan("PostgreSQL, web + 3 workers", "postgresql", 3, kills=42, restarts=4, pauses=2, loses_a_worker=True),
    Plan("control: protections off (SQLite)", "sqlite", 0, kills=6, lives=(1.5, 4.0), unprotected=True),
)
LONG = (
    replace(SHORT[0], kills=120),
    replace(SHORT[1], kills=400, restarts=32, pauses=12, lives=(0.1, 0.8)),
    replace(SHORT[2], kills=12),
)


def teller(name: str) -> Callable[[str], None]:
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - begun:5.0f} s] {name}: {what}", file=sys.stderr, flush=True)

    return say


def one(plan: Plan) -> dict[str, Any]:
    return run(plan, teller(plan.name)).as_json()


def verdict(result: dict[str, Any]) -> list[str]:
    """Why this run does not count as a proof; empty when it does."""
    plan, ledger, wrong = result["plan"], result["ledger"], []
    twice = (len(ledger["twice_line"]), len(ledger["twice_slack"]))
    if plan["unprotected"]:
        if 0 in twice:
            wrong.append(
                f"the harness is blind: without protections it found {twice[0]} twice on LINE, {twice[1]} on Slack"
            )
        return wrong
    for name in ("lost", "twice_line", "twice_slack"):
        wrong += [f"{name}: {what}" for what in ledger[name]]
    if ledger["set_aside"]:
        wrong.append(f"{ledger['set_aside']} events were set aside")
    wrong += result["troubles"]
    if plan["loses_a_worker"] and not result["lost_worker_resumed"] <= RESUMED_WITHIN:
        wrong.append(f"work of a lost worker went on after {result['lost_worker_resumed']:.0f} s")
    return wrong


COLUMNS = (
    "run", "kills", "database restarts", "faults", "events acknowledged", "answers owed", "lost", "twice on LINE",
    "twice on Slack", "unsure, shown to a person", "resumed within",
)  # fmt: skip


def table(results: list[dict[str, Any]]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    for r in results:
        ledger = r["ledger"]
        seconds = max(r["resumed"] or 0.0, r["lost_worker_resumed"] or 0.0)
        cells = [
            r["plan"]["name"],
            *(f"{r[name]:,}" for name in ("kills", "restarts", "faults")),
            *(f"{ledger[name]:,}" for name in ("acked", "owed")),
            *(f"{len(ledger[name]):,}" for name in ("lost", "twice_line", "twice_slack")),
            f"{ledger['unsure']:,} ({ledger['unsure_missing']:,} had not arrived)",
            f"{seconds:.0f} s",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    options.add_argument("--long", action="store_true", help="at least 500 kills and 30 database restarts")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options.add_argument("--only", type=int, choices=range(len(SHORT)), help="one run alone, its result as JSON")
    options.add_argument("--kills", type=int, help="another number of kills")
    options.add_argument("--minutes", type=float, default=60.0, help="no more kills after that")
    given = options.parse_args()
    plans = [
        replace(plan, seed=given.seed, minutes=given.minutes, kills=given.kills or plan.kills)
        for plan in (LONG if given.long else SHORT)
    ]
    if given.only is not None:
        print(json.dumps(one(plans[given.only]), ensure_ascii=False))
        return
    print(f"seed {given.seed}", file=sys.stderr, flush=True)
    begun = time.monotonic()
    more = (
        ["--minutes", str(given.minutes)]
        + ["--long"] * given.long
        + (["--kills", str(given.kills)] if given.kills else [])
    )
    # In processes of their own, at the same time: most of a run is waiting.
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.chaos", "--only", str(n), "--seed", str(given.seed), *more],
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(len(plans))
    ]
    answers = [each.communicate()[0] for each in runs]
    if any(each.returncode for each in runs):
        sys.exit("a run broke off")
    results = [json.loads(answer) for answer in answers]
    print(table(results))
    print(f"\nseed {given.seed}, {time.monotonic() - begun:.0f} s")
    wrong = [f"{r['plan']['name']}: {what}" for r in results for what in verdict(r)]
    for what in wrong:
        print(what, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
