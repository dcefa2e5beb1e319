from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

from knowledge.resource import Audience, Resource
from routing.decision import Reviewed
from storage import directory, settings
from storage.database import Database, Tx
from storage.directory import Diff
from tests.storage.builders import NOW

TODAY = NOW.date()
TOMORROW = NOW + timedelta(days=1)


def an_entry(entry_id: str = "ym-001", **changes: Any) -> Resource:
    entry = Resource(
        id=entry_id,
        name="見本の預かり所",
        name_kana="みほんのあずかりしょ",
        organization="見本法人",
        topics=("short-stay-medical",),
        care_types_accepted=("ventilator", "suction"),
        municipalities_served=("142018",),
        municipality_located="142018",
        age_min_months=0,
        age_max_months=71,
        life_stages=("preschool",),
        description="夜間も預かります",
        description_easy="夜も あずかります",
        how_to_apply="電話",
        eligibility="",
        fee="",
        hours="24/7",
        phone="046-000-0001",
        url=None,
        email=None,
        capacity="open",
        referral="",
        languages=("ja",),
        verified_on=date(2026, 9, 1),
        verified_by="coordinator",
        source_note="",
        valid_until=None,
    )
    return replace(entry, **changes)


def bring_in(database: Database, *entries: Resource, now: datetime = NOW) -> Diff:
    return database.run_sync(lambda tx: directory.import_entries(tx, entries, now))


def review(database: Database, verdict: Any, *changes: tuple[str, str], now: datetime = NOW) -> Resource | None:
    given = Reviewed("ym-001", verdict, "kujira", changes)
    return database.run_sync(lambda tx: directory.revise(tx, given, now.date(), now))


def shown(database: Database, entry_id: str = "ym-001") -> Resource | None:
    return database.run_sync(directory.snapshot)[1].get(entry_id)


def revision(database: Database) -> int:
    return database.run_sync(directory.revision)


def test_an_import_tells_what_it_changed_and_the_same_file_again_changes_nothing(database: Database) -> None:
    first = bring_in(database, an_entry(), an_entry("ym-002"))
    again = bring_in(database, an_entry(), an_entry("ym-002"))
    later = bring_in(database, an_entry(phone="046-000-0002"), an_entry("ym-003"))

    assert first == Diff(added=("ym-001", "ym-002"))
    assert again == Diff(unchanged=2)
    assert later == Diff(added=("ym-003",), changed=("ym-001",), gone=("ym-002",))
    assert revision(database) == 2


def test_an_entry_comes_back_as_it_was_imported(database: Database) -> None:
    entry = an_entry(valid_until=date(2027, 3, 31), url="https://example.jp/", email="mihon@example.jp")
    bring_in(database, entry)

    number, entries = database.run_sync(directory.snapshot)

    assert (number, list(entries)) == (1, [entry])


def test_every_version_that_was_shown_can_be_proved_later(database: Database) -> None:
    bring_in(database, an_entry())
    bring_in(database, an_entry(phone="046-000-0002"))

    found = [database.run_sync(lambda tx, v=v: directory.entry_at(tx, "ym-001", v)) for v in (1, 2, 3)]  # type: ignore[misc]

    assert [entry and (entry.phone, entry.version) for entry in found] == [
        ("046-000-0001", 1),
        ("046-000-0002", 2),
        None,
    ]


def test_an_entry_that_went_and_came_back_goes_on_counting_its_versions(database: Database) -> None:
    bring_in(database, an_entry())
    bring_in(database)

    diff = bring_in(database, an_entry())

    entry = shown(database)
    assert diff.added == ("ym-001",)
    assert entry is not None
    assert entry.version == 2


def test_a_confirmed_entry_was_checked_today(database: Database) -> None:
    bring_in(database, an_entry(verified_by="unverified"))

    confirmed = review(database, "confirmed")

    assert confirmed == an_entry(verified_on=TODAY, version=2)
    assert shown(database) == confirmed
    assert revision(database) == 2


