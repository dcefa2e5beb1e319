"""Entries put in order for one person: hard rules first, then how well each fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge.columns import ANY, ASK, LISTED, LOCAL, NATIONWIDE, NO_AGE_LIMIT, Codebook, Ints, bits_of
from knowledge.entries import EntryIndex
from knowledge.resource import SHOW_AS_UNDER_REVIEW_AFTER, SUPPORTERS_ONLY_AFTER, Audience
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import Match, Need, Reason, Slots

CAPACITY = {"open": 0.15, "waiting": 0.08, "unknown": 0.0, "full": -1.0}
MAIN_TOPIC, OTHER_TOPIC = 1.0, 0.8
WORDS_AT_MOST = 0.35  # words of an entry never outweigh its topic
NAMED = 2.0
REFUSED = 0.8  # times the likeness, taken away
NO_ANSWER = 0.6  # a question this like one that the entry was no answer to is not answered with it
CONFIRMED = 0.8  # times the likeness: a neighbour's question helps, a need clearly named still comes first
BY_ARRANGEMENT, NO_CARE, UNDER_REVIEW = -0.25, -0.1, -0.05
STAGE, OWN_TOWN, REACH = 0.05, 0.05, 0.02
AGAIN = 0.75  # of a topic's weight, once an entry for it stands above
WORDS_SHOWN = 5
VARIED = 6  # places in which variety is sought
RANKED_MOST = 30  # nobody pages further
WORDS_FOR_MOST = 2_000  # entries for which words are weighed, when a whole country fits
SENSITIVE = ("pediatric-palliative", "life-crisis-line", "abuse-report-line")
ASKED_FOR = 0.6  # of the heaviest need
LANGUAGE_SUPPORT = "language-support"
ADULT = "adult"  # the group of topics about grown-up life
PLANS_AHEAD_FROM, GROWN = 180, 216  # months: at fifteen one begins to look for what opens at eighteen

Scores = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of a message speaks for entries in general."""

    needs: tuple[Need, ...]
    words: tuple[str, ...] = ()  # normalised forms
    named: Mapping[int, str] = field(default_factory=dict)  # row -> the part of its name
    confirmed: Mapping[int, float] = field(default_factory=dict)  # row -> likeness of a confirmed question
    refused: Mapping[int, float] = field(default_factory=dict)  # row -> likeness of one it was no answer to
    full_is_welcome: bool = False  # the person asks for a waiting list
    spoken: frozenset[str] = frozenset()  # languages asked for
    bereaved: bool = False

    @property
    def heaviest(self) -> float:
        return max((need.weight for need in self.needs), default=1.0)

    @property
    def likest(self) -> float:
        return max(self.confirmed.values(), default=0.0)

    def asked_for(self) -> set[str]:
        return {need.topic for need in self.needs if need.weight >= ASKED_FOR * self.heaviest}


