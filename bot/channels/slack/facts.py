"""What happened in Slack, beside the routing events: where, by whom, and what only Slack knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from routing.events import Event


@dataclass(frozen=True, slots=True)
class SupporterAsked:
    """A question to the directory. The answer is seen only by her: `where` says how to reach her."""

    message_id: str
    text: str
    via: Literal["command", "dm", "mention", "shortcut"]


@dataclass(frozen=True, slots=True)
class DutyAsked:
    """`/touban`."""


@dataclass(frozen=True, slots=True)
class AgendaAsked:
    """`/kyougi`."""


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """She looks at the app's Home tab."""


@dataclass(frozen=True, slots=True)
class Where:
    """The place in Slack. Empty strings where the payload has none."""

    team: str = ""
    channel: str = ""
    message_ts: str = ""  # the message pressed or written
    thread_ts: str = ""  # its thread
    response_url: str = ""  # 30 minutes, five uses; also where the bot is no member
    trigger_id: str = ""  # three seconds, once: for inline steps only


@dataclass(frozen=True, slots=True)
class Parsed:
    """One thing to be decided about."""

    actor: str  # Slack id
    at: datetime  # UTC
    where: Where
    event: Event | SupporterAsked | DutyAsked | AgendaAsked | HomeOpened
    case_id: str | None = None
    conversation_id: str | None = None
