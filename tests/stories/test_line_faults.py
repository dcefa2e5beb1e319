"""What the network does between LINE and us: nothing is lost, nothing is said twice, failures are seen."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.demo.house import House
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.line.deliver import Signature
from storage import inbox, outbox_watch
from storage.database import Tx
from storage.tables import inbox as inbox_table
from tests.stories.conftest import OpenHouse
from tests.stories.people import QUESTION, Desk, new_card
from tests.stories.phone import Phone

PUSH, REPLY = "*/message/push", "*/message/reply"


def in_time(house: House, what: str, look: Callable[[], Any]) -> Any:
    """What `look` finds while minutes pass on the product's clock."""
    for _ in range(30):
        found = look()
        if found:
            return found
        house.clock.advance(10)
        time.sleep(0.2)
    return house.wait_for(what, look)


def states(house: House) -> list[str]:
    """Of every event that came from LINE; what the clock brings meanwhile is not counted."""
    with house.product.database.begin() as tx:
        from_line = sa.select(inbox_table.c.state).where(inbox_table.c.source == "line")
        return list(tx.conn.execute(from_line).scalars())


def events_kept(house: House) -> int:
    return len(states(house))


def shown(phone: Phone, words: str) -> int:
    """How often exactly this stands on her screen."""
    return sum(line == words for line in phone.hears())


def settled(house: House) -> bool:
    """Nothing is under way any more, so that what is not doubled now never will be."""
    return idle(house) is not None and not house.product.database.run_sync(outbox_open)


def outbox_open(tx: Tx) -> bool:
    return outbox_watch.next_due(tx) is not None or bool(outbox_watch.counts(tx).get("sending"))


def idle(house: House) -> dict[str, int] | None:
    counts = house.product.database.run_sync(inbox.counts)
    return None if counts.get("new") or counts.get("taken") else counts


# -- deliveries --------------------------------------------------------------------------------


def test_an_event_delivered_many_times_is_answered_once(house: House) -> None:
    phone = Phone(house)
    delivery = house.line.say(phone.id, QUESTION)
    phone.waits_for("使えそうな")

    for _ in range(3):
        assert house.line.repeat(delivery).status == 200
    assert [each.status for each in house.line.redeliver(delivery)] == [200]
    phone.chooses("menu", sees="できることです")

    assert sum("使えそうな" in line for line in phone.hears()) == 1


def test_events_of_one_request_and_events_out_of_order_are_all_heard(house: House) -> None:
    phones = [Phone(house, f"母{n}") for n in range(5)]
    house.line.hold()
    for phone in phones:
        house.line.say(phone.id, QUESTION)

    (batch,) = house.line.release(batch=True, shuffle=7)
    assert batch.status == 200

    for phone in phones:
        phone.waits_for("使えそうな")


def test_odd_events_are_kept_one_by_one_and_stop_nobody(new_house: OpenHouse) -> None:
    with new_house() as house:
        phone = Phone(house)
        odd: list[Any] = [
            house.line.unknown_event(phone.id, "membershipRenewed", membership={"plan": 3}),
            {"type": "message"},
            {"type": "message", "source": {"type": "user"}},
            "not an object",
            7,
        ]
        house.line.hold()
        house.line.say(phone.id, QUESTION)
        (known,) = house.line.postman.held or []
        house.line.postman.held = None
        half = {"type": "text", "id": "1", "text": "\ud83c"}

        events = [*odd, known, {**known, "webhookEventId": "half", "message": half}]
        body = json.dumps({"destination": house.line.bot_id, "events": events}).encode()
        assert house.line.deliver(body=body).status == 200

        phone.waits_for("使えそうな")
        house.wait_for("rest", lambda: idle(house))
        assert (states(house).count("done"), states(house).count("quarantined")) == (3, 4)


def test_an_odd_event_that_cannot_be_set_aside_just_now_keeps_nobody_waiting(
    new_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    with new_house() as house:
        engine, phone = house.product.database.engine, Phone(house)

        def refuse(_conn: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
            if statement.startswith("UPDATE inbox") and "quarantined" in str(given):
                raise sa.exc.OperationalError(statement, given, Exception("disk I/O error"))

        sa.event.listen(engine, "before_cursor_execute", refuse)
        odd = {"type": "message", "source": {"type": "user"}}
        house.line.hold()
        house.line.say(phone.id, QUESTION)
        (known,) = house.line.postman.held or []
        house.line.postman.held = None
        body = json.dumps({"destination": house.line.bot_id, "events": [odd, known]}).encode()

        assert house.line.deliver(body=body).status == 200
        phone.waits_for("使えそうな")
        house.wait_for("refused", lambda: "not set aside: OperationalError" in caplog.text)
        sa.event.remove(engine, "before_cursor_execute", refuse)
        house.clock.advance(16)  # its lease

        house.wait_for("set aside", lambda: "quarantined" in states(house))
        house.wait_for("rest", lambda: idle(house))
        assert sorted(states(house)) == ["done", "quarantined"]
        assert shown(phone, "使えそうなところです。") == 1
    assert "cannot take events" not in caplog.text  # those decided beside it were waited for


@pytest.mark.parametrize("signature", ["wrong", "missing", "other-body"])
def test_a_badly_signed_delivery_is_refused_and_nothing_of_it_is_kept(house: House, signature: Signature) -> None:
    phone, before = Phone(house), events_kept(house)
    event = house.line.unknown_event(phone.id, "message", message={"type": "text", "id": "1", "text": QUESTION})

    assert house.line.deliver(event, signature=signature).status == 401

    assert events_kept(house) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe not text", 401),
        (b"not json", 400),
        (b"[]", 400),
        (b'{"destination":"U1"}', 400),
        (b'{"destination":"U1","events":{}}', 400),
        (b"[" * 100_000, 400),
        (b'{"destination":"U1","events":[]}', 200),
        (b'{"destination":"U1","events":["' + b"x" * 2_100_000 + b'"]}', 413),
    ],
    ids=[
        "empty",
        "not utf-8",
        "not json",
        "a list",
        "no events",
        "events no list",
        "too deep",
        "no event",
        "too large",
    ],
)
def test_a_body_that_is_no_webhook_is_refused_and_an_empty_one_is_welcome(
    house: House, body: bytes, status: int
) -> None:
    before = events_kept(house)

    delivery = house.line.deliver(body=body)

    assert delivery.status == status
    assert delivery.seconds < house.line.postman.deadline
    assert events_kept(house) == before


