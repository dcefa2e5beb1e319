"""A loop that stands still is told, once, by whichever process sees it; and that it goes again."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.watch import DECISIONS, LOOPS, OUTBOX, WEBHOOKS, Pulse, Watch, to_the_end
from routing.effects import Post, Say, Text
from storage import alarms, heartbeats, outbox, outbox_watch
from storage.database import Database

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
AT_ONCE = timedelta(0)
LONG = timedelta(hours=1)


class Channel:
    """The desk's channel, as far as the watch knows it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.reachable = True

    async def tell(self, text: Text) -> bool:
        if self.reachable:
            self.said.append(text.id)
        return self.reachable


class House:
    """Some processes on one database, under one clock."""

    def __init__(self, database: Database) -> None:
        self.database, self.channel, self.now = database, Channel(), NOW

    def clock(self) -> datetime:
        return self.now

    def process(self, *, loops: tuple[str, ...] = LOOPS, after: timedelta = LONG) -> tuple[Watch, Pulse]:
        pulse = Pulse(loops)
        watch = Watch(
            self.database, pulse, self.channel.tell, self.clock, self.clock, stuck_after=after, no_database_after=after
        )
        return watch, pulse


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def stops(pulse: Pulse, loop: str = OUTBOX) -> None:
    pulse.last[loop] -= 2 * LONG.total_seconds()


def look(*watches: Watch) -> None:
    async def all_of_them() -> None:
        for watch in watches:
            await watch.look()

    asyncio.run(all_of_them())


def test_a_loop_that_stands_still_is_told_once_and_so_is_that_it_goes_again(house: House) -> None:
    (one, pulse), (other, _) = house.process(), house.process()
    look(one, other)
    assert house.channel.said == []

    stops(pulse)
    look(one, other, one, other)
    assert house.channel.said == ["desk-alarm-stuck-outbox"]
    assert [one.what.split(":")[:2] for one in house.database.run_sync(alarms.standing)] == [["stuck", "outbox"]]

    pulse.beat(OUTBOX)
    look(one, other, one)
    assert house.channel.said[1:] == ["desk-alarm-over-stuck-outbox"]
    assert house.database.run_sync(alarms.standing) == ()


def test_when_no_process_delivers_one_of_them_says_so(house: House) -> None:
    (one, _), (other, _) = house.process(loops=("inbox", "clock")), house.process(loops=("inbox", "clock"))
    look(one, other)
    assert house.channel.said == []  # they have only just begun

    for watch in (one, other):
        watch._began -= 2 * LONG.total_seconds()
    look(one, other, one)
    assert house.channel.said == ["desk-alarm-nobody-outbox"]

    house.database.run_sync(lambda tx: heartbeats.beat(tx, "a worker", (OUTBOX,), NOW))
    look(other, one)
    assert house.channel.said[1:] == ["desk-alarm-over-nobody-outbox"]


def test_what_could_not_be_said_is_said_at_the_next_look(house: House) -> None:
    watch, pulse = house.process()
    stops(pulse)
    house.channel.reachable = False
    look(watch)

    house.channel.reachable = True
    look(watch, watch)

    assert house.channel.said == ["desk-alarm-stuck-outbox"]


def test_a_database_that_takes_no_write_is_told_without_it_and_so_is_its_return(sqlite: Database) -> None:
    house = House(sqlite)
    watch, _ = house.process(after=timedelta(seconds=1))
    closed = "CREATE TRIGGER closed BEFORE INSERT ON heartbeat BEGIN SELECT RAISE(ABORT, 'full'); END"
    sqlite.run_sync(lambda tx: tx.conn.exec_driver_sql(closed))
    look(watch)
    assert house.channel.said == []  # a moment is no news

    watch._stored -= 5
    look(watch, watch)
    assert house.channel.said == ["desk-alarm-database"]

    sqlite.run_sync(lambda tx: tx.conn.exec_driver_sql("DROP TRIGGER closed"))
    look(watch, watch)
    assert house.channel.said[1:] == ["desk-alarm-over-database"]


