"""What the roster's clock puts into the inbox: each opening once, from however many workers, and no old news."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import region, roster_clock
from bot.incoming import read
from bot.region import Region
from routing.events import DeskClosed, Event, ShiftBegan, WeekBegan
from routing.roster import Change
from storage import inbox
from storage.database import Database
from tests.builders import at

SHIPPED = region.load("yokosuka-miura")
DESK = SHIPPED.file.desk[0].id


def with_group() -> Region:
    desk = SHIPPED.file.desk[0].model_copy(update={"user_group": "S0TOUBAN01"})
    return replace(SHIPPED, file=SHIPPED.file.model_copy(update={"desk": (desk,)}))


def events(database: Database, place: Region, *moments: datetime) -> list[Event]:
    """What is decided about after workers looked at these moments, two of them each time."""
    for now in (*moments, *moments):
        with database.begin() as tx:
            inbox.add(tx, roster_clock.due(place, now))
    with database.begin() as tx:
        rows = inbox.take(tx, moments[-1], 100, timedelta(minutes=1))
    return [one.event for row in rows for one in read(row, lambda: "id")]  # type: ignore[misc]


def test_an_opening_is_told_once_with_who_comes(sqlite: Database) -> None:
    looked = (at("8:59", 25), at("9:00", 25), at("9:01", 25), at("11:30", 25), at("13:00", 25))

    assert events(sqlite, SHIPPED, *looked) == [ShiftBegan(DESK, at("9:00", 25), ("kujira",))]


def test_after_hours_of_standstill_nothing_old_is_told(sqlite: Database) -> None:
    assert events(sqlite, SHIPPED, at("12:01", 25)) == []


def test_the_closing_is_told_where_a_user_group_follows(sqlite: Database) -> None:
    assert events(sqlite, SHIPPED, at("17:00", 25)) == []
    assert events(sqlite, with_group(), at("17:00", 25)) == [DeskClosed(DESK, at("17:00", 25))]


def test_the_first_opening_of_a_week_brings_the_gaps_of_two_weeks(sqlite: Database) -> None:
    everybody = tuple(
        Change(f"leave-{name}", DESK, "leave", "accepted", at("0:00", 26), at("0:00", 27), name, at("8:00"), out=name)
        for name in ("kujira", "umineko", "tobiuo")
    )

    told = events(sqlite, replace(SHIPPED, changes=everybody), at("9:00"))  # Monday is a holiday

    assert WeekBegan(DESK, at("9:00"), ((at("9:00", 26), at("17:00", 26)),)) in told


@pytest.mark.parametrize("now", [at("3:00", 25), at("10:00", 23), at("10:00", 29)])
def test_at_night_on_holidays_and_weekends_nothing_begins(sqlite: Database, now: datetime) -> None:
    assert events(sqlite, with_group(), now) == []
