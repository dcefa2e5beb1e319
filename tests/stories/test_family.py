"""A family on LINE, asking the directory: what she hears, what she can press, what becomes of it."""

import re

import pytest

from bot.demo.house import House
from routing.decision import Unmet
from tests.stories.people import QUESTION
from tests.stories.phone import Phone, records

MANY = "横須賀市、4歳、胃ろう。訪問看護ステーションを教えてください"  # the directory has more than three for this
MENU = ["何に困っているか分からない", "相談したい", "今どうなっていますか", "急なときの電話番号", "保存していること"]
CHECKED = re.compile(r"20\d\d年\d+月\d+日に、.+が確かめました。|20\d\d年\d+月\d+日の、公開されている情報です。")


def test_a_new_friend_is_told_who_reads_that_it_is_not_for_emergencies_and_what_is_kept(house: House) -> None:
    phone = Phone(house)

    house.line.follow(phone.id)

    greeting = phone.sees("はじめまして")
    assert "医療的ケア児等コーディネーターが読みます" in greeting
    assert "119に電話してください" in greeting
    assert "保存します" in greeting
    assert "消すこともできます" in greeting
    assert phone.labels() == MENU


def test_a_question_in_her_own_words_gets_at_most_three_entries_that_say_all_one_needs(house: House) -> None:
    phone = Phone(house)

    phone.asks(MANY, sees="使えそうな")

    entries = phone.entries()
    assert len(entries) == 3
    for entry in entries:
        assert "ご案内する理由" in entry
        assert "申しこみ：" in entry
        assert "受付：" in entry
        assert re.search(r"に電話\] tel:%?[\d*+]+", entry)
        assert CHECKED.search(entry)
        assert "[この情報は違う]" in entry


def test_more_shows_the_others_and_then_says_that_these_were_all(house: House) -> None:
    phone = Phone(house)
    phone.asks(MANY, sees="使えそうな")
    first = phone.entries()

    phone.taps("もっと見る", sees="ほかにも見つかっています")
    second = phone.entries()

    assert 1 <= len(second) <= 3
    assert not set(first) & set(second)
    for _ in range(10):
        if "これで全部です" in phone.chooses("more", sees="見つか"):
            return
    pytest.fail("the list never ends")


def test_who_has_found_what_she_needed_is_not_asked_anything_more(house: House) -> None:
    phone = Phone(house)
    phone.asks(QUESTION, sees="使えそうな")

    phone.taps("これで分かった", sees="よかったです")

    assert phone.labels() == ["できることを見る"]


def test_no_match_is_said_plainly_a_person_is_offered_and_the_region_counts_a_gap(house: House) -> None:
    phone = Phone(house)
    before = len(records(house, "unmet"))

    phone.asks("月の裏側でピアノを調律してほしい", sees="合うところが見つかりませんでした")

    assert phone.entries() == []
    assert "相談したい" in phone.labels()
    (gap,) = records(house, "unmet")[before:]
    assert gap == Unmet((), None, "no-match")


def test_one_question_at_a_time_each_of_which_can_be_skipped(house: House) -> None:
    phone = Phone(house)

    town = phone.asks("ショートステイ", sees="お住まいの市町はどこですか")
    assert "何歳" not in town
    assert "答えずに進む" in phone.labels()
    care = phone.taps("横須賀市", sees="医療的ケアはどれですか")
    assert "お住まい" not in care
    phone.taps("答えずに進む", sees="何歳ですか")
    phone.taps("答えずに進む", sees="使えそうな")

    assert 1 <= len(phone.entries()) <= 3


def test_a_question_may_be_answered_in_words_instead_of_with_a_button(house: House) -> None:
    phone = Phone(house)

    phone.asks("ショートステイ", sees="お住まいの市町はどこですか")
    phone.asks("横須賀です", sees="医療的ケアはどれですか")
    phone.asks("気管切開", sees="使えそうな")

    assert "横須賀市の方が使えます" in "".join(phone.entries())
    assert "「気管切開" in "".join(phone.entries())


def test_who_cannot_say_what_she_needs_is_led_from_the_stage_to_a_worry_to_entries(house: House) -> None:
    phone = Phone(house)
    house.line.follow(phone.id)
    phone.sees("はじめまして")

    phone.taps("何に困っているか分からない", sees="いまどの時期ですか")
    phone.taps("小学校に入る前", sees="この時期によくある困りごとです")
    assert "相談したい" in phone.labels()
    phone.taps("保育園・幼稚園に入りたい", sees="使えそうな")

    assert 1 <= len(phone.entries()) <= 3


@pytest.mark.parametrize("stale", ["skip", "slot:age:36", "slot:municipality:142018"])
def test_an_old_button_that_answers_no_question_is_no_gap_of_the_region(house: House, stale: str) -> None:
    phone = Phone(house)
    before = len(records(house, "unmet"))

    house.line.press(phone.id, stale, forged=True)

    phone.sees("できることです")
    assert records(house, "unmet")[before:] == []


def test_she_reads_easy_japanese_or_english_from_the_moment_she_chooses_it(house: House) -> None:
    phone = Phone(house)
    phone.chooses("menu", sees="できることです")

    phone.taps("やさしい日本語", sees="やさしい日本語で")
    easy = phone.asks("月の裏側でピアノを調律してほしい", sees="見つ")
    house.line.press(phone.id, "menu", forged=True)
    phone.house.wait_for("English on offer", lambda: "English" in phone.labels())
    phone.taps("English", sees="English")
    english = phone.asks("月の裏側でピアノを調律してほしい", sees=" ")

    assert "合うところが見つかりませんでした。調べて分かる範囲" not in easy
    assert english.isascii()
    assert all(label.isascii() for label in phone.labels())


@pytest.mark.parametrize(
    "press",
    [
        "",
        "nonsense",
        "stage:nowhere",
        "worry:nothing",
        "slot:age:old",
        "slot:colour:blue",
        "case:none",
        "wrong:",
        "language:xx",
    ],
)
def test_a_button_nobody_ever_made_is_answered_and_breaks_nothing(house: House, press: str) -> None:
    phone = Phone(house)

    if press:
        house.line.press(phone.id, press, forged=True)
    else:
        house.line.press(phone.id, " ", forged=True)
    house.wait_for("an answer", lambda: phone.new() or None)

    phone.asks(QUESTION, sees="使えそうな")
