"""What the clock put into the inbox is read back as what it meant, of a case or of a desk."""

from datetime import date
from typing import Any

import pytest

from bot.incoming import read
from routing.events import DeskClosed, Event, FollowUpDue, OfferDue, ShiftBegan, WeekBegan
from storage.inbox import Stored
from tests.builders import at

NOON = at("12:00")
OF_A_DESK = {"desk": "city", "at": NOON.isoformat()}


@pytest.mark.parametrize(
    ("raw", "event", "case_id"),
    [
        ({"what": "offer", "case": "case-1", "at": NOON.isoformat()}, OfferDue(), "case-1"),
        ({"what": "follow-up", "case": "case-1", "at": NOON.isoformat()}, FollowUpDue(date(2026, 11, 24)), "case-1"),
        ({"what": "shift-began", **OF_A_DESK, "incoming": ["asagi"]}, ShiftBegan("city", NOON, ("asagi",)), None),
        ({"what": "closing", **OF_A_DESK}, DeskClosed("city", NOON), None),
        ({"what": "week-began", **OF_A_DESK, "gaps": []}, WeekBegan("city", NOON), None),
    ],
    ids=lambda value: value["what"] if isinstance(value, dict) else "",
)
def test_every_row_of_the_clock_can_be_read(raw: dict[str, Any], event: Event, case_id: str | None) -> None:
    (incoming,) = read(Stored(1, "clock", "clock", raw, NOON, 1), lambda: "new")

    assert (incoming.event, incoming.case_id) == (event, case_id)
