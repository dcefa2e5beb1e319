"""One pace of posts for all processes together"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_pace",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("free_at", storage.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_pace")),
        sa.UniqueConstraint("region_id", "channel", name=op.f("uq_channel_pace_region_id_channel")),
    )


def downgrade() -> None:
    op.drop_table("channel_pace")
