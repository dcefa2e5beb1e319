from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

import pytest
import sqlalchemy as sa

from routing.case import Consent, Conversation, EntryRef, Holder, Status, Step
from storage import cases, conversations, messages, people, posts
from storage.cases import StaleCase
from storage.conversations import Address
from storage.database import Database, Tx
from storage.posts import Place
from storage.sealing import Keyring
from storage.tables import channel_identity, participation
from tests.conftest import REGION, SECRET
from tests.storage.builders import NOW, a_case, a_family, a_message, later

T = TypeVar("T")


def at_once(database: Database, *works: Callable[[Tx], T]) -> list[T | BaseException]:
    """Each work in a transaction of its own, all begun at the same moment."""
    together = Barrier(len(works))

    def run(work: Callable[[Tx], T]) -> T | BaseException:
        together.wait()
        try:
            return database.run_sync(work)
        except Exception as error:  # noqa: BLE001 - which error it was is what the test asks
            return error

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


# -- people ------------------------------------------------------------------------------------


def test_she_is_the_same_person_when_she_writes_again(database: Database) -> None:
    first, talk = database.run_sync(a_family)
    again, talk_again = database.run_sync(a_family)
    neighbour, _ = database.run_sync(lambda tx: a_family(tx, "U-neighbour"))

    assert (again, talk_again) == (first, talk)
    assert neighbour.id != first.id


def test_two_first_messages_at_the_same_moment_make_one_person(database: Database) -> None:
    database.run_sync(lambda tx: people.ensure_account(tx, "line"))

    found = at_once(database, *[a_family] * 4)

    assert found[0] == found[1] == found[2] == found[3]
    assert not isinstance(found[0], BaseException)


def test_two_replicas_that_start_together_agree_on_the_account(database: Database) -> None:
    found = at_once(database, *[lambda tx: people.ensure_account(tx, "line")] * 4)

    assert len(set(found)) == 1
    assert isinstance(found[0], str)


def test_what_is_known_of_her_is_kept(database: Database) -> None:
    person, _ = database.run_sync(a_family)
    known = replace(person, locale="ja-easy", blocked=True, name="さくら")

    database.run_sync(lambda tx: people.save(tx, known))

    assert database.run_sync(lambda tx: people.get(tx, person.id)) == known


def test_she_is_found_after_the_secret_was_rotated(database: Database, database_url: str) -> None:
    person, _ = database.run_sync(a_family)
    rotated = Database.open(
        database_url, Keyring.from_text(f"a-newer-secret-of-at-least-32-characters,{SECRET}"), REGION
    )

    again, _ = rotated.run_sync(a_family)
    rotated.close()

    assert again.id == person.id


def test_her_platform_id_stands_nowhere_in_the_open(database: Database) -> None:
    database.run_sync(lambda tx: a_family(tx, "U4af4980629"))

    row = database.run_sync(lambda tx: tx.conn.execute(sa.select(channel_identity)).one())

    assert not any("U4af4980629" in str(value) for value in row)


# -- conversations -----------------------------------------------------------------------------


def test_a_conversation_comes_back_as_it_was_saved(database: Database) -> None:
    _, conversation = database.run_sync(a_family)
    full = replace(
        conversation,
        holder=Holder.PERSON,
        step=Step.SLOT,
        words="夜眠れません",
        context=("こんばんは", "はじめて書きます"),
        slots=replace(conversation.slots, age_months=14, care_types=("ventilator",)),
        asked=("age", "municipality"),
        found=(EntryRef("ym-001", 3, (("town", "142018"),), by_arrangement=True),),
        shown=1,
        held_until=later(60),
        last_at=NOW,
    )

    database.run_sync(lambda tx: conversations.save(tx, full))

    assert database.run_sync(lambda tx: conversations.get(tx, conversation.id)) == full


def test_of_two_who_decide_about_a_conversation_the_second_sees_the_first(database: Database) -> None:
    _, conversation = database.run_sync(a_family)

    def say(word: str) -> Callable[[Tx], None]:
        def decide(tx: Tx) -> None:
            seen = conversations.get(tx, conversation.id)
            conversations.save(tx, replace(seen, context=(*seen.context, word)))

        return decide

    at_once(database, *(say(word) for word in "abcd"))

    remembered = database.run_sync(lambda tx: conversations.get(tx, conversation.id))
    assert sorted(remembered.context) == ["a", "b", "c", "d"]


