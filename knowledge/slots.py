"""What a message says of the child: town, age, stage, care given and care denied."""

from collections.abc import Iterable

from knowledge.ages import Age, age_of
from knowledge.language import language
from knowledge.lexicon import LayWords
from knowledge.phrases import PhraseBook, with_sound
from knowledge.places import Places
from knowledge.reading import Reading, Span
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import Slots
from knowledge.words import Analyser


class SlotReader:
    """Reads slots. Immutable once built."""

    def __init__(self, taxonomy: Taxonomy, places: Places, analyser: Analyser) -> None:
        self._taxonomy, self._places = taxonomy, places
        names = [(w, care.code) for care in taxonomy.care_types.values() for w in (care.label.ja, *care.synonyms)]
        self._care = PhraseBook(with_sound(names, analyser))

    def read(self, reading: Reading, lay: LayWords, hidden: Iterable[Span] = ()) -> Slots:
        """The slots this text fills by itself. `hidden` spans, such as names of offices, say nothing."""
        age = age_of(reading.plain)
        given, denied = self._cares(reading, lay, [*hidden, *lay.masks])
        town = self._places.town_in(reading.folded, reading.starts)
        return Slots(
            municipality=town,
            age_months=age.months,
            care_types=given,
            denied_care=denied,
            life_stage=self._stage(age),
            age_span=age.span,
            elsewhere=town is None and self._places.elsewhere_in(reading),
        )

    def _stage(self, age: Age) -> str | None:
        if age.stage is not None or age.months is None:
            return age.stage
        return self._taxonomy.stage_at(age.months)

    def _cares(self, reading: Reading, lay: LayWords, hidden: list[Span]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        refused = language().pattern("care-denied-after")
        said: list[tuple[int, int, str]] = [
            (known.start, known.end, known.values[0])
            for known in self._care.find(reading.folded, reading.starts)
            if len(known.values) == 1
        ]
        for hit in lay.hits:
            said += [(hit.start, hit.end, code) for code in hit.codes if code in self._taxonomy.care_types]
        given: dict[str, None] = {}
        denied: dict[str, None] = {}
        for start, end, code in sorted(said):
            if not any(s < end and start < e for s, e in hidden):
                (denied if refused.match(reading.plain, end) else given)[code] = None
        return self._most_exact(given), tuple(code for code in denied if code not in given)

    def _most_exact(self, codes: dict[str, None]) -> tuple[str, ...]:
        """Without a parent whose child is named too."""
        parents = {parent for code in codes for parent in self._taxonomy.care_lineage(code)[1:]}
        return tuple(code for code in codes if code not in parents)
