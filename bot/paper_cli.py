"""`tsunagu compare-models` and `tsunagu flow`. Each imports what it needs when it runs: `--help` must be quick."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Papers for meetings.", no_args_is_help=True)
RegionOption = Annotated[
    str, typer.Option("--region", envvar="TSUNAGU_REGION", help="A region folder, or the name of a shipped region.")
]


@app.command("compare-models")
def compare_models(
    region: RegionOption = "yokosuka-miura",
    month: Annotated[
        Path | None, typer.Option("--month", help="The cases of a month. Default: month.csv in the region folder.")
    ] = None,
    models: Annotated[str | None, typer.Option("--models", help="Some of the models, joined by commas.")] = None,
    replays: Annotated[int, typer.Option("--replays", help="How often the month is played.", min=1, max=10_000)] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same figures.")] = 1,
    assume: Annotated[list[str] | None, typer.Option("--assume", help="name=value, as often as needed.")] = None,
    assumptions: Annotated[
        Path | None, typer.Option("--assumptions", help="A TOML file with a table [assumptions].")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
) -> None:
    """Play a month of cases through the intake models: what each would ask of people. It names no winner."""
    from bot.paper_commands import WRONG_INPUT, Comparison, compared
    from bot.refusing import one_clear_line, refuse

    asked = Comparison(region, month, models, replays, seed, assume or [], assumptions)
    with one_clear_line():
        try:
            lines = list(compared(asked, as_csv=as_csv))
        except WRONG_INPUT as error:
            refuse(error)
    for line in lines:
        typer.echo(line)


@app.command()
def flow(
    region: RegionOption = "yokosuka-miura",
    model: Annotated[str | None, typer.Option("--model", help="Another intake model than the region's own.")] = None,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="Only the drawing.")] = False,
    as_table: Annotated[bool, typer.Option("--table", help="Only the table.")] = False,
) -> None:
    """Draw the region's intake from its settings: as a Mermaid flowchart and as a table for a meeting paper."""
    from bot.paper_commands import WRONG_INPUT, drawn
    from bot.refusing import one_clear_line, refuse

    both = as_mermaid == as_table
    with one_clear_line():
        try:
            lines = list(drawn(region, model, as_mermaid=both or as_mermaid, as_table=both or as_table))
        except WRONG_INPUT as error:
            refuse(error)
    for line in lines:
        typer.echo(line)
