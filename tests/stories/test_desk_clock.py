"""What the clock does to a case: the notice after a claim, the day of a follow-up, idle hours, the night."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from bot.demo.house import House
from bot.demo.house import house as open_house
from storage import timers
from tests.stories.conftest import STARTS_AT, SUPPORTER, quiet_region
from tests.stories.people import Desk, Family, new_card
from tests.stories.workspace import Supporter, reads

OTHER_CHANNEL = "C0SCHOOLS1"
MARGIN = timedelta(seconds=30)


@pytest.fixture(scope="module")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("clock")
    quiet = quiet_region(folder)
    with open_house(folder, quiet, starts_at=STARTS_AT, supporters={SUPPORTER: "小枝"}, pacing="off") as house:
        house.slack.add_channel("schools", id=OTHER_CHANNEL, members=[SUPPORTER])
        yield house


@pytest.fixture
def house(_house: House) -> House:
    """Ten o'clock of the next day on which the desk is open. The house of this file, whose time moves."""
    to(_house, next_day(_house))
    return _house


@pytest.fixture
def mother(house: House) -> Family:
    return Family(house)


@pytest.fixture
def desk(house: House, mother: Family) -> Desk:
    return Desk(house, mother.opens_a_case())


def next_day(house: House, at: time = time(10)) -> datetime:
    day = house.now()
    while True:
        day = datetime.combine(day.date() + timedelta(days=1), at, day.tzinfo)
        if house.region.duty(day.replace(hour=10)).open:
            return day


def to(house: House, moment: datetime) -> None:
    house.clock.move_to(moment)


def called(desk: Desk) -> list[str]:
    return [line for line in desk.thread() if "を確かめる日です" in line]


# -- after a claim -------------------------------------------------------------------------------------


