"""Who could take a case, in which order, and why."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.understanding import Slots
from routing.case import Case, Coordinator
from routing.duty import Duty
from routing.suggestion import Suggestion, rank
from tests.routing.region import ASAGI, BUDOU, CHOJI, DAIDAI, FAR, ON_DUTY, PEOPLE, TOWN, waiting_case

TODAY = date(2026, 11, 24)


def ranked(case: Case, loads: dict[str, int] | None = None, known_to: str | None = None) -> list[str]:
    return [one.coordinator_id for one in rank(case, PEOPLE, ON_DUTY, loads or {}, known_to, TODAY)]


def reasons(case: Case, who: str, loads: dict[str, int] | None = None) -> dict[str, str]:
    found = rank(case, PEOPLE, ON_DUTY, loads or {}, None, TODAY)
    return dict(next(one for one in found if one.coordinator_id == who).reasons)


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"slots": Slots(municipality=TOWN)}, "asagi"),
        ({"slots": Slots(municipality=FAR)}, "budou"),
        ({"slots": Slots(municipality=FAR), "wanted": "daidai"}, "daidai"),
        ({"slots": Slots(municipality=TOWN), "declined": ("asagi",)}, "choji"),
        ({"slots": Slots(municipality=TOWN), "desk": "office"}, "daidai"),
        ({"slots": Slots(municipality=FAR, care_types=("ventilator",))}, "budou"),
    ],
)
def test_who_fits_best_stands_first(changes: dict[str, object], first: str) -> None:
    case = waiting_case("one_stop", **changes)

    assert ranked(case)[0] == first


def test_who_knows_the_family_goes_before_who_is_near() -> None:
    case = waiting_case("one_stop", slots=Slots(municipality=TOWN))

    assert ranked(case, known_to="choji")[0] == "choji"


def test_a_heavy_load_lets_the_neighbour_help() -> None:
    case = waiting_case("one_stop", slots=Slots(municipality=TOWN))

    assert ranked(case, loads={"asagi": 20})[0] != "asagi"


def test_a_full_one_comes_last_and_is_marked() -> None:
    case = waiting_case("one_stop", weight=2)

    found = rank(case, PEOPLE, ON_DUTY, {"choji": 2}, "choji", TODAY)

    assert found[-1] == Suggestion("choji", found[-1].reasons, full=True)
    assert ("capacity", "2/3") in found[-1].reasons
    assert [one.full for one in found[:-1]] == [False] * (len(found) - 1)


def test_the_reasons_are_said_as_data() -> None:
    case = waiting_case("one_stop", slots=Slots(municipality=TOWN, care_types=("ventilator",)), wanted="asagi")

    said = reasons(case, "asagi", {"asagi": 4})

    assert said == {
        "wanted": "asagi",
        "town": TOWN,
        "care": "ventilator",
        "duty": "asagi",
        "experience": "current",
        "capacity": "4",
    }


def test_who_declined_left_or_has_it_already_is_not_suggested() -> None:
    gone = replace(CHOJI, active_to=date(2026, 10, 31))
    case = waiting_case("one_stop", declined=("asagi",), owner="budou")

    found = rank(case, (ASAGI, BUDOU, gone, DAIDAI), Duty(open=True), {}, None, TODAY)

    assert [one.coordinator_id for one in found] == ["daidai"]


def test_the_order_hangs_on_nothing_but_the_facts() -> None:
    case = waiting_case("one_stop")
    alike = tuple(Coordinator(name, name, f"U{name}", "city") for name in ("c", "a", "b"))

    one = rank(case, alike, Duty(open=True), {}, None, TODAY)
    other = rank(case, tuple(reversed(alike)), Duty(open=True), {}, None, TODAY)

    assert one == other
    assert [s.coordinator_id for s in one] == ["a", "b", "c"]
