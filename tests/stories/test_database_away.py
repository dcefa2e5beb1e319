"""The database goes for a while in the middle of things: nobody's words are to blame for it, and nothing waits long."""

import time

from bot.demo.house import House
from tests.stories.people import QUESTION, Desk
from tests.stories.phone import Phone
from tests.stories.test_slack_faults import away, doctor, let_it_settle


def test_an_event_is_not_set_aside_for_what_the_database_did(house: House) -> None:
    phone = Phone(house)
    phone.asks("ありがとう", sees="どういたしまして")

    with away(house, "conversation"):
        house.line.say(phone.id, QUESTION)
        for _ in range(5):  # more tries than a poisoned event gets
            time.sleep(0.7)
            house.clock.advance(2)

    phone.waits_for("使えそうな")
    let_it_settle(house)
    assert doctor(house) == []


def test_a_sending_that_could_not_be_begun_waits_seconds_not_minutes(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    let_it_settle(house)

    with away(house, "slack_post"):
        phone.asks("まだ起きています", sees="窓口に届けました")
        time.sleep(1.0)
    house.clock.advance(5)

    desk.waits_in_thread("まだ起きています")
    let_it_settle(house)
    assert sum("まだ起きています" in line for line in desk.thread()) == 1
