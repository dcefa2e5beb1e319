"""Opening hours as plain data, so that a decision can count in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from routing.duty import Hours, after_business, is_open, next_opening


@dataclass(frozen=True, slots=True)
class Calendar:
    """When each desk answers. `holidays` covers the days a decision may look ahead."""

    hours: Mapping[str, Hours] = field(default_factory=dict)  # by desk
    holidays: frozenset[date] = frozenset()

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays

    def after(self, desk: str, amount: timedelta, start: datetime) -> datetime:
        """When so much opening time has passed; by the wall clock for a desk without hours."""
        hours = self.hours.get(desk)
        return start + amount if hours is None else after_business(amount, start, hours, self.is_holiday)

    def open_at(self, desk: str, at: datetime) -> bool:
        hours = self.hours.get(desk)
        return hours is None or is_open(hours, at, self.is_holiday)

    def opening(self, desk: str, after: datetime) -> datetime | None:
        """The next opening of a closed desk; None when none is in sight."""
        hours = self.hours.get(desk)
        return after if hours is None else next_opening(hours, after, self.is_holiday)
