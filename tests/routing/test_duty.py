"""Who is on duty, and when the desk opens. Arithmetic only."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing.duty import Hours, Shift, after_business, duty_at, is_open, next_opening, on_duty
from tests.builders import TOKYO, at

WEEKDAYS_9_TO_17 = Hours(("MO", "TU", "WE", "TH", "FR"), time(9), time(17), frozenset({date(2026, 11, 26)}))
LABOUR_DAY = date(2026, 11, 23)

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(TOKYO))  # noqa: DTZ001
hours = st.builds(
    Hours,
    st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1).map(tuple),
    st.just(time(9)),
    st.sampled_from([time(12), time(17), time(23, 59)]),
)


def a_holiday(day: date) -> bool:
    return day == LABOUR_DAY


def no_holiday(_: date) -> bool:
    return False


def test_the_opening_minute_is_open_and_the_closing_minute_is_not() -> None:
    assert is_open(WEEKDAYS_9_TO_17, at("9:00"), no_holiday)
    assert not is_open(WEEKDAYS_9_TO_17, at("17:00"), no_holiday)
    assert not is_open(WEEKDAYS_9_TO_17, at("8:59"), no_holiday)


def test_weekends_holidays_and_special_closings_are_passed_over() -> None:
    assert next_opening(WEEKDAYS_9_TO_17, at("20:15", 21), a_holiday) == at("9:00", 24)
    assert next_opening(WEEKDAYS_9_TO_17, at("17:00", 25), a_holiday) == at("9:00", 27)


def test_a_desk_that_never_opens_promises_nothing() -> None:
    assert next_opening(WEEKDAYS_9_TO_17, at("10:00"), lambda _: True) is None


def test_outside_hours_nobody_is_on_duty_whatever_the_shifts_say() -> None:
    shifts = [Shift("kujira", ("TU",), time(0), time(23))]

    night = duty_at(at("20:00"), WEEKDAYS_9_TO_17, shifts, no_holiday, "umineko")
    day = duty_at(at("10:00"), WEEKDAYS_9_TO_17, shifts, no_holiday, "umineko")

    assert (night.on_duty, night.opens_at, night.night_alert) == ((), at("9:00", 25), "umineko")
    assert (day.on_duty, day.opens_at, day.night_alert) == (("kujira",), None, None)


def test_who_has_two_shifts_at_once_is_named_once() -> None:
    shifts = [Shift("kujira", ("TU",), time(9), time(12)), Shift("kujira", ("TU",), time(10), time(17))]

    assert on_duty(shifts, at("11:00")) == ("kujira",)


def test_business_time_stops_at_closing_and_goes_on_at_the_next_opening() -> None:
    assert after_business(timedelta(hours=2), at("16:00"), WEEKDAYS_9_TO_17, no_holiday) == at("10:00", 25)
    assert after_business(timedelta(hours=1), at("3:00"), WEEKDAYS_9_TO_17, no_holiday) == at("10:00")


@given(instants, hours)
def test_the_next_opening_is_open_and_nothing_before_it_is(now: datetime, desk: Hours) -> None:
    opening = next_opening(desk, now, no_holiday)

    assert opening is not None
    assert is_open(desk, opening, no_holiday)
    minutes = int((opening - now).total_seconds() // 60)
    probes = (now + timedelta(minutes=m) for m in range(0, minutes, 97))
    assert all(not is_open(desk, probe, no_holiday) or probe.time() >= desk.start for probe in probes)


@given(instants, hours, st.integers(0, 100), st.integers(0, 100))
def test_more_business_time_never_ends_earlier(now: datetime, desk: Hours, less: int, more: int) -> None:
    first = after_business(timedelta(hours=less), now, desk, no_holiday)
    second = after_business(timedelta(hours=less + more), now, desk, no_holiday)

    assert now <= first <= second
