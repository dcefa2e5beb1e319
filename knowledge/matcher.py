"""Messages understood and answered from a directory. The one door into matching."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from knowledge.entries import EntryIndex
from knowledge.language import language
from knowledge.lexicon import Lexicon
from knowledge.needs import MOST, NeedReader, Needs, TopicNames
from knowledge.places import Places
from knowledge.ranking import Evidence, Ranker
from knowledge.reading import Reading, Span, read
from knowledge.resource import Audience, Directory, Resource
from knowledge.slots import SlotReader
from knowledge.taxonomy import Taxonomy
from knowledge.text import fold_phrase
from knowledge.understanding import Answer, Asks, Match, Need, Slots, Understanding, Urgency, Wants
from knowledge.urgency import UrgencyReader
from knowledge.words import Analyser

Turn = tuple[Literal["user", "bot"], str]

SHOWN = 3
QUESTIONS: tuple[Asks, ...] = ("municipality", "care", "age")  # in the order in which they usually separate most
SURE, PERHAPS = 0.5, 0.05
ENOUGH = 0.25  # a need's weight from which a message stands on its own
UNLIKELY = 0.5
OFF_TOPIC_BESIDE_SLOTS = 0.4  # who names a town, an age or a care is rarely off topic
FAMILY, FOR_SUPPORTERS = "family", "supporter"
RELEVANT_NEED = 0.6  # of the heaviest need: what a reply may be about
NOTHING_KNOWN = Slots()
FRAGMENT_CHARS = 24  # a shorter message leans on what was said before


class Matcher:
    """Built once per directory; safe to share between threads afterwards."""

    def __init__(self, taxonomy: Taxonomy, directory: Directory, places: Places) -> None:
        self.taxonomy, self.directory, self.places = taxonomy, directory, places
        self._analyser = Analyser()
        lexicon = Lexicon.load(taxonomy)
        names = TopicNames(taxonomy, lexicon)
        self._urgency = UrgencyReader(taxonomy)
        self._slots = SlotReader(taxonomy, places, lexicon)
        self._needs = NeedReader(names)
        everyday = names.phrases | {fold_phrase(name) for name in places.names}
        self._entries = EntryIndex(directory, self._analyser, everyday)
        self._ranker = Ranker(taxonomy)

    def understand(
        self, text: str, context: Sequence[Turn] = (), known: Slots = NOTHING_KNOWN, requester: str = "family"
    ) -> Understanding:
        """What the message says. `context` holds the earlier turns, oldest first; `known` what the case knows."""
        reading = read(text, self._analyser)
        slots, found = self._slots.read(reading, self._hidden(reading)), self._read_needs(reading)
        earlier = [read(turn, self._analyser) for role, turn in reversed(context) if role == "user"]
        for before in earlier:
            slots = slots.over(self._slots.read(before, self._hidden(before)))
        if earlier and _leans_on_context(reading, found):
            found = _joined(found, [self._read_needs(before) for before in earlier])
        return Understanding(
            text=text,
            urgency=self._urgency.read(reading),
            needs=self._weighed(found.needs, slots.over(known), requester),
            slots=slots.over(known),
            wants=_wants(reading, requester),
            off_topic=found.off_topic,
            meant=self._meant(reading, context),
        )

    def answer(
        self, understanding: Understanding, audience: Audience, today: date, *, asked: Collection[Asks] = ()
    ) -> Answer:
        """What the directory has for it: an answer, a question that changes it, candidates, or "unknown".

        `asked` holds the questions already asked or skipped; none is asked twice.
        Where the urgency allows no entries, nothing is matched: its first lines are the reply.
        """
        if not understanding.urgency.allows_entries or understanding.wants != "entries":
            return Answer("unknown")
        reading = read(understanding.text, self._analyser)
        named = self._named(reading)
        if understanding.meant is not None:
            named[understanding.meant] = ""
        needs = self._pressing(understanding.urgency) or understanding.needs
        evidence = Evidence(
            needs=needs,
            words=self._entries.by_words(reading),
            named=named,
            full_is_welcome=bool(language().pattern("wants-full").search(reading.plain)),
            spoken=frozenset(code for code, called in language().spoken.items() if called.search(reading.plain)),
            bereaved=bool(language().pattern("bereaved").search(reading.plain)),
        )
        matches = self._ranked(evidence, understanding.slots, audience, today)
        confidence = 1.0 if understanding.urgency.is_urgent else _confidence(understanding, bool(named))
        if confidence < PERHAPS or not self._meets(matches, needs, named):
            return Answer("unknown", confidence=confidence)
        question = self._question(matches, understanding.slots, asked)
        if question is not None and not understanding.urgency.is_urgent:
            return Answer("ask", matches, question, confidence)
        return Answer("answer" if confidence >= SURE else "perhaps", matches, confidence=confidence)

    def _pressing(self, urgency: Urgency) -> tuple[Need, ...]:
        """What a failing device or an empty bottle needs, whatever else the words say."""
        if not urgency.is_urgent:
            return ()
        topics = self.taxonomy.urgency[urgency.code].topics
        return tuple(Need(topic, 1.0 - 0.1 * place) for place, topic in enumerate(topics))

    def _meets(self, matches: tuple[Match, ...], needs: tuple[Need, ...], named: Mapping[str, str]) -> bool:
        """Whether what the message is mainly about can be met; a neighbouring topic is no answer."""
        if any(match.entry_id in named for match in matches):
            return True
        main = {need.topic for need in needs if need.weight >= RELEVANT_NEED * needs[0].weight}
        return any(main.intersection(self.directory[match.entry_id].topics) for match in matches[:SHOWN])

    def answer_topics(self, topics: Iterable[str], slots: Slots, audience: Audience, today: date) -> Answer:
        """What the directory has for topics chosen from a menu, the first weighing most."""
        needs = tuple(Need(topic, 1.0 - 0.1 * place) for place, topic in enumerate(topics))
        matches = self._ranked(Evidence(needs, {}, {}), slots, audience, today)
        return Answer("answer", matches, confidence=1.0) if matches else Answer("unknown")

    def find(self, words: str, audience: Audience, today: date) -> tuple[Match, ...]:
        """Entries for a coordinator's search words: by name, topic or description; the fully booked too."""
        understanding = self.understand(words)
        reading = read(words, self._analyser)
        named, scored = self._named(reading), self._entries.by_words(reading)
        evidence = Evidence(understanding.needs, scored, named, full_is_welcome=True)
        ids = dict.fromkeys([*named, *self._of_topics(evidence.needs), *scored])
        entries = [self.directory[entry_id] for entry_id in ids]
        return self._ranker.rank(entries, evidence, understanding.slots, audience, today)

    def _ranked(self, evidence: Evidence, slots: Slots, audience: Audience, today: date) -> tuple[Match, ...]:
        ids = dict.fromkeys([*evidence.named, *self._of_topics(evidence.needs)])
        entries: list[Resource] = [self.directory[entry_id] for entry_id in ids]
        if slots.elsewhere:
            entries = [entry for entry in entries if "nationwide" in entry.municipalities_served]
        return self._ranker.rank(entries, evidence, slots, audience, today)

    def _of_topics(self, needs: Iterable[Need]) -> Iterable[str]:
        return (entry_id for need in needs for entry_id in self._entries.by_topic.get(need.topic, ()))

    def _weighed(self, needs: tuple[Need, ...], slots: Slots, requester: str) -> tuple[Need, ...]:
        """Needs made lighter where the child's age, or who asks, makes them unlikely."""
        stages = self._stages(slots)
        weighed = []
        for need in needs:
            topic = self.taxonomy.topics[need.topic]
            unlikely = stages and not stages.intersection(topic.life_stages)
            unusual = requester == FAMILY and topic.group == FOR_SUPPORTERS
            weighed.append(replace(need, weight=round(need.weight * UNLIKELY ** (bool(unlikely) + unusual), 4)))
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

    def _read_needs(self, reading: Reading) -> Needs:
        return self._needs.read(reading, self._hidden(reading))

    def _hidden(self, reading: Reading) -> list[Span]:
        """Names of places and of offices: what they are made of says nothing about needs or care."""
        places = [(place.start, place.end) for place in self.places.mentions_in(reading.folded, reading.starts)]
        return places + [(hit.start, hit.end) for hit in self._entries.names_in(reading)]

    def _meant(self, reading: Reading, context: Sequence[Turn]) -> str | None:
        """The entry that "the second one" stands for, among those the bot named last."""
        place = _ordinal(reading.plain)
        if place is None:
            return None
        for role, turn in reversed(context):
            if role == "bot":
                hits = self._entries.names_in(read(turn, self._analyser))
                shown = list(dict.fromkeys(hit.values[0] for hit in hits))
                return shown[place] if -len(shown) <= place < len(shown) else None
        return None

    def _named(self, reading: Reading) -> dict[str, str]:
        named: dict[str, str] = {}
        for hit in self._entries.names_in(reading):
            named.update((entry_id, hit.phrase) for entry_id in hit.values)
        return named

    def _question(self, matches: tuple[Match, ...], slots: Slots, asked: Collection[Asks]) -> Asks | None:
        """The first unasked question whose answers would show different entries."""
        for question in QUESTIONS:
            if question not in asked and self._separates(question, matches, slots):
                return question
        return None

    def _separates(self, question: Asks, matches: tuple[Match, ...], slots: Slots) -> bool:
        entries = [self.directory[match.entry_id] for match in matches]
        shown = entries[:SHOWN]
        if question == "municipality":
            return slots.municipality is None and any(not entry.serves_everyone for entry in shown)
        if question == "age":
            unknown = slots.age_months is None and slots.age_span is None
            return unknown and len({(e.age_min_months, e.age_max_months) for e in shown}) > 1
        if slots.care_types or slots.denied_care or len(entries) <= 1:
            return False
        return any("any" not in entry.care_types_accepted for entry in shown)


