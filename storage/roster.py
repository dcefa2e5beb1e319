"""What people changed about the roster, and the last good copy of the calendar it is read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from routing.roster import Change
from storage.database import Tx
from storage.tables import region, roster_calendar, roster_change

_REVISION = sa.select(region.c.roster_revision).where(region.c.region_id == sa.bindparam("region"))


def revision(tx: Tx) -> int:
    """Another number whenever anything here changed; never one that a transaction had which was undone."""
    return int(tx.conn.execute(_REVISION, {"region": tx.region_id}).scalar_one())


def _changed(tx: Tx) -> None:
    ours = region.update().where(region.c.region_id == tx.region_id)
    tx.conn.execute(ours.values(roster_revision=uuid4().int >> 66))


# -- changes ---------------------------------------------------------------------------------


def save(tx: Tx, change: Change) -> None:
    """The change as it now stands; a new row for a new id."""
    t = roster_change
    columns: Mapping[str, Any] = {
        "region_id": tx.region_id,
        "desk": change.desk,
        "kind": change.kind,
        "state": change.state,
        "coordinator_out": change.out,
        "coordinator_in": change.into,
        "starts_at": change.start,
        "ends_at": change.end,
        "by": change.by,
        "at": change.at,
        "took_effect_at": change.took_effect_at,
        "words": tx.seal(None, f"roster_change.words:{change.id}", change.words) if change.words else None,
    }
    if tx.insert_new(t, id=change.id, **columns) is None:
        tx.conn.execute(t.update().where(t.c.id == change.id, t.c.region_id == tx.region_id).values(**columns))
    _changed(tx)


def get(tx: Tx, change_id: str) -> Change | None:
    """Locked until the end of the transaction: of two who accept at once the second sees what the first did."""
    t = roster_change
    found = sa.select(t).where(t.c.id == change_id, t.c.region_id == tx.region_id).with_for_update()
    row = tx.conn.execute(found).one_or_none()
    return None if row is None else _change(tx, row)


def changes(tx: Tx, since: datetime) -> tuple[Change, ...]:
    """Whatever was asked or accepted and ends after `since`, oldest first."""
    t = roster_change
    alive = sa.and_(t.c.region_id == tx.region_id, t.c.state != "withdrawn", t.c.ends_at > since)
    rows = tx.conn.execute(sa.select(t).where(alive).order_by(t.c.at, t.c.id))
    return tuple(_change(tx, row) for row in rows)


def _change(tx: Tx, row: sa.Row[Any]) -> Change:
    return Change(
        id=row.id,
        desk=row.desk,
        kind=row.kind,
        state=row.state,
        start=row.starts_at,
        end=row.ends_at,
        by=row.by,
        at=row.at,
        out=row.coordinator_out,
        into=row.coordinator_in,
        took_effect_at=row.took_effect_at,
        words=tx.open(None, f"roster_change.words:{row.id}", row.words) or "",
    )


# -- the calendar ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetched:
    """`text` is the last copy that could be read; `failure` a code when the last try brought none."""

    text: str | None
    fetched_at: datetime | None
    tried_at: datetime
    failure: str | None


def calendar(tx: Tx, url: str) -> Fetched | None:
    """None while nobody has tried this address."""
    row = tx.conn.execute(sa.select(roster_calendar).where(roster_calendar.c.region_id == tx.region_id)).one_or_none()
    if row is None or row.url_index not in tx.keyring.blinds(url):
        return None
    text = tx.open(None, f"roster_calendar.body:{tx.region_id}", row.body)
    return Fetched(text, row.fetched_at, row.tried_at, row.failure)


def begin_fetch(tx: Tx, url: str, now: datetime, apart: timedelta) -> bool:
    """Whether it is time to look again, and the caller is the one to do it."""
    t, index = roster_calendar, tx.keyring.blind(url)
    if tx.insert_new(t, region_id=tx.region_id, url_index=index, tried_at=now) is not None:
        return True
    ours = t.c.region_id == tx.region_id
    moved = t.update().where(ours, t.c.url_index.not_in(tx.keyring.blinds(url))).returning(t.c.region_id)
    if tx.conn.execute(moved.values(url_index=index, tried_at=now, fetched_at=None, failure=None, body=None)).first():
        _changed(tx)  # another address: what the old one gave does not count
        return True
    due = t.update().where(ours, sa.or_(t.c.tried_at <= now - apart, t.c.tried_at > now)).returning(t.c.region_id)
    return tx.conn.execute(due.values(tried_at=now)).first() is not None


def keep_calendar(tx: Tx, text: str, now: datetime) -> None:
    t = roster_calendar
    body = tx.seal(None, f"roster_calendar.body:{tx.region_id}", text)
    ours = t.update().where(t.c.region_id == tx.region_id)
    tx.conn.execute(ours.values(body=body, fetched_at=now, failure=None))
    _changed(tx)


def fetch_failed(tx: Tx, failure: str) -> None:
    """The last good copy stays."""
    t = roster_calendar
    tx.conn.execute(t.update().where(t.c.region_id == tx.region_id).values(failure=failure[:200]))
