"""Bad input on the command line: one clear line, exit 2, no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from bot.clock import BadTestClock
from bot.region_file import UnreadableRegion
from bot.serving import CannotServe
from bot.settings import BadEnvironment
from bot.texts import BrokenCatalogue
from knowledge.importers import UnreadableDirectory
from knowledge.lexicon import UnreadableLexicon
from storage.database import NoDatabase
from storage.sealing import BadSecret

WRONG_INPUT = (
    BadEnvironment,
    UnreadableRegion,
    UnreadableDirectory,
    UnreadableLexicon,
    BrokenCatalogue,
    BadSecret,
    BadTestClock,
    NoDatabase,
    CannotServe,
)


def refuse(error: Exception) -> NoReturn:
    typer.echo(f"tsunagu: {error}", err=True)
    raise typer.Exit(2) from None


@contextmanager
def one_clear_line() -> Iterator[None]:
    try:
        yield
    except WRONG_INPUT as error:
        refuse(error)
