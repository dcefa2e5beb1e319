"""One engine, one writing thread. SQLite embedded by default, PostgreSQL when outgrown, the same code above."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from storage.sealing import CannotOpen, Keyring, new_data_key, seal, unseal
from storage.tables import person, region

T = TypeVar("T")

SQLITE_WITHOUT_WAL_RESET_RACE = (3, 51, 3)  # before it, two connections could lose committed writes
LOCK_TIMEOUT_S = 10
TOGETHER = 16  # works in one commit at most, so that none waits for long
WAL_GROWS_TO = "wal_autocheckpoint=8000"  # pages, 32 MB: the commit that carries it over waits for the disk twice
LOOK_AGAIN = 0.5  # seconds, for a database that is away

log = logging.getLogger("tsunagu.database")
MOVING = "moving"  # a table that is there while a region moves to another database, and afterwards where it was


class NoDatabase(Exception):
    """The database cannot be opened. One line, without credentials."""

    def __init__(self, line: str, because: SQLAlchemyError | None = None) -> None:
        super().__init__(line)
        self.because = because


def is_databases_fault(error: BaseException) -> bool:
    """Whether it failed for the state the database is in just now, not for what was asked: it may be repeated."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError)  # away, restarting, locked, full, a deadlock


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


class Lock(IntEnum):
    """What only one transaction at a time may do. Any numbers of our own, the same on every replica."""

    MIGRATE = 7_150_020
    CLAIM = 7_150_021
    DIRECTORY = 7_150_022
    SETTINGS = 7_150_023


