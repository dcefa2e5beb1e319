"""The directory as columns of numbers: what ranking looks at, for 200 entries or 300,000. Immutable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.language import language
from knowledge.resource import Resource
from knowledge.taxonomy import Taxonomy

Ints = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint64]

NO_AGE_LIMIT = 32_000
NEVER = 4_000_000  # an ordinal beyond every date
LISTED, ANY, ASK, NONE = range(4)  # how care is accepted
LOCAL, PREFECTURE, NATIONWIDE = range(3)  # how far an entry reaches


class Codebook:
    """Numbers for the codes of the taxonomy, in its order."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.topics = {code: number for number, code in enumerate(taxonomy.topics)}
        self.care = {code: number for number, code in enumerate(taxonomy.care_types)}
        self.stages = {code: number for number, code in enumerate(taxonomy.life_stages)}
        self.capacities = {code: number for number, code in enumerate(taxonomy.capacities)}
        self.languages = {code: number for number, code in enumerate(language().spoken)}
        self.care_kinds = {"any": ANY, "ask": ASK, "none": NONE}


@dataclass(frozen=True)
class Columns:
    """One row per entry, in the order of `ids`."""

    version: Ints
    main_topic: Ints
    topics: Bits  # two words of 64 per entry: topic 70 is bit 6 of the second
    care: Bits
    care_kind: Ints
    age_min: Ints
    age_max: Ints
    stages: Bits
    capacity: Ints
    verified_on: Ints  # ordinals; 0 is never
    valid_until: Ints
    national: Ints
    reach: Ints
    prefecture: Ints  # the first two digits of where it stands; 0 is unknown
    town_count: Ints
    languages: Bits
    for_bereaved: Ints

    def __len__(self) -> int:
        return len(self.version)

    @classmethod
    def of(cls, entries: Iterable[Resource], codes: Codebook) -> "Columns":
        rows = [_row(entry, codes) for entry in entries]
        arrays: dict[str, Any] = {}
        for column in fields(cls):
            kind = np.uint64 if column.type in (Bits, "Bits") else np.int32
            values = np.array([row[column.name] for row in rows], kind)
            arrays[column.name] = values.reshape(len(rows), 2) if column.name == "topics" else values
        return cls(**arrays)

    def save(self, folder: Path) -> None:
        for column in fields(self):
            np.save(folder / f"{column.name}.npy", getattr(self, column.name))

    @classmethod
    def open(cls, folder: Path) -> "Columns":
        return cls(**{column.name: np.load(folder / f"{column.name}.npy") for column in fields(cls)})

    def has_any_topic(self, rows: Ints, topics: Iterable[int]) -> npt.NDArray[np.bool_]:
        mask = sum({1 << topic for topic in topics})
        wanted = np.array([mask & (1 << 64) - 1, mask >> 64], np.uint64)
        bits: npt.NDArray[np.bool_] = ((self.topics[rows] & wanted) != 0).any(axis=1)
        return bits

    def has_topic(self, rows: Ints, topic: int) -> npt.NDArray[np.bool_]:
        bits: npt.NDArray[np.bool_] = (self.topics[rows, topic // 64] >> np.uint64(topic % 64)) & np.uint64(1) != 0
        return bits


@dataclass(frozen=True)
class Lists:
    """For each key the rows that have it, ascending: topics, or towns."""

    keys: Mapping[str, int]
    starts: Ints
    rows: Ints

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, int]]) -> "Lists":
        """From (key, row) pairs whose rows ascend for each key."""
        gathered: dict[str, list[int]] = {}
        for key, row in pairs:
            gathered.setdefault(key, []).append(row)
        names = sorted(gathered)
        starts = np.cumsum([0, *(len(gathered[name]) for name in names)], dtype=np.int32)
        rows = np.array([row for name in names for row in gathered[name]], np.int32)
        return cls({name: number for number, name in enumerate(names)}, starts, rows)

    def get(self, key: str) -> Ints:
        number = self.keys.get(key)
        if number is None:
            return np.empty(0, np.int32)
        return self.rows[self.starts[number] : self.starts[number + 1]]

    def save(self, folder: Path, name: str) -> None:
        np.save(folder / f"{name}.starts.npy", self.starts)
        np.save(folder / f"{name}.rows.npy", self.rows)
        (folder / f"{name}.keys.txt").write_text("\n".join(self.keys), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path, name: str) -> "Lists":
        keys = (folder / f"{name}.keys.txt").read_text(encoding="utf-8").split("\n")
        starts = np.load(folder / f"{name}.starts.npy")
        rows = np.asarray(np.load(folder / f"{name}.rows.npy", mmap_mode="r"))
        return cls({key: number for number, key in enumerate(keys) if key}, starts, rows)


def bits_of(codes: Iterable[str], numbers: Mapping[str, int]) -> int:
    return sum({1 << numbers[code] for code in codes if code in numbers})


def _ordinal(day: date | None, otherwise: int) -> int:
    return day.toordinal() if day is not None else otherwise


def _row(entry: Resource, codes: Codebook) -> dict[str, object]:
    topics = bits_of(entry.topics, codes.topics)
    kind = codes.care_kinds.get(entry.care_types_accepted[0], LISTED) if entry.care_types_accepted else ASK
    served = entry.municipalities_served
    checked = entry.verified_by != "unverified"
    return {
        "version": entry.version,
        "main_topic": codes.topics[entry.topics[0]],
        "topics": [topics & (1 << 64) - 1, topics >> 64],
        "care": bits_of(entry.care_types_accepted, codes.care),
        "care_kind": kind,
        "age_min": entry.age_min_months if entry.age_min_months is not None else 0,
        "age_max": entry.age_max_months if entry.age_max_months is not None else NO_AGE_LIMIT,
        "stages": bits_of(entry.life_stages, codes.stages),
        "capacity": codes.capacities[entry.capacity],
        "verified_on": _ordinal(entry.verified_on, 0) if checked else 0,
        "valid_until": _ordinal(entry.valid_until, NEVER),
        "national": int(entry.is_national),
        "reach": NATIONWIDE if "nationwide" in served else PREFECTURE if "prefecture" in served else LOCAL,
        "prefecture": int(entry.municipality_located[:2]) if entry.municipality_located else 0,
        "town_count": len(served),
        "languages": bits_of(entry.languages, codes.languages),
        "for_bereaved": int(bool(language().pattern("for-the-bereaved").search(entry.description))),
    }
