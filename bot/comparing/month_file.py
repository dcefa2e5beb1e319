"""`month.csv`: the consultations of a month, codes and figures only. Refused whole, with every problem."""

import csv
import io
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from knowledge.importers import Problem
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import URGENT_CLASSES
from routing.comparing.month import PastCase
from routing.comparing.place import LONGEST

COLUMNS = (
    "id",
    "opened_at",
    "town",
    "topics",
    "care_types",
    "requester",
    "urgency",
    "before_discharge",
    "weight",
    "talk_minutes",
    "first_accepts",
)
ANSWERS = {"yes": True, "no": False}


class UnreadableMonth(Exception):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read(path: Path, taxonomy: Taxonomy, towns: Collection[str], zone: tzinfo) -> list[PastCase]:
    """The cases in the order of the file. Raises UnreadableMonth."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(path.name, 1, "file", error.__class__.__name__, "a table in UTF-8 that can be read")
        raise UnreadableMonth((problem,)) from None
    lines = csv.reader(io.StringIO(text, newline=""))
    heading = next(lines, [])
    if sorted(heading) != sorted(COLUMNS):
        raise UnreadableMonth((Problem(path.name, 1, "heading", ",".join(heading), ",".join(COLUMNS)),))
    reader = _Reader(path.name, taxonomy, towns, zone)
    cases = [reader.case(lines.line_num, heading, cells) for cells in lines if any(cells)]
    if not cases:
        reader.refuse("row", "", "at least one case")
    elif not reader.problems and max(c.opened_at for c in cases) - min(c.opened_at for c in cases) > LONGEST:
        reader.refuse("opened_at", "", f"cases of at most {LONGEST.days} days")
    if reader.problems:
        raise UnreadableMonth(tuple(reader.problems))
    return cases


class _Reader:
    def __init__(self, file: str, taxonomy: Taxonomy, towns: Collection[str], zone: tzinfo) -> None:
        self.problems: list[Problem] = []
        self._file, self._taxonomy, self._towns, self._zone = file, taxonomy, towns, zone
        self._line, self._ids = 1, set[str]()
        self._row: Mapping[str, str] = {}

    def refuse(self, column: str, value: str, expected: str) -> None:
        self.problems.append(Problem(self._file, self._line, column, value, expected))

    def case(self, line: int, heading: list[str], cells: list[str]) -> PastCase:
        self._line = line
        if len(cells) != len(heading):
            self.refuse("row", f"{len(cells)} cells", f"{len(heading)} cells")
        self._row = dict(zip(heading, (*cells, *[""] * len(heading)), strict=False))
        taxonomy = self._taxonomy
        return PastCase(
            id=self._id(),
            opened_at=self._instant(),
            town=self._one_of("town", ("", *self._towns)) or None,
            topics=self._codes("topics", taxonomy.topics),
            care_types=self._codes("care_types", taxonomy.care_types),
            requester=self._one_of("requester", taxonomy.requester_types),
            urgency=self._one_of("urgency", ("none", "soft", *URGENT_CLASSES)),
            before_discharge=self._one_of("before_discharge", ANSWERS) == "yes",
            weight=self._number("weight", 1, 3),
            talk=timedelta(minutes=self._number("talk_minutes", 0, 600)),
            first_accepts=self._one_of("first_accepts", ANSWERS) == "yes",
        )

    def _id(self) -> str:
        value = self._row["id"]
        if not value or value in self._ids:
            self.refuse("id", value, "an id used once")
        self._ids.add(value)
        return value

    def _instant(self) -> datetime:
        value = self._row["opened_at"]
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is None or at.tzinfo is not None or len(value) < len("2026-10-01 09:30"):
            self.refuse("opened_at", value, "day and time of the region, as 2026-10-01 09:30")
            return datetime.min.replace(tzinfo=self._zone)
        return at.replace(tzinfo=self._zone)

    def _one_of(self, column: str, known: Collection[str]) -> str:
        value = self._row[column]
        if value not in known:
            self.refuse(column, value, "one of " + ", ".join(code or "nothing" for code in known))
        return value

    def _codes(self, column: str, known: Collection[str]) -> tuple[str, ...]:
        values = tuple(self._row[column].split(";")) if self._row[column] else ()
        for value in values:
            if value not in known:
                self.refuse(column, value, f"codes of the taxonomy's {column}, joined by ;")
        return values

    def _number(self, column: str, least: int, most: int) -> int:
        value = self._row[column]
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            self.refuse(column, value, f"a whole number from {least} to {most}")
            return least
        return int(value)
