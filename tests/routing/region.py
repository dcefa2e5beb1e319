"""A region with two desks, a supervisor and windows outside, and a little world that remembers what was decided."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from knowledge.understanding import Slots
from routing.business_time import Calendar
from routing.case import Case, Conversation, Coordinator, Person, Status, Step
from routing.decide import decide
from routing.decision import Decision, Facts, Fresh, Record, Waiting
from routing.duty import Duty, Hours
from routing.effects import CallOff, Effect, Wake
from routing.events import (
    ChoicePressed,
    ClaimNoticeDue,
    DeliberationDue,
    Event,
    FamilySilent,
    FollowUpDue,
    FollowUpMissed,
    FromRequester,
    OfferDue,
    UnansweredDue,
    UnclaimedDue,
)
from routing.policy import Clocks, Desk, OutsideDesk, Policy
from tests.builders import MOTHER, TALK, at, some_case

TOWN, FAR = "142018", "142107"
HOURS = Hours(("MO", "TU", "WE", "TH", "FR"), time(9), time(17))
ASAGI = Coordinator(
    "asagi", "浅葱", "U0ASAGI001", "city", towns=(TOWN,), care_types=("ventilator",), substitute="budou"
)
BUDOU = Coordinator("budou", "葡萄", "U0BUDOU001", "city", towns=(FAR,), stages=("preschool",), experience="few")
CHOJI = Coordinator("choji", "丁子", "U0CHOJI001", "city", capacity=3)
DAIDAI = Coordinator("daidai", "橙", "U0DAIDAI01", "office", provision="contracted", towns=(TOWN, FAR))
ENJI = Coordinator("enji", "臙脂", "U0ENJI0001", "office", provision="contracted")
PEOPLE = (ASAGI, BUDOU, CHOJI, DAIDAI, ENJI)
CENTRE = OutsideDesk("centre", "見本の支援センター", "prefecture", phone="000-0000-0000", hours=HOURS)
NEAR = OutsideDesk("near", "見本の圏域の窓口", "area", towns=(TOWN,), phone="000-0000-0001")
CLOCKS = Clocks(
    remind=timedelta(hours=1),
    substitute=timedelta(hours=2),
    whole_desk=timedelta(hours=3),
    supervisors=timedelta(hours=4),
    offer=timedelta(hours=1),
    unanswered_remind=timedelta(hours=2),
    unanswered_release=timedelta(hours=6),
    follow_up_missed=timedelta(hours=4),
    family_silent=timedelta(hours=24),
)
URGENT_CLOCKS = Clocks(
    remind=timedelta(minutes=5),
    substitute=timedelta(minutes=10),
    whole_desk=timedelta(minutes=15),
    supervisors=timedelta(minutes=20),
    offer=timedelta(minutes=5),
    unanswered_remind=timedelta(minutes=15),
    unanswered_release=timedelta(minutes=30),
)
REGION = Policy(
    region_id="sample",
    settings_version=3,
    desks=(Desk("city", "見本市の窓口"), Desk("office", "見本の相談室", "contracted")),
    intake_model="one_stop",
    coordinators=PEOPLE,
    towns=(TOWN, FAR),
    lead="choji",
    deliberation=timedelta(hours=4),
    outside=(CENTRE, NEAR),
    fallback=("near", "centre"),
    supervisors=("enji",),
    clocks=CLOCKS,
    urgent_clocks=URGENT_CLOCKS,
)
CALENDAR = Calendar({"city": HOURS, "office": HOURS})
ON_DUTY = Duty(open=True, on_duty=("asagi",))
EVENTS: dict[str, type[Any]] = {
    "claim-notice": ClaimNoticeDue,
    "unclaimed": UnclaimedDue,
    "offer": OfferDue,
    "unanswered": UnansweredDue,
    "follow-up-missed": FollowUpMissed,
    "family-silent": FamilySilent,
    "deliberation": DeliberationDue,
}


def here(model: str, **changes: Any) -> Policy:
    return replace(REGION, intake_model=model, **changes)


def waiting_case(model: str, **changes: Any) -> Case:
    """As it stands right after it came to the city's desk at ten on a Tuesday."""
    fresh = some_case(
        desk="city", intake_model=model, slots=Slots(municipality=TOWN), waiting_since=at("10:00"), topics=("nursery",)
    )
    return replace(fresh, **changes)


