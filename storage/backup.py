"""A region's database as one file, and back. The secret key is not in it: that is kept elsewhere.

SQLite is copied through its own backup call, as one consistent picture, while others write. PostgreSQL is left to
its own tools, which must be on the PATH.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.engine import URL, Engine, make_url

from storage.engines import engine_for
from storage.sealing import CannotOpen, Keyring
from storage.tables import metadata

SQLITE_HEAD, DUMP_HEAD = b"SQLite format 3\0", b"PGDMP"
BOOKKEEPING = ("heartbeat",)  # rows that nobody would miss


class BackupRefused(Exception):
    """Nothing was written or replaced. One line."""


def make(url: str, target: Path) -> int:
    """The size of the new file. An existing file is never written over. Raises BackupRefused, NoDatabase."""
    if target.exists():
        raise BackupRefused(f"{target} exists already; a backup never replaces another")
    if not target.parent.is_dir():
        raise BackupRefused(f"{target.parent} is no folder")
    engine = engine_for(url)
    try:
        with _beside(target) as unfinished:
            _copy_out(engine, unfinished)
            _publish(unfinished, target)
    finally:
        engine.dispose()
    return target.stat().st_size


def restore(url: str, source: Path, keyring: Keyring, *, replace: bool) -> None:
    """The database as it was when the backup was made. Raises BackupRefused; then it is as it was before."""
    kind = _kind_of(source)
    engine = engine_for(url)
    try:
        if engine.dialect.name != kind:
            raise BackupRefused(f"{source} is a backup of {kind}, DATABASE_URL names {engine.dialect.name}")
        if not replace and has_rows(engine):
            raise BackupRefused("the database holds rows; --replace puts the backup in their place")
        if kind == "sqlite":
            _sqlite_in(engine, source, keyring)
        else:
            _postgresql_in(engine, source)
    finally:
        engine.dispose()


def has_rows(engine: Engine) -> bool:
    there = set(sa.inspect(engine).get_table_names()) - set(BOOKKEEPING)
    with engine.connect() as conn:
        return any(
            conn.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None
            for table in metadata.sorted_tables
            if table.name in there
        )


def _kind_of(source: Path) -> str:
    try:
        with source.open("rb") as file:
            head = file.read(len(SQLITE_HEAD))
    except OSError as error:
        raise BackupRefused(f"{source}: {error.strerror}") from None
    if head == SQLITE_HEAD:
        return "sqlite"
    if head.startswith(DUMP_HEAD):
        return "postgresql"
    raise BackupRefused(f"{source} is no backup of ours: neither a SQLite file nor a dump of pg_dump --format=custom")


# -- the file ------------------------------------------------------------------------------------


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder for its owner alone, on the same disk, gone afterwards whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=target.parent))
    try:
        yield folder / target.name
    except OSError as error:
        raise BackupRefused(f"cannot write {target}: {error.strerror}") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(unfinished: Path, target: Path) -> None:
    """Under its name at once and whole, also when the power goes; never over another."""
    unfinished.chmod(0o600)
    _to_disk(unfinished)
    try:
        os.link(unfinished, target)  # unlike a rename this fails when somebody made the name meanwhile
    except FileExistsError:
        raise BackupRefused(f"{target} exists already; a backup never replaces another") from None
    _to_disk(target.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_out(engine: Engine, unfinished: Path) -> None:
    if engine.dialect.name != "sqlite":
        _tool("pg_dump", engine.url, "--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}")
        _tool("pg_restore", None, "--list", str(unfinished))  # reads the whole table of contents
        return
    if not Path(str(engine.url.database)).exists():
        raise BackupRefused(f"{engine.url.database} does not exist")
    with contextlib.closing(engine.raw_connection()) as raw, contextlib.closing(sqlite.connect(unfinished)) as copy:
        try:
            raw.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            _sound(copy)
        except sqlite.Error as error:
            raise BackupRefused(f"the copy failed: {error}") from None


def _sound(connection: Any) -> None:
    """Raises BackupRefused for a copy with a damaged page, a wrong index or a row that points nowhere."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupRefused(f"the copy is damaged: {str(found).splitlines()[0]}")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise BackupRefused("the copy is damaged: a row points to one that is not there")


# -- and back ----------------------------------------------------------------------------------------


def _sqlite_in(engine: Engine, source: Path, keyring: Keyring) -> None:
    try:
        with contextlib.closing(sqlite.connect(f"file:{source.resolve().as_posix()}?mode=ro", uri=True)) as backup:
            _sound(backup)
            _opens(backup, keyring)
            with contextlib.closing(engine.raw_connection()) as raw:
                backup.backup(raw.driver_connection)  # one transaction of SQLite's: all of it or nothing
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite.Error as error:
        raise BackupRefused(f"{source}: {error}") from None


def _opens(backup: Any, keyring: Keyring) -> None:
    try:
        for region_id, wrapped in backup.execute("SELECT region_id, wrapped_key FROM region"):
            keyring.unwrap(bytes(wrapped), region_id)
    except CannotOpen:
        raise BackupRefused(
            "TSUNAGU_SECRET_KEY: the backup was sealed under another key; put that key behind the new one"
        ) from None


def _postgresql_in(engine: Engine, source: Path) -> None:
    held = _tool("pg_restore", None, "--list", str(source))
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _tool("pg_restore", engine.url, *options, str(source))
    newer = [table for table in metadata.sorted_tables if f" TABLE public {table.name} " not in held]
    with engine.begin() as conn:  # tables the backup does not know yet: the next start makes them anew
        metadata.drop_all(conn, newer)


def _tool(name: str, url: URL | None, *arguments: str) -> str:
    """What PostgreSQL's own tool printed. The password travels in the environment, where nobody else reads it."""
    program = shutil.which(name)
    if program is None:
        raise BackupRefused(f"{name} is not on the PATH; install PostgreSQL's client tools of the server's version")
    env = {**os.environ, "LC_ALL": "C"}
    if url is not None:
        env |= {"PGPASSWORD": url.password} if url.password else {}
        arguments = (f"--dbname={_for_libpq(url)}", *arguments)
    ran = subprocess.run([program, *arguments], env=env, capture_output=True, text=True, check=False)  # noqa: S603 - the program's own path, no shell
    if ran.returncode != 0:
        said = " ".join(line.removeprefix(f"{name}: ") for line in ran.stderr.splitlines()[:2])
        raise BackupRefused(f"{name} failed: {said or ran.returncode}")
    return ran.stdout


def _for_libpq(url: URL) -> str:
    plain = make_url(url.set(drivername="postgresql"))._replace(password=None)
    return plain.render_as_string(hide_password=False)
