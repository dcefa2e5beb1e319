"""One engine, one writing thread. SQLite embedded by default, PostgreSQL when outgrown, the same code above."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.engines import NoDatabase, Patience, cause_of, engine_for, is_gone, plain
from storage.sealing import CannotOpen, Keyring, new_data_key, seal, unseal
from storage.tables import person, region

T = TypeVar("T")

TOGETHER, FOR_AS_LONG_AS = 16, 0.008  # works in one commit, and seconds until no more join it: none waits for long

log = logging.getLogger("tsunagu.database")
MOVING = "moving"  # a table that is there while a region moves to another database, and afterwards where it was


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
_CHANNEL = sa.func.unnest(sa.bindparam("channels", type_=postgresql.ARRAY(sa.Text))).column_valued("channel")
_NOTIFY = sa.select(sa.func.pg_notify(_CHANNEL, sa.bindparam("region")))
_PERSON_KEYS = sa.select(person.c.id, person.c.wrapped_key).where(person.c.id.in_(sa.bindparam("ids", expanding=True)))
_REGION_KEY = sa.select(region.c.wrapped_key).where(region.c.region_id == sa.bindparam("id"))


@cache
def _insert_new(table: sa.Table, dialect: str) -> sa.sql.dml.ReturningInsert[Any]:
    insert = postgresql.insert if dialect == "postgresql" else sqlite_dialect.insert
    # RETURNING tells what was written; row counts after DO NOTHING differ between drivers.
    return insert(table).on_conflict_do_nothing().returning(table)


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

    def learn(self, owner: str, wrapped: bytes | None) -> None:
        """A person's key as it stands in her row, which was read for something else."""
        if owner not in self._keys:
            self._keys[owner] = None if wrapped is None else self.keyring.unwrap(bytes(wrapped), owner)

    def look_up(self, owners: Collection[str]) -> None:
        """Their keys in one look, for who opens something of each."""
        for row in self.conn.execute(_PERSON_KEYS, {"ids": list(owners)}) if len(owners) > 1 else ():
            self.learn(row.id, row.wrapped_key)

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
        return self.conn.execute(_insert_new(table, self.conn.dialect.name), columns).one_or_none()

    def forget_keys(self) -> None:
        self._keys.clear()
        self.erased = True


@dataclass(frozen=True)
class _Asked:
    """Work that waits for the database thread, and who waits for it."""

    work: Callable[[Tx], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    apart: bool


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
        self._nothing_kept = True  # of the commit under way
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
            tx = self._tx(conn)
            yield tx
            self._spread(conn, tx.news)
        if tx.erased:
            self._truncate_log()

    def _tx(self, conn: Connection) -> Tx:
        return Tx(conn, self.keyring, self.region_id, self._region_keys)

    def _spread(self, conn: Connection, news: set[str]) -> None:
        """Other processes hear of it with the commit."""
        if news and conn.dialect.name == "postgresql":
            conn.execute(_NOTIFY, {"channels": sorted(news), "region": self.region_id})

    def run_sync(self, work: Callable[[Tx], T]) -> T:
        """On the calling thread; for the command line and tests."""
        with self.begin() as tx:
            return work(tx)

    async def run(self, work: Callable[[Tx], T], *, first: bool = False, apart: bool = False) -> T:
        """On the database thread, all or nothing. It may run twice; only what the last run did is kept.

        `first`: before whatever waits. `apart`: in a commit of its own, since it locks what others wait for.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        asked = _Asked(work, future, loop, apart and self.engine.dialect.name != "sqlite")
        if first:
            self._waiting.appendleft(asked)
        else:
            self._waiting.append(asked)
        self._thread.submit(self._work_off)
        return await future

    def _work_off(self) -> None:
        """What waits by now, in one commit: each commit waits for the disk, one after the other."""
        if not self._waiting:
            return  # an earlier turn took it along
        began: list[_Asked] = []
        try:
            done, erased = self._in_one_commit(self._next(began))
        except Exception as error:  # noqa: BLE001 - each is told, or tried by itself
            if not began:  # not even a transaction can be begun
                began.append(self._waiting.popleft())
            done, erased = [(one, None, error) for one in began], False
            if len(began) > 1 or (self._nothing_kept and is_gone(error)):
                done, erased = self._one_by_one(began)
        if erased:
            self._truncate_log()
        for loop in {one.loop for one in began}:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_tell, [result for result in done if result[0].loop is loop])

    def _next(self, began: list[_Asked]) -> Iterator[_Asked]:
        """Work to do together, also what comes in meanwhile, but not for long. Notes what was begun."""
        until = time.monotonic() + FOR_AS_LONG_AS
        while self._waiting and len(began) < TOGETHER and time.monotonic() < until:
            if began and (self._waiting[0].apart or began[-1].apart):
                return
            began.append(self._waiting.popleft())
            yield began[-1]

    def _in_one_commit(self, works: Iterable[_Asked]) -> tuple[list[_Done], bool]:
        """What became of each, and whether something was destroyed. When one fails, nothing of all is kept."""
        done, news, erased = list[_Done](), set[str](), False
        self._nothing_kept = True
        with self.engine.begin() as conn:
            for one in works:
                tx = self._tx(conn)
                done.append((one, one.work(tx), None))
                news, erased = news | tx.news, erased or tx.erased
            self._spread(conn, news)
            self._nothing_kept = False  # as far as we shall know, should the connection break now
        return done, erased

    def _one_by_one(self, works: Sequence[_Asked]) -> tuple[list[_Done], bool]:
        done, erased = list[_Done](), False
        for one in works:
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


def _stays_here(conn: Connection) -> None:
    """Raises NoDatabase for one that a region moves into or out of: two of them must never work at once."""
    if not sa.inspect(conn).has_table(MOVING):
        return
    role, state, other = conn.exec_driver_sql(f"SELECT role, state, other FROM {MOVING}").one()  # noqa: S608 - our own name
    if state == "moved":
        raise NoDatabase(f"DATABASE_URL: this region was moved to {other}")
    way = f"to {other}" if role == "source" else f"from {other}"
    raise NoDatabase(f"DATABASE_URL: a move {way} is not finished; run `tsunagu move` again, or with --undo")
