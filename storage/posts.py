"""Where our things stand in Slack: the card of a case, the copies of a family's words."""

from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import slack_post


@dataclass(frozen=True, slots=True)
class Place:
    channel: str
    ts: str
    file_id: str | None = None


def remember(tx: Tx, ref_kind: str, ref_id: str, place: Place) -> None:
    tx.insert_new(
        slack_post,
        region_id=tx.region_id,
        ref_kind=ref_kind,
        ref_id=ref_id,
        channel=place.channel,
        ts=place.ts,
        file_id=place.file_id,
    )


def find(tx: Tx, ref_kind: str, ref_id: str) -> Place | None:
    return next(iter(all_of(tx, ref_kind, ref_id)), None)


def all_of(tx: Tx, ref_kind: str, ref_id: str) -> tuple[Place, ...]:
    t = slack_post
    rows = tx.conn.execute(sa.select(t).where(t.c.ref_kind == ref_kind, t.c.ref_id == ref_id).order_by(t.c.id))
    return tuple(Place(row.channel, row.ts, row.file_id) for row in rows)


def case_at(tx: Tx, channel: str, ts: str) -> str | None:
    """The case whose card stands there."""
    t = slack_post
    return tx.conn.execute(
        sa.select(t.c.ref_id).where(t.c.channel == channel, t.c.ts == ts, t.c.ref_kind == "card")
    ).scalar_one_or_none()


def forget(tx: Tx, ref_kind: str, ref_id: str) -> None:
    t = slack_post
    tx.conn.execute(t.delete().where(t.c.ref_kind == ref_kind, t.c.ref_id == ref_id))
