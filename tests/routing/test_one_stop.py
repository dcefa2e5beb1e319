"""案①: the desk distributes. An offer keeps the case where it is until somebody takes it."""

import pytest

from routing.case import Offer, Status
from routing.decision import Handover
from routing.effects import CallOff, Post, Say, Wake, Whisper
from routing.events import CaseClaimed, CaseDeclined, CaseOffered, OfferUndone
from tests.builders import at, cards, of_kind, posts, told_ids
from tests.routing.region import ASAGI, BUDOU, CHOJI, DAIDAI, ENJI, World, here, mentioned, waiting_case


def world(**changes: object) -> World:
    made = World(here("one_stop"), **changes)  # type: ignore[arg-type]
    made.given(waiting_case("one_stop"))
    return made


def test_who_is_on_duty_is_called_to_distribute() -> None:
    region = World(here("one_stop"))

    opened = region.asked()

    assert cards(opened)[0].mention == ("asagi",)
    assert region.case.intake_model == "one_stop"
    assert (region.case.id, "unclaimed") in region.timers


def test_one_tap_asks_her_and_the_desk_stays_responsible() -> None:
    region = world()

    offered = region.told(CaseOffered("budou", "三浦の方なので"), ASAGI)

    assert region.case.offer == Offer("budou", "asagi", at("10:00"), "三浦の方なので")
    assert (region.case.owner, region.case.status) == (None, Status.WAITING)
    assert mentioned(offered.effects) == {"budou"}
    assert told_ids(offered) == []
    assert region.timers == {("case-1", "offer"): at("11:00")}


def test_she_takes_it_and_the_offer_is_over() -> None:
    region = world()
    region.told(CaseOffered("budou"), ASAGI)

    claimed = region.told(CaseClaimed(), BUDOU)

    assert (region.case.owner, region.case.offer, region.case.status) == ("budou", None, Status.CLAIMED)
    assert Handover("case-1", None, "budou", "claimed") in claimed.records
    assert CallOff("case-1", "offer") in claimed.effects


def test_a_decline_goes_to_the_next_in_rank_by_itself() -> None:
    region = world()
    region.told(CaseOffered("asagi"), CHOJI)

    declined = region.told(CaseDeclined("訪問が続きます"), ASAGI)

    assert region.case.declined == ("asagi",)
    assert region.case.offer is not None
    assert (region.case.offer.to, region.case.offer.by) == ("choji", None)
    assert mentioned(declined.effects) == {"choji"}
    assert "訪問が続きます" in str(posts(declined)[0].parts)


def test_a_full_coordinator_is_not_asked_by_itself() -> None:
    region = world(loads={"choji": 3})
    region.told(CaseOffered("asagi"), CHOJI)

    region.told(CaseDeclined("休み"), ASAGI)

    assert region.case.offer is not None
    assert region.case.offer.to == "budou"


def test_whom_another_desk_employs_is_called_once_and_may_take_it() -> None:
    region = world()

    offered = region.told(CaseOffered("daidai"), ASAGI)

    assert mentioned(offered.effects) == {"daidai"}
    assert of_kind(offered, Whisper) == []
    assert region.told(CaseClaimed(), DAIDAI).case is not None, "and she may take it"


def test_an_offer_can_be_taken_back() -> None:
    region = world()
    region.told(CaseOffered("budou"), ASAGI)

    region.told(OfferUndone(), CHOJI)

    assert region.case.offer is None
    assert ("case-1", "unclaimed") in region.timers
    assert ("case-1", "offer") not in region.timers


def test_when_all_have_declined_the_supervisors_hear_it_then_the_windows_outside_and_the_family() -> None:
    region = world()
    region.told(CaseOffered("asagi"), CHOJI)
    for one in (ASAGI, CHOJI, BUDOU, DAIDAI):
        last = region.told(CaseDeclined("むずかしい"), one)

    assert region.case.offer is not None, "the supervisor is a coordinator too, and was next in rank"
    assert mentioned(last.effects) == {"enji"}

    last = region.told(CaseDeclined("こちらも"), ENJI)

    assert told_ids(last) == ["nobody-yet"]
    proposed = [one for one in posts(last) if one.refer_to]
    assert [one.refer_to for one in proposed] == [("near", "centre")]
    assert mentioned(last.effects) == {"asagi"}, "somebody at the desk has to do it"
    assert (region.case.owner, region.case.desk) == (None, "city")


def test_the_family_hears_once_that_nobody_could() -> None:
    region = world()
    region.given(waiting_case("one_stop", declined=("asagi", "budou", "daidai", "enji")))
    said = [region.told(CaseDeclined("休み"), CHOJI) for _ in range(3)]

    assert [told_ids(one) for one in said] == [["nobody-yet"], [], []]


@pytest.mark.parametrize("to", ["nobody", "choji"])
def test_an_offer_to_nobody_or_to_herself_changes_nothing(to: str) -> None:
    region = world()

    refused = region.told(CaseOffered(to, "お願い"), CHOJI)

    assert region.case.offer is None
    (whisper,) = of_kind(refused, Whisper)
    assert "お願い" in str(whisper)


def test_an_owner_hands_over_warmly_and_keeps_it_until_the_other_says_yes() -> None:
    region = world()
    region.given(waiting_case("one_stop", status=Status.CLAIMED, owner="asagi", told_owner="asagi"))

    region.told(CaseOffered("budou", "お住まいが三浦です"), ASAGI)
    between = region.case
    accepted = region.told(CaseClaimed(), BUDOU)

    assert between.owner == "asagi"
    assert region.case.owner == "budou"
    assert Handover("case-1", "asagi", "budou", "accepted") in accepted.records
    assert told_ids(accepted) == ["owner-changed"], "it knew another name"
    assert not [one for one in of_kind(accepted, Wake) if isinstance(one, Wake) and one.what == "claim-notice"]


def test_a_declined_hand_over_goes_back_to_its_owner_who_hears_why() -> None:
    region = world()
    region.given(waiting_case("one_stop", status=Status.CLAIMED, owner="asagi", told_owner="asagi"))
    region.told(CaseOffered("budou"), ASAGI)

    declined = region.told(CaseDeclined("手一杯です"), BUDOU)

    assert (region.case.owner, region.case.offer, region.case.status) == ("asagi", None, Status.CLAIMED)
    (post,) = [one for one in declined.effects if isinstance(one, Post)]
    assert post.mention == ("asagi",)
    assert not of_kind(declined, Say)


def test_nobody_else_takes_an_owned_case_by_pressing() -> None:
    region = world()
    region.given(
        waiting_case("one_stop", status=Status.CLAIMED, owner="asagi", offer=Offer("budou", "asagi", at("10:00")))
    )

    refused = region.told(CaseClaimed(), CHOJI)

    assert refused.case is None
    assert region.case.owner == "asagi"
