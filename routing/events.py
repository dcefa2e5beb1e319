"""What happened, in the past tense. Each event concerns one person or one case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from routing.case import EntryRef

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


# -- from the clock --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FollowUpDue:
    on: date


@dataclass(frozen=True, slots=True)
class ClaimNoticeDue:
    """The owner has not written yet; the family should hear who it is."""


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
    | EntryReviewed
    | AnswerJudged
    | MediaAsked
)
FromClock = FollowUpDue | ClaimNoticeDue
Event = FromRequester | FromDesk | FromClock
