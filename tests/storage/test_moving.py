"""A region that outgrew its file arrives in PostgreSQL whole, or stays where it is."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import cases, inbox, messages, migrate, moving, unmatched
from storage.database import Database
from storage.engines import NoDatabase, engine_for
from storage.inbox import InboxWriter
from storage.moving import Move, MoveRefused
from storage.sealing import Keyring
from storage.tables import message
from tests.conftest import REGION, started
from tests.storage.builders import NOW, a_case, a_family, a_message, received

BATCH, MANY = 50, 130


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "BATCH", BATCH)


@pytest.fixture
def target(postgresql_url: str) -> Iterator[str]:
    """Without any tables, as a new database is."""
    engine = engine_for(postgresql_url)
    migrate.downgrade(engine)
    yield postgresql_url
    with engine.begin() as conn:
        for name in ("moving", "moving_progress"):
            conn.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    engine.dispose()


@pytest.fixture
def region(sqlite: Database) -> Database:
    with sqlite.begin() as tx:
        person, conversation = a_family(tx)
        a_case(tx, person, conversation, words="夜眠れません", number="MQ388")
        for n in range(MANY):
            a_message(tx, conversation, id=f"message-{n}", platform_id=str(n), body=f"言葉 {n}")
        inbox.add(tx, [received(f"event-{n}", words="言葉") for n in range(20)])
        unmatched.add(tx, person.id, [f"言葉{n}" for n in range(BATCH + 1)], NOW.date())
    return sqlite


def move(source: str, target: str) -> moving.Moved:
    one = Move(source, target)
    try:
        one.begin()
        return one.run(lambda _: None)
    finally:
        one.close()


def rows(engine: sa.Engine) -> dict[str, list[bytes]]:
    with engine.connect() as conn:
        return {
            table.name: sorted(moving.digest(table, dict(row)) for row in conn.execute(sa.select(table)).mappings())
            for table in moving.tables()
        }


def test_everything_arrives_opens_under_the_same_key_and_the_counters_go_on(
    region: Database, sqlite_url: str, target: str, keyring: Keyring
) -> None:
    before = rows(region.engine)

    moved = move(sqlite_url, target)

    with started(target, keyring) as there:
        assert rows(there.engine) == before
        assert moved.rows == sum(len(found) for found in before.values())
        with there.begin() as tx:
            assert (case := cases.by_number(tx, "MQ388")) is not None
            assert case.words == "夜眠れません"
            told = messages.get(tx, f"message-{MANY - 1}")
            assert told is not None
            assert told.body == f"言葉 {MANY - 1}"
            assert inbox.add(tx, [received("event-1"), received("after")]) == [False, True]
            assert cases.save(tx, case).version == case.version + 1


def test_nothing_is_written_to_the_old_database_from_the_first_row_on(
    region: Database, sqlite_url: str, target: str
) -> None:
    one = Move(sqlite_url, target)
    one.begin()

    async def an_event_arrives() -> None:
        await InboxWriter(region).add([received("late")])

    with pytest.raises(sa.exc.DBAPIError, match="being moved"):
        asyncio.run(an_event_arrives())  # its request is answered 503
    assert not asyncio.run(region.can_store())
    with pytest.raises(NoDatabase, match="not finished"):
        Database.open(sqlite_url, region.keyring, REGION)

    one.run(lambda _: None)

    assert not asyncio.run(region.can_store())
    with pytest.raises(NoDatabase, match="was moved to postgresql"):
        Database.open(sqlite_url, region.keyring, REGION)
    one.close()


def test_a_target_is_not_started_before_all_of_it_is_there(region: Database, sqlite_url: str, target: str) -> None:
    one = Move(sqlite_url, target)
    one.begin()

    with pytest.raises(NoDatabase, match="not finished"):
        Database.open(target, region.keyring, REGION)

    one.close()


KILLED = """
import os, signal, sys
from storage import moving
from storage.moving import Move
moving.BATCH = 50
move, seen = Move(*sys.argv[1:3]), [0]
move.begin()
def progress(rows):
    seen[0] += rows
    if seen[0] > int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
