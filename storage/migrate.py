"""The schema's history, applied while others work. One migrator at a time.

A revision's id says which versions of the product work on it: `0012` all of them, for it only adds to what was there;
`0012_from_0009` those that know 0009, for it takes away what they do not need any more. Source: DECISIONS 44.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Lock
from storage.engines import NoDatabase, cause_of

log = logging.getLogger("tsunagu.migrate")

LOOK_AGAIN = 0.2  # seconds, for a migrator that is at work
# A change of a table waits for whoever reads it, a backup for instance, and everybody else waits behind the change:
# rather give way and come again.
GIVES_WAY_AFTER = "1s"
FROM = "_from_"


class _Newer(Exception):
    """The schema is one of a later version of the product."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


def upgrade(engine: Engine, to: str = "head", *, newer_too: bool = False) -> None:
    """Raises NoDatabase when the tables cannot be brought up to date.

    With `newer_too` a newer schema that this version works on is left as it is, without a word to the caller.
    """

    def work(config: Config, connection: Connection) -> None:
        revision = _unknown(config, connection)
        if revision is None:
            return command.upgrade(config, to)
        if not newer_too or _oldest_reader(revision) > _newest(config):
            raise _Newer(revision)
        return log.warning("the tables are of a newer version (%s), on which this one works too", revision)

    _run(engine, work)


def downgrade(engine: Engine, to: str = "base") -> None:
    _run(engine, lambda config, _: command.downgrade(config, to))


def config_for(connection: Connection) -> Config:
    config = Config()
    folder = str(resources.files("storage") / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))  # it reads % as a variable
    config.attributes["connection"] = connection
    return config


def _unknown(config: Config, connection: Connection) -> str | None:
    """The revision the tables are at, when we do not know it."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if connection.dialect.name == "postgresql":
        connection.rollback()  # the look began a transaction; migrations want their own
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    return None if revision is None or revision in known else revision


def _oldest_reader(revision: str) -> str:
    """The oldest revision whose version of the product works on this one; empty for all of them."""
    return revision.partition(FROM)[2]


def _newest(config: Config) -> str:
    return (ScriptDirectory.from_config(config).get_current_head() or "").partition(FROM)[0]


def _run(engine: Engine, work: Callable[[Config, Connection], None]) -> None:
    try:
        with _alone(engine) as connection:
            work(config_for(connection), connection)
    except (CommandError, _Newer):
        raise NoDatabase("DATABASE_URL: this database was written by a newer version of Tsunagu") from None
    except SQLAlchemyError as error:
        raise NoDatabase(f"DATABASE_URL: cannot bring the tables up to date: {cause_of(error)}", error) from None


@contextlib.contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection that no other migrator has the like of. On SQLite the whole way is one transaction.

    On PostgreSQL each migration is one, or several where it says so, since others work meanwhile: so the lock is the
    connection's, and is waited for outside a transaction, which would keep an index built beside the work waiting.
    """
    with engine.connect() as connection:
        if connection.dialect.name != "postgresql":
            with connection.begin():
                yield connection
            return
        try:
            while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({Lock.MIGRATE.value})").scalar_one():
                connection.commit()
                time.sleep(LOOK_AGAIN)
            connection.exec_driver_sql(f"SET lock_timeout = '{GIVES_WAY_AFTER}'")
            connection.commit()
            yield connection
        finally:
            connection.invalidate()  # the lock and the setting end with the connection to the server
