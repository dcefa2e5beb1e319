"""The life of a case as a table. What the table does not list cannot happen."""

from collections.abc import Mapping

from routing.case import Case, Status
from routing.events import (
    AdviceSet,
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDecided,
    CaseDeclined,
    CaseMoved,
    CaseOffered,
    FollowUpSet,
    FromDesk,
    HandedBack,
    HelperJoined,
    HelperLeft,
    NoteAdded,
    OfferUndone,
    ReferralArrived,
    ReferralProposed,
    ReplySent,
    SupervisorsCalled,
    ViewGiven,
    WeightSet,
)

TRANSITIONS: Mapping[tuple[Status, type[FromDesk]], Status] = {
    (Status.WAITING, CaseClaimed): Status.CLAIMED,
    (Status.WAITING, CaseDeclined): Status.WAITING,
    (Status.WAITING, ReplySent): Status.CLAIMED,  # who answers first is responsible
    (Status.WAITING, NoteAdded): Status.WAITING,
    (Status.WAITING, FollowUpSet): Status.FOLLOWING_UP,  # and so is who promises a date
    (Status.WAITING, CaseClosed): Status.CLOSED,
    (Status.WAITING, CaseOffered): Status.WAITING,
    (Status.WAITING, OfferUndone): Status.WAITING,
    (Status.WAITING, ViewGiven): Status.WAITING,
    (Status.WAITING, CaseDecided): Status.CLAIMED,
    (Status.WAITING, HelperJoined): Status.WAITING,
    (Status.WAITING, HelperLeft): Status.WAITING,
    (Status.WAITING, SupervisorsCalled): Status.WAITING,
    (Status.WAITING, WeightSet): Status.WAITING,
    (Status.WAITING, AdviceSet): Status.WAITING,
    (Status.WAITING, HandedBack): Status.CLOSED,
    (Status.WAITING, CaseMoved): Status.WAITING,
    (Status.WAITING, ReferralProposed): Status.CLAIMED,  # who connects her to another desk sees that she arrives
    (Status.WAITING, ReferralArrived): Status.CLOSED,
    (Status.CLAIMED, CaseClaimed): Status.CLAIMED,  # by whom it was offered to
    (Status.CLAIMED, CaseDeclined): Status.WAITING,  # the owner gives it back
    (Status.CLAIMED, ReplySent): Status.CLAIMED,
    (Status.CLAIMED, NoteAdded): Status.CLAIMED,
    (Status.CLAIMED, FollowUpSet): Status.FOLLOWING_UP,
    (Status.CLAIMED, BotResumed): Status.CLAIMED,
    (Status.CLAIMED, CaseClosed): Status.CLOSED,
    (Status.CLAIMED, CaseOffered): Status.CLAIMED,
    (Status.CLAIMED, OfferUndone): Status.CLAIMED,
    (Status.CLAIMED, HelperJoined): Status.CLAIMED,
    (Status.CLAIMED, HelperLeft): Status.CLAIMED,
    (Status.CLAIMED, SupervisorsCalled): Status.CLAIMED,
    (Status.CLAIMED, WeightSet): Status.CLAIMED,
    (Status.CLAIMED, AdviceSet): Status.CLAIMED,
    (Status.CLAIMED, HandedBack): Status.CLOSED,
    (Status.CLAIMED, CaseMoved): Status.WAITING,
    (Status.CLAIMED, ReferralProposed): Status.CLAIMED,
    (Status.CLAIMED, ReferralArrived): Status.CLOSED,
    (Status.FOLLOWING_UP, CaseClaimed): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, CaseDeclined): Status.WAITING,
    (Status.FOLLOWING_UP, ReplySent): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, NoteAdded): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, FollowUpSet): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, BotResumed): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, CaseClosed): Status.CLOSED,
    (Status.FOLLOWING_UP, CaseOffered): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, OfferUndone): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, HelperJoined): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, HelperLeft): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, SupervisorsCalled): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, WeightSet): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, AdviceSet): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, HandedBack): Status.CLOSED,
    (Status.FOLLOWING_UP, CaseMoved): Status.WAITING,
    (Status.FOLLOWING_UP, ReferralProposed): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, ReferralArrived): Status.CLOSED,
    (Status.CLOSED, NoteAdded): Status.CLOSED,
}


def after(case: Case, event: FromDesk) -> Status | None:
    """The status this event leads to, or None when it cannot happen now."""
    return TRANSITIONS.get((case.status, type(event)))
