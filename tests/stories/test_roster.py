"""The roster through the running product: swaps, leave, a shift that begins, a calendar that is fetched."""

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from icalendar import Calendar
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.demo.house import SQUARE, House
from bot.maintenance import diagnose
from bot.region import shipped_folder
from bot.roster_feed import feeds, path_of
from bot.serving import served
from bot.settings import Store
from routing.case import Coordinator
from storage import inbox
from storage.tables import inbox as inbox_table
from tests.stories.conftest import STARTS_AT, SUPPORTER, OpenHouse
from tests.stories.people import Desk as CaseDesk
from tests.stories.people import Family
from tests.stories.workspace import Json, Supporter, actions, reads, whispers


@pytest.fixture
def house(new_house: OpenHouse) -> Iterator[House]:
    """Tuesday, ten o'clock: umineko is on duty, tomorrow is kujira's. A house of its own: a day is moved on in each."""
    with new_house() as house:
        yield house


def who(house: House, name: str) -> Coordinator:
    return next(one for one in house.region.coordinators if one.id == name)


class Desk:
    """One coordinator with Slack, asking for the roster and changing it."""

    def __init__(self, house: House, name: str) -> None:
        self.house, self.who = house, who(house, name)

    def touban(self, words: str = "当番") -> Json:
        asks = Supporter(self.house, self.who.slack_id)
        return asks.after(lambda: self.house.slack.command(self.who.slack_id, self.house.desk, "/touban"), words)

    def opens(self, action: str) -> None:
        shown = self.touban()
        pressed = self.house.slack.press(self.who.slack_id, action, channel=self.house.desk, ts=shown["ts"])
        assert pressed.status == 200

    def submits(self, **values: Any) -> Any:
        sent = self.house.slack.submit(self.who.slack_id, values)
        assert sent.status == 200
        return sent.result

    def presses(self, message: Json, action: str) -> None:
        pressed = self.house.slack.press(self.who.slack_id, action, channel=self.house.desk, ts=message["ts"])
        assert pressed.status == 200

    def asks_for_a_swap(self, words: str = "") -> Json:
        """Of her next turn; gives what stands in the channel."""
        before = len(self.house.messages())
        self.opens("roster.swap")
        form = self.house.slack.state()["views"][self.who.slack_id][-1]["view"]
        [turns] = [one for one in form["blocks"] if one.get("block_id") == "turn"]
        self.submits(turn=turns["element"]["options"][0]["value"], text=words)
        return in_channel(self.house, before, "代わってくれる人")

    def hears(self, words: str) -> Json:
        def look() -> Json | None:
            return next((one for one in reversed(whispers(self.house, self.who.slack_id)) if words in reads(one)), None)

        return self.house.wait_for(f"{self.who.id} hears {words!r}", look)


def at_once(acts: list[Callable[[], None]]) -> None:
    """All of them in the same moment: a card that was redrawn has no button to press any more."""
    ready = threading.Barrier(len(acts))
    failed: list[BaseException] = []

    def run(act: Callable[[], None]) -> None:
        ready.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - told below, in the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def in_channel(house: House, before: int, words: str) -> Json:
    def look() -> Json | None:
        return next((one for one in house.messages()[before:] if words in reads(one)), None)

    return house.wait_for(f"in the channel: {words}", look)


def now_reads(house: House, message: Json, words: str) -> Json:
    def look() -> Json | None:
        return next((one for one in house.messages() if one["ts"] == message["ts"] and words in reads(one)), None)

    return house.wait_for(f"the message says {words}", look)


def tomorrow(house: House, at: time) -> datetime:
    return datetime.combine(house.now().date() + timedelta(days=1), at, house.region.zone)


def test_touban_shows_two_weeks_and_only_coordinators_can_change_them(house: House) -> None:
    mine = Desk(house, "kujira").touban()
    theirs = Supporter(house).after(lambda: house.slack.command(SUPPORTER, SQUARE, "/touban"), "当番")

    assert "いまの当番は 海猫" in reads(mine)
    assert reads(mine).count("鯨井 なぎさ") >= 5
    assert {one["action_id"] for one in actions(mine)} >= {"roster.swap", "roster.leave", "roster.override"}
    assert actions(theirs) == []
    assert "鯨井 なぎさ" in reads(theirs)


