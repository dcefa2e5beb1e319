"""Effects waiting to be carried out, committed with the case that caused them.

A row goes pending → sending → sent, failed or unsure. Its payload is frozen and its key is stored before the first
try. A frozen row found in `sending` after its lease is never simply sent again: somebody may have sent it. One that
was not frozen was not tried, and waits again. Lanes keep a conversation in order and one post at a time in a channel.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal
from uuid import uuid4

import sqlalchemy as sa

from routing.effects import CallOff, Effect, Forget, LeaveGroup, Say, ShowCard, TakeBack, Wake
from storage import timers, values
from storage.database import Lock, Tx, alone
from storage.sealing import CannotOpen, UnknownSecret
from storage.tables import Instant, outbox
from storage.wakeups import OUTBOX

Final = Literal["sent", "failed", "unsure"]


@dataclass(frozen=True, slots=True)
class Reply:
    """LINE's token that makes an answer free: once, and only until then."""

    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Send:
    """One effect in the hands of one worker. `fence` proves that the lease is still its own."""

    id: int
    key: str
    effect: Effect
    lane: str
    fence: int
    attempts: int
    created_at: datetime
    first_tried_at: datetime | None
    lease_until: datetime
    person_id: str | None
    reply: Reply | None
    payload: Mapping[str, Any] | None
    message_id: str | None
    reason: str  # why it was put off before; empty for none


def _first_in_each_lane() -> sa.Select[tuple[int]]:
    """Ids of what may go out now: at most one row per lane, urgent first, then the oldest."""
    t = outbox
    region: sa.BindParameter[str] = sa.bindparam("region")
    now = sa.bindparam("now", type_=t.c.due_at.type)
    in_flight = sa.select(t.c.lane).where(t.c.region_id == region, t.c.state == "sending")
    # In a conversation what was said first is heard first, so that the rest waits for a retry; elsewhere it goes on.
    # The desk's channel goes on too, but what is said in one case's thread stays in order.
    said, earlier = ("post", "pass-media"), t.alias("earlier")
    waits_for_another = sa.and_(
        t.c.kind.in_(said),
        t.c.urgent.is_(False),
        sa.exists().where(
            earlier.c.case_id == t.c.case_id,
            earlier.c.kind.in_(said),
            earlier.c.state == "pending",
            earlier.c.id < t.c.id,
            earlier.c.due_at > now,
        ),
    )
    waits = sa.or_(t.c.due_at > now, waits_for_another)
    steps_aside = sa.case((sa.and_(t.c.lane.not_like("line:%"), waits), 1), else_=0)
    place = sa.func.row_number().over(partition_by=t.c.lane, order_by=(steps_aside, t.c.urgent.desc(), t.c.id))
    lanes = (
        sa.select(t.c.id, t.c.urgent, waits.label("waits"), place.label("place"))
        .where(t.c.region_id == region, t.c.state == "pending", t.c.lane.not_in(in_flight))
        .subquery()
    )
    first = sa.select(lanes.c.id).where(lanes.c.place == 1, sa.not_(lanes.c.waits))
    return first.order_by(lanes.c.urgent.desc(), lanes.c.id).limit(sa.bindparam("limit"))


# Built once, see `storage.database`.
_FIRST = _first_in_each_lane()
_TAKE = (
    outbox.update()
    .where(outbox.c.id.in_(sa.bindparam("chosen", expanding=True)), outbox.c.state == "pending")
    .values(state="sending", lease_until=sa.bindparam("until"), attempts=outbox.c.attempts + 1)
    .returning(outbox)
)
_INSERT = outbox.insert()
_BEHIND = (
    sa.select(outbox)
    .where(
        outbox.c.region_id == sa.bindparam("region"),
        outbox.c.lane.in_(sa.bindparam("lanes", expanding=True)),
        outbox.c.state == "pending",
    )
    .order_by(outbox.c.id)
    .with_for_update()
)


def lane_of(effect: Effect) -> str:
    """Where order matters: within a conversation, and within the shared channel."""
    match effect:
        case Say() | Forget():
            return f"line:{effect.conversation_id}"
        case LeaveGroup():
            return "group"
        case _:
            return "slack:desk"


def add(
    tx: Tx, effects: Sequence[Effect], *, now: datetime, person_id: str | None = None, reply: Reply | None = None
) -> None:
    """Stores effects. Wake and CallOff become timers at once; a card already waiting is not queued twice."""
    for effect in effects:
        if isinstance(effect, Wake):
            timers.set_timer(tx, effect.case_id, effect.what, effect.at)
        elif isinstance(effect, CallOff):
            timers.cancel(tx, effect.case_id, effect.what)
        elif not (isinstance(effect, ShowCard) and _already_waiting(tx, effect)):
            speaks = isinstance(effect, Say | LeaveGroup)
            _insert(tx, effect, now, person_id, reply if speaks else None)
            reply = None if speaks else reply  # a token serves one sending


