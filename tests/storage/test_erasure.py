"""What people wrote, and who they are, is in no byte of the database; after an erasure not even under our keys."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from knowledge.understanding import Slots
from routing.case import Conversation, EntryRef, Person, Status
from routing.effects import Post, Say, ShowCard, Verbatim, Wake
from storage import cases, conversations, inbox, messages, outbox, people, timers, unmatched
from storage.conversations import Address
from storage.database import Database, Tx
from storage.outbox import Reply
from storage.sealing import Keyring
from storage.tables import (
    channel_identity,
    conversation,
    message,
    metadata,
    person,
)
from storage.tables import (
    outbox as outbox_table,
)
from tests.storage.builders import LEASE, NOW, QUARANTINE, a_case, a_family, a_message, later, received

MARK = "mark"
LINE_ID = "U-mark-platform-id"


def everything_she_gave(tx: Tx) -> tuple[Person, Conversation]:
    """Every field in which something of hers can stand holds a marked word."""
    inbox.add(tx, [received("event-1", text="mark-inbox 夜眠れません", userId=LINE_ID)])
    (row,) = inbox.take(tx, NOW, 1, LEASE)
    mother, talk = a_family(tx, LINE_ID)
    people.save(tx, replace(mother, name="mark-name"))
    account = people.ensure_account(tx, "line")
    slots = Slots(municipality="142018", age_months=14, care_types=("mark-care",), denied_care=("mark-denied",))
    conversations.set_address(tx, talk.id, Address(account, "line", LINE_ID, "C-mark", "mark-ts", "https://mark/"))
    conversations.save(
        tx,
        replace(
            talk,
            words="mark-words",
            context=("mark-context",),
            slots=slots,
            topics=("mark-topic",),
            found=(EntryRef("ym-001", 1, (("word", "mark-reason"),)),),
        ),
    )
    case = a_case(tx, mother, talk, words="mark-case", slots=slots, topics=("mark-topic",), requester="mark-requester")
    a_message(
        tx, talk, case_id=case.id, body="mark-body", platform_id="mark-message-id", detail={"name": "mark-診断書.pdf"}
    )
    said = (Verbatim("mark-verbatim", "mark-by"),)
    effects = (
        Say(talk.id, said, case_id=case.id),
        Say(talk.id, said),
        Post(case.id, said, message_id="message-1"),
        Wake(case.id, later(60), "follow-up"),
    )
    outbox.add(tx, effects, now=NOW, person_id=mother.id, reply=Reply("mark-token", later(50)))
    for send in outbox.claim(tx, NOW, 10, LEASE):
        outbox.freeze(tx, send, {"text": "mark-payload"}, NOW)
    inbox.done(tx, row.id, NOW)
    unmatched.add(tx, mother.id, ("mark-unmatched",), NOW.date())
    return mother, talk


def bytes_on_disk(database: Database) -> bytes:
    """The file and its log, as somebody who takes the disk would have them."""
    path = Path(str(database.engine.url.database))
    return b"".join(part.read_bytes() for part in sorted(path.parent.glob(f"{path.name}*")))


def sealed_values(tx: Tx) -> Iterator[tuple[str, bytes]]:
    for table in metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, sa.LargeBinary):
                for value in tx.conn.execute(sa.select(column).where(column.is_not(None))).scalars():
                    yield f"{table.name}.{column.name}", bytes(value)


def test_nothing_she_wrote_or_is_known_by_stands_in_any_byte_of_the_file_or_its_log(sqlite: Database) -> None:
    sqlite.run_sync(everything_she_gave)

    on_disk = bytes_on_disk(sqlite)

    assert b"ym-001" not in on_disk  # even which entries she was shown is sealed in her conversation
    assert MARK.encode() not in on_disk
    assert "夜眠れません".encode() not in on_disk
    assert len(on_disk) > 100_000  # we did look at something


def test_nothing_she_wrote_stands_in_the_open_in_any_column(database: Database) -> None:
    database.run_sync(everything_she_gave)

    def open_columns(tx: Tx) -> list[str]:
        found = []
        for table in metadata.sorted_tables:
            for row in tx.conn.execute(sa.select(table)):
                found += [f"{table.name}.{name}" for name, value in row._mapping.items() if MARK in repr(value)]
        return found

    assert database.run_sync(open_columns) == []


def test_the_key_of_an_erased_person_and_all_it_sealed_are_gone_from_the_disk(sqlite: Database) -> None:
    mother, _ = sqlite.run_sync(everything_she_gave)
    key_column = sa.select(person.c.wrapped_key).where(person.c.id == mother.id)
    wrapped = sqlite.run_sync(lambda tx: bytes(tx.conn.execute(key_column).scalar_one()))
    identity = sqlite.run_sync(lambda tx: tx.conn.execute(sa.select(channel_identity.c.external_index)).scalar_one())
    before = sqlite.run_sync(lambda tx: dict(sealed_values(tx)))
    on_disk_before = bytes_on_disk(sqlite)

    sqlite.run_sync(lambda tx: people.erase(tx, mother.id, NOW))

    on_disk = bytes_on_disk(sqlite)
    assert wrapped in on_disk_before
    assert identity.encode() in on_disk_before
    assert wrapped not in on_disk
    assert identity.encode() not in on_disk
    left = sqlite.run_sync(lambda tx: {place for place, _ in sealed_values(tx)})
    assert left == {"region.wrapped_key"}
    assert [place for place, value in before.items() if place not in left and value in on_disk] == []


def test_nobody_can_open_what_was_copied_before_the_erasure(database: Database) -> None:
    mother, talk = database.run_sync(everything_she_gave)
    t = conversation
    copied = database.run_sync(lambda tx: tx.conn.execute(sa.select(t.c.body).where(t.c.id == talk.id)).scalar_one())
    place = f"conversation.body:{talk.id}"
    before = database.run_sync(lambda tx: tx.open(mother.id, place, copied))

    database.run_sync(lambda tx: people.erase(tx, mother.id, NOW))

    assert before is not None
    assert "mark-words" in before
    assert database.run_sync(lambda tx: tx.open(mother.id, place, copied)) is None


def test_after_an_erasure_reading_gives_empty_values(database: Database) -> None:
    mother, talk = database.run_sync(everything_she_gave)

    closed = database.run_sync(lambda tx: people.erase(tx, mother.id, NOW))

    assert closed == ("case-1",)
    case = database.run_sync(lambda tx: cases.get(tx, "case-1"))
    assert case is not None
    assert (case.status, case.words, case.slots, case.closed_at) == (Status.CLOSED, "", Slots(), NOW)
    assert database.run_sync(lambda tx: conversations.get(tx, talk.id)) == Conversation(talk.id, mother.id)
    assert database.run_sync(lambda tx: conversations.address(tx, talk.id)) is None
    assert database.run_sync(lambda tx: people.get(tx, mother.id)) == Person(mother.id, "family")
    left = database.run_sync(lambda tx: messages.get(tx, "message-1"))
    assert left is not None
    assert (left.body, left.detail, left.platform_id) == ("", {}, None)
    found = database.run_sync(lambda tx: messages.by_platform_id(tx, talk.id, "mark-message-id"))
    assert found == ()
    assert database.run_sync(lambda tx: conversations.by_thread(tx, "C-mark", "mark-ts")) is None


def test_nothing_wakes_the_desk_for_an_erased_person(database: Database) -> None:
    mother, _ = database.run_sync(everything_she_gave)

    database.run_sync(lambda tx: people.erase(tx, mother.id, NOW))

    assert database.run_sync(lambda tx: timers.ring(tx, later(3600))) == ()


def test_a_decision_that_was_under_way_does_not_write_her_back(database: Database) -> None:
    mother, talk = database.run_sync(everything_she_gave)
    seen = database.run_sync(lambda tx: cases.get(tx, "case-1"))
    assert seen is not None
    database.run_sync(lambda tx: people.erase(tx, mother.id, NOW))

    with pytest.raises(cases.StaleCase):
        database.run_sync(lambda tx: cases.save(tx, seen))
    database.run_sync(lambda tx: conversations.save(tx, replace(talk, words="mark-words")))
    database.run_sync(lambda tx: people.save(tx, replace(mother, name="mark-name")))
    database.run_sync(lambda tx: a_message(tx, talk, id="message-2", platform_id="mark-message-id"))

    places = database.run_sync(lambda tx: {place for place, _ in sealed_values(tx)})
    index = sa.select(message.c.platform_index).where(message.c.platform_index.is_not(None))
    assert places == {"region.wrapped_key"}
    assert database.run_sync(lambda tx: tx.conn.execute(index).all()) == []


def test_she_may_come_back_as_somebody_new(database: Database) -> None:
    mother, _ = database.run_sync(everything_she_gave)
    database.run_sync(lambda tx: people.erase(tx, mother.id, NOW))

    again, talk = database.run_sync(lambda tx: a_family(tx, LINE_ID))
    database.run_sync(lambda tx: a_message(tx, talk, id="message-2", body="また書きます"))

    assert again.id != mother.id
    assert database.run_sync(lambda tx: people.stored_about(tx, again.id)) == people.Stored(1, 0)
    said = database.run_sync(lambda tx: messages.get(tx, "message-2"))
    assert said is not None
    assert said.body == "また書きます"


def test_her_neighbour_keeps_everything(database: Database) -> None:
    mother, _ = database.run_sync(everything_she_gave)

    def neighbour(tx: Tx) -> Conversation:
        other, talk = a_family(tx, "U-neighbour")
        a_case(tx, other, talk, id="case-2", number="B", words="となりの言葉")
        outbox.add(tx, (ShowCard("case-2"),), now=NOW, person_id=other.id)
        return talk

    talk = database.run_sync(neighbour)
    database.run_sync(lambda tx: people.erase(tx, mother.id, NOW))

    case = database.run_sync(lambda tx: cases.get(tx, "case-2"))
    assert case is not None
    assert (case.words, case.status) == ("となりの言葉", Status.WAITING)
    assert database.run_sync(lambda tx: conversations.address(tx, talk.id)) is not None
    assert outbox_states(database) >= {"pending"}


def test_a_message_that_comes_during_the_erasure_is_kept_for_somebody_new(postgresql: Database) -> None:
    mother, _ = postgresql.run_sync(everything_she_gave)

    def writes_again(tx: Tx) -> Person:
        again, talk = a_family(tx, LINE_ID)
        a_message(tx, talk, id="message-2", body="また書きます")
        return again

    with ThreadPoolExecutor(1) as worker:
        with postgresql.begin() as erasing:
            people.erase(erasing, mother.id, NOW)
            writing = worker.submit(postgresql.run_sync, writes_again)
            with pytest.raises(TimeoutError):
                writing.result(timeout=0.3)
        again = writing.result(timeout=10)

    said = postgresql.run_sync(lambda tx: messages.get(tx, "message-2"))
    assert again.id != mother.id
    assert said is not None
    assert said.body == "また書きます"


def test_an_erasure_waits_for_the_message_that_is_being_decided_about(postgresql: Database) -> None:
    mother, talk = postgresql.run_sync(everything_she_gave)

    with ThreadPoolExecutor(1) as worker:
        with postgresql.begin() as deciding:
            a_family(deciding, LINE_ID)
            erasing = worker.submit(postgresql.run_sync, lambda tx: people.erase(tx, mother.id, NOW))
            with pytest.raises(TimeoutError):
                erasing.result(timeout=0.3)
            a_case(deciding, mother, talk, id="case-2", number="B", words="mark-late")
        closed = erasing.result(timeout=10)

    assert sorted(closed) == ["case-1", "case-2"]
    assert postgresql.run_sync(lambda tx: {place for place, _ in sealed_values(tx)}) == {"region.wrapped_key"}


def look_into_what_was_lost(tx: Tx) -> None:
    outbox.look_after_the_lost(tx, later(999), QUARANTINE)
    outbox.to_reconcile(tx, later(9999), LEASE, QUARANTINE)


def test_another_secret_opens_nothing(database: Database, database_url: str) -> None:
    mother, talk = database.run_sync(everything_she_gave)
    stranger = Database.open(
        database_url, Keyring.from_text("another-secret-of-at-least-32-characters"), database.region_id
    )

    for read in (
        lambda tx: people.get(tx, mother.id),
        lambda tx: conversations.get(tx, talk.id),
        lambda tx: cases.get(tx, "case-1"),
        lambda tx: messages.get(tx, "message-1"),
        look_into_what_was_lost,
    ):
        with pytest.raises(Exception, match="TSUNAGU_SECRET_KEY does not hold"):
            stranger.run_sync(read)

    stranger.close()


def outbox_states(database: Database) -> set[str]:
    return set(database.run_sync(lambda tx: tx.conn.execute(sa.select(outbox_table.c.state)).scalars().all()))
