"""What a message says of the child: town, age, stage, care given and care denied."""

from knowledge.ages import Age, age_of
from knowledge.language import language
from knowledge.phrases import PhraseBook
from knowledge.places import Places
from knowledge.taxonomy import Taxonomy
from knowledge.text import Folded
from knowledge.understanding import Slots


class SlotReader:
    """Reads slots. Immutable once built."""

    def __init__(self, taxonomy: Taxonomy, places: Places) -> None:
        self._taxonomy, self._places = taxonomy, places
        self._care = PhraseBook(
            (word, care.code) for care in taxonomy.care_types.values() for word in (care.label.ja, *care.synonyms)
        )

    def read(self, folded: Folded) -> Slots:
        """The slots this text fills by itself."""
        age = age_of(folded.plain)
        given, denied = self._cares(folded)
        return Slots(
            municipality=self._places.town_in(folded),
            age_months=age.months,
            care_types=given,
            denied_care=denied,
            life_stage=self._stage(age),
            age_span=age.span,
        )

    def _stage(self, age: Age) -> str | None:
        if age.stage is not None or age.months is None:
            return age.stage
        return self._taxonomy.stage_at(age.months)

    def _cares(self, folded: Folded) -> tuple[tuple[str, ...], tuple[str, ...]]:
        given: dict[str, None] = {}
        denied: dict[str, None] = {}
        refused = language().pattern("care-denied-after")
        for hit in self._care.find(folded):
            if len(hit.values) > 1:
                continue
            into = denied if refused.match(folded.plain, hit.end) else given
            into[hit.values[0]] = None
        return self._most_exact(given), tuple(denied)

    def _most_exact(self, codes: dict[str, None]) -> tuple[str, ...]:
        """Without a parent whose child is named too."""
        parents = {parent for code in codes for parent in self._taxonomy.care_lineage(code)[1:]}
        return tuple(code for code in codes if code not in parents)
