"""A database as it is after years: what really happened once, copied row by row as if it had happened again and again.

Copies are finished and older than their originals: closed cases, settled sendings without bodies, cancelled clocks.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from storage import tables as t

MARK = "="  # in an id: a copy's, never an original's
NUMBER = 8  # digits of a copy's number
WITHIN = 13 * 86_400 * 1_000_000  # microseconds: what is processed is forgotten after 14 days
MOST = 1_000  # copies, so that their numbers tell how old each is
PORTION = 25  # copies a transaction

COPIED = (
    t.person, t.channel_identity, t.child, t.conversation, t.cases, t.participation,
    t.message, t.journal, t.inbox, t.outbox, t.timer, t.slack_post,
)  # fmt: skip
IDS = {"person_id", "conversation_id", "case_id", "message_id", "who", "external_index", "thread_index"}
IDS |= {"platform_index"}
FINISHED = {
    ("cases", "status"): "'closed'",
    ("cases", "closed_at"): "coalesce(o.closed_at, o.opened_at)",
    ("cases", "follow_up_on"): "NULL",
    ("cases", "offered_to"): "NULL",
    ("inbox", "state"): "'done'",
    ("inbox", "done_at"): "o.received_at - {older}",
    ("inbox", "raw"): "NULL",
    ("inbox", "lane"): "NULL",
    ("outbox", "state"): "'sent'",
    ("outbox", "settled_at"): "o.created_at - {older}",
    ("outbox", "body"): "NULL",
    ("outbox", "payload"): "NULL",
    ("outbox", "reply_token"): "NULL",
    ("timer", "state"): "'cancelled'",
}


def _expression(table: sa.Table, column: sa.Column[object]) -> str:
    name, older = f"o.{column.name}", f"{WITHIN // MOST} * s.n"
    again = f"substr({{}}, 1, {35 - NUMBER}) || '{MARK}' || substr('0000000' || s.n, -{NUMBER}, {NUMBER})"
    fixed = FINISHED.get((table.name, column.name))
    if fixed is not None:
        return fixed.format(older=older)
    match table.name, column.name:
        case (_, "id") | ("outbox", "key"):
            return again.format(name)
        case ("outbox", "lane"):
            return f"CASE WHEN {name} LIKE 'line:%' THEN 'line:' || {again.format('substr(o.lane, 6)')} ELSE {name} END"
        case ("inbox", "key") | ("cases", "number") | ("slack_post", "ts"):
            return f"{name} || '{MARK}' || s.n"
        case _ if column.name in IDS:
            return again.format(name)
        case _ if isinstance(column.type, t.Instant):
            return f"{name} - {older}"
    return name


def _statement(table: sa.Table, dialect: str) -> str:
    serial = not isinstance(table.c.id.type, sa.String)
    columns = [column for column in table.c if not (serial and column.name == "id")]
    series = "SELECT generate_series({first}::bigint, {last}) AS n"
    if dialect == "sqlite":
        series = (
            "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) SELECT n FROM s"
        )
    chosen = ", ".join(_expression(table, column) for column in columns)
    if dialect == "postgresql":  # which counts a negative position from before the first character
        chosen = chosen.replace(f"substr('0000000' || s.n, -{NUMBER}, {NUMBER})", f"lpad(s.n::text, {NUMBER}, '0')")
    return (
        f"INSERT INTO {table.name} ({', '.join(column.name for column in columns)}) "
        f"SELECT {chosen} FROM ({series}) AS s CROSS JOIN original_{table.name} AS o"
    )


def _originals(conn: sa.Connection, newest: dict[str, int]) -> None:
    """Beside the tables, which grow: to look for them in there would take longer with each copy."""
    for table in COPIED:
        mine = f"id <= {newest[table.name]}" if table.name in newest else f"id NOT LIKE '%%{MARK}%%'"
        name = table.name
        conn.exec_driver_sql(f"CREATE TEMPORARY TABLE original_{name} AS SELECT * FROM {name} WHERE {mine}")
    conn.commit()


class Grown:
    """Lets a database grow, copy by copy. Nothing else may use it meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._copies = engine, 0
        with engine.connect() as conn:
            self._newest = {
                table.name: conn.scalar(sa.select(sa.func.max(table.c.id))) or 0
                for table in COPIED
                if not isinstance(table.c.id.type, sa.String)
            }
            self.once = conn.scalar(sa.select(sa.func.count()).select_from(t.inbox)) or 0

    def grow_to(self, events: int) -> int:
        """How many events are stored now."""
        wanted = min(MOST, round(events / self.once) - 1)
        with self._engine.connect() as conn:
            if conn.dialect.name == "sqlite":
                _hurry(conn)
            _originals(conn, self._newest)
            while self._copies < wanted:
                first, last = self._copies + 1, min(wanted, self._copies + PORTION)
                with conn.begin():
                    for table in COPIED:
                        made = _statement(table, conn.dialect.name)
                        conn.exec_driver_sql(made.replace("%", "%%").format(first=first, last=last))
                self._copies = last
            conn.invalidate()
        if self._engine.dialect.name == "postgresql":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.exec_driver_sql("VACUUM ANALYZE")  # as the server does by itself in a quiet hour
        with self._engine.connect() as conn:
            return conn.scalar(sa.select(sa.func.count()).select_from(t.inbox)) or 0


def _hurry(conn: sa.Connection) -> None:
    """This connection alone: nothing of a copy is worth a wait for the disk."""
    for pragma in ("synchronous=OFF", "secure_delete=OFF", "cache_size=-500000"):
        conn.connection.cursor().execute(f"PRAGMA {pragma}")


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as conn:
        return {table.name: conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in COPIED}


def finish_what_is_open(engine: Engine) -> None:
    """What a measurement left undone, so that the next one finds none of it."""
    with engine.begin() as conn:
        settled = t.outbox.update().where(t.outbox.c.settled_at.is_(None))
        conn.execute(settled.values(state="cancelled", settled_at=t.outbox.c.created_at))
        undone = t.inbox.update().where(t.inbox.c.state.in_(("new", "taken")))
        conn.execute(undone.values(state="done", done_at=t.inbox.c.received_at, raw=None, lane=None))