def test_a_hidden_entry_is_shown_to_nobody_and_can_be_confirmed_again(database: Database) -> None:
    bring_in(database, an_entry())

    hidden = review(database, "hidden")
    confirmed = review(database, "confirmed")

    assert hidden is not None
    assert not hidden.visible_to(Audience.SUPPORTER, TODAY)
    assert confirmed is not None
    assert confirmed.visible_to(Audience.FAMILY, TODAY)


def test_a_correction_changes_only_what_may_be_corrected(database: Database) -> None:
    bring_in(database, an_entry())

    corrected = review(database, "corrected", ("phone", "046-000-0009"), ("name", "another name"))

    assert corrected == an_entry(phone="046-000-0009", verified_on=TODAY, version=2)


def test_a_review_of_an_entry_that_does_not_exist_changes_nothing(database: Database) -> None:
    assert review(database, "confirmed") is None
    assert revision(database) == 0


def test_what_a_coordinator_changed_survives_the_same_file(database: Database) -> None:
    bring_in(database, an_entry())
    hidden = review(database, "hidden")

    diff = bring_in(database, an_entry(), now=TOMORROW)

    assert diff == Diff(kept=("ym-001",))
    assert shown(database) == hidden


def test_a_hidden_entry_does_not_come_back_because_its_file_mended_a_word(database: Database) -> None:
    bring_in(database, an_entry())
    hidden = review(database, "hidden")

    diff = bring_in(database, an_entry(fee="無料"), now=TOMORROW)

    assert diff == Diff(kept=("ym-001",))
    assert shown(database) == hidden


def test_a_file_that_was_verified_after_the_review_is_believed(database: Database) -> None:
    bring_in(database, an_entry())
    review(database, "hidden")
    newer = an_entry(fee="無料", verified_on=TOMORROW.date())

    diff = bring_in(database, newer, now=TOMORROW)

    assert diff == Diff(changed=("ym-001",))
    assert shown(database) == replace(newer, version=3)


def test_regions_keep_their_own_directories(database: Database, database_url: str) -> None:
    neighbour = Database.open(database_url, database.keyring, "another-region")
    neighbour.ensure_region()
    bring_in(database, an_entry())
    bring_in(neighbour, an_entry(name="となりの預かり所"))

    bring_in(neighbour)

    assert shown(neighbour) is None
    assert shown(database) == an_entry()
    neighbour.close()


def test_replicas_that_start_together_import_the_directory_and_the_settings_once(database: Database) -> None:
    together = Barrier(4)

    def start(_replica: int) -> tuple[Diff, int]:
        def work(tx: Tx) -> tuple[Diff, int]:
            return directory.import_entries(tx, [an_entry()], NOW), settings.version_of(tx, "the same", NOW)

        together.wait()
        return database.run_sync(work)

    with ThreadPoolExecutor(4) as replicas:
        answers = list(replicas.map(start, range(4)))

    assert sorted(diff.unchanged for diff, _ in answers) == [0, 1, 1, 1]
    assert {version for _, version in answers} == {1}
    assert revision(database) == 1


def test_two_reviews_at_the_same_moment_are_both_kept(database: Database) -> None:
    bring_in(database, an_entry())
    together = Barrier(2)

    def correct(change: tuple[str, str]) -> Callable[[], None]:
        def work() -> None:
            together.wait()
            review(database, "corrected", change)

        return work

    with ThreadPoolExecutor(2) as people:
        for done in [people.submit(correct(change)) for change in (("phone", "1"), ("fee", "2"))]:
            done.result()

    assert shown(database) == an_entry(phone="1", fee="2", verified_on=TODAY, version=3)


def test_replicas_with_different_settings_number_them_one_after_the_other(database: Database) -> None:
    together = Barrier(4)

    def start(body: str) -> int:
        together.wait()
        return database.run_sync(lambda tx: settings.version_of(tx, body, NOW))

    with ThreadPoolExecutor(4) as replicas:
        assert sorted(replicas.map(start, "abcd")) == [1, 2, 3, 4]


def test_settings_get_a_new_number_only_when_they_change(database: Database) -> None:
    numbers = [
        database.run_sync(lambda tx, body=body: settings.version_of(tx, body, NOW))  # type: ignore[misc]
        for body in ("first", "first", "second", "first")
    ]

    assert numbers == [1, 1, 2, 3]
