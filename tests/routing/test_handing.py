"""Helpers, supervisors, weights, advice, another desk: who may do what, and what the family hears of it."""

from dataclasses import replace
from datetime import date

import pytest

from routing.case import Coordinator, Holder, Status
from routing.decision import Handover
from routing.effects import MoveCard, ShowCard, Whisper
from routing.events import (
    AdviceSet,
    CaseClaimed,
    CaseMoved,
    FamilySilent,
    FollowUpDue,
    FollowUpMissed,
    FromClock,
    FromDesk,
    HandedBack,
    HelperJoined,
    HelperLeft,
    NoteAdded,
    ReplySent,
    SupervisorsCalled,
    TextReceived,
    UnansweredDue,
    WeightSet,
)
from tests.builders import at, of_kind, told_ids, understood
from tests.routing.region import ASAGI, BUDOU, CHOJI, DAIDAI, ENJI, World, here, mentioned, waiting_case

OWNED = {"status": Status.CLAIMED, "owner": "asagi", "told_owner": "asagi"}


def owned(**changes: object) -> World:
    region = World(here("one_stop"))
    region.given(waiting_case("one_stop", **{**OWNED, **changes}))
    return region


def test_a_contracted_coordinator_accompanies_one_of_the_city() -> None:
    region = owned()

    joined = region.told(HelperJoined("daidai"), ASAGI)
    noted = region.told(NoteAdded("訪問しました"), DAIDAI)

    assert (region.case.owner, region.case.helpers) == ("asagi", ("daidai",))
    assert mentioned(joined.effects) == {"daidai"}
    assert noted.case is not None, "a helper works on the case"


@pytest.mark.parametrize(
    ("event", "actor", "helpers"),
    [
        (HelperJoined("choji"), CHOJI, ("choji",)),  # herself
        (HelperJoined("budou"), CHOJI, ()),  # only the owner names others
        (HelperJoined("asagi"), ASAGI, ()),  # she has it already
        (HelperJoined("nobody"), ASAGI, ()),
    ],
)
def test_who_may_join(event: HelperJoined, actor: Coordinator, helpers: tuple[str, ...]) -> None:
    region = owned()

    region.told(event, actor)

    assert region.case.helpers == helpers


@pytest.mark.parametrize(
    ("actor", "left"), [(DAIDAI, ()), (ASAGI, ()), (CHOJI, ("daidai",))], ids=["herself", "the owner", "somebody else"]
)
def test_who_may_end_it(actor: Coordinator, left: tuple[str, ...]) -> None:
    region = owned(helpers=("daidai",))

    region.told(HelperLeft("daidai"), actor)

    assert region.case.helpers == left


def test_the_supervisors_may_act_only_once_they_were_called() -> None:
    region = owned()
    before = region.told(NoteAdded("見ています"), ENJI)

    called = region.told(SupervisorsCalled("難しい退院です"), ASAGI)
    after = region.told(NoteAdded("見ています"), ENJI)

    assert before.case is None
    assert (region.case.supervised, region.case.owner) == (True, "asagi")
    assert mentioned(called.effects) == {"enji"}
    assert after.case is not None


def test_where_there_is_no_team_nobody_is_called() -> None:
    region = World(here("one_stop", supervisors=()))
    region.given(waiting_case("one_stop"))

    refused = region.told(SupervisorsCalled("だれか"), ASAGI)

    assert not region.case.supervised
    assert "だれか" in str(of_kind(refused, Whisper))


@pytest.mark.parametrize(("weight", "stands"), [(3, 3), (1, 1), (0, 1), (4, 1)])
def test_the_weight_is_one_to_three(weight: int, stands: int) -> None:
    region = owned()

    region.told(WeightSet(weight), ASAGI)

    assert region.case.weight == stands


def test_advice_leaves_the_work_with_the_supporter_who_gets_it_back() -> None:
    region = owned(requester="consultation_support")

    region.told(AdviceSet(advice=True), ASAGI)
    back = region.told(HandedBack("計画に入りました"), ASAGI)

    assert (region.case.advice, region.case.status, region.case.close_reason) == (True, Status.CLOSED, "handed-back")
    assert told_ids(back) == ["handed-back"]
    assert region.timers == {}


def test_a_family_that_has_no_supporter_is_handed_back_to_nobody() -> None:
    region = owned()

    refused = region.told(HandedBack("落ち着いた"), ASAGI)

    assert refused.case is None


def test_another_desk_takes_over_and_the_family_hears_its_name() -> None:
    region = owned(follow_up_on=date(2026, 12, 1))

    moved = region.told(CaseMoved("office", "お住まいの近くで"), ASAGI)

    assert (region.case.desk, region.case.owner, region.case.status) == ("office", None, Status.WAITING)
    assert region.case.follow_up_on == date(2026, 12, 1), "what was promised stays promised"
    assert Handover("case-1", "asagi", None, "moved") in moved.records
    assert told_ids(moved) == ["case-moved", "answers-now"]
    assert [one.was for one in of_kind(moved, MoveCard) if isinstance(one, MoveCard)] == ["city"]
    assert not of_kind(moved, ShowCard)
    assert region.timers == {("case-1", "unclaimed"): at("11:00")}


