"""What happened, in the past tense. Each event concerns one person or one case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from routing.case import EntryRef, ViewKind

# -- from a requester (a family on LINE, a supporter in Slack) --------------------


@dataclass(frozen=True, slots=True)
class Followed:
    unblocked: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    pass


@dataclass(frozen=True, slots=True)
class TextReceived:
    message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class MediaReceived:
    """An image, video, audio, file, location or sticker. `detail` holds its name, place or sticker words."""

    message_id: str
    kind: Literal["image", "video", "audio", "file", "location", "sticker"]
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoicePressed:
    """A button. `choice` is the code of `routing.choices`, with its arguments after colons."""

    choice: str


@dataclass(frozen=True, slots=True)
class MessageWithdrawn:
    """She took a message back; every copy of ours must go. `message_id` is for the trace of one we never got."""

    message_id: str


@dataclass(frozen=True, slots=True)
class AddedToGroup:
    """A group or room holds people who never agreed to be read."""

    group_id: str


@dataclass(frozen=True, slots=True)
class CaseRequested:
    """A supporter sent the consultation form. Without consent it names nobody."""

    consent: Literal["given", "anonymous", "pending"]
    requester: str
    words: str
    municipality: str | None = None
    topics: tuple[str, ...] = ()


# -- from the desk -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseClaimed:
    pass


@dataclass(frozen=True, slots=True)
class CaseDeclined:
    reason: str


@dataclass(frozen=True, slots=True)
class ReplySent:
    """A coordinator pressed send after reading the preview. `entries` are introduced with it."""

    message_id: str
    text: str
    entries: tuple[EntryRef, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpSet:
    on: date


@dataclass(frozen=True, slots=True)
class NoteAdded:
    text: str


@dataclass(frozen=True, slots=True)
class CaseClosed:
    reason: str
    outcome: str


@dataclass(frozen=True, slots=True)
class BotResumed:
    """The coordinator lets the bot answer again while the case stays open."""


@dataclass(frozen=True, slots=True)
class CaseOffered:
    """Somebody at the desk, or the owner, puts the case to a coordinator. She accepts with CaseClaimed."""

    to: str  # coordinator id
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OfferUndone:
    pass


@dataclass(frozen=True, slots=True)
class ViewGiven:
    kind: ViewKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseDecided:
    """A deliberation ended: who has it, who accompanies, how, and why."""

    owner: str  # coordinator id
    helpers: tuple[str, ...] = ()
    approach: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HelperJoined:
    """Somebody accompanies the owner: herself, or whom the owner names."""

    helper: str  # coordinator id


@dataclass(frozen=True, slots=True)
class HelperLeft:
    helper: str  # coordinator id


@dataclass(frozen=True, slots=True)
class SupervisorsCalled:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WeightSet:
    weight: int  # 1 to 3


@dataclass(frozen=True, slots=True)
class AdviceSet:
    """Whether the supporter stays the owner of the work and the coordinator accompanies."""

    advice: bool


@dataclass(frozen=True, slots=True)
class HandedBack:
    """The supporter who asked has it again; the case is closed for the desk, and she may come back."""

    reason: str


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """To another desk of the region."""

    desk: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReferralProposed:
    """A coordinator proposes a desk outside; the family is asked first."""

    outside: str  # id of the outside desk


@dataclass(frozen=True, slots=True)
class ReferralArrived:
    """The outside desk has taken it over, as the coordinator has made sure."""


@dataclass(frozen=True, slots=True)
class EntryReviewed:
    """A coordinator settled a report that an entry is wrong."""

    entry_id: str
    verdict: Literal["confirmed", "hidden", "corrected"]
    changes: tuple[tuple[str, str], ...] = ()  # field of the entry, its new value


@dataclass(frozen=True, slots=True)
class AnswerJudged:
    """A coordinator says whether an entry answers such a question, in a wording that names nobody."""

    entry_id: str
    fits: bool
    wording: str


@dataclass(frozen=True, slots=True)
class MediaAsked:
    """A coordinator wants to see a picture or file that is kept out of the channel, for herself alone."""

    message_id: str


# -- about the roster, from a coordinator ------------------------------------------------


@dataclass(frozen=True, slots=True)
class SwapAsked:
    """She asks for somebody to take one of her turns."""

    change_id: str
    desk: str
    start: datetime
    end: datetime
    to: str | None = None  # coordinator id, where she asks one by name
    words: str = ""


@dataclass(frozen=True, slots=True)
class SwapAccepted:
    change_id: str


@dataclass(frozen=True, slots=True)
class LeaveSet:
    """She is away on these days, both included; her turns go to her substitute."""

    change_id: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class RosterOverridden:
    """Somebody of the desk puts a coordinator on duty, beside or instead of another."""

    change_id: str
    desk: str
    start: datetime
    end: datetime
    into: str  # coordinator id
    out: str | None = None  # coordinator id; None: beside whoever is on duty


@dataclass(frozen=True, slots=True)
class ChangeWithdrawn:
    """A request, a swap, leave or an override is undone."""

    change_id: str


# -- from the clock --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FollowUpDue:
    on: date


@dataclass(frozen=True, slots=True)
class ClaimNoticeDue:
    """The owner has not written yet; the family should hear who it is."""


@dataclass(frozen=True, slots=True)
class UnclaimedDue:
    """Nobody has taken it for as long as the region allows for the next step."""


@dataclass(frozen=True, slots=True)
class OfferDue:
    """Whom it was offered to has not answered."""


@dataclass(frozen=True, slots=True)
class UnansweredDue:
    """It has an owner, and the family waits for her word."""


@dataclass(frozen=True, slots=True)
class FollowUpMissed:
    """The promised day began, and nothing happened."""


@dataclass(frozen=True, slots=True)
class FamilySilent:
    """She has not answered the owner's last word."""


