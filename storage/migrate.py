"""The schema's history, applied. One migrator at a time."""

from collections.abc import Callable
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Lock, alone
from storage.engines import NoDatabase, cause_of


def upgrade(engine: Engine, to: str = "head") -> None:
    """Raises NoDatabase when the tables cannot be brought up to date."""
    _run(engine, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, to: str = "base") -> None:
    _run(engine, lambda config: command.downgrade(config, to))


def config_for(connection: Connection) -> Config:
    config = Config()
    folder = str(resources.files("storage") / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))  # it reads % as a variable
    config.attributes["connection"] = connection
    return config


def _run(engine: Engine, work: Callable[[Config], None]) -> None:
    try:
        with engine.begin() as connection:
            alone(connection, Lock.MIGRATE)
            work(config_for(connection))
    except CommandError:
        raise NoDatabase("DATABASE_URL: this database was written by a newer version of Tsunagu") from None
    except SQLAlchemyError as error:
        raise NoDatabase(f"DATABASE_URL: cannot bring the tables up to date: {cause_of(error)}", error) from None
