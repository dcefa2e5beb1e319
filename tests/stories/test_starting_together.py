"""Three processes that start on the same empty database in the same moment: one region, one schema, nobody refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.region import shipped_folder
from storage import migrate
from storage.engines import engine_for
from storage.tables import directory_entry, metadata, region, settings_version
from tests.conftest import SECRET

TOGETHER = """
import json, os, sys, traceback
from pathlib import Path
from bot.product import Product
from bot.settings import Line, Settings, Slack
url, region, secret = json.loads(sys.argv[1])
settings = Settings(url, region, secret, Line("s", "t"), Slack("b", "s"))
go, started = os.pipe()
children = []
for _ in range(3):
    child = os.fork()
    if child == 0:
        os.close(started)
        os.read(go, 1)  # until the parent lets all of them go at once
        try:
            product = Product(settings)
            product.prepare()
            product.close()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    children.append(child)
os.close(started)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'tsunagu.sqlite3'}"
    url = str(request.getfixturevalue("postgresql_url"))
    engine = engine_for(url)
    migrate.downgrade(engine)
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE alembic_version")
    engine.dispose()
    return url


@pytest.mark.slow
def test_three_processes_starting_together_make_one_region(empty_url: str) -> None:
    given = json.dumps([empty_url, str(shipped_folder() / "yokosuka-miura"), SECRET])

    ran = subprocess.run([sys.executable, "-c", TOGETHER, given], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[0, 0, 0]", ran.stderr[-2000:]
    engine = engine_for(empty_url)
    with engine.connect() as conn:
        assert set(metadata.tables) <= set(sa.inspect(conn).get_table_names())
        assert conn.scalar(sa.select(sa.func.count()).select_from(region)) == 1
        assert conn.scalar(sa.select(sa.func.count()).select_from(settings_version)) == 1
        entries = sa.select(directory_entry.c.entry_id, directory_entry.c.version)
        found = conn.execute(entries).all()
        assert len(found) == len(set(found)) > 10
    engine.dispose()
