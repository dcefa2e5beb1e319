"""Where our things stand in Slack: the card of a case, the copies of a family's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import message, slack_post

FILE = "file"  # instead of a channel, where a file is shared


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


def forget_at(tx: Tx, channel: str, ts: str) -> None:
    """What stood there is gone."""
    t = slack_post
    tx.conn.execute(t.delete().where(t.c.channel == channel, t.c.ts == ts))


def relabel(tx: Tx, ref_kind: str, ref_id: str, now_kind: str) -> None:
    """The same posts under another kind: they can still be found, but are no longer what they were."""
    t = slack_post
    tx.conn.execute(t.update().where(t.c.ref_kind == ref_kind, t.c.ref_id == ref_id).values(ref_kind=now_kind))


# -- a case that moves to another channel ---------------------------------------------------


def copies_elsewhere(tx: Tx, case_id: str, channel: str) -> tuple[Place, ...]:
    """Copies of what was said in the case that stand in another channel than this one; files are in none."""
    rows = tx.conn.execute(_copies(case_id).where(slack_post.c.channel.not_in((channel, FILE))))
    return tuple(Place(row.channel, row.ts) for row in rows)


def files_of_case(tx: Tx, case_id: str) -> tuple[tuple[str, str], ...]:
    """(message id, file id) of every file of the case that stands in Slack."""
    rows = tx.conn.execute(_copies(case_id).where(slack_post.c.channel == FILE))
    return tuple((row.ref_id, row.ts) for row in rows)


def _copies(case_id: str) -> sa.Select[Any]:
    t = slack_post
    of_case = sa.select(message.c.id).where(message.c.case_id == case_id)
    return sa.select(t).where(t.c.ref_kind == "copy", t.c.ref_id.in_(of_case)).order_by(t.c.id)


def mark_gone(tx: Tx, channel: str, ts: str) -> None:
    """It was taken away here, and is to stand elsewhere again."""
    t = slack_post
    tx.conn.execute(t.update().where(t.c.channel == channel, t.c.ts == ts).values(ref_kind="gone"))


def take_gone(tx: Tx, places: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What stood at these places, each once in its order; the rows are dropped."""
    t, found = slack_post, dict[str, None]()
    for channel, ts in places:
        here = sa.and_(t.c.ref_kind == "gone", t.c.channel == channel, t.c.ts == ts)
        row = tx.conn.execute(t.delete().where(here).returning(t.c.ref_id)).one_or_none()
        if row is not None:
            found[row.ref_id] = None
    return tuple(found)