def test_a_further_conversation_is_found_by_its_thread_and_never_taken_for_the_main_one(database: Database) -> None:
    def supporter(tx: Tx) -> tuple[Conversation, Conversation, str]:
        account = people.ensure_account(tx, "slack")
        person = people.person_for(tx, account, "U-nurse", kind="supporter", now=NOW)
        further = conversations.begin(tx, person.id, account)
        return conversations.for_person(tx, person.id, account), further, account

    main, further, account = database.run_sync(supporter)
    where = Address(account, "slack", "U-nurse", "C0DESK", "1700000000.000100")
    database.run_sync(lambda tx: conversations.set_address(tx, further.id, where, owns_thread=True))

    assert database.run_sync(lambda tx: conversations.for_person(tx, main.person_id, account)) == main
    assert main.id != further.id
    assert database.run_sync(lambda tx: conversations.by_thread(tx, "C0DESK", "1700000000.000100")) == further
    assert database.run_sync(lambda tx: conversations.by_thread(tx, "C0DESK", "1700000000.000200")) is None
    assert database.run_sync(lambda tx: conversations.address(tx, further.id)) == where
    assert database.run_sync(lambda tx: conversations.address(tx, main.id)) is None


# -- cases -------------------------------------------------------------------------------------


def test_a_case_comes_back_as_it_was_saved(database: Database) -> None:
    person, conversation = database.run_sync(a_family)
    saved = database.run_sync(
        lambda tx: a_case(
            tx, person, conversation, owner="kujira", declined=("umineko",), claimed_at=NOW, follow_up_on=NOW.date()
        )
    )

    by_id = database.run_sync(lambda tx: cases.get(tx, saved.id))
    by_number = database.run_sync(lambda tx: cases.by_number(tx, saved.number))

    assert by_id == by_number == saved
    assert saved.version == 1


def test_of_two_who_claim_at_the_same_moment_one_wins(database: Database) -> None:
    person, conversation = database.run_sync(a_family)
    case = database.run_sync(lambda tx: a_case(tx, person, conversation))

    def claim(who: str) -> Callable[[Tx], str | None]:
        return lambda tx: cases.save(tx, replace(case, owner=who, status=Status.CLAIMED)).owner

    outcome = at_once(database, claim("kujira"), claim("umineko"))

    (winner,) = [who for who in outcome if isinstance(who, str)]
    (loser,) = [error for error in outcome if isinstance(error, StaleCase)]
    now = database.run_sync(lambda tx: cases.get(tx, case.id))
    assert loser.case_id == case.id
    assert now is not None
    assert (now.owner, now.version) == (winner, 2)


def test_everyone_who_took_part_in_a_case_is_kept_once(database: Database) -> None:
    person, conversation = database.run_sync(a_family)

    def handed_over(tx: Tx) -> None:
        case = a_case(tx, person, conversation, owner="kujira")
        case = cases.save(tx, replace(case, owner="umineko"))
        cases.save(tx, replace(case, owner="kujira"))

    database.run_sync(handed_over)

    t = participation
    rows = database.run_sync(lambda tx: tx.conn.execute(sa.select(t.c.who, t.c.role).order_by(t.c.id)).all())
    assert [tuple(row) for row in rows] == [(person.id, "requester"), ("kujira", "owner"), ("umineko", "owner")]


def test_open_cases_are_listed_oldest_first_and_closed_ones_not(database: Database) -> None:
    person, conversation = database.run_sync(a_family)

    def three(tx: Tx) -> None:
        a_case(tx, person, conversation, id="second", number="B", opened_at=later(60))
        a_case(tx, person, conversation, id="first", number="A", opened_at=NOW)
        a_case(tx, person, conversation, id="closed", number="C", status=Status.CLOSED)

    database.run_sync(three)

    assert [case.id for case in database.run_sync(cases.list_open)] == ["first", "second"]
    assert [case.id for case in database.run_sync(lambda tx: cases.open_of_person(tx, person.id))] == [
        "first",
        "second",
    ]


