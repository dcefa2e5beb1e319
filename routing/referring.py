"""To a window outside, with the family's consent. Ours stays responsible until it is known that she arrived there."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from routing import choices
from routing.answering import say, tell
from routing.case import Case, Conversation, Coordinator, Referral, Status, Step
from routing.claiming import held_by_person, owned
from routing.decision import Decision, Facts, Journal
from routing.duty import is_open, next_opening
from routing.effects import Choice, Part, Post, ShowCard, Text, Verbatim, Wake, Whisper
from routing.events import ReferralProposed
from routing.policy import OutsideDesk, Policy
from routing.refusing import impossible

LOOK_AGAIN_AFTER = timedelta(days=7)  # when the coordinator asks whether she arrived
DIGITS = range(
    9, 16
)  # of a telephone number, from a Japanese landline without its leading zero to an international one


def propose(
    event: ReferralProposed, was: Case, case: Case, facts: Facts, policy: Policy, actor: Coordinator
) -> Decision:
    """The family is asked first, with plain buttons. Who proposes sees it through."""
    outside = policy.outside_desk(event.outside)
    if outside is None:
        return impossible(event, was, actor, policy)
    mine, handed = owned(case, facts, policy, actor)
    asked = replace(mine, referral=Referral(outside.id, actor.id, facts.now))
    if case.owner is None:
        notice = Wake(case.id, facts.now + policy.claim_notice_after, "claim-notice")
        handed = handed.plus(Decision(effects=(notice,)))
    talk = held_by_person(facts)
    waiting = replace(talk, step=Step.REFERRAL) if talk is not None else None
    buttons = (
        choices.choice(choices.REFERRAL, case.id, "yes", label="choice-referral-yes"),
        choices.choice(choices.REFERRAL, case.id, "no", label="choice-referral-no"),
    )
    question = Text("referral-ask", {"outside": outside.name, "number": case.number})
    inside = Post(case.id, (Text("desk-referral-asked", {"name": actor.name, "outside": outside.name}),))
    return handed.plus(
        Decision(
            case=asked,
            conversation=waiting,
            records=(Journal("referral-asked", case.id, actor.id, (("outside", outside.id),)),),
            effects=(tell(case, question, then=buttons), inside, ShowCard(case.id)),
        )
    )


def arrived(case: Case, policy: Policy, actor: Coordinator) -> Decision | None:
    """What is said inside and to the family; None when nothing was agreed on. Closing is the caller's."""
    referral = case.referral
    if referral is None or referral.state != "agreed":
        return None
    name = name_of(case, policy)
    return Decision(
        case=replace(case, referral=replace(referral, state="arrived")),
        records=(Journal("referral-arrived", case.id, actor.id, (("outside", referral.outside),)),),
        effects=(Post(case.id, (Text("desk-referral-arrived", {"name": actor.name, "outside": name}),)),),
    )


def name_of(case: Case, policy: Policy) -> str:
    """Of the window outside; its id when it has left the settings since."""
    if case.referral is None:
        return ""
    outside = policy.outside_desk(case.referral.outside)
    return outside.name if outside else case.referral.outside


# -- the family's answer ---------------------------------------------------------------------


def answered(argument: str, facts: Facts, policy: Policy, conversation: Conversation) -> Decision | None:
    """Yes or no to the window outside. None when nobody is waiting for it any more: an old button."""
    case_id, _, reply = argument.partition(":")
    case = next((case for case in facts.open_cases if case.id == case_id), None)
    if case is None or case.referral is None or case.referral.state != "asked":
        return None
    outside = policy.outside_desk(case.referral.outside)
    settled = replace(conversation, step=Step.NOTHING)
    if outside is None or reply != "yes":
        refused = replace(case, referral=replace(case.referral, state="refused"))
        return say(settled, (Text("referral-refused", {"number": case.number}),)).plus(
            told_inside(refused, Text("desk-referral-refused", {"number": case.number}))
        )
    return agreed(case, outside, facts, policy, settled)


