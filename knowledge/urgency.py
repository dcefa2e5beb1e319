"""Danger, noticed before anything else. When in doubt, the alarm and the normal answer."""

import regex

from knowledge.taxonomy import Taxonomy, UrgencyClass
from knowledge.text import Folded, fold, fold_phrase, normalise
from knowledge.understanding import Urgency

NO_ENTRIES = frozenset({"medical_emergency", "caregiver_crisis"})


class UrgencyReader:
    """Reads urgency. Immutable once built."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._soft = taxonomy.softeners
        ranked = sorted(taxonomy.urgency.values(), key=lambda found: found.priority)
        self._classes = [found for found in ranked if found.code != "none"]
        self._patterns = {
            (found.code, sub.code if sub is not found else None): [regex.compile(normalise(p)) for p in sub.patterns]
            for found in self._classes
            for sub in (found, *found.subclasses)
        }
        self._phrases = {
            (found.code, sub.code if sub is not found else None): [fold_phrase(phrase) for phrase in sub.phrases]
            for found in self._classes
            for sub in (found, *found.subclasses)
        }

    def read(self, text: str) -> Urgency:
        folded = fold(normalise(text))
        for found in self._classes:
            signals, sub = self._signals(found, folded)
            if signals:
                return self._softened(found, sub, tuple(signals), folded)
        return Urgency()

    def _signals(self, found: UrgencyClass, folded: Folded) -> tuple[list[str], UrgencyClass | None]:
        for sub in found.subclasses:
            hits = self._hits(found, sub.code, folded)
            if hits:
                return hits, sub
        hits = self._hits(found, None, folded)
        return hits, (found.subclasses[-1] if found.subclasses and hits else None)

    def _hits(self, found: UrgencyClass, subclass: str | None, folded: Folded) -> list[str]:
        phrases = [phrase for phrase in self._phrases[found.code, subclass] if phrase in folded.text]
        patterns = self._patterns[found.code, subclass]
        return phrases + [match[0] for pattern in patterns if (match := pattern.search(folded.plain))]

    def _softened(
        self, found: UrgencyClass, sub: UrgencyClass | None, signals: tuple[str, ...], folded: Folded
    ) -> Urgency:
        plain = folded.plain
        soft = any(word in plain for word in self._soft.markers)
        now = any(word in plain for word in self._soft.now_markers)
        if soft and not now and found.code not in self._soft.never_soften:
            return Urgency(code="soft", signals=signals)
        return Urgency(
            code=found.code,
            subclass=sub.code if sub else None,
            signals=signals,
            first_lines=sub.first_lines if sub else found.first_lines,
            allows_entries=found.code not in NO_ENTRIES,
        )
