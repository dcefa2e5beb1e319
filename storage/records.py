"""The journal: what was decided, as ids and codes. Never a person's words."""

from datetime import datetime

import sqlalchemy as sa

from routing.decision import Record
from storage import values
from storage.database import Tx
from storage.tables import journal

_ADD = journal.insert()


def add(tx: Tx, record: Record, at: datetime) -> None:
    row = {
        "region_id": tx.region_id,
        "at": at,
        "kind": values.record_kind(record),
        "case_id": getattr(record, "case_id", None),
        "actor": getattr(record, "actor", None),
        "data": values.dump_record(record),
    }
    tx.conn.execute(_ADD, row)


def of_kind(tx: Tx, kind: str) -> tuple[Record, ...]:
    """All records of one kind, oldest first."""
    rows = tx.conn.execute(
        sa.select(journal.c.data)
        .where(journal.c.region_id == tx.region_id, journal.c.kind == kind)
        .order_by(journal.c.id)
    )
    return tuple(values.load_record(kind, row.data) for row in rows)
