"""What was said to and by requesters, and how far each reply got."""

from dataclasses import replace

import sqlalchemy as sa

from routing.case import Message
from storage import values
from storage.database import Tx
from storage.tables import conversation, message, slack_post

_OWNER = sa.select(conversation.c.person_id).where(conversation.c.id == sa.bindparam("id"))
_ADD = message.insert()
_WITHDRAWN = (
    sa.select(message.c.id)
    .where(
        message.c.conversation_id == sa.bindparam("conversation"),
        message.c.platform_index.in_(sa.bindparam("index", expanding=True)),
        message.c.state == "withdrawn",
    )
    .limit(1)
)


def add(tx: Tx, value: Message, owner: str | None = None) -> None:
    """`owner`: the person whose conversation it is in, where the caller knows her."""
    body = tx.seal(owner or _owner(tx, value), f"message.body:{value.id}", values.dump(values.message, value))
    known_by = value.platform_id if body is not None else None  # an erased person leaves no trace
    row = {
        "id": value.id,
        "region_id": tx.region_id,
        "conversation_id": value.conversation_id,
        "case_id": value.case_id,
        "direction": value.direction,
        "kind": value.kind,
        "state": value.state,
        "author": value.author,
        "at": value.at,
        "platform_index": tx.keyring.blind(known_by) if known_by else None,
        "body": body,
    }
    tx.conn.execute(_ADD, row)


def get(tx: Tx, message_id: str) -> Message | None:
    row = tx.conn.execute(_select().where(message.c.id == message_id)).one_or_none()
    return None if row is None else _value(tx, row)


def by_platform_id(tx: Tx, conversation_id: str, platform_id: str) -> tuple[Message, ...]:
    """What the platform means, looked for in one conversation only: in Slack words and files may be one message.

    What was taken back before is left out: an edited message keeps its id.
    """
    index = tx.keyring.blinds(platform_id)
    t = message
    there = sa.and_(t.c.conversation_id == conversation_id, t.c.platform_index.in_(index), t.c.state != "withdrawn")
    return tuple(_value(tx, row) for row in tx.conn.execute(_select().where(there).order_by(t.c.at, t.c.id)))


def of_case(tx: Tx, case_id: str, direction: str | None = None) -> tuple[Message, ...]:
    """Oldest first."""
    chosen = _select().where(message.c.case_id == case_id).order_by(message.c.at, message.c.id)
    if direction:
        chosen = chosen.where(message.c.direction == direction)
    return tuple(_value(tx, row) for row in tx.conn.execute(chosen))


def was_withdrawn(tx: Tx, conversation_id: str, platform_id: str | None) -> bool:
    if platform_id is None:
        return False
    there = {"conversation": conversation_id, "index": tx.keyring.blinds(platform_id)}
    return tx.conn.execute(_WITHDRAWN, there).first() is not None


def copied_to_slack(tx: Tx, person_id: str) -> tuple[tuple[str, str | None], ...]:
    """Her messages of which a copy stands in Slack, with their case."""
    joined = message.join(conversation, message.c.conversation_id == conversation.c.id).join(
        slack_post, sa.and_(slack_post.c.ref_id == message.c.id, slack_post.c.ref_kind == "copy")
    )
    found = sa.select(message.c.id, message.c.case_id).select_from(joined).distinct()
    rows = tx.conn.execute(found.where(conversation.c.person_id == person_id))
    return tuple((row.id, row.case_id) for row in rows)


def set_state(tx: Tx, message_id: str, state: str) -> None:
    tx.conn.execute(message.update().where(message.c.id == message_id).values(state=state))


def withdraw(tx: Tx, message_id: str) -> None:
    """The words are gone; that something was said and taken back remains."""
    tx.conn.execute(message.update().where(message.c.id == message_id).values(state="withdrawn", body=None))


def _select() -> sa.Select[tuple[object, ...]]:
    joined = message.join(conversation, message.c.conversation_id == conversation.c.id)
    return sa.select(message, conversation.c.person_id).select_from(joined)


def _owner(tx: Tx, value: Message) -> str:
    return str(tx.conn.execute(_OWNER, {"id": value.conversation_id}).scalar_one())


def _value(tx: Tx, row: sa.Row[tuple[object, ...]]) -> Message:
    body = tx.open(row.person_id, f"message.body:{row.id}", row.body)
    if body is None:
        return Message(row.id, row.conversation_id, row.direction, row.kind, row.at, row.case_id, state=row.state)
    return replace(values.message.validate_json(body), state=row.state)
