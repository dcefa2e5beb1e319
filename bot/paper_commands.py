"""`tsunagu compare-models` and `tsunagu flow`: what a region brings to a meeting about how it works."""

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import clock_in
from bot.comparing import month_file, report, run
from bot.flow.mermaid import mermaid
from bot.flow.steps_table import steps_table
from bot.flow.words import Words, windows_of
from bot.refusing import one_clear_line, refuse
from bot.region import Region, load
from bot.texts import Texts
from knowledge.taxonomy import Taxonomy
from routing.comparing.assumptions import Assumptions, BadAssumption
from routing.comparing.replay import MODELS
from routing.effects import Text
from routing.flow.build import flow_of

app = typer.Typer(help="Papers for meetings.", no_args_is_help=True)
RegionOption = Annotated[
    str, typer.Option("--region", envvar="TSUNAGU_REGION", help="A region folder, or the name of a shipped region.")
]


class BadOption(Exception):
    """A value on the command line that cannot be used."""


def assumed_in(region: Region, path: Path | None, given: list[str]) -> Assumptions:
    """The region's, over them those of a TOML table, over them single values. Raises BadAssumption, BadOption."""
    assumed = run.assumptions_of(region)
    if path is not None:
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadOption(f"--assumptions {path}: {error}") from None
        values = table.get("assumptions", table)
        if not isinstance(values, dict):
            raise BadOption(f"--assumptions {path}: expected a table [assumptions]")
        assumed = assumed.changed(values)
    for one in given:
        name, sign, value = one.partition("=")
        try:
            assumed = assumed.changed({name.strip(): float(value)})
        except ValueError:
            raise BadOption(f"--assume {one!r}: expected name=number{'' if sign else ', with a ='}") from None
    return assumed


def chosen(models: str | None) -> tuple[str, ...]:
    known = tuple(MODELS)
    wanted = tuple(part.strip() for part in models.split(",")) if models else known
    for model in wanted:
        if model not in known:
            raise BadOption(f"--models {model!r}: expected some of {','.join(known)}")
    return wanted


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
    with one_clear_line():
        place = load(region)
        taxonomy = place.taxonomy(Taxonomy.load())
        try:
            wanted, assumed = chosen(models), assumed_in(place, assumptions, assume or [])
            cases = month_file.read(month or place.folder / "month.csv", taxonomy, place.file.region.towns, place.zone)
        except (BadOption, BadAssumption, month_file.UnreadableMonth) as error:
            refuse(error)
        texts = Texts(taxonomy.label, place.text_overrides)
        with typer.progressbar(length=replays * len(wanted), label="replays", file=sys.stderr) as bar:
            found = run.compare(
                place, cases, assumed, replays=replays, seed=seed, models=wanted, progress=lambda: bar.update(1)
            )
    if as_csv:
        typer.echo(report.as_csv(found, texts), nl=False)
    else:
        for line in report.lines(found, texts):
            typer.echo(line)


@app.command()
def flow(
    region: RegionOption = "yokosuka-miura",
    model: Annotated[str | None, typer.Option("--model", help="Another intake model than the region's own.")] = None,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="Only the drawing.")] = False,
    as_table: Annotated[bool, typer.Option("--table", help="Only the table.")] = False,
) -> None:
    """Draw the region's intake from its settings: as a Mermaid flowchart and as a table for a meeting paper."""
    with one_clear_line():
        place = load(region)
        taxonomy = place.taxonomy(Taxonomy.load())
        try:
            wanted = chosen(model)[0] if model else place.file.intake.model
        except BadOption as error:
            refuse(error)
        words = Words(Texts(taxonomy.label, place.text_overrides), taxonomy)
        today = place.file.region.reference_date or clock_in(place.zone)().date()
        drawn = flow_of(replace(place.policy(0, {}), intake_model=wanted), windows_of(place, today))
    both = as_mermaid == as_table
    if both or as_table:
        typer.echo(words(Text("flow-title", {"region": place.file.region.name})))
        typer.echo(words(Text("flow-model", {"model": report.model_name(wanted, words.texts)})))
        typer.echo(words(Text("flow-about")) + "\n")
        typer.echo(steps_table(drawn, words))
    if both or as_mermaid:
        typer.echo(mermaid(drawn, words), nl=False)
