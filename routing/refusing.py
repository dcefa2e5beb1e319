"""What cannot be done now: said to the one who pressed, nothing changes."""

from routing.case import Case, Coordinator, Status
from routing.decision import Decision
from routing.effects import Part, ShowCard, Text, Verbatim, Whisper
from routing.events import (
    CaseClaimed,
    CaseDecided,
    CaseDeclined,
    CaseMoved,
    CaseOffered,
    FromDesk,
    HandedBack,
    NoteAdded,
    ReplySent,
    SupervisorsCalled,
    ViewGiven,
)
from routing.policy import Policy


def impossible(event: FromDesk, case: Case, actor: Coordinator, policy: Policy) -> Decision:
    """Somebody was faster, or the case is over."""
    if case.status is Status.CLOSED:
        why = Text("desk-already-closed", {"number": case.number})
    elif isinstance(event, CaseClaimed) and case.owner == actor.id:
        why = Text("desk-already-yours", {"number": case.number})
    elif isinstance(event, CaseClaimed | CaseDecided) and case.owner is not None:
        why = Text("desk-already-claimed", {"number": case.number, "owner": policy.name_of(case.owner)})
    else:
        why = Text("desk-not-now", {"number": case.number})
    return refused(event, case, actor, why)


def refused(event: FromDesk, case: Case, actor: Coordinator, why: Text) -> Decision:
    """She alone hears why, and gets back what she typed."""
    parts: tuple[Part, ...] = (why, *(Verbatim(words) for words in _typed(event) if words))
    return Decision(effects=(Whisper(actor.id, parts, case.id), ShowCard(case.id)))


def _typed(event: FromDesk) -> tuple[str, ...]:
    match event:
        case ReplySent() | NoteAdded() | ViewGiven():
            return (event.text,)
        case CaseDeclined() | CaseOffered() | CaseMoved() | HandedBack() | SupervisorsCalled():
            return (event.reason,)
        case CaseDecided():
            return (event.approach, event.reason)
        case _:
            return ()
