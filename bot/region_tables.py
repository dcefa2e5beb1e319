"""The shape of region.toml, table by table. What one table cannot know alone stands in `region_checks`."""

import unicodedata
from datetime import date, time
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from knowledge.taxonomy import is_municipality_code
from routing import intake
from routing.case import Provision
from routing.policy import FamilyChoice, OutsideKind

Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
TownCode = Annotated[str, Field(pattern=r"^\d{6}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
SlackUser = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,20}$")]
SlackChannel = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$")]


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


class BreakTable(Table):
    start: time
    end: time


class HoursTable(Table):
    days: tuple[Day, ...] = Field(min_length=1)
    open: time
    close: time
    breaks: tuple[BreakTable, ...] = ()  # lunch
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
    provision: Provision = "direct"
    operator: str = ""
    towns: tuple[TownCode, ...] = ()
    topics: tuple[str, ...] = ()
    offered: bool = True
    user_group: str = ""  # Slack user group kept in step with who is on duty
    exclusive: bool = False  # one person on duty at a time
    hours: HoursTable


class IntakeTable(Table):
    model: str
    claim_notice_minutes: int = Field(default=10, ge=0, le=24 * 60)
    bot_resumes_after_hours: int = Field(default=8, ge=1, le=240)
    family_choice: FamilyChoice = "none"
    deliberation_hours: int = Field(default=16, ge=1, le=400)  # opening hours
    lead: Identifier = "none"
    fallback: tuple[Identifier, ...] = ()

    @field_validator("model")
    @classmethod
    def known_model(cls, name: str) -> str:
        if name not in intake.names():
            raise ValueError(f"expected one of {', '.join(intake.names())}, not {name!r}")
        return name


class TrainingTable(Table):
    course: str = Field(min_length=1)
    year: int = Field(ge=2000, le=2100)
    prefecture: str = ""


class CoordinatorTable(Table):
    id: Identifier
    name: str = Field(min_length=1)
    slack_id: SlackUser
    desk: Identifier | None = None  # may be left out where the region has one desk
    employer: str = ""
    provision: Provision | None = None  # None: as the desk's
    profession: str = ""
    training: tuple[TrainingTable, ...] = ()
    experience: Literal["none", "past", "few", "current"] = "current"
    towns: tuple[TownCode, ...] = ()
    care_types: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    capacity: int | None = Field(default=None, ge=0, le=200)
    substitute: Identifier | None = None
    active_from: date | None = None
    active_to: date | None = None


class SupervisorsTable(Table):
    members: tuple[Identifier, ...] = Field(min_length=1)


class OutsideTable(Table):
    """A window that does not work with Tsunagu."""

    id: Identifier
    name: str = Field(min_length=1)
    kind: OutsideKind
    towns: tuple[TownCode, ...] = ()
    phone: str = ""
    url: str = ""
    hours: HoursTable | None = None

    @model_validator(mode="after")
    def can_be_reached(self) -> Self:
        if not (self.phone or self.url):
            raise ValueError("expected `phone` or `url`")
        return self


class RuleTable(Table):
    care_types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    towns: tuple[TownCode, ...] = ()
    requesters: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    desk: Identifier | None = None
    outside: Identifier | None = None
    first: bool = False
    at_once: bool = False

    @model_validator(mode="after")
    def asks_and_does_something(self) -> Self:
        if not any((self.care_types, self.topics, self.stages, self.towns, self.requesters, self.urgencies)):
            raise ValueError("expected a condition: care_types, topics, stages, towns, requesters or urgencies")
        if not (self.desk or self.outside or self.first or self.at_once):
            raise ValueError("expected what follows: desk, outside, first or at_once")
        return self


Minutes = Annotated[int, Field(ge=1, le=60 * 24 * 60)]


class ClockTable(Table):
    """Minutes, in opening hours for ordinary cases and by the wall clock for urgent ones. Left out: no such step."""

    remind: Minutes | None = None
    substitute: Minutes | None = None
    whole_desk: Minutes | None = None
    supervisors: Minutes | None = None
    offer: Minutes | None = None
    unanswered_remind: Minutes | None = None
    unanswered_release: Minutes | None = None
    follow_up_missed: Minutes | None = None
    family_silent: Minutes | None = None


class ClocksTable(Table):
    normal: ClockTable = ClockTable()
    urgent: ClockTable = ClockTable()


class ShiftTable(Table):
    coordinator: Identifier | None = None
    rotation: tuple[Identifier, ...] | None = None  # one after the other, beginning in the week of `since`
    days: tuple[Day, ...] = Field(min_length=1)
    start: time
    end: time
    desk: Identifier | None = None  # None: the coordinator's
    every: Literal["week", "fortnight"] = "week"
    since: date | None = None  # a day of a week in which it occurs
    nth: tuple[Literal[1, 2, 3, 4, 5, -1], ...] = ()  # of the month; -1 the last
    active_from: date | None = None
    active_to: date | None = None
    substitute: Identifier | None = None

    @model_validator(mode="after")
    def says_who_and_when(self) -> Self:
        if self.start >= self.end:
            raise ValueError("expected `start` earlier than `end`")
        if (self.coordinator is None) == (self.rotation is None):
            raise ValueError("expected either `coordinator` or `rotation`")
        if self.rotation == ():
            raise ValueError("`rotation` has nobody in it; name those who take turns, or write `coordinator`")
        if self.since is None and (self.rotation or self.every == "fortnight"):
            raise ValueError("expected `since`: a day of the week in which the first turn is")
        if self.every == "fortnight" and self.nth:
            raise ValueError("expected `every` or `nth`, not both")
        if self.active_from and self.active_to and self.active_to < self.active_from:
            raise ValueError("expected `active_to` not before `active_from`")
        return self

    @property
    def people(self) -> tuple[str, ...]:
        return self.rotation or (str(self.coordinator),)


class RosterTable(Table):
    """A calendar beside the shifts: a file of the region's folder, or an address that is looked at again and again."""

    ics: Annotated[str, Field(pattern=r"^[\w\-.]+\.ics$")] | None = None
    url: str | None = None
    calendar: Literal["adds", "replaces"] = "adds"

    @model_validator(mode="after")
    def has_one_source(self) -> Self:
        if (self.ics is None) == (self.url is None):
            raise ValueError("expected either `ics` or `url`")
        return self

    @field_validator("url")
    @classmethod
    def on_a_safe_way(cls, url: str | None) -> str | None:
        if url is not None and not is_safe(url):
            raise ValueError("expected an address that begins with https://")
        return url


def is_safe(url: str) -> bool:
    """Whether nobody on the way can read or change what it gives: https, or this very machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is no number, half an IPv6 address
        return False
    near = host in ("127.0.0.1", "::1", "localhost")
    return bool(host) and port != 0 and (parts.scheme == "https" or (parts.scheme == "http" and near))


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


class LineTable(Table):
    at_zero_pushes: Literal["hold", "tell-desk"] = "hold"
    webhook_redelivery_checked_on: date | None = None  # no API tells it, so a person says when she looked


class RegionFile(Table):
    region: RegionTable
    town: tuple[TownTable, ...] = ()
    districts: dict[TownCode, tuple[str, ...]] = {}
    desk: tuple[DeskTable, ...]
    intake: IntakeTable
    clocks: ClocksTable = ClocksTable()
    coordinator: tuple[CoordinatorTable, ...]
    supervisors: SupervisorsTable | None = None
    shift: tuple[ShiftTable, ...] = ()
    roster: RosterTable | None = None
    outside: tuple[OutsideTable, ...] = ()
    rule: tuple[RuleTable, ...] = ()
    line: LineTable = LineTable()
