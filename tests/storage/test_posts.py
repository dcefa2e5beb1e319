"""Where our things stand in Slack, and what of a case is to be taken away when it moves. On both databases."""

from storage import posts
from storage.database import Database, Tx
from storage.posts import Place
from tests.storage.builders import a_case, a_family, a_message


def test_copies_in_other_channels_and_files_are_told_apart(database: Database) -> None:
    def work(tx: Tx) -> tuple[tuple[Place, ...], tuple[tuple[str, str], ...]]:
        person, talk = a_family(tx)
        for case_id, number in (("case-1", "AAAAA"), ("case-2", "BBBBB")):
            a_case(tx, person, talk, id=case_id, number=number)
        for message_id, case_id in (("m-1", "case-1"), ("m-2", "case-1"), ("m-3", "case-2")):
            a_message(tx, talk, id=message_id, case_id=case_id)
        posts.remember(tx, "copy", "m-1", Place("C-OLD", "1.1"))
        posts.remember(tx, "copy", "m-1", Place("C-OLD", "1.2"))
        posts.remember(tx, "copy", "m-2", Place("C-NEW", "2.1"))
        posts.remember(tx, "copy", "m-2", Place(posts.FILE, "F1", "F1"))
        posts.remember(tx, "copy", "m-3", Place("C-OLD", "3.1"))
        return posts.copies_elsewhere(tx, "case-1", "C-NEW"), posts.files_of_case(tx, "case-1")

    elsewhere, files = database.run_sync(work)

    assert elsewhere == (Place("C-OLD", "1.1"), Place("C-OLD", "1.2"))
    assert files == (("m-2", "F1"),)


def test_what_was_taken_away_is_given_out_once_in_its_order(database: Database) -> None:
    def work(tx: Tx) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Place, ...]]:
        for number, message_id in enumerate(("m-2", "m-1", "m-2", "m-9")):
            posts.remember(tx, "copy", message_id, Place("C-OLD", f"{number}"))
        for ts in ("0", "1", "2"):
            posts.mark_gone(tx, "C-OLD", ts)
        places = [("C-OLD", str(number)) for number in range(4)]
        return posts.take_gone(tx, places), posts.take_gone(tx, places), posts.all_of(tx, "copy", "m-9")

    first, again, kept = database.run_sync(work)

    assert first == ("m-2", "m-1")
    assert again == ()
    assert kept == (Place("C-OLD", "3"),)


def test_a_card_that_moved_is_found_under_its_new_name_only(database: Database) -> None:
    def work(tx: Tx) -> tuple[Place | None, tuple[Place, ...]]:
        posts.remember(tx, "card", "case-1", Place("C-OLD", "1"))
        posts.relabel(tx, "card", "case-1", "moved")
        posts.remember(tx, "card", "case-1", Place("C-NEW", "2"))
        posts.forget_at(tx, "C-NOWHERE", "1")
        return posts.find(tx, "card", "case-1"), posts.all_of(tx, "moved", "case-1")

    assert database.run_sync(work) == (Place("C-NEW", "2"), (Place("C-OLD", "1"),))
