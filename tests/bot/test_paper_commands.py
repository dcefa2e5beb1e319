"""`tsunagu compare-models` on the example regions: figures, assumptions beside them, and one clear line when wrong."""

import csv
import io
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.comparing import month_file, run
from bot.paper import table, width
from bot.region import load, shipped, shipped_folder
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import URGENT_CLASSES
from routing.comparing.assumptions import Assumptions
from routing.comparing.figures import FIGURES
from routing.comparing.place import arrivals, opening_minutes
from routing.comparing.replay import MODELS

TAXONOMY = Taxonomy.load()
TOWNS = ("142018", "142042")
TOKYO = ZoneInfo("Asia/Tokyo")
HEADING = ",".join(month_file.COLUMNS)
ROW = "sample-1,2026-10-01 09:30,142018,home-visit-nursing,suction,family,none,no,2,45,yes"


def said(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["compare-models", *arguments])
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


def month_of(path: Path, *rows: str, heading: str = HEADING) -> Path:
    path.write_text("\n".join((heading, *rows)) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("name", shipped())
def test_every_region_ships_a_fictional_month_that_every_model_can_play(name: str) -> None:
    region = load(name)
    month = month_file.read(region.folder / "month.csv", TAXONOMY, region.file.region.towns, region.zone)

    found = run.compare(region, month, run.assumptions_of(region), replays=3, seed=1, models=MODELS)

    assert 50 <= len(month) <= 80
    assert all(case.id.startswith("sample-") for case in month)
    assert any(case.urgency in URGENT_CLASSES for case in month)
    assert any(case.before_discharge for case in month)
    assert any(not case.first_accepts for case in month)
    assert tuple(found.figures) == ("one_stop", "shared", "duty_first")
    assert all(figures["touches"].middle >= len(month) for figures in found.figures.values())


@pytest.mark.parametrize("name", shipped())
def test_the_paper_prints_every_figure_and_every_assumption_and_names_no_winner(name: str) -> None:
    printed = said("--region", name, "--replays", "3")

    assert "{" not in printed
    assert all(f"| {one}" in printed for one, _, _ in Assumptions())
    assert printed.count("\n| ") == len(FIGURES) + len(tuple(Assumptions())) + 4
    assert "どの受け方がよいかを決めるものではありません" in printed


def test_the_spreadsheet_has_a_row_for_each_figure_of_each_model_and_for_each_assumption() -> None:
    rows = list(csv.DictReader(io.StringIO(said("--replays", "3", "--csv"))))

    figures = [row for row in rows if row["kind"] == "figure"]
    assert {(row["model"], row["name"]) for row in figures} == {(m, f) for m in MODELS for f in FIGURES}
    assert all(float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in figures)
    assert [row["name"] for row in rows if row["kind"] == "assumption"] == [one for one, _, _ in Assumptions()]
    assert all(row["label"] for row in rows if row["kind"] != "run")


def test_a_seed_gives_the_same_paper_again_and_another_seed_another_one() -> None:
    first, again, other = (said("--replays", "2", "--seed", seed, "--csv") for seed in ("4", "4", "5"))

    assert first == again
    assert first != other


def test_an_assumption_is_changed_by_option_over_a_table_over_the_region(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[assumptions]\nread_minutes = 7\nsort_minutes = 8\n", "utf-8")

    printed = said("--replays", "2", "--csv", "--assumptions", str(own), "--assume", "sort_minutes=9.5")

    values = {row["name"]: row["value"] for row in csv.DictReader(io.StringIO(printed)) if row["kind"] == "assumption"}
    assert (values["read_minutes"], values["sort_minutes"]) == ("7", "9.5")
    assert values["wait_hours"] == "2", "the region's own clock for an offer: 120 minutes"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--assume", "luck=1"), "assumption 'luck': expected one of"),
        (("--assume", "sort_minutes"), "expected name=number, with a ="),
        (("--assume", "sort_minutes=long"), "expected name=number"),
        (("--assume", "accept_share=2"), "a number from 0 to 1"),
        (("--models", "lottery"), "--models 'lottery': expected some of"),
        (("--month", "nowhere.csv"), "nowhere.csv line 1, file: 'FileNotFoundError'"),
        (("--assumptions", "nowhere.toml"), "--assumptions nowhere.toml"),
        (("--region", "atlantis"), "no such folder"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_clear_line(arguments: tuple[str, ...], expected: str) -> None:
    printed = said("--replays", "1", *arguments, code=2)

    assert expected in printed
    assert "Traceback" not in printed


def test_a_region_without_a_month_of_its_own_says_which_file_is_wanted(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shipped_folder() / "tama", tmp_path / "region"))
    (folder / "month.csv").unlink()

    assert "month.csv" in said("--region", str(folder), code=2)


# -- month.csv ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "becomes", "column"),
    [
        ("sample-1,", ",", "id"),
        ("2026-10-01 09:30", "yesterday", "opened_at"),
        ("2026-10-01 09:30", "2026-10-01", "opened_at"),
        ("2026-10-01 09:30", "2026-10-01 09:30+09:00", "opened_at"),
        ("142018", "112119", "town"),
        ("home-visit-nursing", "flying", "topics"),
        ("suction", "suction;", "care_types"),
        ("family", "cousin", "requester"),
        ("none", "quick", "urgency"),
        (",no,2", ",maybe,2", "before_discharge"),
        (",no,2", ",no,4", "weight"),
        (",45,", ",-1,", "talk_minutes"),
        (",yes", ",", "first_accepts"),
        (",yes", ",yes,more", "row"),
    ],
)
def test_a_wrong_cell_is_refused_with_line_and_column(tmp_path: Path, was: str, becomes: str, column: str) -> None:
    path = month_of(tmp_path / "month.csv", ROW.replace(was, becomes, 1))

    with pytest.raises(month_file.UnreadableMonth) as refused:
        month_file.read(path, TAXONOMY, TOWNS, TOKYO)

    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(2, column)]


