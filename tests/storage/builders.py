"""Rows for tests: each builder fills in what does not matter."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from routing.case import Case, Conversation, Message, Person
from storage import cases, conversations, messages, people
from storage.conversations import Address
from storage.database import Tx
from storage.inbox import Received
from tests.builders import at, some_case

NOW = at("10:00")
LEASE = timedelta(seconds=30)
QUARANTINE = timedelta(seconds=30)


def a_family(tx: Tx, line_id: str = "U-mother") -> tuple[Person, Conversation]:
    account = people.ensure_account(tx, "line")
    person = people.person_for(tx, account, line_id, kind="family", now=NOW)
    conversation = conversations.for_person(tx, person.id, account)
    conversations.set_address(tx, conversation.id, Address(account, "line", line_id))
    return person, conversation


def a_case(tx: Tx, person: Person, conversation: Conversation, **changes: Any) -> Case:
    new = some_case(person_id=person.id, conversation_id=conversation.id)
    return cases.save(tx, replace(new, **changes))


def a_message(tx: Tx, conversation: Conversation, **changes: Any) -> Message:
    message = Message("message-1", conversation.id, "in", "text", NOW, body="夜眠れません", platform_id="325708")
    message = replace(message, **changes)
    messages.add(tx, message)
    return message


def received(key: str, source: Literal["line", "slack", "clock"] = "line", **raw: Any) -> Received:
    return Received(source, "account", key, raw, NOW)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)
