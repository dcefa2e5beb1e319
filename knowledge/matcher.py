"""Messages understood and answered from a directory. The one door into matching."""

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date

import numpy as np

from knowledge import deciding
from knowledge.columns import Ints
from knowledge.conversation import ENOUGH, Turn, joined, leans_on_context, ordinal
from knowledge.entries import EntryIndex
from knowledge.language import language
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel, shipped
from knowledge.memory import Memory
from knowledge.mending import Mender, shipped_mender
from knowledge.needs import WEIGHTS, NeedReader, Needs, both
from knowledge.places import Places
from knowledge.ranking import SENSITIVE, Evidence, Ranker
from knowledge.reading import Reading, read
from knowledge.resource import Audience, Directory
from knowledge.slots import SlotReader
from knowledge.spans import Span, Spans
from knowledge.spelling import Speller, shipped_speller
from knowledge.taxonomy import Taxonomy
from knowledge.text import normalise
from knowledge.understanding import Answer, Asks, Match, Need, Reply, Slots, Understanding, Urgency, Wants
from knowledge.unmatched import unmatched
from knowledge.vocabulary import vocabulary
from knowledge.wording import WORDING_MOST, name_free
from knowledge.words import shared_analyser

WORDING_SENTENCES = 2
FOUND_MOST = 200  # entries that a coordinator's search words alone may bring up
NOTHING_KNOWN = Slots()
UNLIKELY = 0.5
NEARBY = 0.5
ALIKE = 0.5  # a confirmed wording this like the question answers it by itself
FAMILY, FOR_SUPPORTERS = "family", "supporter"


