import pytest
import sqlalchemy as sa

from routing.decision import Judged
from storage import judgements, records
from storage.database import Database
from storage.judgements import Learned
from storage.tables import journal, judged_question
from tests.builders import at

NOW = at("10:00")
RIGHT = Judged("ym-104", fits=True, wording="放課後にみてくれるところ", by="kujira")


def test_what_was_said_last_of_a_pair_counts(database: Database) -> None:
    with database.begin() as tx:
        judgements.add(tx, RIGHT, NOW)
        judgements.add(tx, Judged("ym-113", fits=False, wording="放課後にみてくれるところ", by="umineko"), NOW)
        judgements.add(tx, Judged("ym-104", fits=False, wording="放課後にみてくれるところ", by="umineko"), NOW)
        judgements.add(tx, Judged("ym-113", fits=True, wording="放課後にみてくれるところ", by="kujira"), NOW)

    with database.begin() as tx:
        number, learned = judgements.learned(tx)

    assert number == 4
    assert learned == Learned(
        confirmed=(("放課後にみてくれるところ", "ym-113"),), refused=(("放課後にみてくれるところ", "ym-104"),)
    )


def test_every_judgement_raises_the_revision(database: Database) -> None:
    with database.begin() as tx:
        assert judgements.revision(tx) == 0
        judgements.add(tx, RIGHT, NOW)
        judgements.add(tx, RIGHT, NOW)

    with database.begin() as tx:
        assert judgements.revision(tx) == 2


def test_the_wording_is_sealed_and_the_journal_has_no_words(database: Database) -> None:
    with database.begin() as tx:
        judgements.add(tx, RIGHT, NOW)
        records.add(tx, RIGHT, NOW)

    with database.begin() as tx:
        (row,) = tx.conn.execute(sa.select(judged_question))
        (line,) = tx.conn.execute(sa.select(journal))
        assert "放課後".encode() not in bytes(row.wording)
        assert "放課後" not in line.data
        assert records.of_kind(tx, "judgement") == (Judged("ym-104", fits=True, wording="", by="kujira"),)


def test_only_the_newest_are_remembered(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgements, "REMEMBERED_MOST", 2)
    with database.begin() as tx:
        for number in range(3):
            judgements.add(tx, Judged(f"ym-{number}", fits=True, wording="同じ質問", by="kujira"), NOW)

    with database.begin() as tx:
        _, learned = judgements.learned(tx)

    assert [entry_id for _, entry_id in learned.confirmed] == ["ym-1", "ym-2"]
