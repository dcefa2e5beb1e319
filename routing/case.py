"""The nouns of a case, as frozen values. Words people wrote live in them; storage seals those fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from knowledge.understanding import Asks, Slots

Provision = Literal["direct", "contracted"]  # by the municipality's own people, or by an office it pays
ViewKind = Literal["take", "together", "know", "opinion"]


class Status(StrEnum):
    WAITING = "waiting"  # the desk is responsible, nobody has claimed it
    CLAIMED = "claimed"  # one coordinator is responsible
    FOLLOWING_UP = "following_up"  # hers, with a date to look again
    CLOSED = "closed"


class Consent(StrEnum):
    GIVEN = "given"
    ANONYMOUS = "anonymous"  # a supporter asks without naming anybody
    PENDING = "pending"  # a supporter will ask the family; no identifying field until then
    OVERRIDE = "override"  # danger to life: alerted without asking, and logged as such


class Holder(StrEnum):
    """Who answers in a conversation."""

    BOT = "bot"
    PERSON = "person"


class Step(StrEnum):
    """What the bot is waiting to hear. One question at a time."""

    NOTHING = "nothing"
    SLOT = "slot"  # town, age or care; which one stands in Conversation.asked
    CONSENT = "consent"
    DESK = "desk"  # which desk or person she wants, where the region lets families choose
    CASE_WORDS = "case-words"  # the family asked for a person before saying anything
    REFERRAL = "referral"  # whether an outside desk may be told
    CALL_BACK = "call-back"  # under which number an outside desk may call
    STAGE = "stage"
    WORRY = "worry"


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry as it was shown: the version proves what the family read."""

    entry_id: str
    version: int
    reasons: tuple[tuple[str, str], ...] = ()  # (kind, code or word), as in knowledge Reason
    by_arrangement: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    kind: Literal["family", "supporter"]
    locale: str = "ja"  # ja, ja-easy, en
    blocked: bool = False  # she blocked the account; pushes would not be shown
    name: str = ""  # as she calls herself on the platform; sealed


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person on one channel. A case may live for years; its conversations end."""

    id: str
    person_id: str
    holder: Holder = Holder.BOT
    case_id: str | None = None
    step: Step = Step.NOTHING
    words: str = ""  # the question being worked on; sealed
    context: tuple[str, ...] = ()  # earlier turns of the same question; sealed
    slots: Slots = field(default_factory=Slots)
    topics: tuple[str, ...] = ()
    asked: tuple[Asks, ...] = ()  # already asked or skipped; never asked twice
    found: tuple[EntryRef, ...] = ()  # ranked, three at a time
    shown: int = 0  # how many of `found` she has seen
    held_until: datetime | None = None  # the bot takes over again after this
    acknowledged_at: datetime | None = None  # when she last heard that her words were passed on
    last_at: datetime | None = None
    chosen_desk: str | None = None  # the family's own choice
    chosen_person: str | None = None  # coordinator id
    entrance: str | None = None  # coordinator whose own link she came through
    asked_consent: str = ""  # text id of the sentence she was asked to agree to


@dataclass(frozen=True, slots=True)
class Offer:
    """A case put to one coordinator. Until she claims or declines it, whoever had it keeps it."""

    to: str  # coordinator id
    by: str | None  # coordinator id; None: the intake model itself
    at: datetime
    reason: str = ""  # words of who offers; sealed with the case


@dataclass(frozen=True, slots=True)
class View:
    """What one coordinator thinks of a case that all deliberate."""

    by: str  # coordinator id
    kind: ViewKind
    at: datetime
    text: str = ""  # sealed with the case


@dataclass(frozen=True, slots=True)
class Deliberation:
    """Views are collected until `due_at`; then the lead is asked to decide, and it waits for the next meeting."""

    begun_at: datetime
    due_at: datetime
    views: tuple[View, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """How a deliberation ended, kept with the case."""

    owner: str
    helpers: tuple[str, ...]
    by: str  # coordinator id
    at: datetime
    took_part: tuple[str, ...] = ()
    approach: str = ""  # sealed with the case
    reason: str = ""  # sealed with the case


@dataclass(frozen=True, slots=True)
class Referral:
    """To a desk outside. Ours stays responsible until it is known that she arrived there."""

    outside: str  # id of the outside desk
    by: str  # coordinator id
    at: datetime
    state: Literal["asked", "agreed", "refused", "arrived"] = "asked"  # the family's consent, and how it ended
    call_back: str = ""  # the number she may be called at; sealed with the case


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    number: str  # short, told to people, reveals no counts
    desk: str
    status: Status
    opened_at: datetime
    intake_model: str
    settings_version: int
    consent: Consent
    requester: str  # requester_types code of the taxonomy
    person_id: str
    conversation_id: str
    words: str = ""  # sealed
    slots: Slots = field(default_factory=Slots)
    topics: tuple[str, ...] = ()
    urgency: str = "none"
    shown: tuple[EntryRef, ...] = ()
    owner: str | None = None  # coordinator id; None: the desk is responsible
    told_owner: str | None = None  # the owner the requester has heard of
    declined: tuple[str, ...] = ()
    claimed_at: datetime | None = None
    follow_up_on: date | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None
    outcome: str | None = None
    version: int = 0  # optimistic lock; storage counts it
    helpers: tuple[str, ...] = ()  # coordinators who accompany the owner
    weight: int = 1  # 1 to 3, set by the coordinator: severity makes work, not number (seed 003)
    first: bool = False  # before others: a rule of the region says so
    advice: bool = False  # the supporter stays the owner of the work, the coordinator accompanies her
    entrance: str | None = None  # coordinator through whom it came in
    wanted: str | None = None  # coordinator the family chose
    offer: Offer | None = None
    deliberation: Deliberation | None = None
    decided: Decided | None = None
    referral: Referral | None = None
    escalation: int = 0  # steps of the clock already taken since it waits
    supervised: bool = False  # the supervisor team was called
    unanswered_since: datetime | None = None  # the family's first word that nobody answered yet
    waiting_since: datetime | None = None  # when it came to the desk or fell back to it; None: when it was opened
    called: tuple[str, ...] = ()  # coordinators called by name since then: nobody is called twice by the clock
    reminded_at: datetime | None = None  # when the owner was reminded that the family waits
    worked_at: datetime | None = None  # when a coordinator last did something with it

    @property
    def is_open(self) -> bool:
        return self.status is not Status.CLOSED


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said to or by the requester, media included."""

    id: str
    conversation_id: str
    direction: Literal["in", "out"]
    kind: str  # text, image, video, audio, file, location, sticker
    at: datetime
    case_id: str | None = None
    body: str = ""  # sealed
    author: str | None = None  # coordinator id of a reply
    platform_id: str | None = None  # the platform's message id; sealed
    state: str = "received"  # received, queued, sent, failed, unsure, withdrawn
    detail: Mapping[str, str] = field(default_factory=dict)  # file name, place; sealed


@dataclass(frozen=True, slots=True)
class Coordinator:
    id: str
    name: str
    slack_id: str
    desk: str
    employer: str = ""
    towns: tuple[str, ...] = ()  # that she serves; empty: all
    provision: Provision = "direct"
    profession: str = ""  # of her base training, a code of the region's choosing
    experience: Literal["none", "past", "few", "current"] = "current"  # trained is not experienced (seed 004)
    care_types: tuple[str, ...] = ()  # at ease with
    stages: tuple[str, ...] = ()  # at ease with
    capacity: int | None = None  # weight she can carry; None: not said
    substitute: str | None = None  # coordinator id
    active_from: date | None = None
    active_to: date | None = None
    away: tuple[tuple[date, date], ...] = ()  # on leave: first and last days

    def active_on(self, day: date) -> bool:
        """Whether she is at work that day: she has begun, has not left, and is not on leave."""
        return self.employed_on(day) and not any(first <= day <= last for first, last in self.away)

    def employed_on(self, day: date) -> bool:
        """Whether she works here at all then; what is hers stays hers while she is on leave."""
        return (self.active_from is None or self.active_from <= day) and (
            self.active_to is None or day <= self.active_to
        )
