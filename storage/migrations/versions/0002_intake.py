"""Intake models: what lists and loads need to know of a case without opening it, and a model switched while running"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "intake"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("first", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("offered_to", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("deliberation_due_at", storage.tables.Instant(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_cases_region_id_status"))
        batch_op.create_index(
            batch_op.f("ix_cases_region_id_status_owner_weight"), ["region_id", "status", "owner", "weight"]
        )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("switched_to", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("switched_from", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_column("switched_from")
        batch_op.drop_column("switched_to")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_region_id_status_owner_weight"))
        batch_op.create_index(batch_op.f("ix_cases_region_id_status"), ["region_id", "status"])
        batch_op.drop_column("deliberation_due_at")
        batch_op.drop_column("offered_to")
        batch_op.drop_column("first")
        batch_op.drop_column("weight")
