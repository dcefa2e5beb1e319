"""The outbox seen from outside: how much waits, what keeps it from going out, and what a wrong clock put off."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import outbox


def open_counts(tx: Tx) -> dict[str, int]:
    """By state, what was sent left out: that grows for ever, and counting it would keep others waiting."""
    t = outbox
    states = ("pending", "sending", "unsure", "held", "failed")
    chosen = sa.select(t.c.state, sa.func.count()).where(t.c.region_id == tx.region_id, t.c.state.in_(states))
    return dict.fromkeys(states, 0) | {row.state: row[1] for row in tx.conn.execute(chosen.group_by(t.c.state))}


def blocked(tx: Tx, reasons: Collection[str], since: datetime | None = None) -> frozenset[str]:
    """Which of these reasons keep something from going out now; with `since`, only what was made before it."""
    t = outbox
    kept = sa.and_(t.c.region_id == tx.region_id, t.c.state == "pending", t.c.reason.in_(list(reasons)))
    if since is not None:
        kept = sa.and_(kept, t.c.created_at < since)
    return frozenset(tx.conn.execute(sa.select(t.c.reason).where(kept).distinct()).scalars())


def pull_in(tx: Tx, now: datetime, furthest: timedelta) -> int:
    """What would be tried unreasonably late, since the clock stood wrong when it was put off. How much that was."""
    t = outbox
    states = sa.and_(t.c.region_id == tx.region_id, t.c.settled_at.is_(None))
    off = sa.and_(states, t.c.state.in_(("pending", "unsure")), t.c.due_at > now + furthest)
    held = sa.and_(states, t.c.state == "sending", t.c.lease_until > now + furthest)
    nearer = tx.conn.execute(t.update().where(off).values(due_at=now).returning(t.c.id)).all()
    leased = tx.conn.execute(t.update().where(held).values(lease_until=now + furthest).returning(t.c.id)).all()
    return len(nearer) + len(leased)