move.run(progress)
"""


@pytest.mark.parametrize("after", [0, 100, MANY + 30, 2 * MANY])
def test_a_killed_move_goes_on_where_it_was(
    region: Database, sqlite_url: str, target: str, keyring: Keyring, after: int
) -> None:
    before = rows(region.engine)
    killed = subprocess.run([sys.executable, "-c", KILLED, sqlite_url, target, str(after)], check=False)
    assert killed.returncode == -signal.SIGKILL

    one = Move(sqlite_url, target)
    todo, seen = one.begin(), list[int]()
    one.run(seen.append)
    one.close()

    assert sum(seen) == 2 * todo  # the bar comes to its end
    with started(target, keyring) as there:
        assert rows(there.engine) == before


def test_a_move_killed_at_its_very_end_is_finished(
    region: Database, sqlite_url: str, target: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(moving, "_set_counter", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            move(sqlite_url, target)

    move(sqlite_url, target)

    with started(target, keyring) as there:
        assert there.run_sync(lambda tx: inbox.add(tx, [received("after")])) == [True]


def test_a_row_that_changed_on_the_way_is_found_and_the_target_stays_closed(
    region: Database, sqlite_url: str, target: str
) -> None:
    one = Move(sqlite_url, target)
    one.begin()

    def tamper(_: int, done: list[bool] = []) -> None:  # noqa: B006 - once
        with one.target.begin() as conn:
            spoilt = message.update().where(message.c.id == "message-77").values(body=b"other")
            done += [True] if conn.execute(spoilt).rowcount else []

    with pytest.raises(MoveRefused, match="message message-77 did not arrive as it was"):
        one.run(tamper)
    one.close()

    with pytest.raises(NoDatabase, match="not finished"):
        Database.open(target, region.keyring, REGION)


def test_a_row_too_many_is_found(region: Database, sqlite_url: str, target: str) -> None:
    one = Move(sqlite_url, target)
    one.begin()

    def add(_: int) -> None:
        with one.target.begin() as conn:
            conn.exec_driver_sql(
                "INSERT INTO alarm (region_id, what, since) VALUES ('r', 'x', 0) ON CONFLICT DO NOTHING"
            )

    with pytest.raises(MoveRefused, match="alarm"):
        one.run(add)
    one.close()


def test_a_target_with_rows_of_its_own_is_refused_and_the_source_stays_open(
    region: Database, sqlite_url: str, postgresql: Database, postgresql_url: str
) -> None:
    with pytest.raises(MoveRefused, match="holds rows already"):
        move(sqlite_url, postgresql_url)

    assert asyncio.run(region.can_store())


def test_a_move_that_is_given_up_opens_the_source_again(
    region: Database, sqlite_url: str, target: str, keyring: Keyring
) -> None:
    one = Move(sqlite_url, target)
    one.begin()
    one.close()

    moving.undo(sqlite_url)

    with started(sqlite_url, keyring) as again:
        assert asyncio.run(again.can_store())
    with pytest.raises(MoveRefused, match="no move was begun"):
        moving.undo(sqlite_url)


def test_a_finished_move_is_not_given_up(region: Database, sqlite_url: str, target: str) -> None:
    move(sqlite_url, target)

    with pytest.raises(MoveRefused, match="lives in postgresql"):
        moving.undo(sqlite_url)
    with pytest.raises(MoveRefused, match="was moved to"):
        move(sqlite_url, target)


def test_directions_and_places_that_cannot_be_meant_are_one_line(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    for source, to, why in (
        (postgresql_url, sqlite_url, "expected --from sqlite"),
        (f"sqlite:///{tmp_path / 'nothing'}", postgresql_url, "holds no region"),
        (sqlite_url, "postgresql+psycopg://nobody:hunter2@127.0.0.1:1/x", "--to: cannot connect to postgresql://127"),
    ):
        with pytest.raises(MoveRefused, match=why) as refused:
            move(source, to)
        assert "hunter2" not in str(refused.value)
