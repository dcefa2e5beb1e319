"""The two databases and how they are opened, with what may be wrong with them in one line each."""

import logging
import math
import time
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

SQLITE_WITHOUT_WAL_RESET_RACE = (3, 51, 3)  # before it, two connections could lose committed writes
LOCK_TIMEOUT_S = 10
WAL_GROWS_TO = "wal_autocheckpoint=8000"  # pages, 32 MB: the commit that carries it over waits for the disk twice
SURELY_ALIVE = 1.0  # seconds after it was last used
LOOK_AGAIN = 0.5  # seconds, for a database that is away

log = logging.getLogger("tsunagu.database")


class NoDatabase(Exception):
    """The database cannot be opened. One line, without credentials."""

    def __init__(self, line: str, because: SQLAlchemyError | None = None) -> None:
        super().__init__(line)
        self.because = because


def is_databases_fault(error: BaseException) -> bool:
    """Whether it failed for the state the database is in just now, not for what was asked: it may be repeated."""
    # away, restarting, locked, full, a deadlock
    return is_gone(error) or isinstance(error, OperationalError | InterfaceError)


def is_gone(error: BaseException) -> bool:
    """Whether the connection broke; the next may be whole."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


REFUSED_FOR_GOOD = ("authentication failed", "does not exist", "pg_hba.conf", "no password supplied", "invalid")


class Patience:
    """How long somebody who starts while PostgreSQL is away waits for it. An embedded database is never away."""

    def __init__(self, seconds: float) -> None:
        self._until, self._told = time.monotonic() + seconds, False

    def pause(self, error: SQLAlchemyError, what: str) -> float:
        """Seconds to wait before the next try; 0 when there should be none. Tells once what is waited for."""
        said = cause_of(error)
        away = isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.OperationalError)
        if not away or any(words in said for words in REFUSED_FOR_GOOD) or time.monotonic() > self._until:
            return 0.0
        if not self._told:
            log.warning("DATABASE_URL: %s: %s; waiting for it", what, said)
            self._told = True
        return LOOK_AGAIN


def engine_for(url: str) -> Engine:
    """The engine with our settings. Raises NoDatabase for a URL that cannot be meant."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise NoDatabase("DATABASE_URL is not a database URL; expected sqlite:///… or postgresql+psycopg://…") from None
    match parsed.drivername:
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql" | "postgresql+psycopg" | "postgres":
            parsed = parsed.set(drivername="postgresql+psycopg")
            return _postgresql(parsed)
        case other:
            raise NoDatabase(f"DATABASE_URL: {other} is not supported; expected sqlite or postgresql+psycopg")


def _postgresql(url: URL) -> Engine:
    engine = sa.create_engine(url, connect_args={"connect_timeout": LOCK_TIMEOUT_S})

    @sa.event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def ask_whether_it_lives(connection: DBAPIConnection, record: ConnectionPoolEntry, _fairy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", math.inf) <= SURELY_ALIVE:
            return  # each question is a way there and back before the commit that families wait for
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise DisconnectionError from error  # the pool makes another

    return engine


def _sqlite(url: URL) -> Engine:
    if sqlite.sqlite_version_info < SQLITE_WITHOUT_WAL_RESET_RACE:
        raise NoDatabase(f"SQLite {sqlite.sqlite_version} can lose committed writes; 3.51.3 or newer is needed")
    options: dict[str, Any] = {
        "module": sqlite,
        "connect_args": {"timeout": LOCK_TIMEOUT_S, "check_same_thread": False},
    }
    if url.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    else:
        folder = Path(str(url.database).removeprefix("file:")).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NoDatabase(f"DATABASE_URL: cannot create {folder}: {error.strerror}") from None
    engine = sa.create_engine(url, **options)

    @sa.event.listens_for(engine, "connect")
    def settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", WAL_GROWS_TO):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin_as_writer(conn: Connection) -> None:
        # A deferred transaction that turns into a writer half-way fails with "locked"; ours all write.
        conn.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: Any) -> None:
    """Of several processes that open a new file at once SQLite refuses some, without waiting as it does elsewhere."""
    until = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def plain(url: URL) -> str:
    """Which database is meant, without user, password or options: a password may stand in any of them."""
    return f"{url.get_backend_name()}://{url.host or ''}/{url.database or ''}"


def cause_of(error: SQLAlchemyError) -> str:
    """One line of what the database said."""
    origin = getattr(error, "orig", None) or error
    return str(origin).strip().splitlines()[0][:160] if str(origin).strip() else type(origin).__name__
