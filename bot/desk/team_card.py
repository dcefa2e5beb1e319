"""What the card says of who is to have the case: offers, suggestions, the deliberation, what the clock did. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.channels.slack.escape import escape
from bot.desk import ids
from bot.desk.blocks import Block, button, context, section, short
from bot.desk.thread import NAME_MAX
from bot.texts import Texts
from routing.case import Case, Decided, Deliberation, Status, View
from routing.effects import Arg, Text
from routing.suggestion import Suggestion

VIEW_MAX = 200  # of an opinion; all of it stands in the thread
VIEWS_ON_CARD = 8  # the last ones
WORDS_ON_CARD = 400
SUGGESTED = 3  # more are no help; the rest is behind CHOOSE
CODED = frozenset({"town", "care", "stage"})  # reasons whose value is a code of the taxonomy


@dataclass(frozen=True, slots=True)
class Team:
    """The people and desks around a case, by name."""

    names: Mapping[str, str] = field(default_factory=dict)  # coordinator id -> name
    suggestions: tuple[Suggestion, ...] = ()  # best first
    desk: str = ""  # its name, where the region has several
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # coordinator id -> desk, of those at another one
    lead: str = ""  # who decides when the time for views is over
    outside: str = ""  # name of the desk that the referral is to
    advised: tuple[str, ...] = ()  # outside desks that the region's rules advise

    def name(self, coordinator_id: str) -> str:
        return self.names.get(coordinator_id, coordinator_id)


def say(texts: Texts, text_id: str, **args: Arg) -> str:
    return texts(Text(text_id, args), escape=escape)


def joined(texts: Texts, parts: Iterator[str] | list[str]) -> str:
    return say(texts, "desk-join").join(parts)


def named(texts: Texts, team: Team, coordinators: tuple[str, ...]) -> str:
    return joined(texts, [escape(short(team.name(one), NAME_MAX)) for one in coordinators])


# -- lines beside who is responsible ----------------------------------------------------------


def lines(case: Case, team: Team, texts: Texts) -> list[str]:
    """Who accompanies, who was asked, where it may go: what somebody has to know before she presses."""
    made = []
    if case.helpers:
        made.append(say(texts, "desk-card-helpers", helpers=named(texts, team, case.helpers)))
    if not case.is_open:
        return made
    if case.offer is not None:
        about: dict[str, Arg] = {"name": team.name(case.offer.to), "offered_at": case.offer.at.isoformat()}
        if case.offer.by is None:
            how = "desk-card-offer-wanted" if case.offer.to == case.wanted else "desk-card-offer-by-itself"
            made.append(say(texts, how, **about))
        else:
            made.append(say(texts, "desk-card-offer", **about, by=team.name(case.offer.by)))
    if case.referral is not None:
        made.append(say(texts, f"desk-card-referral-{case.referral.state}", outside=team.outside))
        if case.referral.call_back:
            made.append(say(texts, "desk-card-call-back"))
    elif team.advised:
        advised = joined(texts, [escape(name) for name in team.advised])
        made.append(say(texts, "desk-card-advised", outside=advised))
    if case.owner is not None and case.unanswered_since is not None:
        made.append(say(texts, "desk-card-unanswered", since_at=case.unanswered_since.isoformat()))
    return made


def marks(case: Case, team: Team, texts: Texts) -> list[Block]:
    """The small line: what colours the case but asks for nothing."""
    told = []
    if case.wanted:
        told.append(say(texts, "desk-card-wanted", name=team.name(case.wanted)))
    if case.entrance:
        told.append(say(texts, "desk-card-entrance", name=team.name(case.entrance)))
    if case.weight > 1:
        told.append(say(texts, "desk-card-weight", weight=case.weight))
    if case.advice:
        told.append(say(texts, "desk-card-advice"))
    if case.is_open and case.supervised:
        told.append(say(texts, "desk-card-supervised"))
    if case.status is Status.WAITING and case.escalation:
        told.append(say(texts, f"desk-card-step-{min(case.escalation, 5)}"))
    return [context(say(texts, "desk-card-marks").join(told))] if told else []


# -- all together ---------------------------------------------------------------------------


def deliberation(case: Case, team: Team, texts: Texts, *, words: bool) -> list[Block]:
    """`words`: whether what colleagues wrote may stand here."""
    made: list[Block] = []
    if case.deliberation is not None and case.is_open:
        made += section("\n".join(views(case.deliberation, team, texts, words=words)))
    if case.decided is not None:
        made += section("\n".join(decided(case.decided, team, texts, words=words)))
    return made


def views(held: Deliberation, team: Team, texts: Texts, *, words: bool) -> Iterator[str]:
    if not held.overdue:
        yield say(texts, "desk-card-deliberating", due_at=held.due_at.isoformat())
    elif team.lead:
        yield say(texts, "desk-card-overdue-lead", name=team.lead)
    else:
        yield say(texts, "desk-card-overdue")
    if not held.views:
        yield say(texts, "desk-card-no-views")
    for view in held.views[-VIEWS_ON_CARD:]:
        yield view_line(view, team, texts, words=words)


def view_line(view: View, team: Team, texts: Texts, *, words: bool) -> str:
    kind = say(texts, f"desk-kind-{view.kind}")
    if view.text and words:
        return say(texts, "desk-card-view-words", name=team.name(view.by), kind=kind, text=short(view.text, VIEW_MAX))
    return say(texts, "desk-card-view", name=team.name(view.by), kind=kind)


def decided(made: Decided, team: Team, texts: Texts, *, words: bool) -> Iterator[str]:
    yield say(
        texts, "desk-card-decided", owner=team.name(made.owner), by=team.name(made.by), decided_at=made.at.isoformat()
    )
    if made.took_part:
        yield say(texts, "desk-card-took-part", names=named(texts, team, made.took_part))
    if words and made.approach:
        yield say(texts, "desk-card-approach", text=short(made.approach, WORDS_ON_CARD))
    if words and made.reason:
        yield say(texts, "desk-card-because", text=short(made.reason, WORDS_ON_CARD))


# -- who could have it -----------------------------------------------------------------------


def suggests(case: Case) -> bool:
    """Where one desk distributes, as long as nobody was asked."""
    alone = case.owner is None and case.offer is None and case.deliberation is None
    return case.status is Status.WAITING and case.intake_model == "one_stop" and alone


def suggestions(case: Case, team: Team, texts: Texts) -> list[Block]:
    """At most three, each with why, and one button that asks her."""
    if not suggests(case) or not team.suggestions:
        return []
    blocks = [context(say(texts, "desk-card-suggestions"))]
    for number, one in enumerate(team.suggestions[:SUGGESTED]):
        look = "primary" if number == 0 and not one.full else None
        ask = button(texts(Text("desk-button-offer")), ids.OFFER, f"{case.id}:{one.coordinator_id}", look)
        name = escape(short(team.name(one.coordinator_id), NAME_MAX))
        blocks += section(f"*{name}*\n{because(one, team, texts)}", ask)
    return blocks


def because(one: Suggestion, team: Team, texts: Texts) -> str:
    """Why she was suggested, in a few words; help from another desk is allowed, and visible."""
    told = [reason(kind, value, texts) for kind, value in one.reasons]
    if one.coordinator_id in team.elsewhere:
        told.insert(0, escape(team.elsewhere[one.coordinator_id]))
    if one.full:
        told.append(say(texts, "desk-suggest-full"))
    return say(texts, "desk-card-marks").join(told)


def reason(kind: str, value: str, texts: Texts) -> str:
    if kind in CODED:
        return say(texts, f"desk-suggest-{kind}", value_code=value)
    if kind == "capacity":
        load, _, most = value.partition("/")
        return (
            say(texts, "desk-suggest-load-of", load=load, most=most)
            if most
            else say(texts, "desk-suggest-load", load=load)
        )
    if kind == "experience":
        return say(texts, f"desk-suggest-experience-{value}")
    return say(texts, f"desk-suggest-{kind}")