def agreed(case: Case, outside: OutsideDesk, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    """She gets number and hours, and the coordinator a date to look whether she arrived."""
    assert case.referral is not None
    on = facts.now.date() + LOOK_AGAIN_AFTER
    status = Status.FOLLOWING_UP if case.owner is not None else case.status
    linked = replace(case, referral=replace(case.referral, state="agreed"), status=status, follow_up_on=on)
    parts, closed = reached(outside, facts)
    morning = datetime.combine(on, policy.follow_up_at, facts.now.tzinfo)
    said = Text("desk-referral-agreed", {"outside": outside.name, "follow_up_on": on.isoformat()})
    decision = told_inside(linked, said).plus(Decision(effects=(Wake(case.id, morning, "follow-up"),)))
    if not (closed and outside.phone):
        return say(conversation, parts).plus(decision)
    return say(
        replace(conversation, step=Step.CALL_BACK), (*parts, Text("call-back-ask")), call_back_buttons(case)
    ).plus(decision)


def call_back_buttons(case: Case) -> tuple[Choice, ...]:
    return (choices.choice(choices.CALL_BACK, case.id, "no", label="choice-call-back-no"),)


def reached(outside: OutsideDesk, facts: Facts) -> tuple[tuple[Part, ...], bool]:
    """How the window is reached, and whether it is known to be closed now."""
    parts: list[Part] = [Text("referral-agreed", {"outside": outside.name})]
    if outside.phone:
        parts.append(Text("outside-phone", {"phone": outside.phone}))
    if outside.url:
        parts.append(Text("outside-page", {"url": outside.url}))
    if outside.hours is None:
        return (*parts, Text("outside-hours-unknown")), False
    hours, holiday = outside.hours, facts.calendar.is_holiday
    if is_open(hours, facts.now, holiday):
        closes = datetime.combine(facts.now.date(), hours.end, facts.now.tzinfo)
        return (*parts, Text("outside-open", {"closes_at": closes.isoformat()})), False
    opens = next_opening(hours, facts.now, holiday)
    if opens is None:
        return (*parts, Text("outside-hours-unknown")), True
    return (*parts, Text("outside-closed", {"opens_at": opens.isoformat()})), True


def call_back(argument: str, facts: Facts, conversation: Conversation) -> Decision | None:
    """She would rather call herself, or wants to leave her number after all."""
    case_id, _, reply = argument.partition(":")
    case = next((case for case in facts.open_cases if case.id == case_id), None)
    if case is None or case.referral is None or case.referral.state != "agreed":
        return None
    if reply == "yes":
        return say(replace(conversation, step=Step.CALL_BACK), (Text("call-back-ask"),), call_back_buttons(case))
    return say(replace(conversation, step=Step.NOTHING), (Text("call-back-declined"),))


def call_back_number(words: str, case: Case, policy: Policy, conversation: Conversation) -> Decision | None:
    """Her number, kept in the case and shown to its coordinator alone. None when these words hold none."""
    number = telephone_in(words)
    if case.referral is None or case.referral.state != "agreed" or number is None:
        return None
    kept = replace(case, referral=replace(case.referral, call_back=number))
    name = name_of(case, policy)
    hers = case.owner or case.referral.by
    private = Whisper(hers, (Text("desk-call-back-number", {"outside": name}), Verbatim(number)), case.id)
    return (
        say(replace(conversation, step=Step.NOTHING), (Text("call-back-kept", {"outside": name}),))
        .plus(told_inside(kept, Text("desk-call-back-asked", {"outside": name})))
        .plus(Decision(effects=(private,)))
    )


def telephone_in(words: str) -> str | None:
    """The one telephone number that these words hold, as it was written."""
    found = [one.strip() for one in re.findall(r"\+?[0-9０-９][0-9０-９\-－\u30fc‐(（)） ]{7,}[0-9０-９]", words)]
    numbers = [one for one in found if sum(sign.isdigit() for sign in one) in DIGITS]
    return numbers[0] if len(numbers) == 1 else None


def told_inside(case: Case, said: Text) -> Decision:
    mention = (case.owner,) if case.owner else ()
    return Decision(
        case=case,
        records=(Journal("referral", case.id, data=(("state", case.referral.state if case.referral else ""),)),),
        effects=(Post(case.id, (said,), mention), ShowCard(case.id)),
    )
