"""`tsunagu backup`, `restore` and `move`: a region's database carried away, back, and to a larger one."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.refusing import one_clear_line

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
    from bot import settings as environment
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
    from bot import settings as environment
    from bot.maintenance import restore_backup
    from bot.region_file import UnreadableRegion

    with one_clear_line():
        name = region or os.environ.get("TSUNAGU_REGION", "")
        if not name:
            raise UnreadableRegion(["no region: give --region or set TSUNAGU_REGION"])
        settings = environment.store_from_environment(os.environ, name)
        for line in restore_backup(settings, file, replace=replace):
            typer.echo(f"tsunagu: {line}", err=True)


@app.command()
def move(
    source: Annotated[str, typer.Option("--from", help="sqlite:///…, where the region lives now.")],
    target: Annotated[str, typer.Option("--to", help="postgresql+psycopg://…, an empty database.")] = "",
    while_running: Annotated[
        bool, typer.Option("--while-running", help="Do not insist that the product was stopped: it will answer 503.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Give up an unfinished move: --from may be used again.")] = False,
) -> None:
    """Carry a region to PostgreSQL, compared row by row. After a kill the same command goes on where it was."""
    from bot.maintenance import move_region
    from storage import moving

    with one_clear_line():
        if undo:
            moving.undo(source)
            typer.echo("tsunagu: --from may be used again; drop the database of --to", err=True)
            return
        move_region(source, target, while_running=while_running)
