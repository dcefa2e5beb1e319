"""`tsunagu backup` and `restore`: a region's database carried away and back."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot import settings as environment
from bot.refusing import one_clear_line
from bot.region_file import UnreadableRegion

app = typer.Typer()

RegionOption = Annotated[
    str | None,
    typer.Option("--region", help="A region folder, or the name of a shipped region. Default: TSUNAGU_REGION."),
]
KEY_APART = (
    "TSUNAGU_SECRET_KEY is not in it: keep the key elsewhere, without it nobody's words can be read again, "
    "with it everybody's"
)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file; an existing one is never written over.")]) -> None:
    """Copy the database into one file, while the product runs. PostgreSQL needs pg_dump on the PATH."""
    from storage.backup import make

    with one_clear_line():
        size = make(environment.database_url(os.environ), file)
    typer.echo(f"tsunagu: {file}: {size:,} bytes, checked. {KEY_APART}", err=True)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of the rows that are there.")] = False,
    region: RegionOption = None,
) -> None:
    """Bring a backup into the database of DATABASE_URL. What waited in it is looked into before it is sent."""
    from bot.maintenance import restore_backup

    with one_clear_line():
        name = region or os.environ.get("TSUNAGU_REGION", "")
        if not name:
            raise UnreadableRegion(["no region: give --region or set TSUNAGU_REGION"])
        settings = environment.store_from_environment(os.environ, name)
        for line in restore_backup(settings, file, replace=replace):
            typer.echo(f"tsunagu: {line}", err=True)
