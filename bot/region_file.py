"""The shape of region.toml, and one clear line for everything that is wrong in it."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from knowledge.taxonomy import is_municipality_code
from routing import intake

Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
TownCode = Annotated[str, Field(pattern=r"^\d{6}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
SlackUser = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,20}$")]
SlackChannel = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$")]


class UnreadableRegion(Exception):
    """The region folder cannot be used. One line per problem: file, line, key, what was expected."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RegionTable(Table):
    id: Identifier
    name: str = Field(min_length=1)
    timezone: str = "Asia/Tokyo"
    reference_date: date | None = None
    towns: tuple[TownCode, ...] = Field(min_length=1)

    @field_validator("timezone")
    @classmethod
    def known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"expected a time zone such as Asia/Tokyo, not {name!r}") from None
        return name


class HoursTable(Table):
    days: tuple[Day, ...] = Field(min_length=1)
    open: time
    close: time
    closed: tuple[date, ...] = ()
    open_on_holidays: bool = False

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        if self.open >= self.close:
            raise ValueError("expected `open` earlier than `close`")
        return self


class DeskTable(Table):
    id: Identifier
    name: str = Field(min_length=1)
    slack_channel: SlackChannel
    card: Literal["full", "summary", "number"] = "summary"
    night_alert: Identifier = "none"
    hours: HoursTable


class IntakeTable(Table):
    model: str
    claim_notice_minutes: int = Field(default=10, ge=0, le=24 * 60)
    bot_resumes_after_hours: int = Field(default=8, ge=1, le=240)

    @field_validator("model")
    @classmethod
    def known_model(cls, name: str) -> str:
        if name not in intake.names():
            raise ValueError(f"expected one of {', '.join(intake.names())}, not {name!r}")
        return name


class CoordinatorTable(Table):
    id: Identifier
    name: str = Field(min_length=1)
    slack_id: SlackUser
    employer: str = ""
    towns: tuple[TownCode, ...] = ()


class ShiftTable(Table):
    coordinator: Identifier
    days: tuple[Day, ...] = Field(min_length=1)
    start: time
    end: time

    @model_validator(mode="after")
    def starts_before_it_ends(self) -> Self:
        if self.start >= self.end:
            raise ValueError("expected `start` earlier than `end`")
        return self


class TownTable(Table):
    """A municipality the shipped taxonomy does not know."""

    code: TownCode
    name: str = Field(min_length=1)
    kana: str = Field(min_length=1)
    also: tuple[str, ...] = ()  # how people call it

    @field_validator("kana")
    @classmethod
    def in_katakana(cls, kana: str) -> str:
        if not all("KATAKANA" in unicodedata.name(sign, "") for sign in kana):
            raise ValueError("expected full-width katakana without blanks")
        return kana

    @field_validator("code")
    @classmethod
    def right_check_digit(cls, code: str) -> str:
        if not is_municipality_code(code):
            raise ValueError("expected a six-digit municipality code; its last digit does not fit the others")
        return code


class RegionFile(Table):
    region: RegionTable
    town: tuple[TownTable, ...] = ()
    districts: dict[TownCode, tuple[str, ...]] = {}
    desk: DeskTable
    intake: IntakeTable
    coordinator: tuple[CoordinatorTable, ...] = Field(min_length=1)
    shift: tuple[ShiftTable, ...] = ()


def read(path: Path) -> RegionFile:
    """The checked file. Raises UnreadableRegion with every problem at once."""
    try:
        source = path.read_text("utf-8")
    except FileNotFoundError:
        raise UnreadableRegion([f"{path}: not found; expected a region folder with region.toml"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableRegion([f"{path}: cannot be read as UTF-8 text ({error.__class__.__name__})"]) from None
    try:
        parsed = RegionFile.model_validate(tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableRegion([f"{path}: not valid TOML: {error}"]) from None
    except ValidationError as errors:
        raise UnreadableRegion(
            [_line(path, source, e["loc"], e["msg"], e.get("input")) for e in errors.errors()]
        ) from None
    problems = [_line(path, source, loc, message) for loc, message in _inconsistencies(parsed)]
    if problems:
        raise UnreadableRegion(problems)
    return parsed


Loc = tuple[str | int, ...]


def _inconsistencies(file: RegionFile) -> list[tuple[Loc, str]]:
    """What each table alone cannot know: names that must exist elsewhere, and things named twice."""
    found: list[tuple[Loc, str]] = []
    ids = [c.id for c in file.coordinator]
    slack_ids = [c.slack_id for c in file.coordinator]
    for index, person in enumerate(file.coordinator):
        if ids.index(person.id) != index:
            found.append((("coordinator", index, "id"), f"{person.id!r} is used twice"))
        if slack_ids.index(person.slack_id) != index:
            found.append((("coordinator", index, "slack_id"), f"{person.slack_id!r} is used twice"))
        found += [
            (("coordinator", index, "towns"), f"{town!r} is not in region.towns")
            for town in person.towns
            if town not in file.region.towns
        ]
    for index, shift in enumerate(file.shift):
        if shift.coordinator not in ids:
            expected = f"unknown coordinator {shift.coordinator!r}, expected one of {', '.join(ids)}"
            found.append((("shift", index, "coordinator"), expected))
    if file.desk.night_alert not in ("none", *ids):
        found.append(
            (("desk", "night_alert"), f"unknown coordinator {file.desk.night_alert!r}, expected none or an id")
        )
    found += [
        (("districts", town), "is not in region.towns") for town in file.districts if town not in file.region.towns
    ]
    return found


def _line(path: Path, source: str, loc: Sequence[str | int], message: str, given: object = None) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    shown = "" if given is None or isinstance(given, dict | list | tuple) else f" (found {given!r})"
    return f"{path.name} line {line_of(source, loc)}: {key}: {message.removeprefix('Value error, ')}{shown}"


def line_of(source: str, loc: Sequence[str | int]) -> int:
    """The line of a key in TOML source; of its table where the key is missing; 1 where that is missing too."""
    wanted_table, wanted_index = _table_of(loc)
    names = [part for part in loc if isinstance(part, str)]
    table, counts, best = "", dict[str, int](), 1
    for number, line in enumerate(source.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*([\w.\-\"]+)\s*\]\]?", line)
        if header:
            table = header[1].replace('"', "")
            counts[table] = counts.get(table, -1) + 1
            if table == wanted_table and counts[table] == wanted_index:
                best = number
            elif table == ".".join(names):
                return number
            continue
        key = re.match(r'\s*"?([\w\-]+)"?\s*=', line)
        here = table == wanted_table and counts.get(table, 0) == wanted_index
        if key and here and names and key[1] == names[-1]:
            return number
    return best


def _table_of(loc: Sequence[str | int]) -> tuple[str, int]:
    index = next((part for part in loc if isinstance(part, int)), 0)
    names = [part for part in loc if isinstance(part, str)]
    return ".".join(names[:-1] or names), index if len(loc) > 1 and isinstance(loc[1], int) else 0
