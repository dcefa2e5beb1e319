"""Who is alive, what was told, and what LINE said of the month's messages"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("process", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("at", storage.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
        sa.UniqueConstraint("process", "part", name=op.f("uq_heartbeat_process_part")),
    )
    op.create_table(
        "alarm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("since", storage.tables.Instant(), nullable=False),
        sa.Column("told_at", storage.tables.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("region_id", "what", name=op.f("uq_alarm_region_id_what")),
    )
    op.create_table(
        "line_quota",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("month_limit", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("read_at", storage.tables.Instant(), nullable=False),
        sa.Column("look_at", storage.tables.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_quota")),
        sa.UniqueConstraint("account_id", name=op.f("uq_line_quota_account_id")),
    )


def downgrade() -> None:
    op.drop_table("line_quota")
    op.drop_table("alarm")
    op.drop_table("heartbeat")
