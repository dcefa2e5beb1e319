"""SQLite knows that nearly all events are done"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Rows, then rows with the same first column, with the same first two, and so on (sqlite.org/fileformat2.html, "stat1").
EVENTS = 1_000_000
OF_ONE_REGION = f"{EVENTS} {EVENTS} {EVENTS // 2} 1"
IN_ONE_STATE = f"{EVENTS} 100 1"
IN_ONE_LANE = f"{EVENTS} 10 5"


def upgrade() -> None:
    # Without statistics it takes the region for a rare thing and looks through all its events for the few to decide,
    # each time. Ours are fixed: measured in a quiet moment they would say that the lane is no way to find anything.
    if op.get_bind().dialect.name != "sqlite":
        return  # PostgreSQL measures by itself
    op.execute("ANALYZE inbox")  # makes the table of statistics
    op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'inbox'")
    known = {"ix_inbox_state_id": IN_ONE_STATE, "ix_inbox_lane_state": IN_ONE_LANE}
    for row in op.get_bind().exec_driver_sql("PRAGMA index_list('inbox')").all():
        stat = OF_ONE_REGION if row[3] == "u" else known[row[1]]  # SQLite names the index of a constraint itself
        insert = sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('inbox', :idx, :stat)")
        op.execute(insert.bindparams(idx=row[1], stat=stat))
    op.execute("ANALYZE sqlite_schema")  # reads them anew


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'inbox'")
        op.execute("ANALYZE sqlite_schema")
