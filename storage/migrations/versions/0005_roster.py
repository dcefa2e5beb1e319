"""Changes of the roster, and the calendar it is read from"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_change",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("coordinator_out", sa.String(length=40), nullable=True),
        sa.Column("coordinator_in", sa.String(length=40), nullable=True),
        sa.Column("starts_at", storage.tables.Instant(), nullable=False),
        sa.Column("ends_at", storage.tables.Instant(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", storage.tables.Instant(), nullable=False),
        sa.Column("took_effect_at", storage.tables.Instant(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_change")),
    )
    with op.batch_alter_table("roster_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_change_region_id_ends_at"), ["region_id", "ends_at"], unique=False)

    op.create_table(
        "roster_calendar",
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("url_index", sa.String(length=64), nullable=False),
        sa.Column("tried_at", storage.tables.Instant(), nullable=False),
        sa.Column("fetched_at", storage.tables.Instant(), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("region_id", name=op.f("pk_roster_calendar")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("roster_revision", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_column("roster_revision")
    op.drop_table("roster_calendar")
    with op.batch_alter_table("roster_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_change_region_id_ends_at"))
    op.drop_table("roster_change")
