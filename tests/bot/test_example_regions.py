"""The regions that ship are plainly fictional, whole, and show what a directory really looks like."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from bot.maintenance import check_region
from bot.product import entries_of
from bot.region import load, shipped
from knowledge.resource import Audience, Resource
from knowledge.taxonomy import Taxonomy

TAXONOMY = Taxonomy.load()
TODAY = date(2026, 11, 21)
SAMPLE_PHONE = re.compile(r"000-0000-\d{4}")


def own_entries(name: str) -> list[Resource]:
    """The region's own rows, without the national lines that ship with the product."""
    region = load(name)
    return [entry for entry in entries_of(region, region.taxonomy(TAXONOMY)) if not entry.is_national]


def test_three_regions_ship() -> None:
    assert set(shipped()) == {"kodama", "tama", "yokosuka-miura"}


@pytest.mark.parametrize("name", shipped())
def test_a_region_has_enough_entries_and_cannot_be_taken_for_a_real_one(name: str) -> None:
    entries = own_entries(name)

    assert len(entries) >= 28
    for entry in entries:
        assert "見本" in entry.source_note or "架空" in entry.source_note, entry.id
        assert entry.phone is None or SAMPLE_PHONE.fullmatch(entry.phone), entry.id
        assert entry.url is None or entry.url.startswith("https://www.example.jp/"), entry.id
        assert entry.email is None or entry.email.endswith("@example.jp"), entry.id


@pytest.mark.parametrize("name", shipped())
def test_everybody_at_a_desk_is_plainly_invented(name: str) -> None:
    region = load(name)

    assert [c.id for c in region.file.coordinator if "架空" not in c.name] == []
    assert [c.id for c in region.file.coordinator if "架空" not in c.employer and "見本" not in c.employer] == []


def test_no_two_regions_share_a_telephone_an_id_a_name_or_a_person() -> None:
    told = [(entry.id, entry.phone, entry.name) for name in shipped() for entry in own_entries(name)]
    people = [c.slack_id for name in shipped() for c in load(name).file.coordinator]

    for values in ([t[0] for t in told], [t[1] for t in told if t[1]], [t[2] for t in told], people):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@pytest.mark.parametrize("name", shipped())
def test_each_directory_holds_what_a_real_one_holds(name: str) -> None:
    """Old, unverified and full entries, several care limits and ages: the rules have something to act on."""
    entries = own_entries(name)

    hidden = [entry for entry in entries if not entry.visible_to(Audience.FAMILY, TODAY)]
    assert {entry.verified_by for entry in hidden} >= {"unverified", "provider_self"}
    assert {"open", "waiting", "full"} <= {entry.capacity for entry in entries}
    assert any(entry.care_types_accepted in (("none",), ("ask",)) for entry in entries)
    assert len({entry.topics[0] for entry in entries}) >= 20
    assert {stage for entry in entries for stage in entry.life_stages} == set(TAXONOMY.life_stages)
    assert set(load(name).file.region.towns) <= {town for entry in entries for town in entry.municipalities_served}
    recent = [entry for entry in entries if entry.verified_on and TODAY - entry.verified_on <= timedelta(days=180)]
    assert len(recent) > 20


@pytest.mark.parametrize("name", shipped())
def test_check_finds_the_planted_gaps_and_nothing_that_looks_alike(name: str) -> None:
    found = list(check_region(load(name)))

    kinds = Counter(line.split()[0] for line in found)
    assert kinds["stale"] >= 1
    assert kinds["unverified"] >= 1
    assert kinds["gap"] >= 1
    assert name == "yokosuka-miura" or kinds["expired"] + kinds["alike"] == 0


def test_nobody_in_kodama_can_stay_overnight_with_a_ventilator() -> None:
    """The gap that the fictional council, once there is one, would have to talk about."""
    stays = ("short-stay-medical", "short-stay-welfare", "respite-hospitalization", "emergency-short-stay")

    with_ventilator = [
        entry.id
        for entry in own_entries("kodama")
        if set(entry.topics) & set(stays) and {"any", "ask", "ventilator"} & set(entry.care_types_accepted)
    ]

    assert with_ventilator == []


@pytest.mark.parametrize("name", shipped())
def test_the_settings_speak_of_cares_topics_and_stages_that_exist(name: str) -> None:
    file = load(name).file

    cares = {code for person in file.coordinator for code in person.care_types}
    cares |= {code for rule in file.rule for code in rule.care_types}
    topics = {code for desk in file.desk for code in desk.topics} | {code for rule in file.rule for code in rule.topics}
    stages = {code for person in file.coordinator for code in person.stages}

    assert cares - set(TAXONOMY.care_types) == set()
    assert topics - set(TAXONOMY.topics) == set()
    assert stages - set(TAXONOMY.life_stages) == set()


@pytest.mark.parametrize("name", shipped())
def test_an_outside_desk_is_reached_at_the_number_that_the_directory_has(name: str) -> None:
    told = {entry.phone for entry in own_entries(name)}

    assert len(load(name).file.outside) >= 2
    assert [one.id for one in load(name).file.outside if one.phone not in told] == []


def test_in_tama_the_city_and_a_contracted_office_stand_side_by_side_and_the_family_chooses() -> None:
    region = load("tama")

    assert {desk.provision for desk in region.file.desk} == {"direct", "contracted"}
    assert {person.provision for person in region.coordinators} == {"direct", "contracted"}
    assert region.file.intake.family_choice == "person"


def test_in_kodama_sixteen_are_trained_and_few_of_them_practise() -> None:
    people = load("kodama").file.coordinator

    assert len(people) == 16
    assert all(person.training for person in people)
    assert Counter(person.experience for person in people) == {"current": 3, "few": 3, "past": 3, "none": 7}


def test_the_regions_show_all_three_ways_of_receiving() -> None:
    assert {name: load(name).file.intake.model for name in shipped()} == {
        "yokosuka-miura": "duty_first",
        "tama": "one_stop",
        "kodama": "shared",
    }
