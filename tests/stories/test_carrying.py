"""A region that is carried: away into a backup and back, and to a larger database. Its families notice nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.house import House
from storage import migrate
from storage.engines import engine_for
from tests.stories.command_line import CommandLine, command_line
from tests.stories.conftest import OpenHouse
from tests.stories.people import Desk
from tests.stories.phone import Phone
from tests.stories.test_line_faults import in_time, settled


@pytest.fixture(scope="module")
def tsunagu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    with command_line(tmp_path_factory.mktemp("cli")) as line:
        yield line


def env(house: House) -> dict[str, str]:
    return {
        "DATABASE_URL": house.settings.database_url,
        "TSUNAGU_SECRET_KEY": house.settings.secret_key,
        "TSUNAGU_REGION": house.settings.region,
        "TSUNAGU_TEST_CLOCK": str(house.settings.test_clock),
    }


def goes_on(phone: Phone, desk: Desk) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    desk.replies("お待たせしました")
    phone.waits_for("お待たせしました")


def test_a_case_goes_on_after_its_database_was_lost_and_brought_back(
    new_house: OpenHouse, tsunagu: CommandLine, tmp_path: Path
) -> None:
    with new_house() as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())
        in_time(house, "rest", lambda: settled(house))

        kept = tsunagu.run("backup", str(tmp_path / "kept"), env=env(house))
        running = tsunagu.run("restore", "--replace", str(tmp_path / "kept"), env=env(house))
        house.stop()
        for lost in tmp_path.glob("tsunagu.sqlite3*"):
            lost.unlink()
        back = tsunagu.run("restore", str(tmp_path / "kept"), env=env(house))
        house.start()

        assert (kept.code, back.code) == (0, 0), kept.err + back.err
        assert "TSUNAGU_SECRET_KEY is not in it" in kept.err
        assert (running.code, "stop it first" in running.err) == (2, True)
        goes_on(phone, desk)
        assert sum("受付番号は" in line for line in phone.hears()) == 1


def test_a_case_goes_on_in_postgresql(new_house: OpenHouse, tsunagu: CommandLine, postgresql_url: str) -> None:
    engine = engine_for(postgresql_url)
    migrate.downgrade(engine)
    engine.dispose()
    with new_house() as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())
        to = ("move", "--from", house.settings.database_url, "--to", postgresql_url)
        in_time(house, "rest", lambda: settled(house))
        while_running = tsunagu.run(*to, env=env(house))
        house.stop()

        moved = tsunagu.run(*to, env=env(house))
        old = tsunagu.run("doctor", env=env(house))
        house.settings = replace(house.settings, database_url=postgresql_url)
        house.start()

        assert (while_running.code, "stop it first" in while_running.err) == (2, True)
        assert (moved.code, "moved and compared" in moved.err) == (0, True), moved.err
        assert (old.code, "was moved to" in old.err) == (2, True)
        goes_on(phone, desk)


def test_what_a_family_writes_during_the_move_is_answered_by_the_new_one(
    new_house: OpenHouse, tsunagu: CommandLine, postgresql_url: str
) -> None:
    engine = engine_for(postgresql_url)
    migrate.downgrade(engine)
    engine.dispose()
    with new_house() as house:
        phone = Phone(house)
        to = ("move", "--from", house.settings.database_url, "--to", postgresql_url, "--while-running")

        moved = tsunagu.run(*to, env=env(house))
        refused = house.line.say(phone.id, "ショートステイ").status
        house.stop()
        house.settings = replace(house.settings, database_url=postgresql_url)
        house.start()
        house.line.redeliver()

        assert (moved.code, refused) == (0, 503), moved.err
        phone.waits_for("お住まいの市町はどこですか")