def test_a_swap_goes_to_the_first_who_accepts_and_holds_on_the_day(house: House) -> None:
    asked = Desk(house, "kujira").asks_for_a_swap("通院です。すみません")
    assert "通院です。すみません" in reads(asked)
    before = len(house.messages())

    house.clock.move_to(tomorrow(house, time(0)))  # at midnight
    rivals = [Desk(house, "tobiuo"), Desk(house, "umineko")]
    at_once([partial(rival.presses, asked, "roster.accept") for rival in rivals])

    told = reads(in_channel(house, before, "さんが代わります"))
    winner, loser = sorted(rivals, key=lambda rival: f"<@{rival.who.slack_id}>" not in told)
    assert f"<@{who(house, 'kujira').slack_id}>" in told
    now_reads(house, asked, f"鯨井 なぎさ（架空）さんの代わりに{winner.who.name}")
    loser.hears(f"すでに{winner.who.name}")
    house.clock.move_to(datetime.combine(house.now().date(), time(10), house.region.zone))
    assert f"いまの当番は {winner.who.name}" in reads(Desk(house, "kujira").touban())


def test_a_swap_can_be_undone_by_either_of_both(house: House) -> None:
    asked = Desk(house, "kujira").asks_for_a_swap()
    Desk(house, "tobiuo").presses(asked, "roster.accept")
    now_reads(house, asked, "代わりに飛魚")

    Desk(house, "umineko").presses(asked, "roster.withdraw")
    Desk(house, "umineko").hears("ご自分の当番ではない")
    Desk(house, "tobiuo").presses(asked, "roster.withdraw")

    undone = now_reads(house, asked, "取り消され")
    assert actions(undone) == []
    house.clock.move_to(tomorrow(house, time(10)))
    assert "いまの当番は 鯨井" in reads(Desk(house, "kujira").touban())


def test_leave_puts_up_the_turns_that_nobody_takes_over_and_a_colleague_takes_one(house: House) -> None:
    kujira, day = Desk(house, "kujira"), house.now().date() + timedelta(days=1)
    before = len(house.messages())
    kujira.opens("roster.leave")
    wrong = kujira.submits(first=day.isoformat(), last=(day - timedelta(days=1)).isoformat())
    assert "過ぎた日" in str(wrong["errors"])

    kujira.submits(first=day.isoformat(), last=day.isoformat())

    said = in_channel(house, before, "休みます")
    assert "当番はいません" in reads(said)
    put_up = in_channel(house, before, "代わってくれる人")
    Desk(house, "umineko").presses(put_up, "roster.accept")
    now_reads(house, put_up, "代わりに海猫")
    now_reads(house, said, "休みます")
    house.clock.move_to(datetime.combine(day, time(10), house.region.zone))
    assert "いまの当番は 海猫" in reads(Desk(house, "umineko").touban())


def test_a_colleague_puts_somebody_on_duty_at_once(house: House) -> None:
    umineko, before = Desk(house, "umineko"), len(house.messages())
    umineko.opens("roster.override")

    umineko.submits(on=house.now().date().isoformat(), start="09:00", end="12:00", into="tobiuo", out="umineko")

    said = in_channel(house, before, "入れかえました")
    assert f"<@{who(house, 'tobiuo').slack_id}>" in reads(said)
    assert "いまの当番は 飛魚" in reads(umineko.touban("飛魚"))
    house.clock.move_to(datetime.combine(house.now().date(), time(13), house.region.zone))
    assert "いまの当番は 海猫" in reads(umineko.touban())


def keys(house: House) -> list[str]:
    with house.product.database.engine.begin() as connection:
        rows = connection.execute(sa.select(inbox_table.c.key).where(inbox_table.c.source == "clock"))
        return [row.key for row in rows]


def test_each_opening_is_told_once_and_the_past_is_not_caught_up_with(house: House) -> None:
    desk = house.region.file.desk[0].id
    opening = tomorrow(house, time(9))
    house.clock.move_to(opening + timedelta(days=2))  # two openings were slept through

    expected = f"shift-began:{desk}:{(opening + timedelta(days=2)).isoformat()}"
    house.wait_for("the shift", lambda: expected in keys(house))

    assert f"shift-began:{desk}:{opening.isoformat()}" not in keys(house)
    assert keys(house).count(expected) == 1
    monday = opening + timedelta(days=5)
    assert monday.weekday() == 0
    house.clock.move_to(monday + timedelta(minutes=3))
    house.wait_for("the week", lambda: f"week-began:{desk}:{monday.isoformat()}" in keys(house))
    house.wait_for("all of it decided", lambda: house.product.database.run_sync(inbox.counts).keys() == {"done"})


