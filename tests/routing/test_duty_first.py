"""Whoever is on duty takes it in; the home area is proposed to her, never decided for her."""

from dataclasses import replace

import pytest

from knowledge.understanding import Slots
from routing.case import Coordinator, Status
from routing.effects import Post
from routing.events import CaseClaimed, CaseDeclined, CaseOffered
from tests.builders import posts
from tests.routing.region import ASAGI, BUDOU, CHOJI, FAR, TOWN, World, here, mentioned, waiting_case


def claimed(by: Coordinator, town: str | None) -> tuple[World, list[Post]]:
    region = World(here("duty_first"))
    region.given(waiting_case("duty_first", slots=Slots(municipality=town)))
    return region, posts(region.told(CaseClaimed(), by))


@pytest.mark.parametrize(
    ("by", "town", "proposed"),
    [
        (ASAGI, FAR, ("budou", "daidai")),  # hers is another town
        (ASAGI, TOWN, None),  # hers
        (CHOJI, FAR, None),  # she serves all
        (ASAGI, None, None),  # unknown where the child lives
    ],
)
def test_after_claiming_the_home_area_is_proposed_when_it_is_not_hers(
    by: Coordinator, town: str | None, proposed: tuple[str, ...] | None
) -> None:
    region, told = claimed(by, town)

    assert region.case.owner == by.id
    assert [post.offer_to for post in told if post.offer_to] == ([proposed] if proposed else [])


def test_the_warm_hand_over_is_accepted_or_declined() -> None:
    region, _ = claimed(ASAGI, FAR)
    region.told(CaseOffered("budou", "三浦にお住まいです"), ASAGI)
    declined = replace(region.case)

    region.told(CaseClaimed(), BUDOU)

    assert declined.owner == "asagi"
    assert region.case.owner == "budou"


def test_a_declined_offer_of_the_desk_calls_who_is_there() -> None:
    region = World(here("duty_first"))
    region.given(waiting_case("duty_first"))
    region.told(CaseOffered("budou"), ASAGI)

    declined = region.told(CaseDeclined("訪問中"), BUDOU)

    assert region.case.offer is None, "nothing is offered on by itself"
    assert mentioned(declined.effects) == {"asagi"}
    assert region.case.status is Status.WAITING


def test_two_claims_at_once_have_one_winner() -> None:
    region = World(here("duty_first"))
    seen = region.given(waiting_case("duty_first"))
    region.told(CaseClaimed(), ASAGI)

    second = region.told(CaseClaimed(), CHOJI)

    assert seen.owner is None
    assert second.case is None
    assert region.case.owner == "asagi"
