"""Entries put in order for one person: hard rules first, then how well each fits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

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
MEDICAL_ITEMS = 14


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of a message speaks for entries in general."""

    needs: tuple[Need, ...]
    words: Mapping[str, tuple[float, tuple[str, ...]]]
    named: Mapping[str, str]
    full_is_welcome: bool = False  # the person asks for a waiting list


class Ranker:
    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def fits(self, entry: Resource, slots: Slots, audience: Audience, today: date) -> bool:
        """The rules of the directory that nothing overrides."""
        return (
            entry.visible_to(audience, today)
            and (slots.municipality is None or entry.serves(slots.municipality))
            and _age_fits(entry, slots)
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
        top = max((need.weight for need in evidence.needs), default=1.0)
        best_words = max((score for score, _ in evidence.words.values()), default=1.0)
        matches = []
        for entry in entries:
            if not self.fits(entry, slots, audience, today):
                continue
            named = entry.id in evidence.named
            if entry.capacity == "full" and audience is Audience.FAMILY and not (named or evidence.full_is_welcome):
                continue
            needs = [need for need in evidence.needs if need.topic in entry.topics]
            score = sum(
                need.weight / top * (MAIN_TOPIC if entry.topics[0] == need.topic else OTHER_TOPIC) for need in needs
            )
            score += WORDS_AT_MOST * evidence.words.get(entry.id, (0.0, ()))[0] / best_words
            score += NAMED * named + self._fit(entry, slots, today)
            by_arrangement = self.accepts(entry, slots) is False
            reasons = tuple(self._reasons(entry, needs, evidence, slots))
            matches.append(Match(entry.id, entry.version, round(score, 4), reasons, by_arrangement))
        return tuple(sorted(matches, key=lambda match: (-match.score, match.entry_id)))

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

    def _reasons(self, entry: Resource, needs: list[Need], evidence: Evidence, slots: Slots) -> Iterator[Reason]:
        for need in needs:
            yield Reason("topic", need.topic)
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


def _age_fits(entry: Resource, slots: Slots) -> bool:
    low, high = entry.age_min_months, entry.age_max_months
    if slots.age_months is not None:
        span = (slots.age_months, slots.age_months)
    elif slots.age_span is not None:
        span = slots.age_span
    else:
        return True
    return (low is None or low <= span[1]) and (high is None or span[0] <= high)
