"""The forms about who is to have a case, who accompanies, and where else it may go. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.slack.escape import escape
from bot.desk import ids
from bot.desk.blocks import Block, View, option, plain, section
from bot.desk.modals import DeskCase, field, modal, writing
from bot.texts import Texts
from routing.case import Referral, Status
from routing.effects import Text
from routing.events import (
    AdviceSet,
    CaseDecided,
    CaseMoved,
    CaseOffered,
    FromDesk,
    HandedBack,
    HelperJoined,
    HelperLeft,
    ReferralArrived,
    ReferralProposed,
    SupervisorsCalled,
    ViewGiven,
    WeightSet,
)
from routing.lifecycle import TRANSITIONS

WORDS_MAX = 1000
OPTIONS_MAX = 100  # of a select; nobody scrolls further
WEIGHTS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or a desk, that can be chosen. `note` helps to choose."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What these forms must know beside the case itself."""

    me: str = ""  # coordinator id of who looks
    owner: str | None = None
    helpers: tuple[str, ...] = ()
    weight: int = 1
    advice: bool = False
    offered: bool = False
    referral: Referral | None = None
    supervisors: bool = False  # there are some, and they were not called yet
    colleagues: tuple[Named, ...] = ()  # who fits best first
    desks: tuple[Named, ...] = ()  # the region's others
    outside: tuple[Named, ...] = ()  # nearest first
    taking: str | None = None  # who said she would take it
    together: tuple[str, ...] = ()  # who said they would help


# What stands in MORE, in its order: code, and what must be possible for it.
MORE: tuple[tuple[str, type[FromDesk], Callable[[DeskCase, Standing], bool]], ...] = (
    ("join", HelperJoined, lambda _, s: s.owner not in (None, s.me) and s.me not in s.helpers),
    ("leave", HelperLeft, lambda _, s: s.me in s.helpers),
    (ids.INVITE, HelperJoined, lambda _, s: s.owner == s.me and bool(s.colleagues)),
    (ids.CHOOSE, CaseOffered, lambda _, s: s.owner in (None, s.me) and not s.offered and bool(s.colleagues)),
    ("supervisors", SupervisorsCalled, lambda _, s: s.supervisors),
    (ids.MOVE, CaseMoved, lambda _, s: bool(s.desks)),
    (
        ids.REFER,
        ReferralProposed,
        lambda _, s: bool(s.outside) and (s.referral is None or s.referral.state == "refused"),
    ),
    ("arrived", ReferralArrived, lambda _, s: s.referral is not None and s.referral.state == "agreed"),
    ("advice", AdviceSet, lambda c, s: c.supporter and not s.advice),
    ("no-advice", AdviceSet, lambda c, s: c.supporter and s.advice),
    (ids.HAND_BACK, HandedBack, lambda c, _: c.supporter),
    (ids.WEIGHT, WeightSet, lambda *_: True),
)

NEEDS: Mapping[str, type[FromDesk]] = {
    ids.OPINION: ViewGiven,
    ids.DECIDE: CaseDecided,
    **{code: event for code, event, _ in MORE},
}


def possible(case: DeskCase, standing: Standing) -> tuple[str, ...]:
    """What MORE offers now."""
    return tuple(code for code, event, fits in MORE if (case.status, event) in TRANSITIONS and fits(case, standing))


def form(name: str, case: DeskCase, standing: Standing, texts: Texts) -> View:
    """The form behind a button of the card, or behind a line of MORE."""
    match name:
        case ids.CHOOSE:
            return choose(case, standing, texts)
        case ids.INVITE:
            return invite(case, standing, texts)
        case ids.OPINION:
            return opinion(case, texts)
        case ids.DECIDE:
            return decide(case, standing, texts)
        case ids.MOVE:
            return move(case, standing, texts)
        case ids.REFER:
            return refer(case, standing, texts)
        case ids.HAND_BACK:
            return hand_back(case, texts)
        case ids.WEIGHT:
            return weight(case, standing, texts)
        case _:
            return more(case, standing, texts)


def more(case: DeskCase, standing: Standing, texts: Texts) -> View:
    """Every line says what will happen, so that nothing of it need be learned."""
    codes = possible(case, standing)
    number = call_back(standing, texts)
    if not codes:
        nothing = section(texts(Text("desk-more-nothing", {"number": case.number}), escape=escape))
        return modal("notice", texts, Text("desk-modal-more"), nothing, {})
    options = [
        option(texts(Text(f"desk-more-{words}")), code, texts(Text(f"desk-more-{words}-means")))
        for code, words in named(codes, case)
    ]
    label = texts(Text("desk-field-more", {"number": case.number}))
    blocks = [*number, field("what", label, {"type": "radio_buttons", "options": options})]
    carry = {"case": case.id, "me": standing.me}
    return modal(ids.MORE, texts, Text("desk-modal-more"), blocks, carry, "desk-modal-next")


def call_back(standing: Standing, texts: Texts) -> list[Block]:
    """The number an outside desk may call, for those who see to it; nobody else needs it."""
    referral = standing.referral
    if (
        referral is None
        or not referral.call_back
        or standing.me not in (standing.owner, referral.by, *standing.helpers)
    ):
        return []
    return section(texts(Text("desk-more-call-back", {"number": referral.call_back}), escape=escape))


