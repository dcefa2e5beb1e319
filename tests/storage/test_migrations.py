import contextlib
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import inbox, migrate
from storage.database import Database
from storage.engines import NoDatabase, engine_for
from storage.sealing import Keyring
from storage.tables import metadata
from tests.conftest import REGION
from tests.storage.builders import received

TAKES_AWAY = re.compile(r"\b(DROP (TABLE|COLUMN|CONSTRAINT)|RENAME|SET NOT NULL|TYPE)\b")
ASKS_FOR_MORE = re.compile(r"ADD COLUMN (?!.*DEFAULT).*NOT NULL")


def older_can_work_after(statement: str) -> bool:
    """Whether who knows only the tables from before still reads and writes after this change of theirs."""
    changes = statement.strip().upper()
    return not (
        changes.startswith(("ALTER", "DROP TABLE")) and (TAKES_AWAY.search(changes) or ASKS_FOR_MORE.search(changes))
    )


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_exactly_the_tables_the_code_speaks_of(database: Database) -> None:
    with database.engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    assert differences == []
    assert tables(database.engine) == set(metadata.tables)


def test_the_way_down_removes_everything_and_the_way_up_brings_it_back(database: Database) -> None:
    migrate.downgrade(database.engine)
    below = tables(database.engine)
    migrate.upgrade(database.engine)

    assert below == set()
    assert tables(database.engine) == set(metadata.tables)
    database.ensure_region()
    assert database.run_sync(lambda tx: inbox.add(tx, [received("a")])) == [True]


def test_migrating_again_keeps_what_is_stored(database: Database) -> None:
    database.run_sync(lambda tx: inbox.add(tx, [received("a")]))

    migrate.upgrade(database.engine)

    assert database.run_sync(inbox.counts) == {"new": 1}


def test_replicas_that_start_together_migrate_once(database_url: str) -> None:
    engines = [engine_for(database_url) for _ in range(3)]
    migrate.downgrade(engines[0])

    with ThreadPoolExecutor(3) as replicas:
        list(replicas.map(migrate.upgrade, engines))

    assert tables(engines[0]) == set(metadata.tables)
    for engine in engines:
        engine.dispose()


OPENED_AT_ONCE = """
import os, sys
from storage import migrate
from storage.database import Database
from storage.sealing import Keyring
refused = 0
for file in range(15):  # without waiting about one in eight such starts went wrong
    go, started = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            os.close(started)
            os.read(go, 1)  # until the parent lets all of them go at once
            database = Database.open(f"{sys.argv[1]}/{file}", Keyring.from_text("0123456789" * 4), "region")
            migrate.upgrade(database.engine)
            database.ensure_region()
            database.close()
            os._exit(0)
        children.append(child)
    os.close(started)
    refused += sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)
sys.exit(refused)
"""


def test_processes_that_make_the_same_new_file_wait_for_each_other(tmp_path: Path) -> None:
    script = [sys.executable, "-c", OPENED_AT_ONCE, f"sqlite:///{tmp_path}"]

    ran = subprocess.run(script, capture_output=True, check=False)

    assert ran.returncode == 0, ran.stderr.decode()[-1000:]


def test_a_database_of_a_newer_version_is_refused_in_one_line(database: Database) -> None:
    with database.begin() as tx:
        ours = tx.conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        tx.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NoDatabase, match="written by a newer version"):
        migrate.upgrade(database.engine)

    with database.begin() as tx:
        tx.conn.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{ours}'")


