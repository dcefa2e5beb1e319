"""The database goes for a while, or others are quicker: nobody's words are to blame for it, and nothing waits long."""

import time

import pytest

from bot.demo.house import House
from routing.case import Case
from storage import cases
from storage.database import Tx
from tests.stories.people import QUESTION, Desk
from tests.stories.phone import Phone
from tests.stories.test_slack_faults import away, doctor, let_it_settle


def test_an_event_is_not_set_aside_for_what_the_database_did(house: House) -> None:
    phone, known = Phone(house), doctor(house)  # other stories leave their own lines behind
    phone.asks("ありがとう", sees="どういたしまして")

    with away(house, "conversation"):
        house.line.say(phone.id, QUESTION)
        for _ in range(5):  # more tries than a poisoned event gets
            time.sleep(0.7)
            house.clock.advance(2)

    phone.waits_for("使えそうな")
    let_it_settle(house)
    assert [line for line in doctor(house) if line not in known] == []


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


def test_an_event_is_not_set_aside_because_others_decided_about_the_same_case(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    let_it_settle(house)
    save, crossed = cases.save, iter(range(11))  # three tries of three attempts, and two more

    def others_were_quicker(tx: Tx, case: Case) -> Case:
        if next(crossed, None) is not None:
            raise cases.StaleCase(case.id)
        return save(tx, case)

    monkeypatch.setattr(cases, "save", others_were_quicker)
    desk.presses("case.claim")
    for _ in range(8):
        time.sleep(0.4)
        house.clock.advance(2)

    desk.waits_for("対応中")
    let_it_settle(house)
    assert doctor(house) == []
    assert next(crossed, None) is None
