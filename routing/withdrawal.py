"""What a requester takes back goes everywhere it went: thread, card, memory."""

from dataclasses import replace

from routing.case import Case, Conversation
from routing.decision import Decision, Facts, Journal
from routing.effects import ShowCard, TakeBack


def withdrawn(facts: Facts, conversation: Conversation) -> Decision:
    message = facts.message
    if message is None:
        return Decision(records=(Journal("withdrew-unknown"),))
    said = message.body
    kept = replace(
        conversation,
        words="" if conversation.words == said else conversation.words,
        context=tuple(words for words in conversation.context if words != said),
    )
    gone = TakeBack(message.case_id, message.id)
    decision = Decision(conversation=kept, effects=(gone,), records=(Journal("message-withdrawn", message.case_id),))
    case = facts.case
    if case is None or not said_in(case, said):
        return decision
    left = replace(case, words=without(case.words, said))
    if left.referral is not None and _numbered(case, said):
        left = replace(left, referral=replace(left.referral, call_back=""))
    return decision.plus(Decision(case=left, effects=(ShowCard(case.id, reworded=True),)))


def said_in(case: Case, said: str) -> bool:
    return bool(said) and (without(case.words, said) != case.words or _numbered(case, said))


def _numbered(case: Case, said: str) -> bool:
    """Whether these words held the number that an outside desk may call."""
    return case.referral is not None and bool(case.referral.call_back) and case.referral.call_back in said


def without(words: str, said: str) -> str:
    """A case's words less one thing she said: whole lines only, and once, for short words stand in longer ones."""
    before, found, after = f"\n{words}\n".partition(f"\n{said}\n")
    return "\n".join(part for part in (before[1:], after[:-1]) if part) if found else words
