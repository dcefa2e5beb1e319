"""Words that matched nothing, by blind index of word and person: readable once enough different people used one.

A person's markers differ from word to word, so that no two rows show that one person wrote both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import unmatched_word

PEOPLE_LEAST = 3  # a word of fewer could tell who wrote it
BATCH = 500


@dataclass(frozen=True, slots=True)
class SaidByMany:
    word: str
    people: int


def add(tx: Tx, person_id: str, words: Sequence[str], today: date) -> None:
    """She said these, and we did not know them. `today` is the region's date."""
    t = unmatched_word
    for word in dict.fromkeys(words):
        index = _index(tx, word)
        markers = _markers(tx, index, person_id)
        again = t.update().where(t.c.who_index.in_(markers)).values(said_on=today)
        if tx.conn.execute(again.returning(t.c.who_index)).first() is None:
            sealed = tx.seal(None, _place(markers[0]), word)
            tx.insert_new(t, who_index=markers[0], region_id=tx.region_id, word_index=index, said_on=today, word=sealed)


def said_by_many(tx: Tx) -> tuple[SaidByMany, ...]:
    """Each word that enough people used, what most people said first. The others are never opened."""
    t = unmatched_word
    people = sa.func.count()
    counted = (
        sa.select(sa.func.min(t.c.who_index).label("who_index"), people.label("people"))
        .where(t.c.region_id == tx.region_id)
        .group_by(t.c.word_index)
        .having(people >= PEOPLE_LEAST)
        .subquery()
    )
    rows = tx.conn.execute(sa.select(t.c.word, counted).join(counted, counted.c.who_index == t.c.who_index))
    found: dict[str, int] = {}
    for row in rows:
        word = tx.open(None, _place(row.who_index), row.word) or ""
        found[word] = max(row.people, found.get(word, 0))  # twice where the secret changed in between
    return tuple(SaidByMany(word, count) for word, count in sorted(found.items(), key=lambda one: (-one[1], one[0])))


def forget(tx: Tx, person_id: str) -> None:
    """Without hers: every word she said counts one person less, and is gone when nobody else said it."""
    t = unmatched_word
    indexes = tx.conn.execute(sa.select(t.c.word_index).where(t.c.region_id == tx.region_id).distinct()).scalars()
    markers = [marker for index in indexes for marker in _markers(tx, index, person_id)]
    for start in range(0, len(markers), BATCH):
        tx.conn.execute(t.delete().where(t.c.who_index.in_(markers[start : start + BATCH])))


def purge(tx: Tx, before: date) -> None:
    """Forgets what was last said before that date."""
    t = unmatched_word
    tx.conn.execute(t.delete().where(t.c.region_id == tx.region_id, t.c.said_on < before))


def _index(tx: Tx, word: str) -> str:
    """Of the word, as its rows have it: a new secret must not count the same people twice."""
    t, indexes = unmatched_word, tx.keyring.blinds(f"unmatched:{tx.region_id}:{word}")
    known = tx.conn.scalar(sa.select(t.c.word_index).where(t.c.word_index.in_(indexes)).limit(1))
    return str(known or indexes[0])


def _markers(tx: Tx, index: str, person_id: str) -> tuple[str, ...]:
    return tx.keyring.blinds(f"unmatched:{index}:{person_id}")


def _place(who_index: str) -> str:
    return f"unmatched_word.word:{who_index}"
