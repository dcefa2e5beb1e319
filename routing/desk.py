"""What a coordinator does with a case. The thread is theirs; reaching the family is always an explicit act."""

from dataclasses import replace
from datetime import datetime

from routing import choices, handing, intake, lifecycle, referring
from routing.answering import tell
from routing.case import Case, Conversation, Coordinator, Holder, Message, Status
from routing.claiming import claim, held_by_person, owned
from routing.decision import Decision, Facts, Journal, Judged, Reviewed, Unmet
from routing.deliberating import decide_together, view
from routing.effects import CallOff, Entries, Part, PassMedia, Post, ShowCard, ShowReview, Text, Verbatim, Wake, Whisper
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
    EntryReviewed,
    FollowUpSet,
    FromDesk,
    HandedBack,
    HelperJoined,
    HelperLeft,
    MediaAsked,
    NoteAdded,
    OfferUndone,
    ReferralArrived,
    ReferralProposed,
    ReplySent,
    SupervisorsCalled,
    ViewGiven,
    WeightSet,
)
from routing.policy import Policy
from routing.refusing import impossible, refused
from routing.timing import WHILE_OWNED, WHILE_WAITING, arm_family_silent, call_off

UNMET_OUTCOMES = ("unmet", "partly")
HEAVIEST = 3
NO_WORK_ON_IT = (WeightSet, AdviceSet, HelperJoined, HelperLeft)  # a promised day is not kept by these


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
    if not intake.load(case.intake_model).may_act(case, actor, policy):
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
    worked = case.worked_at if isinstance(event, NO_WORK_ON_IT) else facts.now
    stands = replace(case, status=status, worked_at=worked)
    return acted(event, case, stands, facts, policy, actor)