@pytest.mark.parametrize(
    ("heading", "rows", "expected"),
    [
        (HEADING, (), "at least one case"),
        (HEADING.replace("town,", ""), (ROW,), "heading"),
        (HEADING, (ROW, ROW), "an id used once"),
        (HEADING, (ROW, ROW.replace("sample-1", "sample-2").replace("2026-10", "2027-10")), "at most 62 days"),
    ],
)
def test_a_month_that_is_none_is_refused(tmp_path: Path, heading: str, rows: tuple[str, ...], expected: str) -> None:
    with pytest.raises(month_file.UnreadableMonth, match=expected):
        month_file.read(month_of(tmp_path / "month.csv", *rows, heading=heading), TAXONOMY, TOWNS, TOKYO)


def test_a_spreadsheet_may_order_the_columns_and_mark_the_encoding(tmp_path: Path) -> None:
    columns = list(reversed(month_file.COLUMNS))
    cells = dict(zip(month_file.COLUMNS, ROW.split(","), strict=True))
    path = tmp_path / "month.csv"
    path.write_text("\n".join((",".join(columns), ",".join(cells[c] for c in columns))), "utf-8-sig")

    (case,) = month_file.read(path, TAXONOMY, TOWNS, TOKYO)

    assert (case.town, case.weight, case.talk.total_seconds() / 60) == ("142018", 2, 45)


# -- the region's own arithmetic -----------------------------------------------------------------


def test_nights_weekends_and_holidays_count_as_no_waiting(tmp_path: Path) -> None:
    region = load("yokosuka-miura")
    instants = ("2026-10-09 16:00", "2026-10-09 23:00", "2026-10-12 12:00", "2026-10-13 09:00", "2026-10-13 10:00")
    rows = [ROW.replace("sample-1", f"sample-{n}").replace("2026-10-01 09:30", at) for n, at in enumerate(instants)]
    month = month_file.read(month_of(tmp_path / "month.csv", *rows), TAXONOMY, TOWNS, TOKYO)

    place = run.place_of(region)
    friday, night, holiday, opening, later = (
        opening_minutes(place, "yokosuka-miura", month[0].opened_at, case.opened_at) for case in month
    )

    assert friday == 0
    assert night == holiday == opening
    assert abs(opening - 60) <= 1
    assert abs(later - 120) <= 1


def test_what_waited_for_an_opening_is_taken_up_urgent_first_then_by_age(tmp_path: Path) -> None:
    rows = (
        ROW.replace("sample-1", "sample-1").replace("2026-10-01 09:30", "2026-10-01 20:00"),
        ROW.replace("sample-1", "sample-2").replace("2026-10-01 09:30", "2026-10-01 21:00"),
        ROW.replace("sample-1", "sample-3")
        .replace("2026-10-01 09:30", "2026-10-02 03:00")
        .replace("none", "caregiver_crisis"),
        ROW.replace("sample-1", "sample-4").replace("2026-10-01 09:30", "2026-10-02 04:00").replace(",no,2", ",yes,2"),
    )
    month = month_file.read(month_of(tmp_path / "month.csv", *rows), TAXONOMY, TOWNS, TOKYO)

    order = [one.past.id for one in arrivals(month, run.place_of(load("yokosuka-miura")), "duty_first")]

    assert order == ["sample-3", "sample-4", "sample-1", "sample-2"]


# -- tables ----------------------------------------------------------------------------------------


def test_a_table_lines_up_whatever_the_signs_and_keeps_its_columns() -> None:
    lines = table(("名前", "b"), [("かな漢字", "1|2"), ("a", "二\n行")]).splitlines()

    assert len({width(line) for line in lines}) == 1
    assert all(line.count("|") == 3 for line in lines)
