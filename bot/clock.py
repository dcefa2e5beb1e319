"""The only place that looks at the clock. Everything else is told the time."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

Clock = Callable[[], datetime]


class BadTestClock(Exception):
    """TSUNAGU_TEST_CLOCK names a file that does not hold a number of seconds."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"TSUNAGU_TEST_CLOCK: {path} must hold a number of seconds to add to the clock")


def real_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the place


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
