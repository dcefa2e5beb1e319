"""The ledger must see what is planted for it; a run that ends with zeroes proves nothing otherwise."""

import random
from typing import Any

import pytest

from bot.simulator.line.simulator import LineSimulator
from tests.chaos.ledger import Doubts, Ledger, settle
from tests.chaos.network import Network
from tests.chaos.people import Family, Story

SURE = Doubts({}, {}, 0, 0)
WORDS, MORE, REPLY = "控えの印000001号", "控えの印000002号", "控えの印000003号"
CARD = {"ts": "1.0", "text": f"対応中 {WORDS}"}


@pytest.fixture
def line() -> LineSimulator:
    return LineSimulator("secret", "token")


@pytest.fixture
def family(line: LineSimulator) -> Family:
    return Family(line, "母")


def answered(line: LineSimulator, family: Family, *texts: str) -> None:
    """One accepted call for each text."""
    for number, text in enumerate(texts):
        line.world.show(family.id, [{"type": "text", "text": text}], "push", f"{family.id}-{number}-{text}")


def ledger(line: LineSimulator, family: Family, seen: Doubts = SURE, **of_the_desk: Any) -> Ledger:
    acked = {one: 1.0 for expected in family.expects for one in expected.delivery.event_ids}
    stories, channel = of_the_desk.get("stories", []), of_the_desk.get("channel", [])
    return settle(acked, [family], stories, line, channel, seen)


def test_an_answer_that_came_once_is_neither_lost_nor_twice(line: LineSimulator, family: Family) -> None:
    family.does("menu", "できることです")
    answered(line, family, "できることです。どれか選ぶか")

    found = ledger(line, family)

    assert (found.owed, found.sound) == (1, True)


def test_an_answer_that_did_not_come_is_lost(line: LineSimulator, family: Family) -> None:
    family.does("menu", "できることです")
    answered(line, family, "どういたしまして")

    (lost,) = ledger(line, family).lost
    assert "できることです" in lost


def test_an_answer_that_came_in_two_calls_is_twice_and_in_one_call_of_two_messages_is_not(
    line: LineSimulator, family: Family
) -> None:
    family.does("menu", "できることです")
    text = {"type": "text", "text": "できることです"}
    line.world.show(family.id, [text, text], "reply", "one call")
    assert ledger(line, family).twice_line == []

    line.world.show(family.id, [text], "push", "another")

    assert len(ledger(line, family).twice_line) == 1


def test_what_nobody_acknowledged_is_owed_nothing(line: LineSimulator, family: Family) -> None:
    family.does("menu", "できることです")

    found = settle({}, [family], [], line, [], SURE)

    assert (found.owed, found.lost) == (0, [])


def test_one_doubt_that_a_person_sees_excuses_one_missing_answer_not_two(line: LineSimulator, family: Family) -> None:
    family.does("menu", "できることです")
    family.does("guide", "いまどの時期ですか")

    found = ledger(line, family, Doubts({family.id: 1}, {}, 1, 0))

    assert (found.unsure_missing, len(found.lost)) == (1, 1)


def test_an_event_that_was_set_aside_is_no_good_end(line: LineSimulator, family: Family) -> None:
    assert not ledger(line, family, Doubts({}, {}, 0, 1)).sound


@pytest.mark.parametrize(
    ("channel", "lost", "twice"),
    [
        ([CARD, {"ts": "2.0", "thread_ts": "1.0", "text": f"{MORE} {REPLY}"}], 0, 0),
        ([], 1, 0),
        ([CARD, {**CARD, "ts": "1.5"}], 0, 1),
        ([CARD, {"ts": "2.0", "thread_ts": "1.0", "text": MORE}], 1, 0),
        ([CARD, *({"ts": f"2.{n}", "thread_ts": "1.0", "text": f"{MORE} {REPLY}"} for n in range(2))], 0, 2),
        ([{**CARD, "text": WORDS}, {"ts": "2.0", "thread_ts": "1.0", "text": f"{MORE} {REPLY}"}], 1, 0),
    ],
)
def test_what_the_desk_should_see_is_counted_in_its_channel(
    line: LineSimulator, family: Family, channel: list[dict[str, Any]], lost: int, twice: int
) -> None:
    answered(line, family, f"鯨井より {REPLY}")
    story = Story(family, WORDS, MORE, "U1", reply=REPLY, asked=True, claimed=True)

    found = ledger(line, family, stories=[story], channel=channel)

    assert (len(found.lost), len(found.twice_slack), found.twice_line) == (lost, twice, [])


@pytest.mark.parametrize(("copies", "lost", "twice"), [(0, 1, 0), (1, 0, 0), (2, 0, 1)])
def test_a_picture_belongs_into_the_thread_once(
    line: LineSimulator, family: Family, copies: int, lost: int, twice: int
) -> None:
    story = Story(family, WORDS, MORE, "U1", asked=True, picture=True)
    shared = [{"ts": f"3.{n}", "thread_ts": "1.0", "text": "", "files": [{"id": f"F{n}"}]} for n in range(copies)]

    found = ledger(
        line, family, stories=[story], channel=[CARD, {"ts": "2.0", "thread_ts": "1.0", "text": MORE}, *shared]
    )

    assert (len(found.lost), len(found.twice_slack)) == (lost, twice)


def test_a_coordinators_reply_that_never_reached_the_phone_is_lost(line: LineSimulator, family: Family) -> None:
    story = Story(family, WORDS, MORE, "U1", reply=REPLY, asked=True)
    channel = [CARD, {"ts": "2.0", "thread_ts": "1.0", "text": f"{MORE} {REPLY}"}]

    found = ledger(line, family, stories=[story], channel=channel)

    assert found.lost == [f"{family.id}: {REPLY}"]


def test_the_network_brings_again_what_was_not_acknowledged(line: LineSimulator) -> None:
    network = Network(line.world, "secret", "http://127.0.0.1:9/line/webhook", random.Random(1))
    line.postman = network
    try:
        delivery = Family(line, "父").does("menu", "できることです")
        acked = network.wait_acked(delivery, 3.0)
    finally:
        network.close()

    assert not acked
    assert network.redelivered >= 1
