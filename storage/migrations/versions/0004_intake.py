"""Intake models: what lists and loads need to know of a case without opening it, and a model switched while running"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN_ONLY = {
    "ix_cases_open_owner": ["region_id", "owner", "weight", "status"],
    "ix_cases_open_desk": ["region_id", "desk", "status", "follow_up_on"],
}


def upgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("first", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("offered_to", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("deliberation_due_at", storage.tables.Instant(), nullable=True))
    for name, columns in OPEN_ONLY.items():
        where = sa.text("status != 'closed'")
        op.create_index(name, "cases", columns, sqlite_where=where, postgresql_where=where)
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("switched_to", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("switched_from", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_column("switched_from")
        batch_op.drop_column("switched_to")
    for name in OPEN_ONLY:
        op.drop_index(name, "cases")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("deliberation_due_at")
        batch_op.drop_column("offered_to")
        batch_op.drop_column("first")
        batch_op.drop_column("weight")
