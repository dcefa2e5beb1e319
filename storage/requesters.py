"""Who writes, found in one look: the person behind a platform id, and her main conversation there."""

from dataclasses import dataclass

import sqlalchemy as sa

from routing.case import Conversation, Person
from storage import conversations, people
from storage.conversations import Address
from storage.database import Tx
from storage.tables import channel_identity, conversation, person


@dataclass(frozen=True, slots=True)
class Requester:
    person: Person
    conversation: Conversation
    address: Address | None


_KNOWN = (
    sa.select(
        person.c.id,
        person.c.kind,
        person.c.locale,
        person.c.blocked,
        person.c.name,
        person.c.wrapped_key,
        conversation.c.id.label("conversation"),
        conversation.c.body,
        conversation.c.address,
    )
    .select_from(
        channel_identity.join(person, channel_identity.c.person_id == person.c.id).join(
            conversation, sa.and_(conversation.c.person_id == person.c.id, conversation.c.main)
        )
    )
    .where(
        channel_identity.c.account_id == sa.bindparam("account"),
        channel_identity.c.external_index.in_(sa.bindparam("index", expanding=True)),
        conversation.c.account_id == sa.bindparam("account"),
        person.c.wrapped_key.is_not(None),
    )
)
_HELD = _KNOWN.with_for_update(key_share=True, of=[person, conversation])


def known(tx: Tx, account_id: str, external_id: str, *, held: bool) -> Requester | None:
    """None when she or her conversation is new, or she was erased.

    `held`: until the end of the transaction, so that her messages are decided about one after the other.
    """
    identity = {"account": account_id, "index": tx.keyring.blinds(external_id)}
    row = tx.conn.execute(_HELD if held else _KNOWN, identity).one_or_none()
    if row is None:
        return None
    return Requester(
        people.value_of(tx, row),
        conversations.value_of(tx, row.conversation, row.id, row.body),
        conversations.address_of(tx, row.conversation, row.id, row.address),
    )
