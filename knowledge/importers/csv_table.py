"""The coordinators' own table: `directory.csv`, as a spreadsheet writes it."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from rapidfuzz import process

from knowledge.importers import Problem, UnreadableDirectory
from knowledge.opening import UnreadableHours, parse
from knowledge.resource import Resource
from knowledge.taxonomy import Taxonomy

COLUMNS = (
    "id",
    "name",
    "name_kana",
    "organization",
    "topics",
    "care_types_accepted",
    "municipalities_served",
    "municipality_located",
    "age_min_months",
    "age_max_months",
    "life_stages",
    "description_ja",
    "description_easy_ja",
    "how_to_apply",
    "eligibility",
    "fee",
    "hours",
    "phone",
    "url",
    "email",
    "capacity_status",
    "referral_required",
    "languages",
    "verified_on",
    "verified_by_role",
    "source_note",
    "valid_until",
)
WIDE = ("prefecture", "nationwide")

# Tried in this order; UTF-16 only where its mark says so, since anything can be read as UTF-16.
ENCODINGS = ("utf-8-sig", "cp932")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_KANA = re.compile(r"[ァ-ヶー ・]+")
_LANGUAGE = re.compile(r"[a-z]{2}")
_PHONE = re.compile(r"[#+]?[0-9][0-9() /-]{1,28}(?: .{1,40})?|#[0-9]{4}")
_URL = re.compile(r"https?://[^\s/]+\S*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read(path: Path | Traversable, taxonomy: Taxonomy) -> list[Resource]:
    """The entries of the table, in its order. Raises UnreadableDirectory with every problem of every row.

    A region may hold its own copy of a national line (`nat-…`), for the hours that differ by prefecture.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDirectory(
            (Problem(path.name, 1, "file", error.strerror or type(error).__name__, "a table that can be read"),)
        ) from None
    text = _text(data, path.name)
    rows = _rows(text, path.name)
    reader = _Reader(path.name, taxonomy)
    entries = [reader.resource(line, row) for line, row in rows]
    if reader.problems:
        raise UnreadableDirectory(tuple(reader.problems))
    return entries


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-16",) if data.startswith(UTF16_MARKS) else ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    expected = "a table in UTF-8, Shift_JIS (cp932) or UTF-16 with its mark"
    raise UnreadableDirectory((Problem(name, 1, "file", f"{len(data)} bytes", expected),))


def _rows(text: str, name: str) -> list[tuple[int, dict[str, str]]]:
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    problems = []
    try:
        heading = [unicodedata.normalize("NFKC", cell).strip() for cell in next(reader, [])]
        problems = list(_heading_problems(heading, name))
        begin = reader.line_num + 1
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(heading):
                problems.append(Problem(name, line, "row", f"{len(cells)} cells", f"{len(heading)} cells"))
            else:
                rows.append((line, dict(zip(heading, cells, strict=True))))
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, "row", str(error), "cells quoted as RFC 4180 says"))
    if problems:
        raise UnreadableDirectory(tuple(problems))
    return rows


def _heading_problems(heading: list[str], name: str) -> Iterator[Problem]:
    missing = [column for column in COLUMNS if column not in heading]
    if missing:
        yield Problem(name, 1, "heading", ",".join(heading), "also the columns " + ", ".join(missing))
    for column in dict.fromkeys(heading):
        if column not in COLUMNS:
            yield Problem(name, 1, "heading", column, "one of " + ", ".join(COLUMNS))
        elif heading.count(column) > 1:
            yield Problem(name, 1, "heading", column, "each column once")