def test_a_number_that_another_case_has_is_not_given_twice(database: Database) -> None:
    person, conversation = database.run_sync(a_family)
    database.run_sync(lambda tx: a_case(tx, person, conversation, id="closed", number="C", status=Status.CLOSED))

    with pytest.raises(StaleCase):
        database.run_sync(lambda tx: a_case(tx, person, conversation, id="new", number="C"))

    assert database.run_sync(lambda tx: cases.get(tx, "new")) is None


# -- messages and posts ------------------------------------------------------------------------


def test_a_message_is_found_by_the_platforms_id_in_its_own_conversation_only(database: Database) -> None:
    _, conversation = database.run_sync(a_family)
    _, other = database.run_sync(lambda tx: a_family(tx, "U-neighbour"))
    message = database.run_sync(lambda tx: a_message(tx, conversation, detail={"file": "診断書.pdf"}))

    assert database.run_sync(lambda tx: messages.by_platform_id(tx, conversation.id, "325708")) == (message,)
    assert database.run_sync(lambda tx: messages.by_platform_id(tx, other.id, "325708")) == ()
    assert database.run_sync(lambda tx: messages.by_platform_id(tx, conversation.id, "999")) == ()


def test_a_withdrawn_message_keeps_nothing_of_what_it_said(database: Database) -> None:
    _, conversation = database.run_sync(a_family)
    message = database.run_sync(lambda tx: a_message(tx, conversation, detail={"file": "診断書.pdf"}))

    database.run_sync(lambda tx: messages.withdraw(tx, message.id))

    left = database.run_sync(lambda tx: messages.get(tx, message.id))
    assert left is not None
    assert (left.state, left.body, left.detail, left.at) == ("withdrawn", "", {}, NOW)


def test_the_messages_of_a_case_are_told_in_order_with_their_state(database: Database) -> None:
    person, conversation = database.run_sync(a_family)

    def three(tx: Tx) -> None:
        case = a_case(tx, person, conversation)
        a_message(tx, conversation, id="2", case_id=case.id, direction="out", at=later(2), state="queued")
        a_message(tx, conversation, id="1", case_id=case.id, at=later(1))
        a_message(tx, conversation, id="0")
        messages.set_state(tx, "2", "sent")

    database.run_sync(three)

    found = database.run_sync(lambda tx: messages.of_case(tx, "case-1"))
    assert [(message.id, message.state) for message in found] == [("1", "received"), ("2", "sent")]
    assert [m.id for m in database.run_sync(lambda tx: messages.of_case(tx, "case-1", "out"))] == ["2"]


def test_a_post_is_found_by_what_it_shows_and_a_card_by_where_it_stands(database: Database) -> None:
    def remember(tx: Tx) -> None:
        posts.remember(tx, "card", "case-1", Place("C0DESK", "1.0"))
        posts.remember(tx, "card", "case-1", Place("C0DESK", "1.0"))
        posts.remember(tx, "copy", "message-1", Place("C0DESK", "2.0"))
        posts.remember(tx, "copy", "message-1", Place("C0DESK", "3.0", "F1"))

    database.run_sync(remember)

    assert database.run_sync(lambda tx: posts.find(tx, "card", "case-1")) == Place("C0DESK", "1.0")
    assert database.run_sync(lambda tx: posts.case_at(tx, "C0DESK", "1.0")) == "case-1"
    assert database.run_sync(lambda tx: posts.case_at(tx, "C0DESK", "2.0")) is None
    copies = database.run_sync(lambda tx: posts.all_of(tx, "copy", "message-1"))
    assert copies == (Place("C0DESK", "2.0"), Place("C0DESK", "3.0", "F1"))
    database.run_sync(lambda tx: posts.forget(tx, "copy", "message-1"))
    assert database.run_sync(lambda tx: posts.find(tx, "copy", "message-1")) is None


@pytest.mark.parametrize("consent", list(Consent))
def test_every_consent_fits_its_column(database: Database, consent: Consent) -> None:
    person, conversation = database.run_sync(a_family)

    saved = database.run_sync(lambda tx: a_case(tx, person, conversation, consent=consent, urgency="equipment_failure"))

    assert database.run_sync(lambda tx: cases.get(tx, saved.id)) == saved
