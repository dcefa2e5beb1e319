"""The one decision: an event, the facts and the region's settings in; what is so, and what is to be done, out."""

from routing.clock import from_clock
from routing.decision import Decision, Facts
from routing.desk import from_desk
from routing.events import AboutRoster, Event, FromDesk, FromRequester
from routing.front import from_requester
from routing.policy import Policy
from routing.roster_changes import about_roster


def decide(event: Event, facts: Facts, policy: Policy) -> Decision:
    """Pure: the same arguments give the same decision on every machine."""
    if isinstance(event, FromRequester):
        return from_requester(event, facts, policy)
    if isinstance(event, FromDesk):
        return from_desk(event, facts, policy)
    if isinstance(event, AboutRoster):
        return about_roster(event, facts, policy)
    return from_clock(event, facts, policy)
