import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage import inbox, migrate
from storage.database import Database
from storage.engines import NoDatabase, engine_for
from storage.sealing import Keyring
from storage.tables import metadata
from tests.conftest import REGION
from tests.storage.builders import received


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
