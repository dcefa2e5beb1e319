"""The sample region and small builders. What a test does not care about is filled in."""

import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from knowledge import national
from knowledge.importers import csv_table
from knowledge.matcher import Matcher
from knowledge.places import Places
from knowledge.resource import Directory, Resource
from knowledge.taxonomy import Taxonomy

TODAY = date(2026, 11, 21)
REGION = Path(__file__).parents[2] / "deploy" / "regions" / "yokosuka-miura"
YOKOSUKA, KAMAKURA, ZUSHI, MIURA, HAYAMA = "142018", "142042", "142085", "142107", "143014"


@cache
def taxonomy() -> Taxonomy:
    return Taxonomy.load()


@cache
def sample_directory() -> Directory:
    entries = csv_table.read(REGION / "directory.csv", taxonomy())
    return Directory.of([*national.lines(taxonomy()), *entries])


@cache
def places() -> Places:
    districts = tomllib.loads((REGION / "region.toml").read_text(encoding="utf-8"))["districts"]
    return Places(taxonomy().towns_of("yokosuka-miura"), districts)


@cache
def matcher() -> Matcher:
    return Matcher(taxonomy(), sample_directory(), places())


def some_entry(**changes: object) -> Resource:
    entry = Resource(
        id="ym-900",
        name="訪問看護 みほんの窓",
        name_kana="ホウモンカンゴ ミホンノマド",
        organization="合同会社 みほん",
        topics=("home-visit-nursing",),
        care_types_accepted=("any",),
        municipalities_served=(YOKOSUKA,),
        municipality_located=YOKOSUKA,
        age_min_months=None,
        age_max_months=None,
        life_stages=("preschool",),
        description="小児の訪問看護。",
        description_easy="看護師が 家に来ます。",
        how_to_apply="電話。",
        eligibility="どなたでも。",
        fee="無料",
        hours="MO-FR 09:00-17:00; PH off",
        phone="000-0000-0900",
        url=None,
        email=None,
        capacity="open",
        referral="no",
        languages=("ja",),
        verified_on=date(2026, 10, 1),
        verified_by="coordinator",
        source_note="",
        valid_until=None,
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def matcher_of(*entries: Resource) -> Matcher:
    return Matcher(taxonomy(), Directory.of(entries), places())
