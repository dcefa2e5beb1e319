"""Messages understood and answered from a directory. The one door into matching."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Literal

from knowledge.entries import EntryIndex
from knowledge.language import language
from knowledge.needs import NeedReader
from knowledge.places import Places
from knowledge.ranking import Evidence, Ranker
from knowledge.resource import Audience, Directory, Resource
from knowledge.slots import SlotReader
from knowledge.taxonomy import Taxonomy
from knowledge.text import Folded, fold, fold_phrase, normalise
from knowledge.understanding import Answer, Asks, Match, Need, Reply, Slots, Understanding, Wants
from knowledge.urgency import UrgencyReader
from knowledge.words import Analyser

Turn = tuple[Literal["user", "bot"], str]

SHOWN = 3
QUESTIONS: tuple[Asks, ...] = ("municipality", "care", "age")  # in the order in which they usually separate most
SURE, PERHAPS = 0.5, 0.25
RELEVANT_NEED = 0.5  # of the heaviest need: what a reply may be about
NOTHING_KNOWN = Slots()
FRAGMENT_CHARS = 24  # a shorter message leans on what was said before


class Matcher:
    """Built once per directory; safe to share between threads afterwards."""

    def __init__(self, taxonomy: Taxonomy, directory: Directory, places: Places) -> None:
        self.taxonomy, self.directory, self.places = taxonomy, directory, places
        analyser = Analyser()
        self._urgency = UrgencyReader(taxonomy)
        self._slots = SlotReader(taxonomy, places)
        self._needs = NeedReader(taxonomy, analyser)
        everyday = self._needs.phrases | {fold_phrase(name) for name in places.names}
        self._entries = EntryIndex(directory, analyser, everyday)
        self._ranker = Ranker(taxonomy)

    def understand(
        self, text: str, context: Sequence[Turn] = (), known: Slots = NOTHING_KNOWN, requester: str = "family"
    ) -> Understanding:
        """What the message says. `context` holds the earlier turns, oldest first; `known` what the case knows."""
        folded = fold(normalise(text))
        slots = self._slots.read(folded)
        for role, earlier in reversed(context):
            if role == "user":
                slots = slots.over(self._slots.read(fold(normalise(earlier))))
        needs = self._needs.read(folded)
        if (not needs or len(folded.plain) <= FRAGMENT_CHARS) and not self._says_enough(needs):
            needs = self._with_context(needs, context)
        return Understanding(
            text=text,
            urgency=self._urgency.read(text),
            needs=needs,
            slots=slots.over(known),
            wants=_wants(folded, requester),
            reply=_reply(folded),
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
        folded = fold(normalise(understanding.text))
        relevant = _relevant(understanding.needs)
        evidence = Evidence(
            needs=relevant,
            words=self._entries.by_words(folded.plain),
            named=self._entries.named_in(folded),
            full_is_welcome=bool(language().pattern("wants-full").search(folded.plain)),
        )
        matches = self._ranked(evidence, understanding.slots, audience, today)
        confidence = _confidence(understanding.needs, bool(evidence.named))
        if not matches:
            return Answer("unknown", confidence=confidence)
        question = self._question(matches, understanding.slots, asked)
        if question is not None and confidence >= PERHAPS:
            return Answer("ask", matches, question, confidence)
        if confidence < PERHAPS:
            return Answer("unknown", confidence=confidence)
        return Answer("answer" if confidence >= SURE else "perhaps", matches, confidence=confidence)

    def answer_topics(self, topics: Iterable[str], slots: Slots, audience: Audience, today: date) -> Answer:
        """What the directory has for topics chosen from a menu, the first weighing most."""
        needs = tuple(Need(topic, 1.0 - 0.1 * place) for place, topic in enumerate(topics))
        matches = self._ranked(Evidence(needs, {}, {}), slots, audience, today)
        return Answer("answer", matches, confidence=1.0) if matches else Answer("unknown")

    def find(self, words: str, audience: Audience, today: date) -> tuple[Match, ...]:
        """Entries for a coordinator's search words: by name, topic or description; the fully booked too."""
        understanding = self.understand(words)
        folded = fold(normalise(words))
        named, scored = self._entries.named_in(folded), self._entries.by_words(folded.plain)
        evidence = Evidence(_relevant(understanding.needs), scored, named, full_is_welcome=True)
        ids = dict.fromkeys([*named, *self._of_topics(evidence.needs), *scored])
        entries = [self.directory[entry_id] for entry_id in ids]
        return self._ranker.rank(entries, evidence, understanding.slots, audience, today)

    def _ranked(self, evidence: Evidence, slots: Slots, audience: Audience, today: date) -> tuple[Match, ...]:
        ids = dict.fromkeys([*evidence.named, *self._of_topics(evidence.needs)])
        entries: list[Resource] = [self.directory[entry_id] for entry_id in ids]
        return self._ranker.rank(entries, evidence, slots, audience, today)

    def _of_topics(self, needs: Iterable[Need]) -> Iterable[str]:
        return (entry_id for need in needs for entry_id in self._entries.by_topic.get(need.topic, ()))

    def _with_context(self, needs: tuple[Need, ...], context: Sequence[Turn]) -> tuple[Need, ...]:
        for role, earlier in reversed(context):
            before = self._needs.read(fold(normalise(earlier))) if role == "user" else ()
            if self._says_enough(before):
                return before
        return needs

    @staticmethod
    def _says_enough(needs: tuple[Need, ...]) -> bool:
        return bool(needs) and needs[0].weight >= 2.0

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


def _relevant(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    return tuple(need for need in needs if need.weight >= RELEVANT_NEED * needs[0].weight)


def _confidence(needs: tuple[Need, ...], named: bool) -> float:
    if named:
        return 0.9
    if not needs:
        return 0.0
    first = needs[0].weight
    return round(min(1.0, first / 4.0), 3)


def _reply(folded: Folded) -> Reply | None:
    """A clear yes or no and nothing else; what could mean either is neither."""
    kinds: tuple[Reply, ...] = ("yes", "no")
    return next((kind for kind in kinds if language().pattern(f"replies-{kind}").search(folded.plain)), None)


def _wants(folded: Folded, requester: str) -> Wants:
    """What the message is for. Only a family asks the bot for a person: supporters have a button for that."""
    kinds: tuple[Wants, ...] = ("thanks", "status", "person") if requester == "family" else ("thanks", "status")
    for wanted in kinds:
        if language().pattern(f"wants-{wanted}").search(folded.plain):
            return wanted
    return "entries" if folded.plain else "nothing"
