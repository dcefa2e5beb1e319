"""Changes of the roster and the calendar's last good copy, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from routing.roster import Change
from storage import roster
from storage.database import Database
from storage.tables import roster_calendar, roster_change

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
URL = "https://calendar.example.jp/secret/roster.ics"
EVERY = timedelta(minutes=15)


def a_change(**more: object) -> Change:
    change = Change("change-1", "desk", "swap", "asked", NOW, NOW + timedelta(hours=8), "kujira", NOW, out="kujira")
    return replace(change, words="通院です", **more)  # type: ignore[arg-type]


def test_a_change_comes_back_as_it_was_saved_and_its_words_are_sealed(database: Database) -> None:
    with database.begin() as tx:
        roster.save(tx, a_change())

    with database.begin() as tx:
        assert roster.get(tx, "change-1") == a_change()
        sealed = tx.conn.execute(sa.select(roster_change.c.words)).scalar_one()
    assert "通院".encode() not in bytes(sealed)


def test_a_change_that_was_accepted_is_the_same_row(database: Database) -> None:
    accepted = a_change(state="accepted", into="tobiuo", took_effect_at=NOW)

    with database.begin() as tx:
        roster.save(tx, a_change())
        roster.save(tx, accepted)

    with database.begin() as tx:
        assert roster.changes(tx, NOW) == (accepted,)


def test_what_is_withdrawn_or_over_is_not_read_again(database: Database) -> None:
    with database.begin() as tx:
        roster.save(tx, a_change(id="gone", state="withdrawn"))
        roster.save(tx, a_change(id="over", start=NOW - timedelta(days=2), end=NOW - timedelta(days=1)))
        roster.save(tx, a_change())

    with database.begin() as tx:
        assert [one.id for one in roster.changes(tx, NOW)] == ["change-1"]


def test_every_change_has_another_revision(database: Database) -> None:
    with database.begin() as tx:
        before = roster.revision(tx)
        roster.save(tx, a_change())
        assert roster.revision(tx) != before


def test_another_region_of_the_same_database_sees_nothing(database: Database) -> None:
    other = Database(database.engine, database.keyring, "tama")
    other.ensure_region()
    with database.begin() as tx:
        roster.save(tx, a_change())
        roster.begin_fetch(tx, URL, NOW, EVERY)

    with other.begin() as tx:
        assert (roster.get(tx, "change-1"), roster.changes(tx, NOW), roster.calendar(tx, URL)) == (None, (), None)


# -- the calendar --------------------------------------------------------------------------------


def test_one_of_many_workers_fetches_and_only_when_it_is_time(database: Database) -> None:
    def begin(now: datetime) -> bool:
        return database.run_sync(lambda tx: roster.begin_fetch(tx, URL, now, EVERY))

    tries = [begin(NOW), begin(NOW), begin(NOW + timedelta(minutes=14)), begin(NOW + EVERY), begin(NOW + EVERY)]

    assert tries == [True, False, False, True, False]


def test_a_failed_fetch_keeps_the_last_good_copy_and_says_why(database: Database) -> None:
    with database.begin() as tx:
        roster.begin_fetch(tx, URL, NOW, EVERY)
        roster.keep_calendar(tx, "BEGIN:VCALENDAR 鯨井", NOW)
        roster.fetch_failed(tx, "status 500")

    with database.begin() as tx:
        kept = roster.calendar(tx, URL)
        row = tx.conn.execute(sa.select(roster_calendar)).one()

    assert kept == roster.Fetched("BEGIN:VCALENDAR 鯨井", NOW, NOW, "status 500")
    assert "鯨井".encode() not in bytes(row.body)
    assert URL not in str(tuple(row)), "the address is a password"


def test_another_address_begins_without_what_the_old_one_gave(database: Database) -> None:
    with database.begin() as tx:
        roster.begin_fetch(tx, URL, NOW, EVERY)
        roster.keep_calendar(tx, "old", NOW)

    with database.begin() as tx:
        assert roster.calendar(tx, "https://calendar.example.jp/other.ics") is None
        assert roster.begin_fetch(tx, "https://calendar.example.jp/other.ics", NOW, EVERY)
        kept = roster.calendar(tx, "https://calendar.example.jp/other.ics")

    assert kept == roster.Fetched(None, None, NOW, None)


def test_of_two_who_accept_at_once_the_second_sees_the_first(postgresql: Database) -> None:
    with postgresql.begin() as tx:
        roster.save(tx, a_change())

    with postgresql.begin() as first:
        assert roster.get(first, "change-1") is not None
        with postgresql.begin() as second:
            second.conn.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
            with pytest.raises(sa.exc.OperationalError):  # it would wait for the first
                roster.get(second, "change-1")
            second.conn.rollback()
