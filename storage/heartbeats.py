"""Which processes are alive, and which of their loops go round. Rows of the dead are swept away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import heartbeat

FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Beat:
    process: str
    part: str
    at: datetime


def beat(tx: Tx, process: str, parts: Iterable[str], now: datetime) -> None:
    """These loops of this process went round. What nobody beat for an hour is dropped."""
    t = heartbeat
    for part in parts:
        ours = t.update().where(t.c.process == process, t.c.part == part).values(at=now)
        if tx.conn.execute(ours.returning(t.c.id)).first() is None:
            tx.insert_new(t, region_id=tx.region_id, process=process, part=part, at=now)
    tx.conn.execute(t.delete().where(t.c.region_id == tx.region_id, t.c.at < now - FORGOTTEN_AFTER))


def of_region(tx: Tx) -> tuple[Beat, ...]:
    t = heartbeat
    rows = tx.conn.execute(sa.select(t).where(t.c.region_id == tx.region_id).order_by(t.c.process, t.c.part))
    return tuple(Beat(row.process, row.part, row.at) for row in rows)


def leave(tx: Tx, process: str) -> None:
    """It ended as it should, so that nobody waits for it."""
    tx.conn.execute(heartbeat.delete().where(heartbeat.c.process == process))


def forget_all(tx: Tx) -> None:
    """Those of a backup say nothing about who is alive now."""
    tx.conn.execute(heartbeat.delete().where(heartbeat.c.region_id == tx.region_id))
