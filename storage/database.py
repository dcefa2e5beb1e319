"""One engine, one writing thread. SQLite embedded by default, PostgreSQL when outgrown, the same code above."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from storage.sealing import CannotOpen, Keyring, new_data_key, seal, unseal
from storage.tables import person, region

T = TypeVar("T")

SQLITE_WITHOUT_WAL_RESET_RACE = (3, 51, 3)  # before it, two connections could lose committed writes
LOCK_TIMEOUT_S = 10


class NoDatabase(Exception):
    """The database cannot be opened. One line, without credentials."""


@dataclass
class Tx:
    """One transaction of one region: the connection, and the keys it has looked up so far."""

    conn: Connection
    keyring: Keyring
    region_id: str
    _keys: dict[str, bytes | None] = field(default_factory=dict)

    def seal(self, owner: str | None, place: str, plain: str) -> bytes | None:
        """Sealed under the person's key, or the region's for no owner. None when the person was erased."""
        key = self._key(owner)
        return None if key is None else seal(key, plain.encode(), place)

    def open(self, owner: str | None, place: str, sealed: bytes | None) -> str | None:
        """The plain text; None when there is none, or the person was erased."""
        key = self._key(owner) if sealed is not None else None
        return None if key is None or sealed is None else unseal(key, bytes(sealed), place).decode()

    def _key(self, owner: str | None) -> bytes | None:
        name = owner or ""
        if name not in self._keys:
            column = (
                sa.select(person.c.wrapped_key).where(person.c.id == owner)
                if owner
                else sa.select(region.c.wrapped_key).where(region.c.region_id == self.region_id)
            )
            wrapped = self.conn.execute(column).scalar_one_or_none()
            self._keys[name] = None if wrapped is None else self.keyring.unwrap(bytes(wrapped), owner or self.region_id)
        return self._keys[name]

    def forget_keys(self) -> None:
        self._keys.clear()


class Database:
    """Opened once per process. Everything that touches it runs on its one thread, in whole transactions."""

    def __init__(self, engine: Engine, keyring: Keyring, region_id: str) -> None:
        self.engine, self.keyring, self.region_id = engine, keyring, region_id
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    @classmethod
    def open(cls, url: str, keyring: Keyring, region_id: str) -> "Database":
        """Connects once to see that it can. Raises NoDatabase."""
        engine = engine_for(url)
        try:
            with engine.connect():
                pass
        except SQLAlchemyError as error:
            raise NoDatabase(f"DATABASE_URL: cannot connect to {_plain(engine.url)}: {_cause(error)}") from None
        return cls(engine, keyring, region_id)

    @contextlib.contextmanager
    def begin(self) -> Iterator[Tx]:
        with self.engine.begin() as conn:
            yield Tx(conn, self.keyring, self.region_id)

    def run_sync(self, work: Callable[[Tx], T]) -> T:
        """On the calling thread; for the command line and tests."""
        with self.begin() as tx:
            return work(tx)

    async def run(self, work: Callable[[Tx], T]) -> T:
        """On the database thread, as one transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.run_sync, work)

    def ensure_region(self) -> None:
        """The region's row with its own key, made at the first start. Raises CannotOpen for another secret."""

        def ensure(tx: Tx) -> None:
            wrapped = tx.conn.execute(
                sa.select(region.c.wrapped_key).where(region.c.region_id == tx.region_id)
            ).scalar_one_or_none()
            if wrapped is None:
                fresh = tx.keyring.wrap(new_data_key(), tx.region_id)
                tx.conn.execute(region.insert().values(region_id=tx.region_id, wrapped_key=fresh, settings_version=0))
            else:
                tx.keyring.unwrap(bytes(wrapped), tx.region_id)

        try:
            self.run_sync(ensure)
        except CannotOpen:
            raise NoDatabase(
                "TSUNAGU_SECRET_KEY: this database was sealed under another key; put the old key behind the new one"
            ) from None

    async def can_store(self) -> bool:
        def write(tx: Tx) -> None:
            tx.conn.execute(region.update().where(region.c.region_id == tx.region_id).values(region_id=tx.region_id))

        try:
            await self.run(write)
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        self.engine.dispose()


def engine_for(url: str) -> Engine:
    """The engine with our settings. Raises NoDatabase for a URL that cannot be meant."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise NoDatabase("DATABASE_URL is not a database URL; expected sqlite:///… or postgresql+psycopg://…") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": LOCK_TIMEOUT_S})
    raise NoDatabase(f"DATABASE_URL: {parsed.get_backend_name()} is not supported; expected sqlite or postgresql")


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
        try:
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NoDatabase(
                f"DATABASE_URL: cannot create {Path(str(url.database)).parent}: {error.strerror}"
            ) from None
    engine = sa.create_engine(url, **options)

    @sa.event.listens_for(engine, "connect")
    def settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin_as_writer(conn: Connection) -> None:
        # A deferred transaction that turns into a writer half-way fails with "locked"; ours all write.
        conn.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _plain(url: URL) -> str:
    return url.render_as_string(hide_password=True) if url.host is None else f"{url.get_backend_name()}://{url.host}"


def _cause(error: SQLAlchemyError) -> str:
    origin = getattr(error, "orig", None) or error
    return str(origin).strip().splitlines()[0][:160] if str(origin).strip() else type(origin).__name__
