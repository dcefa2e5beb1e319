"""A later version of the product that does not exist yet: today's code, a column that it writes, a migration."""

import shutil
from pathlib import Path

PARTS = ("bot", "storage", "routing", "knowledge", "deploy")
BEFORE, NEWER = "before", "newer"  # what the column holds in rows from before it, and in those the newer code wrote

COLUMN = """    Column("release", String(10), default="{newer}"),
    Index(None, "release"),
    UniqueConstraint("region_id", "source", "key"),
"""
MIGRATION = '''"""Which version took an event in"""

import time

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{after}"
branch_labels = None
depends_on = None

PORTION = 50


def upgrade() -> None:
    op.add_column("inbox", sa.Column("release", sa.String(10), nullable=True))
    with op.get_context().autocommit_block():
        # First: what others write meanwhile must be found by the index, too.
        op.create_index("ix_inbox_release", "inbox", ["release"], postgresql_concurrently=True)
        last, newest = 0, op.get_bind().scalar(sa.text("SELECT coalesce(max(id), 0) FROM inbox"))
        while last < newest:
            op.execute(
                sa.text("UPDATE inbox SET release = :before WHERE id > :last AND id <= :up_to AND release IS NULL")
                .bindparams(before="{before}", last=last, up_to=min(last + PORTION, newest))
            )
            last += PORTION
            time.sleep(0.05)  # a table with a year in it takes longer than this one


def downgrade() -> None:
    op.drop_index("ix_inbox_release", "inbox")
    op.drop_column("inbox", "release")
'''


def newer_release(folder: Path, newest: str) -> tuple[Path, str]:
    """Its code, and the revision it knows beyond `newest`, which is ours."""
    here, revision = Path(__file__).parents[2], f"{int(newest[:4]) + 1:04}"
    for part in PARTS:
        shutil.copytree(here / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests").symlink_to(here / "tests")
    tables = folder / "storage" / "tables.py"
    before = '    UniqueConstraint("region_id", "source", "key"),\n'
    text = tables.read_text("utf-8")
    assert text.count(before) == 1  # the inbox's
    tables.write_text(text.replace(before, COLUMN.format(newer=NEWER)), "utf-8")
    migration = folder / "storage" / "migrations" / "versions" / f"{revision}_release.py"
    migration.write_text(MIGRATION.format(revision=revision, after=newest, before=BEFORE), "utf-8")
    return folder, revision
