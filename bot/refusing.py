"""Bad input on the command line: one clear line, exit 2, no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer


def refuse(error: Exception) -> NoReturn:
    typer.echo(f"tsunagu: {error}", err=True)
    raise typer.Exit(2) from None


@contextmanager
def one_clear_line() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if isinstance(error, wrong_input()):
            refuse(error)
        raise


def wrong_input() -> tuple[type[Exception], ...]:
    """What a person can put right. Imported only once something is wrong: `--help` must be quick."""
    from bot.clock import BadTestClock
    from bot.region_file import UnreadableRegion
    from bot.serving import CannotServe
    from bot.settings import BadEnvironment
    from bot.texts import BrokenCatalogue
    from knowledge.importers import UnreadableDirectory
    from knowledge.lexicon import UnreadableLexicon
    from storage.backup import BackupRefused
    from storage.engines import NoDatabase
    from storage.moving import MoveRefused
    from storage.sealing import BadSecret

    return (
        BadEnvironment,
        UnreadableRegion,
        UnreadableDirectory,
        UnreadableLexicon,
        BrokenCatalogue,
        BadSecret,
        BadTestClock,
        BackupRefused,
        MoveRefused,
        NoDatabase,
        CannotServe,
    )
