"""A region's settings, as far as decisions need them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal

from routing.case import Coordinator, Provision
from routing.duty import Hours

SHOWN_AT_ONCE = 3  # more than three at once is no help to a tired parent (seed 003)

FamilyChoice = Literal["none", "desk", "person"]
OutsideKind = Literal["municipality", "area", "prefecture", "other"]


@dataclass(frozen=True, slots=True)
class Desk:
    """A window that takes consultations in, with its own shared channel. Empty towns or topics: all of them."""

    id: str
    name: str  # as people know it
    provision: Provision = "direct"
    operator: str = ""  # who runs a contracted one
    towns: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    offered: bool = True  # a family may choose it, where the region lets families choose
    user_group: str = ""  # Slack user group kept in step with who is on duty; empty: none


@dataclass(frozen=True, slots=True)
class OutsideDesk:
    """A window that does not work with Tsunagu: reached by telephone or form, handed over to with consent."""

    id: str
    name: str
    kind: OutsideKind
    towns: tuple[str, ...] = ()  # empty: all
    phone: str = ""
    url: str = ""
    hours: Hours | None = None  # None: unknown; the text says to ask


@dataclass(frozen=True, slots=True)
class Rule:
    """What the region wants for certain cases. Every condition that is not empty must hold, one value of each."""

    care_types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    requesters: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    desk: str | None = None  # taken in there
    outside: str | None = None  # proposed to the desk as the window to connect to
    first: bool = False  # before all others
    at_once: bool = False  # called like an urgent one, at any hour


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long silence may last before the next person is called. None: that step does not exist.

    In opening hours of the case's desk, for the urgent ones by the wall clock. Each counts from the case's arrival
    (or its falling back to the desk), the two `unanswered` ones from the family's last unanswered word.
    """

    remind: timedelta | None = None  # whoever is on duty, once more
    substitute: timedelta | None = None
    whole_desk: timedelta | None = None
    supervisors: timedelta | None = None
    offer: timedelta | None = None  # an offered case goes to the next, or back, when nobody answers
    unanswered_remind: timedelta | None = None  # the owner
    unanswered_release: timedelta | None = None  # back to the desk
    follow_up_missed: timedelta | None = None  # after the promised day began
    family_silent: timedelta | None = None  # the owner is asked whether to look again or to close


@dataclass(frozen=True, slots=True)
class Policy:
    region_id: str
    settings_version: int
    desks: tuple[Desk, ...]  # the first takes in what no other serves
    intake_model: str
    coordinators: tuple[Coordinator, ...]
    towns: tuple[str, ...]  # codes, offered when the bot asks where the child lives
    worries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # life stage -> codes, for the guided path
    claim_notice_after: timedelta = timedelta(minutes=10)  # a reply within it carries the name and saves a push
    follow_up_at: time = time(9)
    family_choice: FamilyChoice = "none"
    lead: str | None = None  # coordinator who decides when a deliberation ends without a decision
    deliberation: timedelta = timedelta(hours=16)  # opening hours in which views are collected
    rules: tuple[Rule, ...] = ()
    outside: tuple[OutsideDesk, ...] = ()
    fallback: tuple[str, ...] = ()  # outside desks, nearest first, when no coordinator can
    supervisors: tuple[str, ...] = ()  # coordinator ids of the supervisor team
    clocks: Clocks = field(default_factory=Clocks)
    urgent_clocks: Clocks = field(default_factory=Clocks)

    def coordinator(self, coordinator_id: str) -> Coordinator:
        return next(c for c in self.coordinators if c.id == coordinator_id)

    def wanted(self, coordinator_id: str | None, day: date) -> Coordinator | None:
        """Who was asked for, if she works here that day."""
        found = (c for c in self.coordinators if c.id == coordinator_id and c.active_on(day))
        return next(found, None)

    def name_of(self, coordinator_id: str) -> str:
        """Her name; her id when she has left the region since."""
        return next((c.name for c in self.coordinators if c.id == coordinator_id), coordinator_id)

    def desk(self, desk_id: str) -> Desk:
        """The desk; the first one when it was closed down since, so that nothing is stranded."""
        return next((d for d in self.desks if d.id == desk_id), self.desks[0])

    def outside_desk(self, desk_id: str) -> OutsideDesk | None:
        return next((d for d in self.outside if d.id == desk_id), None)
