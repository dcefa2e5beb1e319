"""The case's card in the shared channel: who asks, what for, who has it, and what can be pressed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.channels.slack.escape import escape, visible
from bot.desk import ids, team_card
from bot.desk.blocks import (
    HEADER_MAX,
    MESSAGE_MAX,
    SECTION_MAX,
    Block,
    Rendered,
    actions,
    button,
    context,
    divider,
    fields,
    header,
    pieces,
    quote,
    section,
    short,
    weight,
)
from bot.desk.team_card import Team
from bot.desk.thread import NAME_MAX, in_thread
from bot.texts import Texts
from knowledge.understanding import URGENT_CLASSES
from routing.case import Case, Consent, Status
from routing.effects import Arg, Text
from routing.events import (
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDecided,
    CaseDeclined,
    CaseOffered,
    FollowUpSet,
    FromDesk,
    NoteAdded,
    OfferUndone,
    ReplySent,
    ViewGiven,
    WeightSet,
)
from routing.lifecycle import TRANSITIONS

Detail = Literal["full", "summary", "number"]

WORDS_ON_CARD = 2 * SECTION_MAX  # a longer story continues in the thread
ENTRIES_ON_CARD = 12
DELIVERIES_ON_CARD = 5  # the last ones; every reply stands in the thread

EVENTS: Mapping[str, type[FromDesk]] = {
    ids.CLAIM: CaseClaimed,
    ids.DECLINE: CaseDeclined,
    ids.UNDO: OfferUndone,
    ids.CHOOSE: CaseOffered,
    ids.TAKE: ViewGiven,
    ids.TOGETHER: ViewGiven,
    ids.KNOW: ViewGiven,
    ids.OPINION: ViewGiven,
    ids.DECIDE: CaseDecided,
    ids.REPLY: ReplySent,
    ids.INTRODUCE: ReplySent,
    ids.FOLLOW_UP: FollowUpSet,
    ids.NOTE: NoteAdded,
    ids.BOT: BotResumed,
    ids.CLOSE: CaseClosed,
    ids.MORE: WeightSet,
}
VIEWS = (ids.TAKE, ids.TOGETHER, ids.KNOW, ids.OPINION, ids.DECIDE)
WORK = (ids.REPLY, ids.INTRODUCE, ids.FOLLOW_UP, ids.NOTE, ids.CLOSE)
WORK_OF_ALL = (ids.REPLY, ids.NOTE, ids.CLOSE)  # while it is deliberated, the rest is for whoever will have it
JUDGEMENTS = (ids.FITS, ids.FITS_NOT)  # under what she was shown; possible as long as the card stands


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one reply. There is no state `read`: no platform tells us that."""

    state: Literal["queued", "sent", "held", "failed", "unsure", "withdrawn"]
    by: str
    at: datetime  # in the region's zone
    reason: str = ""  # of failed and unsure: code of outcome.Refusal, or `blocked`


@dataclass(frozen=True, slots=True)
class CardFacts:
    case: Case
    detail: Detail
    owner: str = ""  # the responsible coordinator's name; empty: the desk
    asker: str = ""  # as she calls herself; on full cards only
    colleague: str = ""  # Slack id of the supporter who asks; her colleagues must know whom to talk to
    mention: tuple[str, ...] = ()  # Slack ids of those who are called by name
    entries: tuple[str, ...] = ()  # names of what she has been shown
    deliveries: tuple[Delivery, ...] = ()  # oldest first
    blocked: bool = False  # she blocked the account
    bot_silent: bool = False  # a person holds the conversation
    opens_at: datetime | None = None  # the desk is closed until then
    team: Team = field(default_factory=Team)


@dataclass(frozen=True, slots=True)
class Card:
    message: Rendered
    more: tuple[Rendered, ...] = ()  # what did not fit: to be posted into the thread when the card is new


def card(facts: CardFacts, texts: Texts) -> Card:
    case = facts.case
    head = [header(title(case, texts)), *calling(facts, texts)]
    body: list[Block] = []
    if facts.detail != "number":
        body += about(facts, texts)
    foot = [*standing(facts, texts), *pressable(facts, texts)]
    rest = ""
    if facts.detail == "full" and case.words:
        room = min(WORDS_ON_CARD, MESSAGE_MAX - weight([*head, *body, *foot]) - 1_000)
        words, rest = told(case.words, room)
        said = section(say(texts, "desk-card-words"))
        body = [*body[:1], *said, *quote(words), *body[1:]]
        if rest:
            body += [context(say(texts, "desk-card-continues"))]
    elif facts.detail == "summary" and case.words:
        rest = case.words
        body += [context(say(texts, "desk-card-words-in-thread"))]
    blocks = (*head, *body, divider(), *foot)
    lead = "desk-card-continued" if facts.detail == "full" else "desk-card-words-of"
    more = in_thread(rest, say(texts, lead, number=case.number)) if rest else ()
    return Card(Rendered(fallback(facts, texts), blocks), more)


def say(texts: Texts, text_id: str, **args: Arg) -> str:
    return texts(Text(text_id, args), escape=escape)


