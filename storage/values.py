"""Domain values to JSON and back. Frozen dataclasses go in, equal ones come out."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from knowledge.resource import Resource
from routing.case import Case, Conversation, Message
from routing.decision import (
    Consented,
    Handover,
    Journal,
    Judged,
    Record,
    Reviewed,
    RosterChanged,
    Shown,
    Unmet,
)
from routing.effects import Effect

case: TypeAdapter[Case] = TypeAdapter(Case)
conversation: TypeAdapter[Conversation] = TypeAdapter(Conversation)
message: TypeAdapter[Message] = TypeAdapter(Message)
resource: TypeAdapter[Resource] = TypeAdapter(Resource)
effect: TypeAdapter[Effect] = TypeAdapter(Effect)

RECORD_KINDS: dict[type[Any], str] = {
    Journal: "journal",
    Consented: "consent",
    Unmet: "unmet",
    Shown: "shown",
    Handover: "handover",
    Reviewed: "review",
    RosterChanged: "roster",
    Judged: "judgement",
}
_records: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(shape) for shape, kind in RECORD_KINDS.items()}


def dump(adapter: TypeAdapter[Any], value: object) -> str:
    return adapter.dump_json(value).decode()


def record_kind(record: Record) -> str:
    return RECORD_KINDS[type(record)]


def dump_record(record: Record) -> str:
    if isinstance(record, Reviewed):  # what was written stands in the entry's new version, the journal has no words
        record = replace(record, changes=tuple((name, "") for name, _ in record.changes))
    elif isinstance(record, RosterChanged):
        record = replace(record, change=replace(record.change, words=""))
    elif isinstance(record, Judged):  # the wording is sealed in its own table
        record = replace(record, wording="")
    return dump(_records[record_kind(record)], record)


def load_record(kind: str, text: str) -> Record:
    loaded: Record = _records[kind].validate_json(text)
    return loaded
