"""One person's events in order, also with several workers"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both may be empty: what a replica of the version before stores meanwhile has no lane, and is decided as it comes.
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lane", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("happened_at", storage.tables.Instant(), nullable=True))
        batch_op.create_index(batch_op.f("ix_inbox_lane_state"), ["lane", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_lane_state"))
        batch_op.drop_column("happened_at")
        batch_op.drop_column("lane")
