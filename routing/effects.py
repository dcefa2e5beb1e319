"""What is to be done, as commands. Stored beside the case in one transaction, carried out later by the edge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from routing.case import EntryRef

Arg = str | int

WakeFor = Literal[
    "follow-up",
    "claim-notice",
    "unclaimed",
    "offer",
    "unanswered",
    "follow-up-missed",
    "family-silent",
    "deliberation",
]

# -- what a message consists of ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of the catalogue. Arguments ending in `_code`, `_at` or `_on` are put into words by the edge."""

    id: str
    args: Mapping[str, Arg] = field(default_factory=dict)
    part: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Words of a person, passed on as they are. `by` is a coordinator's name, or empty."""

    text: str
    by: str = ""
    part: Literal["verbatim"] = "verbatim"


@dataclass(frozen=True, slots=True)
class Entries:
    """At most three entries of the directory. `lines` are emergency numbers: shown large, without reasons."""

    refs: tuple[EntryRef, ...]
    lines: bool = False
    part: Literal["entries"] = "entries"


@dataclass(frozen=True, slots=True)
class Terms:
    """Medical terms of a supporter's question, explained. Names of the glossary."""

    terms: tuple[str, ...]
    part: Literal["terms"] = "terms"


Part = Text | Verbatim | Entries | Terms


@dataclass(frozen=True, slots=True)
class Choice:
    """A button for the requester; `code` comes back in ChoicePressed."""

    label: Text
    code: str


# -- commands ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Speak to the requester on her own channel. One Say is one sending, free while her reply token is fresh."""

    conversation_id: str
    parts: tuple[Part, ...]
    choices: tuple[Choice, ...] = ()
    message_id: str | None = None  # the coordinator's reply whose delivery the card shows
    case_id: str | None = None
    urgent: bool = False
    carries: tuple[str, ...] = ()  # further such replies, which were held and are said with it
    kind: Literal["say"] = "say"

    @property
    def replies(self) -> tuple[str, ...]:
        """The coordinators' replies it brings, as message ids."""
        return (*((self.message_id,) if self.message_id else ()), *self.carries)


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Bring the case's card in the shared channel up to date; the first time, post it and call these people."""

    case_id: str
    mention: tuple[str, ...] = ()  # coordinator ids
    urgent: bool = False
    reworded: bool = False  # the words changed, so what stands of them in the thread changes too
    kind: Literal["show-card"] = "show-card"


@dataclass(frozen=True, slots=True)
class Post:
    """Say something inside the case's thread. Never reaches the requester."""

    case_id: str
    parts: tuple[Part, ...]
    mention: tuple[str, ...] = ()
    message_id: str | None = None  # the message this is a copy of, so that it can be taken out again
    urgent: bool = False
    asks: bool = True  # those mentioned are to do something; else they are only told
    story: bool = False  # tells of what the requester and the desk said to each other: a region may keep that out
    offer_to: tuple[str, ...] = ()  # coordinator ids: one button each that makes CaseOffered
    refer_to: tuple[str, ...] = ()  # ids of outside desks: one button each that makes ReferralProposed
    kind: Literal["post"] = "post"


@dataclass(frozen=True, slots=True)
class PassMedia:
    """Fetch what she sent and put it into the case's thread, or where one coordinator alone sees it."""

    case_id: str
    message_id: str
    media: str = ""
    to: str | None = None  # coordinator id
    file: str = ""  # Slack's id of it, where it stands in the thread that the case has left
    kind: Literal["pass-media"] = "pass-media"


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Remove every copy of a withdrawn message from Slack and from our own storage."""

    case_id: str | None
    message_id: str
    kind: Literal["take-back"] = "take-back"


@dataclass(frozen=True, slots=True)
class Whisper:
    """Tell one coordinator, or whoever pressed a button that is not hers, something only she sees."""

    to: str  # coordinator id, or the Slack id of somebody who is none
    parts: tuple[Part, ...]
    case_id: str | None = None
    kind: Literal["whisper"] = "whisper"


@dataclass(frozen=True, slots=True)
class AskCurator:
    """A family says an entry is wrong: ask the desk to confirm, correct or hide it."""

    desk: str
    entry: EntryRef
    kind: Literal["ask-curator"] = "ask-curator"


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something in a desk's channel that is not about one case: a digest, gaps in the roster."""

    desk: str
    parts: tuple[Part, ...]
    mention: tuple[str, ...] = ()
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, slots=True)
class MoveCard:
    """The case went to another desk: its card begins there, and what stands in the old channel says so."""

    case_id: str
    was: str  # desk id
    mention: tuple[str, ...] = ()
    kind: Literal["move-card"] = "move-card"


@dataclass(frozen=True, slots=True)
class ShowAgenda:
    """Answer /kyougi: what waits for a decision, seen only by who asked."""

    user: str
    channel: str
    response_url: str
    kind: Literal["show-agenda"] = "show-agenda"


@dataclass(frozen=True, slots=True)
class SyncGroup:
    """Bring a desk's Slack user group in step with who is on duty now."""

    desk: str
    kind: Literal["sync-group"] = "sync-group"


@dataclass(frozen=True, slots=True)
class ShowChange:
    """Bring what stands in the desk's channel about a change of the roster up to date; the first time, post it."""

    desk: str
    change_id: str
    mention: tuple[str, ...] = ()
    kind: Literal["show-change"] = "show-change"


@dataclass(frozen=True, slots=True)
class ShowReview:
    """Bring the curator's card up to date: what became of the report, and by whom."""

    entry_id: str
    verdict: Literal["confirmed", "hidden", "corrected"]
    by: str  # coordinator id
    kind: Literal["show-review"] = "show-review"


@dataclass(frozen=True, slots=True)
class ShowDuty:
    """Answer /touban, seen only by who asked."""

    user: str
    channel: str
    response_url: str
    kind: Literal["show-duty"] = "show-duty"


@dataclass(frozen=True, slots=True)
class ShowHome:
    """Fill the app's Home tab of one person."""

    user: str
    kind: Literal["show-home"] = "show-home"


@dataclass(frozen=True, slots=True)
class LeaveGroup:
    group_id: str
    goodbye: Text
    kind: Literal["leave-group"] = "leave-group"


@dataclass(frozen=True, slots=True)
class Forget:
    """Destroy the person's key, and with it all that was sealed under it. Comes after her last answer."""

    person_id: str
    conversation_id: str
    kind: Literal["forget"] = "forget"


@dataclass(frozen=True, slots=True)
class Wake:
    """Bring an event back at an instant: the only way the core can wait."""

    case_id: str
    at: datetime
    what: WakeFor
    kind: Literal["wake"] = "wake"


@dataclass(frozen=True, slots=True)
class CallOff:
    """Cancel what was to wake this case, because it has become moot."""

    case_id: str
    what: WakeFor
    kind: Literal["call-off"] = "call-off"


Effect = (
    Say
    | ShowCard
    | Post
    | PassMedia
    | TakeBack
    | Whisper
    | AskCurator
    | Tell
    | MoveCard
    | ShowAgenda
    | SyncGroup
    | ShowChange
    | ShowReview
    | ShowDuty
    | ShowHome
    | LeaveGroup
    | Forget
    | Wake
    | CallOff
)
