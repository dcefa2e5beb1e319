"""The only place that looks at the clock. Everything else is told the time."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

Clock = Callable[[], datetime]
LEAP = 3600.0  # seconds; less may be a leap second, a slow time server or a busy machine


class BadTestClock(Exception):
    """TSUNAGU_TEST_CLOCK names a file that does not hold a number of seconds."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"TSUNAGU_TEST_CLOCK: {path} must hold a number of seconds to add to the clock")


def real_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the place


class Jumps:
    """Whether the machine's clock has just leapt ahead. What is due on a wrong day should not all ring at once.

    A machine that slept looks the same: then it rings a few minutes later.
    """

    def __init__(
        self, now: Clock = real_now, steady: Callable[[], float] = time.monotonic, settles_in: float = 300.0
    ) -> None:
        self._now, self._steady, self._settles_in = now, steady, settles_in
        self._last, self._until = (now(), steady()), steady()

    def unsettled(self) -> bool:
        now, steady = self._now(), self._steady()
        gained = (now - self._last[0]).total_seconds() - (steady - self._last[1])
        self._last = (now, steady)
        if gained > LEAP:
            self._until = steady + self._settles_in
        elif gained < -LEAP:
            self._until = steady  # it was set right again
        return steady < self._until


def clock_in(zone: tzinfo, shift_file: Path | None = None) -> Clock:
    """A clock in the region's zone. `shift_file` holds seconds to add, read at every look; tests and demo only."""
    if shift_file is None:
        return lambda: real_now().astimezone(zone)
    last = [read_shift(shift_file)]  # a broken file is found at the start, not at the first message

    def shifted() -> datetime:
        with suppress(BadTestClock):  # caught while it is being rewritten: the last look still counts
            last[0] = read_shift(shift_file)
        return (real_now() + last[0]).astimezone(zone)

    return shifted


def read_shift(path: Path) -> timedelta:
    try:
        return timedelta(seconds=float(path.read_text("utf-8").strip()))
    except (OSError, ValueError, OverflowError):
        raise BadTestClock(path) from None