def acted(event: FromDesk, was: Case, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    match event:
        case CaseClaimed():
            return claim(case, facts, policy, actor)
        case CaseDeclined():
            return handing.decline(event, was, case, facts, policy, actor)
        case ReplySent():
            return reply(event, case, facts, policy, actor)
        case FollowUpSet():
            return follow_up(event, case, facts, policy, actor)
        case NoteAdded():
            return note(event, case, actor)
        case CaseClosed():
            return close(event, case, facts, actor)
        case BotResumed():
            return resume_bot(case, facts, actor)
        case CaseOffered():
            return handing.offer(event, case, facts, policy, actor)
        case OfferUndone():
            return handing.undo_offer(case, facts, policy, actor)
        case ViewGiven():
            return view(event, case, facts, actor, policy)
        case CaseDecided():
            return decide_together(event, case, facts, policy, actor)
        case HelperJoined():
            return handing.join(event, case, facts, policy, actor)
        case HelperLeft():
            return handing.leave(event, case, actor, policy)
        case SupervisorsCalled():
            return handing.call_supervisors(event, case, facts, policy, actor)
        case CaseMoved():
            return handing.move(event, case, facts, policy, actor)
        case ReferralProposed():
            return referring.propose(event, was, case, facts, policy, actor)
        case ReferralArrived():
            return arrived(event, case, facts, policy, actor)
        case WeightSet() | AdviceSet():
            return described(event, case, actor)
        case HandedBack():
            return hand_back(event, case, facts, actor, policy)
        case _:
            raise ValueError(f"the table of lifecycle knows {type(event).__name__}, nothing decides it")


# -- speaking with the family ---------------------------------------------------------------


def reply(event: ReplySent, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    mine, handed = owned(case, facts, policy, actor)
    mine = replace(
        mine,
        told_owner=mine.owner if mine.owner == actor.id else mine.told_owner,
        shown=(*mine.shown, *event.entries),
        unanswered_since=None,
        reminded_at=None,
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
    status = (choices.choice(choices.STATUS),)
    sent = replace(tell(case, *parts, then=status), message_id=event.message_id)
    words = (Text("desk-replied", {"name": actor.name}), *parts)
    in_thread = Post(case.id, words, message_id=event.message_id, story=True)  # so that erasing finds this copy too
    return handed.plus(
        Decision(
            case=mine,
            conversation=held_by_person(facts),
            messages=(message,),
            records=(Journal("replied", case.id, actor.id),),
            effects=(
                sent,
                in_thread,
                ShowCard(case.id),
                *call_off(case, "claim-notice", "unanswered", "follow-up-missed"),
                *arm_family_silent(mine, facts, policy),
            ),
        )
    )


def resume_bot(case: Case, facts: Facts, actor: Coordinator) -> Decision:
    freed = None
    if facts.conversation is not None and facts.conversation.case_id == case.id:
        freed = replace(facts.conversation, holder=Holder.BOT, held_until=None)
    told = Post(case.id, (Text("desk-bot-resumed", {"name": actor.name}),))
    heard = tell(case, Text("bot-answers"))
    return Decision(
        case=case,
        conversation=freed,
        records=(Journal("bot-resumed", case.id, actor.id),),
        effects=(heard, told, ShowCard(case.id)),
    )


# -- the desk's own work -----------------------------------------------------------------------


def follow_up(event: FollowUpSet, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """Wakes the case on the morning of that day; an earlier date is replaced."""
    mine, handed = owned(case, facts, policy, actor)
    at = datetime.combine(event.on, policy.follow_up_at, facts.now.tzinfo)
    told = Post(case.id, (Text("desk-follow-up-set", {"name": actor.name, "follow_up_on": event.on.isoformat()}),))
    if case.owner is None:  # she took it by promising a date: the family hears whose it is, as after a claim
        notice = Wake(case.id, facts.now + policy.claim_notice_after, "claim-notice")
        handed = handed.plus(Decision(conversation=held_by_person(facts), effects=(notice,)))
    return handed.plus(
        Decision(
            case=replace(mine, follow_up_on=event.on),
            records=(Journal("follow-up-set", case.id, actor.id, (("on", event.on.isoformat()),)),),
            effects=(CallOff(case.id, "follow-up-missed"), Wake(case.id, at, "follow-up"), told, ShowCard(case.id)),
        )
    )


def note(event: NoteAdded, case: Case, actor: Coordinator) -> Decision:
    written = Post(case.id, (Text("desk-note", {"name": actor.name}), Verbatim(event.text)))
    return Decision(
        case=case,
        records=(Journal("noted", case.id, actor.id),),
        effects=(written, CallOff(case.id, "follow-up-missed")),
    )


def described(event: WeightSet | AdviceSet, case: Case, actor: Coordinator) -> Decision:
    """How much work it is, and whose work it stays: both are said by the coordinator, never guessed."""
    if isinstance(event, AdviceSet):
        said = Text("desk-advice-on" if event.advice else "desk-advice-off", {"name": actor.name})
        what = Journal("advice-set", case.id, actor.id, (("advice", str(event.advice).lower()),))
        return Decision(
            case=replace(case, advice=event.advice),
            records=(what,),
            effects=(Post(case.id, (said,)), ShowCard(case.id)),
        )
    if not 1 <= event.weight <= HEAVIEST:
        return refused(event, case, actor, Text("desk-not-now", {"number": case.number}))
    what = Journal("weight-set", case.id, actor.id, (("weight", str(event.weight)),))
    return Decision(case=replace(case, weight=event.weight), records=(what,), effects=(ShowCard(case.id),))


# -- the end ------------------------------------------------------------------------------------


def close(event: CaseClosed, case: Case, facts: Facts, actor: Coordinator) -> Decision:
    gaps: tuple[Unmet, ...] = ()
    if event.outcome in UNMET_OUTCOMES:
        gaps = (Unmet(case.topics, case.slots.municipality, "closed-unmet", case.id),)
    ended = over(case, facts, actor, event.reason, event.outcome, Text("closed", {"number": case.number}))
    return ended.plus(Decision(records=gaps))


def over(case: Case, facts: Facts, actor: Coordinator, reason: str, outcome: str, said: Text) -> Decision:
    """Nothing wakes it any more, the family hears it, and the bot answers her again."""
    owner = case.owner or actor.id
    closed = replace(
        case,
        status=Status.CLOSED,
        closed_at=facts.now,
        close_reason=reason,
        outcome=outcome,
        follow_up_on=None,
        owner=owner,
        helpers=tuple(helper for helper in case.helpers if helper != owner),
        offer=None,
        deliberation=None,
    )
    freed = None
    if facts.conversation is not None and facts.conversation.case_id == case.id:
        freed = Conversation(case.conversation_id, facts.conversation.person_id, last_at=facts.now)
    return Decision(
        case=closed,
        conversation=freed,
        records=(Journal("closed", case.id, actor.id, (("reason", reason), ("outcome", outcome))),),
        effects=(
            tell(case, said, then=choices.menu()),
            *call_off(case, "follow-up", *WHILE_OWNED, *WHILE_WAITING),
            ShowCard(case.id),
        ),
    )


def hand_back(event: HandedBack, case: Case, facts: Facts, actor: Coordinator, policy: Policy) -> Decision:
    """To the supporter whose work it is. She may come back."""
    if not (case.advice or (facts.person is not None and facts.person.kind == "supporter")):
        return impossible(event, case, actor, policy)
    inside = Post(case.id, (Text("desk-handed-back", {"name": actor.name}), *handing.verbatim(event.reason)))
    return over(case, facts, actor, "handed-back", "unknown", Text("handed-back", {"number": case.number})).plus(
        Decision(effects=(inside,))
    )


def arrived(event: ReferralArrived, case: Case, facts: Facts, policy: Policy, actor: Coordinator) -> Decision:
    """The window outside has it now, as somebody here has made sure."""
    there = referring.arrived(case, policy, actor)
    if there is None or there.case is None:
        return impossible(event, case, actor, policy)
    said = Text("referral-arrived", {"number": case.number, "outside": referring.name_of(case, policy)})
    return there.plus(over(there.case, facts, actor, "connected", "unknown", said))
