"""What the clock brings back. An event made moot in the meantime decides nothing."""

from routing.case import Status
from routing.decision import Decision, Facts, Journal
from routing.desk import introduce
from routing.effects import Post, ShowCard, Text
from routing.events import ClaimNoticeDue, FollowUpDue, FromClock
from routing.policy import Policy


def from_clock(event: FromClock, facts: Facts, policy: Policy) -> Decision:
    case = facts.case
    if case is None or not case.is_open:
        return Decision()
    match event:
        case FollowUpDue():
            if case.status is not Status.FOLLOWING_UP or case.follow_up_on != event.on:
                return Decision()
            called = (case.owner,) if case.owner else tuple(c.id for c in policy.coordinators if c.desk == case.desk)
            reminder = Post(case.id, (Text("desk-follow-up-due", {"number": case.number}),), called)
            return Decision(effects=(reminder, ShowCard(case.id)), records=(Journal("follow-up-due", case.id),))
        case ClaimNoticeDue():
            if case.owner is None or case.told_owner == case.owner:
                return Decision()
            return introduce(case, None)
        case _:
            return Decision()
