"""What coordinators said of answers"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judged_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("entry_id", sa.String(length=40), nullable=False),
        sa.Column("fits", sa.Boolean(), nullable=False),
        sa.Column("judged_by", sa.String(length=40), nullable=False),
        sa.Column("at", storage.tables.Instant(), nullable=False),
        sa.Column("wording", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judged_question")),
    )
    op.create_index(op.f("ix_judged_question_region_id"), "judged_question", ["region_id"])


def downgrade() -> None:
    op.drop_table("judged_question")