def label(texts: Texts, code: str) -> str:
    return say(texts, "desk-word", word_code=code)


def state_of(case: Case) -> str:
    return f"desk-state-{case.status.replace('_', '-')}"


def title(case: Case, texts: Texts) -> str:
    state = texts(Text(state_of(case)))
    told = {"number": case.number, "state": state}
    if case.urgency in URGENT_CLASSES and case.is_open:
        return texts(Text("desk-card-title-urgent", told))
    return texts(Text("desk-card-title-first" if case.first and case.is_open else "desk-card-title", told))


def fallback(facts: CardFacts, texts: Texts) -> str:
    """For screen readers and notifications: what it is about, never the family's words."""
    case = facts.case
    parts = [title(case, texts), owner_line(facts, texts)]
    if case.urgency in URGENT_CLASSES and facts.detail != "number":
        parts.insert(1, label(texts, case.urgency))
    if facts.detail != "number" and case.slots.municipality:
        parts.append(label(texts, case.slots.municipality))
    return say(texts, "desk-join").join(parts)


def calling(facts: CardFacts, texts: Texts) -> list[Block]:
    """The on-duty person by name, until somebody has taken it."""
    if not facts.mention or facts.case.status is not Status.WAITING:
        return []
    return section(called(facts.mention, texts))


def called(slack_ids: tuple[str, ...], texts: Texts) -> str:
    """A line that pings. The ids come from the region's file, never from a person's words."""
    people = " ".join(f"<@{slack_id}>" for slack_id in slack_ids)
    return texts(Text("desk-calling", {"people": people}))


def told(words: str, room: int) -> tuple[str, str]:
    """The words that fit on the card, and the rest."""
    parts = pieces(visible(words), max(room, 1))
    return parts[0], "".join(parts[1:])


# -- what it is about ------------------------------------------------------------------------


def about(facts: CardFacts, texts: Texts) -> list[Block]:
    case = facts.case
    slots = case.slots
    asker = label(texts, f"requester:{case.requester}")
    if facts.colleague:
        asker += f" <@{facts.colleague}>"
    if facts.detail == "full" and facts.asker:
        name = short(facts.asker, NAME_MAX)
        asker = say(texts, "desk-card-asker-named", requester_code=f"requester:{case.requester}", name=name)
    table = [
        ("asker", asker),
        ("town", label(texts, slots.municipality) if slots.municipality else ""),
        ("age", age(slots.age_months, texts)),
        ("stage", label(texts, slots.life_stage) if slots.life_stage else ""),
        ("care", listed(slots.care_types, texts)),
        ("topic", listed(case.topics, texts)),
        ("urgency", label(texts, case.urgency) if case.urgency != "none" else ""),
    ]
    unknown = say(texts, "desk-card-unknown")
    wanted = ("asker", "town", "stage", "care", "topic")  # said to be unknown rather than left out
    cells = [
        f"{say(texts, f'desk-card-{name}')}\n{value or unknown}" for name, value in table if value or name in wanted
    ]
    blocks = [fields(cells)]
    if facts.entries:
        blocks += section(shown(facts.entries, texts))
        blocks.append(actions("answers", [button(label_of(a, case, texts), a, case.id) for a in JUDGEMENTS]))
    return blocks


