"""A coordinator acts on a case; the family hears only what was sent to it."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.understanding import Slots
from routing.case import EntryRef, Holder, Status
from routing.decide import decide
from routing.decision import Handover, Unmet
from routing.effects import CallOff, Say, Wake, Whisper
from routing.events import (
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDeclined,
    ClaimNoticeDue,
    FollowUpDue,
    FollowUpSet,
    NoteAdded,
    ReplySent,
)
from tests.builders import (
    KUJIRA,
    POLICY,
    STRANGER,
    UMINEKO,
    at,
    of_kind,
    posts,
    said,
    some_case,
    some_conversation,
    some_facts,
    told_ids,
)


def test_exactly_one_claim_wins_and_the_other_hears_whose_it_is() -> None:
    first = decide(CaseClaimed(), some_facts(case=some_case(), actor=KUJIRA), POLICY)
    second = decide(CaseClaimed(), some_facts(case=first.case, actor=UMINEKO), POLICY)

    assert first.case is not None
    assert (first.case.owner, first.case.status) == ("kujira", Status.CLAIMED)
    assert Handover("case-1", None, "kujira", "claimed") in first.records
    assert second.case is None
    assert len(of_kind(second, Whisper)) == 1


def test_a_claim_costs_no_push_when_a_reply_follows_soon() -> None:
    claimed = decide(CaseClaimed(), some_facts(case=some_case(), actor=KUJIRA), POLICY)

    assert said(claimed) == []
    assert of_kind(claimed, Wake) == [Wake("case-1", at("10:40"), "claim-notice")]


def test_when_no_reply_follows_the_family_hears_the_name_once() -> None:
    owned = some_case(status=Status.CLAIMED, owner="kujira")

    due = decide(ClaimNoticeDue(), some_facts(case=owned), POLICY)
    moot = decide(ClaimNoticeDue(), some_facts(case=due.case), POLICY)

    assert told_ids(due) == ["claimed"]
    assert said(moot) == []


def test_somebody_from_another_desk_cannot_claim() -> None:
    decision = decide(CaseClaimed(), some_facts(case=some_case(), actor=STRANGER), POLICY)

    assert decision.case is None


def test_who_declines_is_not_called_again_and_the_rest_of_the_desk_is() -> None:
    decision = decide(CaseDeclined("訪問中です"), some_facts(case=some_case(), actor=KUJIRA), POLICY)

    assert decision.case is not None
    assert decision.case.declined == ("kujira",)
    assert posts(decision)[0].mention == ("umineko",)
    assert said(decision) == []


def test_a_family_that_knew_the_name_hears_of_the_change() -> None:
    case = some_case(status=Status.CLAIMED, owner="kujira", told_owner="kujira")

    decision = decide(CaseDeclined("異動です"), some_facts(case=case, actor=KUJIRA), POLICY)

    assert decision.case is not None
    assert (decision.case.owner, decision.case.status) == (None, Status.WAITING)
    assert told_ids(decision) == ["owner-changing"]


def test_a_reply_reaches_the_family_and_calls_the_notice_off() -> None:
    case = some_case(status=Status.CLAIMED, owner="kujira")
    talk = some_conversation(case_id=case.id)
    sent = ReplySent("m-9", "明日お電話します", (EntryRef("ym-061", 2),))

    decision = decide(sent, some_facts(case=case, conversation=talk, actor=KUJIRA), POLICY)

    (say,) = of_kind(decision, Say)
    assert isinstance(say, Say)
    assert say.message_id == "m-9"
    assert len(say.parts) == 2
    assert CallOff("case-1", "claim-notice") in decision.effects
    assert decision.case is not None
    assert decision.case.told_owner == "kujira"
    assert decision.messages[0].state == "queued"
    assert decision.conversation is not None
    assert decision.conversation.holder is Holder.PERSON


def test_who_answers_an_unclaimed_case_is_responsible_for_it() -> None:
    decision = decide(ReplySent("m-9", "はい"), some_facts(case=some_case(), actor=UMINEKO), POLICY)

    assert decision.case is not None
    assert (decision.case.owner, decision.case.status) == ("umineko", Status.CLAIMED)


@pytest.mark.parametrize("event", [CaseClaimed(), ReplySent("m-9", "遅い返事"), FollowUpSet(date(2026, 12, 1))])
def test_a_closed_case_cannot_be_worked_on_and_nothing_typed_is_lost(
    event: CaseClaimed | ReplySent | FollowUpSet,
) -> None:
    case = some_case(status=Status.CLOSED, owner="kujira")

    decision = decide(event, some_facts(case=case, actor=KUJIRA), POLICY)

    assert said(decision) == []
    (whisper,) = of_kind(decision, Whisper)
    assert isinstance(whisper, Whisper)
    if isinstance(event, ReplySent):
        assert "遅い返事" in str(whisper.parts)


def test_a_note_stays_inside() -> None:
    decision = decide(NoteAdded("内緒"), some_facts(case=some_case(), actor=KUJIRA), POLICY)

    assert said(decision) == []
    assert len(posts(decision)) == 1


def test_a_follow_up_wakes_the_owner_that_morning_unless_it_became_moot() -> None:
    case = some_case(status=Status.CLAIMED, owner="kujira")
    day = date(2026, 12, 1)

    planned = decide(FollowUpSet(day), some_facts(case=case, actor=KUJIRA), POLICY)
    due = decide(FollowUpDue(day), some_facts(case=planned.case), POLICY)
    moved = decide(FollowUpDue(date(2026, 11, 30)), some_facts(case=planned.case), POLICY)
    closed = decide(FollowUpDue(day), some_facts(case=replace(case, status=Status.CLOSED)), POLICY)

    assert Wake("case-1", at("9:00", 30) + (day - date(2026, 11, 30)), "follow-up") in planned.effects
    assert posts(due)[0].mention == ("kujira",)
    assert moved.effects == ()
    assert closed.effects == ()


def test_closing_tells_the_family_frees_the_conversation_and_counts_what_could_not_be_met() -> None:
    case = some_case(status=Status.CLAIMED, owner="kujira", topics=("short-stay-medical",))
    talk = some_conversation(case_id=case.id, holder=Holder.PERSON, slots=Slots(age_months=60))

    decision = decide(CaseClosed("done", "unmet"), some_facts(case=case, conversation=talk, actor=KUJIRA), POLICY)

    assert told_ids(decision) == ["closed"]
    assert decision.conversation is not None
    assert (decision.conversation.holder, decision.conversation.case_id) == (Holder.BOT, None)
    assert decision.conversation.slots == Slots()  # what she asks next may be about another child
    assert Unmet(("short-stay-medical",), None, "closed-unmet", "case-1") in decision.records


def test_the_coordinator_can_let_the_bot_answer_again() -> None:
    case = some_case(status=Status.CLAIMED, owner="kujira")
    talk = some_conversation(case_id=case.id, holder=Holder.PERSON)

    decision = decide(BotResumed(), some_facts(case=case, conversation=talk, actor=KUJIRA), POLICY)

    assert told_ids(decision) == ["bot-answers"]
    assert decision.conversation is not None
    assert decision.conversation.holder is Holder.BOT
