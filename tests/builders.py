"""Values for tests: each builder fills in what does not matter."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from knowledge.understanding import Answer, Match, Need, Reason, Slots, Understanding, Urgency
from routing.case import Case, Consent, Conversation, Coordinator, Person, Status
from routing.decision import Decision, Facts, Fresh
from routing.duty import Duty
from routing.effects import Effect, Part, Post, Say, ShowCard, Text
from routing.policy import Desk, Policy

TOKYO = ZoneInfo("Asia/Tokyo")
MOTHER = "person-mother"
TALK = "talk-mother"
KUJIRA = Coordinator("kujira", "鯨井", "U0KUJIRA01", "desk")
UMINEKO = Coordinator("umineko", "海猫", "U0UMINEKO1", "desk")
STRANGER = Coordinator("tobiuo", "飛魚", "U0TOBIUO01", "other-desk")
POLICY = Policy(
    region_id="yokosuka-miura",
    settings_version=1,
    desks=(Desk("desk", "見本の窓口"),),
    intake_model="duty_first",
    coordinators=(KUJIRA, UMINEKO),
    towns=("142018", "142042"),
    worries={"preschool": ("night-sleep", "nursery")},
)
OPEN = Duty(open=True, on_duty=("kujira",))


def at(clock: str, day: int = 24) -> datetime:
    """Tuesday 24 November 2026 unless another day of that month is given."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


CLOSED = Duty(open=False, opens_at=at("9:00", 25))


def some_conversation(**changes: Any) -> Conversation:
    return replace(Conversation(TALK, MOTHER), **changes)


def some_case(**changes: Any) -> Case:
    case = Case(
        id="case-1",
        number="7K3M2",
        desk="desk",
        status=Status.WAITING,
        opened_at=at("10:00"),
        intake_model="duty_first",
        settings_version=1,
        consent=Consent.GIVEN,
        requester="family",
        person_id=MOTHER,
        conversation_id=TALK,
        words="夜眠れません",
    )
    return replace(case, **changes)


def some_facts(**changes: Any) -> Facts:
    facts = Facts(
        now=at("10:30"),
        fresh=Fresh("case-new", "ABCDE"),
        duties={"desk": OPEN},
        person=Person(MOTHER, "family"),
        conversation=some_conversation(),
        held_until=at("10:30") + timedelta(hours=8),
    )
    return replace(facts, **changes)


def understood(text: str = "預け先をさがしています", urgency: str = "none", **changes: Any) -> Understanding:
    lines = ("nat-119",) if urgency not in ("none", "soft") else ()
    allows = urgency not in ("medical_emergency", "caregiver_crisis")
    plain = Understanding(
        text,
        Urgency(urgency, first_lines=lines, allows_entries=allows),
        (Need("short-stay-medical", 1.0, ("預け先",)),),
        Slots(municipality="142018"),
    )
    return replace(plain, **changes)


def found(count: int, kind: Literal["answer", "perhaps", "ask", "unknown"] = "answer", **changes: Any) -> Answer:
    matches = tuple(Match(f"ym-{n:03}", 1, 1.0 - n / 100, (Reason("town", "142018"),)) for n in range(1, count + 1))
    answer = Answer("answer", matches, confidence=0.9)
    return replace(answer, kind=kind, **changes)


# -- reading a decision -------------------------------------------------------------------


def said(decision: Decision) -> list[Part]:
    """Everything the requester is told, in order."""
    return [part for effect in decision.effects if isinstance(effect, Say) for part in effect.parts]


def told_ids(decision: Decision) -> list[str]:
    return [part.id for part in said(decision) if isinstance(part, Text)]


def buttons(decision: Decision) -> list[str]:
    return [choice.code for effect in decision.effects if isinstance(effect, Say) for choice in effect.choices]


def posts(decision: Decision) -> list[Post]:
    return [effect for effect in decision.effects if isinstance(effect, Post)]


def cards(decision: Decision) -> list[ShowCard]:
    return [effect for effect in decision.effects if isinstance(effect, ShowCard)]


def of_kind(decision: Decision, kind: type[Effect]) -> list[Effect]:
    return [effect for effect in decision.effects if isinstance(effect, kind)]
