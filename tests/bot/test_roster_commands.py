"""The roster on the command line: the table, the addresses, and what `check` and `doctor` say about it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import region
from bot.cli import app
from bot.clock import clock_in
from bot.maintenance import diagnose
from bot.roster_commands import table
from bot.settings import Store
from routing.roster import Change
from storage import roster
from storage.database import Database
from tests.bot.test_roster_calendar import calendar
from tests.builders import at
from tests.conftest import REGION, SECRET

SHIPPED = region.load(REGION)


def run(*args: str, **env: str) -> Result:
    unset = {"TSUNAGU_SECRET_KEY": None, "DATABASE_URL": None, "TSUNAGU_REGION": None, "TSUNAGU_TEST_CLOCK": None}
    return CliRunner().invoke(app, list(args), env={**unset, **env})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED.folder, tmp_path / "region"))


def with_roster(folder: Path, keys: str) -> Path:
    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[roster]\n{keys}\n")
    return folder


def test_the_table_has_a_line_for_every_turn_and_every_gap() -> None:
    lines = list(table(SHIPPED, at("10:00"), 1))

    assert lines == [
        "yokosuka-miura  2026-11-24 TU 09:00-17:00  海猫 はるか（架空）",
        "yokosuka-miura  2026-11-25 WE 09:00-17:00  鯨井 なぎさ（架空）",
        "yokosuka-miura  2026-11-26 TH 09:00-17:00  飛魚 わたる（架空）",
        "yokosuka-miura  2026-11-27 FR 09:00-17:00  鯨井 なぎさ（架空）",
        "yokosuka-miura  2026-11-30 MO 09:00-17:00  鯨井 なぎさ（架空）",
    ]


def test_without_the_key_the_table_says_that_it_shows_the_files_alone() -> None:
    result = run("roster", "--region", REGION)

    assert result.exit_code == 0
    assert "without swaps and leave" in result.stderr
    assert result.stdout.count("yokosuka-miura") >= 8


def test_with_the_key_the_table_shows_what_people_changed(sqlite: Database, sqlite_url: str) -> None:
    now = clock_in(SHIPPED.zone)()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    away = Change("leave-1", REGION, "leave", "accepted", day, day + timedelta(days=30), "kujira", now, out="kujira")
    with sqlite.begin() as tx:
        roster.save(tx, away)

    result = run("roster", "--region", REGION, TSUNAGU_SECRET_KEY=SECRET, DATABASE_URL=sqlite_url)

    assert result.exit_code == 0
    assert "海猫 はるか（架空） (for 鯨井 なぎさ（架空）)" in result.stdout
    assert "  鯨井" not in result.stdout


def test_addresses_need_the_key_and_stand_behind_the_products_own() -> None:
    without = run("roster", "--region", REGION, "--urls")
    shown = run("roster", "--region", REGION, "--urls", "--address", "https://t.example.jp/", TSUNAGU_SECRET_KEY=SECRET)

    assert without.exit_code == 2
    assert "TSUNAGU_SECRET_KEY is not set" in without.stderr
    assert shown.exit_code == 0
    assert "coordinator kujira  https://t.example.jp/roster/" in shown.stdout
    assert len(shown.stdout.splitlines()) == 4


def test_check_lists_gaps_and_names_nobody_has(folder: Path) -> None:
    source = (
        (folder / "region.toml").read_text("utf-8").replace('days = ["TH"]', 'days = ["TH"]\nactive_to = 2026-11-26')
    )
    (folder / "region.toml").write_text(source, "utf-8")
    (folder / "roster.ics").write_text(
        calendar("UID:1\nSUMMARY:鯨井さん\nDTSTART:20261203T000000Z\nDTEND:20261203T080000Z"), "utf-8"
    )

    result = run("check", "--region", str(with_roster(folder, 'ics = "roster.ics"')))

    assert result.exit_code == 0
    assert "roster-unknown-name 2026-12-03 鯨井さん" in result.stdout.splitlines()
    assert "roster-gap yokosuka-miura 2026-12-03 09:00 17:00" in result.stdout.splitlines()


def test_a_calendar_that_is_none_is_refused_with_its_line(folder: Path) -> None:
    (folder / "roster.ics").write_text("<html>", "utf-8")

    result = run("check", "--region", str(with_roster(folder, 'ics = "roster.ics"')))

    assert result.exit_code == 2
    assert "roster.ics: roster.ics: is no whole iCalendar" in result.stderr


URL = "https://calendar.example.jp/roster.ics"


@pytest.mark.parametrize(
    ("kept", "failure", "says"),
    [
        (None, None, "roster calendar: never fetched: not tried yet"),
        (None, "status 403", "roster calendar: never fetched: status 403"),
        ("", "timeout", "roster calendar: last fetched 2026-11-24T10:00+09:00, then: timeout"),
        ("", None, None),
    ],
)
def test_doctor_says_when_the_calendar_does_not_come(
    folder: Path, sqlite: Database, sqlite_url: str, kept: str | None, failure: str | None, says: str | None
) -> None:
    place = with_roster(folder, f'url = "{URL}"')
    with sqlite.begin() as tx:
        if kept is not None or failure is not None:
            roster.begin_fetch(tx, URL, at("10:00"), timedelta(minutes=15))
        if kept is not None:
            roster.keep_calendar(tx, calendar(), at("10:00"))
        if failure is not None:
            roster.fetch_failed(tx, failure)

    found = list(diagnose(Store(sqlite_url, str(place), SECRET)))

    assert found == ([says] if says else [])


def test_doctor_names_the_day_of_an_entry_it_cannot_read_and_not_the_name(
    folder: Path, sqlite: Database, sqlite_url: str
) -> None:
    place = with_roster(folder, f'url = "{URL}"')
    tomorrow = clock_in(SHIPPED.zone)() + timedelta(days=1)
    entry = f"UID:1\nSUMMARY:鯨井さん\nDTSTART;VALUE=DATE:{tomorrow:%Y%m%d}"
    with sqlite.begin() as tx:
        roster.begin_fetch(tx, URL, at("10:00"), timedelta(minutes=15))
        roster.keep_calendar(tx, calendar(entry), at("10:00"))

    assert list(diagnose(Store(sqlite_url, str(place), SECRET))) == [
        f"roster calendar: unknown-name on {tomorrow.date()}"
    ]
