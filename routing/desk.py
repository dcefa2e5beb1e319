"""What a coordinator does with a case. The thread is theirs; reaching the family is always an explicit act."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from routing import choices, intake, lifecycle
from routing.case import Case, Conversation, Coordinator, Holder, Message, Status
from routing.decision import Decision, Facts, Handover, Journal, Judged, Reviewed, Unmet
from routing.effects import (
    CallOff,
    Entries,
    Part,
    PassMedia,
    Post,
    Say,
    ShowCard,
    ShowReview,
    Text,
    Verbatim,
    Wake,
    Whisper,
)
from routing.events import (
    AnswerJudged,
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDeclined,
    EntryReviewed,
    FollowUpSet,
    FromDesk,
    MediaAsked,
    NoteAdded,
    ReplySent,
)
from routing.policy import Policy

ACKNOWLEDGE_AGAIN_AFTER = timedelta(minutes=30)  # five lines in a row need one "passed on", not five
UNMET_OUTCOMES = ("unmet", "partly")


def from_desk(event: FromDesk, facts: Facts, policy: Policy) -> Decision:
    actor = facts.actor
    if actor is None:
        raise ValueError(f"{type(event).__name__} needs a coordinator")
    if isinstance(event, EntryReviewed):
        shown = ShowReview(event.entry_id, event.verdict, actor.id)
        return Decision(records=(Reviewed(event.entry_id, event.verdict, actor.id, event.changes),), effects=(shown,))
    case = facts.case
    if case is None:
        raise ValueError(f"{type(event).__name__} needs a case")
    if not intake.load(case.intake_model).may_act(case, actor):
        return refused(event, case, actor, Text("desk-not-of-this-desk", {"number": case.number}))
    if isinstance(event, AnswerJudged):
        told = Whisper(actor.id, (Text("desk-judged", {"fits": "yes" if event.fits else "no"}),), case.id)
        return Decision(records=(Judged(event.entry_id, event.fits, event.wording, actor.id),), effects=(told,))
    if isinstance(event, MediaAsked):
        passed = PassMedia(case.id, event.message_id, to=actor.id)
        return Decision(effects=(passed,), records=(Journal("media-seen", case.id, actor.id),))
    status = lifecycle.after(case, event)
    if status is None:
        return impossible(event, case, actor, policy)
    stands = replace(case, status=status)
    match event:
        case CaseClaimed():
            return claim(stands, facts, policy, actor)
        case CaseDeclined():
            return decline(event, case, stands, facts, policy, actor)
        case ReplySent():
            return reply(event, stands, facts, actor)
        case FollowUpSet():
            return follow_up(event, stands, facts, policy, actor)
        case NoteAdded():
            return note(event, stands, actor)
        case CaseClosed():
            return close(event, stands, facts, actor)
        case BotResumed():
            return resume_bot(stands, facts, actor)
        case _:
            assert_never(event)


def impossible(event: FromDesk, case: Case, actor: Coordinator, policy: Policy) -> Decision:
    """Somebody was faster, or the case is over: said to the one who pressed, nothing changes."""
    if case.status is Status.CLOSED:
        why = Text("desk-already-closed", {"number": case.number})
    elif isinstance(event, CaseClaimed) and case.owner == actor.id:
        why = Text("desk-already-yours", {"number": case.number})
    elif isinstance(event, CaseClaimed) and case.owner is not None:
        why = Text("desk-already-claimed", {"number": case.number, "owner": policy.coordinator(case.owner).name})
    else:
        why = Text("desk-not-now", {"number": case.number})
    return refused(event, case, actor, why)


def refused(event: FromDesk, case: Case, actor: Coordinator, why: Text) -> Decision:
    """Nothing changes, and she alone hears why."""
    parts: tuple[Part, ...] = (why,)
    if isinstance(event, ReplySent | NoteAdded):  # what she typed must not be lost with the refusal
        parts = (why, Verbatim(event.text))
    elif isinstance(event, CaseDeclined):
        parts = (why, Verbatim(event.reason))
    return Decision(effects=(Whisper(actor.id, parts, case.id), ShowCard(case.id)))


# -- who is responsible --------------------------------------------------------------------


def owned(case: Case, facts: Facts, actor: Coordinator) -> tuple[Case, Decision]:
    """The case in the actor's hands, with the handover when it was not hers before."""
    if case.owner is not None:
        return case, Decision()
    mine = replace(case, owner=actor.id, claimed_at=facts.now)
    return mine, Decision(records=(Handover(case.id, None, actor.id, "claimed"),))