def _insert(tx: Tx, effect: Effect, now: datetime, person_id: str | None, reply: Reply | None) -> None:
    tx.news.add(OUTBOX)
    key, plain = str(uuid4()), values.dump(values.effect, effect)
    if isinstance(effect, Forget | TakeBack):
        person_id = None  # ids alone; they are carried out even when her key is gone
    body = tx.seal(person_id, f"outbox.body:{key}", plain)
    if body is None:  # she was erased before, so that nothing of hers can be in it
        person_id, body = None, tx.seal(None, f"outbox.body:{key}", plain)
    row = {
        "region_id": tx.region_id,
        "key": key,
        "kind": effect.kind,
        "lane": lane_of(effect),
        "case_id": getattr(effect, "case_id", None),
        "message_id": getattr(effect, "message_id", None),
        "person_id": person_id,
        "urgent": getattr(effect, "urgent", False),
        "state": "pending",
        "attempts": 0,
        "created_at": now,
        "due_at": now,
        "reply_until": reply.until if reply else None,
        "reply_token": tx.seal(person_id, f"outbox.reply_token:{key}", reply.token) if reply else None,
        "body": body,
    }
    tx.conn.execute(_INSERT, row)


def _already_waiting(tx: Tx, card: ShowCard) -> bool:
    if card.mention or card.urgent or card.reworded:
        return False
    t = outbox
    waiting = sa.select(t.c.id).where(t.c.kind == "show-card", t.c.case_id == card.case_id, t.c.state == "pending")
    # Locked, so that it is not claimed and drawn before what we decided is visible; one being claimed is too late.
    return tx.conn.execute(waiting.with_for_update(skip_locked=True)).first() is not None


def claim(tx: Tx, now: datetime, limit: int, lease: timedelta) -> tuple[Send, ...]:
    """At most one row per lane, urgent first, then the oldest."""
    alone(tx.conn, Lock.CLAIM)
    chosen = tx.conn.execute(_FIRST, {"region": tx.region_id, "now": now, "limit": limit}).scalars().all()
    if not chosen:
        return ()
    taken = tx.conn.execute(_TAKE, {"chosen": chosen, "until": now + lease}).all()
    return _sends(tx, sorted(taken, key=lambda row: (not row.urgent, row.id)), now)


@dataclass(frozen=True, slots=True)
class Behind:
    """An answer that waits behind another one of the same conversation."""

    id: int
    say: Say


def behind(tx: Tx, lanes: Sequence[str], now: datetime) -> dict[str, list[Behind]]:
    """What waits in these lanes and may go along with what goes now, in order.

    Nothing with a reply token of its own, since that goes free by itself, and nothing that was frozen before.
    """
    found: dict[str, list[Behind]] = {lane: [] for lane in lanes}
    ended = set[str]()
    for row in tx.conn.execute(_BEHIND, {"region": tx.region_id, "lanes": list(lanes)}) if lanes else ():
        plain = row.kind == "say" and row.payload is None and row.reply_token is None and row.due_at <= now
        sends = _sends(tx, [row], now) if plain and row.lane not in ended else ()
        if sends and isinstance(sends[0].effect, Say):
            found[row.lane].append(Behind(row.id, sends[0].effect))
        else:
            ended.add(row.lane)  # what comes after it must not overtake it
    return found


def put_together(tx: Tx, send: Send, say: Say, taken: Sequence[int], now: datetime) -> Send:
    """The sending now says `say`, and those it took along are over."""
    body = tx.seal(send.person_id, f"outbox.body:{send.key}", values.dump(values.effect, say))
    if body is None or not _write(tx, send, body=body):
        return send
    over = outbox.update().where(outbox.c.id.in_(taken), outbox.c.state == "pending")
    tx.conn.execute(over.values(state="cancelled", settled_at=now, reason="carried"))
    return replace(send, effect=say)


def look_after_the_lost(tx: Tx, now: datetime, quarantine: timedelta) -> None:
    """What nobody finished within its lease becomes unsure; what was not tried yet waits again."""
    t = outbox
    lost = sa.and_(t.c.region_id == tx.region_id, t.c.state == "sending", t.c.lease_until <= now)
    untried = sa.and_(lost, t.c.first_tried_at.is_(None))
    tx.conn.execute(t.update().where(untried).values(state="pending", lease_until=None, reason="lease-expired"))
    tx.conn.execute(
        t.update().where(lost).values(state="unsure", due_at=now + quarantine, lease_until=None, reason="lease-expired")
    )


