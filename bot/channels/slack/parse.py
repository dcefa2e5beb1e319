"""From a stored payload to what happened. Pure: ids and the time of arrival are arguments."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import regex

from bot.channels.slack.facts import AgendaAsked, DutyAsked, HomeOpened, Parsed, SupporterAsked, Where
from bot.channels.slack.payload import (
    Payload,
    at,
    carried,
    chosen,
    chosen_label,
    entry_reference,
    picked,
    picked_date,
    picked_time,
    reworded,
    typed,
    words,
)
from bot.desk import ids
from bot.desk.modals import changed, entities, sealed_text
from bot.desk.roster import turn_of
from routing.case import EntryRef, ViewKind
from routing.events import (
    AdviceSet,
    AnswerJudged,
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDecided,
    CaseDeclined,
    CaseMoved,
    CaseOffered,
    CaseRequested,
    ChangeWithdrawn,
    ChoicePressed,
    EntryReviewed,
    Event,
    FollowUpSet,
    HandedBack,
    HelperJoined,
    HelperLeft,
    LeaveSet,
    MediaAsked,
    MediaReceived,
    MessageWithdrawn,
    NoteAdded,
    OfferUndone,
    ReferralArrived,
    ReferralProposed,
    ReplySent,
    RosterOverridden,
    SupervisorsCalled,
    SwapAccepted,
    SwapAsked,
    TextReceived,
    ViewGiven,
    WeightSet,
)

NewId = Callable[[], str]

VIEW_KINDS: Mapping[str, ViewKind] = {ids.TAKE: "take", ids.TOGETHER: "together", ids.KNOW: "know"}

_OUR_MENTION = regex.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
_LINK = regex.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")
_PLACE = regex.compile(r"<(?:[#@!])([^|>]*)(?:\|([^>]*))?>")


def parse(payload: Payload, received_at: datetime, new_id: NewId) -> tuple[Parsed, ...]:
    """What the payload says happened; empty when it is nothing to us, or of a kind we do not know."""
    if "command" in payload:
        return command(payload, received_at, new_id)
    match payload.get("type"):
        case "event_callback":
            return event(payload, received_at, new_id)
        case "block_actions":
            return action(payload, received_at)
        case "view_submission":
            return submission(payload, received_at, new_id)
        case "message_action" if payload.get("callback_id") == ids.ASK_SHORTCUT:
            return shortcut(payload, received_at, new_id)
        case _:
            return ()


# -- questions of supporters -----------------------------------------------------------------


def command(payload: Payload, received_at: datetime, new_id: NewId) -> tuple[Parsed, ...]:
    where = Where(
        team=words(payload, "team_id"),
        channel=words(payload, "channel_id"),
        response_url=words(payload, "response_url"),
        trigger_id=words(payload, "trigger_id"),
    )
    actor = words(payload, "user_id")
    match payload.get("command"):
        case ids.ASK_COMMAND:
            asked = SupporterAsked(new_id(), readable(words(payload, "text")), "command")
            return (Parsed(actor, received_at, where, asked),)
        case ids.DUTY_COMMAND:
            return (Parsed(actor, received_at, where, DutyAsked()),)
        case ids.AGENDA_COMMAND:
            return (Parsed(actor, received_at, where, AgendaAsked()),)
        case _:
            return ()


def shortcut(payload: Payload, received_at: datetime, new_id: NewId) -> tuple[Parsed, ...]:
    message = at(payload, "message")
    where = Where(
        team=words(payload, "team", "id"),
        channel=words(payload, "channel", "id"),
        message_ts=words(message, "ts"),
        thread_ts=words(message, "thread_ts"),
        response_url=words(payload, "response_url"),
        trigger_id=words(payload, "trigger_id"),
    )
    asked = SupporterAsked(new_id(), readable(words(message, "text")), "shortcut")
    return (Parsed(words(payload, "user", "id"), received_at, where, asked),)


def event(payload: Payload, received_at: datetime, new_id: NewId) -> tuple[Parsed, ...]:
    inner = at(payload, "event")
    where = Where(
        team=words(payload, "team_id"),
        channel=words(inner, "channel"),
        message_ts=words(inner, "ts"),
        thread_ts=words(inner, "thread_ts"),
    )
    actor, when = words(inner, "user"), instant(words(inner, "event_ts") or words(inner, "ts"), received_at)
    if at(inner, "bot_id"):
        return ()
    match words(inner, "type"):
        case ids.HOME_OPENED if words(inner, "tab") == "home":
            return (Parsed(actor, when, where, HomeOpened()),)
        case ids.MENTIONED:
            asked = SupporterAsked(new_id(), readable(_OUR_MENTION.sub(" ", words(inner, "text"), 1)), "mention")
            return (Parsed(actor, when, where, asked),)
        case ids.WROTE if words(inner, "channel_type") == "im":
            return direct(inner, actor, when, where, new_id)
        case _:
            return ()


def direct(inner: Payload, actor: str, when: datetime, where: Where, new_id: NewId) -> tuple[Parsed, ...]:
    """A direct message: a new question, or in a thread something said to its case; files each by itself."""
    match words(inner, "subtype"):
        case "" | "file_share":
            said = readable(words(inner, "text"))
            happened: list[Event | SupporterAsked] = []
            if said:
                in_thread = bool(where.thread_ts) and where.thread_ts != where.message_ts
                asked = TextReceived(new_id(), said) if in_thread else SupporterAsked(new_id(), said, "dm")
                happened.append(asked)
            files = at(inner, "files")
            happened += [file(one, new_id) for one in (files if isinstance(files, list) else [])]
            return tuple(Parsed(actor, when, where, one) for one in happened)
        case "message_deleted" if not at(inner, "previous_message", "bot_id"):
            return (withdrawn(inner, words(inner, "deleted_ts"), when, where),)
        case "message_changed" if reworded(inner) and not at(inner, "previous_message", "bot_id"):
            now = at(inner, "message")
            gone = withdrawn(inner, words(now, "ts"), when, where)
            place = Where(where.team, where.channel, words(now, "ts"), words(now, "thread_ts"))
            kept = {name: now[name] for name in ("text", "files") if isinstance(now, Mapping) and name in now}
            return (gone, *direct(kept, words(now, "user"), when, place, new_id))
        case _:
            return ()


def withdrawn(inner: Payload, ts: str, when: datetime, where: Where) -> Parsed:
    """What stood there before; an edited message is taken back and said anew."""
    place = Where(where.team, where.channel, ts, words(inner, "previous_message", "thread_ts"))
    return Parsed(words(inner, "previous_message", "user"), when, place, MessageWithdrawn(ts))


def file(one: Payload, new_id: NewId) -> MediaReceived:
    kind = words(one, "mimetype").partition("/")[0]
    detail = {"name": words(one, "name"), "slack_file": words(one, "id")}
    match kind:
        case "image" | "video" | "audio":
            return MediaReceived(new_id(), kind, detail)
        case _:
            return MediaReceived(new_id(), "file", detail)


def readable(text: str) -> str:
    """Slack's wire text as it was typed: links and names without their brackets, then the three entities."""
    text = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:").removeprefix("tel:"), text)
    text = _PLACE.sub(lambda place: place[2] or place[1], text)
    return entities(text).strip()