class Ranker:
    """Immutable once built."""

    def __init__(self, taxonomy: Taxonomy, index: EntryIndex) -> None:
        self._taxonomy, self._index = taxonomy, index
        self.codes = Codebook(taxonomy)
        self._capacity = np.array([CAPACITY[code] for code in taxonomy.capacities])
        self._full = self.codes.capacities["full"]

    def rank(self, rows: Ints, evidence: Evidence, slots: Slots, audience: Audience, today: date) -> tuple[Match, ...]:
        """Matches among the rows (ascending), best first. What the best one covers counts less in the next few."""
        named = np.isin(rows, np.fromiter(evidence.named, np.int32, len(evidence.named)))
        rows = rows[self._may_show(rows, evidence, slots, audience, today, named)]
        named = np.isin(rows, np.fromiter(evidence.named, np.int32, len(evidence.named)))
        gains = self._gains(rows, evidence)
        scores = gains.sum(axis=0) + self._fit(rows, slots, today) + NAMED * named
        for row, likeness in evidence.confirmed.items():
            scores[rows == row] += CONFIRMED * likeness
        for row, likeness in evidence.refused.items():
            scores[rows == row] -= REFUSED * likeness
        if len(rows) > WORDS_FOR_MOST:
            kept = np.sort(np.argsort(-scores, kind="stable")[:WORDS_FOR_MOST])
            rows, gains, scores = rows[kept], gains[:, kept], scores[kept]
        by_word, used = self._index.words.scores(evidence.words, rows)
        if len(by_word) and by_word.max() > 0:
            scores = scores + WORDS_AT_MOST * by_word / by_word.max()
        order = np.argsort(-scores, kind="stable")[:RANKED_MOST]
        best = np.array(_varied(order.tolist(), scores, gains), np.int64)
        reasons = self._reasons(rows[best], evidence, slots, used)
        arranged = (self._index.columns.care_kind[rows[best]] == ASK) & bool(self._wanted(slots))
        return tuple(
            Match(self._index.ids[row], version, round(score, 4), tuple(why), by_arrangement)
            for row, version, score, why, by_arrangement in zip(
                rows[best].tolist(),
                self._index.columns.version[rows[best]].tolist(),
                scores[best].tolist(),
                reasons,
                arranged.tolist(),
                strict=True,
            )
        )

    def _may_show(
        self, rows: Ints, evidence: Evidence, slots: Slots, audience: Audience, today: date, named: Mask
    ) -> Mask:
        """The rules of the directory that nothing overrides, and kindness: hospices only for those who ask."""
        columns = self._index.columns
        national = columns.national[rows] == 1
        visible = columns.valid_until[rows] >= today.toordinal()
        checked = columns.verified_on[rows]
        old = checked < today.toordinal() - SUPPORTERS_ONLY_AFTER.days if audience is Audience.FAMILY else False
        visible &= national | ((checked > 0) & ~np.asarray(old))
        visible &= self._age_fits(rows, evidence, slots) & self._accepts(rows, slots)
        if slots.elsewhere:
            visible &= columns.reach[rows] == NATIONWIDE
        if audience is Audience.FAMILY and not evidence.full_is_welcome:
            visible &= named | (columns.capacity[rows] != self._full)
        for row, likeness in evidence.refused.items():
            if likeness >= NO_ANSWER and likeness > evidence.confirmed.get(row, 0.0):
                visible &= named | (rows != row)
        main = columns.main_topic[rows]
        for topic in set(SENSITIVE) - evidence.asked_for():
            visible &= named | (main != self.codes.topics[topic])
        if not evidence.bereaved:
            visible &= named | (columns.for_bereaved[rows] == 0)
        spoken = np.uint64(bits_of(evidence.spoken, self.codes.languages))
        speaks = (columns.languages[rows] & spoken) == spoken
        shown: Mask = visible & (named | speaks | (main != self.codes.topics[LANGUAGE_SUPPORT]))
        return shown

    def _wanted(self, slots: Slots) -> list[str]:
        """The care that limits where a child may go: watching, positioning and careful feeding do not."""
        types = self._taxonomy.care_types
        return [c for c in slots.care_types if types[c].official_item is not None or c == "medication-support"]

    def _accepts(self, rows: Ints, slots: Slots) -> Mask:
        """Whether all stated care is accepted, or decided case by case."""
        columns = self._index.columns
        kind, care = columns.care_kind[rows], columns.care[rows]
        accepted = np.ones(len(rows), bool)
        for wanted in self._wanted(slots):
            lineage = np.uint64(bits_of(self._taxonomy.care_lineage(wanted), self.codes.care))
            accepted &= (care & lineage) != 0
        fits: Mask = accepted & (kind == LISTED) | (kind == ANY) | (kind == ASK) | (not self._wanted(slots))
        return fits

    def _age_fits(self, rows: Ints, evidence: Evidence, slots: Slots) -> Mask:
        """Whether an age that the words allow is served. Who asks about grown-up life may look ahead."""
        columns = self._index.columns
        span = (slots.age_months, slots.age_months) if slots.age_months is not None else slots.age_span
        if span is None:
            return np.ones(len(rows), bool)
        oldest = np.full(len(rows), span[1])
        if span[1] >= PLANS_AHEAD_FROM:
            for topic in evidence.asked_for():
                if self._taxonomy.topics[topic].group == ADULT:
                    oldest[columns.has_topic(rows, self.codes.topics[topic])] = max(span[1], GROWN)
        fits: Mask = (columns.age_min[rows] <= oldest) & (columns.age_max[rows] >= span[0])
        return fits

    def _gains(self, rows: Ints, evidence: Evidence) -> Scores:
        """What each need gives each row: one line per need."""
        main = self._index.columns.main_topic[rows]
        gains = np.zeros((len(evidence.needs), len(rows)))
        for line, need in enumerate(evidence.needs):
            topic = self.codes.topics[need.topic]
            has = self._index.columns.has_topic(rows, topic)
            gains[line] = need.weight / evidence.heaviest * has * np.where(main == topic, MAIN_TOPIC, OTHER_TOPIC)
        return gains

    def _fit(self, rows: Ints, slots: Slots, today: date) -> Scores:
        columns = self._index.columns
        kind = columns.care_kind[rows]
        scores: Scores = self._capacity[columns.capacity[rows]]
        scores = scores + NO_CARE * (kind > ASK)
        if self._wanted(slots):
            scores += BY_ARRANGEMENT * (kind == ASK)
        review = columns.verified_on[rows] < today.toordinal() - SHOW_AS_UNDER_REVIEW_AFTER.days
        scores += UNDER_REVIEW * (review & (columns.national[rows] == 0))
        if slots.life_stage is not None:
            stage = np.uint64(1 << self.codes.stages[slots.life_stage])
            scores += STAGE * ((columns.stages[rows] & stage) != 0)
        local = columns.reach[rows] == LOCAL
        if slots.municipality is None:
            scores = scores + REACH * np.where(local, np.minimum(columns.town_count[rows], 6), 6)
        else:
            scores = scores + OWN_TOWN * local
        return scores

    def _reasons(self, rows: Ints, evidence: Evidence, slots: Slots, used: list[str]) -> list[list[Reason]]:
        """For each row what speaks for it: needs, names, words, then what fits."""
        columns = self._index.columns
        reasons: list[list[Reason]] = [[] for _ in rows]

        def add(mask: Mask, reason: Reason, most: int = 99) -> None:
            for at in np.flatnonzero(mask).tolist():
                if sum(known.kind == reason.kind for known in reasons[at]) < most:
                    reasons[at].append(reason)

        for need in evidence.needs:
            add(columns.has_topic(rows, self.codes.topics[need.topic]), Reason("topic", need.topic))
        for row, part in evidence.named.items():
            add((rows == row) & bool(part), Reason("word", part))
        for row, likeness in evidence.confirmed.items():
            add(rows == row, Reason("confirmed", f"{likeness:.2f}"))
        for word in used:
            add(self._index.words.having(word, rows), Reason("word", word), WORDS_SHOWN)
        every = np.ones(len(rows), bool)
        if slots.municipality is not None:
            add(every, Reason("town", slots.municipality))
        if slots.age_months is not None:
            limited = (columns.age_min[rows] > 0) | (columns.age_max[rows] < NO_AGE_LIMIT)
            add(limited, Reason("age", str(slots.age_months)))
        if slots.life_stage is not None:
            stage = np.uint64(1 << self.codes.stages[slots.life_stage])
            add((columns.stages[rows] & stage) != 0, Reason("stage", slots.life_stage))
        for care in slots.care_types:
            add(np.isin(columns.care_kind[rows], (LISTED, ANY)), Reason("care", care))
        return reasons


def _varied(order: list[int], scores: Scores, gains: Scores) -> list[int]:
    """The order with its first places varied: each topic counts less every time it has been covered."""
    left = list(order)
    first: list[int] = []
    covered = np.zeros(len(gains))
    while left and len(first) < VARIED:
        inside = gains[:, left]
        worth = scores[left] - (inside * (1 - AGAIN**covered)[:, None]).sum(axis=0)
        best = left.pop(int(np.argmax(worth)))  # the first of equals, and they are in order
        first.append(best)
        covered += gains[:, best] > 0
    return first + left
