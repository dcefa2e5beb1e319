"""Where the family wants to be heard: a desk, a person, or whoever is sent. Asked only when there is a choice."""

from dataclasses import replace

from routing import choices, intake
from routing.answering import say
from routing.case import Conversation, Coordinator, Step
from routing.decision import Decision, Facts
from routing.desks import receiving
from routing.effects import Choice, Text
from routing.policy import Desk, Policy
from routing.suggestion import serves

ASKED_AT_MOST = 10  # LINE shows thirteen buttons; one is "whoever", and she must be able to read them all


def ask_where(facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    """The next open question about her choice, or the question for her consent."""
    fresh = replace(conversation, chosen_desk=None, chosen_person=None)
    if conversation.entrance is not None and conversation.chosen_person is not None:
        return ask_consent(policy, conversation)  # she came by this person's own link
    if policy.family_choice == "none":
        return ask_consent(policy, conversation)
    desks = offered_desks(policy, fresh)
    if len(desks) > 1:
        return ask(fresh, Text("ask-desk"), tuple(desk_choice(desk) for desk in desks), choices.DESK)
    return ask_who(facts, policy, fresh)


def ask_who(facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    people = offered_people(facts, policy, conversation)
    if policy.family_choice != "person" or len(people) < 2:
        return ask_consent(policy, conversation)
    return ask(conversation, Text("ask-who"), tuple(who_choice(one) for one in people), choices.WHO)


def ask(conversation: Conversation, question: Text, buttons: tuple[Choice, ...], code: str) -> Decision:
    """The names stand in the sentence too: a button on LINE cuts a long one off."""
    waiting = replace(conversation, step=Step.DESK)
    names = tuple(Text("option-name", {"name": button.label.args["name"]}) for button in buttons)
    return say(waiting, (question, *names), (*buttons, choices.choice(code, "any", label="choice-anybody")))


def ask_consent(policy: Policy, conversation: Conversation) -> Decision:
    sentence = intake.load(policy.intake_model).consent()
    waiting = replace(conversation, step=Step.CONSENT, asked_consent=sentence)
    then = (
        choices.choice(choices.CONSENT, "yes", label="choice-consent"),
        choices.choice(choices.CONSENT, "no", label="choice-no"),
    )
    return say(waiting, (Text(sentence, {"desk": receiving(policy, conversation).name}),), then)


def offered_desks(policy: Policy, conversation: Conversation) -> tuple[Desk, ...]:
    """Those a family of this town may choose; a desk for other topics only is no help to her."""
    town, topics = conversation.slots.municipality, set(conversation.topics)
    return tuple(
        desk
        for desk in policy.desks
        if desk.offered
        and (not desk.towns or town is None or town in desk.towns)
        and (not desk.topics or bool(topics & set(desk.topics)))
    )[:ASKED_AT_MOST]


def offered_people(facts: Facts, policy: Policy, conversation: Conversation) -> tuple[Coordinator, ...]:
    """Who works for this town at the chosen desk, or at any she might have chosen."""
    chosen = conversation.chosen_desk
    desks = {chosen} if chosen else {desk.id for desk in offered_desks(policy, conversation)}
    today, town = facts.now.date(), conversation.slots.municipality
    return tuple(
        one for one in policy.coordinators if one.desk in desks and one.active_on(today) and serves(one, town)
    )[:ASKED_AT_MOST]


def desk_choice(desk: Desk) -> Choice:
    return choices.choice(choices.DESK, desk.id, label="choice-desk", name=desk.name)


def who_choice(one: Coordinator) -> Choice:
    return choices.choice(choices.WHO, one.id, label="choice-who", name=one.name)


def chose_desk(desk_id: str, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    """A desk of hers, or any; then the person, where the region lets her choose one."""
    chosen = next((desk.id for desk in offered_desks(policy, conversation) if desk.id == desk_id), None)
    picked = replace(conversation, chosen_desk=chosen, chosen_person=None)
    return ask_who(facts, policy, picked) if chosen else ask_consent(policy, picked)


def chose_who(coordinator_id: str, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    one = next((one for one in offered_people(facts, policy, conversation) if one.id == coordinator_id), None)
    if one is None:
        return ask_consent(policy, replace(conversation, chosen_person=None))
    return ask_consent(policy, replace(conversation, chosen_desk=one.desk, chosen_person=one.id))


def wrote(words: str, facts: Facts, policy: Policy, conversation: Conversation) -> Decision | None:
    """The name of a desk or a person, typed: on a computer LINE shows no buttons. None when it is neither."""
    named = words.strip()
    for desk in offered_desks(policy, conversation):
        if named == desk.name:
            return chose_desk(desk.id, facts, policy, conversation)
    for one in offered_people(facts, policy, conversation) if policy.family_choice == "person" else ():
        if named == one.name:
            return chose_who(one.id, facts, policy, conversation)
    return None


def unchosen(conversation: Conversation) -> Conversation:
    return replace(conversation, chosen_desk=None, chosen_person=None, entrance=None)