def _leans_on_context(reading: Reading, found: Needs) -> bool:
    if len(reading.plain) > FRAGMENT_CHARS:
        return False
    return not _says_enough(found) or language().pattern("leans-on-context").search(reading.plain) is not None


def _says_enough(found: Needs) -> bool:
    return bool(found.needs) and found.needs[0].weight >= ENOUGH and found.needs[0].weight > found.off_topic


def _joined(found: Needs, earlier: Sequence[Needs]) -> Needs:
    """A fragment's needs together with those of the latest turn that named any, or else of the clearest."""
    clearest = max(earlier, key=lambda needs: needs.needs[0].weight if needs.needs else 0.0)
    before = next((needs for needs in earlier if _says_enough(needs)), clearest)
    weights = {need.topic: need for need in before.needs}
    for need in found.needs if _says_enough(found) else ():
        known = weights.get(need.topic)
        total = need.weight + (known.weight if known else 0.0)
        weights[need.topic] = Need(need.topic, round(total, 4), need.words or (known.words if known else ()))
    needs = sorted(weights.values(), key=lambda need: (-need.weight, need.topic))
    return Needs(tuple(needs[:MOST]), min(found.off_topic, before.off_topic))


def _ordinal(plain: str) -> int | None:
    match = language().pattern("ordinal").search(plain)
    if match is not None:
        return int(unicodedata.numeric(match["n"])) - 1
    if language().pattern("ordinal-last").search(plain):
        return -1
    return 0 if language().pattern("ordinal-first").search(plain) else None


def _confidence(understanding: Understanding, named: bool) -> float:
    """How sure it is that the heaviest need is meant, from 0 to 1."""
    if named:
        return 0.9
    if not understanding.needs:
        return 0.0
    slots = understanding.slots
    about_a_child = slots.care_types or slots.municipality or slots.age_months is not None or slots.age_span
    off_topic = understanding.off_topic * (OFF_TOPIC_BESIDE_SLOTS if about_a_child else 1.0)
    return round(max(0.0, min(1.0, 1.5 * (understanding.needs[0].weight - off_topic))), 3)


def _wants(reading: Reading, requester: str) -> Wants:
    """What the message is for. Only a family asks the bot for a person: supporters have a button for that."""
    kinds: tuple[Wants, ...] = ("thanks", "status", "person") if requester == FAMILY else ("thanks", "status")
    for wanted in kinds:
        if language().pattern(f"wants-{wanted}").search(reading.plain):
            return wanted
    return "entries" if reading.plain else "nothing"
