"""The directory made searchable: columns, topics, towns, words and names. Immutable; may live on disk."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.columns import LOCAL, NATIONWIDE, Codebook, Columns, Ints, Lists
from knowledge.names import Names
from knowledge.postings import Postings
from knowledge.resource import Directory, Resource
from knowledge.taxonomy import Taxonomy
from knowledge.text import normalise
from knowledge.words import Analyser

DATES = ("verified_on", "valid_until")
Analysed = Mapping[str, int]


@dataclass(frozen=True)
class EntryIndex:
    ids: tuple[str, ...]
    columns: Columns
    topics: Lists
    towns: Lists
    wide: Ints  # rows that serve a prefecture or the country
    words: Postings
    names: Names

    @classmethod
    def of(
        cls,
        entries: Iterable[Resource],
        taxonomy: Taxonomy,
        analyser: Analyser,
        is_telling: Callable[[str], bool],
        known: Callable[[Resource], Analysed | None] = lambda _: None,
    ) -> "EntryIndex":
        """The index of the entries. `known` may hold the words of an entry that has not changed.

        `is_telling` says of a part of a name whether it could name an entry by itself.
        """
        rows = list(entries)
        columns = Columns.of(rows, Codebook(taxonomy))
        documents = [known(entry) or analysed(entry, analyser) for entry in rows]
        return cls(
            ids=tuple(entry.id for entry in rows),
            columns=columns,
            topics=Lists.of([(topic, row) for row, entry in enumerate(rows) for topic in entry.topics]),
            towns=Lists.of([(town, row) for row, entry in enumerate(rows) for town in entry.municipalities_served]),
            wide=np.flatnonzero(columns.reach != LOCAL).astype(np.int32),
            words=Postings.of(documents),
            names=Names.of([entry.name for entry in rows], is_telling),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def serving(self, municipality: str) -> Ints:
        """The rows that someone who lives in the town may use, ascending."""
        own, wide = self.towns.get(municipality), self._wide_by_prefecture.get(int(municipality[:2]), self._unbound)
        return np.sort(np.concatenate([own, wide]))  # no row is in both

    @cached_property
    def _unbound(self) -> Ints:
        """Wide rows that serve whoever asks: nationwide, or of a prefecture nobody wrote down."""
        reach, prefecture = self.columns.reach[self.wide], self.columns.prefecture[self.wide]
        rows: Ints = self.wide[(reach == NATIONWIDE) | (prefecture == 0)]
        return rows

    @cached_property
    def _wide_by_prefecture(self) -> Mapping[int, Ints]:
        reach, prefecture = self.columns.reach[self.wide], self.columns.prefecture[self.wide]
        unbound = (reach == NATIONWIDE) | (prefecture == 0)
        return {int(number): self.wide[unbound | (prefecture == number)] for number in np.unique(prefecture)}

    def with_topics(self, topics: Iterable[str]) -> Ints:
        """The rows that have any of the topics, ascending."""
        inside = np.zeros(len(self), bool)
        for topic in topics:
            inside[self.topics.get(topic)] = True
        return np.flatnonzero(inside).astype(np.int32)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.columns.save(folder)
        self.topics.save(folder, "topics")
        self.towns.save(folder, "towns")
        np.save(folder / "wide.npy", self.wide)
        self.words.save(folder)
        self.names.save(folder)
        (folder / "ids.txt").write_text("\n".join(self.ids), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "EntryIndex":
        """The index saved in the folder. Large parts stay on disk until they are asked for."""
        ids = (folder / "ids.txt").read_text(encoding="utf-8").split("\n")
        return cls(
            ids=tuple(ids) if ids != [""] else (),
            columns=Columns.open(folder),
            topics=Lists.open(folder, "topics"),
            towns=Lists.open(folder, "towns"),
            wide=np.load(folder / "wide.npy"),
            words=Postings.open(folder),
            names=Names.open(folder),
        )


def searchable(entry: Resource) -> str:
    """What of an entry can be found by its words. The name counts twice."""
    told = (entry.name, entry.name, entry.organization, entry.description, entry.eligibility, entry.how_to_apply)
    return normalise("\n".join((*told, entry.fee)))


def analysed(entry: Resource, analyser: Analyser) -> Analysed:
    return Counter(analyser.content(searchable(entry)))


# -- a country's directory on disk ----------------------------------------------------------------


class StoredEntries(Mapping[str, Resource]):
    """Entries read from a file one by one, when asked for."""

    def __init__(self, folder: Path, ids: tuple[str, ...]) -> None:
        self._rows = {entry_id: row for row, entry_id in enumerate(ids)}
        self._offsets = np.load(folder / "rows.offsets.npy")
        self._blob = np.memmap(folder / "rows.jsonl", np.uint8, "r") if ids else np.empty(0, np.uint8)

    def __getitem__(self, entry_id: str) -> Resource:
        row = self._rows[entry_id]
        raw = json.loads(bytes(self._blob[self._offsets[row] : self._offsets[row + 1]]))
        return _resource(raw["entry"])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Snapshot:
    """A directory and its index in a folder: written once, opened by every process, never changed."""

    def __init__(self, folder: Path) -> None:
        self.index = EntryIndex.open(folder)
        self.directory = Directory(StoredEntries(folder, self.index.ids))

    @staticmethod
    def write(
        folder: Path,
        entries: Iterable[Resource],
        taxonomy: Taxonomy,
        is_telling: Callable[[str], bool],
        previous: Path | None = None,
        analyser: Analyser | None = None,
    ) -> int:
        """Write entries and index; returns how many entries had to be analysed anew.

        Entries whose text is the same as in `previous`, another folder written before, are not analysed again.
        """
        analyser = analyser or Analyser()
        before = _words_by_digest(previous) if previous is not None else {}
        rows = sorted(entries, key=lambda entry: entry.id)
        anew = 0
        words: dict[str, Analysed] = {}
        for entry in rows:
            found = before.get(_digest(entry))
            anew += found is None
            words[entry.id] = found if found is not None else analysed(entry, analyser)
        EntryIndex.of(rows, taxonomy, analyser, is_telling, lambda entry: words[entry.id]).save(folder)
        offsets = [0]
        with (folder / "rows.jsonl").open("wb") as out:
            for entry in rows:
                line = {"digest": _digest(entry), "words": words[entry.id], "entry": _plain(entry)}
                offsets.append(offsets[-1] + out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n"))
        np.save(folder / "rows.offsets.npy", np.array(offsets, np.int64))
        return anew


def _digest(entry: Resource) -> str:
    return blake2b(searchable(entry).encode(), digest_size=12).hexdigest()


def _words_by_digest(folder: Path) -> dict[str, Analysed]:
    with (folder / "rows.jsonl").open(encoding="utf-8") as lines:
        return {raw["digest"]: raw["words"] for raw in map(json.loads, lines)}


def _plain(entry: Resource) -> dict[str, Any]:
    plain = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return plain | {name: plain[name].isoformat() for name in DATES if plain[name] is not None}


def _resource(raw: dict[str, Any]) -> Resource:
    dates = {name: date.fromisoformat(raw[name]) for name in DATES if raw[name] is not None}
    tuples = {name: tuple(value) for name, value in raw.items() if isinstance(value, list)}
    return Resource(**(raw | dates | tuples))
