"""The nouns of a case, as frozen values. Words people wrote live in them; storage seals those fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from knowledge.understanding import Asks, Slots


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
    CASE_WORDS = "case-words"  # the family asked for a person before saying anything
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
    towns: tuple[str, ...] = ()
