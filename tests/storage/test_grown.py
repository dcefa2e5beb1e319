"""What a look into the inbox costs when much was decided before, or much waits. Counted in work, not in time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage import inbox
from storage.database import Database, Tx
from storage.tables import inbox as rows

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LEASE = timedelta(seconds=15)
LANES = 50


def take(tx: Tx) -> object:
    return inbox.take(tx, NOW, 20, LEASE)


def fill(database: Database, state: str, count: int) -> None:
    with database.begin() as tx:
        first = tx.conn.scalar(sa.select(sa.func.count()).select_from(rows)) or 0
        made = [
            {
                "region_id": tx.region_id,
                "source": "line",
                "account_id": "a",
                "key": str(n),
                "state": state,
                "received_at": NOW,
                "happened_at": NOW,
                "lane": None if state == "done" else str(n % LANES),
            }
            for n in range(first, first + count)
        ]
        tx.conn.execute(sa.insert(rows), made)


def measured_in_a_quiet_moment(database: Database) -> None:
    """As PostgreSQL does by itself; on SQLite nobody does."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE inbox")


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        seen.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def work(database: Database, look: Callable[[Tx], object]) -> int:
    """Steps of SQLite's machine, or rows that PostgreSQL had in its hands. The look is undone."""
    with database.engine.connect() as conn:
        tx = Tx(conn, database.keyring, database.region_id)
        if conn.dialect.name == "sqlite":
            steps = 0

            def count() -> None:
                nonlocal steps
                steps += 1

            raw: Any = conn.connection.dbapi_connection
            raw.set_progress_handler(count, 1)
            look(tx)
            raw.set_progress_handler(None, 1)
            conn.rollback()
            return steps
        with statements(database.engine) as seen:
            look(tx)
        conn.rollback()
        plans = [
            conn.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
            for statement, parameters in seen
        ]
        conn.rollback()
        return sum(rows_of(plan[0]["Plan"]) for plan in plans)


def rows_of(node: dict[str, Any]) -> int:
    here = node["Actual Rows"] + sum(count for name, count in node.items() if name.startswith("Rows Removed by"))
    return int(here * node["Actual Loops"]) + sum(rows_of(inner) for inner in node.get("Plans", ()))


@pytest.mark.parametrize("look", [take, inbox.open_counts, inbox.oldest_waiting])
def test_what_was_decided_before_costs_the_next_look_nothing(database: Database, look: Callable[[Tx], object]) -> None:
    fill(database, "new", 5)
    fill(database, "done", 100)
    measured_in_a_quiet_moment(database)
    fresh = work(database, look)

    fill(database, "done", 5_000)
    measured_in_a_quiet_moment(database)

    assert work(database, look) < 2 * fresh + 20


def test_in_a_flood_an_event_is_compared_with_those_of_its_lane_only(postgresql: Database) -> None:
    waiting = LANES * 16
    fill(postgresql, "done", 5_000)
    measured_in_a_quiet_moment(postgresql)  # when nothing waits, so that few seem to be open

    fill(postgresql, "new", waiting)

    assert work(postgresql, take) < 16 * waiting  # with all others it would be 150 times
