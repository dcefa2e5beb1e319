"""Words of families that nothing matched: `tsunagu check` names them once three families used them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.demo.house import House
from bot.maintenance import words_unmatched
from bot.settings import Store
from tests.stories.phone import Phone

NOT_FOUND = "合うところが見つかりませんでした"


def store(house: House) -> Store:
    settings = house.product.settings
    return Store(settings.database_url, settings.region, settings.secret_key)


def listed(house: House) -> list[str]:
    return list(words_unmatched(store(house)))


def test_check_names_a_word_once_three_families_used_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("母", "父"):
        Phone(house, name).asks("緘黙と風鈴", sees=NOT_FOUND)
    assert "unmatched 風鈴 2" not in listed(house)

    Phone(house, "祖母").asks("提灯と風鈴", sees=NOT_FOUND)

    assert "unmatched 風鈴 3" in listed(house)
    for name, value in vars(store(house)).items():
        variable = {"database_url": "DATABASE_URL", "region": "TSUNAGU_REGION", "secret_key": "TSUNAGU_SECRET_KEY"}
        if name in variable:
            monkeypatch.setenv(variable[name], value)
    printed = CliRunner().invoke(app, ["check"])
    assert printed.exit_code == 0
    assert "unmatched 風鈴 3" in printed.stdout.splitlines()
    monkeypatch.delenv("TSUNAGU_SECRET_KEY")
    assert "風鈴" not in CliRunner().invoke(app, ["check"]).stdout


def test_a_message_she_takes_back_counts_no_more(house: House) -> None:
    phones = [Phone(house, name) for name in ("母", "父", "祖母")]
    for phone in phones:
        phone.asks("吃音と盆栽", sees=NOT_FOUND)
    assert "unmatched 盆栽 3" in listed(house)

    house.line.unsend(phones[0].message_id("吃音と盆栽"))

    house.wait_for("her words are gone", lambda: "unmatched 盆栽 3" not in listed(house) or None)


def test_looking_makes_no_database(house: House, tmp_path: Path) -> None:
    nowhere = Store(f"sqlite:///{tmp_path}/none.sqlite3", house.product.settings.region, "k" * 32)

    assert list(words_unmatched(nowhere)) == []
    assert list(tmp_path.glob("*.sqlite3")) == []
