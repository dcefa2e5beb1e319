"""What LINE last said of the month's messages. One row, so that of many processes one asks at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import EPOCH, line_quota


@dataclass(frozen=True, slots=True)
class Reading:
    limit: int | None
    used: int
    at: datetime


def claim(tx: Tx, account_id: str, now: datetime, again_after: timedelta) -> bool:
    """Whether it is time to ask LINE, and the caller's turn. A clock that was set back must not stop it for long."""
    t = line_quota
    due = sa.or_(t.c.look_at <= now, t.c.look_at > now + again_after)
    ours = t.update().where(t.c.account_id == account_id, due).values(look_at=now + again_after)
    if tx.conn.execute(ours.returning(t.c.id)).first() is not None:
        return True
    fresh = {"region_id": tx.region_id, "account_id": account_id, "used": 0, "read_at": EPOCH}
    return tx.insert_new(t, **fresh, look_at=now + again_after) is not None


def store(tx: Tx, account_id: str, limit: int | None, used: int, now: datetime) -> None:
    told = line_quota.update().where(line_quota.c.account_id == account_id)
    tx.conn.execute(told.values(month_limit=limit, used=used, read_at=now))


def look_soon(tx: Tx, now: datetime) -> None:
    """LINE refused something for want of messages: whoever looks next asks at once."""
    tx.conn.execute(line_quota.update().where(line_quota.c.region_id == tx.region_id).values(look_at=now))


def read(tx: Tx) -> Reading | None:
    """None as long as LINE never told."""
    t = line_quota
    row = tx.conn.execute(sa.select(t).where(t.c.region_id == tx.region_id, t.c.read_at > EPOCH)).first()
    return None if row is None else Reading(row.month_limit, row.used, row.read_at)