# -- buttons -----------------------------------------------------------------------------------


def action(payload: Payload, received_at: datetime) -> tuple[Parsed, ...]:
    pressed = at(payload, "actions", 0)
    value = words(pressed, "value")
    where = Where(
        team=words(payload, "team", "id"),
        channel=words(payload, "channel", "id") or words(payload, "container", "channel_id"),
        message_ts=words(payload, "container", "message_ts") or words(payload, "message", "ts"),
        thread_ts=words(payload, "message", "thread_ts") or words(payload, "container", "thread_ts"),
        response_url=words(payload, "response_url"),
        trigger_id=words(payload, "trigger_id"),
    )
    actor, when = words(payload, "user", "id"), instant(words(pressed, "action_ts"), received_at)
    match words(pressed, "action_id"):
        case ids.CLAIM:
            return (Parsed(actor, when, where, CaseClaimed(), case_id=value),)
        case ids.BOT:
            return (Parsed(actor, when, where, BotResumed(), case_id=value),)
        case ids.OFFER | ids.REFER_TO as asked if value.count(":") == 1 and all(value.split(":")):
            case_id, _, to = value.partition(":")
            event = CaseOffered(to) if asked == ids.OFFER else ReferralProposed(to)
            return (Parsed(actor, when, where, event, case_id=case_id),)
        case ids.UNDO:
            return (Parsed(actor, when, where, OfferUndone(), case_id=value),)
        case name if name in VIEW_KINDS:
            return (Parsed(actor, when, where, ViewGiven(VIEW_KINDS[name]), case_id=value),)
        case ids.MEDIA:
            of_case = words(carried(at(payload, "view")), "case") or None
            return (Parsed(actor, when, where, MediaAsked(value), case_id=of_case),)
        case ids.ACCEPT_SWAP:
            return (Parsed(actor, when, where, SwapAccepted(value)),)
        case ids.WITHDRAW:
            return (Parsed(actor, when, where, ChangeWithdrawn(value)),)
        case ids.CONFIRM | ids.HIDE as settled:
            return reviewed(settled, value, actor, when, where)
        case name if name.startswith(f"{ids.CHOICE}."):
            conversation = words(pressed, "block_id").removeprefix(ids.SAY)
            choice = ChoicePressed(value)
            given = conversation if words(pressed, "block_id").startswith(ids.SAY) else None
            return (Parsed(actor, when, where, choice, conversation_id=given),)
        case _:
            return ()


