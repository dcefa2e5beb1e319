"""How long one decision takes among 10,000 open cases and 500 coordinators, and what closed cases cost.

`python -m tests.bench.deciding`; the aim is a p99 of 5 ms on one core, and no growth with closed cases.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from knowledge.understanding import Slots
from routing.case import Case, Coordinator, Offer
from routing.claiming import suggests
from routing.decide import decide
from routing.decision import Decision, Facts, Fresh
from routing.digest import LISTED
from routing.duty import Duty
from routing.events import CaseClaimed, CaseDeclined, Event, ShiftBegan, UnclaimedDue
from routing.policy import Policy
from storage import cases, migrate, timers
from storage.database import Database, Tx
from storage.sealing import Keyring
from storage.tables import cases as case_rows
from storage.tables import timer as timer_rows
from tests.builders import at
from tests.routing.region import CALENDAR, REGION, TOWN
from tests.storage.builders import a_case, a_family

OPEN_CASES, COORDINATORS = 10_000, 500
CLOSED = (1_000, 10_000, 100_000)
ROUNDS = 100 if os.environ.get("TSUNAGU_BENCH_QUICK") else 500
AIM_MS = 5.0
NOW = at("10:30")


def people() -> tuple[Coordinator, ...]:
    """Coordinators of a prefecture: most near one town, each at ease with something."""
    cares = ("ventilator", "suction", "tube-feeding", "oxygen", "tracheostomy")
    return tuple(
        Coordinator(
            f"c{n:03}",
            f"c{n:03}",
            f"U{n:09}",
            "city",
            towns=(f"{142_000 + n % 40:06}", TOWN) if n % 3 else (),
            care_types=(cares[n % 5], cares[(n + 2) % 5]),
            capacity=40 if n % 4 else None,
        )
        for n in range(COORDINATORS)
    )


def policy() -> Policy:
    return replace(REGION, coordinators=people(), supervisors=("c001", "c002"), lead="c003")


def rows(tx: Tx, like: Case, count: int, status: str, start: int) -> list[dict[str, object]]:
    """Case rows without words: what lists and sums look at."""
    return [
        {
            "id": f"{status}-{n}",
            "region_id": tx.region_id,
            "number": f"{status[2]}{n}",
            "desk": "city",
            "status": status if status == "closed" or n % 10 else "waiting",
            "owner": None if status != "closed" and n % 10 == 0 else f"c{n % COORDINATORS:03}",
            "urgency": "none",
            "consent": "given",
            "intake_model": "one_stop",
            "settings_version": 1,
            "person_id": like.person_id,
            "conversation_id": like.conversation_id,
            "opened_at": NOW - timedelta(days=2_000 - n % 1_000),
            "closed_at": NOW if status == "closed" else None,
            "follow_up_on": NOW.date() if n % 50 == 0 else None,
            "weight": 1 + n % 3,
            "first": False,
            "version": 1,
        }
        for n in range(start, start + count)
    ]


def fill(database: Database, like: Case, count: int, status: str, start: int = 0) -> None:
    with database.begin() as tx:
        new = rows(tx, like, count, status, start)
        tx.conn.execute(sa.insert(case_rows), new)
        done = "cancelled" if status == "closed" else "waiting"
        tx.conn.execute(
            sa.insert(timer_rows),
            [
                {
                    "region_id": tx.region_id,
                    "case_id": row["id"],
                    "what": what,
                    "due_at": NOW + timedelta(days=1 if done == "waiting" else -1),
                    "state": done,
                }
                for row in new
                for what in ("unclaimed", "unanswered", "family-silent")
            ],
        )


def measure(database: Database, work: Callable[[Tx], object]) -> tuple[float, float]:
    """Median and p99 of a core's milliseconds: other work on the machine and the disk do not count.

    Each round is undone, so that all find the same.
    """
    took = []
    for _ in range(ROUNDS):
        with database.engine.connect() as conn:
            tx = Tx(conn, database.keyring, database.region_id)
            begun = time.thread_time()
            work(tx)
            took.append((time.thread_time() - begun) * 1_000)
            conn.rollback()
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


def deciding(event: Event, case_id: str, region: Policy, actor: str | None) -> Callable[[Tx], Decision]:
    """Facts read, decided, the case saved: all of a turn between its event and its commit."""
    duty = Duty(open=True, on_duty=("c004", "c005"))

    def work(tx: Tx) -> Decision:
        facts = Facts(NOW, Fresh("new", "NEW"), {"city": duty}, held_until=NOW, calendar=CALENDAR)
        if isinstance(event, ShiftBegan):
            here, waiting = cases.standing(tx, "city", NOW.date()), cases.waiting(tx, "city", LISTED)
            facts = replace(facts, waiting=waiting, waiting_here=here.waiting, open_here=here.open, due_today=here.due)
            return decide(event, facts, region)
        case = cases.get(tx, case_id)
        assert case is not None
        acting = region.coordinator(actor) if actor else None
        if suggests(event, case, acting):
            known = cases.known_to(tx, case.person_id, besides=case.id)
            facts = replace(facts, loads=cases.loads(tx), known_to=known)
        facts = replace(facts, actor=acting)
        decision = decide(event, replace(facts, case=case), region)
        assert decision.case is not None
        cases.save(tx, decision.case)
        return decision

    return work


def main() -> None:
    region = policy()
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", Keyring.from_text("b" * 40), "bench")
        migrate.upgrade(database.engine)
        database.ensure_region()
        with database.begin() as tx:
            person, talk = a_family(tx)
            like = a_case(
                tx,
                person,
                talk,
                desk="city",
                intake_model="one_stop",
                slots=Slots(municipality=TOWN, care_types=("ventilator",)),
                waiting_since=at("9:00"),
                offer=Offer("c010", None, at("10:00")),
            )
            other, its_talk = a_family(tx, "U-other")
            standing = {"desk": "city", "intake_model": "one_stop", "waiting_since": at("9:00")}
            plain = a_case(tx, other, its_talk, id="plain", number="PLAIN", **standing)
            crowd = a_case(tx, *a_family(tx, "U-crowd"), id="crowd", number="CROWD", desk="city")
            timers.set_timer(tx, like.id, "offer", NOW)
        fill(database, crowd, OPEN_CASES, "claimed")
        print(
            f"{OPEN_CASES:,} open cases, {COORDINATORS} coordinators, {ROUNDS} rounds, SQLite; aim: p99 {AIM_MS} ms\n"
        )
        print("| what | closed cases | p50 ms | p99 ms | p50 against the fewest |\n|---|---|---|---|---|")
        todo: dict[str, Callable[[Tx], object]] = {
            "a declined offer goes to the next in rank": deciding(CaseDeclined("full"), like.id, region, "c010"),
            "a claim": deciding(CaseClaimed(), like.id, region, "c010"),
            "the next step of a case nobody took": deciding(UnclaimedDue(), plain.id, region, None),
            "the digest of a shift": deciding(ShiftBegan("city", NOW), like.id, region, None),
            "looking for due clocks": lambda tx: timers.ring(tx, NOW),
        }
        first: dict[str, float] = {}
        there = 0
        for closed in CLOSED:
            fill(database, crowd, closed - there, "closed", there)
            there = closed
            for name, work in todo.items():
                p50, p99 = measure(database, work)
                growth = p50 / first.setdefault(name, p50)
                print(f"| {name} | {closed:,} | {p50:.2f} | {p99:.2f} | {growth:.2f} |")
        database.close()


if __name__ == "__main__":
    main()
