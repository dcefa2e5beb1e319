"""What a message says of the child: town, age, stage, care given and care denied."""

from collections.abc import Iterable

from knowledge.ages import Age, age_of
from knowledge.cares import CareWord
from knowledge.language import language
from knowledge.places import Places
from knowledge.reading import Reading
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import Slots


class SlotReader:
    """Reads slots. Immutable once built."""

    def __init__(self, taxonomy: Taxonomy, places: Places) -> None:
        self._taxonomy, self._places = taxonomy, places

    def read(self, reading: Reading, cares: Iterable[CareWord]) -> Slots:
        """The slots this text fills by itself. `cares` are the words of care found in it."""
        age = age_of(reading.plain)
        given, denied = self._given_and_denied(reading, cares)
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

    def _given_and_denied(self, reading: Reading, cares: Iterable[CareWord]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        refused = language().pattern("care-denied-after")
        given: dict[str, None] = {}
        denied: dict[str, None] = {}
        for care in cares:
            (denied if refused.match(reading.plain, care.end) else given)[care.code] = None
        return self._most_exact(given), tuple(code for code in denied if code not in given)

    def _most_exact(self, codes: dict[str, None]) -> tuple[str, ...]:
        """Without a parent whose child is named too."""
        parents = {parent for code in codes for parent in self._taxonomy.care_lineage(code)[1:]}
        return tuple(code for code in codes if code not in parents)
