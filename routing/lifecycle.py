"""The life of a case as a table. What the table does not list cannot happen."""

from collections.abc import Mapping

from routing.case import Case, Status
from routing.events import (
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDeclined,
    FollowUpSet,
    FromDesk,
    NoteAdded,
    ReplySent,
)

TRANSITIONS: Mapping[tuple[Status, type[FromDesk]], Status] = {
    (Status.WAITING, CaseClaimed): Status.CLAIMED,
    (Status.WAITING, CaseDeclined): Status.WAITING,
    (Status.WAITING, ReplySent): Status.CLAIMED,  # who answers first is responsible
    (Status.WAITING, NoteAdded): Status.WAITING,
    (Status.WAITING, FollowUpSet): Status.FOLLOWING_UP,  # and so is who promises a date
    (Status.WAITING, CaseClosed): Status.CLOSED,
    (Status.CLAIMED, CaseDeclined): Status.WAITING,  # the owner gives it back
    (Status.CLAIMED, ReplySent): Status.CLAIMED,
    (Status.CLAIMED, NoteAdded): Status.CLAIMED,
    (Status.CLAIMED, FollowUpSet): Status.FOLLOWING_UP,
    (Status.CLAIMED, BotResumed): Status.CLAIMED,
    (Status.CLAIMED, CaseClosed): Status.CLOSED,
    (Status.FOLLOWING_UP, CaseDeclined): Status.WAITING,
    (Status.FOLLOWING_UP, ReplySent): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, NoteAdded): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, FollowUpSet): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, BotResumed): Status.FOLLOWING_UP,
    (Status.FOLLOWING_UP, CaseClosed): Status.CLOSED,
    (Status.CLOSED, NoteAdded): Status.CLOSED,
}


def after(case: Case, event: FromDesk) -> Status | None:
    """The status this event leads to, or None when it cannot happen now."""
    return TRANSITIONS.get((case.status, type(event)))
