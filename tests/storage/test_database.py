import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import migrate, people
from storage.database import Database, NoRegion, Tx
from storage.engines import SURELY_ALIVE, NoDatabase, engine_for
from storage.sealing import Keyring
from storage.tables import person, region
from tests.chaos.processes import Postgres
from tests.conftest import REGION
from tests.storage.builders import NOW

PASSWORD = "pa55word"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "not a database URL"),
        (f"postgresql://tsunagu:{PASSWORD}@db:notaport/tsunagu", "not a database URL"),
        (f"mysql://tsunagu:{PASSWORD}@db/tsunagu", "mysql is not supported"),
        (f"postgresql+asyncpg://tsunagu:{PASSWORD}@db/tsunagu", "postgresql+asyncpg is not supported"),
        ("sqlite+aiosqlite:///tsunagu.sqlite3", "sqlite+aiosqlite is not supported"),
        (f"postgresql://tsunagu:{PASSWORD}@127.0.0.1:1/tsunagu", "cannot connect to postgresql://127.0.0.1/tsunagu"),
        (f"postgresql:///tsunagu?host=/nowhere&password={PASSWORD}", "cannot connect to postgresql:///tsunagu"),
        ("sqlite:////proc/nowhere/tsunagu.sqlite3", "cannot create /proc/nowhere"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_in_one_line_without_credentials(
    url: str, said: str, keyring: Keyring
) -> None:
    with pytest.raises(NoDatabase) as refused:
        Database.open(url, keyring, REGION)

    assert said in str(refused.value)
    assert PASSWORD not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, keyring: Keyring) -> None:
    path = tmp_path / "tsunagu.sqlite3"
    path.write_text("id,name\n" * 1000)

    with pytest.raises(NoDatabase, match="file is not a database"):
        Database.open(f"sqlite:///{path}", keyring, REGION)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg_however_its_url_begins(scheme: str) -> None:
    engine = engine_for(f"{scheme}://tsunagu@db/tsunagu")

    assert engine.driver == "psycopg"


def test_sqlite_is_durable_and_checks_references(sqlite_url: str) -> None:
    engine = engine_for(sqlite_url)

    with engine.connect() as conn:
        found = {
            pragma: conn.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    engine.dispose()

    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 10_000}
    assert found == expected


def test_another_secret_is_refused_with_what_to_do(database: Database, database_url: str) -> None:
    stranger = Database.open(database_url, Keyring.from_text("another-secret-of-at-least-32-characters"), REGION)

    with pytest.raises(NoDatabase, match=r"TSUNAGU_SECRET_KEY.*put the old key behind the new one"):
        stranger.ensure_region()

    stranger.close()


def test_the_secret_before_the_newest_still_opens_the_region(database: Database, database_url: str) -> None:
    sealed = database.run_sync(lambda tx: tx.seal(None, "inbox.raw:1", "夜眠れません"))
    both = "a-newer-secret-of-at-least-32-characters, a-secret-for-tests-only-0123456789"
    rotated = Database.open(database_url, Keyring.from_text(both), REGION)
    rotated.ensure_region()

    opened = rotated.run_sync(lambda tx: tx.open(None, "inbox.raw:1", sealed))
    rotated.close()

    assert opened == "夜眠れません"


def test_two_replicas_that_start_together_make_one_region(database_url: str, keyring: Keyring) -> None:
    replicas = [Database.open(database_url, keyring, REGION) for _ in range(4)]

    with ThreadPoolExecutor(4) as together:
        list(together.map(Database.ensure_region, replicas))

    sealed = replicas[0].run_sync(lambda tx: tx.seal(None, "p", "words"))
    assert [each.run_sync(lambda tx: tx.open(None, "p", sealed)) for each in replicas] == ["words"] * 4
    for each in replicas:
        each.close()


def test_nothing_is_stored_for_a_region_without_a_key(database_url: str, keyring: Keyring) -> None:
    unready = Database.open(database_url, keyring, "another-region")

    with pytest.raises(NoRegion):
        unready.run_sync(lambda tx: tx.seal(None, "inbox.raw:1", "夜眠れません"))

    assert asyncio.run(unready.can_store()) is False
    unready.close()


def test_ready_means_that_it_can_store(database: Database) -> None:
    before = asyncio.run(database.can_store())
    with database.begin() as tx:
        tx.conn.execute(sa.text("DROP TABLE region"))
    after = asyncio.run(database.can_store())
    with database.begin() as tx:
        region.create(tx.conn)  # for the tests that come after on this database

    assert (before, after) == (True, False)


def test_a_failed_transaction_leaves_nothing_behind(database: Database) -> None:
    def fail_half_way(tx: Tx) -> None:
        tx.conn.execute(region.update().values(settings_version=99))
        raise ValueError

    with pytest.raises(ValueError):
        database.run_sync(fail_half_way)

    assert database.run_sync(lambda tx: tx.conn.execute(sa.select(region.c.settings_version)).scalar_one()) == 0


