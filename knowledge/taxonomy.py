"""The codes everyone shares, with their labels: topics, care types, towns, stages, urgency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

CODE_WEIGHTS = (6, 5, 4, 3, 2)  # 全国地方公共団体コード: the sixth digit is 11 - (weighted sum mod 11)

# CSafeLoader reads the file in 0.1 s, the pure loader in 1 s; both exist wherever PyYAML ships as a wheel.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnknownCode(KeyError):
    def __init__(self, kind: str, code: str) -> None:
        super().__init__(f"no {kind} {code!r} in the taxonomy")
        self.kind, self.code = kind, code


@dataclass(frozen=True, slots=True)
class Label:
    ja: str
    easy: str
    en: str

    def in_locale(self, locale: str) -> str:
        """The label for `ja`, `ja-easy` or `en`; Japanese for anything else."""
        return {"en": self.en, "ja-easy": self.easy}.get(locale, self.ja)


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    group: str
    label: Label
    synonyms: tuple[str, ...]
    life_stages: tuple[str, ...]
    definition: str
    wam: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CareType:
    code: str
    label: Label
    synonyms: tuple[str, ...]
    parent: str | None = None
    official_item: int | None = None  # of the 14-item table; None stands outside it


@dataclass(frozen=True, slots=True)
class Municipality:
    code: str
    name: str
    kana: str
    prefecture: str
    area: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LifeStage:
    code: str
    label: Label
    months: tuple[int, int]  # a hint: stages overlap


@dataclass(frozen=True, slots=True)
class RequesterType:
    code: str
    label_ja: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a closed column, such as a capacity or a way to be referred."""

    code: str
    label_ja: str


@dataclass(frozen=True, slots=True)
class UrgencyClass:
    code: str
    priority: int
    label_ja: str
    first_lines: tuple[str, ...]  # entry ids
    also_if_unsure: tuple[str, ...]
    topics: tuple[str, ...]
    alert_within_minutes: int | None
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]
    subclasses: tuple["UrgencyClass", ...] = ()


@dataclass(frozen=True, slots=True)
class Softeners:
    """Words of past, practice or preparation; a word of now overrules them."""

    markers: tuple[str, ...]
    now_markers: tuple[str, ...]
    never_soften: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Taxonomy:
    version: str
    groups: Mapping[str, Group]
    topics: Mapping[str, Topic]
    care_types: Mapping[str, CareType]
    municipalities: Mapping[str, Municipality]
    prefectures: Mapping[str, str]
    life_stages: Mapping[str, LifeStage]
    requester_types: Mapping[str, RequesterType]
    urgency: Mapping[str, UrgencyClass]
    softeners: Softeners
    always_add_ja: str
    child_attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # code -> synonyms
    capacities: Mapping[str, Choice] = field(default_factory=dict)
    referrals: Mapping[str, Choice] = field(default_factory=dict)
    care_specials: Mapping[str, Choice] = field(default_factory=dict)
    verified_by_roles: tuple[str, ...] = ()

    @classmethod
    def load(cls, source: Traversable | None = None) -> "Taxonomy":
        """The taxonomy that ships with the product, read once, or the one in `source`."""
        return _shipped() if source is None else _read(source)

    def with_municipalities(self, more: Iterable[Municipality]) -> "Taxonomy":
        """This taxonomy knowing a region's own towns as well. Raises ValueError on a wrong check digit."""
        towns = dict(self.municipalities)
        own = list(more)
        for town in own:
            if not is_municipality_code(town.code):
                raise ValueError(f"{town.name}: {town.code!r} is not a six-digit municipality code")
            towns[town.code] = town
        return replace(self, municipalities=towns) if own else self

    @cached_property
    def _labels(self) -> Mapping[str, Label]:
        labels: dict[str, Label] = {}
        for requester in self.requester_types.values():
            labels[requester.code] = Label(requester.label_ja, requester.label_ja, requester.label_ja)
        for choice in (*self.capacities.values(), *self.referrals.values(), *self.care_specials.values()):
            labels[choice.code] = Label(choice.label_ja, choice.label_ja, choice.label_ja)
        for urgent in self.urgency.values():
            for one in (urgent, *urgent.subclasses):
                labels[one.code] = Label(one.label_ja, one.label_ja, one.label_ja)
        labels |= {town.code: Label(town.name, town.name, town.name) for town in self.municipalities.values()}
        for table in (self.groups, self.life_stages, self.care_types, self.topics):
            labels |= {code: coded.label for code, coded in table.items()}
        return labels

    def label(self, code: str, locale: str) -> str:
        """The code in words. Where two kinds share a code, topics and care types win. Raises UnknownCode."""
        try:
            return self._labels[code].in_locale(locale)
        except KeyError:
            raise UnknownCode("code", code) from None

    def topic(self, code: str) -> Topic:
        try:
            return self.topics[code]
        except KeyError:
            raise UnknownCode("topic", code) from None

    def topics_of(self, group: str) -> tuple[Topic, ...]:
        return tuple(topic for topic in self.topics.values() if topic.group == group)

    def towns_of(self, area: str) -> tuple[Municipality, ...]:
        return tuple(town for town in self.municipalities.values() if town.area == area)

    @cached_property
    def _lineage(self) -> Mapping[str, tuple[str, ...]]:
        lineage = {}
        for code in self.care_types:
            chain, at = [code], self.care_types[code].parent
            while at is not None:
                chain.append(at)
                at = self.care_types[at].parent
            lineage[code] = tuple(chain)
        return lineage

    def care_lineage(self, code: str) -> tuple[str, ...]:
        """The care type, then its parents. An entry that accepts any of them accepts the care."""
        try:
            return self._lineage[code]
        except KeyError:
            raise UnknownCode("care type", code) from None

    def stage_at(self, age_months: int) -> str | None:
        """The life stage that an age settles, or None where two are common."""
        fitting = [s.code for s in self.life_stages.values() if s.months[0] <= age_months <= s.months[1]]
        return fitting[0] if len(fitting) == 1 else None