# -- replies -----------------------------------------------------------------------------------


def test_an_answer_whose_token_has_expired_is_pushed_once(house: House) -> None:
    phone = Phone(house)
    house.line.hold()
    house.line.say(phone.id, QUESTION)
    house.clock.advance(70)

    house.line.release()

    phone.waits_for("使えそうな")
    assert [line["via"] for line in house.line.chat(phone.id) if line["from"] == "account"] == ["push", "push"]
    assert [call["status"] for call in house.line.calls("/message/reply")][-1] == 400


def test_an_answer_that_line_asks_to_send_later_comes_later_and_once(house: House) -> None:
    phone = Phone(house)
    house.line.faults.add(Fault(FaultKind.RATE_LIMITED, REPLY, seconds=5))

    house.line.say(phone.id, QUESTION)

    in_time(house, "the answer", lambda: any("使えそうな" in line for line in phone.hears()))
    in_time(house, "rest", lambda: settled(house))
    assert sum("使えそうな" in line for line in phone.hears()) == 1


@pytest.mark.parametrize(
    "kind", [FaultKind.RESET_AFTER, FaultKind.ERROR_AFTER, FaultKind.ERROR_BEFORE, FaultKind.HTML_502]
)
def test_a_reply_that_may_have_arrived_is_not_said_again_and_the_desk_sees_it(house: House, kind: FaultKind) -> None:
    phone = Phone(house)
    phone.asks(QUESTION, sees="使えそうな")
    phone.taps("相談したい", sees="伝えてもよいですか")
    house.line.faults.add(Fault(kind, REPLY))
    before = len(house.messages())

    house.line.press(phone.id, label="伝えて相談する")

    card = new_card(house, before)
    Desk(house, card).waits_in_thread("自動のお知らせが、ご家族に届いたかどうか分かりません")
    in_time(house, "rest", lambda: settled(house))
    arrived = kind in (FaultKind.RESET_AFTER, FaultKind.ERROR_AFTER)
    assert sum("受付番号は" in line for line in phone.hears()) == (1 if arrived else 0)


# -- pushes ------------------------------------------------------------------------------------

EVERY_PUSH_FAULT = [
    FaultKind.ERROR_BEFORE,
    FaultKind.ERROR_AFTER,
    FaultKind.RESET_BEFORE,
    FaultKind.RESET_AFTER,
    FaultKind.RATE_LIMITED,
    FaultKind.HTML_502,
    FaultKind.LATE_ACCEPT,
    FaultKind.SLOW,
]


def test_a_reply_of_a_coordinator_arrives_exactly_once_whatever_the_network_does(house: House) -> None:
    phones = {kind: Phone(house, str(kind)) for kind in EVERY_PUSH_FAULT}
    desks = {kind: Desk(house, phone.opens_a_case()) for kind, phone in phones.items()}

    for kind, desk in desks.items():
        tried = len(house.line.calls("/message/push"))
        house.line.faults.add(Fault(kind, PUSH, seconds=0.3))
        desk.replies(f"返事です：{kind}")
        house.wait_for("the first try", lambda tried=tried: len(house.line.calls("/message/push")) > tried)  # type: ignore[misc]

    for kind, desk in desks.items():
        in_time(house, f"{kind}: sent", lambda desk=desk: "✅" in desk.shows())  # type: ignore[misc]
        assert shown(phones[kind], f"返事です：{kind}") == 1, kind
        assert "❌" not in desk.shows()
    assert 409 in [call["status"] for call in house.line.calls("/message/push")]


def test_a_reply_held_for_want_of_messages_is_on_the_card_and_comes_with_her_next_words(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    quota, house.line.world.quota = house.line.world.quota, house.line.world.used

    try:
        desk.replies("待っていた返事")
        assert "今月の送信数を使い切ったため、待っています" in desk.waits_for("⏸")
        assert shown(phone, "待っていた返事") == 0

        seen = phone.chooses("status", sees="受付番号")
        assert "先にお送りできなかったお返事です" in seen
        desk.waits_for("✅")
    finally:
        house.line.world.quota = quota
    in_time(house, "rest", lambda: settled(house))
    assert sum("待っていた返事" in line for line in phone.hears()) == 1


def test_a_push_to_somebody_who_blocked_us_is_never_called_read_and_the_card_warns(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    house.line.unfollow(phone.id)
    desk.waits_for("LINE でブロックされています")

    desk.replies("見えない返事")

    card = desk.waits_for("送信しました（読まれたかどうかは分かりません）")
    assert "LINE でブロックされています。送っても、ご家族の画面には出ません" in card
    assert shown(phone, "見えない返事") == 0


def test_a_person_line_no_longer_knows_is_a_failure_the_card_names(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    gone = house.line.world.people.pop(phone.id)

    desk.replies("行き先のない返事")

    desk.waits_for("ご家族の LINE が見つかりません")
    house.line.world.people[phone.id] = gone
