"""A family's phone on the page, with the real product behind it."""

import re

from playwright.sync_api import expect

from bot.demo.script import script
from tests.page.conftest import Opener
from tests.page.screen import Screen
from tests.stories.people import QUESTION


def test_a_new_family_follows_and_is_greeted(screen: Screen) -> None:
    screen.add_family("高橋ひかり")

    expect(screen.phone.get_by_text("友だちに追加しました")).to_be_visible()
    screen.hears("はじめまして。医療的ケアの必要なお子さんとご家族のための相談窓口です。")
    expect(screen.quick("相談したい")).to_be_visible()


def test_a_question_brings_three_entries_with_reasons_a_date_and_a_telephone(screen: Screen) -> None:
    screen.add_family("田中みお")

    screen.writes(script()["says"]["question"])

    entries = screen.phone.locator(".bubble")
    expect(entries).to_have_count(3)
    for entry in entries.all():
        expect(entry).to_contain_text("ご案内する理由")
        expect(entry).to_contain_text(re.compile(r"20\d\d年\d+月\d+日に、.+が確かめました。"))
        expect(entry.get_by_role("link").first).to_have_attribute("href", re.compile(r"^tel:[\d-]+$"))


def test_consent_brings_a_card_into_the_workspace(screen: Screen) -> None:
    screen.add_family("伊藤そら")
    screen.hears("119")  # the greeting: its buttons go when she writes
    screen.writes(QUESTION)
    screen.quick("相談したい").click()
    screen.hears("伝えてもよいですか")
    before = screen.cards.count()

    screen.quick("伝えて相談する").click()

    expect(screen.phone.locator(".own .balloon").last).to_have_text("伝えて相談する")
    screen.hears("受付番号は")
    expect(screen.cards).to_have_count(before + 1)
    expect(screen.card).to_contain_text("引き受け待ち")
    expect(screen.card.locator("blockquote")).to_have_text(QUESTION)
    expect(screen.card.locator(".mention")).to_have_text(["@海猫 はるか（架空）"])
    expect(screen.card.get_by_role("button", name="引き受ける")).to_have_class(re.compile("primary"))


def test_words_taken_back_on_the_phone_leave_the_workspace_too(screen: Screen) -> None:
    screen.opens_a_case()
    screen.claims()
    screen.writes("まちがえて送った言葉")
    screen.opens_thread()
    expect(screen.thread).to_contain_text("まちがえて送った言葉")

    said = screen.phone.locator(".own").filter(has_text="まちがえて送った言葉")
    said.get_by_label("このメッセージの操作").click()
    screen.page.get_by_role("button", name="送信を取り消す").click()

    expect(screen.phone.get_by_text("メッセージの送信を取り消しました")).to_be_visible()
    expect(screen.page.get_by_text("まちがえて送った言葉")).to_have_count(0)


def test_the_desk_sees_while_a_family_blocks_the_account(screen: Screen) -> None:
    screen.opens_a_case()
    screen.phone.get_by_label("トークの設定").click()

    screen.page.get_by_role("button", name="ブロックする").click()

    expect(screen.phone.get_by_text("この窓口をブロックしています。")).to_be_visible()
    expect(screen.page.get_by_label("メッセージを書く", exact=True)).to_be_hidden()
    expect(screen.card).to_contain_text("LINE でブロックされています")
    screen.page.get_by_role("button", name="ブロックを解除する").click()
    expect(screen.page.get_by_label("メッセージを書く", exact=True)).to_be_visible()
    expect(screen.card).not_to_contain_text("LINE でブロックされています")


def test_a_sticker_a_photo_and_a_place_are_each_answered(screen: Screen) -> None:
    screen.add_family("渡辺れん")
    screen.hears("119")

    for kind, choice, answer in (
        ("スタンプ", "お願いします", "スタンプをありがとうございます"),
        ("位置情報", "三浦市役所", "場所を受けとりました"),
        ("写真（見本のメモ）", None, "写真を受けとりました"),
    ):
        screen.page.get_by_label("写真・スタンプ・位置情報を送る").click()
        screen.page.get_by_role("button", name=kind, exact=True).click()
        if choice:
            screen.phone.locator(".tray").get_by_role("button", name=choice).click()
        screen.hears(answer)

    photo = screen.phone.locator(".own img.photo")
    assert photo.evaluate("each => each.decode().then(() => each.naturalWidth)") == 640
    expect(screen.phone.locator(".own .place")).to_contain_text("三浦市役所")
    expect(screen.page.get_by_role("img", name="スタンプ：お願いします")).to_be_visible()


def test_words_of_another_family_stay_on_its_phone(screen: Screen, open_page: Opener) -> None:
    screen.add_family("鈴木健太")
    screen.hears("119")
    screen.add_family("山田さくら")
    screen.hears("119")

    other = Screen(open_page(screen.house.page), screen.house)
    other.chip("鈴木健太").click()
    other.writes("鈴木です")

    news = screen.chip("鈴木健太").get_by_label("新しいメッセージ")
    expect(news).to_be_visible()
    expect(screen.balloons.filter(has_text="鈴木です")).to_have_count(0)
    screen.chip("鈴木健太").click()
    expect(screen.phone.locator(".own .balloon")).to_have_text("鈴木です")
    expect(news).to_have_count(0)


def test_enter_that_ends_kana_conversion_sends_nothing(screen: Screen) -> None:
    screen.add_family("中村ゆい")
    box = screen.page.get_by_label("メッセージを書く", exact=True)
    box.fill("そうだん")

    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(box).to_have_value("そうだん")
    box.press("Enter")

    expect(screen.phone.locator(".own .balloon")).to_have_text("そうだん")


def test_words_that_look_like_html_stay_words_all_the_way(screen: Screen) -> None:
    evil = "<img src=x onerror=window.hurt=1>"
    screen.opens_a_case("<b>山田</b>", f"{QUESTION} {evil}")
    screen.claims()
    screen.writes(evil)
    screen.replies(f"お返事です{evil}")

    expect(screen.chip("<b>山田</b>")).to_be_visible()
    expect(screen.card.locator("blockquote")).to_contain_text(evil)
    screen.hears(f"お返事です{evil}")
    screen.opens_thread()
    expect(screen.thread.get_by_text(evil)).to_have_count(3)
    assert screen.page.locator("img[src='x'], b").count() == 0
    assert screen.page.evaluate("window.hurt") is None


def test_a_day_later_the_product_reminds_of_what_is_due(new_screen: Screen) -> None:
    expect(new_screen.page.locator("#date")).to_have_text("2026年11月24日(火)")
    new_screen.opens_a_case()
    new_screen.claims()
    new_screen.opens("フォロー予定").get_by_label("次に確かめる日").fill("2026-11-25")
    new_screen.modal.get_by_role("button", name="保存する").click()
    expect(new_screen.card).to_contain_text("次の連絡：11月25日")

    new_screen.page.get_by_role("button", name="＋1日").click()

    expect(new_screen.page.locator("#date")).to_have_text("2026年11月25日(水)")
    new_screen.opens_thread()
    expect(new_screen.thread).to_contain_text("を確かめる日です。")


def test_at_three_in_the_night_the_family_hears_when_the_desk_opens(new_screen: Screen) -> None:
    new_screen.page.get_by_role("button", name="深夜3時").click()
    expect(new_screen.page.locator("#time")).to_have_text("03:00")

    new_screen.opens_a_case()

    new_screen.hears("いまは窓口の時間外です。次に開くのは 11月25日（水）9:00")
