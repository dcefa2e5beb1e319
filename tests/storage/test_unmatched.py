"""A word that nothing matched is read once three different people said it, and nobody learns who they were."""

from datetime import date, timedelta

import sqlalchemy as sa

from storage import people, unmatched
from storage.database import Database, Tx
from storage.sealing import Keyring
from storage.tables import unmatched_word
from storage.unmatched import SaidByMany
from tests.conftest import REGION, SECRET
from tests.storage.builders import NOW, a_family

TODAY = date(2026, 11, 21)


def says(tx: Tx, who: str, *words: str, on: date = TODAY) -> str:
    person, _ = a_family(tx, f"U-{who}")
    unmatched.add(tx, person.id, words, on)
    return person.id


def rows(tx: Tx) -> list[sa.Row[tuple[str, str, bytes]]]:
    return list(
        tx.conn.execute(sa.select(unmatched_word.c.who_index, unmatched_word.c.word_index, unmatched_word.c.word))
    )


def test_a_word_can_be_read_once_three_people_said_it(database: Database) -> None:
    with database.begin() as tx:
        for who in ("mother", "father"):
            says(tx, who, "緘黙", "吃音")
        before = unmatched.said_by_many(tx)
        says(tx, "planner", "緘黙")
        says(tx, "nurse", "緘黙")

    with database.begin() as tx:
        assert before == ()
        assert unmatched.said_by_many(tx) == (SaidByMany("緘黙", 4),)


def test_who_repeats_a_word_is_one_person(database: Database) -> None:
    with database.begin() as tx:
        for _ in range(5):
            says(tx, "mother", "緘黙", "緘黙")
        says(tx, "father", "緘黙")

        assert unmatched.said_by_many(tx) == ()
        assert len(rows(tx)) == 2


def test_nothing_shows_the_word_the_person_or_that_one_person_said_both(database: Database) -> None:
    with database.begin() as tx:
        mother = says(tx, "mother", "緘黙", "吃音")
        says(tx, "father", "緘黙")
        found = rows(tx)

    assert len({row.who_index for row in found}) == 3
    assert len({row.word_index for row in found}) == 2
    assert not any(mother in repr(row) for row in found)
    assert not any(word.encode() in bytes(row.word) for row in found for word in ("緘黙", "吃音"))


def test_rows_lie_in_no_order_of_time(database: Database) -> None:
    words = [f"言葉{number}" for number in range(30)]
    with database.begin() as tx:
        says(tx, "mother", *words)
        found = rows(tx)
        opened = [tx.open(None, f"unmatched_word.word:{row.who_index}", row.word) for row in found]

    assert sorted(str(word) for word in opened) == sorted(words)
    if database.engine.dialect.name == "sqlite":  # PostgreSQL keeps rows where there is room
        assert [row.who_index for row in found] == sorted(row.who_index for row in found)
        assert opened != words


def test_an_erased_person_takes_her_words_along(database: Database) -> None:
    with database.begin() as tx:
        ids = [says(tx, who, "緘黙", f"言葉{who}") for who in ("mother", "father", "planner")]

    database.run_sync(lambda tx: people.erase(tx, ids[0], NOW))

    with database.begin() as tx:
        assert unmatched.said_by_many(tx) == ()
        assert len(rows(tx)) == 4


def test_words_that_nobody_said_again_are_forgotten(database: Database) -> None:
    with database.begin() as tx:
        for who in ("mother", "father", "planner"):
            says(tx, who, "緘黙", "吃音", on=TODAY)
            says(tx, who, "緘黙", on=TODAY + timedelta(days=60))

        unmatched.purge(tx, TODAY + timedelta(days=1))

        assert unmatched.said_by_many(tx) == (SaidByMany("緘黙", 3),)


def test_a_new_secret_counts_nobody_twice(database: Database, database_url: str) -> None:
    with database.begin() as tx:
        mother = says(tx, "mother", "緘黙")
        says(tx, "father", "緘黙")
    rotated = Keyring.from_text(f"another-secret-of-at-least-32-characters,{SECRET}")
    later = Database.open(database_url, rotated, REGION)

    with later.begin() as tx:
        says(tx, "mother", "緘黙")
        assert unmatched.said_by_many(tx) == ()
        says(tx, "planner", "緘黙")
        assert unmatched.said_by_many(tx) == (SaidByMany("緘黙", 3),)
        unmatched.forget(tx, mother)
        assert len(rows(tx)) == 2

    later.close()