@dataclass
class World:
    """One family, its conversation and cases, and the timers that were set. Nothing is decided here."""

    policy: Policy
    now: datetime = field(default_factory=lambda: at("10:00"))
    person: Person = field(default_factory=lambda: Person(MOTHER, "family"))
    talk: Conversation = field(default_factory=lambda: Conversation(TALK, MOTHER, words="預け先をさがしています"))
    cases: dict[str, Case] = field(default_factory=dict)
    timers: dict[tuple[str, str], datetime] = field(default_factory=dict)
    on_duty: tuple[str, ...] = ("asagi",)
    night_alert: str | None = None
    loads: dict[str, int] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    known_to: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def duty(self) -> Duty:
        if CALENDAR.open_at("city", self.now):
            return Duty(open=True, on_duty=self.on_duty)
        return Duty(open=False, opens_at=CALENDAR.opening("city", self.now), night_alert=self.night_alert)

    @property
    def case(self) -> Case:
        return next(reversed(self.cases.values()))

    def given(self, case: Case) -> Case:
        self.cases[case.id] = case
        self.talk = replace(self.talk, case_id=case.id)
        return case

    def asked(self, **talk: Any) -> Decision:
        """She says yes to the question for her consent."""
        self.talk = replace(self.talk, step=Step.CONSENT, **talk)
        return self.told(ChoicePressed("consent:yes"))

    def told(self, event: Event, actor: Coordinator | None = None, **facts: Any) -> Decision:
        """What follows from the event now, remembered."""
        about = None if isinstance(event, FromRequester) or not self.cases else self.case
        duty = self.duty()
        known = Facts(
            now=self.now,
            fresh=Fresh(f"case-{len(self.cases)}", f"N{len(self.cases)}"),
            duties={desk.id: duty for desk in self.policy.desks},
            person=self.person,
            conversation=self.talk,
            open_cases=tuple(case for case in self.cases.values() if case.is_open),
            case=about,
            actor=actor,
            held_until=self.now + timedelta(hours=8),
            loads=self.loads,
            known_to=self.known_to,
            calendar=CALENDAR,
        )
        decision = decide(event, replace(known, **{**self.facts, **facts}), self.policy)
        self.remember(decision)
        return decision

    def remember(self, decision: Decision) -> None:
        self.person = decision.person or self.person
        self.talk = decision.conversation or self.talk
        self.records += decision.records
        if decision.case is not None:
            self.cases[decision.case.id] = decision.case
        for effect in decision.effects:
            if isinstance(effect, Wake):
                self.timers[effect.case_id, effect.what] = effect.at
            elif isinstance(effect, CallOff):
                self.timers.pop((effect.case_id, effect.what), None)

    def ring(self) -> tuple[str, Decision]:
        """The next timer, at its hour."""
        (case_id, what), due = min(self.timers.items(), key=lambda one: one[1])
        del self.timers[case_id, what]
        self.now = max(self.now, due)
        event = FollowUpDue(due.date()) if what == "follow-up" else EVENTS[what]()
        self.cases[case_id] = self.cases.pop(case_id)  # the one it is about
        return what, self.told(event)

    def waiting(self) -> tuple[Waiting, ...]:
        return tuple(
            Waiting(c.id, c.number, c.desk, c.urgency, c.first, c.opened_at, c.offer.to if c.offer else None)
            for c in self.cases.values()
            if c.status is Status.WAITING
        )


def mentioned(effects: tuple[Effect, ...]) -> set[str]:
    """Everybody called by name."""
    return {one for effect in effects for one in getattr(effect, "mention", ())}