@pytest.mark.parametrize("desk", ["city", "nowhere"])
def test_a_move_to_nowhere_changes_nothing(desk: str) -> None:
    region = owned()

    assert region.told(CaseMoved(desk, "?"), ASAGI).case is None


@pytest.mark.parametrize("event", [NoteAdded("x"), CaseClaimed(), ReplySent("m", "x"), HelperJoined("daidai")])
def test_who_works_elsewhere_and_was_not_asked_changes_nothing(event: FromDesk) -> None:
    region = World(here("one_stop"))
    region.given(waiting_case("one_stop"))

    refused = region.told(event, DAIDAI)

    assert refused.case is None
    assert len(of_kind(refused, Whisper)) == 1


def test_a_desk_that_was_closed_down_strands_nothing() -> None:
    region = World(here("one_stop"))
    region.given(waiting_case("one_stop", desk="closed-down"))

    claimed = region.told(CaseClaimed(), BUDOU)

    assert claimed.case is not None
    assert region.case.owner == "budou"


# -- an owner who does not work here any more ------------------------------------------------------


def left_with_a_case(**changes: object) -> World:
    region = owned(**changes)
    gone = replace(ASAGI, active_to=date(2026, 11, 23))
    region.policy = replace(region.policy, coordinators=(gone, *region.policy.coordinators[1:]))
    region.on_duty = ("budou",)
    return region


def test_a_family_that_writes_to_somebody_who_left_reaches_the_desk() -> None:
    region = left_with_a_case()
    region.talk = replace(region.talk, holder=Holder.PERSON)

    heard = region.told(TextReceived("m-1", "相談の続きです"), understood=understood("相談の続きです"))

    assert (region.case.owner, region.case.status) == (None, Status.WAITING)
    assert Handover("case-1", "asagi", None, "left") in heard.records
    assert "budou" in mentioned(heard.effects)
    assert told_ids(heard) == ["owner-changing", "passed-on"]
    assert ("case-1", "unclaimed") in region.timers


@pytest.mark.parametrize("event", [UnansweredDue(), FamilySilent(), FollowUpDue(date(2026, 11, 24)), FollowUpMissed()])
def test_what_would_have_reminded_her_gives_it_back_to_the_desk(event: FromClock) -> None:
    waits = at("9:00") if isinstance(event, UnansweredDue) else None
    region = left_with_a_case(unanswered_since=waits, follow_up_on=date(2026, 11, 24))

    back = region.told(event)

    assert region.case.owner is None
    assert mentioned(back.effects) == {"budou"}


def test_anybody_at_the_desk_may_take_it_at_once() -> None:
    region = left_with_a_case()

    claimed = region.told(CaseClaimed(), CHOJI)

    assert region.case.owner == "choji"
    assert Handover("case-1", "asagi", "choji", "claimed") in claimed.records
    assert told_ids(claimed) == ["owner-changed"]


# -- an owner on leave -------------------------------------------------------------------------------


def on_leave(**changes: object) -> World:
    region = owned(**changes)
    away = replace(ASAGI, away=((date(2026, 11, 24), date(2026, 11, 24)),))
    region.policy = replace(region.policy, coordinators=(away, *region.policy.coordinators[1:]))
    region.on_duty = ("choji",)
    return region


def test_a_family_that_writes_while_the_owner_is_on_leave_reaches_her_substitute_and_the_case_stays_hers() -> None:
    region = on_leave()
    region.talk = replace(region.talk, holder=Holder.PERSON)

    heard = region.told(TextReceived("m-1", "相談の続きです"), understood=understood("相談の続きです"))

    assert region.case.owner == "asagi"
    assert mentioned(heard.effects) == {"budou"}


@pytest.mark.parametrize("event", [UnansweredDue(), FamilySilent(), FollowUpDue(date(2026, 11, 24)), FollowUpMissed()])
def test_what_would_remind_her_on_leave_reminds_her_substitute(event: FromClock) -> None:
    waits = at("9:00") if isinstance(event, UnansweredDue) else None
    region = on_leave(unanswered_since=waits, follow_up_on=date(2026, 11, 24))
    region.now = at("12:30")

    reminded = region.told(event)

    assert region.case.owner == "asagi"
    assert mentioned(reminded.effects) == {"budou"}


def test_whoever_is_on_duty_is_reminded_when_her_substitute_is_away_too() -> None:
    region = on_leave(follow_up_on=date(2026, 11, 24))
    too = replace(BUDOU, away=((date(2026, 11, 20), date(2026, 11, 30)),))
    others = tuple(too if one.id == "budou" else one for one in region.policy.coordinators)
    region.policy = replace(region.policy, coordinators=others)

    assert mentioned(region.told(FollowUpDue(date(2026, 11, 24))).effects) == {"choji"}
