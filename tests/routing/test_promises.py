"""What holds under every model, for any roster, whatever happens in whatever order, and when the model is switched."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.understanding import URGENT_CLASSES, Slots
from routing import intake
from routing.case import Case, Coordinator, Status
from routing.decision import Decision
from routing.effects import PassMedia, Post, Say, ShowCard, Tell, Whisper
from routing.events import (
    AdviceSet,
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDecided,
    CaseDeclined,
    CaseMoved,
    CaseOffered,
    ChoicePressed,
    ClaimNoticeDue,
    DeliberationDue,
    Event,
    FamilySilent,
    FollowUpMissed,
    FollowUpSet,
    FromClock,
    FromDesk,
    FromRequester,
    HandedBack,
    HelperJoined,
    HelperLeft,
    NoteAdded,
    OfferDue,
    OfferUndone,
    ReferralArrived,
    ReferralProposed,
    ReplySent,
    ShiftBegan,
    SupervisorsCalled,
    TextReceived,
    UnansweredDue,
    UnclaimedDue,
    ViewGiven,
    WeightSet,
)
from routing.policy import Policy, Rule
from routing.timing import NOBODY_LEFT, WHILE_WAITING
from tests.builders import at, found, understood
from tests.routing.region import FAR, PEOPLE, REGION, TOWN, World, mentioned

NAMES = [one.id for one in PEOPLE]
STALE: tuple[FromClock, ...] = (
    UnclaimedDue(),
    OfferDue(),
    UnansweredDue(),
    FollowUpMissed(),
    FamilySilent(),
    DeliberationDue(),
    ClaimNoticeDue(),
)
CHOICES = """
person consent:yes consent:no desk:city desk:office desk:any who:asagi who:choji who:any no-words new-case status bot
referral:case-0:yes referral:case-0:no call-back:case-0:yes call-back:case-0:no
"""
names = st.sampled_from(NAMES)
from_family = st.one_of(
    st.builds(TextReceived, st.uuids().map(str), st.sampled_from(["困っています", "090-0000-0000", "tsunagu:asagi"])),
    st.builds(ChoicePressed, st.sampled_from(CHOICES.split())),
)
from_desk: st.SearchStrategy[FromDesk] = st.one_of(
    st.sampled_from([CaseClaimed(), OfferUndone(), BotResumed(), ReferralArrived(), NoteAdded("n"), HandedBack("r")]),
    st.builds(CaseDeclined, st.just("r")),
    st.builds(CaseOffered, names),
    st.builds(CaseDecided, names, st.lists(names, max_size=2).map(tuple)),
    st.builds(ViewGiven, st.sampled_from(["take", "together", "know", "opinion"])),
    st.builds(HelperJoined, names),
    st.builds(HelperLeft, names),
    st.builds(SupervisorsCalled, st.just("r")),
    st.builds(WeightSet, st.integers(0, 4)),
    st.builds(AdviceSet, st.booleans()),
    st.builds(CaseMoved, st.sampled_from(["city", "office", "nowhere"]), st.just("r")),
    st.builds(ReferralProposed, st.sampled_from(["near", "centre", "nowhere"])),
    st.builds(ReplySent, st.uuids().map(str), st.just("はい")),
    st.just(FollowUpSet(date(2026, 12, 1))),
    st.builds(CaseClosed, st.just("settled"), st.sampled_from(["met", "unmet"])),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("family"), from_family, st.sampled_from(["none", "none", "none", *URGENT_CLASSES])),
        st.tuples(st.just("desk"), from_desk, st.sampled_from(PEOPLE)),
        st.tuples(st.just("desk"), from_desk, st.sampled_from(PEOPLE)),
        st.tuples(st.just("ring"), st.none(), st.none()),
        st.tuples(st.just("stale"), st.sampled_from(STALE), st.none()),
        st.tuples(st.just("wait"), st.integers(1, 3_000), st.none()),
        st.tuples(st.just("duty"), st.lists(names, max_size=2, unique=True).map(tuple), st.none()),
        st.tuples(st.just("leave"), names, st.none()),
        st.tuples(st.just("switch"), st.sampled_from(intake.names()), st.none()),
    ),
    min_size=1,
    max_size=18,
)


@st.composite
def rosters(draw: st.DrawFn) -> Policy:
    """Any of the people, with any towns, room and substitutes, at either desk."""
    people = tuple(
        replace(
            one,
            desk=draw(st.sampled_from(["city", "city", "office"])) if one.id != "asagi" else "city",
            towns=draw(st.sampled_from([(), (TOWN,), (FAR,)])),
            capacity=draw(st.sampled_from([None, 0, 2, 9])),
            substitute=draw(st.sampled_from([None, *[name for name in NAMES if name != one.id]])),
        )
        for one in PEOPLE
    )
    rules = draw(st.sampled_from([(), (Rule(towns=(TOWN,), at_once=True, outside="near"),)]))
    return replace(
        REGION,
        coordinators=people,
        intake_model=draw(st.sampled_from(intake.names())),
        family_choice=draw(st.sampled_from(["none", "desk", "person"])),
        supervisors=draw(st.sampled_from([(), ("enji",), ("asagi", "enji")])),
        fallback=draw(st.sampled_from([(), ("near", "centre")])),
        lead=draw(st.sampled_from([None, "choji"])),
        rules=rules,
    )


def left(policy: Policy, name: str) -> Policy:
    """She does not work here any more since yesterday; the first one stays, for a desk is never empty."""
    gone = tuple(
        replace(one, active_to=date(2026, 11, 23)) if one.id == name and name != "asagi" else one
        for one in policy.coordinators
    )
    return replace(policy, coordinators=gone)


class Life:
    """A world in which things happen, and what was promised is looked at after each."""

    def __init__(self, policy: Policy, night_alert: str | None) -> None:
        self.world = World(policy, night_alert=night_alert)
        self.world.talk = replace(self.world.talk, slots=Slots(municipality=TOWN))
        self.called_by_clock: Counter[tuple[str, object, str]] = Counter()
        self.models: dict[str, str] = {}

    def happen(self, kind: str, what: object, more: object) -> None:
        world = self.world
        match kind:
            case "family":
                self.family(what, str(more))  # type: ignore[arg-type]
            case "desk" if world.cases and isinstance(more, Coordinator):
                actor = world.policy.coordinator(more.id)
                if actor.active_on(world.now.date()):
                    self.look(world.told(what, actor), what)  # type: ignore[arg-type]
            case "ring" if world.timers:
                self.ring()
            case "stale" if world.cases:
                self.stale(what)  # type: ignore[arg-type]
            case "wait":
                world.now += timedelta(minutes=what)  # type: ignore[arg-type]
                while world.timers and min(world.timers.values()) <= world.now:
                    self.ring()
            case "duty":
                world.on_duty = what  # type: ignore[assignment]
            case "leave":
                world.policy = left(world.policy, str(what))
            case "switch":
                world.policy = replace(world.policy, intake_model=str(what))
            case _:
                return
        self.promises()

    def family(self, event: FromRequester, urgency: str) -> None:
        text = event.text if isinstance(event, TextReceived) else ""
        decision = self.world.told(event, understood=understood(text, urgency), answer=found(1))
        relayed = any(isinstance(effect, Post | PassMedia) for effect in decision.effects)
        assert relayed or any(isinstance(effect, Say) for effect in decision.effects), "every message is answered"

    def ring(self) -> None:
        what, decision = self.world.ring()
        if what == "unclaimed":
            for name in mentioned(decision.effects):
                self.called_by_clock[self.world.case.id, self.world.case.waiting_since, name] += 1
        self.look(decision, None)

    def stale(self, event: FromClock) -> None:
        """A timer that was cancelled a moment too late."""
        before = self.world.case
        decision = self.world.told(event)
        if not before.is_open:
            assert decision == Decision(), "nothing wakes what is over"
        if before.owner is not None and isinstance(event, UnclaimedDue | DeliberationDue):
            assert decision == Decision(), "somebody has it"
        if before.owner is None and isinstance(event, UnansweredDue | FamilySilent | ClaimNoticeDue):
            assert decision == Decision(), "nobody has it"
        if before.offer is None and isinstance(event, OfferDue):
            assert decision == Decision(), "nobody is asked"
        if isinstance(event, UnclaimedDue):
            due = self.world.now
            assert not mentioned(decision.effects) or before.opened_at <= due

    def look(self, decision: Decision, event: Event | None) -> None:
        if isinstance(event, FromDesk) and decision.case is None:
            assert any(isinstance(effect, Whisper) for effect in decision.effects), "who pressed hears why"
            assert not any(isinstance(effect, Say) for effect in decision.effects)

    def promises(self) -> None:
        for case in self.world.cases.values():
            self.one_responsible(case)
            if case.is_open:
                self.next_step(case)
            else:
                assert not [key for key in self.world.timers if key[0] == case.id], "nothing wakes what is over"
            assert self.models.setdefault(case.id, case.intake_model) == case.intake_model, "it keeps its model"
        assert all(count <= 2 for count in self.called_by_clock.values()), "nobody is called on and on"

    def one_responsible(self, case: Case) -> None:
        if case.is_open:
            assert (case.owner is None) == (case.status is Status.WAITING), "one coordinator, or the desk"
        assert any(desk.id == case.desk for desk in self.world.policy.desks)
        assert case.offer is None or case.offer.to != case.owner
        assert case.owner not in case.helpers
        assert case.deliberation is None or case.owner is None

    def next_step(self, case: Case) -> None:
        set_for = {what for case_id, what in self.world.timers if case_id == case.id}
        if case.owner is None:
            assert set_for & set(WHILE_WAITING) or case.escalation >= NOBODY_LEFT, "no silence while it waits"
        else:
            assert not set_for & {"unclaimed", "deliberation"}, "and none of the desk's clocks when somebody has it"
            if case.unanswered_since is not None:
                assert "unanswered" in set_for, "nor while the family waits for a word"

    def end(self) -> None:
        """Nobody does anything any more: the clocks come to rest, and every case that waits is told to somebody."""
        for _ in range(80):
            if not self.world.timers:
                break
            self.ring()
            self.promises()
        assert not self.world.timers, "no clock runs for ever"
        for case in self.world.cases.values():
            if case.is_open and case.owner is None:
                assert case.escalation >= NOBODY_LEFT
        waiting = self.world.waiting()
        self.world.now = at("9:00", 30).replace(year=2027)
        digest = self.world.told(ShiftBegan("city", self.world.now), waiting=waiting, open_here=len(waiting))
        assert bool(waiting) == any(isinstance(effect, Tell) for effect in digest.effects), "the next shift sees it"


@settings(max_examples=250, deadline=None)
@given(rosters(), st.sampled_from([None, "asagi", "budou"]), steps)
def test_whatever_happens_nobody_is_left_without_somebody(
    policy: Policy, night_alert: str | None, history: list[tuple[str, object, object]]
) -> None:
    life = Life(policy, night_alert)
    life.world.asked()
    life.promises()

    for kind, what, more in history:
        life.happen(kind, what, more)

    life.end()


@settings(max_examples=60, deadline=None)
@given(rosters(), st.sampled_from(intake.names()), st.sampled_from(PEOPLE), st.booleans())
def test_a_case_that_began_before_a_switch_ends_as_it_began(
    policy: Policy, model: str, actor: Coordinator, decided: bool
) -> None:
    life = Life(policy, None)
    life.world.asked()
    began = life.world.case

    life.world.policy = replace(policy, intake_model=model)
    views = life.world.told(ViewGiven("know"), policy.coordinator("asagi"))
    ended = life.world.told(
        CaseDecided(actor.id) if decided and began.deliberation else CaseClaimed(), policy.coordinator("asagi")
    )

    assert (views.case is not None) == (began.deliberation is not None), "a deliberation goes on"
    assert ended.case is not None
    assert ended.case.intake_model == policy.intake_model
    assert ended.case.owner == (actor.id if decided and began.deliberation else "asagi")
    assert any(isinstance(effect, ShowCard) for effect in ended.effects)
    life.promises()
