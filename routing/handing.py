"""From hand to hand: offers, refusals, helpers, supervisors, and the way to another desk."""

from dataclasses import replace

from routing import intake
from routing.answering import tell
from routing.calling import duty_of, supervisors
from routing.case import Case, Coordinator, Offer, Status
from routing.claiming import owner_left, ranked
from routing.decision import Decision, Facts, Handover, Journal
from routing.effects import Effect, MoveCard, Part, Post, ShowCard, Text, Verbatim, Wake
from routing.events import (
    CaseDeclined,
    CaseMoved,
    CaseOffered,
    HelperJoined,
    HelperLeft,
    OfferUndone,
    SupervisorsCalled,
)
from routing.falling import at_desk, fall_back, nobody_left
from routing.opening import when_somebody_answers
from routing.policy import Policy
from routing.refusing import refused
from routing.timing import WHILE_OWNED, WHILE_WAITING, arm_waiting, call_off, clocks_of, due


def verbatim(words: str) -> tuple[Part, ...]:
    return (Verbatim(words),) if words else ()


# -- offers ------------------------------------------------------------------------------


def offer(event: CaseOffered, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """Whoever has it keeps it until she claims or declines."""
    to = next((c for c in policy.coordinators if c.id == event.to and c.active_on(facts.now.date())), None)
    if to is None or to.id in (case.owner, actor.id):
        return refused(event, case, actor, Text("desk-cannot-offer", {"number": case.number}))
    asked_again = tuple(one for one in case.declined if one != to.id)
    offered = replace(case, offer=Offer(to.id, actor.id, facts.now, event.reason), declined=asked_again)
    said = (Text("desk-offered", {"name": to.name, "by": actor.name, "number": case.number}), *verbatim(event.reason))
    return Decision(
        case=offered,
        records=(Journal("offered", case.id, actor.id, (("to", to.id),)),),
        effects=(*ask(offered, to, said), *arm_offer(offered, facts, policy), ShowCard(case.id)),
    )


def ask(case: Case, to: Coordinator, said: tuple[Part, ...]) -> tuple[Effect, ...]:
    """In the thread; the edge sees to it that somebody of another desk hears it too."""
    return (Post(case.id, said, (to.id,)),)


def arm_offer(case: Case, facts: Facts, policy: Policy) -> tuple[Effect, ...]:
    if case.owner is None:
        return arm_waiting(case, facts, policy)
    clock = clocks_of(case, policy).offer
    return () if clock is None else (Wake(case.id, due(case, facts, policy, clock), "offer"),)


def undo_offer(case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    if case.offer is None:
        return refused(OfferUndone(), case, actor, Text("desk-not-now", {"number": case.number}))
    back = replace(case, offer=None)
    if case.owner is None:
        back = replace(back, waiting_since=facts.now, escalation=0)
    armed = arm_waiting(back, facts, policy) if back.owner is None else ()
    told = Post(case.id, (Text("desk-offer-undone", {"name": policy.name_of(case.offer.to), "by": actor.name}),))
    return Decision(
        case=back,
        records=(Journal("offer-undone", case.id, actor.id, (("to", case.offer.to),)),),
        effects=(told, *call_off(case, "offer"), *armed, ShowCard(case.id)),
    )


def offer_ended(case: Case, facts: Facts, policy: Policy, said: tuple[Part, ...], how: str) -> Decision:
    """She declined, or did not answer: back to the owner who offered it, to the next in rank, or to the desk."""
    assert case.offer is not None
    asked = case.offer.to
    back = replace(case, offer=None, declined=tuple(dict.fromkeys((*case.declined, asked))))
    ended = Decision(
        case=back,
        records=(Journal(how, case.id, asked),),
        effects=call_off(case, "offer"),
    )
    if case.owner is not None:
        return ended.plus(Decision(effects=(Post(case.id, said, (case.owner,)), ShowCard(case.id))))
    if case.wanted == asked:
        heard = Text("wanted-declined", {"owner_code": asked, "number": case.number})
        ended = ended.plus(Decision(effects=(tell(case, heard),)))
    back = at_desk(back, facts)
    following = intake.load(case.intake_model).given_back(back, ranked(back, facts, policy))
    if following is None:
        return ended.plus(fall_back(back, facts, policy, said))
    to = policy.coordinator(following)
    offered = replace(back, offer=Offer(to.id, None, facts.now), called=(*back.called, to.id))
    words = (*said, Text("desk-offered-next", {"name": to.name}))
    return ended.plus(
        Decision(
            case=offered,
            records=(Journal("offered", case.id, data=(("to", to.id),)),),
            effects=(*ask(offered, to, words), *arm_waiting(offered, facts, policy), ShowCard(case.id)),
        )
    )


# -- declining -----------------------------------------------------------------------------


def decline(event: CaseDeclined, was: Case, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """Back to the desk when it was hers; whoever is left is called. A family that knew her name hears of it."""
    said = (Text("desk-declined", {"name": actor.name}), Verbatim(event.reason))
    if was.offer is not None and was.offer.to == actor.id:
        return offer_ended(was, facts, policy, said, "declined")
    giving_back = was.owner == actor.id
    if was.owner is not None and not giving_back:
        why = Text("desk-already-claimed", {"number": case.number, "owner": policy.name_of(was.owner)})
        return refused(event, was, actor, why)
    declined = replace(case, declined=tuple(dict.fromkeys((*case.declined, actor.id))))
    noted = Decision(records=(Journal("declined", case.id, actor.id),))
    if giving_back:
        return noted.plus(released(declined, facts, policy, said, "given-back"))
    if declined.offer is not None or declined.deliberation is not None:  # others are being asked already
        return noted.plus(Decision(case=declined, effects=(Post(case.id, said), ShowCard(case.id))))
    called = intake.load(case.intake_model).called(declined, facts, policy)
    left = noted.plus(Decision(case=declined, effects=(ShowCard(case.id), Post(case.id, said, called))))
    if called or not duty_of(case, facts, policy).open:
        return left
    return left.plus(nobody_left(declined, facts, policy))


def released(case: Case, facts: Facts, policy: Policy, said: tuple[Part, ...], how: str) -> Decision:
    """From its owner to the desk. `case.declined` says who is not to be called for it."""
    case = replace(case, status=Status.WAITING)
    heard: tuple[Effect, ...] = ()
    if case.told_owner is not None:
        heard = (tell(case, Text("owner-changing", {"number": case.number})),)
    back = at_desk(case, facts)  # a promised day stays promised: it then wakes the desk
    return Decision(
        records=(Handover(case.id, case.owner, None, how),),
        effects=(*heard, *call_off(case, *WHILE_OWNED, "offer")),
    ).plus(fall_back(back, facts, policy, said))


def left_behind(case: Case, facts: Facts, policy: Policy) -> Decision | None:
    """The desk has it again when its owner does not work here any more; None while she does."""
    if not owner_left(case, facts, policy):
        return None
    said = (Text("desk-owner-left", {"name": policy.name_of(str(case.owner)), "number": case.number}),)
    return released(case, facts, policy, said, "left")


# -- together --------------------------------------------------------------------------------


def join(event: HelperJoined, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """She accompanies the owner. Anybody may offer herself; the owner, or the desk where none is, may name one."""
    helper = next((c for c in policy.coordinators if c.id == event.helper and c.active_on(facts.now.date())), None)
    named = helper is not None and helper.id != actor.id
    if helper is None or helper.id == case.owner or (named and case.owner not in (None, actor.id)):
        return refused(event, case, actor, Text("desk-cannot-help", {"number": case.number}))
    joined = replace(case, helpers=tuple(dict.fromkeys((*case.helpers, helper.id))))
    mention = tuple(one for one in (helper.id, case.owner) if one and one != actor.id)
    said: tuple[Part, ...] = (Text("desk-helper-joined", {"name": helper.name, "number": case.number}),)
    return Decision(
        case=joined,
        records=(Journal("helper-joined", case.id, actor.id, (("helper", helper.id),)),),
        effects=(Post(case.id, said, mention, asks=named), ShowCard(case.id)),
    )


def leave(event: HelperLeft, case: Case, actor: Coordinator, policy: Policy) -> Decision:
    if event.helper not in case.helpers or actor.id not in (event.helper, case.owner):
        return refused(event, case, actor, Text("desk-not-now", {"number": case.number}))
    left = replace(case, helpers=tuple(helper for helper in case.helpers if helper != event.helper))
    mention = (case.owner,) if case.owner and case.owner != actor.id else ()
    told = Post(case.id, (Text("desk-helper-left", {"name": policy.name_of(event.helper)}),), mention, asks=False)
    return Decision(
        case=left,
        records=(Journal("helper-left", case.id, actor.id, (("helper", event.helper),)),),
        effects=(told, ShowCard(case.id)),
    )


def call_supervisors(
    event: SupervisorsCalled, case: Case, facts: Facts, policy: Policy, actor: Coordinator
) -> Decision:
    """The team may act on it from now on. Who has the case keeps it."""
    team = tuple(one for one in supervisors(replace(case, declined=()), facts, policy) if one != actor.id)
    if not team:
        return refused(event, case, actor, Text("desk-no-supervisors", {"number": case.number}))
    said = (Text("desk-supervisors-called", {"name": actor.name, "number": case.number}), *verbatim(event.reason))
    return Decision(
        case=replace(case, supervised=True),
        records=(Journal("supervisors-called", case.id, actor.id),),
        effects=(
            Post(case.id, said, team),
            ShowCard(case.id),
        ),
    )


# -- to another desk ---------------------------------------------------------------------------


def move(event: CaseMoved, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """Another desk is responsible now. The family hears its name, and when it answers."""
    there = next((desk for desk in policy.desks if desk.id == event.desk), None)
    if there is None or there.id == policy.desk(case.desk).id:
        return refused(event, case, actor, Text("desk-not-now", {"number": case.number}))
    was = policy.desk(case.desk)
    moved = replace(at_desk(case, facts), desk=there.id, declined=(), deliberation=None)
    model = intake.load(case.intake_model)
    arrived = model.arrives(moved, facts, policy)
    called = model.called(arrived, facts, policy)
    arrived = replace(arrived, called=called)
    heard: tuple[Effect, ...] = ()
    if case.told_owner is not None or there.name != was.name:
        answers = when_somebody_answers(facts.duty(there.id))
        heard = (tell(case, Text("case-moved", {"desk": there.name, "number": case.number}), answers),)
    said = (Text("desk-moved", {"name": actor.name, "was": was.name, "desk": there.name}), *verbatim(event.reason))
    return Decision(
        case=arrived,
        records=(
            Handover(case.id, case.owner, None, "moved"),
            Journal("moved", case.id, actor.id, (("from", was.id), ("to", there.id))),
        ),
        effects=(
            *call_off(case, *WHILE_WAITING, *WHILE_OWNED),
            MoveCard(case.id, was.id, called),
            Post(case.id, said),
            *heard,
            *arm_waiting(arrived, facts, policy),
        ),
    )
