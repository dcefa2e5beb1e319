"""What a person sees and does on the page reaches the other side of the wire, and the other way round."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.page import story
from tests.page.product import Product
from tests.page.story import Bot, postback, quick


def chip(page: Page, name: str) -> Locator:
    return page.locator(".people").get_by_role("button", name=name)


def family(bot: Bot, name: str = "山田さくら") -> str:
    return str(bot.sim("line", "users", name=name)["id"])


def test_the_page_opens_without_a_complaint(desk_page: Page) -> None:
    expect(desk_page).to_have_title("つなぐ 体験画面")
    expect(desk_page.locator("html")).to_have_attribute("lang", "ja")


def test_a_card_the_product_sends_appears_at_once(bot: Bot, desk_page: Page) -> None:
    mother = family(bot)
    expect(desk_page.get_by_text("まだやりとりはありません")).to_be_visible()

    bot.push(mother, story.places())

    cards = desk_page.locator("#phone .bubble")
    expect(cards).to_have_count(3)
    expect(cards.nth(0)).to_contain_text("あおぞら訪問看護ステーション")
    expect(cards.nth(0).get_by_role("link", name="電話をかける")).to_have_attribute("href", "tel:0460000101")


def test_a_desk_card_appears_at_once_with_names_for_mentions(bot: Bot, desk_page: Page) -> None:
    bot.post("相談", story.case_card())

    card = desk_page.locator("#workspace .message")
    expect(card.get_by_role("heading", name="相談 K-7F3Q：退院後の生活")).to_be_visible()
    expect(card.locator(".mention")).to_have_text(["@当番", "@佐藤 恵"])
    expect(card.locator("blockquote")).to_have_text(
        "来月退院します。家で吸引が必要で、何から始めればいいか分かりません。"
    )
    expect(card.get_by_role("button", name="担当する")).to_have_class(re.compile("primary"))


def test_a_quick_reply_reaches_the_product_as_a_postback_and_goes_away(
    bot: Bot, product: Product, desk_page: Page
) -> None:
    mother = family(bot)
    bot.push(
        mother, {"type": "text", "text": "つなぎますか", "quickReply": quick(postback("はい", "a=1", "お願いします"))}
    )

    desk_page.locator(".quick").get_by_role("button", name="はい").click()

    expect(desk_page.locator("#phone .own .balloon")).to_have_text("お願いします")
    expect(desk_page.locator(".quick")).to_be_hidden()
    assert [each["postback"]["data"] for each in product.heard("postback")] == ["a=1"]


def test_of_two_buttons_that_look_the_same_the_pressed_one_counts(bot: Bot, product: Product, desk_page: Page) -> None:
    def card(text: str) -> story.Json:
        action = {"type": "message", "label": "くわしく", "text": text}
        return {
            "type": "bubble",
            "body": {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": action}]},
        }

    mother = family(bot)
    contents = {"type": "carousel", "contents": [card("一つめ"), card("二つめ")]}
    bot.push(mother, {"type": "flex", "altText": "二つ", "contents": contents})

    desk_page.locator("#phone .bubble").nth(1).get_by_role("button", name="くわしく").click()

    expect(desk_page.locator("#phone .own .balloon")).to_have_text("二つめ")
    assert [each["message"]["text"] for each in product.heard("message")] == ["二つめ"]


def test_a_family_chooses_a_day(bot: Bot, product: Product, desk_page: Page) -> None:
    mother = family(bot)
    pick = {"type": "datetimepicker", "label": "日を選ぶ", "data": "day", "mode": "date", "initial": "2026-12-01"}
    bot.push(mother, {"type": "text", "text": "いつがよいですか", "quickReply": quick(pick)})

    desk_page.locator(".quick").get_by_role("button", name="日を選ぶ").click()
    desk_page.locator(".tray").get_by_role("button", name="決定").click()

    expect(desk_page.locator(".quick")).to_be_hidden()
    assert product.heard("postback")[0]["postback"] == {"data": "day", "params": {"date": "2026-12-01"}}


def test_a_new_family_follows_the_account(product: Product, desk_page: Page) -> None:
    desk_page.get_by_text("＋ 家族を追加").click()
    desk_page.get_by_label("新しい家族の名前").fill("高橋ひかり")
    desk_page.get_by_role("button", name="追加する").click()

    expect(chip(desk_page, "高橋ひかり")).to_have_attribute("aria-pressed", "true")
    expect(desk_page.get_by_text("友だちに追加しました")).to_be_visible()
    assert len(product.heard("follow")) == 1


def test_a_message_taken_back_is_gone_and_the_product_is_told(bot: Bot, product: Product, desk_page: Page) -> None:
    family(bot)
    desk_page.get_by_label("メッセージを書く", exact=True).fill("まちがえました")
    desk_page.keyboard.press("Enter")

    desk_page.locator("#phone .own").get_by_label("このメッセージの操作").click()
    desk_page.get_by_role("button", name="送信を取り消す").click()

    expect(desk_page.get_by_text("メッセージの送信を取り消しました")).to_be_visible()
    expect(desk_page.get_by_text("まちがえました")).to_have_count(0)
    assert len(product.heard("unsend")) == 1


def test_a_family_that_blocks_cannot_write_until_it_unblocks(bot: Bot, product: Product, desk_page: Page) -> None:
    family(bot)

    desk_page.get_by_label("トークの設定").click()
    desk_page.get_by_role("button", name="ブロックする").click()
    expect(desk_page.get_by_text("この窓口をブロックしています。")).to_be_visible()
    expect(desk_page.get_by_label("メッセージを書く", exact=True)).to_be_hidden()
    desk_page.get_by_role("button", name="ブロックを解除する").click()

    expect(desk_page.get_by_label("メッセージを書く", exact=True)).to_be_visible()
    assert [len(product.heard(kind)) for kind in ("unfollow", "follow")] == [1, 1]


def test_a_phone_sends_a_sticker_a_photo_and_a_place(bot: Bot, product: Product, desk_page: Page) -> None:
    family(bot)

    for kind, choice in (("スタンプ", "お願いします"), ("位置情報", "三浦市役所"), ("写真（見本のメモ）", None)):
        desk_page.get_by_label("写真・スタンプ・位置情報を送る").click()
        desk_page.get_by_role("button", name=kind, exact=True).click()
        if choice:
            desk_page.locator(".tray").get_by_role("button", name=choice).click()
    photo = desk_page.locator("#phone .own img.photo")
    expect(photo).to_be_visible()

    assert photo.evaluate("each => each.decode().then(() => each.naturalWidth)") == 640
    expect(desk_page.locator("#phone .own .place")).to_contain_text("三浦市役所")
    expect(desk_page.get_by_role("img", name="スタンプ：お願いします")).to_be_visible()
    assert [each["message"]["type"] for each in product.heard("message")] == ["sticker", "location", "image"]


def test_words_of_another_family_stay_on_its_phone(bot: Bot, desk_page: Page) -> None:
    first, second = family(bot), family(bot, "鈴木健太")
    expect(chip(desk_page, "鈴木健太")).to_be_visible()
    bot.push(first, {"type": "text", "text": "山田さんへ"})
    bot.push(second, {"type": "text", "text": "鈴木さんへ"})
    expect(chip(desk_page, "鈴木健太").get_by_label("新しいメッセージ")).to_be_visible()

    chip(desk_page, "鈴木健太").click()

    expect(desk_page.locator("#phone .balloon")).to_have_text("鈴木さんへ")
    expect(chip(desk_page, "鈴木健太").get_by_label("新しいメッセージ")).to_have_count(0)


def test_enter_that_ends_kana_conversion_sends_nothing(bot: Bot, product: Product, desk_page: Page) -> None:
    family(bot)
    box = desk_page.get_by_label("メッセージを書く", exact=True)
    box.fill("そうだん")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(box).to_have_value("そうだん")

    box.press("Enter")

    expect(desk_page.locator("#phone .own .balloon")).to_have_text("そうだん")
    assert len(product.heard("message")) == 1


def test_the_clock_moves_both_sides(bot: Bot, desk_page: Page) -> None:
    expect(desk_page.locator("#time")).to_have_text("21:40")

    desk_page.get_by_role("button", name="翌朝9時").click()

    expect(desk_page.locator("#time")).to_have_text("09:00")
    expect(desk_page.locator("#date")).to_have_text("2026年11月22日(日)")
    assert bot.state("line")["now"].startswith("2026-11-22T00:00")
    assert bot.state("slack")["clock"].startswith("2026-11-22T00:00")
