"""What the clock brings back. An event made moot in the meantime decides nothing."""

from routing.calling import in_charge
from routing.case import Case
from routing.claiming import introduce
from routing.decision import Decision, Facts, Journal
from routing.deliberating import deliberation_due
from routing.digest import shift_began, week_began
from routing.effects import Post, ShowCard, Text
from routing.escalating import offer_due, unclaimed_due
from routing.events import (
    ClaimNoticeDue,
    DeliberationDue,
    DeskClosed,
    FamilySilent,
    FollowUpDue,
    FollowUpMissed,
    FromClock,
    OfferDue,
    ShiftBegan,
    UnansweredDue,
    UnclaimedDue,
    WeekBegan,
)
from routing.handing import left_behind
from routing.minding import family_silent, follow_up_missed, unanswered_due
from routing.policy import Policy
from routing.roster_changes import desk_closed
from routing.timing import arm_follow_up_missed


def from_clock(event: FromClock, facts: Facts, policy: Policy) -> Decision:
    if isinstance(event, ShiftBegan):
        return shift_began(event, facts, policy)
    if isinstance(event, WeekBegan):
        return week_began(event)
    if isinstance(event, DeskClosed):
        return desk_closed(event, policy)
    case = facts.case
    if case is None or not case.is_open:
        return Decision()
    match event:
        case FollowUpDue():
            return follow_up_due(event, case, facts, policy)
        case ClaimNoticeDue():
            if case.owner is None or case.told_owner == case.owner:
                return Decision()
            return introduce(case, None)
        case UnclaimedDue():
            return unclaimed_due(case, facts, policy)
        case OfferDue():
            return offer_due(case, facts, policy)
        case DeliberationDue():
            return deliberation_due(case, facts, policy)
        case UnansweredDue():
            return unanswered_due(case, facts, policy)
        case FollowUpMissed():
            return follow_up_missed(case, facts, policy)
        case FamilySilent():
            return family_silent(case, facts, policy)


def follow_up_due(event: FollowUpDue, case: Case, facts: Facts, policy: Policy) -> Decision:
    """The morning of the promised day."""
    if case.follow_up_on != event.on:
        return Decision()
    behind = left_behind(case, facts, policy)
    if behind is not None:
        return behind
    desk = tuple(c.id for c in policy.coordinators if c.desk == case.desk)
    called = in_charge(case, facts, policy) if case.owner else desk
    reminder = Post(case.id, (Text("desk-follow-up-due", {"number": case.number}),), called)
    return Decision(
        effects=(reminder, ShowCard(case.id), *arm_follow_up_missed(case, facts, policy)),
        records=(Journal("follow-up-due", case.id),),
    )