def renew(tx: Tx, sends: Sequence[Send], until: datetime, quarantine: timedelta) -> frozenset[int]:
    """Lengthens the leases that are still ours; the ids of those rows. Who is silent too long is taken for dead."""
    t = outbox
    mine = sa.or_(*(sa.and_(t.c.id == send.id, t.c.attempts == send.fence) for send in sends))
    held = sa.and_(t.c.state.in_(("sending", "unsure")), t.c.lease_until.is_not(None), t.c.settled_at.is_(None), mine)
    # Whoever looks into a doubt after us waits until what we may just have sent would be there.
    due = sa.case((t.c.state == "unsure", sa.literal(until + quarantine, Instant)), else_=t.c.due_at)
    kept = tx.conn.execute(t.update().where(held).values(lease_until=until, due_at=due).returning(t.c.id))
    return frozenset(kept.scalars())


def freeze(tx: Tx, send: Send, payload: Mapping[str, Any], now: datetime) -> bool:
    """Stores what is about to be sent, before the first try. False when the lease is over: it must not be sent."""
    sealed = tx.seal(send.person_id, f"outbox.payload:{send.key}", json.dumps(payload, ensure_ascii=False))
    columns = {"payload": sealed, "first_tried_at": send.first_tried_at or now}
    ours = {"row": send.id, "fence": send.fence, "now": now}
    return tx.conn.execute(_writing(tuple(columns), leased=True), {**ours, **columns}).first() is not None


def note(tx: Tx, send: Send, payload: Mapping[str, Any]) -> bool:
    """Stores how far a sending got, beside what was frozen."""
    sealed = tx.seal(send.person_id, f"outbox.payload:{send.key}", json.dumps(payload, ensure_ascii=False))
    return _write(tx, send, payload=sealed)


def settle(tx: Tx, send: Send, outcome: Final, now: datetime, reason: str = "") -> bool:
    """The end of a sending. False when the lease was lost and somebody else decides."""
    return _write(tx, send, state=outcome, settled_at=now, lease_until=None, reason=reason[:200] or None)


def doubt(tx: Tx, send: Send, look_again_at: datetime, reason: str) -> bool:
    """It may have been accepted: alone in quarantine until somebody looks. The lane goes on."""
    return _write(tx, send, state="unsure", due_at=look_again_at, lease_until=None, reason=reason[:200])


def later(tx: Tx, send: Send, at: datetime, reason: str = "") -> bool:
    """Certainly not accepted: again, with the same key and the same frozen words."""
    return _write(tx, send, state="pending", due_at=at, lease_until=None, reason=reason[:200] or None)


def again(tx: Tx, send: Send, at: datetime, reason: str) -> bool:
    """Certainly not accepted, and what was frozen no longer fits: it is prepared anew."""
    return _write(tx, send, state="pending", due_at=at, lease_until=None, reason=reason[:200], payload=None)


def release(tx: Tx, send: Send, now: datetime) -> bool:
    """Claimed and not begun, since this process ends: another need not wait for the lease."""
    return _write(tx, send, state="pending", due_at=now, lease_until=None)


def card_under_way(tx: Tx, case_id: str, before: int, kinds: Sequence[str] = ("show-card", "move-card")) -> bool:
    """Whether an earlier sending may still put the case's card into a channel, or have put it there unseen."""
    t = outbox
    open_rows = sa.and_(t.c.kind.in_(kinds), t.c.case_id == case_id, t.c.id < before, t.c.settled_at.is_(None))
    return tx.conn.execute(sa.select(t.c.id).where(open_rows)).first() is not None


def to_reconcile(tx: Tx, now: datetime, lease: timedelta, quarantine: timedelta, limit: int = 10) -> tuple[Send, ...]:
    """Unsure rows whose quarantine is over, leased to the caller for looking."""
    t = outbox
    ripe = sa.and_(t.c.region_id == tx.region_id, t.c.state == "unsure", t.c.settled_at.is_(None), t.c.due_at <= now)
    oldest = sa.select(t.c.id).where(ripe).order_by(t.c.id).limit(limit).with_for_update(skip_locked=True).cte("oldest")
    rows = tx.conn.execute(
        t.update()
        .where(t.c.id.in_(sa.select(oldest.c.id)))
        .values(due_at=now + lease + quarantine, lease_until=now + lease, attempts=t.c.attempts + 1)
        .returning(t)
    ).all()
    return _sends(tx, sorted(rows, key=lambda row: row.id), now)


