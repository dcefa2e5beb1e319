"""Turns of duty out of other people's calendars: repetitions, exceptions, zones, whole days, and names nobody has."""

from datetime import UTC, date, datetime, time

import pytest

from bot import roster_calendar
from bot.roster_calendar import CalendarProblem, UnreadableCalendar
from routing.duty import Hours
from tests.builders import KUJIRA, STRANGER, TOKYO, UMINEKO, at

PEOPLE = (KUJIRA, UMINEKO, STRANGER)
HOURS = {desk: Hours(("MO", "TU", "WE", "TH", "FR"), time(9), time(17)) for desk in ("desk", "other-desk")}
TOKYO_ZONE = """BEGIN:VTIMEZONE
TZID:Asia/Tokyo
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:JST
END:STANDARD
END:VTIMEZONE"""


def calendar(*events: str) -> str:
    inside = "\n".join(f"BEGIN:VEVENT\nDTSTAMP:20261101T000000Z\n{one}\nEND:VEVENT" for one in events)
    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//JA\n{TOKYO_ZONE}\n{inside}\nEND:VCALENDAR\n"
    return whole.replace("\n", "\r\n")


def read(*events: str) -> roster_calendar.Found:
    return roster_calendar.read(calendar(*events), at("10:00"), PEOPLE, HOURS)


def turns(*events: str) -> list[tuple[str, str, datetime, datetime]]:
    return [
        (one.desk, one.rostered, one.start.astimezone(TOKYO), one.end.astimezone(TOKYO)) for one in read(*events).turns
    ]


WEEKLY = """UID:1
SUMMARY:鯨井
DTSTART;TZID=Asia/Tokyo:20261124T090000
DTEND;TZID=Asia/Tokyo:20261124T120000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Asia/Tokyo:20261201T090000"""


def test_repetitions_with_a_day_left_out() -> None:
    assert turns(WEEKLY) == [
        ("desk", "kujira", at("9:00"), at("12:00")),
        ("desk", "kujira", datetime(2026, 12, 8, 9, tzinfo=TOKYO), datetime(2026, 12, 8, 12, tzinfo=TOKYO)),
    ]


def test_one_occurrence_that_was_given_to_a_colleague() -> None:
    moved = """UID:1
RECURRENCE-ID;TZID=Asia/Tokyo:20261208T090000
SUMMARY:umineko
DTSTART;TZID=Asia/Tokyo:20261208T100000
DTEND;TZID=Asia/Tokyo:20261208T120000"""

    assert [(who, start.day, start.hour) for _, who, start, _ in turns(WEEKLY, moved)] == [
        ("kujira", 24, 9),
        ("umineko", 8, 10),
    ]


def test_a_time_in_utc_and_one_without_a_zone_are_the_same_turn_of_duty() -> None:
    in_utc = "UID:1\nSUMMARY:kujira\nDTSTART:20261125T000000Z\nDTEND:20261125T080000Z"
    floating = "UID:2\nSUMMARY:umineko\nDTSTART:20261125T090000\nDURATION:PT8H"

    assert {(start, end) for _, _, start, end in turns(in_utc, floating)} == {(at("9:00", 25), at("17:00", 25))}


def test_whole_days_last_from_opening_to_closing() -> None:
    days = "UID:1\nSUMMARY:kujira\nDTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261127"

    assert turns(days) == [
        ("desk", "kujira", at("9:00", 25), at("17:00", 25)),
        ("desk", "kujira", at("9:00", 26), at("17:00", 26)),
    ]


def test_everybody_sits_at_her_own_desk() -> None:
    other = "UID:1\nSUMMARY:飛魚\nDTSTART:20261125T000000Z\nDTEND:20261125T080000Z"

    assert [desk for desk, *_ in turns(other)] == ["other-desk"]


def test_names_nobody_has_and_entries_without_length_are_told_with_their_day_and_never_guessed() -> None:
    found = read(
        "UID:1\nSUMMARY:鯨井さん\nDTSTART:20261125T000000Z\nDTEND:20261125T080000Z",
        "UID:2\nDTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261127",
        "UID:3\nSUMMARY:kujira\nDTSTART;TZID=Asia/Tokyo:20261127T090000",
    )

    assert found.turns == ()
    assert found.problems == (
        CalendarProblem("unknown-name", "鯨井さん", date(2026, 11, 25)),
        CalendarProblem("unknown-name", "", date(2026, 11, 26)),
        CalendarProblem("no-end", "kujira", date(2026, 11, 27)),
    )


def test_a_name_that_two_people_have_is_nobodys() -> None:
    twin = KUJIRA.__class__("kujira-2", "鯨井", "U0KUJIRA02", "desk")

    found = roster_calendar.read(calendar(WEEKLY), at("10:00"), (KUJIRA, twin), HOURS)

    assert {one.kind for one in found.problems} == {"several-of-that-name"}


def test_what_was_called_off_is_no_turn() -> None:
    assert turns(f"{WEEKLY}\nSTATUS:CANCELLED") == []


def test_turns_are_in_utc_whatever_the_calendar_says() -> None:
    assert {one.start.tzinfo for one in read(WEEKLY).turns} == {UTC}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>Sign in</html>",
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        calendar(WEEKLY)[:-30],
        "BEGIN:VCALENDAR\r\nEND:VTODO\r\n",
    ],
)
def test_what_is_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCalendar, match="iCalendar"):
        roster_calendar.read(text, at("10:00"), PEOPLE, HOURS)


def test_a_repetition_that_cannot_be_understood_is_refused_and_does_not_raise_anything_else() -> None:
    with pytest.raises(UnreadableCalendar):
        read("UID:1\nSUMMARY:kujira\nDTSTART:20261125T000000Z\nDTEND:20261125T080000Z\nRRULE:FREQ=SOMETIMES")
