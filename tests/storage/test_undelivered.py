from datetime import timedelta

import pytest

from routing.effects import Say, Text, Verbatim
from storage import outbox, outbox_watch, people, quota, undelivered
from storage.database import Database
from storage.outbox import Send
from tests.storage.builders import NOW, a_family, later
from tests.storage.test_outbox import add, claim, counts, freeze, settle

MONTH_END = NOW + timedelta(days=7)


def a_reply(database: Database, words: str = "返事") -> tuple[str, str]:
    person, talk = database.run_sync(a_family)
    add(database, Say(talk.id, (Verbatim(words),), message_id="m"), person_id=person.id)
    return person.id, talk.id


def hold(database: Database, send: Send, *, begun: bool = False) -> bool:
    return database.run_sync(lambda tx: undelivered.hold(tx, send, MONTH_END, begun=begun))


def let_go(database: Database, seconds: float, most: int | None) -> int:
    return database.run_sync(lambda tx: undelivered.let_go(tx, later(seconds), most))


def test_what_is_held_keeps_its_words_and_is_in_nobodys_way(database: Database) -> None:
    person, talk = a_reply(database)
    (send,) = claim(database)
    freeze(database, send)
    assert hold(database, send)

    add(database, Say(talk, (Text("menu"),)), person_id=person)
    assert [one.effect for one in claim(database)] == [Say(talk, (Text("menu"),))]

    (kept,) = database.run_sync(lambda tx: undelivered.missed(tx, talk)[0])
    assert kept.say.parts == (Verbatim("返事"),)
    assert not settle(database, send)  # it is in nobody's hands


def test_it_goes_when_there_are_messages_again_oldest_first_as_many_as_there_are(database: Database) -> None:
    for words in ("一", "二", "三"):
        a_reply(database, words)
        (send,) = claim(database)
        hold(database, send)
    assert let_go(database, 1, 0) == 0

    assert let_go(database, 1, 2) == 2
    assert counts(database) == {"pending": 2, "held": 1}
    assert let_go(database, 2, None) == 1


def test_it_goes_when_the_month_has_turned_also_when_line_does_not_say_so(database: Database) -> None:
    a_reply(database)
    (send,) = claim(database)
    freeze(database, send)
    hold(database, send)

    assert let_go(database, timedelta(days=8).total_seconds(), 0) == 1

    (again,) = claim(database, timedelta(days=8).total_seconds())
    assert (again.payload, again.first_tried_at) == (None, None)  # prepared anew, its key counts from then


def test_what_was_partly_sent_is_not_said_again_with_other_words_but_goes_on_later(database: Database) -> None:
    _, talk = a_reply(database)
    (send,) = claim(database)
    freeze(database, send)
    hold(database, send, begun=True)

    assert database.run_sync(lambda tx: undelivered.missed(tx, talk)[0]) == ()
    let_go(database, 1, None)
    (again,) = claim(database, 1)
    assert again.payload == {"words": "夜間の窓口"}


def test_what_another_sending_took_along_never_goes_by_itself(database: Database) -> None:
    _, talk = a_reply(database)
    (send,) = claim(database)
    hold(database, send)
    (kept,) = database.run_sync(lambda tx: undelivered.missed(tx, talk)[0])

    database.run_sync(lambda tx: undelivered.carried(tx, [kept.id], NOW))

    assert let_go(database, 1, None) == 0
    assert database.run_sync(lambda tx: outbox.delivery_of(tx, "m")) is None


def test_an_erased_person_has_nothing_held(database: Database) -> None:
    person, talk = a_reply(database)
    (send,) = claim(database)
    hold(database, send)

    database.run_sync(lambda tx: people.erase(tx, person, NOW))

    assert database.run_sync(lambda tx: undelivered.missed(tx, talk)[0]) == ()
    assert let_go(database, timedelta(days=8).total_seconds(), None) == 0


def test_a_doubtful_reply_is_asked_about_once_and_shown_when_she_wants_it(database: Database) -> None:
    person, talk = a_reply(database)
    (send,) = claim(database)
    database.run_sync(lambda tx: outbox.settle(tx, send, "unsure", NOW, "reply"))

    (unsure,) = database.run_sync(lambda tx: undelivered.missed(tx, talk)[1])
    database.run_sync(lambda tx: undelivered.mark(tx, [unsure.id], undelivered.OFFERED))
    assert database.run_sync(lambda tx: undelivered.missed(tx, talk)[1]) == ()

    (asked,) = database.run_sync(lambda tx: undelivered.offered_replies(tx, talk))
    assert asked.say == unsure.say
    assert len(database.run_sync(outbox_watch.troubles)) == 1
    database.run_sync(lambda tx: undelivered.mark(tx, [asked.id], undelivered.SHOWN_AGAIN))
    assert database.run_sync(outbox_watch.troubles) == ()
    assert person


def test_one_of_many_processes_asks_line_at_a_time(database: Database) -> None:
    every = timedelta(minutes=10)

    def claims(seconds: float) -> bool:
        return database.run_sync(lambda tx: quota.claim(tx, "account", later(seconds), every))

    assert [claims(0), claims(1), claims(599), claims(600), claims(601)] == [True, False, False, True, False]
    assert database.run_sync(quota.read) is None
    database.run_sync(lambda tx: quota.store(tx, "account", 200, 150, later(600)))
    assert database.run_sync(quota.read) == quota.Reading(200, 150, later(600))

    database.run_sync(lambda tx: quota.look_soon(tx, later(700)))
    assert claims(700)


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_that_was_set_back_does_not_stop_the_asking(database: Database, back: timedelta) -> None:
    every = timedelta(minutes=10)
    database.run_sync(lambda tx: quota.claim(tx, "account", NOW, every))

    assert database.run_sync(lambda tx: quota.claim(tx, "account", NOW - back, every))