def test_works_that_wait_together_each_succeed_or_fail_by_themselves(database: Database) -> None:
    """One commit for many: what one of them breaks takes nothing of the others along."""

    def add(number: int, *, fails: bool = False) -> Callable[[Tx], int]:
        def work(tx: Tx) -> int:
            people.person_for(tx, people.ensure_account(tx, "line"), f"U{number}", kind="family", now=NOW)
            if fails:
                raise LookupError(number)
            return number

        return work

    async def all_at_once() -> list[int | BaseException]:
        works = [database.run(add(n, fails=n % 3 == 0)) for n in range(40)]
        return await asyncio.gather(*works, return_exceptions=True)

    told = asyncio.run(all_at_once())

    assert [n for n, one in enumerate(told) if isinstance(one, LookupError)] == list(range(0, 40, 3))
    assert [one for one in told if isinstance(one, int)] == [n for n in range(40) if n % 3]
    assert database.run_sync(lambda tx: tx.conn.scalar(sa.select(sa.func.count()).select_from(person))) == 26


def test_what_the_database_itself_refuses_stops_only_the_work_that_asked_for_it(database: Database) -> None:
    async def together() -> list[object]:
        refused = database.run(lambda tx: tx.conn.exec_driver_sql("INSERT INTO no_such_table VALUES (1)"))
        works = [database.run(lambda tx: people.ensure_account(tx, "slack")) for _ in range(5)]
        return await asyncio.gather(*works[:2], refused, *works[2:], return_exceptions=True)

    told = asyncio.run(together())

    assert isinstance(told[2], sa.exc.DBAPIError)
    assert len({one for one in told if isinstance(one, str)}) == 1


def test_nobody_waits_for_ever_when_not_even_a_transaction_can_be_begun(database: Database) -> None:
    def refuse(_: object) -> None:
        raise sa.exc.OperationalError("BEGIN", {}, Exception("read-only"))

    async def together() -> list[object]:
        works = [database.run(lambda tx: people.ensure_account(tx, "slack")) for _ in range(5)]
        return await asyncio.wait_for(asyncio.gather(*works, return_exceptions=True), timeout=30)

    sa.event.listen(database.engine, "begin", refuse)
    told = asyncio.run(together())
    sa.event.remove(database.engine, "begin", refuse)

    assert [type(one) for one in told] == [sa.exc.OperationalError] * 5
    assert asyncio.run(database.can_store())


def test_who_starts_while_the_server_is_away_waits_and_says_so_once(
    keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    server = Postgres()
    try:
        server.stop()
        with ThreadPoolExecutor(1) as thread:
            starting = thread.submit(Database.open, server.url, keyring, REGION, 30.0)
            until = time.monotonic() + 20
            while not caplog.records and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(0.6)  # another look
            waiting = not starting.done()
            server.start()
            opened = starting.result(timeout=30)
        opened.patiently(lambda: migrate.upgrade(opened.engine), "cannot begin")
        opened.ensure_region()
        opened.close()
    finally:
        server.close()

    assert waiting
    assert ["waiting for it" in record.message for record in caplog.records] == [True]


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@127.0.0.1:1/x"])
def test_nobody_waits_for_ever(keyring: Keyring, url: str) -> None:
    begun = time.monotonic()

    with pytest.raises(NoDatabase, match=r"127\.0\.0\.1"):
        Database.open(url, keyring, REGION, 0.6)

    assert 0.6 <= time.monotonic() - begun < 10


def test_nobody_waits_for_a_database_that_says_no(postgresql_url: str, keyring: Keyring) -> None:
    nowhere = sa.make_url(postgresql_url).set(database="nowhere").render_as_string(hide_password=False)

    with pytest.raises(NoDatabase, match="does not exist"):
        Database.open(nowhere, keyring, REGION, 30.0)


def test_a_connection_that_broke_while_it_rested_is_made_anew_and_nobody_hears_of_it(
    postgresql: Database, empty_postgresql: sa.URL
) -> None:
    def who(tx: Tx) -> int:
        return int(tx.conn.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())

    def end(process: int) -> None:
        with sa.create_engine(empty_postgresql, poolclass=sa.NullPool).begin() as beside:
            beside.execute(sa.text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})

    async def story() -> list[int]:
        met = [await postgresql.run(who)]
        for rests in (0, SURELY_ALIVE + 0.2):
            end(met[-1])
            await asyncio.sleep(rests)
            met.append(await postgresql.run(who))
        return met

    assert len(set(asyncio.run(story()))) == 3


def test_work_that_lost_its_connection_before_the_commit_is_done_again(postgresql: Database) -> None:
    begun = []

    def breaks_once(tx: Tx) -> int:
        begun.append(tx)
        if len(begun) == 1:
            tx.conn.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return int(tx.conn.execute(sa.text("SELECT 7")).scalar_one())

    assert asyncio.run(postgresql.run(breaks_once)) == 7
    assert len(begun) == 2
