from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from routing.budget import Budget, forecast, month_of, runs_out_on, warned


def on(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_the_month_is_that_of_the_calendar_in_japan() -> None:
    assert month_of(on(24, 10)) == (on(1), on(1, month=12))
    assert month_of(on(31, 23, month=12))[1] == datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("used", "now", "expected"), [(50, on(16), 100), (0, on(16), 0), (120, on(30, 23), 120), (30, on(2), None)]
)
def test_the_month_is_expected_to_go_on_as_it_did(used: int, now: datetime, expected: int | None) -> None:
    assert forecast(Budget(200, used), now) == expected


def test_the_day_it_runs_out_is_named_before_it_comes() -> None:
    assert runs_out_on(Budget(200, 150), on(16)) == date(2026, 11, 21)
    assert runs_out_on(Budget(200, 100), on(16)) is None
    assert runs_out_on(Budget(200, 200), on(16)) == date(2026, 11, 16)
    assert runs_out_on(Budget(None, 999), on(16)) is None


@pytest.mark.parametrize(
    ("used", "now", "expected"),
    [
        (10, on(16), ()),
        (110, on(16), ("forecast",)),
        (160, on(29), ("used-80",)),
        (190, on(30, 12), ("used-80", "used-95")),
        (200, on(30), ("forecast", "used-80", "used-95", "spent")),
        (250, on(2), ("used-80", "used-95", "spent")),
    ],
)
def test_each_stage_is_warned_of_from_where_it_begins(used: int, now: datetime, expected: tuple[str, ...]) -> None:
    assert warned(Budget(200, used), now) == expected


def test_without_a_limit_there_is_nothing_to_warn_of() -> None:
    assert warned(Budget(None, 10_000), on(16)) == ()


def test_a_limit_of_nothing_is_spent_from_the_beginning() -> None:
    assert warned(Budget(0, 0), on(16))[-1] == "spent"
