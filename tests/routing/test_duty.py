"""When a desk is open, and how its opening time passes. Arithmetic only."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.duty import Hours, after_business, is_open, next_opening
from tests.builders import TOKYO, at

WEEKDAYS_9_TO_17 = Hours(("MO", "TU", "WE", "TH", "FR"), time(9), time(17), frozenset({date(2026, 11, 26)}))
WITH_LUNCH = Hours(("MO", "TU", "WE", "TH", "FR"), time(9), time(17), breaks=((time(12), time(13)),))
LABOUR_DAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")  # Japan has no summer time; the arithmetic must not lean on that

zones = st.sampled_from([TOKYO, BERLIN])
instants = st.builds(
    lambda naive, zone: naive.replace(tzinfo=UTC).astimezone(zone),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - the zone comes beside it
    zones,
)
amounts = st.timedeltas(timedelta(0), timedelta(hours=60))
breaks = st.sampled_from(
    [(), ((time(12), time(13)),), ((time(10), time(10, 15)), (time(11), time(11, 59))), ((time(9), time(9, 30)),)]
)
hours = st.builds(
    Hours,
    st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1).map(tuple),
    st.sampled_from([time(0), time(2, 30), time(9)]),
    st.sampled_from([time(13), time(17), time(23, 59)]),
    st.just(frozenset({date(2026, 12, 29), date(2026, 12, 30)})),
    breaks=breaks,
)


def a_holiday(day: date) -> bool:
    return day == LABOUR_DAY


def no_holiday(_: date) -> bool:
    return False


def elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def test_the_opening_minute_is_open_and_the_closing_minute_is_not() -> None:
    assert is_open(WEEKDAYS_9_TO_17, at("9:00"), no_holiday)
    assert not is_open(WEEKDAYS_9_TO_17, at("17:00"), no_holiday)
    assert not is_open(WEEKDAYS_9_TO_17, at("8:59"), no_holiday)


def test_at_lunch_the_desk_is_closed_and_opens_again_after_it() -> None:
    assert is_open(WITH_LUNCH, at("11:59"), no_holiday)
    assert not is_open(WITH_LUNCH, at("12:00"), no_holiday)
    assert is_open(WITH_LUNCH, at("13:00"), no_holiday)
    assert next_opening(WITH_LUNCH, at("12:30"), no_holiday) == at("13:00")


def test_weekends_holidays_and_special_closings_are_passed_over() -> None:
    assert next_opening(WEEKDAYS_9_TO_17, at("20:15", 21), a_holiday) == at("9:00", 24)
    assert next_opening(WEEKDAYS_9_TO_17, at("17:00", 25), a_holiday) == at("9:00", 27)


def test_a_desk_that_never_opens_promises_nothing() -> None:
    assert next_opening(WEEKDAYS_9_TO_17, at("10:00"), lambda _: True) is None
    assert after_business(timedelta(hours=1), at("10:00"), WEEKDAYS_9_TO_17, lambda _: True) == at("11:00")


def test_business_time_stops_at_closing_and_goes_on_at_the_next_opening() -> None:
    assert after_business(timedelta(hours=2), at("16:00"), WEEKDAYS_9_TO_17, no_holiday) == at("10:00", 25)
    assert after_business(timedelta(hours=1), at("3:00"), WEEKDAYS_9_TO_17, no_holiday) == at("10:00")


def test_what_would_end_with_the_closing_minute_ends_at_the_next_opening() -> None:
    """A reminder at five sharp would reach nobody."""
    assert after_business(timedelta(hours=1), at("16:00"), WEEKDAYS_9_TO_17, no_holiday) == at("9:00", 25)


def test_lunch_does_not_count() -> None:
    assert after_business(timedelta(hours=2), at("11:00"), WITH_LUNCH, no_holiday) == at("14:00")


def test_on_the_night_of_summer_time_hours_are_as_long_as_they_are() -> None:
    nights = Hours(("SU",), time(0), time(6))
    begins = datetime(2026, 3, 29, 1, 0, tzinfo=BERLIN)  # an hour before two o'clock becomes three

    later = after_business(timedelta(hours=2), begins, nights, no_holiday)

    assert later == datetime(2026, 3, 29, 4, 0, tzinfo=BERLIN)
    assert elapsed(begins, later) == timedelta(hours=2)


@given(instants, hours)
def test_the_next_opening_is_open_and_no_other_opening_lies_before_it(now: datetime, desk: Hours) -> None:
    opening = next_opening(desk, now, no_holiday)

    assert opening is not None
    assert is_open(desk, opening, no_holiday)
    if not is_open(desk, now, no_holiday):
        minutes = int(elapsed(now, opening).total_seconds() // 60)
        probes = ((now.astimezone(UTC) + timedelta(minutes=m)).astimezone(now.tzinfo) for m in range(0, minutes, 61))
        assert not any(is_open(desk, probe, no_holiday) for probe in probes)


@given(instants, hours, amounts, amounts)
def test_more_business_time_never_ends_earlier(now: datetime, desk: Hours, less: timedelta, more: timedelta) -> None:
    first = after_business(less, now, desk, no_holiday)
    second = after_business(less + more, now, desk, no_holiday)

    assert timedelta(0) <= elapsed(now, first) <= elapsed(now, second)


@given(instants, hours, amounts)
def test_an_earlier_start_never_ends_later(now: datetime, desk: Hours, amount: timedelta) -> None:
    later = (now.astimezone(UTC) + timedelta(minutes=37)).astimezone(now.tzinfo)

    ends = [after_business(amount, start, desk, no_holiday) for start in (now, later)]

    assert elapsed(*ends) >= timedelta(0)


@given(instants, hours, amounts, amounts)
def test_waiting_twice_is_waiting_for_the_sum(now: datetime, desk: Hours, one: timedelta, other: timedelta) -> None:
    at_once = after_business(one + other, now, desk, no_holiday)
    in_two = after_business(other, after_business(one, now, desk, no_holiday), desk, no_holiday)

    assert elapsed(at_once, in_two) == timedelta(0)


@given(instants, hours, amounts)
def test_business_time_always_ends_while_the_desk_is_open(now: datetime, desk: Hours, amount: timedelta) -> None:
    ends = after_business(amount, now, desk, no_holiday)

    assert is_open(desk, ends, no_holiday)
    clock = ends.time().replace(tzinfo=None)
    assert not any(start <= clock < end for start, end in desk.breaks)


@pytest.mark.parametrize("zone", [TOKYO, BERLIN])
def test_business_time_keeps_the_zone_it_began_in(zone: ZoneInfo) -> None:
    begins = datetime(2026, 11, 24, 10, tzinfo=zone)

    assert after_business(timedelta(days=3), begins, WITH_LUNCH, no_holiday).tzinfo is zone
