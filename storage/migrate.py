"""The schema's history, applied. One migrator at a time."""

from collections.abc import Callable
from importlib import resources

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

MIGRATION_LOCK = 7_150_020  # any number of our own, the same on every replica


def upgrade(engine: Engine, to: str = "head") -> None:
    _run(engine, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, to: str = "base") -> None:
    _run(engine, lambda config: command.downgrade(config, to))


def config_for(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("storage") / "migrations"))
    config.attributes["connection"] = connection
    return config


def _run(engine: Engine, work: Callable[[Config], None]) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        work(config_for(connection))