def test_who_ends_as_it_should_leaves_nothing_behind_and_the_alarms_of_the_dead_go(house: House) -> None:
    (one, pulse), (other, _) = house.process(), house.process()
    stops(pulse)
    look(one, one, other)

    asyncio.run(one.leave())

    assert {beat.process for beat in house.database.run_sync(heartbeats.of_region)} == {other.process}
    assert house.database.run_sync(alarms.standing) == ()

    dead, pulse = house.process()
    stops(pulse)
    look(dead, dead, other)  # and is killed
    assert len(house.database.run_sync(alarms.standing)) == 1
    house.now += 2 * LONG
    look(other)
    assert house.database.run_sync(alarms.standing) == ()


def test_what_a_transaction_gave_is_not_lost_to_who_was_told_to_end_meanwhile(house: House) -> None:
    async def told_to_end() -> tuple[object, bool]:
        async def slow() -> str:
            await asyncio.sleep(0.05)
            return "rows"

        waiting = asyncio.create_task(to_the_end(slow()))
        await asyncio.sleep(0)
        waiting.cancel()
        return await waiting

    assert asyncio.run(told_to_end()) == ("rows", True)


def waits(house: House, reason: str) -> None:
    """Something of a desk's could not go out, for this reason."""
    with house.database.begin() as tx:
        outbox.add(tx, (Post("case", (Text("desk-blocked"),)), Say("talk", (Text("menu"),))), now=house.now)
        for send in outbox.claim(tx, house.now, 2, LONG):
            outbox.later(tx, send, house.now + LONG, reason)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("line-unauthorized", "desk-alarm-mend-line"),
        ("account_inactive", "desk-alarm-mend-slack"),
        ("is_archived", "desk-alarm-mend-channel"),
    ],
)
def test_what_somebody_must_mend_is_told_once_until_it_is_mended(house: House, reason: str, told: str) -> None:
    (one, _), (other, _) = house.process(), house.process()
    waits(house, reason)

    look(one, other, one)
    assert house.channel.said == [told]

    house.database.run_sync(lambda tx: outbox_watch.pull_in(tx, house.now, AT_ONCE))
    for send in house.database.run_sync(lambda tx: outbox.claim(tx, house.now, 2, LONG)):
        house.database.run_sync(partial(outbox.settle, send=send, outcome="sent", now=house.now))
    look(one, other)
    assert house.database.run_sync(alarms.standing) == ()


def test_a_platform_that_does_not_answer_is_told_after_a_while_not_at_the_first_try(house: House) -> None:
    watch, _ = house.process()
    waits(house, "later-line")
    look(watch)
    assert house.channel.said == []

    house.now += timedelta(minutes=11)
    look(watch, watch)
    assert house.channel.said == ["desk-alarm-unreached-line"]


def test_an_alarm_that_cannot_be_told_stands_all_the_same(house: House) -> None:
    watch, _ = house.process()
    waits(house, "invalid_auth")
    house.channel.reachable = False

    look(watch, watch)

    assert [one.what for one in house.database.run_sync(alarms.standing)] == ["mend:slack:invalid_auth"]


@pytest.mark.parametrize("part", [WEBHOOKS, DECISIONS])
def test_what_cannot_be_stored_for_long_is_told_although_other_writes_succeed(house: House, part: str) -> None:
    watch, pulse = house.process(after=timedelta(seconds=1))
    pulse.could_not_store(part)
    look(watch)
    assert house.channel.said == []

    pulse.unstored_since[part] -= 5
    pulse.could_not_store(part)
    look(watch, watch)
    assert house.channel.said == ["desk-alarm-database"]

    pulse.stored(part)
    look(watch)
    assert house.channel.said[1:] == ["desk-alarm-over-database"]


def test_a_machine_that_slept_raises_no_alarm(house: House) -> None:
    watch, pulse = house.process()
    for loop in LOOPS:
        stops(pulse, loop)
    look(watch)

    for loop in LOOPS:
        pulse.beat(loop)
    look(watch, watch)

    assert house.channel.said == []
