"""A backup is whole, opens under the same key alone, and never takes another's place by accident."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from routing.effects import Post, Say, Text
from storage import backup, cases, heartbeats, inbox, messages, migrate, outbox, outbox_watch, people, undelivered
from storage.backup import BackupRefused
from storage.database import Database
from storage.engines import engine_for
from storage.outbox import Reply
from storage.sealing import Keyring
from storage.tables import metadata
from tests.conftest import REGION, started
from tests.storage.builders import NOW, a_case, a_family, a_message, received

WORDS = "夜眠れません"

pytestmark = pytest.mark.usefixtures("postgresql_tools")


def empty(url: str) -> None:
    engine = engine_for(url)
    metadata.drop_all(engine)
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE alembic_version")
    engine.dispose()


def told(database: Database) -> str:
    found = database.run_sync(lambda tx: messages.get(tx, "message-1"))
    return "" if found is None else found.body


def a_told_region(database: Database) -> None:
    with database.begin() as tx:
        a_message(tx, a_family(tx)[1], body=WORDS)


def test_a_familys_words_are_readable_again_under_the_same_key(
    database: Database, database_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    a_told_region(database)
    backup.make(database_url, tmp_path / "kept")
    database.close()
    empty(database_url)

    backup.restore(database_url, tmp_path / "kept", keyring, replace=False)

    with started(database_url, keyring) as again:
        assert told(again) == WORDS
        again.run_sync(lambda tx: inbox.add(tx, [received("after")]))  # the counters go on where they were


def test_an_erased_person_stays_erased(database: Database, database_url: str, tmp_path: Path, keyring: Keyring) -> None:
    with database.begin() as tx:
        person, conversation = a_family(tx)
        a_message(tx, conversation, body=WORDS)
        case = a_case(tx, person, conversation, words=WORDS)
        people.erase(tx, person.id, NOW)
    backup.make(database_url, tmp_path / "kept")
    database.close()

    backup.restore(database_url, tmp_path / "kept", keyring, replace=True)

    with started(database_url, keyring) as again:
        found = again.run_sync(lambda tx: cases.get(tx, case.id))
        assert found is not None
        assert (told(again), found.words, found.close_reason) == ("", "", "erased")
    assert WORDS.encode() not in (tmp_path / "kept").read_bytes()


def test_the_key_is_not_in_the_file(database: Database, database_url: str, tmp_path: Path) -> None:
    a_told_region(database)

    backup.make(database_url, tmp_path / "kept")

    assert b"a-secret-for-tests" not in (tmp_path / "kept").read_bytes()
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


def test_rows_that_are_there_are_kept_until_replacing_is_asked_for(
    database: Database, database_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    backup.make(database_url, tmp_path / "kept")
    a_told_region(database)

    with pytest.raises(BackupRefused, match="holds rows"):
        backup.restore(database_url, tmp_path / "kept", keyring, replace=False)

    assert told(database) == WORDS
    backup.restore(database_url, tmp_path / "kept", keyring, replace=True)
    assert told(database) == ""


def test_a_backup_never_takes_the_place_of_another_file(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("of yesterday")

    with pytest.raises(BackupRefused, match="exists already"):
        backup.make(database_url, tmp_path / "kept")

    assert (tmp_path / "kept").read_text() == "of yesterday"
    assert not list(tmp_path.glob(".unfinished-*"))


def test_a_copy_taken_while_events_arrive_is_one_consistent_picture(
    sqlite: Database, sqlite_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    stop = threading.Event()
    written: list[int] = []

    def arrive() -> None:
        while not stop.is_set():
            n = len(written)
            together = [received(f"{n}-{part}") for part in range(5)]
            with sqlite.begin() as tx:
                inbox.add(tx, together)
            written.append(n)

    writer = threading.Thread(target=arrive)
    writer.start()
    try:
        before = len(written)
        for number in range(5):
            backup.make(sqlite_url, tmp_path / f"kept-{number}")
    finally:
        stop.set()
        writer.join()

    assert len(written) > before  # it went on being written
    for number in range(5):
        with started(f"sqlite:///{tmp_path / f'kept-{number}'}", keyring) as copy:
            assert copy.run_sync(inbox.counts).get("new", 0) % 5 == 0


def test_a_backup_of_another_key_is_refused_and_nothing_is_touched(
    sqlite: Database, sqlite_url: str, tmp_path: Path
) -> None:
    backup.make(sqlite_url, tmp_path / "kept")
    a_told_region(sqlite)

    with pytest.raises(BackupRefused, match="sealed under another key"):
        backup.restore(
            sqlite_url, tmp_path / "kept", Keyring.from_text("another-secret-of-32-characters!!"), replace=True
        )

    assert told(sqlite) == WORDS


def test_a_damaged_backup_is_refused_and_nothing_is_touched(
    sqlite: Database, sqlite_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    a_told_region(sqlite)
    backup.make(sqlite_url, tmp_path / "kept")
    spoilt = bytearray((tmp_path / "kept").read_bytes())
    spoilt[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
    (tmp_path / "kept").write_bytes(spoilt)

    with pytest.raises(BackupRefused):
        backup.restore(sqlite_url, tmp_path / "kept", keyring, replace=True)

    assert told(sqlite) == WORDS


def test_a_file_of_something_else_is_refused(
    sqlite_url: str, postgresql_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    (tmp_path / "letter").write_text("Dear desk")
    backup.make(sqlite_url, tmp_path / "kept")

    for source, url, why in (
        ("letter", sqlite_url, "no backup of ours"),
        ("missing", sqlite_url, "No such file"),
        ("kept", postgresql_url, "is a backup of sqlite"),
    ):
        with pytest.raises(BackupRefused, match=why):
            backup.restore(url, tmp_path / source, keyring, replace=True)


def test_without_the_tools_of_postgresql_one_line_says_so(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupRefused, match="pg_dump is not on the PATH"):
        backup.make(postgresql_url, tmp_path / "kept")

    assert not (tmp_path / "kept").exists()


def test_an_older_backup_comes_back_and_the_tables_it_lacks_are_made_anew(
    postgresql: Database, postgresql_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    a_told_region(postgresql)
    migrate.downgrade(postgresql.engine, "0001")
    backup.make(postgresql_url, tmp_path / "kept")
    migrate.upgrade(postgresql.engine)

    backup.restore(postgresql_url, tmp_path / "kept", keyring, replace=True)

    migrate.upgrade(postgresql.engine)
    assert told(postgresql) == WORDS
    assert set(metadata.tables) <= set(sa.inspect(postgresql.engine).get_table_names())


def test_a_heartbeat_alone_is_no_row_worth_keeping(database: Database) -> None:
    fresh = Database(database.engine, database.keyring, REGION)
    fresh.run_sync(lambda tx: tx.conn.execute(metadata.tables["region"].delete()))

    fresh.run_sync(lambda tx: heartbeats.beat(tx, "p", ("clock",), NOW))

    assert not backup.has_rows(database.engine)


def test_what_waited_in_a_backup_is_looked_into_before_it_is_sent(database: Database) -> None:
    with database.begin() as tx:
        person, conversation = a_family(tx)
        a_case(tx, person, conversation)
        said = Say(conversation.id, (Text("menu"),))
        outbox.add(tx, (said,), now=NOW - timedelta(days=2), person_id=person.id)
        outbox.add(tx, (said,), now=NOW, person_id=person.id, reply=Reply("token", NOW))
        outbox.add(tx, (said,), now=NOW, person_id=person.id)
        outbox.add(tx, (Post("case-1", (Text("desk-blocked"),)),), now=NOW)
        inbox.add(tx, [received("a")])

    with database.begin() as tx:
        assert undelivered.doubt_all(tx, NOW, timedelta(hours=23)) == 4
        assert inbox.set_all_aside(tx, "restored") == 1

    with database.begin() as tx:
        assert outbox.claim(tx, NOW, 10, timedelta(seconds=60)) == ()
        looked_at = outbox.to_reconcile(tx, NOW, timedelta(seconds=60), timedelta(seconds=20))
        assert [send.first_tried_at for send in looked_at] == [NOW, NOW]
        assert [trouble.reason for trouble in outbox_watch.troubles(tx)] == ["restored", "restored"]
        assert inbox.counts(tx) == {"quarantined": 1}
