"""Who is responsible: a coordinator takes a case, and the family hears whose it is."""

from dataclasses import replace
from datetime import timedelta

from routing import intake
from routing.answering import tell
from routing.calling import duty_of
from routing.case import Case, Conversation, Coordinator, Decided, Holder
from routing.decision import Decision, Facts, Handover, Journal
from routing.effects import CallOff, Effect, Part, Post, Say, ShowCard, Text, Wake
from routing.events import CaseClaimed, CaseDeclined, Event, OfferDue
from routing.policy import Policy
from routing.refusing import impossible
from routing.suggestion import Suggestion, rank
from routing.timing import WHILE_WAITING, arm_unanswered, call_off

ACKNOWLEDGE_AGAIN_AFTER = timedelta(minutes=30)  # five lines in a row need one "passed on", not five
PROPOSED = 3  # buttons below one sentence


def suggests(event: Event, case: Case, actor: Coordinator | None) -> bool:
    """Whether a decision about this event may rank people, and so must know what each of them carries."""
    if isinstance(event, CaseClaimed):
        return actor is not None and intake.load(case.intake_model).hands_on(case, actor)
    ends_offer = isinstance(event, OfferDue) or (isinstance(event, CaseDeclined) and actor is not None)
    return ends_offer and case.offer is not None and case.owner is None


def ranked(case: Case, facts: Facts, policy: Policy) -> tuple[Suggestion, ...]:
    """Everybody of the region who could take it now, those of the case's desk first."""
    duty = duty_of(case, facts, policy)
    return rank(case, policy.coordinators, duty, facts.loads, facts.known_to, facts.now.date())


def owned(case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> tuple[Case, Decision]:
    """The case in the actor's hands, with the handover when it was not hers before."""
    if case.owner is not None:
        return case, Decision()
    return taken(case, facts, policy, actor.id, "claimed")


def taken(case: Case, facts: Facts, policy: Policy, owner: str, how: str) -> tuple[Case, Decision]:
    """Hers from now on: a deliberation is over, nothing wakes the desk any more, and the family waits for her word."""
    decided = case.decided
    if case.deliberation is not None:
        took_part = tuple(dict.fromkeys((*(view.by for view in case.deliberation.views), owner)))
        decided = Decided(owner, case.helpers, owner, facts.now, took_part)
    mine = replace(
        case,
        owner=owner,
        claimed_at=facts.now,
        helpers=tuple(helper for helper in case.helpers if helper != owner),
        offer=None,
        deliberation=None,
        decided=decided,
        escalation=0,
        called=(),
        reminded_at=None,
    )
    handed = Decision(
        records=(Handover(case.id, case.owner, owner, how),),
        effects=(*call_off(case, *WHILE_WAITING), *arm_unanswered(mine, facts, policy)),
    )
    return mine, handed


def claim(case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """From the desk, or accepted from the owner who offered it to her."""
    asked = case.offer is not None and case.offer.to == actor.id
    left = owner_left(case, facts, policy)
    if case.owner is not None and (case.owner == actor.id or not (asked or left)):
        return impossible(CaseClaimed(), case, actor, policy)
    giver = None if left else case.owner
    mine, handed = taken(case, facts, policy, actor.id, "claimed" if giver is None else "accepted")
    heard = hears_of(case, mine, facts, policy)
    accepted: tuple[Effect, ...] = ()
    if giver is not None:
        accepted = (Post(case.id, (Text("desk-accepted", {"name": actor.name}),), (giver,), asks=False),)
    near = home_area(mine, facts, policy, actor) if giver is None else ()
    if near:
        accepted = (
            *accepted,
            Post(
                case.id,
                (Text("desk-home-area", {"town_code": str(mine.slots.municipality)}),),
                (actor.id,),
                asks=False,
                offer_to=near,
            ),
        )
    return handed.plus(
        Decision(
            case=mine,
            conversation=held_by_person(facts),
            records=(Journal("claimed", case.id, actor.id),),
            effects=(ShowCard(case.id), *accepted),
        )
    ).plus(heard)


def owner_left(case: Case, facts: Facts, policy: Policy) -> bool:
    """Whether its owner does not work here any more: a name is nobody who answers. On leave it stays hers."""
    today = facts.now.date()
    return case.owner is not None and not any(c.id == case.owner and c.employed_on(today) for c in policy.coordinators)


def home_area(case: Case, facts: Facts, policy: Policy, owner: Coordinator) -> tuple[str, ...]:
    """Coordinators of the child's town to whom she may hand it on."""
    if not intake.load(case.intake_model).hands_on(case, owner):
        return ()
    town = ("town", case.slots.municipality)
    near = (one.coordinator_id for one in ranked(case, facts, policy) if town in one.reasons and not one.full)
    return tuple(near)[:PROPOSED]


def hears_of(was: Case, mine: Case, facts: Facts, policy: Policy) -> Decision:
    """The family hears a first name with the first reply, or by itself when none comes soon: one push less.

    Another name than the one it knows, or than the one it asked for, it hears at once.
    """
    skipped = mine.wanted if mine.wanted not in (None, mine.owner, *mine.declined) else None
    if skipped is not None:
        declined = replace(mine, declined=(*mine.declined, skipped))
        first = Text("wanted-taken", {"owner_code": skipped})
        return introduce(declined, None, first)
    if was.told_owner is not None and was.told_owner != mine.owner:
        return introduce(mine, None)
    return Decision(effects=(Wake(mine.id, facts.now + policy.claim_notice_after, "claim-notice"),))


def held_by_person(facts: Facts) -> Conversation | None:
    if facts.conversation is None or facts.case is None or facts.conversation.case_id != facts.case.id:
        return None
    return replace(facts.conversation, holder=Holder.PERSON, held_until=facts.held_until)


def tell_owner(facts: Facts, policy: Policy, case: Case, conversation: Conversation) -> Decision:
    """What the family hears, for free, when it writes: who has the case, or that somebody will. Then silence."""
    if case.owner is None:
        recent = conversation.acknowledged_at
        if recent is not None and facts.now - recent < ACKNOWLEDGE_AGAIN_AFTER:
            return Decision(conversation=conversation)
        heard = replace(conversation, acknowledged_at=facts.now)
        parts: tuple[Part, ...] = (Text("passed-on", {"number": case.number}),)
        duty = duty_of(case, facts, policy)
        if not duty.open and duty.opens_at is not None:
            parts = (*parts, Text("answers-from", {"opens_at": duty.opens_at.isoformat()}))
        return Decision(conversation=heard, effects=(Say(conversation.id, parts, case_id=case.id),))
    if case.told_owner == case.owner:
        return Decision(conversation=conversation)
    return introduce(case, conversation)


def introduce(case: Case, conversation: Conversation | None, *first: Part) -> Decision:
    """Who has it now; in other words when the family knew somebody else before."""
    changed = case.told_owner is not None and case.told_owner != case.owner
    said = Text("owner-changed" if changed else "claimed", {"owner_code": str(case.owner), "number": case.number})
    return Decision(
        case=replace(case, told_owner=case.owner),
        conversation=conversation,
        effects=(tell(case, *first, said), CallOff(case.id, "claim-notice")),
    )
