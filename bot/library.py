"""What the product knows about its region: directory, matcher, terms. Replaced as a whole, never changed."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

from bot.region import Region
from knowledge.guided import Worries
from knowledge.matcher import Matcher
from knowledge.places import Places
from knowledge.resource import Audience, Directory
from knowledge.taxonomy import Taxonomy
from knowledge.terms import Glossary
from knowledge.understanding import Answer, Need, Understanding
from routing.decision import Question
from storage import directory, judgements
from storage.database import Database

REQUESTER = "requester:"


@dataclass(frozen=True)
class Shelf:
    """One revision of the directory, with a matcher built from it."""

    revision: int
    directory: Directory
    matcher: Matcher
    judged: int = 0  # of what coordinators said of answers: how much the matcher has learned


class Library:
    def __init__(self, region: Region, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.glossary = Glossary.load()
        self.worries = Worries.load(taxonomy)
        self._places = places_of(region, taxonomy)
        self._lexicon = region.lexicon(taxonomy)
        self._names = {c.id: c.name for c in region.coordinators}
        self.shelf = self._shelve(-1, Directory())

    def _shelve(self, revision: int, entries: Directory) -> Shelf:
        return Shelf(revision, entries, Matcher(self.taxonomy, entries, self._places, lexicon=self._lexicon))

    async def refresh(self, database: Database) -> None:
        """The newest revision, when another process or a coordinator changed it. Building happens on the side."""
        revision, judged = await database.run(lambda tx: (directory.revision(tx), judgements.revision(tx)))
        shelf = self.shelf
        if revision != shelf.revision:
            shelf = await asyncio.to_thread(self._shelve, *await database.run(directory.snapshot))
        if judged != shelf.judged:
            number, learned = await database.run(judgements.learned)
            taught = await asyncio.to_thread(shelf.matcher.taught, learned.confirmed, learned.refused)
            shelf = replace(shelf, matcher=taught, judged=number)
        self.shelf = shelf

    def label(self, code: str, locale: str) -> str:
        """A code's name for people: a coordinator, a worry, or anything the taxonomy names. Raises UnknownCode."""
        if code in self._names:
            return self._names[code]
        if code.startswith(REQUESTER):  # these share codes with topics and groups
            return self.taxonomy.requester_types[code.removeprefix(REQUESTER)].label_ja
        worry = self.worries.get(code)
        if worry is not None:
            return worry.label.in_locale(locale)
        return self.taxonomy.label(code, locale)

    def read(self, question: Question, audience: Audience, today: date) -> tuple[Understanding, Answer]:
        """What the question says and what the directory has for it. Slow enough to keep off the event loop."""
        matcher = self.shelf.matcher
        if not question.text:
            worry = self.worries.get(question.topics[0]) if question.topics else None
            topics = worry.topics if worry else tuple(t for t in question.topics if t in self.taxonomy.topics)
            needs = tuple(Need(topic, 1.0) for topic in topics)
            return Understanding("", needs=needs, slots=question.slots), matcher.answer_topics(
                topics, question.slots, audience, today
            )
        understood = matcher.understand(
            question.text, [("user", said) for said in question.context], question.slots, audience.value
        )
        return understood, matcher.answer(understood, audience, today, asked=question.asked)


def places_of(region: Region, taxonomy: Taxonomy) -> Places:
    """The region's towns by all their names; towns elsewhere are known too, so that they are not taken for ours."""
    towns = region.file.region.towns
    others = [town for code, town in taxonomy.municipalities.items() if code not in towns]
    return Places([taxonomy.municipalities[code] for code in towns], region.file.districts, neighbours=others)
