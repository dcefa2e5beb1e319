"""What is wrong now, one row each, so that of many processes one tells it, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import alarm


@dataclass(frozen=True, slots=True)
class Alarm:
    what: str
    since: datetime


def begin(tx: Tx, what: str, now: datetime, *, told: bool = False) -> bool:
    """Whether it is new. `told`: in this very transaction, so that nobody else need tell it."""
    row = {"region_id": tx.region_id, "what": what, "since": now, "told_at": now if told else None}
    return tx.insert_new(alarm, **row) is not None


def to_tell(tx: Tx, now: datetime) -> tuple[str, ...]:
    """What nobody told yet. Whoever gets it here is alone with it, and tells it, or calls `untold`."""
    ours = alarm.update().where(alarm.c.region_id == tx.region_id, alarm.c.told_at.is_(None))
    return tuple(sorted(tx.conn.execute(ours.values(told_at=now).returning(alarm.c.what)).scalars()))


def untold(tx: Tx, what: str) -> None:
    ours = alarm.update().where(alarm.c.region_id == tx.region_id, alarm.c.what == what)
    tx.conn.execute(ours.values(told_at=None))


def end(tx: Tx, what: str) -> bool:
    """Whether it was so, and told, until now: then the caller tells that it is over."""
    ours = alarm.delete().where(alarm.c.region_id == tx.region_id, alarm.c.what == what)
    row = tx.conn.execute(ours.returning(alarm.c.told_at)).first()
    return row is not None and row.told_at is not None


def standing(tx: Tx, beginning: str = "") -> tuple[Alarm, ...]:
    chosen = sa.select(alarm).where(alarm.c.region_id == tx.region_id, alarm.c.what.startswith(beginning))
    return tuple(Alarm(row.what, row.since) for row in tx.conn.execute(chosen.order_by(alarm.c.id)))


def forget(tx: Tx, what: Iterable[str]) -> None:
    tx.conn.execute(alarm.delete().where(alarm.c.region_id == tx.region_id, alarm.c.what.in_(list(what))))