@pytest.fixture
def newer(database: Database) -> Iterator[Callable[[str], None]]:
    """The database as a later version of the product leaves it, at a revision that this one does not know."""

    def write(revision: str) -> None:
        with database.begin() as tx:
            tx.conn.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")

    with database.begin() as tx:
        ours = str(tx.conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    yield write
    write(ours)


def test_a_newer_database_that_only_grew_is_worked_on(database: Database, newer: Callable[[str], None]) -> None:
    newer("9999")

    migrate.upgrade(database.engine, newer_too=True)

    assert database.run_sync(lambda tx: inbox.add(tx, [received("a")])) == [True]


@pytest.mark.parametrize(("since", "worked_on"), [("0001", True), ("9998", False)])
def test_a_newer_database_that_gave_something_up_is_worked_on_by_those_who_never_needed_it(
    database: Database, newer: Callable[[str], None], since: str, worked_on: bool
) -> None:
    newer(f"9999_from_{since}")

    with contextlib.nullcontext() if worked_on else pytest.raises(NoDatabase, match="written by a newer version"):
        migrate.upgrade(database.engine, newer_too=True)


def test_a_migration_after_which_older_versions_cannot_work_says_so_in_its_id(postgresql: Database) -> None:
    migrate.downgrade(postgresql.engine)
    with postgresql.engine.connect() as conn:
        script = ScriptDirectory.from_config(migrate.config_for(conn))
    hard = set[str]()
    for step in reversed(list(script.walk_revisions())):
        ran: list[str] = []
        with listening(postgresql.engine, ran):
            migrate.upgrade(postgresql.engine, step.revision)
        if not all(older_can_work_after(statement) for statement in ran):
            hard.add(step.revision)

    assert {revision for revision in hard if "_from_" not in revision} == set()


@contextlib.contextmanager
def listening(engine: sa.Engine, to: list[str]) -> Iterator[None]:
    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        to.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("statement", "works"),
    [
        ("ALTER TABLE inbox ADD COLUMN more VARCHAR(3)", True),
        ("ALTER TABLE inbox ADD COLUMN more INTEGER DEFAULT '0' NOT NULL", True),
        ("CREATE INDEX CONCURRENTLY more ON inbox (more)", True),
        ("ALTER TABLE inbox ADD COLUMN more INTEGER NOT NULL", False),
        ("ALTER TABLE inbox DROP COLUMN lane", False),
        ("ALTER TABLE inbox RENAME lane TO line", False),
        ("ALTER TABLE inbox ALTER COLUMN lane SET NOT NULL", False),
        ("\nDROP TABLE timer", False),
    ],
)
def test_what_older_versions_can_live_with(statement: str, works: bool) -> None:
    assert older_can_work_after(statement) == works


def test_a_migration_gives_way_to_who_reads_for_long_and_keeps_nobody_waiting(postgresql: Database) -> None:
    migrate.downgrade(postgresql.engine, "0001")
    with postgresql.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM inbox")  # as pg_dump does, for as long as it takes
        with pytest.raises(NoDatabase, match="lock timeout") as refused:
            migrate.upgrade(postgresql.engine)
        reader.rollback()

    assert isinstance(refused.value.because, sa.exc.OperationalError)  # so that a start waits and tries again
    migrate.upgrade(postgresql.engine)
    assert tables(postgresql.engine) == set(metadata.tables)


def test_who_waits_for_the_migrator_holds_up_no_index_that_is_built_beside_the_work(postgresql: Database) -> None:
    with migrate._alone(postgresql.engine) as connection:
        waiting = threading.Thread(target=migrate.upgrade, args=(postgresql.engine,))
        waiting.start()
        waiting.join(3 * migrate.LOOK_AGAIN)
        beside = connection.execution_options(isolation_level="AUTOCOMMIT")
        beside.exec_driver_sql("CREATE INDEX CONCURRENTLY beside ON inbox (done_at)")
        beside.exec_driver_sql("DROP INDEX beside")
        still_waiting = waiting.is_alive()
    waiting.join(30)

    assert still_waiting
    assert not waiting.is_alive()


def test_a_database_that_may_not_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "tsunagu.sqlite3"
    path.touch()
    engine = engine_for(f"sqlite:///file:{path}?mode=ro&uri=true")

    with pytest.raises(NoDatabase) as refused:
        migrate.upgrade(engine)

    assert "cannot bring the tables up to date" in str(refused.value)
    assert "\n" not in str(refused.value)
    engine.dispose()


def test_a_migration_that_fails_half_way_leaves_nothing(tmp_path: Path, keyring: Keyring) -> None:
    url = f"sqlite:///{tmp_path / 'tsunagu.sqlite3'}"
    blocked = Database.open(url, keyring, REGION)
    with blocked.begin() as tx:
        tx.conn.exec_driver_sql("CREATE TABLE timer (id INTEGER)")

    with pytest.raises(NoDatabase):
        migrate.upgrade(blocked.engine)

    assert tables(blocked.engine) == {"timer"}
    blocked.close()
