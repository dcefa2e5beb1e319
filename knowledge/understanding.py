"""What a message was understood to say, and what the directory has for it. Data only."""

from dataclasses import dataclass, field
from typing import Literal

from knowledge.reading import Reading

Asks = Literal["municipality", "age", "care"]
Wants = Literal["entries", "person", "status", "thanks", "greeting", "nothing"]
Reply = Literal["yes", "no"]

URGENT_CLASSES = ("medical_emergency", "caregiver_crisis", "equipment_failure", "end_of_supply")


@dataclass(frozen=True, slots=True)
class Urgency:
    """`code` is a class of the taxonomy, `soft` (past, practice, preparation) or `none`."""

    code: str = "none"
    subclass: str | None = None  # of caregiver_crisis
    signals: tuple[str, ...] = ()  # what was seen, for --explain; holds a person's words, never log it
    first_lines: tuple[str, ...] = ()  # entry ids to show, first first
    allows_entries: bool = True  # false: no list of services follows

    @property
    def is_urgent(self) -> bool:
        return self.code in URGENT_CLASSES


@dataclass(frozen=True, slots=True)
class Slots:
    """What is known of the child. Unknown is None or empty, never guessed."""

    municipality: str | None = None  # six-digit code
    age_months: int | None = None
    care_types: tuple[str, ...] = ()
    denied_care: tuple[str, ...] = ()  # 呼吸器はなし
    life_stage: str | None = None
    age_span: tuple[int, int] | None = None  # months the child may be in, when only a grade was said
    elsewhere: bool = False  # a town that the region does not know

    def over(self, earlier: "Slots") -> "Slots":
        """These slots where they speak, the earlier ones where they do not."""
        return Slots(
            municipality=self.municipality or earlier.municipality,
            age_months=self.age_months if self.age_months is not None else earlier.age_months,
            care_types=self.care_types or earlier.care_types,
            denied_care=self.denied_care or earlier.denied_care,
            life_stage=self.life_stage or earlier.life_stage,
            age_span=self.age_span or (None if self.age_months is not None else earlier.age_span),
            elsewhere=self.elsewhere or (earlier.elsewhere and self.municipality is None),
        )


@dataclass(frozen=True, slots=True)
class Need:
    topic: str  # leaf code of the taxonomy
    weight: float
    words: tuple[str, ...] = ()  # the words that spoke for it


@dataclass(frozen=True, slots=True)
class Understanding:
    text: str
    urgency: Urgency = field(default_factory=Urgency)
    needs: tuple[Need, ...] = ()  # heaviest first
    slots: Slots = field(default_factory=Slots)
    wants: Wants = "entries"
    reply: Reply | None = None  # when the whole message is a plain yes or no; means nothing unless something was asked
    meant: str | None = None  # the entry that "the second one" stands for
    off_topic: float = 0.0  # how much speaks for no topic at all, on the scale of the needs' weights
    readings: tuple[Reading, ...] = field(default=(), repr=False, compare=False)  # so that nobody reads the text twice


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for an entry. `value` is a code, or the word that matched."""

    kind: Literal["topic", "word", "town", "age", "stage", "care", "confirmed"]
    value: str


@dataclass(frozen=True, slots=True)
class Match:
    entry_id: str
    entry_version: int
    score: float
    reasons: tuple[Reason, ...] = ()
    by_arrangement: bool = False  # the place decides case by case (care `ask`)


@dataclass(frozen=True, slots=True)
class Answer:
    """`matches` are ranked, all of them; a reply shows three at a time."""

    kind: Literal["answer", "perhaps", "ask", "unknown"]
    matches: tuple[Match, ...] = ()
    asks: Asks | None = None  # with kind ask: the one question that separates the candidates
    confidence: float = 0.0
    unmatched: tuple[str, ...] = field(default=(), repr=False)  # unless answered: common words that nothing here knows
