"""People, the accounts they write to, and what it means to forget one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

import sqlalchemy as sa

from routing.case import Person
from storage import unmatched
from storage.database import Tx
from storage.sealing import new_data_key
from storage.tables import cases, channel_account, channel_identity, child, conversation, message, outbox, person, timer

# Built once, see `storage.database`.
_ALIVE = (
    sa.select(person.c.id)
    .where(person.c.id == sa.bindparam("id"), person.c.wrapped_key.is_not(None))
    .with_for_update(key_share=True)
)
_IDENTITY = sa.select(channel_identity.c.person_id).where(
    channel_identity.c.account_id == sa.bindparam("account"),
    channel_identity.c.external_index.in_(sa.bindparam("index", expanding=True)),
)
_PERSON = sa.select(person).where(person.c.id == sa.bindparam("id"))
_MESSAGES_OF = (
    sa.select(sa.func.count())
    .select_from(message.join(conversation, message.c.conversation_id == conversation.c.id))
    .where(conversation.c.person_id == sa.bindparam("id"))
)
_CASES_OF = sa.select(sa.func.count()).select_from(cases).where(cases.c.person_id == sa.bindparam("id"))


def ensure_account(tx: Tx, kind: Literal["line", "slack"], entry_point: str = "main") -> str:
    """The id of the account that the environment's credentials speak for; created at the first start."""
    t = channel_account
    ours = sa.select(t.c.id).where(t.c.region_id == tx.region_id, t.c.kind == kind, t.c.entry_point == entry_point)
    found = tx.conn.scalar(ours)
    if found is None:
        tx.insert_new(t, id=str(uuid4()), region_id=tx.region_id, kind=kind, entry_point=entry_point)
    return str(found or tx.conn.execute(ours).scalar_one())


def person_for(
    tx: Tx, account_id: str, external_id: str, *, kind: Literal["family", "supporter"], now: datetime
) -> Person:
    """The person behind a platform id; a new one, with a key of her own, when the id is new.

    Her row is held until the end of the transaction, so that her messages are decided about one after the other.
    """
    identity = {"account": account_id, "index": tx.keyring.blinds(external_id)}
    known = tx.conn.scalar(_IDENTITY, identity)
    if known is None:
        fresh = _begin(tx, account_id, external_id, kind, now)
        if fresh is not None:
            return fresh
        known = tx.conn.execute(_IDENTITY, identity).scalar_one()  # her other message made her at the same moment
    if tx.conn.scalar(_ALIVE, {"id": known}) is None:
        return person_for(tx, account_id, external_id, kind=kind, now=now)  # erased while we waited: she begins anew
    return get(tx, known)


def _begin(
    tx: Tx, account_id: str, external_id: str, kind: Literal["family", "supporter"], now: datetime
) -> Person | None:
    person_id, identity_id = str(uuid4()), str(uuid4())
    wrapped = tx.keyring.wrap(new_data_key(), person_id)
    tx.conn.execute(
        person.insert().values(
            id=person_id,
            region_id=tx.region_id,
            kind=kind,
            locale="ja",
            wrapped_key=wrapped,
            created_at=now,
            blocked=False,
        )
    )
    written = tx.insert_new(
        channel_identity,
        id=identity_id,
        region_id=tx.region_id,
        person_id=person_id,
        account_id=account_id,
        external_index=tx.keyring.blind(external_id),
        external_id=tx.seal(person_id, f"channel_identity.external_id:{identity_id}", external_id),
    )
    if written is None:
        tx.conn.execute(person.delete().where(person.c.id == person_id))
        return None
    return Person(person_id, kind)


def get(tx: Tx, person_id: str) -> Person:
    return value_of(tx, tx.conn.execute(_PERSON, {"id": person_id}).one())


def value_of(tx: Tx, row: Any) -> Person:
    """From a row with the columns of `person`, her key among them."""
    tx.learn(row.id, row.wrapped_key)
    name = tx.open(row.id, f"person.name:{row.id}", row.name)
    return Person(row.id, row.kind, row.locale, row.blocked, name or "")


def save(tx: Tx, value: Person) -> None:
    name = tx.seal(value.id, f"person.name:{value.id}", value.name) if value.name else None
    tx.conn.execute(
        person.update()
        .where(person.c.id == value.id)
        .values(locale=value.locale, blocked=value.blocked, name=name, kind=value.kind)
    )


@dataclass(frozen=True, slots=True)
class Stored:
    messages: int
    cases: int


def stored_about(tx: Tx, person_id: str) -> Stored:
    """How much is kept about her; told when she asks."""
    hers = {"id": person_id}
    return Stored(tx.conn.execute(_MESSAGES_OF, hers).scalar_one(), tx.conn.execute(_CASES_OF, hers).scalar_one())


def erase(tx: Tx, person_id: str, now: datetime) -> tuple[str, ...]:
    """Destroys her key and all that was sealed under it; closes her open cases and gives their ids."""
    run = tx.conn.execute
    # First, since it waits for a turn of hers that is under way; what that turn wrote is then seen below.
    run(person.update().where(person.c.id == person_id).values(wrapped_key=None, name=None, erased_at=now))
    hers = sa.select(cases.c.id).where(cases.c.person_id == person_id)
    closed = tuple(run(hers.where(cases.c.status != "closed").order_by(cases.c.opened_at)).scalars())
    talks = sa.select(conversation.c.id).where(conversation.c.person_id == person_id)
    run(channel_identity.delete().where(channel_identity.c.person_id == person_id))
    run(child.delete().where(child.c.person_id == person_id))
    unmatched.forget(tx, person_id)
    run(message.update().where(message.c.conversation_id.in_(talks)).values(body=None, platform_index=None))
    run(
        conversation.update()
        .where(conversation.c.person_id == person_id)
        .values(address=None, body=None, case_id=None, thread_index=None)
    )
    run(cases.update().where(cases.c.person_id == person_id).values(body=None, version=cases.c.version + 1))
    run(cases.update().where(cases.c.id.in_(closed)).values(status="closed", closed_at=now, follow_up_on=None))
    run(timer.update().where(timer.c.case_id.in_(hers), timer.c.state == "waiting").values(state="cancelled"))
    run(outbox.update().where(outbox.c.person_id == person_id).values(body=None, payload=None, reply_token=None))
    run(
        outbox.update()
        .where(
            outbox.c.person_id == person_id,
            outbox.c.state.in_(("pending", "unsure", "held")),
            outbox.c.settled_at.is_(None),
        )
        .values(state="cancelled", settled_at=now, reason="erased")
    )
    tx.forget_keys()
    return closed
