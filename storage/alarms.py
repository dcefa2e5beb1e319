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


def begin(tx: Tx, what: str, now: datetime) -> bool:
    """Whether it is new: then the caller tells it."""
    return tx.insert_new(alarm, region_id=tx.region_id, what=what, since=now) is not None


def end(tx: Tx, what: str) -> bool:
    """Whether it was so until now: then the caller tells that it is over."""
    ours = alarm.delete().where(alarm.c.region_id == tx.region_id, alarm.c.what == what)
    return tx.conn.execute(ours.returning(alarm.c.id)).first() is not None


def standing(tx: Tx, beginning: str = "") -> tuple[Alarm, ...]:
    chosen = sa.select(alarm).where(alarm.c.region_id == tx.region_id, alarm.c.what.startswith(beginning))
    return tuple(Alarm(row.what, row.since) for row in tx.conn.execute(chosen.order_by(alarm.c.id)))


def forget(tx: Tx, what: Iterable[str]) -> None:
    tx.conn.execute(alarm.delete().where(alarm.c.region_id == tx.region_id, alarm.c.what.in_(list(what))))
