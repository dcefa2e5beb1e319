"""What `tsunagu compare-models` and `tsunagu flow` print: papers for meetings about how a region works."""

import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from bot.clock import clock_in
from bot.comparing import month_file, report, run
from bot.flow.mermaid import mermaid
from bot.flow.steps_table import steps_table
from bot.flow.words import Words, windows_of
from bot.region import Region, load
from bot.texts import Texts
from knowledge.taxonomy import Taxonomy
from routing.comparing.assumptions import Assumptions, BadAssumption
from routing.comparing.replay import MODELS
from routing.effects import Text
from routing.flow.build import flow_of


class BadOption(Exception):
    """A value on the command line that cannot be used."""


WRONG_INPUT = (BadOption, BadAssumption, month_file.UnreadableMonth)


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


@dataclass(frozen=True)
class Comparison:
    region: str
    month: Path | None
    models: str | None
    replays: int
    seed: int
    assume: Sequence[str]
    assumptions: Path | None


def compared(asked: Comparison, *, as_csv: bool) -> Iterator[str]:
    """Lines of the paper, or of the table for a spreadsheet. Raises one of WRONG_INPUT."""
    place = load(asked.region)
    taxonomy = place.taxonomy(Taxonomy.load())
    wanted, assumed = chosen(asked.models), assumed_in(place, asked.assumptions, list(asked.assume))
    month = asked.month or place.folder / "month.csv"
    cases = month_file.read(month, taxonomy, place.file.region.towns, place.zone)
    texts = Texts(taxonomy.label, place.text_overrides)
    with typer.progressbar(length=asked.replays * len(wanted), label="replays", file=sys.stderr) as bar:
        found = run.compare(
            place,
            cases,
            assumed,
            replays=asked.replays,
            seed=asked.seed,
            models=wanted,
            progress=lambda: bar.update(1),
        )
    yield from report.as_csv(found, texts).splitlines() if as_csv else report.lines(found, texts)


def drawn(region: str, model: str | None, *, as_mermaid: bool, as_table: bool) -> Iterator[str]:
    """The region's intake as a table, a drawing, or both. Raises BadOption."""
    place = load(region)
    taxonomy = place.taxonomy(Taxonomy.load())
    wanted = chosen(model)[0] if model else place.file.intake.model
    words = Words(Texts(taxonomy.label, place.text_overrides), taxonomy)
    today = place.file.region.reference_date or clock_in(place.zone)().date()
    flow = flow_of(replace(place.policy(0, {}), intake_model=wanted), windows_of(place, today))
    if as_table:
        yield words(Text("flow-title", {"region": place.file.region.name}))
        yield words(Text("flow-model", {"model": report.model_name(wanted, words.texts)}))
        yield words(Text("flow-about")) + "\n"
        yield steps_table(flow, words)
    if as_mermaid:
        yield mermaid(flow, words).rstrip("\n")
