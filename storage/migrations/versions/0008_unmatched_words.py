"""Words that matched nothing"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unmatched_word",
        sa.Column("who_index", sa.String(length=64), nullable=False),
        sa.Column("region_id", sa.String(length=40), nullable=False),
        sa.Column("word_index", sa.String(length=64), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("who_index", name=op.f("pk_unmatched_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_unmatched_word_region_id_word_index"), "unmatched_word", ["region_id", "word_index"])


def downgrade() -> None:
    op.drop_table("unmatched_word")
