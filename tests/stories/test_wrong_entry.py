"""「この情報は違う」: a family says so, the desk settles it, and the directory follows."""

from typing import Any

import pytest

from bot.demo.house import House
from bot.demo.seen import slack_words
from knowledge.resource import Resource
from tests.stories.phone import Phone, records

# Questions that one entry of the sample answers first, each used by one test since the directory stays changed.
CONFIRMED = ("逗子市。就学相談。5歳、吸引", "ym-106")
HIDDEN = ("横須賀市、2歳、酸素。訪問診療をさがしています", "ym-040")
CORRECTED = ("葉山町、2歳、胃ろう。保育園に入りたい", "ym-099")


class Report:
    """One entry that a family reported, and the card the desk got about it."""

    def __init__(self, house: House, asked: tuple[str, str]) -> None:
        self.house, (self.question, self.entry_id) = house, asked
        self.phone = Phone(house)
        self.phone.asks(self.question, sees="使えそうな")
        self.name = self.entry().name
        self.phone.taps("この情報は違う", sees="窓口の人が確かめて、直します")
        self.who = house.region.coordinators[0].slack_id
        self.ts = str(house.wait_for("the curator's card", self._posted)["ts"])

    def _posted(self) -> dict[str, Any] | None:
        return next(
            (m for m in self.house.messages() if "情報の確認のお願い" in str(m) and self.entry_id in str(m)), None
        )

    def entry(self) -> Resource:
        found = self.house.product.library.shelf.directory.get(self.entry_id)
        assert found is not None
        return found

    def card(self) -> str:
        return "\n".join(slack_words(next(m for m in self.house.messages() if m["ts"] == self.ts)))

    def presses(self, action: str) -> None:
        self.house.slack.press(self.who, action, channel=self.house.desk, ts=self.ts)

    def settled(self, words: str) -> str:
        return self.house.wait_for(f"the card: {words}", lambda: self.card() if words in self.card() else None)

    def directory_follows(self, version: int) -> None:
        self.house.wait_for("the new version", lambda: self.entry().version > version or None)


def test_the_desk_sees_what_the_entry_says_and_that_the_region_counts_it(house: House) -> None:
    before = len([r for r in records(house, "unmet") if r.kind == "entry-wrong"])

    report = Report(house, CONFIRMED)

    card = report.card()
    assert report.name in card
    assert str(report.entry().phone) in card
    assert "に ご案内先の担当者 が確認" in card or "が確認" in card
    assert "[情報は正しい] [情報を直す] [案内に出さない]" in card
    assert len([r for r in records(house, "unmet") if r.kind == "entry-wrong"]) == before + 1


def test_a_confirmed_entry_is_shown_on_as_checked_today(house: House) -> None:
    report = Report(house, CONFIRMED)
    version = report.entry().version

    report.presses("entry.confirm")

    report.settled("正しいと確かめました")
    assert "[情報は正しい]" not in report.card()
    report.directory_follows(version)
    report.phone.asks(report.question, sees="使えそうな")
    assert "2026年11月24日に、コーディネーターが確かめました" in report.phone.entries()[0]


def test_a_hidden_entry_is_shown_to_nobody_any_more(house: House) -> None:
    report = Report(house, HIDDEN)
    version = report.entry().version

    report.presses("entry.hide")

    report.settled("案内に出さないことにしました")
    report.directory_follows(version)
    report.phone.asks(report.question, sees="。")
    assert report.name not in report.phone.reads()


def test_a_corrected_telephone_number_is_the_one_families_see(house: House) -> None:
    report = Report(house, CORRECTED)
    version = report.entry().version

    report.presses("entry.correct")
    house.slack.submit(report.who, {"phone": "000-1234-5678"})

    report.settled("情報を直しました")
    report.directory_follows(version)
    report.phone.asks(report.question, sees="使えそうな")
    entry = next(entry for entry in report.phone.entries() if report.name in entry)
    assert "[000-1234-5678に電話] tel:00012345678" in entry
    assert "コーディネーターが確かめました" in entry


@pytest.mark.parametrize("press", ["wrong:nowhere:1", "wrong:ym-001:999999999999"])
def test_a_report_about_an_entry_nobody_knows_still_reaches_the_desk(house: House, press: str) -> None:
    phone = Phone(house)
    before = len(house.messages())

    phone.chooses(press, sees="窓口の人が確かめて、直します")

    house.wait_for("a card", lambda: [m for m in house.messages()[before:] if "情報の確認のお願い" in str(m)])
