"""The month's LINE messages: warned of early and once, held when they are spent, sent when there are some again."""

import shutil
from pathlib import Path

import httpx

from bot.demo.house import House
from bot.region import shipped_folder
from bot.simulator.faults import Fault, FaultKind
from storage import outbox_watch
from tests.stories.conftest import OpenHouse
from tests.stories.people import Desk
from tests.stories.phone import Phone
from tests.stories.test_line_faults import REPLY, in_time, settled

ASKED_EVERY = 11 * 60  # seconds; a little more than between two questions to LINE


def spends(house: House, used: int, limit: int = 200) -> None:
    house.line.world.spent[house.line.world.month], house.line.world.quota = used, limit


def warnings(house: House, sign: str = "📮") -> list[str]:
    return [str(m["text"]) for m in house.messages() if sign in str(m.get("text"))]


def later(house: House, seconds: float = ASKED_EVERY) -> None:
    house.clock.advance(seconds)


def test_the_desk_is_warned_once_at_each_stage_and_never_at_every_look(new_house: OpenHouse) -> None:
    with new_house() as house:  # 24 November
        spends(house, 170)
        later(house)
        house.wait_for("80 %", lambda: warnings(house))
        assert "残りは 30 通です" in warnings(house)[0]

        for used in (171, 172):
            spends(house, used)
            later(house)
            in_time(house, "asked", lambda used=used: f"tsunagu_line_used {used}.0" in measured(house))  # type: ignore[misc]
        assert len(warnings(house)) == 1

        spends(house, 200)
        later(house)
        house.wait_for("spent", lambda: len(warnings(house)) == 2)
        assert "使い切りました" in warnings(house)[1]
        assert "tsunagu_line_quota 200.0" in measured(house)
        assert "tsunagu_line_forecast" in measured(house)


def measured(house: House) -> str:
    return httpx.get(f"{house.url}/metrics").text


def test_a_month_that_will_not_be_enough_is_known_before_it_is_spent(new_house: OpenHouse) -> None:
    with new_house() as house:
        spends(house, 159)  # in 23 days and a half of 30
        later(house)

        house.wait_for("a forecast", lambda: warnings(house))

        assert "足りなくなります" in warnings(house)[0]
        assert "30日" in warnings(house)[0]


def test_a_held_reply_goes_when_the_desk_has_bought_more(new_house: OpenHouse) -> None:
    with new_house() as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())
        spends(house, 200)
        desk.replies("待っていた返事")
        desk.waits_for("⏸")

        spends(house, 200, limit=5_000)
        later(house)

        phone.waits_for("待っていた返事")
        desk.waits_for("✅")
        in_time(house, "rest", lambda: settled(house))
        assert sum("待っていた返事" in line for line in phone.hears()) == 1


def test_a_held_reply_goes_when_the_month_turns_also_when_line_does_not_say_how_many_there_are(
    new_house: OpenHouse,
) -> None:
    with new_house() as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())
        spends(house, 200)
        desk.replies("待っていた返事")
        desk.waits_for("⏸")

        house.line.faults.add(Fault(FaultKind.ERROR_BEFORE, "*/message/quota*", times=50))
        later(house, 8 * 86_400)

        phone.waits_for("待っていた返事")


def test_replies_that_wait_behind_one_another_cost_one_message_of_the_month(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    house.line.faults.add(Fault(FaultKind.RATE_LIMITED, "*/message/push", seconds=60))
    before = house.line.world.used
    for number, words in enumerate(("一つめの返事", "二つめの返事", "三つめの返事"), start=1):
        desk.replies(words)
        house.wait_for("on the card", lambda: desk.shows().count("⏳") == number)  # noqa: B023 - asked at once

    later(house, 61)

    house.wait_for("all sent", lambda: desk.shows().count("✅") == 3)
    heard = [line for line in phone.hears() if "つめの返事" in line]
    assert [line.split("\n")[-1] for line in heard] == ["一つめの返事", "二つめの返事", "三つめの返事"]
    assert house.line.world.used == before + 2  # the first was tried alone; the others came together


def test_replies_held_together_come_together_with_her_next_words_and_cost_nothing(new_house: OpenHouse) -> None:
    with new_house() as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())
        spends(house, 200)
        for words in ("一つめの返事", "二つめの返事"):
            desk.replies(words)
        house.wait_for("both held", lambda: desk.shows().count("⏸") == 2)

        seen = phone.asks("どうなっていますか", sees="二つめの返事")

        assert seen.index("一つめの返事") < seen.index("二つめの返事")
        house.wait_for("both sent", lambda: desk.shows().count("✅") == 2)
        in_time(house, "rest", lambda: settled(house))
        assert house.line.world.used == 200
        assert sum("一つめの返事" in line for line in phone.hears()) == 1


def test_a_region_may_have_the_desk_told_instead_of_holding(new_house: OpenHouse, tmp_path: Path) -> None:
    shutil.copytree(shipped_folder() / "yokosuka-miura", tmp_path / "region")
    file = tmp_path / "region" / "region.toml"
    whole = file.read_text("utf-8")
    assert 'at_zero_pushes = "hold"' in whole
    file.write_text(whole.replace('at_zero_pushes = "hold"', 'at_zero_pushes = "tell-desk"'), "utf-8")
    with new_house(region=tmp_path / "region") as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())
        spends(house, 200)

        desk.replies("届かない返事")

        desk.waits_for("❌")
        assert "今月の送信できる数を使い切りました" in desk.shows()
        house.wait_for("told", lambda: any("❌ と出ます" in text for text in warnings(house)))
        phone.chooses("status", sees="受付番号")
        assert not any("届かない返事" in line for line in phone.hears())


def test_a_reply_that_may_not_have_arrived_is_asked_about_at_her_next_words_and_shown_again_once(
    new_house: OpenHouse,
) -> None:
    with new_house() as house:
        phone = Phone(house)
        phone.says("横須賀です。5歳の息子は気管切開です。短期入所をさがしています", until="使えそうな")
        house.line.faults.add(Fault(FaultKind.ERROR_BEFORE, REPLY))
        phone.presses("person")  # the question for consent gets lost
        in_time(house, "unsure", lambda: house.product.database.run_sync(outbox_watch.troubles))

        seen = phone.asks("もしもし", sees="前のお返事が届いていないかもしれません")
        assert "もう一度見る" in phone.labels()
        assert "もう一度お送りしますか" in seen

        phone.taps("もう一度見る", sees="伝えてもよいですか")
        assert "前のお返事" not in phone.reads()
        assert not house.product.database.run_sync(outbox_watch.troubles)
        phone.chooses("again", sees="もう一度お送りするお返事はありません")