def age(months: int | None, texts: Texts) -> str:
    if months is None:
        return ""
    return say(texts, "desk-age-months", months=months) if months < 12 else say(texts, "desk-age", years=months // 12)


def listed(codes: tuple[str, ...], texts: Texts) -> str:
    return say(texts, "desk-join").join(label(texts, code) for code in codes)


def shown(names: tuple[str, ...], texts: Texts) -> str:
    lines = [say(texts, "desk-item", name=short(name, HEADER_MAX)) for name in names[-ENTRIES_ON_CARD:]]
    if len(names) > ENTRIES_ON_CARD:
        lines.append(say(texts, "desk-card-shown-more", count=len(names) - ENTRIES_ON_CARD))
    return "\n".join([say(texts, "desk-card-shown"), *lines])


# -- how it stands ---------------------------------------------------------------------------


def standing(facts: CardFacts, texts: Texts) -> list[Block]:
    case = facts.case
    lines = [owner_line(facts, texts), *team_card.lines(case, facts.team, texts)]
    if case.follow_up_on is not None:
        lines.append(say(texts, "desk-card-follow-up", follow_up_on=case.follow_up_on.isoformat()))
    if case.status is Status.CLOSED:
        lines += closed_lines(case, texts)
    if case.status is Status.WAITING and facts.opens_at is not None:
        lines.append(say(texts, "desk-card-opens", opens_at=facts.opens_at.isoformat()))
    if case.consent is not Consent.GIVEN:
        lines.append(say(texts, f"desk-consent-{case.consent}"))
    if facts.blocked:
        lines.append(say(texts, "desk-card-blocked"))
    if facts.bot_silent and case.is_open:
        lines.append(say(texts, "desk-card-bot-silent"))
    return [
        *section("\n".join(lines)),
        *team_card.marks(case, facts.team, texts),
        *team_card.deliberation(case, facts.team, texts, words=facts.detail != "number"),
        *deliveries(facts.deliveries, texts),
        *team_card.suggestions(case, facts.team, texts),
    ]


def owner_line(facts: CardFacts, texts: Texts) -> str:
    if facts.owner:
        return say(texts, "desk-card-owner", owner=facts.owner)
    if facts.team.desk:
        return say(texts, "desk-card-owner-of-desk", desk=facts.team.desk)
    return say(texts, "desk-card-owner-desk")


def closed_lines(case: Case, texts: Texts) -> list[str]:
    lines = []
    if case.close_reason:
        lines.append(
            say(texts, "desk-card-closed", reason=known(texts, "desk-close-reason", case.close_reason, "other"))
        )
    if case.outcome:
        lines.append(say(texts, "desk-card-outcome", outcome=known(texts, "desk-outcome", case.outcome, "unknown")))
    return lines


def deliveries(sent: tuple[Delivery, ...], texts: Texts) -> list[Block]:
    if not sent:
        return []
    last = sent[-DELIVERIES_ON_CARD:]
    lines = [delivery_line(one, texts) for one in last]
    if len(sent) > len(last):
        lines.insert(0, say(texts, "desk-delivery-earlier", count=len(sent) - len(last)))
    return [context("\n".join(lines))]


def delivery_line(one: Delivery, texts: Texts) -> str:
    line = say(texts, f"desk-delivery-{one.state}", by=one.by, sent_at=one.at.isoformat())
    if not one.reason:
        return line
    reason = known(texts, "desk-delivery-reason", one.reason, "other")
    return say(texts, "desk-delivery-because", line=line, reason=reason)


def known(texts: Texts, prefix: str, code: str, otherwise: str) -> str:
    """The words for a code, or for `otherwise` when a newer version wrote a code we do not know."""
    text_id = f"{prefix}-{code.replace('_', '-')}"
    return texts(Text(text_id if texts.has(text_id) else f"{prefix}-{otherwise}"))


# -- what can be pressed ---------------------------------------------------------------------


def pressable(facts: CardFacts, texts: Texts) -> list[Block]:
    """What makes sense now, in two rows of at most five: who has it, and what is done in it."""
    case = facts.case
    shown = [(name, [action for action in row if fits(action, facts)]) for name, row in rows(case)]
    return [
        actions(name, [button(label_of(action, case, texts), action, case.id, style(action, facts)) for action in row])
        for name, row in shown
        if row
    ]


def rows(case: Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Block ids with their buttons; first what the case waits for."""
    if deliberated(case):
        return ("who", VIEWS), ("case", (*WORK_OF_ALL, ids.MORE, ids.READ))
    who = ("who", (ids.CLAIM, ids.DECLINE, ids.UNDO, ids.CHOOSE, ids.BOT, ids.MORE, ids.READ))
    return (who, ("case", WORK)) if case.status is Status.WAITING else (("case", WORK), who)


def deliberated(case: Case) -> bool:
    return case.deliberation is not None and case.status is Status.WAITING


def fits(action: str, facts: CardFacts) -> bool:
    """What the table of lifecycle does not know cannot be pressed; some of the rest would make no sense."""
    case = facts.case
    if action == ids.READ:  # nothing of the story stands in the channel, so it is read here
        return facts.detail == "number"
    if (case.status, EVENTS[action]) not in TRANSITIONS:
        return False
    match action:
        case ids.BOT:
            return facts.bot_silent
        case ids.CLAIM:
            return case.owner is None or case.offer is not None
        case ids.UNDO:
            return case.offer is not None
        case ids.CHOOSE:
            return team_card.suggests(case)
        case _:
            return True


def answering(case: Case, texts: Texts) -> list[Block]:
    """For whom a call reaches away from the channel: to take it or not, where she is."""
    if not case.is_open or deliberated(case) or (case.owner is not None and case.offer is None):
        return []
    both = [
        button(label_of(ids.CLAIM, case, texts), ids.CLAIM, case.id, "primary"),
        button(label_of(ids.DECLINE, case, texts), ids.DECLINE, case.id),
    ]
    return [actions("who", both)]


def label_of(action: str, case: Case, texts: Texts) -> str:
    name = action.removeprefix("case.").replace("_", "-")
    if action == ids.DECLINE and case.owner is not None and case.offer is None:
        name = "give-back"
    return texts(Text(f"desk-button-{name}"))


def style(action: str, facts: CardFacts) -> str | None:
    """One button stands out: the step that the case waits for."""
    case = facts.case
    if deliberated(case):
        first = ids.DECIDE if case.deliberation and case.deliberation.overdue else ids.TAKE
    elif case.offer is not None:
        first = ids.CLAIM
    elif case.status is Status.WAITING:
        first = ids.OFFER if facts.team.suggestions and team_card.suggests(case) else ids.CLAIM
    else:
        first = ids.REPLY
    return "primary" if action == first else None