def test_a_calendar_shows_a_swap_to_those_who_know_its_address(house: House) -> None:
    asked = Desk(house, "kujira").asks_for_a_swap("熱が出ました")
    Desk(house, "tobiuo").presses(asked, "roster.accept")
    now_reads(house, asked, "代わりに飛魚")
    database, region = house.product.database, house.region
    by_id = {feed.id: house.url + path_of(feed, region.id, database.keyring) for feed in feeds(region)}

    shown = {name: httpx.get(url) for name, url in by_id.items()}

    day = tomorrow(house, time(9))

    def summaries(name: str) -> list[str]:
        events = Calendar.from_ical(shown[name].text).walk("VEVENT")
        return [str(one["SUMMARY"]) for one in events if one.decoded("DTSTART") == day]

    assert summaries("kujira") == []
    assert summaries("tobiuo") == [f"当番（{region.file.desk[0].name}）"]
    assert summaries(region.file.desk[0].id) == ["飛魚 わたる（架空）"]
    assert shown["kujira"].headers["content-type"].startswith("text/calendar")
    assert not any("熱が出ました" in one.text for one in shown.values())
    assert httpx.get(f"{house.url}/roster/{'x' * 32}.ics").status_code == 404


# -- what follows from it for a case ---------------------------------------------------------------


def test_a_case_calls_whoever_took_the_turn_and_an_open_one_keeps_its_owner(house: House) -> None:
    umineko, tobiuo = Desk(house, "umineko"), Desk(house, "tobiuo")
    first = Family(house).opens_a_case()
    assert f"<@{umineko.who.slack_id}>" in reads(first)
    claimed = CaseDesk(house, first, umineko.who)
    claimed.presses("case.claim")
    claimed.waits_for("対応中")

    asked = umineko.asks_for_a_swap()
    tobiuo.presses(asked, "roster.accept")
    now_reads(house, asked, "代わりに飛魚")
    second = Family(house, "父").opens_a_case()

    assert f"<@{tobiuo.who.slack_id}>" in reads(second)
    assert f"<@{umineko.who.slack_id}>" not in reads(second)
    assert umineko.who.name in claimed.shows()


def test_an_owner_who_goes_on_leave_keeps_her_case_and_her_colleagues_hear_the_family(house: House) -> None:
    umineko, mother = Desk(house, "umineko"), Family(house)
    case = CaseDesk(house, mother.opens_a_case(), umineko.who)
    case.presses("case.claim")
    case.waits_for("対応中")
    before, today = len(house.messages()), house.now().date().isoformat()
    umineko.opens("roster.leave")
    umineko.submits(first=today, last=today)
    in_channel(house, before, "休みます")

    mother.says("あすの受診に付き添いはいますか")

    case.waits_in_thread("付き添いはいますか")
    [passed_on] = [reads(one) for one in house.messages() if "付き添いはいますか" in reads(one)]
    assert f"<@{umineko.who.slack_id}>" not in passed_on
    assert f"<@{who(house, 'kujira').slack_id}>" in passed_on
    assert umineko.who.name in case.shows()


def test_on_a_holiday_nobody_is_on_duty_and_nothing_begins(new_house: OpenHouse) -> None:
    with new_house(starts_at=STARTS_AT - timedelta(days=1)) as house:  # Labour Thanksgiving Day, a Monday
        shown = Desk(house, "kujira").touban("時間外")

        assert "次に開くのは 11月24日（火）9:00" in reads(shown)
        assert "11月23日" not in reads(shown)
        house.clock.move_to(STARTS_AT.replace(hour=9))
        desk = house.region.file.desk[0].id
        house.wait_for("the shift", lambda: f"shift-began:{desk}:2026-11-24T09:00:00+09:00" in keys(house))
        assert [key for key in keys(house) if "2026-11-23" in key] == []


# -- a calendar from its address ----------------------------------------------------------------------


ALL_DAY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//JA
BEGIN:VEVENT
UID:1
DTSTAMP:20261101T000000Z
SUMMARY:tobiuo
DTSTART;VALUE=DATE:20261124
DTEND;VALUE=DATE:20261125
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_a_calendar_that_is_fetched_says_who_is_on_duty(new_house: OpenHouse, tmp_path: Path) -> None:
    answers = [Response(ALL_DAY, media_type="text/calendar"), Response(status_code=500)]

    async def answer(request: Request) -> Response:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    place = Path(shutil.copytree(shipped_folder() / "yokosuka-miura", tmp_path / "region"))
    with served(FastAPI(routes=[Route("/roster.ics", answer)])) as url:
        with (place / "region.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[roster]\nurl = "{url}/roster.ics"\ncalendar = "replaces"\n')
        with new_house(region=place) as house:
            kujira = Desk(house, "kujira")

            def shown() -> bool:
                return "いまの当番は 飛魚" in reads(kujira.touban())

            house.wait_for("the calendar", shown)
            house.clock.advance(16 * 60)
            store = Store(house.settings.database_url, str(place), house.settings.secret_key)
            house.wait_for("a failed fetch", lambda: any("status 500" in line for line in diagnose(store)))
            assert shown(), "the last good copy holds"
