"""Every case is seen by all: views with one press, a decision that is kept, a deadline that calls the lead, /kyougi."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.house import SQUARE, House
from bot.demo.house import house as open_house
from tests.stories.command_line import command_line
from tests.stories.conftest import STARTS_AT, SUPPORTER
from tests.stories.people import Desk, Family
from tests.stories.regions import KAMOME, KUJIRA, NORTH, UMINEKO, region
from tests.stories.workspace import modal, reads, whispers


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("shared")
    place = region(folder, "shared", south=NORTH)
    with open_house(folder, place, starts_at=STARTS_AT, supporters={SUPPORTER: "小枝"}, pacing="off") as house:
        yield house
        assert house.slack.state()["refusals"] == []


@pytest.fixture
def mother(house: House) -> Family:
    return Family(house)


@pytest.fixture
def desk(house: House, mother: Family) -> Desk:
    return Desk(house, mother.opens_a_case()).as_("kujira")


def number_of(desk: Desk) -> str:
    return reads(desk.card()).split("受付番号 ")[1][:5]


def agenda(house: House, user: str, words: str) -> str:
    before = len(whispers(house, user))
    house.slack.command(user, SQUARE if user == SUPPORTER else house.desk, "/kyougi")

    def look() -> str | None:
        return next((reads(one) for one in whispers(house, user)[before:] if words in reads(one)), None)

    return house.wait_for(f"/kyougi: {words}", look)


def test_all_say_what_they_think_and_one_decision_is_kept(house: House, desk: Desk, mother: Family) -> None:
    shown = desk.waits_for("まで意見を集めています")
    assert all(f"<@{one}>" in shown for one in (KUJIRA, UMINEKO))
    desk.as_("umineko").presses("case.take")
    desk.as_("tobiuo").presses("case.together")
    desk.as_("kamome").presses("case.know")
    desk.presses("case.opinion")
    desk.submits(text="学校の看護師さんに先に聞いてみたい")
    for words in (
        "海猫 はるか（架空）さん：引き受けたい",
        "飛魚 わたる（架空）さん：一緒に",
        "鴎 みさき（架空）さん：知っている",
    ):
        desk.waits_for(words)
    desk.waits_for("学校の看護師さんに先に")

    desk.presses("case.decide")
    form = modal(house, KUJIRA)
    chosen = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    assert chosen["to"]["initial_option"]["value"] == "umineko"
    assert [one["value"] for one in chosen["helpers"]["initial_options"]] == ["tobiuo"]
    assert desk.submits(text="　").result["errors"]
    desk.submits(approach="まず家庭訪問", text="お住まいが近く、慣れているため")

    shown = desk.waits_for("担当：海猫")
    for words in ("一緒に：飛魚", "決まったこと", "まず家庭訪問", "お住まいが近く", "加わった人"):
        assert words in shown
    assert "意見を集めています" not in shown
    desk.waits_in_thread("担当することに決まりました")
    told = "\n".join(mother.hears())
    assert not any(words in told for words in ("家庭訪問", "お住まいが近く", "学校の看護師"))


def test_whoever_changes_her_mind_is_heard_once(desk: Desk) -> None:
    desk.as_("umineko").presses("case.take")
    desk.waits_for("海猫 はるか（架空）さん：引き受けたい")
    desk.as_("umineko").presses("case.take")
    desk.as_("umineko").presses("case.know")
    desk.waits_for("海猫 はるか（架空）さん：知っている")

    assert desk.shows().count("引き受けたい") == 2  # her view, and the button


def test_when_the_time_is_over_the_lead_is_called_and_it_stands_on_the_agenda(house: House, desk: Desk) -> None:
    number = number_of(desk)
    running = agenda(house, UMINEKO, number)
    assert running.index("みんなで相談しているもの") < running.index(number)

    house.clock.advance(2 * 3600 + 60)

    assert "期限を過ぎました。鯨井 なぎさ（架空）さんが決めてください" in desk.waits_for("期限を過ぎました")
    desk.waits_in_thread("意見を集める時間が終わりました")
    assert "\n".join(desk.thread()).count(f"<@{KUJIRA}>") == 1
    late = agenda(house, UMINEKO, number)
    assert late.index("期限を過ぎたもの") < late.index(number)
    desk.presses("case.decide")
    desk.submits(to="tobiuo", text="ほかに受けられる人がいないため")
    desk.waits_for("担当：飛魚")
    house.slack.command(UMINEKO, house.desk, "/kyougi")
    house.wait_for("it is off the agenda", lambda: number not in reads(whispers(house, UMINEKO)[-1]))


def test_the_agenda_is_for_coordinators_and_holds_no_words(house: House, desk: Desk, mother: Family) -> None:
    shown = agenda(house, KAMOME, number_of(desk))
    assert not any(words in shown for words in ("気管切開", "横須賀市", "短期入所"))

    told = agenda(house, SUPPORTER, "コーディネーターだけが使えます")

    assert number_of(desk) not in told


def test_the_command_line_lists_the_same_by_number(house: House, desk: Desk, tmp_path: Path) -> None:
    number = number_of(desk)

    env = {
        "DATABASE_URL": house.settings.database_url,
        "TSUNAGU_SECRET_KEY": house.settings.secret_key,
        "TSUNAGU_TEST_CLOCK": str(house.settings.test_clock),
    }
    with command_line(tmp_path) as commands:
        ran = commands.run("agenda", "--region", house.settings.region, env=env)

    assert ran.code == 0, ran.err
    line = next(line for line in ran.out.splitlines() if number in line)
    assert line.startswith("deliberating")
    assert "views 0" in line


def test_an_urgent_word_waits_for_no_deliberation(house: House) -> None:
    mother = Family(house)
    before = len(house.messages())
    mother.says("子どもの呼吸が止まりそうです", until="119")
    card = house.wait_for(
        "the card", lambda: next((m for m in house.messages()[before:] if "case.claim" in str(m)), None)
    )
    desk = Desk(house, card).as_("tobiuo")
    assert "意見を集めています" not in desk.shows()

    desk.presses("case.claim")

    desk.waits_for("担当：飛魚")


def test_of_two_who_decide_in_the_same_moment_one_decision_stands(house: House, desk: Desk) -> None:
    for who in ("kujira", "umineko"):
        desk.as_(who).presses("case.decide")
    desk.as_("kujira").submits(to="umineko", text="一つめ")
    desk.as_("umineko").submits(to="tobiuo", text="二つめ")

    desk.waits_for("担当：海猫")
    house.wait_for(
        "the second hears that it is decided",
        lambda: any("変更はしていません" in reads(w) for w in whispers(house, UMINEKO)),
    )
    assert "担当：海猫" in desk.shows()
