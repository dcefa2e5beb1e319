from dataclasses import replace
from datetime import date, timedelta

from knowledge.quality import findings, never_found
from knowledge.resource import Directory, Resource
from tests.knowledge.samples import HAYAMA, TODAY, YOKOSUKA, matcher_of, sample_directory, some_entry, taxonomy


def kinds(*entries: Resource, today: date = TODAY) -> list[str]:
    found = findings(Directory.of(entries), taxonomy(), [], today)
    return [finding.kind for finding in found]


def test_an_entry_grows_old_step_by_step() -> None:
    entry = some_entry(verified_on=TODAY)

    assert kinds(entry, today=TODAY + timedelta(days=180)) == []
    assert kinds(entry, today=TODAY + timedelta(days=181)) == ["under-review"]
    assert kinds(entry, today=TODAY + timedelta(days=366)) == ["stale"]


def test_what_nobody_checked_and_what_has_ended_is_told() -> None:
    assert kinds(some_entry(verified_on=None, verified_by="unverified")) == ["unverified"]
    assert kinds(some_entry(valid_until=TODAY - timedelta(days=1))) == ["expired"]
    assert kinds(some_entry(valid_until=TODAY + timedelta(days=30))) == ["expires-soon"]


def test_a_national_line_is_checked_once_a_year() -> None:
    line = some_entry(id="nat-119", municipalities_served=("nationwide",))

    assert kinds(line, today=TODAY) == []
    assert kinds(line, today=date(2027, 10, 2)) == ["national-old"]


def test_the_planted_look_alikes_are_found() -> None:
    found = findings(sample_directory(), taxonomy(), [], TODAY)

    assert [(f.entry_id, f.other) for f in found if f.kind == "alike"] == [("ym-028", "ym-169")]


def test_names_alike_in_different_work_are_no_duplicates() -> None:
    first = some_entry()
    other = replace(first, id="ym-901", topics=("home-visit-dental",))

    assert kinds(first, other) == []
    assert kinds(first, replace(first, id="ym-901")) == ["alike"]


def test_the_planted_gaps_are_found_and_nothing_prefecture_wide_is_one() -> None:
    found = findings(sample_directory(), taxonomy(), [YOKOSUKA, HAYAMA], TODAY)

    gaps = {(f.other, f.town) for f in found if f.kind == "gap"}
    assert {("short-stay-medical", HAYAMA), ("daytime-temporary-care", HAYAMA)} <= gaps
    assert ("short-stay-medical", YOKOSUKA) not in gaps
    assert not any(topic == "communication-aid" for topic, _ in gaps)


def test_an_entry_that_three_better_ones_hide_in_every_town_is_never_found() -> None:
    better = [some_entry(id=f"ym-90{number}") for number in range(3)]
    hidden = some_entry(id="ym-910", capacity="waiting", verified_on=TODAY - timedelta(days=200))
    elsewhere = replace(hidden, id="ym-911", municipalities_served=(HAYAMA,))

    found = [f.entry_id for f in never_found(matcher_of(*better, hidden, elsewhere), [YOKOSUKA, HAYAMA], TODAY)]

    assert found == ["ym-910"]
