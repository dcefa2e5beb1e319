"""The real product under each intake model: who is called, when nobody answers, and a switch while it runs."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.house import House
from bot.demo.house import house as open_house
from bot.region import shipped_folder
from bot.settings import Store
from bot.switching import switch_model
from routing import intake
from storage import cases
from tests.region_files import strip_to_the_desk
from tests.stories.conftest import STARTS_AT
from tests.stories.people import QUESTION, Desk, Family, new_card

CLOCKS = """
[clocks.normal]
remind = 30
substitute = 60
whole_desk = 90
supervisors = 120

[supervisors]
members = ["tobiuo"]

[[outside]]
id = "centre"
name = "見本の支援センター"
kind = "prefecture"
phone = "000-0000-0000"
"""
HouseUnder = Callable[[str], House]


def region_under(model: str, folder: Path, *changes: tuple[str, str]) -> Path:
    """The shipped region with clocks, a supervisor team and a window outside."""
    there = Path(shutil.copytree(shipped_folder() / "yokosuka-miura", folder / "region"))
    strip_to_the_desk(there)
    source = (there / "region.toml").read_text("utf-8")
    told = (
        ('model = "duty_first"', f'model = "{model}"\nfallback = ["centre"]\ndeliberation_hours = 2\nlead = "kujira"'),
        ('towns = ["142042", "142085"]', 'towns = ["142042", "142085"]\nsubstitute = "kujira"'),
        *changes,
    )
    for was, becomes in told:
        assert was in source
        source = source.replace(was, becomes, 1)
    (there / "region.toml").write_text(source + CLOCKS, "utf-8")
    return there


@contextmanager
def house_under(model: str, folder: Path, *changes: tuple[str, str]) -> Iterator[House]:
    with open_house(folder, region_under(model, folder, *changes), starts_at=STARTS_AT, pacing="off") as house:
        yield house


def mentions(desk: Desk) -> list[str]:
    """Who was called in the thread, in order."""
    people = {c.slack_id: c.id for c in desk.house.region.coordinators}
    return [name for line in desk.thread() for slack_id, name in people.items() if slack_id in line]


@pytest.mark.parametrize("model", ["one_stop", "duty_first"])
def test_each_next_person_is_called_until_the_family_hears_the_truth(model: str, tmp_path: Path) -> None:
    with house_under(model, tmp_path) as house:
        mother = Family(house)
        desk = Desk(house, mother.opens_a_case())

        for words in ("まだ誰も引き受けていません", "代わりに見て", "窓口のみなさん"):
            house.clock.advance(31 * 60)
            desk.waits_in_thread(words)
        house.clock.advance(3 * 60 * 60)
        mother.waits_for("まだ見つかっていません")
        desk.waits_in_thread("外の窓口につなぐこともできます")

        assert mentions(desk)[:3] == ["umineko", "kujira", "tobiuo"]
        assert sum("まだ見つかっていません" in line for line in mother.hears()) == 1


def test_a_claim_silences_the_clock(tmp_path: Path) -> None:
    with house_under("one_stop", tmp_path) as house:
        desk = Desk(house, Family(house).opens_a_case())
        desk.presses("case.claim")
        desk.waits_for("対応中")

        house.clock.advance(5 * 60 * 60)
        other = Family(house, "父")
        Desk(house, other.opens_a_case())  # the worker has come this far

        assert not any("引き受けていません" in line for line in desk.thread())


def test_under_the_shared_model_all_are_called_and_the_lead_when_time_is_over(tmp_path: Path) -> None:
    with house_under("shared", tmp_path) as house:
        mother = Family(house)
        mother.says(QUESTION, until="使えそうな")
        mother.presses("person", until="みんなで相談を読み")
        before = len(house.messages())
        mother.presses("consent:yes", until="受付番号は")
        card = new_card(house, before)
        desk = Desk(house, card)
        for one in house.region.coordinators:
            assert one.slack_id in str(card)

        house.clock.advance(2 * 60 * 60 + 5)
        desk.waits_in_thread("意見を集める時間が終わりました")

        assert mentions(desk) == ["kujira"]
        (waiting,) = house.product.database.run_sync(cases.agenda)
        assert waiting.deliberation is not None
        assert waiting.deliberation.overdue


def test_a_family_chooses_a_person_who_is_asked_first(tmp_path: Path) -> None:
    choice = ('towns = ["142018"]', 'towns = ["142018", "142042"]')
    chosen = ("claim_notice_minutes = 10", 'claim_notice_minutes = 10\nfamily_choice = "person"')
    with house_under("one_stop", tmp_path, choice, chosen) as house:
        mother = Family(house)
        mother.presses("person", until="どんなことで困っていますか")
        mother.says("鎌倉です。5歳の息子の短期入所をさがしています", until="どの人に相談したいですか")
        mother.presses("who:umineko", until="伝えてもよいですか")
        mother.presses("consent:yes", until="はじめにお願いします")

        (case,) = house.product.database.run_sync(cases.list_open)
        assert (case.wanted, case.offer.to if case.offer else None) == ("umineko", "umineko")


def test_a_switch_while_a_case_is_deliberated_strands_nothing(tmp_path: Path) -> None:
    with house_under("shared", tmp_path) as house:
        first = Family(house)
        first.says(QUESTION, until="使えそうな")
        first.presses("person", until="みんなで相談を読み")
        before = len(house.messages())
        first.presses("consent:yes", until="受付番号は")
        began = Desk(house, new_card(house, before))
        store = Store(
            house.settings.database_url, house.settings.region, house.settings.secret_key, house.settings.test_clock
        )

        lines = list(switch_model(store, "duty_first"))
        Family(house, "父").opens_a_case()
        house.clock.advance(int(timedelta(hours=2, minutes=1).total_seconds()))
        began.waits_in_thread("意見を集める時間が終わりました")

        models = [case.intake_model for case in house.product.database.run_sync(cases.list_open)]
        assert models == ["shared", "duty_first"]
        assert "cases that nobody has, which finish under their own model: 1" in lines


def test_every_model_there_is_has_a_story() -> None:
    told = Path(__file__).read_text("utf-8")

    assert {name for name in intake.names() if f'"{name}"' not in told} == set()
