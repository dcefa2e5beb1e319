"""What became of one sending, as a value. The delivery loop decides what follows; channels only tell the truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Refusal = Literal[
    "bad_request",  # what we sent is not acceptable; sending it again will not help
    "invalid_reply_token",  # used or too old: push instead
    "quota",  # the month's messages are used up
    "not_found",  # the person or message is not there (any more) for us
    "no_channel",  # we are not in the channel, or it is archived: somebody can mend that
    "unauthorized",  # token wrong, revoked or without the right
    "other",
]


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it. That is not a promise that anybody read it, or even was shown it."""

    ids: tuple[str, ...] = ()  # the platform's ids of what was sent
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A definite no: nothing was delivered."""

    reason: Refusal
    status: int = 0
    code: str = ""  # the platform's own error word, for the log; never a sentence that may quote what we sent


@dataclass(frozen=True, slots=True)
class TryLater:
    """Nothing was delivered, and the same sending may succeed later."""

    after: float | None = None  # seconds the platform asked for


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have been delivered. Send again only under the same retry key, or after looking."""

    reason: str


Outcome = Sent | Refused | TryLater | Unsure


def label_of(outcome: Outcome) -> str:
    """In one word, for counting."""
    match outcome:
        case Sent():
            return "sent"
        case TryLater():
            return "later"
        case Unsure():
            return "unsure"
        case Refused(reason):
            return reason.replace("_", "-")