class _Reader:
    """Turns rows into entries and collects what is wrong on the way."""

    def __init__(self, file: str, taxonomy: Taxonomy) -> None:
        self.problems: list[Problem] = []
        self._file, self._taxonomy = file, taxonomy
        self._seen: dict[str, int] = {}
        self._line = 0
        self._row: Mapping[str, str] = {}

    def resource(self, line: int, row: Mapping[str, str]) -> Resource:
        self._line, self._row = line, row
        for column, value in row.items():
            if value != value.strip() or unicodedata.normalize("NFC", value) != value:
                self._refuse(column, "no blanks at the ends, and composed characters (NFC)")
        low, high = self._months("age_min_months"), self._months("age_max_months")
        if low is not None and high is not None and low >= high:
            self._refuse("age_max_months", f"more than age_min_months ({low})")
        taxonomy = self._taxonomy
        return Resource(
            id=self._id(),
            name=self._filled("name"),
            name_kana=self._kana(),
            organization=self._filled("organization"),
            topics=self._codes("topics", taxonomy.topics),
            care_types_accepted=self._codes("care_types_accepted", taxonomy.care_types, alone=taxonomy.care_specials),
            municipalities_served=self._codes("municipalities_served", taxonomy.municipalities, alone=WIDE),
            municipality_located=self._one_of("municipality_located", taxonomy.municipalities, required=False) or None,
            age_min_months=low,
            age_max_months=high,
            life_stages=self._codes("life_stages", taxonomy.life_stages),
            description=self._filled("description_ja"),
            description_easy=self._filled("description_easy_ja"),
            how_to_apply=row["how_to_apply"],
            eligibility=row["eligibility"],
            fee=row["fee"],
            hours=self._hours(),
            phone=self._contact("phone", _PHONE, "a telephone number, such as 046-800-0000 or #8000"),
            url=self._contact("url", _URL, "an address that begins with https://"),
            email=self._contact("email", _EMAIL, "a mail address"),
            capacity=self._one_of("capacity_status", taxonomy.capacities),
            referral=self._one_of("referral_required", taxonomy.referrals),
            languages=self._languages(),
            verified_on=self._verified_on(),
            verified_by=self._one_of("verified_by_role", taxonomy.verified_by_roles),
            source_note=row["source_note"],
            valid_until=self._day("valid_until"),
        )

    def _refuse(self, column: str, expected: str, value: str | None = None) -> None:
        shown = self._row[column] if value is None else value
        self.problems.append(Problem(self._file, self._line, column, shown, expected))

    def _id(self) -> str:
        value = self._row["id"]
        if not _ID.fullmatch(value):
            self._refuse("id", "small letters and digits joined by hyphens, such as ym-001")
        elif value in self._seen:
            self._refuse("id", f"an id used once; line {self._seen[value]} has it already")
        self._seen.setdefault(value, self._line)
        return value

    def _filled(self, column: str) -> str:
        value = self._row[column]
        if not value.strip():
            self._refuse(column, "some text")
        return value

    def _kana(self) -> str:
        value = self._row["name_kana"]
        if not _KANA.fullmatch(value):
            self._refuse("name_kana", "full-width katakana without signs")
        return value

    def _codes(self, column: str, known: Collection[str], *, alone: Collection[str] = ()) -> tuple[str, ...]:
        values = tuple(self._row[column].split(";")) if self._row[column] else ()
        if not values:
            self._refuse(column, "at least one code")
        for value in values:
            if value not in known and value not in alone:
                self._refuse(column, _expected(column, value, [*known, *alone]), value)
        if len(set(values)) < len(values):
            self._refuse(column, "each code once")
        if len(values) > 1 and (special := [value for value in values if value in alone]):
            self._refuse(column, f"{special[0]} alone, or only the other codes")
        return values

    def _one_of(self, column: str, known: Collection[str], *, required: bool = True) -> str:
        value = self._row[column]
        if value not in known and (value or required):
            self._refuse(column, _expected(column, value, known))
        return value

    def _months(self, column: str) -> int | None:
        value = self._row[column]
        if not value:
            return None
        if not (value.isascii() and value.isdigit()) or len(value) > 4:
            self._refuse(column, "a whole number of months, or nothing")
            return None
        return int(value)

    def _hours(self) -> str:
        value = self._row["hours"]
        try:
            parse(value)
        except UnreadableHours as error:
            self._refuse("hours", "rules such as MO-FR 09:00-17:00; PH off, or 24/7, or ask", error.rule)
        return value

    def _contact(self, column: str, pattern: re.Pattern[str], expected: str) -> str | None:
        value = self._row[column]
        if column == "phone" and not (value or self._row["url"] or self._row["email"]):
            self._refuse(column, "a phone, url or email: there is no way to reach this entry")
        if value and not pattern.fullmatch(value):
            self._refuse(column, expected)
        return value or None

    def _languages(self) -> tuple[str, ...]:
        values = tuple(self._row["languages"].split(";")) if self._row["languages"] else ()
        if not all(_LANGUAGE.fullmatch(value) for value in values):
            self._refuse("languages", "two-letter codes joined by ;, such as ja;en")
        return values

    def _day(self, column: str) -> date | None:
        value = self._row[column]
        if not value:
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or len(value) != 10:
            self._refuse(column, "a date as YYYY-MM-DD, or nothing")
        return day

    def _verified_on(self) -> date | None:
        unverified = self._row["verified_by_role"] == "unverified"
        if unverified != (not self._row["verified_on"]):
            self._refuse("verified_on", "a date, or nothing together with the role unverified")
        return self._day("verified_on")


def _expected(column: str, value: str, known: Collection[str]) -> str:
    codes = list(known)
    if len(codes) <= 12 and not column.startswith("municipalit"):
        return "one of " + ", ".join(codes)
    near = process.extractOne(value, codes, score_cutoff=75)
    hint = f", perhaps {near[0]}" if near else ""
    return f"a known code{hint}"