class Matcher:
    """Built once per directory; safe to share between threads afterwards."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        directory: Directory,
        places: Places,
        index: EntryIndex | None = None,
        confirmed: Iterable[tuple[str, str]] = (),
        refused: Iterable[tuple[str, str]] = (),
        model: LinearModel | None = None,
        speller: Speller | None = None,
        lexicon: Lexicon | None = None,
        mender: Mender | None = None,
    ) -> None:
        """`index` is the directory's own, opened from a snapshot; without one it is made here.

        `confirmed` holds name-free wordings with the entry id a coordinator approved for each, `refused` those where
        she said that the entry is no answer. `lexicon` is the shipped one with the region's own words. `model`,
        `speller` and `mender` stand in for the shipped ones, to measure with what some examples were kept from.
        """
        self.taxonomy, self.directory, self.places = taxonomy, directory, places
        self._analyser = shared_analyser()
        self._words = vocabulary(taxonomy, lexicon or Lexicon.load(taxonomy))
        self._speller = speller or shipped_speller()
        self._mender = mender or shipped_mender()
        self._slots = SlotReader(taxonomy, places)
        self._needs = NeedReader(self._words.topics, model)
        self._index = index or EntryIndex.of(directory, taxonomy, self._analyser, telling_names())
        self._rows = {entry_id: row for row, entry_id in enumerate(self._index.ids)}
        self._ranker = Ranker(taxonomy, self._index)
        self._memory, self._refused = self._remembered(confirmed), self._remembered(refused)

    def taught(self, confirmed: Iterable[tuple[str, str]], refused: Iterable[tuple[str, str]] = ()) -> "Matcher":
        """The same matcher with these wordings in its memory instead of its own; nothing else is built anew."""
        other = copy(self)
        other._memory, other._refused = self._remembered(confirmed), self._remembered(refused)  # noqa: SLF001 - its own
        return other

    def _remembered(self, said: Iterable[tuple[str, str]]) -> Memory:
        return Memory([pair for pair in said if pair[1] in self._rows], self._analyser)

    # -- understanding ---------------------------------------------------------------------------

    def understand(
        self, text: str, context: Sequence[Turn] = (), known: Slots = NOTHING_KNOWN, requester: str = FAMILY
    ) -> Understanding:
        """What the message says. `context` holds the earlier turns, oldest first.

        `known` is what the case knows; where it knows anything, what the earlier turns told is in it.
        """
        readings = self._readings(text)
        reading = readings[0]
        slots, found = self._heard(reading)
        for respelt in readings[1:]:
            slots_too, found_too = self._heard(respelt)
            slots, found = slots.over(slots_too), both(found, found_too)
        before = [turn for role, turn in reversed(context) if role == "user"]
        leans = bool(before) and leans_on_context(reading, found)
        if leans or known == NOTHING_KNOWN:  # else nothing of them counts, and reading them takes longest of all
            earlier = [self._heard(read(turn, self._analyser)) for turn in before]
            for slots_before, _ in earlier:
                slots = slots.over(slots_before)
            found = joined(found, [needs for _, needs in earlier]) if leans else found
        slots = slots.over(known)
        return Understanding(
            text=text,
            urgency=self._words.urgency.read(*readings, meant=self._meant_by(readings)),
            needs=self._weighed(found.needs, slots, requester),
            slots=slots,
            wants=_wants(reading, requester),
            meant=self._meant(reading, context),
            off_topic=found.off_topic,
            reply=_reply(reading),
            readings=readings,
        )

    def _heard(self, reading: Reading) -> tuple[Slots, Needs]:
        hidden, lay = self._hidden(reading), self._words.lexicon.read(reading.folded, reading.starts)
        unseen = Spans(hidden)
        cares = [word for word in self._words.cares.find(reading, lay) if not unseen.meet(word.start, word.end)]
        return self._slots.read(reading, cares), self._needs.read(reading, lay, cares, hidden)

    def _readings(self, text: str) -> tuple[Reading, ...]:
        """The message as it was written, and once more as most people spell it: few kanji, or a slip of the fingers."""
        reading = read(text, self._analyser)
        spelt = self._speller.respelt(reading.plain) or self._words.slips.mended(reading.plain)
        return (reading,) if spelt is None else (reading, read(spelt, self._analyser))

    def _meant_by(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """The message with slips of the fingers put right anywhere in it; none where nothing is to mend."""
        mended = self._mender.mended(readings[0].plain)
        if mended is None:
            return ()
        spelt = self._speller.respelt(mended)
        return tuple(read(text, self._analyser) for text in (mended, spelt) if text is not None)

    def _hidden(self, reading: Reading) -> list[Span]:
        """Names of places and of offices: what they are made of says nothing about needs or care."""
        places = [(place.start, place.end) for place in self.places.mentions_in(reading.folded, reading.starts)]
        return places + [(hit.start, hit.end) for hit in self._index.names.find(reading.folded)]

    def _weighed(self, needs: tuple[Need, ...], slots: Slots, requester: str) -> tuple[Need, ...]:
        """Needs made lighter where the child's age, or who asks, makes them unlikely."""
        stages = self._stages(slots)
        weighed = []
        for need in needs:
            topic = self.taxonomy.topics[need.topic]
            too_early_or_late = bool(stages) and not stages.intersection(topic.life_stages)
            unusual = requester == FAMILY and topic.group == FOR_SUPPORTERS
            weighed.append(replace(need, weight=round(need.weight * UNLIKELY ** (too_early_or_late + unusual), 4)))
        return tuple(sorted(weighed, key=lambda need: (-need.weight, need.topic)))

    def _stages(self, slots: Slots) -> set[str]:
        """The life stages that the age allows; all of adulthood counts as the last one."""
        span = (slots.age_months, slots.age_months) if slots.age_months is not None else slots.age_span
        if span is None:
            return set()
        stages = list(self.taxonomy.life_stages.values())
        oldest = stages[-1].months[1]
        low, high = min(span[0], oldest), min(span[1], oldest)
        return {stage.code for stage in stages if stage.months[0] <= high and low <= stage.months[1]}

    def _meant(self, reading: Reading, context: Sequence[Turn]) -> str | None:
        """The entry that "the second one" stands for, among those the bot named last."""
        place = ordinal(reading.plain)
        if place is None:
            return None
        for role, turn in reversed(context):
            if role == "bot":
                hits = self._index.names.find(read(turn, self._analyser).folded)
                shown = list(dict.fromkeys(hit.rows[0] for hit in hits))
                return self._index.ids[shown[place]] if -len(shown) <= place < len(shown) else None
        return None

    def _unmatched(self, understanding: Understanding) -> tuple[str, ...]:
        reading = (understanding.readings or self._readings(understanding.text))[-1]
        lay = self._words.lexicon.read(reading.folded, reading.starts)
        known = [*self._hidden(reading), *lay.masks, *((said.start, said.end) for said in lay.hits)]
        known += [(care.start, care.end) for care in self._words.cares.find(reading, lay)]
        return unmatched(reading, known, self._knows, self._analyser)

    def _knows(self, form: str) -> bool:
        """Whether an example or an entry uses the word."""
        return self._needs.knows(form) or form in self._index.words.words

    def wording(self, text: str) -> str:
        """What a message asks, without names, numbers or places: proposed to a coordinator, who decides."""
        reading = read(text, self._analyser)
        if len(reading.sentences) < 2:
            return name_free(reading, self._hidden(reading))[:WORDING_MOST]
        parts = [read(sentence, self._analyser) for sentence in reading.sentence_texts()]
        free = [name_free(part, self._hidden(part)) for part in parts]
        weights = [max((need.weight for need in self._heard(part)[1].needs), default=0.0) for part in parts]
        telling = sorted(range(len(parts)), key=lambda at: -weights[at])[:WORDING_SENTENCES]
        chosen = [free[at] for at in sorted(telling) if free[at] and weights[at] >= max(weights) / 2]
        return "\n".join(chosen)[:WORDING_MOST]

    # -- answering -------------------------------------------------------------------------------

    def answer(
        self, understanding: Understanding, audience: Audience, today: date, *, asked: Collection[Asks] = ()
    ) -> Answer:
        """What the directory has for it: an answer, a question that changes it, candidates, or "unknown".

        `asked` holds the questions already asked or skipped; none is asked twice.
        Where the urgency allows no entries, nothing is matched: its first lines are the reply.
        """
        found = self._answered(understanding, audience, today, asked)
        answered = found.kind in ("answer", "ask") or understanding.wants != "entries"
        if answered or understanding.urgency.is_urgent:
            return found
        return replace(found, unmatched=self._unmatched(understanding))

    def _answered(
        self, understanding: Understanding, audience: Audience, today: date, asked: Collection[Asks]
    ) -> Answer:
        if not understanding.urgency.allows_entries or understanding.wants != "entries":
            return Answer("unknown")
        evidence = self._evidence(understanding)
        matches = self._ranked(evidence, understanding.slots, audience, today)
        sure = deciding.confidence(understanding, named=bool(evidence.named), likest=evidence.likest)
        if not self._is_heard(understanding, evidence):
            return Answer("unknown", confidence=sure)
        if not self._meets(matches, evidence):
            near = self._nearby(understanding, audience, today) if asked else ()
            return Answer("perhaps" if near else "unknown", near, confidence=sure)
        rows = [self._rows[match.entry_id] for match in matches]
        question = deciding.question(self._index.columns, rows, understanding.slots, asked)
        if question is not None and not understanding.urgency.is_urgent:
            return Answer("ask", matches, question, sure)
        return Answer("answer" if sure >= deciding.SURE else "perhaps", matches, confidence=sure)

    def answer_topics(self, topics: Iterable[str], slots: Slots, audience: Audience, today: date) -> Answer:
        """What the directory has for topics chosen from a menu, the first weighing most."""
        needs = tuple(Need(topic, 1.0 - 0.1 * place) for place, topic in enumerate(topics))
        matches = self._ranked(Evidence(needs), slots, audience, today)
        return Answer("answer", matches, confidence=1.0) if matches else Answer("unknown")

    def _nearby(self, understanding: Understanding, audience: Audience, today: date) -> tuple[Match, ...]:
        """Help of the same kind, for who answered our questions and would otherwise be sent away with nothing."""
        first = self.taxonomy.topics[understanding.needs[0].topic] if understanding.needs else None
        alike = [topic.code for topic in self.taxonomy.topics.values() if first and topic.group == first.group]
        needs = tuple(Need(code, NEARBY) for code in alike if code not in SENSITIVE)
        return self._ranked(Evidence(needs), understanding.slots, audience, today) if needs else ()

    def find(self, words: str, audience: Audience, today: date) -> tuple[Match, ...]:
        """Entries for a coordinator's search words: by name, topic or description; the fully booked too."""
        understanding = self.understand(words, requester=FOR_SUPPORTERS)
        clear = [need for need in understanding.needs if need.weight >= max(ENOUGH, understanding.off_topic)]
        evidence = replace(self._evidence(understanding), needs=tuple(clear), full_is_welcome=True)
        found = self._index.words.best(evidence.words, FOUND_MOST)
        rows = np.union1d(self._candidates(evidence, understanding.slots), found).astype(np.int32)
        return self._ranker.rank(rows, evidence, understanding.slots, audience, today)

    def _evidence(self, understanding: Understanding) -> Evidence:
        readings = understanding.readings or self._readings(understanding.text)
        reading, spelt = readings[0], readings[-1]
        named = {row: hit.phrase for hit in self._index.names.find(reading.folded) for row in hit.rows}
        if understanding.meant in self._rows:
            named[self._rows[understanding.meant]] = ""
        says = language().pattern
        return Evidence(
            needs=self._pressing(understanding.urgency) or deciding.worth_showing(understanding.needs),
            words=tuple(dict.fromkeys(word.form for word in spelt.words if word.content)),
            named=named,
            confirmed={self._rows[known]: like for known, like in self._memory.recall(spelt).items()},
            refused={self._rows[known]: like for known, like in self._refused.recall(spelt).items()},
            full_is_welcome=says("wants-full").search(reading.plain) is not None,
            spoken=frozenset(code for code, called in language().spoken.items() if called.search(reading.plain)),
            bereaved=says("bereaved").search(reading.plain) is not None,
        )

    def _pressing(self, urgency: Urgency) -> tuple[Need, ...]:
        """What a failing device or an empty bottle needs, whatever else the words say."""
        if not urgency.is_urgent:
            return ()
        topics = self.taxonomy.urgency[urgency.code].topics
        return tuple(Need(topic, 1.0 - 0.1 * place) for place, topic in enumerate(topics))

    def _ranked(self, evidence: Evidence, slots: Slots, audience: Audience, today: date) -> tuple[Match, ...]:
        return self._ranker.rank(self._candidates(evidence, slots), evidence, slots, audience, today)

    def _candidates(self, evidence: Evidence, slots: Slots) -> Ints:
        """Rows of any needed topic, and those named; of the town, where one is known."""
        topics = [need.topic for need in evidence.needs]
        told = np.array([*evidence.named, *evidence.confirmed], np.int32)
        if slots.municipality is None:
            rows = self._index.with_topics(topics)
            return np.union1d(rows, told).astype(np.int32) if len(told) else rows
        rows = self._index.serving(slots.municipality)
        wanted = self._index.columns.has_any_topic(rows, (self._ranker.codes.topics[topic] for topic in topics))
        return rows[wanted | np.isin(rows, told)]

    def _is_heard(self, understanding: Understanding, evidence: Evidence) -> bool:
        told = understanding.urgency.is_urgent or evidence.named or evidence.likest >= ALIKE
        return bool(told) or deciding.is_about_something(understanding)

    def _meets(self, matches: tuple[Match, ...], evidence: Evidence) -> bool:
        """Whether what the message is mainly about can be met."""
        told = evidence.named.keys() | {row for row, like in evidence.confirmed.items() if like >= ALIKE}
        if any(self._rows[match.entry_id] in told for match in matches):
            return True
        main = deciding.main_topics(evidence.needs) if evidence.needs else set()
        shown = (reason for match in matches[: deciding.SHOWN] for reason in match.reasons)
        return any(reason.kind == "topic" and reason.value in main for reason in shown)


def telling_names() -> Callable[[str], bool]:
    """Whether a part of a name could name an entry: some word of it is in no example and is no place."""
    analyser, examples = shared_analyser(), shipped(WEIGHTS)

    def is_telling(part: str) -> bool:
        return any(
            word.content and not word.place and len(word.surface) > 1 and not examples.knows("w " + word.form)
            for word in analyser.words(normalise(part))
        )

    return is_telling


def _reply(reading: Reading) -> Reply | None:
    """A clear yes or no and nothing else; what could mean either is neither."""
    kinds: tuple[Reply, ...] = ("yes", "no")
    plain = reading.folded.plain
    return next((kind for kind in kinds if language().pattern(f"replies-{kind}").search(plain)), None)


def _wants(reading: Reading, requester: str) -> Wants:
    """What the message is for. Only a family asks the bot for a person: supporters have a button for that."""
    kinds: tuple[Wants, ...] = ("thanks", "status", "person") if requester == FAMILY else ("thanks", "status")
    for wanted in kinds:
        if language().pattern(f"wants-{wanted}").search(reading.plain):
            return wanted
    if reading.plain and language().pattern("only-greets").search(reading.plain):
        return "greeting"
    return "entries" if reading.plain else "nothing"