def copies_under_way(tx: Tx, message_id: str) -> bool:
    """Whether a copy of this message is being brought to Slack just now, or may have got there unseen."""
    t = outbox
    begun = sa.and_(t.c.state.in_(("sending", "unsure")), t.c.settled_at.is_(None))
    copies = sa.and_(t.c.message_id == message_id, t.c.kind.in_(("post", "pass-media")))
    return tx.conn.execute(sa.select(t.c.id).where(copies, begun)).first() is not None


def cancel_copies(tx: Tx, message_id: str, now: datetime) -> None:
    """What would still have brought a withdrawn message to Slack."""
    t = outbox
    waiting = sa.and_(t.c.message_id == message_id, t.c.state == "pending", t.c.kind.in_(("post", "pass-media")))
    tx.conn.execute(t.update().where(waiting).values(state="cancelled", settled_at=now, body=None, payload=None))


def delivery_of(tx: Tx, message_id: str) -> tuple[str, str] | None:
    """State and reason of the sending that carries a coordinator's reply."""
    t = outbox
    row = tx.conn.execute(
        sa.select(t.c.state, t.c.reason)
        .where(t.c.message_id == message_id, t.c.kind == "say", t.c.state != "cancelled")
        .order_by(t.c.id.desc())
    ).first()
    return None if row is None else (row.state, row.reason or "")


def purge(tx: Tx, before: datetime) -> None:
    """Drops bodies of what was settled before; states and reasons stay."""
    t, tx.erased = outbox, True
    old = sa.and_(t.c.region_id == tx.region_id, t.c.settled_at < before, t.c.body.is_not(None))
    tx.conn.execute(t.update().where(old).values(body=None, payload=None, reply_token=None))


def _write(tx: Tx, send: Send, **columns: Any) -> bool:
    """Only for the one who holds it: a row that was given out again, or waits again, is no longer his."""
    ours = {"row": send.id, "fence": send.fence}
    return tx.conn.execute(_writing(tuple(columns)), {**ours, **columns}).first() is not None


@cache
def _writing(columns: tuple[str, ...], *, leased: bool = False) -> sa.sql.dml.ReturningUpdate[tuple[int]]:
    t = outbox
    ours = [t.c.id == sa.bindparam("row"), t.c.attempts == sa.bindparam("fence")]
    ours += [t.c.state.in_(("sending", "unsure")), t.c.settled_at.is_(None)]
    if leased:
        ours.append(t.c.lease_until > sa.bindparam("now", type_=t.c.lease_until.type))
    return t.update().where(*ours).values({name: sa.bindparam(name) for name in columns}).returning(t.c.id)


def owned(tx: Tx, send: Send, **columns: Any) -> bool:
    """Writes these columns if the sending is still in the caller's hands."""
    return _write(tx, send, **columns)


def _sends(tx: Tx, rows: Sequence[sa.Row[Any]], now: datetime) -> tuple[Send, ...]:
    """The rows that can be carried out. One that cannot be read must not stop the others; a person sees it."""
    tx.look_up({row.person_id for row in rows if row.person_id})
    sends = []
    for row in rows:
        try:
            send = _send(tx, row)
        except UnknownSecret:
            raise  # our setting is wrong, not the row
        except (CannotOpen, ValueError):
            _end(tx, row.id, "failed", "unreadable", now)
        else:
            if send is None:
                _end(tx, row.id, "cancelled", "erased", now)
            else:
                sends.append(send)
    return tuple(sends)


def _end(tx: Tx, row_id: int, state: str, reason: str, now: datetime) -> None:
    tx.conn.execute(outbox.update().where(outbox.c.id == row_id).values(state=state, reason=reason, settled_at=now))


def _send(tx: Tx, row: sa.Row[Any]) -> Send | None:
    """None when the person it speaks to or of was erased."""
    body = tx.open(row.person_id, f"outbox.body:{row.key}", row.body)
    if body is None:
        return None
    payload = tx.open(row.person_id, f"outbox.payload:{row.key}", row.payload)
    token = tx.open(row.person_id, f"outbox.reply_token:{row.key}", row.reply_token)
    return Send(
        id=row.id,
        key=row.key,
        effect=values.effect.validate_json(body),
        lane=row.lane,
        fence=row.attempts,
        attempts=row.attempts,
        created_at=row.created_at,
        first_tried_at=row.first_tried_at,
        lease_until=row.lease_until,
        person_id=row.person_id,
        reply=Reply(token, row.reply_until) if token and row.reply_until else None,
        payload=json.loads(payload) if payload else None,
        message_id=row.message_id,
        reason=row.reason or "",
    )