def is_municipality_code(code: str) -> bool:
    """Whether the six digits agree with their check digit."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code[:5], CODE_WEIGHTS, strict=True))
    return (11 - total % 11) % 10 == int(code[5])


def _label(row: Mapping[str, Any]) -> Label:
    ja = row["label_ja"]
    return Label(ja=ja, easy=row.get("label_easy_ja", ja), en=row.get("label_en", ja))


def _by_code(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.code: row for row in rows}


def _words(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(word) for word in row.get(key) or ())


def _urgency_class(row: Mapping[str, Any], parent: Mapping[str, Any] | None = None) -> UrgencyClass:
    alert = row.get("alert") or (parent or {}).get("alert") or {}
    return UrgencyClass(
        code=row["code"],
        priority=row.get("priority", (parent or {}).get("priority", 9)),
        label_ja=row.get("label_ja", row["code"]),
        first_lines=_words(row, "first_lines"),
        also_if_unsure=_words(row, "also_if_unsure"),
        topics=_words(row, "topics"),
        alert_within_minutes=alert.get("within_minutes"),
        phrases=_words(row, "phrases"),
        patterns=_words(row, "patterns"),
        subclasses=tuple(_urgency_class(sub, row) for sub in row.get("subclasses") or ()),
    )


def _choices(rows: Iterable[Mapping[str, Any]]) -> dict[str, Choice]:
    return {row["code"]: Choice(row["code"], row["label_ja"]) for row in rows}


def _read(source: Traversable) -> Taxonomy:
    return _taxonomy(yaml.load(source.read_text(encoding="utf-8"), Loader=Loader))  # noqa: S506 - a safe loader


@lru_cache(maxsize=1)
def _shipped() -> Taxonomy:
    return _read(files("knowledge.data") / "taxonomy.yaml")


def _taxonomy(raw: Mapping[str, Any]) -> Taxonomy:
    topics = (
        Topic(
            code=row["code"],
            group=row["group"],
            label=_label(row),
            synonyms=_words(row, "synonyms"),
            life_stages=_words(row, "life_stages"),
            definition=row["definition"],
            wam=_words(row, "wam"),
        )
        for row in raw["topics"]
    )
    care = (
        CareType(row["code"], _label(row), _words(row, "synonyms"), row.get("parent"), row.get("official_item"))
        for row in raw["care_types"]
    )
    towns = (
        Municipality(row["code"], row["name"], row["kana"], row["prefecture"], row["area"], _words(row, "synonyms"))
        for row in raw["municipalities"]
    )
    soft = raw["urgency"]["softeners"]
    return Taxonomy(
        version=raw["version"],
        groups=_by_code(Group(row["code"], _label(row)) for row in raw["groups"]),
        topics=_by_code(topics),
        care_types=_by_code(care),
        municipalities=_by_code(towns),
        prefectures={row["code"]: row["name"] for row in raw["prefectures"]},
        life_stages=_by_code(
            LifeStage(row["code"], _label(row), (row["hint_months"][0], row["hint_months"][1]))
            for row in raw["life_stages"]
        ),
        requester_types=_by_code(
            RequesterType(row["code"], row["label_ja"], _words(row, "synonyms")) for row in raw["requester_types"]
        ),
        urgency=_by_code(_urgency_class(row) for row in raw["urgency"]["classes"]),
        softeners=Softeners(_words(soft, "markers"), _words(soft, "now_markers"), _words(soft, "never_soften")),
        always_add_ja=raw["urgency"]["always_add_ja"],
        child_attributes={row["code"]: _words(row, "synonyms") for row in raw["child_attributes"]},
        capacities=_choices(raw["capacity_status"]),
        referrals=_choices(raw["referral_required"]),
        care_specials=_choices(raw["care_acceptance_special"]),
        verified_by_roles=_words(raw, "verified_by_roles"),
    )
