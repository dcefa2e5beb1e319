"""What platforms deliver, stored before it is acknowledged, each event once.

Group commit: requests that arrive while one commit runs are taken together by the next, so that a durable
acknowledgement costs little more than a fleeting one (measured in README).
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from storage.database import Database, Tx
from storage.sealing import CannotOpen, UnknownSecret
from storage.tables import inbox, microseconds
from storage.wakeups import INBOX

Source = Literal["line", "slack", "clock"]


@dataclass(frozen=True, slots=True)
class Received:
    source: Source
    account_id: str
    key: str  # the platform's event id: the same event has the same key
    raw: Mapping[str, Any]
    received_at: datetime
    who: str | None = None  # the platform's id of whose events must stay in order; stored as a blind index
    happened_at: datetime | None = None  # by the platform's clock, which knows the order better than the network


@dataclass(frozen=True, slots=True)
class Stored:
    id: int
    source: Source
    account_id: str
    raw: Mapping[str, Any]
    received_at: datetime
    attempts: int


# Built once: building a statement anew took most of the time. RETURNING tells what was written; row counts after
# DO NOTHING differ between drivers.
_NEW = sqlite.insert(inbox).on_conflict_do_nothing().returning(inbox.c.source, inbox.c.key)
_OF_EACH = tuple(inbox.c[name] for name in ("source", "account_id", "key", "received_at", "lane", "happened_at", "raw"))


def _new_on_postgresql() -> tuple[str, dict[str, Any]]:
    """The statement, and its arguments that never change.

    The columns go as arrays, so that PostgreSQL plans one statement for any number of rows; in binary, `%(...)b`, since
    as text they took longer than all else. It tells the other processes, too: to do that apart is one more way there
    and back.
    """
    arrays = (sa.bindparam(column.name, type_=postgresql.ARRAY(column.type)) for column in _OF_EACH)
    rows = sa.func.unnest(*arrays).table_valued(*(sa.column(c.name, c.type) for c in _OF_EACH)).render_derived()
    region = sa.bindparam("region", type_=inbox.c.region_id.type)
    same: dict[str, sa.ColumnElement[Any]] = {
        column.name: sa.literal(column.default.arg, column.type)
        for column in inbox.c
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    same |= {"region_id": region, "state": sa.literal("new")}
    told: list[sa.ColumnElement[Any]] = [*same.values(), *(rows.c[column.name] for column in _OF_EACH)]
    names = [*same, *(column.name for column in _OF_EACH)]
    insert = (
        postgresql.insert(inbox).from_select(names, sa.select(*told), include_defaults=False).on_conflict_do_nothing()
    )
    new = insert.returning(inbox.c.source, inbox.c.key).cte("new")
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    compiled = sa.select(new, sa.func.pg_notify(INBOX, region)).compile(dialect=dialect)
    statement = str(compiled)
    for column in _OF_EACH:
        statement = statement.replace(f"%({column.name})s", f"%({column.name})b")
    return statement, {name: value for name, value in compiled.params.items() if value is not None}


_NEW_ON_POSTGRESQL, _SAME_EACH_TIME = _new_on_postgresql()


def add(tx: Tx, rows: Sequence[Received]) -> list[bool]:
    """For each row whether this was the first time it came, also when it stands twice among the rows."""
    if not rows:
        return []
    columns: list[dict[str, Any]] = [
        {
            "source": row.source,
            "account_id": row.account_id,
            "key": row.key,
            "received_at": row.received_at,
            "lane": tx.keyring.blind(f"lane:{row.source}:{row.who}") if row.who else None,
            "happened_at": row.happened_at or row.received_at,
            # ASCII: half an emoji must not stop it
            "raw": tx.seal(None, f"inbox.raw:{row.key}", json.dumps(row.raw)),
        }
        for row in rows
    ]
    if tx.conn.dialect.name == "postgresql":
        arrays = {name: [row[name] for row in columns] for name in columns[0]}
        arrays |= {name: [microseconds(row[name]) for row in columns] for name in ("received_at", "happened_at")}
        told = {**_SAME_EACH_TIME, "region": tx.region_id, **arrays}
        new = tx.conn.exec_driver_sql(_NEW_ON_POSTGRESQL, told)
    else:
        same = {"region_id": tx.region_id, "state": "new", "attempts": 0}
        new = tx.conn.execute(_NEW, [{**same, **row} for row in columns])
    written = {(row.source, row.key) for row in new}
    first_times = []
    for row in rows:
        first_times.append((row.source, row.key) in written)
        written.discard((row.source, row.key))
    return first_times


_DONE = (
    inbox.update()
    .where(inbox.c.id == sa.bindparam("row"), inbox.c.state == "taken")
    .values(state="done", done_at=sa.bindparam("now"), lease_until=None, raw=None, lane=None)
    .returning(inbox.c.id)
)


class AlreadyDone(Exception):
    """Another worker finished this event, since our lease had run out. What we decided must not be saved."""


WINDOW = 256  # events: those of some hundred people, of whom sixteen are found who wait for nothing


def _happened(t: sa.FromClause) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(t.c.happened_at, t.c.received_at)  # rows from before the column


def _taking(free: sa.ColumnElement[bool], window: int | None = None) -> sa.sql.dml.ReturningUpdate[Any]:
    """The oldest of what is free and waits for nothing else of the same person; looked for among the first `window`.

    PostgreSQL, not having measured the table since a flood began, would otherwise compare all that waits before it
    takes the first few.
    """
    t, other, now = inbox, inbox.alias("other"), sa.bindparam("now", type_=inbox.c.lease_until.type)
    in_hand = sa.and_(other.c.state == "taken", other.c.lease_until > now)
    before = sa.tuple_(_happened(other), other.c.id) < sa.tuple_(_happened(t), t.c.id)
    waits = sa.exists().where(
        other.c.lane == t.c.lane,  # never true for what has no lane
        other.c.id != t.c.id,
        # Not the bare column: looked up by state, since hardly any were open when PostgreSQL last measured, each event
        # of a flood would be compared with all others instead of those of its lane.
        sa.func.coalesce(other.c.state, "").in_(("new", "taken")),
        sa.or_(in_hand, before),
    )
    ours = sa.and_(t.c.region_id == sa.bindparam("region"), free)
    first = sa.select(t.c.id).where(ours).order_by(t.c.id).limit(window).cte("first")
    oldest = (
        sa.select(t.c.id)
        .where(ours, t.c.id.in_(sa.select(first.c.id)) if window else sa.true(), sa.not_(waits))
        .order_by(t.c.id)
        .limit(sa.bindparam("limit"))
        .with_for_update(skip_locked=True, of=t)
        .cte("oldest")  # else PostgreSQL may run it more than once, and take more than the limit
    )
    leased = {"state": "taken", "lease_until": sa.bindparam("until"), "attempts": t.c.attempts + 1}
    return t.update().where(t.c.id.in_(sa.select(oldest.c.id))).values(leased).returning(t)


# Apart, so that each follows its index in order and stops at the limit, however much waits.
_TAKE_AGAIN = _taking(sa.and_(inbox.c.state == "taken", inbox.c.lease_until <= sa.bindparam("now")))
_TAKE_NEW = _taking(inbox.c.state == "new", WINDOW)
_TAKE_NEW_BEYOND = _taking(inbox.c.state == "new")  # for when all of those first wait for others of their persons


def take(tx: Tx, now: datetime, limit: int, lease: timedelta) -> tuple[Stored, ...]:
    """The oldest unprocessed events, leased to the caller, of one person one at a time and in order.

    What another worker did not finish comes before what nobody took yet. An event that does not open is set aside.
    """
    asked = {"region": tx.region_id, "now": now, "until": now + lease}
    rows = list(tx.conn.execute(_TAKE_AGAIN, {**asked, "limit": limit}))
    if len(rows) < limit:
        rows += tx.conn.execute(_TAKE_NEW, {**asked, "limit": limit - len(rows)})
    if not rows:
        rows += tx.conn.execute(_TAKE_NEW_BEYOND, {**asked, "limit": limit})
    stored = []
    for row in sorted(rows, key=lambda row: row.id):
        try:
            raw = _raw(tx, row.key, row.raw)
        except UnknownSecret:
            raise  # our setting is wrong, not the event
        except CannotOpen:
            quarantine(tx, row.id, "does-not-open")
        else:
            stored.append(Stored(row.id, row.source, row.account_id, raw, row.received_at, row.attempts))
    return tuple(stored)


def done(tx: Tx, row_id: int, now: datetime) -> None:
    """The event was decided about, in this transaction; what she wrote stays only where it is sealed under her own key.

    Raises AlreadyDone, which must undo the transaction.
    """
    if tx.conn.execute(_DONE, {"row": row_id, "now": now}).first() is None:
        raise AlreadyDone(row_id)


def give_back(tx: Tx, row: Stored, until: datetime, *, blameless: bool) -> None:
    """To be tried again from then on, unless somebody else has it by now. A blameless try does not count."""
    t = inbox
    ours = sa.and_(t.c.id == row.id, t.c.state == "taken", t.c.attempts == row.attempts)
    tx.conn.execute(t.update().where(ours).values(lease_until=until, attempts=row.attempts - int(blameless)))


def quarantine(tx: Tx, row_id: int, reason: str, attempts: int | None = None) -> None:
    """Set aside alone, with the reason (a code, never words), to be looked at and replayed.

    With `attempts` only when nobody took it since that one.
    """
    t = inbox
    taken = t.update().where(t.c.id == row_id, t.c.state == "taken")
    if attempts is not None:
        taken = taken.where(t.c.attempts == attempts)
    tx.conn.execute(taken.values(state="quarantined", reason=reason[:200], lease_until=None, lane=None))


@dataclass(frozen=True, slots=True)
class Quarantined:
    id: int
    source: str
    received_at: datetime
    reason: str


def quarantined(tx: Tx) -> tuple[Quarantined, ...]:
    t = inbox
    chosen = sa.select(t).where(t.c.region_id == tx.region_id, t.c.state == "quarantined").order_by(t.c.id)
    return tuple(Quarantined(row.id, row.source, row.received_at, row.reason or "") for row in tx.conn.execute(chosen))


def replay(tx: Tx, row_id: int) -> None:
    t = inbox
    aside = t.update().where(t.c.region_id == tx.region_id, t.c.id == row_id, t.c.state == "quarantined")
    tx.conn.execute(aside.values(state="new", reason=None, attempts=0))


def set_all_aside(tx: Tx, reason: str) -> int:
    """After a restore: what waited then may have been decided since. A person looks, and replays. How many."""
    t = inbox
    open_rows = sa.and_(t.c.region_id == tx.region_id, t.c.state.in_(("new", "taken")))
    aside = t.update().where(open_rows).values(state="quarantined", reason=reason, lease_until=None, lane=None)
    return len(tx.conn.execute(aside.returning(t.c.id)).all())


def counts(tx: Tx) -> dict[str, int]:
    rows = tx.conn.execute(
        sa.select(inbox.c.state, sa.func.count()).where(inbox.c.region_id == tx.region_id).group_by(inbox.c.state)
    )
    return {row.state: row[1] for row in rows}


def open_counts(tx: Tx) -> dict[str, int]:
    """By state, what is done left out: that grows for ever, and counting it would keep others waiting."""
    t = inbox
    states = ("new", "taken", "quarantined")
    chosen = sa.select(t.c.state, sa.func.count()).where(t.c.region_id == tx.region_id, t.c.state.in_(states))
    return dict.fromkeys(states, 0) | {row.state: row[1] for row in tx.conn.execute(chosen.group_by(t.c.state))}


def oldest_waiting(tx: Tx) -> datetime | None:
    t = inbox
    waiting = sa.and_(t.c.region_id == tx.region_id, t.c.state.in_(("new", "taken")))
    oldest: datetime | None = tx.conn.scalar(sa.select(sa.func.min(t.c.received_at)).where(waiting))
    return oldest


def release(tx: Tx, rows: Sequence[Stored]) -> None:
    """Taken and not decided, since this process ends: another need not wait for the lease."""
    t = inbox
    for row in rows:
        ours = sa.and_(t.c.id == row.id, t.c.state == "taken", t.c.attempts == row.attempts)
        tx.conn.execute(t.update().where(ours).values(state="new", lease_until=None, attempts=row.attempts - 1))


def pull_in(tx: Tx, now: datetime, furthest: timedelta) -> int:
    """Leases that would end unreasonably late, since the clock stood wrong when they were given. How many."""
    t = inbox
    off = sa.and_(t.c.region_id == tx.region_id, t.c.state == "taken", t.c.lease_until > now + furthest)
    return len(tx.conn.execute(t.update().where(off).values(lease_until=now + furthest).returning(t.c.id)).all())


def purge(tx: Tx, before: datetime) -> None:
    """Forgets the keys of what was processed before; they only had to know a duplicate, which comes within hours."""
    t, tx.erased = inbox, True
    tx.conn.execute(t.delete().where(t.c.region_id == tx.region_id, t.c.state == "done", t.c.done_at < before))
    # What was set aside and never looked at keeps its reason, not its words: nobody could erase those by asking.
    aside = sa.and_(t.c.region_id == tx.region_id, t.c.state == "quarantined", t.c.received_at < before)
    tx.conn.execute(t.update().where(aside, t.c.raw.is_not(None)).values(raw=None))


def _raw(tx: Tx, key: str, sealed: bytes | None) -> Mapping[str, Any]:
    plain = tx.open(None, f"inbox.raw:{key}", sealed)
    loaded: Mapping[str, Any] = json.loads(plain) if plain else {}
    return loaded


Waiting = tuple[Sequence[Received], asyncio.Future[list[bool]]]
UNSTORABLE = (sa.exc.DataError, ValueError, TypeError)  # the row's own fault, not the database's


GATHERS_FOR = 0.0015  # seconds


class InboxWriter:
    """Stores events for many requests at once. One per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Waiting] = []
        self._committing: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether somebody waits for a commit now."""
        return bool(self._waiting) or (self._committing is not None and not self._committing.done())

    async def add(self, rows: Sequence[Received]) -> list[bool]:
        """Returns after the commit. Raises what the database raised when it could not store."""
        if not rows:
            return []
        future: asyncio.Future[list[bool]] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, future))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        return await future

    async def _commit(self) -> None:
        together = 1
        while self._waiting:
            if together > 1:  # in a flood a moment's wait fills the commit, and a commit costs more than a row
                await asyncio.sleep(GATHERS_FOR)
            batch, self._waiting = self._waiting, []
            together = len(batch)
            try:
                await self._store(batch)
            except UNSTORABLE:
                for one in batch:  # what is wrong with one must not refuse the others
                    await self._store_or_tell([one])
            except Exception as error:  # noqa: BLE001 - each waiting request answers 503 with it
                tell(batch, error)

    async def _store_or_tell(self, batch: list[Waiting]) -> None:
        try:
            await self._store(batch)
        except Exception as error:  # noqa: BLE001 - as above
            tell(batch, error)

    async def _store(self, batch: list[Waiting]) -> None:
        rows = [row for given, _ in batch for row in given]
        first_times = iter(await self._database.run(lambda tx: add(tx, rows), first=True))
        for given, future in batch:
            answers = [next(first_times) for _ in given]
            if not future.done():
                future.set_result(answers)


def tell(batch: list[Waiting], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
