"""The outbox seen from outside: how much waits, what keeps it from going out, and what a wrong clock put off."""

from collections.abc import Collection
from dataclasses import dataclass
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


def counts(tx: Tx) -> dict[str, int]:
    rows = tx.conn.execute(
        sa.select(outbox.c.state, sa.func.count()).where(outbox.c.region_id == tx.region_id).group_by(outbox.c.state)
    )
    return {row.state: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Trouble:
    id: int
    kind: str
    state: str
    case_id: str | None
    reason: str
    since: datetime


def troubles(tx: Tx) -> tuple[Trouble, ...]:
    """What failed for good or stayed unsure: a person must see each."""
    t = outbox
    seen_again = sa.func.coalesce(t.c.reason, "") == "reply-shown-again"  # she asked for it, and it was shown
    doubtful = sa.and_(t.c.state == "unsure", t.c.settled_at.is_not(None), sa.not_(seen_again))
    bad = sa.or_(t.c.state == "failed", doubtful)
    rows = tx.conn.execute(sa.select(t).where(t.c.region_id == tx.region_id, bad).order_by(t.c.id))
    return tuple(Trouble(r.id, r.kind, r.state, r.case_id, r.reason or "", r.created_at) for r in rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    reason: str
    count: int
    since: datetime


def waiting(tx: Tx, before: datetime) -> tuple[Waiting, ...]:
    """What was to go out before then and still waits, by reason; the oldest first."""
    t = outbox
    stuck = sa.and_(t.c.region_id == tx.region_id, t.c.settled_at.is_(None), t.c.created_at < before)
    oldest = sa.func.min(t.c.created_at)
    rows = tx.conn.execute(sa.select(t.c.reason, sa.func.count(), oldest).where(stuck).group_by(t.c.reason))
    return tuple(sorted((Waiting(r[0] or "", r[1], r[2]) for r in rows), key=lambda one: one.since))


def oldest_waiting(tx: Tx) -> datetime | None:
    t = outbox
    states = sa.or_(t.c.state.in_(("pending", "sending")), sa.and_(t.c.state == "unsure", t.c.settled_at.is_(None)))
    oldest: datetime | None = tx.conn.scalar(
        sa.select(sa.func.min(t.c.created_at)).where(t.c.region_id == tx.region_id, states)
    )
    return oldest


def next_due(tx: Tx) -> datetime | None:
    """When the next waiting row may be tried."""
    t = outbox
    open_rows = sa.and_(t.c.region_id == tx.region_id, t.c.state.in_(("pending", "unsure")), t.c.settled_at.is_(None))
    due: datetime | None = tx.conn.scalar(sa.select(sa.func.min(t.c.due_at)).where(open_rows))
    return due
