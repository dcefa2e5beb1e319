"""Entries put in order for one person: hard rules first, then how well each fits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.language import language
from knowledge.resource import Audience, Resource
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import Match, Need, Reason, Slots

CAPACITY = {"open": 0.15, "waiting": 0.08, "unknown": 0.0, "full": -1.0}
MAIN_TOPIC, OTHER_TOPIC = 1.0, 0.8
WORDS_AT_MOST = 0.35  # words of an entry never outweigh its topic
NAMED = 2.0
BY_ARRANGEMENT = -0.25
NO_CARE = -0.1
UNDER_REVIEW = -0.05
AGAIN = 0.75  # of a topic's weight, once an entry for it stands above
VARIED = 6  # places in which variety is sought
SENSITIVE = frozenset({"pediatric-palliative", "life-crisis-line", "abuse-report-line"})
ASKED_FOR = 0.6  # of the heaviest need
LANGUAGE_SUPPORT = "language-support"
ADULT = "adult"  # the group of topics about grown-up life
PLANS_AHEAD_FROM, GROWN = 180, 216  # months: at fifteen one begins to look for what opens at eighteen


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of a message speaks for entries in general."""

    needs: tuple[Need, ...]
    words: Mapping[str, tuple[float, tuple[str, ...]]]
    named: Mapping[str, str]
    full_is_welcome: bool = False  # the person asks for a waiting list
    spoken: frozenset[str] = frozenset()  # languages asked for
    bereaved: bool = False


@dataclass(frozen=True, slots=True)
class _Scored:
    entry: Resource
    base: float
    gains: Mapping[str, float]  # by topic

    def worth(self, shown: Mapping[str, int]) -> float:
        """The score where `shown` counts how often each topic has been covered already."""
        return self.base + sum(gain * AGAIN ** shown.get(topic, 0) for topic, gain in self.gains.items())


