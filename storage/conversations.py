"""Conversations and where their answers go."""

import json
from dataclasses import asdict, dataclass
from uuid import uuid4

import sqlalchemy as sa

from routing.case import Conversation
from storage import values
from storage.database import Tx
from storage.tables import conversation, person


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


# Built once, see `storage.database`.
_MAIN = sa.select(conversation.c.id).where(
    conversation.c.person_id == sa.bindparam("person"),
    conversation.c.account_id == sa.bindparam("account"),
    conversation.c.main,
)
_HELD = sa.select(conversation).where(conversation.c.id == sa.bindparam("id")).with_for_update(key_share=True)
_ADDRESS = sa.select(conversation.c.person_id, conversation.c.address).where(conversation.c.id == sa.bindparam("id"))
_REACHED = (
    sa.select(conversation.c.person_id, conversation.c.address, person.c.locale, person.c.wrapped_key)
    .select_from(conversation.join(person, conversation.c.person_id == person.c.id))
    .where(conversation.c.id == sa.bindparam("id"))
)
_SAVE = conversation.update().where(conversation.c.id == sa.bindparam("of"))
_SAVE_BODY = _SAVE.values({name: sa.bindparam(name) for name in ("body", "holder", "case_id", "last_at")})
_SAVE_ADDRESS = _SAVE.values(address=sa.bindparam("address"))


def for_person(tx: Tx, person_id: str, account_id: str) -> Conversation:
    """Her main conversation on this account, begun when there is none."""
    main = {"person": person_id, "account": account_id}
    known = tx.conn.scalar(_MAIN, main)
    if known is None:
        fresh = _insert(tx, person_id, account_id, main=True)
        if fresh is not None:
            return fresh
        known = tx.conn.execute(_MAIN, main).scalar_one()  # her other message made it at the same moment
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
    row = tx.conn.execute(_HELD, {"id": conversation_id}).one()
    return value_of(tx, row.id, row.person_id, row.body)


def value_of(tx: Tx, conversation_id: str, person_id: str, sealed: bytes | None) -> Conversation:
    body = tx.open(person_id, f"conversation.body:{conversation_id}", sealed)
    return values.conversation.validate_json(body) if body else Conversation(conversation_id, person_id)


def save(tx: Tx, value: Conversation) -> None:
    body = tx.seal(value.person_id, f"conversation.body:{value.id}", values.dump(values.conversation, value))
    columns = {"body": body, "holder": value.holder, "case_id": value.case_id, "last_at": value.last_at}
    tx.conn.execute(_SAVE_BODY, {"of": value.id, **columns})


def address(tx: Tx, conversation_id: str) -> Address | None:
    """Where she is reached; None when she was erased."""
    row = tx.conn.execute(_ADDRESS, {"id": conversation_id}).one()
    return address_of(tx, conversation_id, row.person_id, row.address)


def address_of(tx: Tx, conversation_id: str, person_id: str, sealed: bytes | None) -> Address | None:
    plain = tx.open(person_id, f"conversation.address:{conversation_id}", sealed)
    return Address(**json.loads(plain)) if plain else None


def reached(tx: Tx, conversation_id: str) -> tuple[Address | None, str]:
    """Where she is reached, and in which language; None for the first when she was erased."""
    row = tx.conn.execute(_REACHED, {"id": conversation_id}).one()
    tx.learn(row.person_id, row.wrapped_key)
    return address_of(tx, conversation_id, row.person_id, row.address), row.locale


def set_address(tx: Tx, conversation_id: str, to: Address, *, owns_thread: bool = False) -> None:
    """Answers go there from now on. With `owns_thread`, what is written in that Slack thread belongs here."""
    owner = tx.conn.execute(_ADDRESS, {"id": conversation_id}).one().person_id
    sealed = tx.seal(owner, f"conversation.address:{conversation_id}", json.dumps(asdict(to)))
    tx.conn.execute(_SAVE_ADDRESS, {"of": conversation_id, "address": sealed})
    if owns_thread:
        index = tx.keyring.blind(_thread(to.channel, to.thread_ts))
        tx.conn.execute(conversation.update().where(conversation.c.id == conversation_id).values(thread_index=index))


def by_thread(tx: Tx, channel: str, thread_ts: str) -> Conversation | None:
    """The conversation that lives in a Slack thread."""
    t, index = conversation, tx.keyring.blinds(_thread(channel, thread_ts))
    found = tx.conn.scalar(sa.select(t.c.id).where(t.c.region_id == tx.region_id, t.c.thread_index.in_(index)))
    return get(tx, found) if found else None


def _thread(channel: str | None, thread_ts: str | None) -> str:
    return f"thread:{channel}:{thread_ts}"
