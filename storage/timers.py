"""Timers are rows: set and cancelled in the transaction of the event that makes them due or moot."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import timer


@dataclass(frozen=True, slots=True)
class Due:
    id: int
    case_id: str
    what: str
    due_at: datetime


def set_timer(tx: Tx, case_id: str, what: str, due_at: datetime) -> None:
    cancel(tx, case_id, what)
    tx.conn.execute(
        timer.insert().values(region_id=tx.region_id, case_id=case_id, what=what, due_at=due_at, state="waiting")
    )


def cancel(tx: Tx, case_id: str, what: str) -> None:
    t = timer
    tx.conn.execute(
        t.update().where(t.c.case_id == case_id, t.c.what == what, t.c.state == "waiting").values(state="cancelled")
    )


def counts(tx: Tx, now: datetime) -> tuple[int, int]:
    """How many are set, and how many of them should have rung by now."""
    t = timer
    waiting = sa.select(sa.func.count()).where(t.c.region_id == tx.region_id, t.c.state == "waiting")
    return tx.conn.scalar(waiting) or 0, tx.conn.scalar(waiting.where(t.c.due_at <= now)) or 0


def ring(tx: Tx, now: datetime, limit: int = 50) -> tuple[Due, ...]:
    """What is due, each given out once: whoever gets it here is alone with it."""
    t = timer
    waiting = sa.select(t.c.id).where(t.c.region_id == tx.region_id, t.c.state == "waiting", t.c.due_at <= now)
    due = waiting.order_by(t.c.due_at, t.c.id).limit(limit).with_for_update(skip_locked=True).cte("due")
    ours = t.update().where(t.c.id.in_(sa.select(due.c.id))).values(state="rung")
    rows = tx.conn.execute(ours.returning(t.c.id, t.c.case_id, t.c.what, t.c.due_at)).all()
    return tuple(Due(r.id, r.case_id, r.what, r.due_at) for r in sorted(rows, key=lambda r: (r.due_at, r.id)))
