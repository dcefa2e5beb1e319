"""What a family did not get, or may not have got: held for want of messages, or a reply LINE gave no answer to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from routing.effects import Say
from storage import values
from storage.database import Tx
from storage.outbox import Send, owned
from storage.sealing import CannotOpen, UnknownSecret
from storage.tables import message, outbox
from storage.wakeups import OUTBOX

REPLY, OFFERED, SHOWN_AGAIN = "reply", "reply-offered", "reply-shown-again"  # reasons of an unsure reply, in order


@dataclass(frozen=True, slots=True)
class Undelivered:
    id: int
    say: Say
    state: str  # held or unsure


def _spoken(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Of one conversation, oldest first, locked until the transaction ends."""
    t = outbox
    open_still = t.c.state.in_(("held", "unsure"))  # what was sent long ago is not looked through
    here = (t.c.region_id == sa.bindparam("region"), t.c.lane == sa.bindparam("lane"), open_still, t.c.kind == "say")
    return sa.select(t).where(*here, *conditions).order_by(t.c.id).with_for_update()


def _unsure(reason: str) -> sa.ColumnElement[bool]:
    t = outbox
    settled = sa.and_(t.c.state == "unsure", t.c.settled_at.is_not(None), t.c.reason == reason)
    return sa.and_(t.c.urgent.is_(False), settled)  # urgent ones were said again in other words at once


# Built once, see `storage.database`.
_MISSED = _spoken(sa.or_(sa.and_(outbox.c.state == "held", outbox.c.payload.is_(None)), _unsure(REPLY)))
_OFFERED = _spoken(_unsure(OFFERED))


def missed(tx: Tx, conversation_id: str) -> tuple[tuple[Undelivered, ...], tuple[Undelivered, ...]]:
    """What is held and was not begun, and the unsure replies she was not asked about yet."""
    said = _says(tx, _MISSED, conversation_id)
    return tuple(one for one in said if one.state == "held"), tuple(one for one in said if one.state == "unsure")


# -- held: LINE refused it, since the month's messages are used up ----------------------------------


def hold(tx: Tx, send: Send, until: datetime, *, begun: bool) -> bool:
    """It waits for her next message, or for more messages. What was not `begun` is prepared anew then."""
    anew: dict[str, object] = {} if begun else {"payload": None, "first_tried_at": None}
    held = {"state": "held", "due_at": until, "lease_until": None, "reason": "quota", **anew}
    return owned(tx, send, **held)


def carried(tx: Tx, ids: Sequence[int], now: datetime) -> None:
    """Another sending took their words along."""
    if not ids:
        return
    ours = outbox.update().where(outbox.c.id.in_(ids), outbox.c.state == "held")
    tx.conn.execute(ours.values(state="cancelled", reason="carried", settled_at=now))


def let_go(tx: Tx, now: datetime, most: int | None) -> int:
    """Sends the oldest of what is held: as many as there are messages again, and whatever the month has freed."""
    t = outbox
    waiting = sa.and_(t.c.region_id == tx.region_id, t.c.state == "held")
    freed = tx.conn.execute(t.update().where(waiting, t.c.due_at <= now).values(state="pending").returning(t.c.id))
    count = len(freed.all())
    if most is None or most > 0:
        oldest = sa.select(t.c.id).where(waiting).order_by(t.c.urgent.desc(), t.c.id).limit(most)
        more = t.update().where(t.c.id.in_(oldest)).values(state="pending", due_at=now)
        count += len(tx.conn.execute(more.returning(t.c.id)).all())
    if count:
        tx.news.add(OUTBOX)
    return count


# -- unsure: a reply without a clear answer ---------------------------------------------------------


def offered_replies(tx: Tx, conversation_id: str) -> tuple[Undelivered, ...]:
    """Those she was asked about, and may now ask to see."""
    return _says(tx, _OFFERED, conversation_id)


def mark(tx: Tx, ids: Sequence[int], reason: str) -> None:
    if not ids:
        return
    tx.conn.execute(outbox.update().where(outbox.c.id.in_(ids), outbox.c.state == "unsure").values(reason=reason))


# -- unsure, all of it: after a restore --------------------------------------------------------------


def doubt_all(tx: Tx, now: datetime, key_lives: timedelta) -> int:
    """After a restore: whatever waited when the backup was made may have been sent since. How much that was.

    All of it is looked into before it is sent: Slack by our mark, LINE by its key. What is older than LINE remembers
    keys, or could go as a reply, which has none, is left to a person.
    """
    t = outbox
    waiting = sa.and_(
        t.c.region_id == tx.region_id, t.c.state.in_(("pending", "sending", "unsure", "held")), t.c.settled_at.is_(None)
    )
    doubted = {"state": "unsure", "reason": "restored", "lease_until": None}
    without_key = sa.or_(t.c.created_at < now - key_lives, t.c.reply_token.is_not(None))
    beyond_looking = sa.and_(waiting, t.c.lane.like("line:%"), without_key)
    old = tx.conn.execute(t.update().where(beyond_looking).values(**doubted, settled_at=now).returning(t.c.message_id))
    messages = list(old.scalars())
    carried = [message_id for message_id in messages if message_id]
    tx.conn.execute(message.update().where(message.c.id.in_(carried)).values(state="unsure"))
    since = sa.func.coalesce(t.c.first_tried_at, t.c.created_at)
    rest = t.update().where(waiting).values(**doubted, due_at=now, first_tried_at=since)
    return len(messages) + len(tx.conn.execute(rest.returning(t.c.id)).all())


def _says(tx: Tx, chosen: sa.Select[Any], conversation_id: str) -> tuple[Undelivered, ...]:
    found = []
    for row in tx.conn.execute(chosen, {"region": tx.region_id, "lane": f"line:{conversation_id}"}):
        try:
            plain = tx.open(row.person_id, f"outbox.body:{row.key}", row.body)
        except UnknownSecret:
            raise
        except CannotOpen:
            continue  # the deliverer sees to it
        effect = values.effect.validate_json(plain) if plain else None  # None: purged, or she was erased
        if isinstance(effect, Say):
            found.append(Undelivered(row.id, effect, row.state))
    return tuple(found)