def claim(case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """The family hears the name with the first reply, or by itself when none comes soon: one push less."""
    mine, handed = owned(case, facts, actor)
    held = held_by_person(facts)
    notice = Wake(case.id, facts.now + policy.claim_notice_after, "claim-notice")
    return handed.plus(
        Decision(
            case=mine,
            conversation=held,
            records=(Journal("claimed", case.id, actor.id),),
            effects=(ShowCard(case.id), notice),
        )
    )


def decline(event: CaseDeclined, was: Case, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """Back to the desk when it was hers; whoever is left is called. A family that knew her name hears of it."""
    giving_back = was.owner == actor.id
    if was.owner is not None and not giving_back:
        why = Text("desk-already-claimed", {"number": case.number, "owner": policy.coordinator(was.owner).name})
        return refused(event, was, actor, why)
    declined = tuple(dict.fromkeys((*case.declined, actor.id)))
    back = replace(case, owner=None, claimed_at=None, declined=declined, told_owner=None)
    called = intake.load(case.intake_model).called(back, facts.duty, policy.coordinators)
    told = Post(case.id, (Text("desk-declined", {"name": actor.name}), Verbatim(event.reason)), called)
    decision = Decision(
        case=back,
        records=(Journal("declined", case.id, actor.id),),
        effects=(ShowCard(case.id), told, CallOff(case.id, "claim-notice")),
    )
    if giving_back:
        decision = decision.plus(Decision(records=(Handover(case.id, actor.id, None, "given-back"),)))
    if giving_back and was.told_owner is not None:
        heard = Say(case.conversation_id, (Text("owner-changing", {"number": case.number}),), case_id=case.id)
        decision = decision.plus(Decision(effects=(heard,)))
    return decision


def held_by_person(facts: Facts) -> Conversation | None:
    if facts.conversation is None or facts.case is None or facts.conversation.case_id != facts.case.id:
        return None
    return replace(facts.conversation, holder=Holder.PERSON, held_until=facts.held_until)


def tell_owner(facts: Facts, case: Case, conversation: Conversation) -> Decision:
    """What the family hears, for free, when it writes: who has the case, or that somebody will. Then silence."""
    if case.owner is None:
        recent = conversation.acknowledged_at
        if recent is not None and facts.now - recent < ACKNOWLEDGE_AGAIN_AFTER:
            return Decision(conversation=conversation)
        heard = replace(conversation, acknowledged_at=facts.now)
        parts: tuple[Part, ...] = (Text("passed-on", {"number": case.number}),)
        if not facts.duty.open and facts.duty.opens_at is not None:
            parts = (*parts, Text("answers-from", {"opens_at": facts.duty.opens_at.isoformat()}))
        return Decision(conversation=heard, effects=(Say(conversation.id, parts, case_id=case.id),))
    if case.told_owner == case.owner:
        return Decision(conversation=conversation)
    return introduce(case, conversation)


def introduce(case: Case, conversation: Conversation | None) -> Decision:
    told = Say(
        case.conversation_id,
        (Text("claimed", {"owner_code": str(case.owner), "number": case.number}),),
        case_id=case.id,
    )
    return Decision(
        case=replace(case, told_owner=case.owner),
        conversation=conversation,
        effects=(told, CallOff(case.id, "claim-notice")),
    )


# -- speaking with the family ---------------------------------------------------------------


def reply(event: ReplySent, case: Case, facts: Facts, actor: Coordinator) -> Decision:
    mine, handed = owned(case, facts, actor)
    mine = replace(
        mine, told_owner=mine.owner if mine.owner == actor.id else mine.told_owner, shown=(*mine.shown, *event.entries)
    )
    parts: list[Part] = (
        [Verbatim(event.text, by=actor.name)] if event.text else [Text("entries-from", {"name": actor.name})]
    )
    if event.entries:
        parts.append(Entries(event.entries))
    message = Message(
        event.message_id,
        case.conversation_id,
        "out",
        "text",
        facts.now,
        case_id=case.id,
        body=event.text,
        author=actor.id,
        state="queued",
    )
    sent = Say(case.conversation_id, tuple(parts), (choices.choice(choices.STATUS),), event.message_id, case.id)
    words = (Text("desk-replied", {"name": actor.name}), *parts)
    in_thread = Post(case.id, words, message_id=event.message_id, story=True)  # so that erasing finds this copy too
    return handed.plus(
        Decision(
            case=mine,
            conversation=held_by_person(facts),
            messages=(message,),
            records=(Journal("replied", case.id, actor.id),),
            effects=(sent, in_thread, ShowCard(case.id), CallOff(case.id, "claim-notice")),
        )
    )


def resume_bot(case: Case, facts: Facts, actor: Coordinator) -> Decision:
    freed = None
    if facts.conversation is not None and facts.conversation.case_id == case.id:
        freed = replace(facts.conversation, holder=Holder.BOT, held_until=None)
    told = Post(case.id, (Text("desk-bot-resumed", {"name": actor.name}),))
    heard = Say(case.conversation_id, (Text("bot-answers"),), case_id=case.id)
    return Decision(
        case=case,
        conversation=freed,
        records=(Journal("bot-resumed", case.id, actor.id),),
        effects=(heard, told, ShowCard(case.id)),
    )


# -- the desk's own work -----------------------------------------------------------------------


def follow_up(event: FollowUpSet, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """Wakes the case on the morning of that day; an earlier date is replaced."""
    mine, handed = owned(case, facts, actor)
    at = datetime.combine(event.on, policy.follow_up_at, facts.now.tzinfo)
    told = Post(case.id, (Text("desk-follow-up-set", {"name": actor.name, "follow_up_on": event.on.isoformat()}),))
    if case.owner is None:  # she took it by promising a date: the family hears whose it is, as after a claim
        notice = Wake(case.id, facts.now + policy.claim_notice_after, "claim-notice")
        handed = handed.plus(Decision(conversation=held_by_person(facts), effects=(notice,)))
    return handed.plus(
        Decision(
            case=replace(mine, follow_up_on=event.on),
            records=(Journal("follow-up-set", case.id, actor.id, (("on", event.on.isoformat()),)),),
            effects=(CallOff(case.id, "follow-up"), Wake(case.id, at, "follow-up"), told, ShowCard(case.id)),
        )
    )


def note(event: NoteAdded, case: Case, actor: Coordinator) -> Decision:
    written = Post(case.id, (Text("desk-note", {"name": actor.name}), Verbatim(event.text)))
    return Decision(case=case, records=(Journal("noted", case.id, actor.id),), effects=(written,))


def close(event: CaseClosed, case: Case, facts: Facts, actor: Coordinator) -> Decision:
    closed = replace(
        case,
        closed_at=facts.now,
        close_reason=event.reason,
        outcome=event.outcome,
        follow_up_on=None,
        owner=case.owner or actor.id,
    )
    freed = None
    if facts.conversation is not None and facts.conversation.case_id == case.id:
        freed = Conversation(case.conversation_id, facts.conversation.person_id, last_at=facts.now)
    gaps = (
        (Unmet(case.topics, case.slots.municipality, "closed-unmet", case.id),)
        if event.outcome in UNMET_OUTCOMES
        else ()
    )
    told = Say(case.conversation_id, (Text("closed", {"number": case.number}),), choices.menu(), case_id=case.id)
    return Decision(
        case=closed,
        conversation=freed,
        records=(Journal("closed", case.id, actor.id, (("reason", event.reason), ("outcome", event.outcome))), *gaps),
        effects=(told, CallOff(case.id, "follow-up"), CallOff(case.id, "claim-notice"), ShowCard(case.id)),
    )
