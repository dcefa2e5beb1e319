"""What a curator should look at: entries growing old, gaps, names that look alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from rapidfuzz import fuzz

from knowledge.matcher import Matcher
from knowledge.resource import SUPPORTERS_ONLY_AFTER, Audience, Directory, Resource
from knowledge.taxonomy import Taxonomy
from knowledge.text import fold_phrase
from knowledge.understanding import Slots

NATIONAL_CHECK_AFTER = timedelta(days=365)
ALIKE = 90.0  # of 100; two branches of one office stay just above
SHOWN = 3
NO_GAP = frozenset({"emergency", "supporter"})  # groups that a town need not have of its own

Kind = Literal[
    "never-found", "under-review", "stale", "unverified", "expired", "expires-soon", "national-old", "alike", "gap"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """`entry_id` is None for a gap. `other` is the second entry id, the topic of a gap, or empty."""

    kind: Kind
    entry_id: str | None
    other: str = ""
    town: str = ""
    on: date | None = None  # the date that makes it so


def findings(directory: Directory, taxonomy: Taxonomy, towns: Iterable[str], today: date) -> list[Finding]:
    """Everything worth a curator's look on the region's date `today`; entries first, gaps last."""
    found = [finding for entry in directory for finding in _of_entry(entry, today)]
    found += _alike(directory)
    found += gaps(directory, taxonomy, towns, today)
    return found


def gaps(directory: Directory, taxonomy: Taxonomy, towns: Iterable[str], today: date) -> Iterator[Finding]:
    """Topics × towns for which a family would be shown nothing."""
    covered: set[tuple[str, str]] = set()
    wide: set[str] = set()
    for entry in directory:
        if entry.visible_to(Audience.FAMILY, today) and entry.capacity != "full":
            if entry.serves_everyone:
                wide.update(entry.topics)
            covered.update((code, town) for code in entry.topics for town in entry.municipalities_served)
    for topic in taxonomy.topics.values():
        if topic.code in wide or topic.group in NO_GAP:
            continue
        for town in towns:
            if (topic.code, town) not in covered:
                yield Finding("gap", None, topic.code, town)


def never_found(matcher: Matcher, towns: Iterable[str], today: date) -> Iterator[Finding]:
    """Entries that families may see but that no topic in no town puts among the first three."""
    towns = list(towns)
    found: set[str] = set()
    for topic in {topic for entry in matcher.directory for topic in entry.topics}:
        for town in towns:
            answer = matcher.answer_topics([topic], Slots(municipality=town), Audience.FAMILY, today)
            found.update(match.entry_id for match in answer.matches[:SHOWN])
    for entry in matcher.directory:
        shown = not entry.is_national and entry.visible_to(Audience.FAMILY, today)
        if shown and entry.id not in found and any(entry.serves(town) for town in towns):
            yield Finding("never-found", entry.id)


def _of_entry(entry: Resource, today: date) -> Iterator[Finding]:
    if entry.valid_until is not None and entry.valid_until < today:
        yield Finding("expired", entry.id, on=entry.valid_until)
    elif entry.valid_until is not None and entry.valid_until - today <= timedelta(days=90):
        yield Finding("expires-soon", entry.id, on=entry.valid_until)
    if entry.verified_on is None:
        yield Finding("unverified", entry.id)
    elif entry.is_national:
        if today - entry.verified_on > NATIONAL_CHECK_AFTER:
            yield Finding("national-old", entry.id, on=entry.verified_on)
    elif today - entry.verified_on > SUPPORTERS_ONLY_AFTER:
        yield Finding("stale", entry.id, on=entry.verified_on)
    elif entry.under_review(today):
        yield Finding("under-review", entry.id, on=entry.verified_on)


def _alike(directory: Directory) -> list[Finding]:
    blocks: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entry in directory:
        name = fold_phrase(entry.name)
        for town in entry.municipalities_served:
            blocks.setdefault((entry.topics[0], town), []).append((name, entry.id))
    pairs = {
        (first[1], second[1])
        for block in blocks.values()
        for first, second in combinations(block, 2)
        if fuzz.token_set_ratio(first[0], second[0], score_cutoff=ALIKE) or first[0] in second[0]
    }
    return [Finding("alike", first, second) for first, second in sorted(pairs)]