def test_a_family_without_a_reply_hears_the_name_after_ten_minutes(house: House, desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    assert desk.who.name not in "\n".join(mother.hears())

    house.clock.advance(10 * 60 + 5)

    mother.waits_for(f"{desk.who.name}さんが、担当になりました")
    house.clock.advance(60 * 60)
    mother.says("よろしくお願いします")
    desk.waits_in_thread("よろしくお願いします")
    assert sum("担当になりました" in line for line in mother.hears()) == 1


def test_no_notice_follows_when_a_reply_came(house: House, desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    desk.replies("すぐにお返事します")
    mother.waits_for("すぐにお返事します")

    house.clock.advance(11 * 60)
    house.wait_for("a tick", tick_of(house))
    mother.says("ありがとうございます、助かります")
    desk.waits_in_thread("助かります")

    assert not any("担当になりました" in line for line in mother.hears())


def test_a_family_that_writes_hears_the_name_at_once_and_for_free(house: House, desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    paid = house.line.world.used

    mother.says("どなたか見てくださっていますか", until=f"{desk.who.name}さんが、担当になりました")
    house.clock.advance(11 * 60)
    house.wait_for("a tick", tick_of(house))
    mother.says("もう一言")
    desk.waits_in_thread("もう一言")

    assert house.line.world.used == paid
    assert sum("担当になりました" in line for line in mother.hears()) == 1


def test_a_case_given_back_sends_no_notice_of_the_one_who_left(house: House, desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    desk.presses("case.decline")
    desk.submits(reason="away")
    desk.waits_for("引き受け待ち")

    house.clock.advance(11 * 60)
    house.wait_for("a tick", tick_of(house))
    mother.says("その後いかがでしょうか", until="窓口に届けました")

    assert not any("担当になりました" in line for line in mother.hears())


def test_promising_a_date_tells_the_family_whose_case_it_is(house: House, desk: Desk, mother: Family) -> None:
    desk.presses("case.follow_up")
    desk.submits(on=next_day(house).date().isoformat())
    desk.waits_for("フォロー中")

    house.clock.advance(10 * 60 + 5)

    mother.waits_for(f"{desk.who.name}さんが、担当になりました")


# -- the day of a follow-up -------------------------------------------------------------------------------


def test_the_owner_is_called_once_on_the_morning_of_the_day(house: House, desk: Desk) -> None:
    first, day = next_day(house), next_day(house) + timedelta(days=7)
    desk.presses("case.follow_up")
    desk.submits(on=first.date().isoformat())
    desk.waits_for("フォロー中")
    desk.presses("case.follow_up")  # another day after all
    desk.submits(on=day.date().isoformat())
    desk.waits_for(f"次の連絡：{day.month}月{day.day}日")

    to(house, first)
    marked(desk)
    assert called(desk) == []
    to(house, datetime.combine(day.date(), time(8, 59), day.tzinfo))
    marked(desk)
    assert called(desk) == []
    to(house, datetime.combine(day.date(), time(9), day.tzinfo) + MARGIN)
    desk.waits_in_thread("を確かめる日です")
    assert f"<@{desk.who.slack_id}> さん、お願いします" in "\n".join(desk.thread())
    to(house, day + timedelta(days=3))
    marked(desk)
    assert len(called(desk)) == 1


def marked(desk: Desk) -> None:
    """A note that arrives after whatever the clock had to bring."""
    mark = f"印 {desk.house.now().isoformat()}"
    desk.house.wait_for("a tick", tick_of(desk.house))
    desk.presses("case.note")
    desk.submits(text=mark)
    desk.waits_in_thread(mark)


def tick_of(house: House) -> Callable[[], bool]:
    """True once the product has looked at its timers again: a timer of our own has rung."""
    database = house.product.database
    database.run_sync(lambda tx: timers.set_timer(tx, "nobody", "claim-notice", house.now() - MARGIN))

    def rung() -> bool:
        with database.engine.begin() as connection:
            waiting = sa.text("SELECT count(*) FROM timer WHERE case_id = 'nobody' AND state = 'waiting'")
            return int(connection.execute(waiting).scalar_one()) == 0

    return rung


def test_nobody_is_called_about_a_closed_case(house: House, desk: Desk) -> None:
    day = next_day(house)
    desk.presses("case.follow_up")
    desk.submits(on=day.date().isoformat())
    desk.waits_for("フォロー中")
    desk.presses("case.close")
    desk.submits(reason="settled", outcome="met")
    desk.waits_for("終了の理由")

    to(house, day)
    marked(desk)

    assert called(desk) == []


# -- silence ------------------------------------------------------------------------------------------------


def test_the_bot_answers_again_after_idle_opening_hours_and_says_so(house: House, desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    desk.replies("少しお待ちください")
    mother.waits_for("少しお待ちください")

    to(house, next_day(house, time(9, 30)))  # seven hours until five, half an hour since nine
    mother.says("訪問看護もさがしています")
    desk.waits_in_thread("訪問看護もさがしています")
    assert not any("自動応答もお返事します" in line for line in mother.hears())

    to(house, next_day(house, time(17)))
    to(house, next_day(house, time(10)))
    mother.says("訪問看護をさがしています", until="ここからは自動応答もお返事します")
    desk.waits_in_thread("訪問看護をさがしています")


# -- the night ------------------------------------------------------------------------------------------------


def test_at_night_a_supporter_hears_when_the_desk_opens_and_nobody_is_woken(house: House) -> None:
    to(house, next_day(house, time(22)))
    asker, cards = Supporter(house), len(house.messages())
    opens = house.region.duty(house.now()).opens_at
    assert opens is not None

    urgent = asker.asks("いま呼吸が止まりそうです", OTHER_CHANNEL, "119")

    assert "この画面を見ている人はいません" in reads(urgent)
    assert f"{opens.month}月{opens.day}日" in reads(urgent)
    card = new_card(house, cards)
    assert "【緊急】" in reads(card)
    assert "さん、お願いします" not in reads(card)
    assert "いまは窓口の時間外です" in reads(card)
    asker.waits_in_thread(f"{opens.month}月{opens.day}日")


def test_touban_at_night_says_when_the_desk_opens(house: House) -> None:
    to(house, next_day(house, time(22)))
    asker = Supporter(house)

    told = asker.after(lambda: house.slack.command(asker.user, OTHER_CHANNEL, "/touban"), "時間外")

    opens = house.region.duty(house.now()).opens_at
    assert opens is not None
    assert f"{opens.month}月{opens.day}日" in reads(told)
    assert "当番は" not in reads(told)


def test_a_consultation_at_night_promises_nobody(house: House) -> None:
    answer = Supporter(house).asks("横須賀市、4歳、気管切開。医療型短期入所はありますか", OTHER_CHANNEL, "条件に合う")
    to(house, next_day(house, time(22)))

    Supporter(house).consults(answer)

    told = Supporter(house).waits_in_thread("時間外です")
    assert "いま開いています" not in reads(told)
