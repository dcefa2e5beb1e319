from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.opening import UnreadableHours, is_open, next_opening, parse
from tests.knowledge.samples import sample_directory

TOKYO = ZoneInfo("Asia/Tokyo")
HOLIDAY = date(2026, 11, 23)  # a Monday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def is_holiday(day: date) -> bool:
    return day == HOLIDAY


def test_every_entry_of_the_sample_can_be_read() -> None:
    for entry in sample_directory():
        parse(entry.hours)


@pytest.mark.parametrize(
    ("hours", "when", "expected"),
    [
        ("MO-FR 09:00-17:00; PH off", "2026-11-20T09:00", True),
        ("MO-FR 09:00-17:00; PH off", "2026-11-20T17:00", False),
        ("MO-FR 09:00-17:00; PH off", "2026-11-21T12:00", False),
        ("MO-FR 09:00-17:00; PH off", "2026-11-23T12:00", False),
        ("MO-FR 09:00-17:00", "2026-11-23T12:00", True),
        ("MO-SA 09:00-12:00; MO,TU,TH,FR 15:00-18:00", "2026-11-19T16:00", True),
        ("MO-SA 09:00-12:00; MO,TU,TH,FR 15:00-18:00", "2026-11-18T16:00", False),
        ("MO-FR 17:00-09:00; SA-SU 00:00-24:00", "2026-11-20T02:00", True),
        ("MO-FR 17:00-09:00; SA-SU 00:00-24:00", "2026-11-22T23:59", True),
        ("MO-FR 17:00-09:00; SA-SU 00:00-24:00", "2026-11-23T08:00", False),
        ("FR 17:00-09:00; PH off", "2026-11-21T08:59", True),
        ("SA-MO 10:00-11:00", "2026-11-22T10:30", True),
        ("24/7", "2026-11-23T03:00", True),
        ("ask", "2026-11-20T12:00", None),
    ],
)
def test_whether_a_place_is_open(hours: str, when: str, expected: bool | None) -> None:
    assert is_open(parse(hours), at(when), is_holiday) is expected


def test_a_night_begun_before_a_holiday_runs_to_its_end() -> None:
    hours = parse("SU 20:00-08:00; PH off")

    assert is_open(hours, at("2026-11-23T07:59"), is_holiday) is True
    assert is_open(parse("MO 20:00-08:00; PH off"), at("2026-11-24T07:00"), is_holiday) is False


def test_the_next_opening_steps_over_weekends_and_holidays() -> None:
    hours = parse("MO-FR 09:00-17:00; PH off")

    assert next_opening(hours, at("2026-11-20T18:00"), is_holiday) == at("2026-11-24T09:00")
    assert next_opening(hours, at("2026-11-20T08:59"), is_holiday) == at("2026-11-20T09:00")
    assert next_opening(hours, at("2026-11-20T09:00"), is_holiday) == at("2026-11-24T09:00")


def test_no_next_opening_is_promised_where_none_is_known() -> None:
    assert next_opening(parse("ask"), at("2026-11-20T18:00"), is_holiday) is None
    assert next_opening(parse("24/7"), at("2026-11-20T18:00"), is_holiday) is None
    assert next_opening(parse("MO 09:00-10:00; PH off"), at("2026-11-20T18:00"), lambda _: True) is None


@pytest.mark.parametrize("text", ["", "PH off", "MO-FR 9:00-17:00", "MO-FR 09:00-17:00;PH off", "XX 09:00-10:00"])
def test_hours_outside_the_grammar_are_refused(text: str) -> None:
    with pytest.raises(UnreadableHours, match="cannot read"):
        parse(text)


@given(when=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001 - made aware below
def test_a_place_is_open_at_the_opening_it_names(when: datetime) -> None:
    hours = parse("MO-FR 17:00-09:00; SA 10:00-24:00; PH off")

    opens = next_opening(hours, when.replace(tzinfo=TOKYO), is_holiday)

    assert opens is not None
    assert opens > when.replace(tzinfo=TOKYO)
    assert is_open(hours, opens, is_holiday) is True
