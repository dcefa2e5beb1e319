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
    """Where an answer goes. In Slack, `private` is seen by her alone; a case of hers has a thread of its own."""

    account_id: str
    kind: str  # line or slack
    user: str
    channel: str | None = None
    thread_ts: str | None = None
    response_url: str | None = None  # answers a command even where the bot is no member, for 30 minutes
    private: bool = False


def for_person(tx: Tx, person_id: str, account_id: str) -> Conversation:
    """Her main conversation on this account, begun when there is none."""
    t = conversation
    main = sa.select(t.c.id).where(t.c.person_id == person_id, t.c.account_id == account_id, t.c.main)
    known = tx.conn.scalar(main)
    if known is None:
        fresh = _insert(tx, person_id, account_id, main=True)
        if fresh is not None:
            return fresh
        known = tx.conn.execute(main).scalar_one()  # her other message made it at the same moment
    return get(tx, known)


def begin(tx: Tx, person_id: str, account_id: str) -> Conversation:
    """A further conversation; a supporter has one for each case."""
    fresh = _insert(tx, person_id, account_id, main=False)
    assert fresh is not None
    return fresh


def _insert(tx: Tx, person_id: str, account_id: str, *, main: bool) -> Conversation | None:
    fresh = Conversation(str(uuid4()), person_id)
    written = tx.insert_new(
        conversation,
        id=fresh.id,
        region_id=tx.region_id,
        person_id=person_id,
        account_id=account_id,
        main=main,
        holder=fresh.holder,
    )
    return None if written is None else fresh


def get(tx: Tx, conversation_id: str) -> Conversation:
    """The conversation, held until the end of the transaction: who decides about it sees what was decided before."""
    chosen = sa.select(conversation).where(conversation.c.id == conversation_id)
    row = tx.conn.execute(chosen.with_for_update(key_share=True)).one()
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


def set_address(tx: Tx, conversation_id: str, to: Address, *, owns_thread: bool = False) -> None:
    """Answers go there from now on. With `owns_thread`, what is written in that Slack thread belongs here."""
    t = conversation
    owner = tx.conn.execute(sa.select(t.c.person_id).where(t.c.id == conversation_id)).scalar_one()
    columns: dict[str, object] = {
        "address": tx.seal(owner, f"conversation.address:{conversation_id}", json.dumps(asdict(to)))
    }
    if owns_thread:
        columns["thread_index"] = tx.keyring.blind(_thread(to.channel, to.thread_ts))
    tx.conn.execute(t.update().where(t.c.id == conversation_id).values(**columns))


def by_thread(tx: Tx, channel: str, thread_ts: str) -> Conversation | None:
    """The conversation that lives in a Slack thread."""
    t, index = conversation, tx.keyring.blinds(_thread(channel, thread_ts))
    found = tx.conn.scalar(sa.select(t.c.id).where(t.c.region_id == tx.region_id, t.c.thread_index.in_(index)))
    return get(tx, found) if found else None


def _thread(channel: str | None, thread_ts: str | None) -> str:
    return f"thread:{channel}:{thread_ts}"
