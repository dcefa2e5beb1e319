"""The comparison as tables for people, and as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from bot.comparing.run import Comparison
from bot.paper import table
from bot.texts import Texts
from routing.comparing.figures import FIGURES, Range
from routing.effects import Text

FIXED = ("first", "full", "local", "untaken", "urgent", "hours")  # assumptions that are no numbers
ONE_DECIMAL = ("touches-case", "handovers-case", "hours", "share")  # figures and units that need one


def lines(found: Comparison, texts: Texts) -> Iterator[str]:
    about = {"cases": str(found.cases), "replays": str(found.replays), "seed": str(found.seed)}
    yield texts(Text("compare-title", {"region": found.region}))
    yield ""
    yield texts(Text("compare-about", about))
    yield texts(Text("compare-waiting"))
    yield texts(Text("compare-no-winner"))
    yield ""
    yield _figures(found, texts)
    yield ""
    yield texts(Text("compare-assumptions"))
    yield ""
    yield _assumptions(found, texts)
    yield ""
    yield texts(Text("compare-fixed"))
    yield ""
    for name in FIXED:
        yield "- " + texts(Text(f"compare-fixed-{name}"))


def _figures(found: Comparison, texts: Texts) -> str:
    heading = [texts(Text("compare-column-figure")), texts(Text("compare-column-unit"))]
    heading += [model_name(model, texts) for model in found.figures]
    rows = []
    for name, unit in FIGURES.items():
        cells = [_cell(name, ranges[name], texts) for ranges in found.figures.values()]
        rows.append([texts(Text(f"compare-figure-{name}")), texts(Text(f"compare-unit-{unit}")), *cells])
    return table(heading, rows)


def model_name(model: str, texts: Texts) -> str:
    return texts(Text(f"paper-model-{model.replace('_', '-')}"))


def _cell(name: str, one: Range, texts: Texts) -> str:
    said = {side: number(name, getattr(one, side)) for side in ("middle", "low", "high")}
    return texts(Text("compare-cell", dict(said)))


def number(name: str, value: float) -> str:
    return f"{value:.1f}" if name in ONE_DECIMAL or FIGURES.get(name) in ONE_DECIMAL else f"{value:.0f}"


def _assumptions(found: Comparison, texts: Texts) -> str:
    heading = [texts(Text(f"compare-column-{name}")) for name in ("assumption", "name", "value", "unit")]
    rows = [
        [
            texts(Text(f"compare-assumption-{name.replace('_', '-')}")),
            name,
            f"{value:g}",
            texts(Text(f"compare-unit-{unit}")),
        ]
        for name, value, unit in found.assumed
    ]
    return table(heading, rows)


def as_csv(found: Comparison, texts: Texts) -> str:
    """One row for each figure of each model and one for each assumption."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("kind", "name", "model", "value", "low", "high", "unit", "label"))
    for model, ranges in found.figures.items():
        for name, one in ranges.items():
            label = texts(Text(f"compare-figure-{name}"))
            values = (f"{value:.4g}" for value in (one.middle, one.low, one.high))
            rows.writerow(("figure", name, model, *values, FIGURES[name], label))
    for name, value, unit in found.assumed:
        label = texts(Text(f"compare-assumption-{name.replace('_', '-')}"))
        rows.writerow(("assumption", name, "", f"{value:g}", "", "", unit, label))
    for name, count in (("cases", found.cases), ("replays", found.replays), ("seed", found.seed)):
        rows.writerow(("run", name, "", count, "", "", "", ""))
    return out.getvalue()