class Ranker:
    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def fits(self, entry: Resource, slots: Slots, audience: Audience, today: date) -> bool:
        """The rules of the directory that nothing overrides."""
        return (
            entry.visible_to(audience, today)
            and (slots.municipality is None or entry.serves(slots.municipality))
            and self._age_fits(entry, slots)
            and self.accepts(entry, slots) is not None
        )

    def accepts(self, entry: Resource, slots: Slots) -> bool | None:
        """Whether all stated care is accepted: True, None for no, False for "decided case by case"."""
        accepted = entry.care_types_accepted
        wanted = [code for code in slots.care_types if self._limits(code)]
        if not wanted or "any" in accepted:
            return True
        if "ask" in accepted:
            return False
        every = all(any(code in accepted for code in self._taxonomy.care_lineage(care)) for care in wanted)
        return True if every else None

    def _limits(self, care: str) -> bool:
        """Watching, positioning and careful feeding are no reason to refuse; medicine on time is."""
        item = self._taxonomy.care_types[care].official_item
        return item is not None or care == "medication-support"

    def rank(
        self, entries: Iterable[Resource], evidence: Evidence, slots: Slots, audience: Audience, today: date
    ) -> tuple[Match, ...]:
        """Matches, best first. The first few are varied: what the best one covers counts less in the next."""
        top = max((need.weight for need in evidence.needs), default=1.0)
        best_words = max((score for score, _ in evidence.words.values()), default=1.0)
        scored = []
        for entry in entries:
            if not self.fits(entry, slots, audience, today) or not _is_kind(entry, evidence, top):
                continue
            named = entry.id in evidence.named
            if entry.capacity == "full" and audience is Audience.FAMILY and not (named or evidence.full_is_welcome):
                continue
            gains = {
                need.topic: need.weight / top * (MAIN_TOPIC if entry.topics[0] == need.topic else OTHER_TOPIC)
                for need in evidence.needs
                if need.topic in entry.topics
            }
            score = WORDS_AT_MOST * evidence.words.get(entry.id, (0.0, ()))[0] / best_words
            score += NAMED * named + self._fit(entry, slots, today)
            scored.append(_Scored(entry, score, gains))
        return tuple(self._match(item, evidence, slots) for item in _varied(scored))

    def _match(self, item: "_Scored", evidence: Evidence, slots: Slots) -> Match:
        return Match(
            entry_id=item.entry.id,
            entry_version=item.entry.version,
            score=round(item.base + sum(item.gains.values()), 4),
            reasons=tuple(self._reasons(item.entry, list(item.gains), evidence, slots)),
            by_arrangement=self.accepts(item.entry, slots) is False,
        )

    def _fit(self, entry: Resource, slots: Slots, today: date) -> float:
        score = CAPACITY.get(entry.capacity, 0.0)
        score += BY_ARRANGEMENT * (self.accepts(entry, slots) is False)
        score += NO_CARE * ("none" in entry.care_types_accepted)
        score += UNDER_REVIEW * entry.under_review(today)
        if slots.life_stage is not None and slots.life_stage in entry.life_stages:
            score += 0.05
        if slots.municipality is None:
            return score + 0.02 * min(6, 6 if entry.serves_everyone else len(entry.municipalities_served))
        return score + 0.05 * (slots.municipality in entry.municipalities_served)

    def _reasons(self, entry: Resource, topics: list[str], evidence: Evidence, slots: Slots) -> Iterator[Reason]:
        yield from (Reason("topic", topic) for topic in topics)
        if entry.id in evidence.named:
            yield Reason("word", evidence.named[entry.id])
        for word in evidence.words.get(entry.id, (0.0, ()))[1][:5]:
            yield Reason("word", word)
        if slots.municipality is not None:
            yield Reason("town", slots.municipality)
        if slots.age_months is not None and (entry.age_min_months is not None or entry.age_max_months is not None):
            yield Reason("age", str(slots.age_months))
        if slots.life_stage is not None and slots.life_stage in entry.life_stages:
            yield Reason("stage", slots.life_stage)
        if self.accepts(entry, slots):
            yield from (Reason("care", care) for care in slots.care_types)

    def _age_fits(self, entry: Resource, slots: Slots) -> bool:
        """Whether an age that the words allow is served. Who will soon be grown may look at places for adults."""
        low, high = entry.age_min_months, entry.age_max_months
        if slots.age_months is not None:
            youngest = oldest = slots.age_months
        elif slots.age_span is not None:
            youngest, oldest = slots.age_span
        else:
            return True
        if oldest >= PLANS_AHEAD_FROM and self._taxonomy.topics[entry.topics[0]].group == ADULT:
            oldest = max(oldest, GROWN)
        return (low is None or low <= oldest) and (high is None or youngest <= high)


def _is_kind(entry: Resource, evidence: Evidence, top: float) -> bool:
    """Whether showing the entry hurts nobody: hospices, crisis and abuse lines only to those who ask for them."""
    if entry.id in evidence.named:
        return True
    asked = {need.topic for need in evidence.needs if need.weight >= ASKED_FOR * top}
    if entry.topics[0] in SENSITIVE and entry.topics[0] not in asked:
        return False
    if not evidence.bereaved and language().pattern("for-the-bereaved").search(entry.description):
        return False
    return entry.topics[0] != LANGUAGE_SUPPORT or evidence.spoken <= set(entry.languages)


def _varied(scored: list[_Scored]) -> list[_Scored]:
    left = sorted(scored, key=lambda item: (-item.worth({}), item.entry.id))
    first: list[_Scored] = []
    shown: dict[str, int] = {}
    while left and len(first) < VARIED:
        best = max(left, key=lambda item: item.worth(shown))  # the earliest of equals, and they are in order
        left.remove(best)
        first.append(best)
        for topic in best.gains:
            shown[topic] = shown.get(topic, 0) + 1
    return first + left