@dataclass(frozen=True, slots=True)
class DeliberationDue:
    """The time for views is over."""


@dataclass(frozen=True, slots=True)
class ShiftBegan:
    """A turn of duty begins at a desk, or the desk opens. Concerns no single case."""

    desk: str
    at: datetime
    incoming: tuple[str, ...] = ()  # coordinator ids: on duty now, and not just before


@dataclass(frozen=True, slots=True)
class DeskClosed:
    """For the night, or for lunch."""

    desk: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WeekBegan:
    """Monday morning, the first opening of the week: what the roster lacks is said once."""

    desk: str
    at: datetime
    gaps: tuple[tuple[datetime, datetime], ...] = ()  # open hours of the next two weeks with nobody on duty


FromRequester = (
    Followed | Blocked | TextReceived | MediaReceived | ChoicePressed | MessageWithdrawn | AddedToGroup | CaseRequested
)
FromDesk = (
    CaseClaimed
    | CaseDeclined
    | ReplySent
    | FollowUpSet
    | NoteAdded
    | CaseClosed
    | BotResumed
    | CaseOffered
    | OfferUndone
    | ViewGiven
    | CaseDecided
    | HelperJoined
    | HelperLeft
    | SupervisorsCalled
    | WeightSet
    | AdviceSet
    | HandedBack
    | CaseMoved
    | ReferralProposed
    | ReferralArrived
    | EntryReviewed
    | AnswerJudged
    | MediaAsked
)
FromClock = (
    FollowUpDue
    | ClaimNoticeDue
    | UnclaimedDue
    | OfferDue
    | UnansweredDue
    | FollowUpMissed
    | FamilySilent
    | DeliberationDue
    | ShiftBegan
    | DeskClosed
    | WeekBegan
)
AboutRoster = SwapAsked | SwapAccepted | LeaveSet | RosterOverridden | ChangeWithdrawn
Event = FromRequester | FromDesk | AboutRoster | FromClock
