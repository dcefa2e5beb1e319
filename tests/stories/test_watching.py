"""What machines and their keepers read of a running house: the numbers, the alarms, what `doctor` says of them."""

import asyncio
import re
from collections.abc import Iterator
from unittest.mock import Mock

import httpx
import pytest
import sqlalchemy as sa

from bot.demo.house import House
from bot.serving import listening, measuring
from bot.watch import OUTBOX
from storage import heartbeats, inbox, outbox_watch
from storage.database import Database
from storage.sealing import Keyring
from storage.tables import inbox as inbox_table
from tests.stories.command_line import CommandLine, command_line
from tests.stories.conftest import OpenHouse
from tests.stories.phone import Phone
from tests.stories.test_carrying import env
from tests.stories.test_line_faults import in_time, settled


@pytest.fixture(scope="module")
def tsunagu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    with command_line(tmp_path_factory.mktemp("cli")) as line:
        yield line


def measured(house: House) -> dict[str, float]:
    lines = httpx.get(f"{house.url}/metrics").text.splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        if "_created" not in name
    }


def test_the_numbers_tell_of_acknowledgements_deliveries_and_loops_and_never_of_people(new_house: OpenHouse) -> None:
    with new_house() as house:
        phone = Phone(house)
        phone.opens_a_case()
        in_time(house, "rest", lambda: settled(house))
        house.wait_for("heartbeats", lambda: "tsunagu_loop_age_seconds" in httpx.get(f"{house.url}/metrics").text)

        seen = measured(house)

        assert seen['tsunagu_ack_seconds_count{source="line"}'] >= 3
        assert seen['tsunagu_delivery_seconds_count{to="line"}'] >= 3
        assert seen['tsunagu_delivery_seconds_count{to="slack"}'] >= 1
        assert seen['tsunagu_sends_total{outcome="sent",to="line"}'] >= 3
        assert seen['tsunagu_inbox_events{state="quarantined"}'] == 0
        assert seen['tsunagu_outbox_sends{state="pending"}'] == 0
        assert seen["tsunagu_outbox_oldest_seconds"] == 0
        assert seen['tsunagu_loop_age_seconds{loop="outbox"}'] < 60
        assert seen["tsunagu_timers_due"] == 0
        page = httpx.get(f"{house.url}/metrics").text
        assert phone.id not in page
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", page)


def test_a_deliverer_that_hangs_is_told_in_the_channel_in_numbers_and_by_doctor_and_intake_goes_on(
    new_house: OpenHouse, tsunagu: CommandLine
) -> None:
    with new_house() as house:
        phone = Phone(house)
        pulse = house.product.watch._pulse
        pulse.last[OUTBOX] = float("-inf")
        pulse.beat = Mock()  # type: ignore[method-assign]  # as if its loop never came round again

        house.wait_for("a word", lambda: any("送信が止まっています" in str(m) for m in house.messages()))

        assert house.line.say(phone.id, "ショートステイ").status == 200
        assert measured(house)['tsunagu_alarms{what="stuck:outbox"}'] == 1
        said = tsunagu.run("doctor", env=env(house))
        assert (said.code, "alarm since" in said.out, "stuck:outbox" in said.out) == (1, True, True)


def test_a_worker_without_doors_shows_its_own_numbers(new_house: OpenHouse) -> None:
    with new_house() as house, listening("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
        bound.close()

        async def look() -> str:
            async with measuring(house.product.measured, port), httpx.AsyncClient() as client:
                return (await client.get(f"http://127.0.0.1:{port}/metrics")).text

        assert "tsunagu_outbox_oldest_seconds" in asyncio.run(look())


def test_who_is_told_to_end_gives_back_what_it_had_taken_and_leaves_no_heartbeat(new_house: OpenHouse) -> None:
    with new_house() as house:
        phones = [Phone(house, f"母{n}") for n in range(12)]
        house.wait_for("heartbeats", lambda: house.product.database.run_sync(heartbeats.of_region))
        for phone in phones:
            assert house.line.say(phone.id, "ショートステイ").status == 200

        house.stop()

        keyring = Keyring.from_text(house.settings.secret_key)
        left = Database.open(house.settings.database_url, keyring, house.region.id)
        events, sends = left.run_sync(inbox.counts), left.run_sync(outbox_watch.counts)
        assert (events.get("taken", 0), sends.get("sending", 0)) == (0, 0)
        with left.begin() as tx:
            kept = tx.conn.execute(sa.select(inbox_table.c.state).where(inbox_table.c.source == "line")).scalars().all()
        assert kept.count("new") + kept.count("done") == len(phones)
        assert left.run_sync(heartbeats.of_region) == ()
        left.close()
        house.start()
        for phone in phones:
            in_time(house, "an answer", lambda phone=phone: "お住まいの市町はどこですか" in phone.reads())  # type: ignore[misc]
        in_time(house, "rest", lambda: settled(house))
        assert all(phone.reads().count("お住まいの市町はどこですか") == 1 for phone in phones)
