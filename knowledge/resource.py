"""One entry of the curated directory, and the immutable snapshot of all of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

SHOW_AS_UNDER_REVIEW_AFTER = timedelta(days=180)  # directory rules: shown with its date and 確認中
SUPPORTERS_ONLY_AFTER = timedelta(days=365)
NATIONAL_PREFIX = "nat-"  # emergency lines that ship with the product; exempt from freshness


class Audience(StrEnum):
    FAMILY = "family"
    SUPPORTER = "supporter"


@dataclass(frozen=True, slots=True)
class Resource:
    """A service, desk, group or scheme, as last checked by a person. Columns: deploy/README.md."""

    id: str
    name: str
    name_kana: str
    organization: str
    topics: tuple[str, ...]  # codes of taxonomy.yaml, the first is the main one
    care_types_accepted: tuple[str, ...]  # care codes, or one of any, none, ask
    municipalities_served: tuple[str, ...]  # six-digit codes, or prefecture, or nationwide
    municipality_located: str | None
    age_min_months: int | None  # inclusive
    age_max_months: int | None  # inclusive; 71 is the end of five years
    life_stages: tuple[str, ...]
    description: str
    description_easy: str
    how_to_apply: str
    eligibility: str
    fee: str
    hours: str  # "MO-FR 09:00-17:00; PH off", "24/7" or "ask"
    phone: str | None
    url: str | None
    email: str | None
    capacity: str  # open, waiting, full, unknown; true as of verified_on, never a promise
    referral: str
    languages: tuple[str, ...]
    verified_on: date | None
    verified_by: str  # a role, or unverified
    source_note: str  # for supporters, never shown to families
    valid_until: date | None  # the last day on which it may be shown
    version: int = 1

    @property
    def is_national(self) -> bool:
        return self.id.startswith(NATIONAL_PREFIX)

    @property
    def serves_everyone(self) -> bool:
        """Whether every town of the prefecture, or of the country, is served."""
        return "prefecture" in self.municipalities_served or "nationwide" in self.municipalities_served

    def serves(self, municipality: str) -> bool:
        """Whether someone who lives in the town may use the entry."""
        if municipality in self.municipalities_served or "nationwide" in self.municipalities_served:
            return True
        if "prefecture" not in self.municipalities_served:
            return False
        return self.municipality_located is None or self.municipality_located[:2] == municipality[:2]

    def under_review(self, today: date) -> bool:
        """Whether the last check is old enough to be said beside the date."""
        if self.is_national or self.verified_on is None:
            return False
        return today - self.verified_on > SHOW_AS_UNDER_REVIEW_AFTER

    def visible_to(self, audience: Audience, today: date) -> bool:
        """Whether the entry may be shown to this audience on the region's date `today`."""
        if self.valid_until is not None and self.valid_until < today:
            return False
        if self.is_national:
            return True
        if self.verified_on is None or self.verified_by == "unverified":
            return False
        return audience is Audience.SUPPORTER or today - self.verified_on <= SUPPORTERS_ONLY_AFTER


@dataclass(frozen=True)
class Directory:
    """Every entry a region knows, national lines included. Build once, share freely, never change."""

    entries: Mapping[str, Resource] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Resource]) -> "Directory":
        return cls({entry.id: entry for entry in entries})

    def __getitem__(self, entry_id: str) -> Resource:
        return self.entries[entry_id]

    def get(self, entry_id: str) -> Resource | None:
        return self.entries.get(entry_id)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)
