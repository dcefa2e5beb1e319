"""Conversations and where their answers go."""

import json
from dataclasses import asdict, dataclass
from uuid import uuid4

import sqlalchemy as sa

from routing.case import Conversation
from storage import values
from storage.database import Tx
from storage.tables import conversation


@dataclass(frozen=True, slots=True)
class Address:
    """Where an answer goes. A supporter's conversation about a case has a channel and a thread."""

    account_id: str
    kind: str  # line or slack
    user: str
    channel: str | None = None
    thread_ts: str | None = None


def for_person(tx: Tx, person_id: str, address: Address) -> Conversation:
    """Her conversation on this account and in this thread, begun when there is none."""
    t, thread = conversation, _thread_index(address.channel, address.thread_ts)
    row = tx.conn.execute(
        sa.select(t.c.id).where(
            t.c.person_id == person_id,
            t.c.account_id == address.account_id,
            t.c.thread_index.is_not_distinct_from(thread),
        )
    ).scalar_one_or_none()
    if row is not None:
        return get(tx, row)
    fresh = Conversation(str(uuid4()), person_id)
    tx.conn.execute(
        t.insert().values(
            id=fresh.id,
            region_id=tx.region_id,
            person_id=person_id,
            account_id=address.account_id,
            thread_index=thread,
            holder=fresh.holder,
            address=tx.seal(person_id, f"conversation.address:{fresh.id}", json.dumps(asdict(address))),
        )
    )
    return fresh


def get(tx: Tx, conversation_id: str) -> Conversation:
    row = tx.conn.execute(sa.select(conversation).where(conversation.c.id == conversation_id)).one()
    body = tx.open(row.person_id, f"conversation.body:{row.id}", row.body)
    return values.conversation.validate_json(body) if body else Conversation(row.id, row.person_id)


def save(tx: Tx, value: Conversation) -> None:
    body = tx.seal(value.person_id, f"conversation.body:{value.id}", values.dump(values.conversation, value))
    tx.conn.execute(
        conversation.update()
        .where(conversation.c.id == value.id)
        .values(body=body, holder=value.holder, case_id=value.case_id, last_at=value.last_at)
    )


def address(tx: Tx, conversation_id: str) -> Address | None:
    """Where she is reached; None when she was erased."""
    t = conversation
    row = tx.conn.execute(sa.select(t.c.person_id, t.c.address).where(t.c.id == conversation_id)).one()
    plain = tx.open(row.person_id, f"conversation.address:{conversation_id}", row.address)
    return Address(**json.loads(plain)) if plain else None


def move(tx: Tx, conversation_id: str, to: Address) -> None:
    """A supporter's case got its thread: answers go there from now on."""
    t = conversation
    owner = tx.conn.execute(sa.select(t.c.person_id).where(t.c.id == conversation_id)).scalar_one()
    sealed = tx.seal(owner, f"conversation.address:{conversation_id}", json.dumps(asdict(to)))
    where = _thread_index(to.channel, to.thread_ts)
    tx.conn.execute(t.update().where(t.c.id == conversation_id).values(address=sealed, thread_index=where))


def by_thread(tx: Tx, channel: str, thread_ts: str) -> Conversation | None:
    """The conversation that lives in a Slack thread."""
    found = tx.conn.execute(
        sa.select(conversation.c.id).where(conversation.c.thread_index == _thread_index(channel, thread_ts))
    ).scalar_one_or_none()
    return get(tx, found) if found else None


def _thread_index(channel: str | None, thread_ts: str | None) -> str | None:
    return f"{channel}:{thread_ts}" if channel and thread_ts else None
