"""One thing that happened, the same whichever channel it came by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.channels.line import parse as line
from bot.channels.slack import parse as slack
from bot.channels.slack.facts import AgendaAsked, DutyAsked, HomeOpened, Parsed, SupporterAsked, Where
from routing.case import Coordinator
from routing.events import (
    AboutRoster,
    CaseRequested,
    ClaimNoticeDue,
    DeliberationDue,
    DeskClosed,
    Event,
    FamilySilent,
    FollowUpDue,
    FollowUpMissed,
    FromClock,
    FromDesk,
    MediaReceived,
    OfferDue,
    ShiftBegan,
    TextReceived,
    UnansweredDue,
    UnclaimedDue,
    WeekBegan,
)
from storage.conversations import Address
from storage.inbox import Stored
from storage.outbox import Reply

REPLY_FRESH_FOR = timedelta(seconds=50)  # LINE gives a minute from the webhook; the rest is for the way there


@dataclass(frozen=True, slots=True)
class Incoming:
    """`user` is a requester's platform id, `actor` a coordinator; an event has one, the other, or neither."""

    event: Event | DutyAsked | AgendaAsked | HomeOpened
    at: datetime
    kind: Literal["family", "supporter"] = "family"
    user: str | None = None
    actor_slack_id: str | None = None
    case_id: str | None = None
    conversation_id: str | None = None
    thread: tuple[str, str] | None = None  # Slack channel and ts of the thread it was written in
    address: Address | None = None
    reply: Reply | None = None
    platform_id: str | None = None
    where: Where | None = None
    slack_file: str | None = None


def read(row: Stored, new_id: Callable[[], str]) -> tuple[Incoming, ...]:
    """What a stored event says happened; nothing for kinds we do not know. Raises line.Unreadable and alike."""
    match row.source:
        case "line":
            return from_line(row, new_id)
        case "slack":
            return from_slack(row, new_id)
        case "clock":
            return from_clock(row)


def from_line(row: Stored, new_id: Callable[[], str]) -> tuple[Incoming, ...]:
    parsed = line.parse(row.raw, message_id=new_id(), received_at=row.received_at)
    if parsed.event is None:
        return ()
    reply = Reply(parsed.reply_token, row.received_at + REPLY_FRESH_FOR) if parsed.reply_token else None
    user = parsed.user if parsed.group is None else None
    return (
        Incoming(
            event=parsed.event,
            at=parsed.at,
            user=user,
            address=Address(row.account_id, "line", user) if user else None,
            reply=reply,
            platform_id=parsed.platform_message_id,
        ),
    )


def from_slack(row: Stored, new_id: Callable[[], str]) -> tuple[Incoming, ...]:
    return tuple(one(parsed, row.account_id) for parsed in slack.parse(row.raw, row.received_at, new_id))


def one(parsed: Parsed, account_id: str) -> Incoming:
    where, event = parsed.where, parsed.event
    if isinstance(event, FromDesk | AboutRoster):
        return Incoming(event, parsed.at, actor_slack_id=parsed.actor, case_id=parsed.case_id, where=where)
    if isinstance(event, DutyAsked | AgendaAsked | HomeOpened):
        return Incoming(event, parsed.at, actor_slack_id=parsed.actor, where=where)
    thread = (where.channel, where.thread_ts) if where.thread_ts else None
    address = Address(
        account_id,
        "slack",
        parsed.actor,
        channel=where.channel or None,
        thread_ts=where.thread_ts or None,
        response_url=where.response_url or None,
        private=True,
    )
    if isinstance(event, SupporterAsked):
        if event.via == "dm":
            address = Address(account_id, "slack", parsed.actor, channel=where.channel)
        event, thread = TextReceived(event.message_id, event.text), None
    elif isinstance(event, TextReceived | MediaReceived):  # written to us in a thread: answered there
        address = Address(account_id, "slack", parsed.actor, channel=where.channel, thread_ts=where.thread_ts or None)
    elif isinstance(event, CaseRequested):
        address = Address(account_id, "slack", parsed.actor)
    return Incoming(
        event,
        parsed.at,
        kind="supporter",
        user=parsed.actor,
        conversation_id=parsed.conversation_id,
        thread=thread,
        address=address,
        platform_id=where.message_ts or None,
        where=where,
    )


def from_clock(row: Stored) -> tuple[Incoming, ...]:
    """What the tick put into the inbox: {"what", "case", "at"} of a timer, {"what", "desk", "at"} of the roster."""
    at = datetime.fromisoformat(row.raw["at"])
    return (Incoming(rung(row.raw, at), at, case_id=row.raw.get("case")),)


RUNG: Mapping[str, Callable[[], FromClock]] = {
    "claim-notice": ClaimNoticeDue,
    "unclaimed": UnclaimedDue,
    "offer": OfferDue,
    "unanswered": UnansweredDue,
    "follow-up-missed": FollowUpMissed,
    "family-silent": FamilySilent,
    "deliberation": DeliberationDue,
}


def rung(raw: Mapping[str, Any], at: datetime) -> FromClock:
    match raw["what"]:
        case "follow-up":
            return FollowUpDue(at.date())
        case "shift-began":
            return ShiftBegan(raw["desk"], at, tuple(raw.get("incoming", ())))
        case "closing":
            return DeskClosed(raw["desk"], at)
        case "week-began":
            gaps = tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in raw["gaps"])
            return WeekBegan(raw["desk"], at, gaps)
        case what:
            return RUNG[what]()


def coordinator_of(incoming: Incoming, coordinators: tuple[Coordinator, ...]) -> Coordinator | None:
    return next((c for c in coordinators if c.slack_id == incoming.actor_slack_id), None)
