"""A live region carried from SQLite to PostgreSQL: copied in batches, compared row by row, resumable after a kill.

Before the first row is read, the source is closed by triggers of its own: whichever process still has it open can read
and no longer write, answers 503, and so has LINE deliver again. That outlives a kill of the move, and its end.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage import backup, migrate
from storage.database import MOVING, Lock, alone
from storage.engines import cause_of, engine_for, plain
from storage.tables import heartbeat, metadata

BATCH = 500
Progress = Callable[[int], None]  # rows copied or compared since the last call
Row = dict[str, Any]

_notes = sa.MetaData()
# On both sides while a move is under way, on the source for good; `Database.open` looks for it.
_moving = sa.Table(
    MOVING,
    _notes,
    sa.Column("role", sa.String(8), primary_key=True),  # source, target
    sa.Column("state", sa.String(8), nullable=False),  # moving, moved
    sa.Column("other", sa.Text, nullable=False),  # where it goes to or comes from, without credentials
)
_copied = sa.Table(
    "moving_progress",
    _notes,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("last", sa.Text),  # JSON of the key copied last
    sa.Column("complete", sa.Boolean, nullable=False),
)


class MoveRefused(Exception):
    """It cannot begin, or what arrived is not what was sent. One line."""


@dataclass(frozen=True, slots=True)
class Moved:
    tables: int
    rows: int
    digest: str  # of every value of every row, the same on both sides


def tables() -> list[sa.Table]:
    """Parents before children; who was alive does not travel."""
    return [table for table in metadata.sorted_tables if table is not heartbeat]


class Move:
    """One move. `begin` closes the source, `run` may be called again after a kill until it returns."""

    def __init__(self, source_url: str, target_url: str) -> None:
        """Raises NoDatabase for a URL that cannot be meant, MoveRefused for a direction we do not go."""
        self.source, self.target = engine_for(source_url), engine_for(target_url)
        if (self.source.dialect.name, self.target.dialect.name) != ("sqlite", "postgresql"):
            raise MoveRefused("expected --from sqlite:///… and --to postgresql+psycopg://…")

    def begin(self) -> int:
        """Closes the source for every writer; how many rows there are to carry. Raises MoveRefused."""
        self._connects()
        migrate.upgrade(self.target)
        self._reserve()
        if _note(self.source) is None:
            migrate.upgrade(self.source)
            with self.source.begin() as conn:
                _moving.create(conn)
                conn.execute(_moving.insert().values(role="source", state="moving", other=plain(self.target.url)))
                for statement in _closing(conn):
                    conn.exec_driver_sql(statement)
        with self.source.connect() as conn:
            return sum(conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables())

    def run(self, progress: Progress) -> Moved:
        """Copies what is missing, compares everything, sets the counters, and lets the target be started."""
        try:
            for table in tables():
                self._copy(table, progress)
            moved = self._compare(progress)
        except SQLAlchemyError as error:
            raise MoveRefused(f"the move stopped: {cause_of(error)}; run it again to go on") from None
        with self.source.begin() as conn:  # first: there must be no moment at which both could be started
            conn.execute(_moving.update().values(state="moved"))
        with self.target.begin() as conn:
            for table in tables():
                _set_counter(conn, table)
            _notes.drop_all(conn)
        return moved

    def close(self) -> None:
        self.source.dispose()
        self.target.dispose()

    def _connects(self) -> None:
        database = str(self.source.url.database)
        for engine, name in ((self.source, "--from"), (self.target, "--to")):
            try:
                with engine.connect() as conn:
                    if engine is self.source and not sa.inspect(conn).has_table("region"):
                        raise MoveRefused(f"--from: {database} holds no region")
            except SQLAlchemyError as error:
                raise MoveRefused(f"{name}: cannot connect to {plain(engine.url)}: {cause_of(error)}") from None
        note = _note(self.source)
        if note is not None and note.other != plain(self.target.url):
            raise MoveRefused(f"--from is being moved, or was, to {note.other}")
        if note is not None and note.state == "moved" and _note(self.target) is None:
            raise MoveRefused(f"--from was moved to {note.other} before")

    def _reserve(self) -> None:
        """The target is ours: empty until now, or begun by this very move."""
        here, note = plain(self.source.url), _note(self.target)
        if note is not None and note.other != here:
            raise MoveRefused(f"--to holds an unfinished move from {note.other}")
        if note is None and backup.has_rows(self.target):
            raise MoveRefused("--to holds rows already; expected an empty database")
        if note is None:
            with self.target.begin() as conn:
                alone(conn, Lock.MIGRATE)
                _notes.create_all(conn)
                conn.execute(_moving.insert().values(role="target", state="moving", other=here))

    # -- copying ---------------------------------------------------------------------------------

    def _copy(self, table: sa.Table, progress: Progress) -> None:
        with self.target.connect() as conn:
            begun = conn.execute(sa.select(_copied).where(_copied.c.name == table.name)).one_or_none()
        last = json.loads(begun.last) if begun is not None and begun.last else None
        if last is not None:
            progress(self._up_to(table, last))
        while begun is None or not begun.complete:
            rows = self._after(self.source, table, last)
            last = rows[-1][_key(table).name] if rows else last
            with self.target.begin() as conn:  # the rows and how far we are, together
                if rows:
                    conn.execute(table.insert(), rows)
                conn.execute(_copied.delete().where(_copied.c.name == table.name))
                complete = len(rows) < BATCH
                conn.execute(_copied.insert().values(name=table.name, last=json.dumps(last), complete=complete))
            progress(len(rows))
            if complete:
                return

    def _up_to(self, table: sa.Table, last: Any) -> int:
        with self.source.connect() as conn:
            counted = sa.select(sa.func.count()).select_from(table).where(_key(table) <= last)
            return int(conn.scalar(counted) or 0)

    @staticmethod
    def _after(engine: Engine, table: sa.Table, last: Any) -> list[Row]:
        key = _key(table)
        chosen = sa.select(table).order_by(key).limit(BATCH)
        if last is not None:
            chosen = chosen.where(key > last)
        with engine.connect() as conn:
            return [dict(row) for row in conn.execute(chosen).mappings()]

    # -- comparing ------------------------------------------------------------------------------

    def _compare(self, progress: Progress) -> Moved:
        """Every row read back from the target, and every value of it. Raises MoveRefused at the first difference."""
        whole, rows = hashlib.sha256(), 0
        for table in tables():
            key, seen = _key(table), 0
            for ours in self._batches(table):
                with self.target.connect() as conn:
                    chosen = sa.select(table).where(key.in_([row[key.name] for row in ours]))
                    theirs = {row[key.name]: dict(row) for row in conn.execute(chosen).mappings()}
                for row in ours:
                    arrived = theirs.get(row[key.name])
                    if arrived is None or digest(table, arrived) != digest(table, row):
                        raise MoveRefused(f"{table.name} {row[key.name]} did not arrive as it was; nothing is lost")
                    whole.update(digest(table, row))
                seen += len(ours)
                progress(len(ours))
            with self.target.connect() as conn:
                if conn.scalar(sa.select(sa.func.count()).select_from(table)) != seen:
                    raise MoveRefused(f"{table.name}: the target holds rows that the source does not")
            rows += seen
        return Moved(len(tables()), rows, whole.hexdigest())

    def _batches(self, table: sa.Table) -> Iterator[Sequence[Row]]:
        last = None
        while rows := self._after(self.source, table, last):
            yield rows
            last = rows[-1][_key(table).name]


def undo(source_url: str) -> None:
    """Opens the source again, as long as the move did not come to its end. Raises MoveRefused."""
    engine = engine_for(source_url)
    try:
        note = _note(engine)
        if note is None:
            raise MoveRefused("no move was begun from this database")
        if note.state == "moved":
            raise MoveRefused(f"this region lives in {note.other} now; what happened since is only there")
        with engine.begin() as conn:
            for name in _triggers(conn):
                conn.exec_driver_sql(f'DROP TRIGGER "{name}"')
            _moving.drop(conn)
    finally:
        engine.dispose()


def digest(table: sa.Table, row: Row) -> bytes:
    """Of the values, whatever type a driver gives them."""

    def written(value: Any) -> Any:
        if isinstance(value, bytes | memoryview):
            return {"bytes": bytes(value).hex()}
        return value.isoformat() if isinstance(value, date) else value

    values = [written(row[column.name]) for column in table.columns]
    return hashlib.sha256(json.dumps(values, ensure_ascii=True).encode()).digest()


def _key(table: sa.Table) -> sa.Column[Any]:
    (key,) = table.primary_key.columns
    return key


def _note(engine: Engine) -> Any:
    with engine.connect() as conn:
        if not sa.inspect(conn).has_table(MOVING):
            return None
        return conn.execute(sa.select(_moving)).one_or_none()


def _closing(conn: Connection) -> Iterator[str]:
    for name in sa.inspect(conn).get_table_names():
        if name in metadata.tables or name == "alembic_version":
            for act in ("INSERT", "UPDATE", "DELETE"):
                yield (
                    f'CREATE TRIGGER "moving_{name}_{act.lower()}" BEFORE {act} ON "{name}" '
                    "BEGIN SELECT RAISE(ABORT, 'this database is being moved, nothing is written to it'); END"
                )


def _triggers(conn: Connection) -> list[str]:
    named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moving\\_%' ESCAPE '\\'"
    return list(conn.exec_driver_sql(named).scalars())


def _set_counter(conn: Connection, table: sa.Table) -> None:
    """PostgreSQL's own counter goes on after the highest number that came with the rows."""
    key = _key(table)
    if not isinstance(key.type, sa.BigInteger | sa.Integer):
        return
    highest = conn.scalar(sa.select(sa.func.max(key))) or 0
    counter = sa.func.pg_get_serial_sequence(table.name, key.name)
    conn.execute(sa.select(sa.func.setval(counter, highest + 1, False)))  # noqa: FBT003 - SQL's own argument