def named(codes: Sequence[str], case: DeskCase) -> list[tuple[str, str]]:
    """Each code with the name of its sentences: an owner hands over what a desk asks somebody to take."""
    names = {code: (code.partition(".")[2] or code).replace("_", "-") for code in codes}
    if ids.CHOOSE in names and case.status is not Status.WAITING:
        names[ids.CHOOSE] = "hand-over"
    return list(names.items())


def choose(case: DeskCase, standing: Standing, texts: Texts) -> View:
    name = "choose" if case.status is Status.WAITING else "hand-over"
    blocks = [
        *intro(f"desk-{name}-intro", case, texts),
        field("to", texts(Text("desk-field-to")), people(others(standing, standing.owner), texts)),
        field("text", texts(Text("desk-field-offer-words")), writing(WORDS_MAX), optional=True),
    ]
    return modal(ids.CHOOSE, texts, Text(f"desk-modal-{name}"), blocks, {"case": case.id}, "desk-modal-ask")


def invite(case: DeskCase, standing: Standing, texts: Texts) -> View:
    them = [one for one in others(standing, standing.owner) if one.id not in standing.helpers]
    blocks = [
        *intro("desk-invite-intro", case, texts),
        field("to", texts(Text("desk-field-helper")), people(them, texts)),
    ]
    return modal(ids.INVITE, texts, Text("desk-modal-invite"), blocks, {"case": case.id}, "desk-modal-save")


def opinion(case: DeskCase, texts: Texts) -> View:
    hint = texts(Text("desk-hint-opinion"))
    label = texts(Text("desk-field-opinion", {"number": case.number}))
    blocks = [field("text", label, writing(WORDS_MAX), hint=hint)]
    return modal(ids.OPINION, texts, Text("desk-modal-opinion"), blocks, {"case": case.id}, "desk-modal-share")


def decide(case: DeskCase, standing: Standing, texts: Texts) -> View:
    """Begins with what was said: who would take it, and who would help."""
    owner = people(standing.colleagues, texts)
    options = owner["options"]
    by_id = {one["value"]: one for one in options}
    if standing.taking in by_id:
        owner["initial_option"] = by_id[standing.taking]
    helpers: Block = {"type": "multi_static_select", "options": options}
    helping = [by_id[one] for one in standing.together if one in by_id]
    if helping:
        helpers["initial_options"] = helping
    blocks = [
        *intro("desk-decide-intro", case, texts),
        field("to", texts(Text("desk-field-owner")), owner),
        field("helpers", texts(Text("desk-field-helpers")), helpers, optional=True),
        field("approach", texts(Text("desk-field-approach")), writing(WORDS_MAX), optional=True),
        field("text", texts(Text("desk-field-decided-because")), writing(WORDS_MAX)),
    ]
    return modal(ids.DECIDE, texts, Text("desk-modal-decide"), blocks, {"case": case.id}, "desk-modal-decide-submit")


def move(case: DeskCase, standing: Standing, texts: Texts) -> View:
    blocks = [
        *intro("desk-move-intro", case, texts),
        field("to", texts(Text("desk-field-desk")), people(standing.desks, texts)),
        field("text", texts(Text("desk-field-move-because")), writing(WORDS_MAX)),
    ]
    return modal(ids.MOVE, texts, Text("desk-modal-move"), blocks, {"case": case.id}, "desk-modal-move-submit")


def refer(case: DeskCase, standing: Standing, texts: Texts) -> View:
    hint = texts(Text("desk-hint-refer"))
    name = "desk-refer-intro-supporter" if case.supporter else "desk-refer-intro"
    blocks = [
        *intro(name, case, texts),
        field("to", texts(Text("desk-field-outside")), people(standing.outside, texts), hint=hint),
    ]
    return modal(ids.REFER, texts, Text("desk-modal-refer"), blocks, {"case": case.id}, "desk-modal-ask")


def hand_back(case: DeskCase, texts: Texts) -> View:
    blocks = [
        *intro("desk-hand-back-intro", case, texts),
        field("text", texts(Text("desk-field-hand-back")), writing(WORDS_MAX), hint=texts(Text("desk-hint-hand-back"))),
    ]
    return modal(
        ids.HAND_BACK, texts, Text("desk-modal-hand-back"), blocks, {"case": case.id}, "desk-modal-hand-back-submit"
    )


def weight(case: DeskCase, standing: Standing, texts: Texts) -> View:
    options = [option(texts(Text(f"desk-weight-{n}")), str(n), texts(Text(f"desk-weight-{n}-means"))) for n in WEIGHTS]
    chosen = options[min(max(standing.weight, WEIGHTS[0]), WEIGHTS[-1]) - 1]
    choices: Block = {"type": "radio_buttons", "options": options, "initial_option": chosen}
    label = texts(Text("desk-field-weight", {"number": case.number}))
    blocks = [field("weight", label, choices, hint=texts(Text("desk-hint-weight")))]
    return modal(ids.WEIGHT, texts, Text("desk-modal-weight"), blocks, {"case": case.id}, "desk-modal-save")


def intro(text_id: str, case: DeskCase, texts: Texts) -> list[Block]:
    return section(texts(Text(text_id, {"number": case.number}), escape=escape))


def others(standing: Standing, *without: str | None) -> list[Named]:
    return [one for one in standing.colleagues if one.id not in without]


def people(them: Sequence[Named], texts: Texts) -> Block:
    options = [option(one.name, one.id, one.note) for one in them[:OPTIONS_MAX]]
    return {"type": "static_select", "options": options, "placeholder": plain(texts(Text("desk-placeholder-choose")))}
