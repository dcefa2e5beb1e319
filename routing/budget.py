"""The month's LINE messages: how far they will reach, and when the desk should hear of it. Pure arithmetic."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

Warned = Literal["forecast", "used-80", "used-95", "spent"]

ENOUGH_SEEN = timedelta(days=3)  # before that one busy evening would look like a busy month
FIRST, SECOND = 0.80, 0.95


@dataclass(frozen=True, slots=True)
class Budget:
    """As LINE tells it. Replies do not count; a push counts once for each person."""

    limit: int | None  # None: no limit
    used: int

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(self.limit - self.used, 0)


def month_of(now: datetime) -> tuple[datetime, datetime]:
    """Its first instant and that of the next one, in the zone `now` carries."""
    begins = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return begins, (begins + timedelta(days=32)).replace(day=1)


def forecast(budget: Budget, now: datetime) -> int | None:
    """How many will have been used when the month ends, if it goes on as it did. None when it is too early to say."""
    begins, ends = month_of(now)
    gone = now - begins
    if gone < ENOUGH_SEEN:
        return None
    return max(round(budget.used * ((ends - begins) / gone)), budget.used)


def runs_out_on(budget: Budget, now: datetime) -> date | None:
    """The day on which nothing will be left; None when the month ends before it, or it is too early to say."""
    expected = forecast(budget, now)
    if budget.limit is None or expected is None or expected <= budget.limit or not budget.used:
        return None
    begins, _ = month_of(now)
    return max((begins + (now - begins) * (budget.limit / budget.used)).date(), now.date())


def warned(budget: Budget, now: datetime) -> tuple[Warned, ...]:
    """All that is so now, the gravest last. Telling each of them once is the caller's."""
    if budget.limit is None:
        return ()
    found: list[Warned] = []
    if runs_out_on(budget, now) is not None:
        found.append("forecast")
    if budget.used >= budget.limit * FIRST:
        found.append("used-80")
    if budget.used >= budget.limit * SECOND:
        found.append("used-95")
    if budget.left == 0:
        found.append("spent")
    return tuple(found)
