"""What the replay takes for granted: named values with units, printed beside the figures, open to change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

Unit = Literal["minutes", "hours", "share"]


class BadAssumption(Exception):
    """No such assumption, or a value out of its range."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"assumption {name!r}: expected {expected}")
        self.name = name


def _given(value: float, unit: Unit) -> float:
    return field(default=value, metadata={"unit": unit})


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Durations are working time; `hours` are opening hours of the desk."""

    notice_minutes: float = _given(15, "minutes")  # of opening time, until half of the cards are seen by who is called
    read_minutes: float = _given(2, "minutes")  # to read a card, for each who is called by name
    first_talk_minutes: float = _given(20, "minutes")  # with the family, by whoever answers first
    sort_minutes: float = _given(15, "minutes")  # to choose a person for a case and to ask her
    handover_minutes: float = _given(20, "minutes")  # for each of the two sides
    view_share: float = _given(0.4, "share")  # of those who see a shared case, who write what they think
    view_minutes: float = _given(5, "minutes")
    decide_minutes: float = _given(10, "minutes")  # to weigh the views and to record the decision
    early_share: float = _given(0.3, "share")  # of the time for views, after which a decision may come
    deliberation_hours: float = _given(16, "hours")
    answer_hours: float = _given(1, "hours")  # until half of those who are asked have answered
    wait_hours: float = _given(2, "hours")  # for an answer, before the next person is asked
    accept_share: float = _given(0.7, "share")  # of those asked later than first, who accept
    new_accept_share: float = _given(0.2, "share")  # the same, of those who never had a case
    desk_talk_share: float = _given(0.5, "share")  # of cases in which a distributing desk talks with the family first
    start_load_share: float = _given(0.5, "share")  # of her capacity that each carries when the month begins
    keep_hours: float = _given(40, "hours")  # after which half of the cases weigh on nobody any more

    def changed(self, values: Mapping[str, object]) -> "Assumptions":
        """These with other values. Raises BadAssumption."""
        known = {one.name: one.metadata["unit"] for one in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise BadAssumption(name, f"one of {', '.join(known)}")
            most = 1.0 if known[name] == "share" else 10_000.0
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
                raise BadAssumption(name, f"a number from 0 to {most:g} ({known[name]}), not {value!r}")
        return replace(self, **{name: float(value) for name, value in values.items()})  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[tuple[str, float, Unit]]:
        """Name, value and unit of each, in order."""
        return ((one.name, getattr(self, one.name), one.metadata["unit"]) for one in fields(self))
