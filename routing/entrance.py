"""A coordinator's own entrance: a link on her card that puts one exact line into the family's first message."""

import re
from dataclasses import replace

from routing import choices
from routing.answering import say
from routing.case import Conversation
from routing.decision import Decision, Facts
from routing.effects import Text
from routing.policy import Policy

LINE = re.compile(r"\s*tsunagu:([a-z0-9][a-z0-9-]{0,39})\s*")  # https://line.me/R/oaMessage/<account>/?tsunagu:<id>


def named_in(words: str) -> str | None:
    """The coordinator whose link wrote these words. Whoever merely mentions the line among others means no entrance."""
    found = LINE.fullmatch(words)
    return found[1] if found else None


def entered(coordinator_id: str, facts: Facts, policy: Policy, conversation: Conversation) -> Decision:
    """She is greeted by that name. Where families may choose a person, coming here was the choice."""
    one = policy.wanted(coordinator_id, facts.now.date())
    if one is None:
        return say(conversation, (Text("entrance-gone"), Text("greeting-start")), choices.menu())
    chosen = one.id if policy.family_choice == "person" else conversation.chosen_person
    through = replace(
        conversation,
        entrance=one.id,
        chosen_person=chosen,
        chosen_desk=one.desk if chosen == one.id else conversation.chosen_desk,
    )
    return say(through, (Text("entrance", {"owner_code": one.id}), Text("greeting-start")), choices.menu())
