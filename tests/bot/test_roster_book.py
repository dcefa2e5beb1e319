"""What is stored of the roster, laid over the region's files for one transaction."""

from datetime import timedelta

from sqlalchemy import event

from bot import region
from bot.roster_book import RosterBook
from routing.roster import Change
from storage import roster
from storage.database import Database
from tests.builders import at

SHIPPED = region.load("yokosuka-miura")
DESK = SHIPPED.file.desk[0].id
NOW = at("10:00")


def leave(first: int, last: int) -> Change:
    until = at("0:00", last) + timedelta(days=1)
    return Change(f"leave-{first}", DESK, "leave", "accepted", at("0:00", first), until, "umineko", NOW, out="umineko")


def test_a_stored_change_counts_with_the_next_transaction(database: Database) -> None:
    book = RosterBook(SHIPPED)
    with database.begin() as tx:
        before = book.region(tx, NOW).duty(NOW)
        roster.save(tx, leave(24, 24))

    with database.begin() as tx:
        after = book.region(tx, NOW).duty(NOW)

    assert (before.on_duty, after.on_duty) == (("umineko",), ("tobiuo",))  # her substitute


def test_who_is_on_leave_is_not_called_on_these_days(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        roster.save(tx, leave(25, 26))
        stands = RosterBook(SHIPPED).region(tx, NOW)

    [umineko] = [one for one in stands.coordinators if one.id == "umineko"]
    at_work = [day for day in range(23, 29) if umineko.active_on(at("10:00", day).date())]
    assert at_work == [23, 24, 27, 28]
    assert stands.by_slack_id(umineko.slack_id) == umineko, "she may still press a button"


def test_the_rows_are_read_again_only_when_something_changed(sqlite: Database) -> None:
    book, asked = RosterBook(SHIPPED), list[str]()

    @event.listens_for(sqlite.engine, "before_cursor_execute")
    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    for now in (NOW, NOW, NOW + timedelta(hours=1)):
        with sqlite.begin() as tx:
            book.region(tx, now)
    with sqlite.begin() as tx:
        roster.save(tx, leave(25, 25))
    with sqlite.begin() as tx:
        book.region(tx, NOW)

    assert sum("FROM roster_change" in one for one in asked) == 2


def test_a_revision_that_was_undone_is_not_taken_for_another(sqlite: Database) -> None:
    book = RosterBook(SHIPPED)
    with sqlite.begin() as tx:
        roster.save(tx, leave(24, 24))
        seen = book.region(tx, NOW).duty(NOW)
        tx.conn.rollback()

    with sqlite.begin() as tx:
        roster.save(tx, leave(25, 25))
        kept = book.region(tx, NOW).duty(NOW)

    assert (seen.on_duty, kept.on_duty) == (("tobiuo",), ("umineko",))
