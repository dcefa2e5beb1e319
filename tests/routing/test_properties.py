"""What holds whatever a family writes and whatever a coordinator presses, in any order."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.understanding import URGENT_CLASSES
from routing.case import Case, EntryRef, Person, Status
from routing.decide import decide
from routing.decision import Decision, Facts, Fresh
from routing.effects import Entries, PassMedia, Post, Say
from routing.events import (
    BotResumed,
    CaseClaimed,
    CaseClosed,
    CaseDeclined,
    ChoicePressed,
    ClaimNoticeDue,
    Event,
    FollowUpDue,
    FollowUpSet,
    FromRequester,
    MediaReceived,
    NoteAdded,
    ReplySent,
    TextReceived,
)
from routing.policy import SHOWN_AT_ONCE
from tests.builders import (
    CLOSED,
    KUJIRA,
    MOTHER,
    OPEN,
    POLICY,
    STRANGER,
    UMINEKO,
    at,
    found,
    some_conversation,
    understood,
)

DAY = date(2026, 12, 1)
CODES = """
guide stage:preschool worry:nursery slot:municipality:142018 slot:age:36 slot:age:x skip more resolved person
no-words consent:yes consent:no wrong:ym-001:1 status same-case new-case case:case-0 bot emergency menu stored
erase:ask language:en language:xx nonsense:::
"""
codes = st.sampled_from(CODES.split())
from_family = st.one_of(
    st.builds(TextReceived, st.uuids().map(str), st.text(min_size=1, max_size=20)),
    st.builds(MediaReceived, st.uuids().map(str), st.sampled_from(["image", "sticker", "location"])),
    st.builds(ChoicePressed, codes),
)
from_desk = st.one_of(
    st.just(CaseClaimed()),
    st.builds(CaseDeclined, st.just("away")),
    st.builds(ReplySent, st.uuids().map(str), st.text(min_size=1, max_size=9), st.just((EntryRef("ym-001", 1),))),
    st.just(FollowUpSet(DAY)),
    st.just(NoteAdded("n")),
    st.builds(CaseClosed, st.just("settled"), st.sampled_from(["met", "unmet"])),
    st.just(BotResumed()),
)
from_clock = st.sampled_from([FollowUpDue(DAY), ClaimNoticeDue()])
steps = st.lists(
    st.tuples(
        st.one_of(from_family, from_family, from_desk, from_clock),
        st.sampled_from([KUJIRA, UMINEKO, STRANGER]),
        st.sampled_from(["none", "none", "none", "soft", *URGENT_CLASSES]),
        st.integers(0, 5),
        st.sampled_from(["answer", "perhaps", "ask", "unknown"]),
        st.booleans(),
        st.integers(0, 20_000),
    ),
    max_size=14,
)


class World:
    """The little a decision leaves behind: one family, its conversation and its cases."""

    def __init__(self) -> None:
        self.person = Person(MOTHER, "family")
        self.talk = some_conversation()
        self.cases: dict[str, Case] = {}
        self.now = at("10:00")

    def case(self) -> Case | None:
        return next(reversed(self.cases.values()), None)

    def take(self, event: Event, decision: Decision) -> None:
        self.person = decision.person or self.person
        self.talk = decision.conversation or self.talk
        if decision.case is not None:
            self.cases[decision.case.id] = decision.case


def play(world: World, step: tuple[object, ...]) -> tuple[Event, Decision]:
    event, actor, urgency, count, kind, open_now, minutes = step
    world.now += timedelta(minutes=minutes)  # type: ignore[arg-type]
    is_family = isinstance(event, FromRequester)
    facts = Facts(
        now=world.now,
        fresh=Fresh(f"case-{len(world.cases)}", f"N{len(world.cases)}"),
        duties={"desk": OPEN if open_now else CLOSED},
        person=world.person,
        conversation=world.talk,
        open_cases=tuple(case for case in world.cases.values() if case.is_open),
        case=None if is_family else world.case(),
        actor=actor,  # type: ignore[arg-type]
        understood=understood(event.text, urgency) if isinstance(event, TextReceived) else understood(""),  # type: ignore[arg-type]
        answer=found(count if kind in ("answer", "perhaps") else 0, kind, asks="age" if kind == "ask" else None),  # type: ignore[arg-type]
        held_until=world.now + timedelta(hours=8),
    )
    decision = decide(event, facts, POLICY)  # type: ignore[arg-type]
    return event, decision  # type: ignore[return-value]


@settings(max_examples=150, deadline=None)
@given(steps)
def test_whatever_happens_the_promises_hold(history: list[tuple[object, ...]]) -> None:
    world = World()
    for step in history:
        if not isinstance(step[0], FromRequester) and world.case() is None:
            continue
        before = world.case()
        event, decision = play(world, step)
        world.take(event, decision)

        says = [effect for effect in decision.effects if isinstance(effect, Say)]
        relayed = any(isinstance(effect, Post | PassMedia) for effect in decision.effects)
        if isinstance(event, FromRequester):
            assert says or relayed, "every message is answered, or passed to a person"
        for say in says:
            entries = [part for part in say.parts if isinstance(part, Entries) and not part.lines]
            assert sum(len(part.refs) for part in entries) <= SHOWN_AT_ONCE
        if isinstance(event, TextReceived) and step[2] in URGENT_CLASSES:
            first = says[0].parts
            assert any(isinstance(part, Entries) and part.lines for part in first), "urgent words get the numbers"
            assert any(case.is_open for case in world.cases.values()), "and a person is alerted"
        if isinstance(event, NoteAdded):
            assert not says, "a note stays inside"
        if before is not None and before.status is Status.CLOSED and not isinstance(event, FromRequester):
            assert decision.case is None or decision.case.status is Status.CLOSED, "a closed case stays closed"
        check_owner(world)


def check_owner(world: World) -> None:
    for case in world.cases.values():
        claimed = case.status in (Status.CLAIMED, Status.FOLLOWING_UP)
        assert claimed == (case.owner is not None) or case.status is Status.CLOSED, "one responsible, or the desk"
