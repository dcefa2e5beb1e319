"""Which desk takes a consultation in: the family's choice, the region's rules, then the town and the topic."""

from dataclasses import replace

from knowledge.understanding import URGENT_CLASSES
from routing.case import Case, Conversation
from routing.policy import Desk, Policy, Rule


def receiving(policy: Policy, conversation: Conversation) -> Desk:
    """The desk that would take in a case of this conversation now. There is always one."""
    about = (conversation.slots.municipality, conversation.topics)
    known = {desk.id for desk in policy.desks}
    if conversation.chosen_desk in known:
        return policy.desk(str(conversation.chosen_desk))
    rules = (rule for rule in policy.rules if rule.desk in known and _concerns(rule, conversation))
    ruled = next((rule.desk for rule in rules), None)
    return policy.desk(ruled) if ruled else serving(policy, *about)


def serving(policy: Policy, municipality: str | None, topics: tuple[str, ...]) -> Desk:
    """By town and topic. A desk that was set up for the topic goes before one that takes everything."""

    def fits(desk: Desk) -> bool:
        in_town = not desk.towns or municipality is None or municipality in desk.towns
        return in_town and (not desk.topics or bool(set(desk.topics) & set(topics)))

    fitting = [desk for desk in policy.desks if fits(desk)]
    fitting.sort(key=lambda desk: (not desk.topics, not (desk.towns and municipality in desk.towns)))
    return fitting[0] if fitting else policy.desks[0]


def _concerns(rule: Rule, conversation: Conversation) -> bool:
    """A rule about urgency or requester chooses no desk: neither is settled before a case is opened."""
    if rule.urgencies or rule.requesters:
        return False
    slots = conversation.slots
    return _all_hold(
        (rule.care_types, slots.care_types),
        (rule.topics, conversation.topics),
        (rule.stages, (slots.life_stage,)),
        (rule.towns, (slots.municipality,)),
    )


def concerns(rule: Rule, case: Case) -> bool:
    """Whether the region wrote this rule for cases like this one."""
    return _all_hold(
        (rule.care_types, case.slots.care_types),
        (rule.topics, case.topics),
        (rule.stages, (case.slots.life_stage,)),
        (rule.towns, (case.slots.municipality,)),
        (rule.requesters, (case.requester,)),
        (rule.urgencies, (case.urgency,)),
    )


def rules_for(policy: Policy, case: Case) -> tuple[Rule, ...]:
    return tuple(rule for rule in policy.rules if concerns(rule, case))


def settled(policy: Policy, case: Case, *, chosen: bool) -> Case:
    """A new case where the rules want it. The family's own choice of a desk goes before a rule about it."""
    rules = rules_for(policy, case)
    known = {desk.id for desk in policy.desks}
    ruled = next((rule.desk for rule in rules if rule.desk in known), None)
    desk = ruled if ruled is not None and not chosen else case.desk
    return replace(case, desk=desk, first=case.first or any(rule.first for rule in rules))


def at_once(policy: Policy, case: Case) -> bool:
    """Whether people are called for it at any hour: an urgent word, or a rule of the region."""
    return case.urgency in URGENT_CLASSES or any(rule.at_once for rule in rules_for(policy, case))


def _all_hold(*conditions: tuple[tuple[str, ...], tuple[str | None, ...]]) -> bool:
    asked = [(wanted, given) for wanted, given in conditions if wanted]
    return bool(asked) and all(set(wanted) & set(given) for wanted, given in asked)
