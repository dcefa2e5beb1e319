from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Jumps

START = datetime(2026, 11, 24, tzinfo=UTC)


class Machine:
    """A machine's two clocks: the one people set, and the one that only goes on."""

    def __init__(self) -> None:
        self.wall, self.steady = START, 0.0
        self.jumps = Jumps(lambda: self.wall, lambda: self.steady, settles_in=300)

    def goes_on(self, seconds: float, leap: float = 0) -> bool:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds + leap)
        return self.jumps.unsettled()


def test_an_ordinary_day_is_no_jump() -> None:
    machine = Machine()

    assert not any(machine.goes_on(1, leap) for leap in (0, 0.5, -0.5, 30, -30, 0) * 20)


def test_after_a_leap_ahead_nothing_rings_until_the_clock_had_time_to_be_set_right() -> None:
    machine = Machine()

    assert machine.goes_on(1, leap=400 * 86_400)
    assert machine.goes_on(298)
    assert not machine.goes_on(2)


@pytest.mark.parametrize("leap", [86_400, 3_700])
def test_a_clock_that_was_set_right_again_rings_at_once(leap: float) -> None:
    machine = Machine()
    machine.goes_on(1, leap=leap)

    assert not machine.goes_on(1, leap=-leap)
