"""It has an owner, and something stays silent: her word to the family, a promised day, or the family itself."""

from dataclasses import replace

from routing.calling import in_charge
from routing.case import Case
from routing.decision import Decision, Facts, Journal
from routing.effects import Post, ShowCard, Text, Wake, WakeFor
from routing.handing import left_behind, released
from routing.policy import Policy
from routing.timing import arm_unanswered, clocks_of, rests_until, unanswered_at


def unanswered_due(case: Case, facts: Facts, policy: Policy) -> Decision:
    """The owner is reminded once; after that the desk has it again, where the region wants that."""
    behind = left_behind(case, facts, policy)
    if behind is not None:
        return behind
    at = unanswered_at(case, facts, policy)
    if case.owner is None or at is None:
        return Decision()
    if at > facts.now:
        return Decision(effects=(Wake(case.id, at, "unanswered"),))
    waits = later(case, facts, policy, "unanswered")
    if waits is not None:
        return waits
    if case.reminded_at is None and clocks_of(case, policy).unanswered_remind is not None:
        reminded, called = replace(case, reminded_at=facts.now), in_charge(case, facts, policy)
        return Decision(
            case=reminded,
            records=(Journal("unanswered", case.id, case.owner),),
            effects=(
                Post(case.id, (Text("desk-unanswered", {"number": case.number}),), called),
                ShowCard(case.id),
                *arm_unanswered(reminded, facts, policy),
            ),
        )
    declined = tuple(dict.fromkeys((*case.declined, case.owner)))
    back = replace(case, declined=declined)
    said = (Text("desk-released", {"name": policy.name_of(case.owner), "number": case.number}),)
    return released(back, facts, policy, said, "unanswered")


def follow_up_missed(case: Case, facts: Facts, policy: Policy) -> Decision:
    """The promised day began and nobody did anything with the case since."""
    day = case.follow_up_on
    if day is None or day > facts.now.date() or (case.worked_at is not None and case.worked_at.date() >= day):
        return Decision()
    waits = later(case, facts, policy, "follow-up-missed") or left_behind(case, facts, policy)
    if waits is not None:
        return waits
    called = tuple(dict.fromkeys((*in_charge(case, facts, policy), *case.helpers)))
    missed = Post(case.id, (Text("desk-follow-up-missed", {"number": case.number}),), called)
    return Decision(records=(Journal("follow-up-missed", case.id, case.owner),), effects=(missed, ShowCard(case.id)))


def family_silent(case: Case, facts: Facts, policy: Policy) -> Decision:
    """The owner is asked whether to look again or to close. Nothing is said to the family."""
    if case.owner is None or case.unanswered_since is not None:
        return Decision()
    waits = later(case, facts, policy, "family-silent") or left_behind(case, facts, policy)
    if waits is not None:
        return waits
    asked = Post(case.id, (Text("desk-family-silent", {"number": case.number}),), in_charge(case, facts, policy))
    return Decision(records=(Journal("family-silent", case.id, case.owner),), effects=(asked, ShowCard(case.id)))


def later(case: Case, facts: Facts, policy: Policy, what: WakeFor) -> Decision | None:
    opens = rests_until(case, facts, policy)
    return None if opens is None else Decision(effects=(Wake(case.id, opens, what),))