def alone(conn: Connection, lock: Lock) -> None:
    """Waits until no other transaction holds the lock, and holds it until the end. SQLite has one writer anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(lock.value)))


# Statements that run for every message are built once: building them anew took longer than running them.
_PERSON_KEY = sa.select(person.c.wrapped_key).where(person.c.id == sa.bindparam("id"))
_REGION_KEY = sa.select(region.c.wrapped_key).where(region.c.region_id == sa.bindparam("id"))


class NoRegion(Exception):
    """The region has no row yet; `Database.ensure_region` makes it."""

    def __init__(self, region_id: str) -> None:
        super().__init__(region_id)
        self.region_id = region_id


@dataclass
class Tx:
    """One transaction of one region: the connection, and the keys it has looked up so far."""

    conn: Connection
    keyring: Keyring
    region_id: str
    region_keys: dict[str, bytes | None] = field(default_factory=dict, repr=False)  # its own never changes: kept
    news: set[str] = field(default_factory=set)  # channels of storage.wakeups that hear of it after the commit
    erased: bool = False  # something was destroyed here, so the write-ahead log must not keep it
    _keys: dict[str, bytes | None] = field(default_factory=dict, repr=False)

    def seal(self, owner: str | None, place: str, plain: str) -> bytes | None:
        """Sealed under the person's key, or the region's for no owner. None when the person was erased."""
        key = self._key(owner)
        return None if key is None else seal(key, plain.encode(), place)

    def open(self, owner: str | None, place: str, sealed: bytes | None) -> str | None:
        """The plain text; None when there is none, or the person was erased."""
        key = self._key(owner) if sealed is not None else None
        return None if key is None or sealed is None else unseal(key, bytes(sealed), place).decode()

    def _key(self, owner: str | None) -> bytes | None:
        keys, name = (self._keys, owner) if owner else (self.region_keys, self.region_id)
        if name not in keys:
            wrapped = self.conn.execute(_PERSON_KEY if owner else _REGION_KEY, {"id": name}).scalar_one_or_none()
            if wrapped is None and not owner:
                raise NoRegion(self.region_id)  # storing without its key would lose what was said
            keys[name] = None if wrapped is None else self.keyring.unwrap(bytes(wrapped), name)
        return keys[name]

    def insert_new(self, table: sa.Table, **columns: Any) -> sa.Row[Any] | None:
        """The row as written; None when another stood there first, also one of a transaction that just committed."""
        insert = postgresql.insert if self.conn.dialect.name == "postgresql" else sqlite_dialect.insert
        # RETURNING tells what was written; row counts after DO NOTHING differ between drivers.
        return self.conn.execute(
            insert(table).values(**columns).on_conflict_do_nothing().returning(table)
        ).one_or_none()

    def forget_keys(self) -> None:
        self._keys.clear()
        self.erased = True


@dataclass(frozen=True)
class _Asked:
    """Work that waits for the database thread, and who waits for it."""

    work: Callable[[Tx], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


_Done = tuple[_Asked, Any, Exception | None]


def _tell(done: list[_Done]) -> None:
    for one, result, error in done:
        if one.future.done():
            continue  # who asked went away
        if error is None:
            one.future.set_result(result)
        else:
            one.future.set_exception(error)


class Database:
    """Opened once per process. Everything that touches it runs on its one thread, in whole transactions."""

    def __init__(self, engine: Engine, keyring: Keyring, region_id: str, patience: Patience | None = None) -> None:
        self.engine, self.keyring, self.region_id = engine, keyring, region_id
        self._region_keys: dict[str, bytes | None] = {}
        self._waiting: deque[_Asked] = deque()
        self.patience = patience or Patience(0)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    @classmethod
    def open(cls, url: str, keyring: Keyring, region_id: str, wait: float = 0.0) -> "Database":
        """Connects once to see that it can; tries for `wait` seconds while PostgreSQL is away. Raises NoDatabase."""
        engine = engine_for(url)
        opened = cls(engine, keyring, region_id, Patience(wait))
        what = f"cannot connect to {plain(engine.url)}"
        try:
            opened.patiently(opened._look, what)
        except SQLAlchemyError as error:
            engine.dispose()
            raise NoDatabase(f"DATABASE_URL: {what}: {cause_of(error)}") from None
        except NoDatabase:
            engine.dispose()
            raise
        return opened

    def _look(self) -> None:
        with self.engine.connect() as conn:
            _stays_here(conn)

    def patiently(self, work: Callable[[], T], what: str) -> T:
        """At the start: again and again while the database is away, for as long as we were asked to wait."""
        while True:
            try:
                return work()
            except (SQLAlchemyError, NoDatabase) as error:
                because = error.because if isinstance(error, NoDatabase) else error
                pause = self.patience.pause(because, what) if because else 0.0
                if not pause:
                    raise
                time.sleep(pause)

    @contextlib.contextmanager
    def begin(self) -> Iterator[Tx]:
        with self.engine.begin() as conn:
            tx = Tx(conn, self.keyring, self.region_id, self._region_keys)
            yield tx
            if tx.news and conn.dialect.name == "postgresql":
                for channel in sorted(tx.news):
                    conn.execute(sa.select(sa.func.pg_notify(channel, self.region_id)))
        if tx.erased:
            self._truncate_log()

    def run_sync(self, work: Callable[[Tx], T]) -> T:
        """On the calling thread; for the command line and tests."""
        with self.begin() as tx:
            return work(tx)

    async def run(self, work: Callable[[Tx], T]) -> T:
        """On the database thread, all or nothing. It may run twice; only what the last run did is kept."""
        loop = asyncio.get_running_loop()
        if self.engine.dialect.name != "sqlite":
            return await loop.run_in_executor(self._thread, self.run_sync, work)
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Asked(work, future, loop))
        self._thread.submit(self._work_off)
        return await future

    def _work_off(self) -> None:
        """What waits by now, in one commit: on SQLite each commit waits for the disk, one after the other."""
        together = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
        if not together:
            return  # an earlier turn took it along
        erased = False
        try:
            done, erased = self._in_one_commit(together)
        except Exception as error:  # noqa: BLE001 - each is told, or tried by itself
            done = [(one, None, error) for one in together]
            if len(together) > 1:
                done, erased = self._one_by_one(together)
        if erased:
            self._truncate_log()
        for loop in {one.loop for one in together}:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_tell, [result for result in done if result[0].loop is loop])

    def _in_one_commit(self, together: list[_Asked]) -> tuple[list[_Done], bool]:
        """What became of each, and whether something was destroyed."""
        done: list[_Done] = []
        with self.engine.begin() as conn:
            txs = [Tx(conn, self.keyring, self.region_id, self._region_keys) for _ in together]
            for one, tx in zip(together, txs, strict=True):
                if len(together) == 1:
                    done.append((one, one.work(tx), None))
                    continue
                try:
                    with conn.begin_nested():
                        done.append((one, one.work(tx), None))
                except SQLAlchemyError:
                    raise  # SQLite may have given up the whole transaction
                except Exception as error:  # noqa: BLE001 - its own; the others go on
                    done.append((one, None, error))
        return done, any(tx.erased for tx in txs)

    def _one_by_one(self, together: list[_Asked]) -> tuple[list[_Done], bool]:
        done, erased = list[_Done](), False
        for one in together:
            try:
                alone_done, alone_erased = self._in_one_commit([one])
            except Exception as error:  # noqa: BLE001 - told to who asked
                done.append((one, None, error))
            else:
                done, erased = [*done, *alone_done], erased or alone_erased
        return done, erased

    def _truncate_log(self) -> None:
        """SQLite's log would keep what was erased until it is written over. PostgreSQL's vacuum sees to its own."""
        if self.engine.dialect.name != "sqlite":
            return
        try:
            with contextlib.closing(self.engine.raw_connection()) as raw:  # outside a transaction, as SQLite asks
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (SQLAlchemyError, sqlite.Error) as error:  # the erasing itself is committed
            log.error("write-ahead log not emptied after erasing: %s", type(error).__name__)

    def ensure_region(self) -> None:
        """The region's row with its own key, made at the first start. Raises NoDatabase for another secret."""

        def ensure(tx: Tx) -> None:
            wrapped = tx.conn.execute(
                sa.select(region.c.wrapped_key).where(region.c.region_id == tx.region_id)
            ).scalar_one_or_none()
            if wrapped is None:
                fresh = tx.keyring.wrap(new_data_key(), tx.region_id)
                tx.insert_new(region, region_id=tx.region_id, wrapped_key=fresh, settings_version=0)
            else:
                tx.keyring.unwrap(bytes(wrapped), tx.region_id)

        try:
            self.run_sync(ensure)
        except CannotOpen:
            raise NoDatabase(
                "TSUNAGU_SECRET_KEY: this database was sealed under another key; put the old key behind the new one"
            ) from None

    async def can_store(self) -> bool:
        def write(tx: Tx) -> bool:
            ours = region.c.region_id == tx.region_id
            touch = region.update().where(ours).values(settings_version=region.c.settings_version)
            return tx.conn.execute(touch.returning(region.c.region_id)).first() is not None

        try:
            return await self.run(write)
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        self.engine.dispose()


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
            return sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": LOCK_TIMEOUT_S})
        case other:
            raise NoDatabase(f"DATABASE_URL: {other} is not supported; expected sqlite or postgresql+psycopg")


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


def _stays_here(conn: Connection) -> None:
    """Raises NoDatabase for one that a region moves into or out of: two of them must never work at once."""
    if not sa.inspect(conn).has_table(MOVING):
        return
    role, state, other = conn.exec_driver_sql(f"SELECT role, state, other FROM {MOVING}").one()  # noqa: S608 - our own name
    if state == "moved":
        raise NoDatabase(f"DATABASE_URL: this region was moved to {other}")
    way = f"to {other}" if role == "source" else f"from {other}"
    raise NoDatabase(f"DATABASE_URL: a move {way} is not finished; run `tsunagu move` again, or with --undo")


def plain(url: URL) -> str:
    """Which database is meant, without user, password or options: a password may stand in any of them."""
    return f"{url.get_backend_name()}://{url.host or ''}/{url.database or ''}"


def cause_of(error: SQLAlchemyError) -> str:
    """One line of what the database said."""
    origin = getattr(error, "orig", None) or error
    return str(origin).strip().splitlines()[0][:160] if str(origin).strip() else type(origin).__name__
