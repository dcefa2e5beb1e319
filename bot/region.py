"""A region as the running product knows it: its file, checked, with the arithmetic bound to its zone and holidays."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import jpholiday

from bot import roster_calendar
from bot.region_checks import strange_codes
from bot.region_file import RegionFile, UnreadableRegion, clear_line, line_of, read
from bot.region_tables import ClockTable, DeskTable, HoursTable
from bot.roster_calendar import CalendarProblem, UnreadableCalendar
from bot.roster_checks import as_shift
from knowledge.lexicon import Lexicon
from knowledge.taxonomy import Municipality, Taxonomy
from routing.business_time import Calendar
from routing.case import Coordinator
from routing.duty import LOOK_AHEAD_DAYS, Duty, Hours, after_business
from routing.policy import Clocks, Desk, OutsideDesk, Policy, Rule
from routing.recurring import Shift
from routing.roster import Change, Roster

LEXICON = "lexicon.csv"
OVERRIDES = {"ja": "texts.ftl", "ja-easy": "texts.ja-easy.ftl", "en": "texts.en.ftl"}


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    return bool(jpholiday.is_holiday(day))


@dataclass(frozen=True)
class Region:
    folder: Path
    file: RegionFile
    changes: tuple[Change, ...] = ()  # of the roster, as stored; RosterBook fills them in for a transaction
    fetched: str | None = None  # the calendar as it last came from its address
    _rosters: dict[date, tuple[Roster, tuple[CalendarProblem, ...]]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    @property
    def id(self) -> str:
        return self.file.region.id

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.file.region.timezone)

    def taxonomy(self, shipped: Taxonomy) -> Taxonomy:
        """The taxonomy with the region's own towns. Raises UnreadableRegion for a code nobody defines."""
        own = [Municipality(t.code, t.name, t.kana, "", self.id, t.also) for t in self.file.town]
        known = shipped.with_municipalities(own)
        wrong = strange_codes(self.file, known)
        if wrong:
            source = (self.folder / "region.toml").read_text("utf-8")
            raise UnreadableRegion(clear_line(Path("region.toml"), source, loc, said) for loc, said in wrong)
        return known

    @property
    def directory_csv(self) -> Path:
        return self.folder / "directory.csv"

    def lexicon(self, taxonomy: Taxonomy) -> Lexicon:
        """The shipped lay words with the region's own. Raises UnreadableLexicon."""
        own = self.folder / LEXICON
        return Lexicon.load(taxonomy, *([own] if own.exists() else []))

    @property
    def text_overrides(self) -> dict[str, Path]:
        return {locale: self.folder / name for locale, name in OVERRIDES.items() if (self.folder / name).exists()}

    @cached_property
    def coordinators(self) -> tuple[Coordinator, ...]:
        """With their days of leave: nobody on leave is called, suggested or offered a case."""
        return tuple(replace(one, away=self._leave_of(one.id)) for one in self._people)

    def _leave_of(self, coordinator: str) -> tuple[tuple[date, date], ...]:
        hers = (one for one in self.changes if one.kind == "leave" and one.state == "accepted")
        return tuple(
            (one.start.astimezone(self.zone).date(), (one.end.astimezone(self.zone) - timedelta(seconds=1)).date())
            for one in hers
            if one.out == coordinator
        )

    @cached_property
    def _people(self) -> tuple[Coordinator, ...]:
        first = self.file.desk[0].id
        return tuple(
            Coordinator(
                c.id,
                c.name,
                c.slack_id,
                c.desk or first,
                c.employer,
                c.towns,
                provision=c.provision or self.desk(c.desk or first).provision,
                profession=c.profession,
                experience=c.experience,
                care_types=c.care_types,
                stages=c.stages,
                capacity=c.capacity,
                substitute=c.substitute,
                active_from=c.active_from,
                active_to=c.active_to,
            )
            for c in self.file.coordinator
        )

    def desk(self, desk_id: str) -> DeskTable:
        """Its settings; those of the first desk when it was closed down since."""
        return next((d for d in self.file.desk if d.id == desk_id), self.file.desk[0])

    def by_slack_id(self, slack_id: str) -> Coordinator | None:
        return next((c for c in self.coordinators if c.slack_id == slack_id), None)

    @cached_property
    def hours(self) -> Mapping[str, Hours]:
        """When each desk answers."""
        return {desk.id: _hours(desk.hours) for desk in self.file.desk}

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        return tuple(as_shift(self.file, table) for table in self.file.shift)

    @cached_property
    def calendar_text(self) -> str | None:
        """The calendar of the folder, where the region has one."""
        ics = self.file.roster.ics if self.file.roster else None
        return (self.folder / ics).read_text("utf-8") if ics else None

    def roster(self, now: datetime) -> Roster:
        """Who sits where around this day: the files, the calendar, and what people changed since."""
        return self._put_together(now)[0]

    def calendar_problems(self, now: datetime) -> tuple[CalendarProblem, ...]:
        return self._put_together(now)[1]

    def _put_together(self, now: datetime) -> tuple[Roster, tuple[CalendarProblem, ...]]:
        text = self.fetched if self.file.roster and self.file.roster.url else self.calendar_text
        made = self._rosters.get(now.date())
        if made is None:
            read = roster_calendar.read(text, now, self.coordinators, self.hours) if text else roster_calendar.EMPTY
            roster = Roster(
                zone=self.zone,
                hours=self.hours,
                coordinators=self._people,  # it lays leave over their turns itself
                is_holiday=is_holiday,
                shifts=self.shifts,
                calendar=read.turns,
                changes=self.changes,
                calendar_replaces=self.file.roster is not None and self.file.roster.calendar == "replaces",
                night_alerts={desk.id: desk.night_alert for desk in self.file.desk if desk.night_alert != "none"},
            )
            made = roster, read.problems
            self._rosters.clear()  # yesterday's
            self._rosters[now.date()] = made
        return made

    def duty(self, now: datetime, desk_id: str | None = None) -> Duty:
        """A desk at this instant, the first one unless another is named. `now` is in the region's zone."""
        return self.roster(now).duty(self.desk(desk_id or self.file.desk[0].id).id, now)

    def duties(self, now: datetime) -> Mapping[str, Duty]:
        roster = self.roster(now)
        return {desk.id: roster.duty(desk.id, now) for desk in self.file.desk}

    def calendar(self, now: datetime) -> Calendar:
        """Opening hours as a decision counts in them."""
        return Calendar(self.hours, _holidays_around(now.date()))

    def held_until(self, now: datetime, desk_id: str | None = None) -> datetime:
        """When the bot would answer again if a person fell silent now; counted in the desk's opening hours."""
        idle = timedelta(hours=self.file.intake.bot_resumes_after_hours)
        return after_business(idle, now, self.hours[self.desk(desk_id or self.file.desk[0].id).id], is_holiday)

    def policy(self, settings_version: int, worries: Mapping[str, tuple[str, ...]]) -> Policy:
        file = self.file
        return Policy(
            region_id=self.id,
            settings_version=settings_version,
            desks=tuple(
                Desk(d.id, d.name, d.provision, d.operator, d.towns, d.topics, d.offered, d.user_group)
                for d in file.desk
            ),
            intake_model=file.intake.model,
            coordinators=self.coordinators,
            towns=file.region.towns,
            worries=worries,
            claim_notice_after=timedelta(minutes=file.intake.claim_notice_minutes),
            follow_up_at=file.desk[0].hours.open,
            family_choice=file.intake.family_choice,
            lead=None if file.intake.lead == "none" else file.intake.lead,
            deliberation=timedelta(hours=file.intake.deliberation_hours),
            rules=tuple(Rule(**rule.model_dump()) for rule in file.rule),
            outside=tuple(
                OutsideDesk(o.id, o.name, o.kind, o.towns, o.phone, o.url, _hours(o.hours) if o.hours else None)
                for o in file.outside
            ),
            fallback=file.intake.fallback,
            supervisors=file.supervisors.members if file.supervisors else (),
            clocks=_clocks(file.clocks.normal),
            urgent_clocks=_clocks(file.clocks.urgent),
        )


