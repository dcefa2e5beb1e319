"""A region as the running product knows it: its file, checked, with the arithmetic bound to its zone and holidays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import jpholiday

from bot.region_file import RegionFile, UnreadableRegion, line_of, read
from knowledge.lexicon import Lexicon
from knowledge.taxonomy import Municipality, Taxonomy
from routing.case import Coordinator
from routing.duty import Duty, Hours, Shift, after_business, duty_at
from routing.policy import Policy

LEXICON = "lexicon.csv"
OVERRIDES = {"ja": "texts.ftl", "ja-easy": "texts.ja-easy.ftl", "en": "texts.en.ftl"}


def is_holiday(day: date) -> bool:
    return bool(jpholiday.is_holiday(day))


@dataclass(frozen=True)
class Region:
    folder: Path
    file: RegionFile

    @property
    def id(self) -> str:
        return self.file.region.id

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.file.region.timezone)

    def taxonomy(self, shipped: Taxonomy) -> Taxonomy:
        """The taxonomy with the region's own towns. Raises UnreadableRegion for a town nobody defines."""
        own = [Municipality(t.code, t.name, t.kana, "", self.id, t.also) for t in self.file.town]
        known = shipped.with_municipalities(own)
        strange = [code for code in self.file.region.towns if code not in known.municipalities]
        if strange:
            source = self.folder / "region.toml"
            line = line_of(source.read_text("utf-8"), ("region", "towns"))
            raise UnreadableRegion(
                f"region.toml line {line}: region.towns: {code} is not known; describe it in a [[town]]"
                for code in strange
            )
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
        desk = self.file.desk.id
        return tuple(Coordinator(c.id, c.name, c.slack_id, desk, c.employer, c.towns) for c in self.file.coordinator)

    def by_slack_id(self, slack_id: str) -> Coordinator | None:
        return next((c for c in self.coordinators if c.slack_id == slack_id), None)

    @cached_property
    def hours(self) -> Hours:
        h = self.file.desk.hours
        return Hours(h.days, h.open, h.close, frozenset(h.closed), h.open_on_holidays)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        return tuple(Shift(s.coordinator, s.days, s.start, s.end) for s in self.file.shift)

    def duty(self, now: datetime) -> Duty:
        """The desk at this instant. `now` is in the region's zone."""
        alert = None if self.file.desk.night_alert == "none" else self.file.desk.night_alert
        return duty_at(now, self.hours, self.shifts, is_holiday, alert)

    def held_until(self, now: datetime) -> datetime:
        """When the bot would answer again if a person fell silent now; counted in opening hours."""
        idle = timedelta(hours=self.file.intake.bot_resumes_after_hours)
        return after_business(idle, now, self.hours, is_holiday)

    def policy(self, settings_version: int, worries: Mapping[str, tuple[str, ...]]) -> Policy:
        return Policy(
            region_id=self.id,
            settings_version=settings_version,
            desk=self.file.desk.id,
            desk_name=self.file.desk.name,
            intake_model=self.file.intake.model,
            coordinators=self.coordinators,
            towns=self.file.region.towns,
            worries=worries,
            claim_notice_after=timedelta(minutes=self.file.intake.claim_notice_minutes),
            follow_up_at=self.hours.start,
        )


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
    return Region(folder, read(folder / "region.toml"))