def reviewed(action_id: str, value: str, actor: str, when: datetime, where: Where) -> tuple[Parsed, ...]:
    reference = entry_reference(value)
    if reference is None:
        return ()
    verdict = EntryReviewed(reference[0], "confirmed" if action_id == ids.CONFIRM else "hidden")
    return (Parsed(actor, when, where, verdict),)


# -- modals ------------------------------------------------------------------------------------


def submission(payload: Payload, received_at: datetime, new_id: NewId) -> tuple[Parsed, ...]:
    view = at(payload, "view")
    carry = carried(view)
    said = submitted(view, new_id)
    if said is None:
        return ()
    where = Where(team=words(payload, "team", "id"), trigger_id=words(payload, "trigger_id"))
    actor = words(payload, "user", "id")
    case_id, conversation_id = words(carry, "case") or None, words(carry, "conversation") or None
    return (Parsed(actor, received_at, where, said, case_id, conversation_id),)


def submitted(view: Payload, new_id: NewId) -> Event | None:
    carry = carried(view)
    match words(view, "callback_id"):
        case ids.SEND:
            return sending(view, new_id)
        case ids.DECLINE:
            reason = [chosen_label(view, "reason"), typed(view, "text")]
            return CaseDeclined("\n".join(filter(None, reason)))
        case ids.FOLLOW_UP:
            return promised(picked_date(view, "on"))
        case ids.NOTE:
            return NoteAdded(typed(view, "text"))
        case ids.CLOSE:
            return CaseClosed(chosen(view, "reason"), chosen(view, "outcome"))
        case ids.CORRECT:
            return EntryReviewed(words(carry, "entry"), "corrected", changed(view))
        case ids.CONSULT:
            return requested(view)
        case ids.SWAP:
            return swap(view, new_id)
        case ids.LEAVE:
            return leave(view, new_id)
        case ids.OVERRIDE:
            return override(view, new_id)
        case ids.FITS | ids.FITS_NOT as verdict:
            return AnswerJudged(chosen(view, "entry"), verdict == ids.FITS, typed(view, "text"))
        case callback:
            return about_who_has_it(callback, view)