@lru_cache(maxsize=4)
def _holidays_around(today: date) -> frozenset[date]:
    """For as far as anything looks back or ahead."""
    days = (today + timedelta(days=n) for n in range(-LOOK_AHEAD_DAYS, 3 * LOOK_AHEAD_DAYS))
    return frozenset(day for day in days if is_holiday(day))


def _hours(table: HoursTable) -> Hours:
    breaks = tuple((one.start, one.end) for one in table.breaks)
    return Hours(table.days, table.open, table.close, frozenset(table.closed), table.open_on_holidays, breaks)


def _clocks(table: ClockTable) -> Clocks:
    return Clocks(**{name: timedelta(minutes=n) for name, n in table.model_dump().items() if n is not None})


def shipped() -> tuple[str, ...]:
    """Names of the regions that come with the product."""
    folder = shipped_folder()
    return tuple(sorted(f.name for f in folder.iterdir() if (f / "region.toml").exists())) if folder.exists() else ()


def shipped_folder() -> Path:
    return Path(str(resources.files("bot"))).parent / "deploy" / "regions"


def load(name_or_folder: str | Path) -> Region:
    """A region by its folder, or by the name of a shipped one. Raises UnreadableRegion."""
    given = Path(name_or_folder)
    folder = given if given.exists() else shipped_folder() / str(name_or_folder)
    if not folder.is_dir():
        known = ", ".join(shipped()) or "none"
        raise UnreadableRegion([f"region {str(name_or_folder)!r}: no such folder; shipped regions: {known}"])
    region = Region(folder, read(folder / "region.toml"))
    if region.file.roster and region.file.roster.ics:
        _see_calendar(region, region.file.roster.ics)
    return region


def _see_calendar(region: Region, ics: str) -> None:
    """Raises UnreadableRegion where the calendar of the folder cannot be read."""
    try:
        roster_calendar.parsed(region.calendar_text or "")
    except (OSError, UnicodeDecodeError, UnreadableCalendar) as error:
        line = line_of((region.folder / "region.toml").read_text("utf-8"), ("roster", "ics"))
        why = error if isinstance(error, UnreadableCalendar) else f"cannot be read ({type(error).__name__})"
        raise UnreadableRegion([f"region.toml line {line}: roster.ics: {ics}: {why}"]) from None
