"""What the pure middle is given and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from knowledge.resource import Audience
from knowledge.understanding import URGENT_CLASSES, Answer, Asks, Slots, Understanding
from routing.business_time import Calendar
from routing.case import Case, Conversation, Coordinator, EntryRef, Message, Person
from routing.duty import Duty
from routing.effects import Effect, Say
from routing.roster import Change, Roster


@dataclass(frozen=True, slots=True)
class Fresh:
    """Ids to be used for what this turn creates; chance is an argument."""

    case_id: str
    case_number: str


CLOSED_FOR_GOOD = Duty(open=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that nobody has, in a list. No words."""

    case_id: str
    number: str
    desk: str
    urgency: str
    first: bool
    opened_at: datetime  # in the region's zone
    offered_to: str | None = None

    @property
    def urgent(self) -> bool:
        return self.urgency in URGENT_CLASSES


@dataclass(frozen=True, slots=True)
class Facts:
    """All a decision may know. Fields that do not concern the event are None."""

    now: datetime  # in the region's zone
    fresh: Fresh
    duties: Mapping[str, Duty]  # by desk
    person: Person | None = None
    conversation: Conversation | None = None
    case: Case | None = None  # the case the event is about, or the person's open case
    open_cases: tuple[Case, ...] = ()
    actor: Coordinator | None = None
    understood: Understanding | None = None
    answer: Answer | None = None
    audience: Audience = Audience.FAMILY
    terms: tuple[str, ...] = ()  # medical terms found in a supporter's question
    message: Message | None = None  # the stored message an event speaks of
    stored_messages: int = 0  # what is kept about the person, told when she asks
    stored_cases: int = 0
    apart: Conversation | None = None  # for a case that begins in a supporter's search: she has a thread for each
    missed: tuple[Say, ...] = ()  # what may not have reached her, when she asks to see it again
    held_until: datetime | None = None  # when the bot would take over if a person fell silent now
    loads: Mapping[str, int] = field(default_factory=dict)  # open weight by coordinator
    known_to: str | None = None  # who had this person's last case
    waiting: tuple[Waiting, ...] = ()  # cases nobody has, for a digest: as many as it lists
    waiting_here: int = 0  # how many there are
    open_here: int = 0  # open cases of the desk whose shift begins
    due_today: int = 0  # of these, with a promised date of today or earlier
    calendar: Calendar = field(default_factory=Calendar)

    roster: Roster | None = None  # as it stands now, for events about the roster
    change: Change | None = None  # the stored change such an event is about

    def duty(self, desk_id: str) -> Duty:
        """The desk now. One that is not in the settings any more never opens."""
        return self.duties.get(desk_id, CLOSED_FOR_GOOD)


@dataclass(frozen=True, slots=True)
class Question:
    """What the directory is to be asked before deciding. `topics` without text: the guided path."""

    text: str = ""
    context: tuple[str, ...] = ()
    slots: Slots = field(default_factory=Slots)
    asked: tuple[Asks, ...] = ()
    topics: tuple[str, ...] = ()


# -- records: rows that are written once ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Journal:
    """One line of what happened, ids and codes only."""

    what: str
    case_id: str | None = None
    actor: str | None = None  # coordinator id
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Consented:
    case_id: str
    person_id: str
    how: str  # given, anonymous, pending, override
    text_id: str  # the sentence she agreed to


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need nothing could meet: evidence for the council. No words, codes only."""

    topics: tuple[str, ...]
    municipality: str | None
    kind: Literal["no-match", "closed-unmet", "entry-wrong"]
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Entries a person was shown, with their versions."""

    conversation_id: str
    refs: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    case_id: str
    giver: str | None  # None: the desk
    taker: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An entry was checked by a coordinator; a new version of it begins."""

    entry_id: str
    verdict: Literal["confirmed", "hidden", "corrected"]
    by: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RosterChanged:
    """A change of the roster as it now stands."""

    change: Change


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether an entry answers such a question; the matcher remembers the wording."""

    entry_id: str
    fits: bool
    wording: str
    by: str


Record = Journal | Consented | Unmet | Shown | Handover | Reviewed | RosterChanged | Judged


@dataclass(frozen=True, slots=True)
class Decision:
    """The values as they now stand (None: unchanged), what to remember and what to do."""

    person: Person | None = None
    conversation: Conversation | None = None
    case: Case | None = None
    messages: tuple[Message, ...] = ()
    records: tuple[Record, ...] = ()
    effects: tuple[Effect, ...] = ()
    unmatched: tuple[str, ...] = ()  # words of a question that nothing knew, when it could not be answered

    def plus(self, other: "Decision") -> "Decision":
        """Both: the other's values where it has any, records and effects one after the other."""
        return Decision(
            person=other.person or self.person,
            conversation=other.conversation or self.conversation,
            case=other.case or self.case,
            messages=self.messages + other.messages,
            records=self.records + other.records,
            effects=self.effects + other.effects,
            unmatched=self.unmatched + other.unmatched,
        )