def about_who_has_it(callback: str, view: Payload) -> Event | None:
    text, to = typed(view, "text"), chosen(view, "to")
    match callback:
        case ids.CHOOSE if to:
            return CaseOffered(to, text)
        case ids.INVITE if to:
            return HelperJoined(to)
        case ids.OPINION if text:
            return ViewGiven("opinion", text)
        case ids.DECIDE if to:
            helpers = tuple(one for one in picked(view, "helpers") if one != to)
            return CaseDecided(to, helpers, typed(view, "approach"), text)
        case ids.MOVE if to:
            return CaseMoved(to, text)
        case ids.REFER if to:
            return ReferralProposed(to)
        case ids.HAND_BACK:
            return HandedBack(text)
        case ids.WEIGHT if chosen(view, "weight") in ("1", "2", "3"):
            return WeightSet(int(chosen(view, "weight")))
        case ids.MORE:
            return at_once(chosen(view, "what"), words(carried(view), "me"))
        case _:
            return None


def at_once(what: str, me: str) -> Event | None:
    """What in MORE needs no form of its own. `me` is the coordinator for whom it was opened."""
    match what:
        case "join" if me:
            return HelperJoined(me)
        case "leave" if me:
            return HelperLeft(me)
        case "supervisors":
            return SupervisorsCalled()
        case "arrived":
            return ReferralArrived()
        case "advice":
            return AdviceSet(advice=True)
        case "no-advice":
            return AdviceSet(advice=False)
        case _:
            return None


def swap(view: Payload, new_id: NewId) -> SwapAsked | None:
    turn = turn_of(chosen(view, "turn"))
    return None if turn is None else SwapAsked(new_id(), *turn, chosen(view, "to") or None, typed(view, "text"))


def leave(view: Payload, new_id: NewId) -> LeaveSet | None:
    try:
        first, last = (date.fromisoformat(picked_date(view, field)) for field in ("first", "last"))
    except ValueError:
        return None
    return LeaveSet(new_id(), first, last)


def override(view: Payload, new_id: NewId) -> RosterOverridden | None:
    carry, into = carried(view), chosen(view, "into")
    try:
        on, zone = date.fromisoformat(picked_date(view, "on")), ZoneInfo(words(carry, "zone"))
        start, end = (
            datetime.combine(on, time.fromisoformat(picked_time(view, field)), zone) for field in ("start", "end")
        )
    except (ValueError, ZoneInfoNotFoundError):
        return None
    return RosterOverridden(new_id(), words(carry, "desk"), start, end, into, chosen(view, "out") or None)


def promised(on: str) -> FollowUpSet | None:
    try:
        return FollowUpSet(date.fromisoformat(on))
    except ValueError:
        return None


def sending(view: Payload, new_id: NewId) -> ReplySent | None:
    carry = carried(view)
    text = sealed_text(view, words(carry, "digest"))
    if text is None:
        return None
    values = at(carry, "entries")
    references = [entry_reference(str(value)) for value in (values if isinstance(values, list) else [])]
    return ReplySent(new_id(), text, tuple(EntryRef(*reference) for reference in references if reference))


def requested(view: Payload) -> CaseRequested | None:
    match chosen(view, "consent"):
        case "given" | "anonymous" | "pending" as consent:
            town = chosen(view, "town") or None
            return CaseRequested(consent, chosen(view, "requester") or "other", typed(view, "text"), town)
        case _:
            return None


def instant(ts: str, otherwise: datetime) -> datetime:
    """A Slack timestamp as an instant; the time of arrival where there is none."""
    try:
        return datetime.fromtimestamp(float(Decimal(ts)), UTC)
    except (InvalidOperation, ValueError, OverflowError, OSError):
        return otherwise
