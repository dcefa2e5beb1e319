"""A running house. `house` is shared by a worker's tests and never goes back in time; `fresh_house` is one's own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo.house import House
from bot.demo.house import house as open_house
from bot.region import shipped_folder
from tests.region_files import strip_to_the_desk

SUPPORTER = "U0KOEDA001"
STARTS_AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # Tuesday, open; umineko is on duty

OpenHouse = Callable[..., AbstractContextManager[House]]


def quiet_region(folder: Path) -> Path:
    """The sample region without its clocks: what one story leaves open must not speak up in another one."""
    there = Path(shutil.copytree(shipped_folder() / "yokosuka-miura", folder / "quiet-region", dirs_exist_ok=True))
    strip_to_the_desk(there)
    return there


@pytest.fixture(scope="session")
def _shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with open_house(
        folder, quiet_region(folder), starts_at=STARTS_AT, supporters={SUPPORTER: "小枝"}, pacing="off"
    ) as house:
        yield house


@pytest.fixture
def house(_shared_house: House) -> Iterator[House]:
    yield _shared_house
    _shared_house.line.faults.clear()
    _shared_house.slack.faults.clear()


@pytest.fixture
def new_house(tmp_path: Path) -> OpenHouse:
    """Opens a house of one's own: `with new_house(starts_at=…) as house`."""

    def make(**changes: Any) -> AbstractContextManager[House]:
        given = {"starts_at": STARTS_AT, "supporters": {SUPPORTER: "小枝"}, "pacing": "off", **changes}
        given.setdefault("region", quiet_region(tmp_path))
        return open_house(tmp_path, **given)

    return make
