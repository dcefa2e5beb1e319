"""The Slack side: forms, threads, people and their private view of a channel."""

import base64

from playwright.sync_api import Page, expect

from tests.page import story
from tests.page.product import Product
from tests.page.story import DESK, MORI, OGAWA, SATO, TALK, Bot


def test_a_modal_opens_and_shows_what_is_wrong_beside_the_field(bot: Bot, product: Product, desk_page: Page) -> None:
    bot.post("相談", story.case_card())
    desk_page.get_by_role("button", name="家族に返事を書く").click()
    modal = desk_page.get_by_role("dialog", name="家族に返事を書く")
    expect(modal).to_be_visible()
    words = modal.get_by_label("返事", exact=True)
    expect(words).to_be_focused()

    modal.get_by_role("button", name="確認へ進む").click()
    expect(modal.get_by_role("alert").filter(has_text="この項目を入力してください")).to_be_visible()
    words.fill("はい")
    modal.get_by_label("電話で話す").check()
    modal.get_by_role("button", name="確認へ進む").click()

    expect(modal.get_by_role("alert").filter(has_text="もう少し詳しく書いてください")).to_be_visible()
    expect(words).to_have_attribute("aria-invalid", "true")
    expect(words).to_have_value("はい")
    expect(modal.get_by_label("電話で話す")).to_be_checked()
    words.fill("退院日を病院に確認しています")
    modal.get_by_label("次に連絡する日").fill("2026-11-24")
    modal.get_by_label("一緒に見る人").select_option(label="森 直樹")
    modal.get_by_role("button", name="確認へ進む").click()
    expect(modal).to_have_count(0)
    values = product.heard("view_submission")[-1]["view"]["state"]["values"]
    assert values["words"]["words"]["value"] == "退院日を病院に確認しています"
    assert values["way"]["way"]["selected_option"]["value"] == "phone"
    assert values["on"]["on"]["selected_date"] == "2026-11-24"
    assert values["who"]["who"]["selected_user"] == MORI


def test_what_was_typed_outlives_a_change_of_the_modal(bot: Bot, product: Product, desk_page: Page) -> None:
    bot.post("相談", story.case_card())
    desk_page.get_by_role("button", name="家族に返事を書く").click()
    modal = desk_page.get_by_role("dialog")
    modal.get_by_label("返事", exact=True).fill("書きかけです")
    view = bot.state("slack")["views"][SATO][0]["view"]
    changed = story.reply_modal()
    changed["blocks"].append({"type": "section", "text": story.marked("追加のお知らせ")})

    bot.slack("views.update", view_id=view["id"], view=changed)

    expect(modal.get_by_text("追加のお知らせ")).to_be_visible()
    expect(modal.get_by_label("返事", exact=True)).to_have_value("書きかけです")


def test_escape_closes_a_modal_and_the_way_back_is_kept(bot: Bot, desk_page: Page) -> None:
    bot.post("相談", story.case_card())
    opener = desk_page.get_by_role("button", name="家族に返事を書く")
    opener.click()
    expect(desk_page.get_by_role("dialog")).to_be_visible()

    desk_page.keyboard.press("Escape")

    expect(desk_page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_what_is_not_confirmed_is_not_pressed(bot: Bot, product: Product, desk_page: Page) -> None:
    bot.post("相談", story.case_card())

    desk_page.get_by_role("button", name="終了する").click()
    question = desk_page.get_by_role("dialog", name="相談を終了しますか")
    question.get_by_role("button", name="やめる").click()
    expect(question).to_have_count(0)
    assert product.heard("block_actions") == []
    desk_page.get_by_role("button", name="終了する").click()
    question.get_by_role("button", name="終了する").click()

    expect(question).to_have_count(0)
    assert [each["actions"][0]["action_id"] for each in product.heard("block_actions")] == ["close"]


def test_an_overflow_choice_reaches_the_product(bot: Bot, product: Product, desk_page: Page) -> None:
    bot.post("相談", story.case_card())

    desk_page.get_by_label("ほかの操作").click()
    with desk_page.expect_response("**/slack/_sim/press"):
        desk_page.get_by_role("button", name="地域の課題として残す").click()

    assert product.heard("block_actions")[0]["actions"][0]["selected_option"]["value"] == "gap"


def test_a_reply_goes_into_its_thread(bot: Bot, product: Product, desk_page: Page) -> None:
    card = bot.post("相談", story.case_card())
    bot.post("家族から返事がありました", thread_ts=card)

    desk_page.get_by_role("button", name="1件の返信").click()
    desk_page.get_by_label("スレッドに書く").fill("確認します")
    desk_page.keyboard.press("Enter")

    thread = desk_page.get_by_role("log", name="スレッド")
    expect(thread.locator(".message")).to_have_count(3)
    expect(desk_page.get_by_role("button", name="2件の返信")).to_be_visible()
    assert product.heard("message")[-1]["thread_ts"] == card


def test_a_slash_command_keeps_its_words(product: Product, desk_page: Page) -> None:
    box = desk_page.get_by_label("#相談窓口 へのメッセージ")
    box.fill("/sou")
    desk_page.get_by_role("button", name="/soudan").click()
    box.press_sequentially("夜の吸引について")

    with desk_page.expect_response("**/slack/_sim/command"):
        box.press("Enter")

    told = product.heard("command")[0]
    assert (told["command"], told["text"]) == ("/soudan", "夜の吸引について")


def test_a_message_shortcut_names_its_message(bot: Bot, product: Product, desk_page: Page) -> None:
    bot.sim("slack", "post", user=MORI, channel=DESK, text="この文を家族に伝えてください")

    desk_page.get_by_text("この文を家族に伝えてください").hover()
    desk_page.get_by_label("メッセージの操作").click()
    with desk_page.expect_response("**/slack/_sim/shortcut"):
        desk_page.get_by_role("button", name="家族に伝える").click()

    told = product.heard("message_action")[0]
    assert (told["callback_id"], told["message"]["text"]) == ("relay", "この文を家族に伝えてください")


def test_what_only_one_person_may_see_is_marked_and_hidden_from_others(bot: Bot, desk_page: Page) -> None:
    bot.slack("chat.postEphemeral", channel=DESK, user=SATO, text="あなたの当番です")
    shown = desk_page.locator(".message.ephemeral")
    expect(shown).to_contain_text("あなただけに表示")
    expect(shown).to_contain_text("あなたの当番です")

    desk_page.get_by_label("だれとして見るか").select_option(label="森 直樹")

    expect(shown).to_have_count(0)


def test_a_supporter_sees_no_room_she_is_not_in(bot: Bot, desk_page: Page) -> None:
    bot.post("相談", story.case_card())
    rooms = desk_page.locator(".places button")
    expect(rooms).to_have_text(["相談窓口", "# 支援者のひろば", "つなぐ（アプリ）"])

    desk_page.get_by_label("だれとして見るか").select_option(value=OGAWA)

    expect(rooms).to_have_text(["# 支援者のひろば", "つなぐ（アプリ）"])
    expect(desk_page.get_by_text("相談 K-7F3Q")).to_have_count(0)
    groups = desk_page.locator("#who optgroup").evaluate_all("all => all.map((each) => each.label)")
    assert groups == ["コーディネーター", "支援者"]


def test_the_home_tab_is_drawn_and_pressed(bot: Bot, product: Product, desk_page: Page) -> None:
    bot.slack("views.publish", user_id=SATO, view=story.home())
    desk_page.get_by_role("button", name="つなぐ（アプリ）").click()
    desk_page.get_by_role("button", name="ホーム").click()
    expect(desk_page.get_by_role("heading", name="今日すること")).to_be_visible()

    with desk_page.expect_response("**/slack/_sim/press"):
        desk_page.get_by_role("button", name="開く").nth(1).click()

    assert len(product.heard("app_home_opened")) == 1
    assert product.heard("block_actions")[0]["actions"][0]["action_id"] == "open-1"


def test_a_direct_message_reaches_the_app(product: Product, desk_page: Page) -> None:
    desk_page.get_by_role("button", name="つなぐ（アプリ）").click()
    desk_page.get_by_label("つなぐ へのメッセージ").fill("福祉サービスの相談です")
    desk_page.keyboard.press("Enter")

    expect(desk_page.locator("#workspace .message")).to_contain_text("福祉サービスの相談です")
    assert product.heard("message")[0]["channel_type"] == "im"


def test_a_mention_is_sent_as_an_id(product: Product, desk_page: Page) -> None:
    box = desk_page.get_by_label("#相談窓口 へのメッセージ")
    box.fill("@森")
    desk_page.get_by_role("button", name="@森 直樹").click()
    box.press_sequentially("お願いします")
    box.press("Enter")

    expect(desk_page.locator("#workspace .message .mention")).to_have_text("@森 直樹")
    assert product.heard("message")[0]["text"] == f"<@{MORI}> お願いします"


def test_an_external_menu_asks_the_product(bot: Bot, product: Product, desk_page: Page) -> None:
    product.suggestions = [story.option("あおぞら訪問看護", "7"), story.option("青葉こども園", "8")]
    menu = {
        "type": "external_select",
        "action_id": "place",
        "min_query_length": 1,
        "placeholder": story.plain("場所をさがす"),
    }
    bot.post("場所", [{"type": "section", "text": story.marked("紹介する場所"), "accessory": menu}])

    desk_page.get_by_role("combobox", name="場所をさがす").press_sequentially("あお")
    with desk_page.expect_response("**/slack/_sim/press"):
        desk_page.get_by_role("button", name="青葉こども園").click()

    assert product.heard("block_suggestion")[-1]["value"] == "あお"
    assert product.heard("block_actions")[0]["actions"][0]["selected_option"]["value"] == "8"


def test_a_shared_picture_is_shown(bot: Bot, desk_page: Page) -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    notes = base64.b64encode(b"notes").decode()

    bot.sim("slack", "upload", user=SATO, channel=DESK, name="吸引器.png", content_base64=dot)
    bot.sim("slack", "upload", user=SATO, channel=DESK, name="メモ.txt", content_base64=notes)

    picture = desk_page.get_by_role("img", name="吸引器.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") == 1
    expect(desk_page.get_by_role("link", name="メモ.txt")).to_contain_text("5 B")


def test_a_reader_joins_an_open_channel_before_writing(bot: Bot, desk_page: Page) -> None:
    bot.sim("slack", "channels", name="お知らせ", members=[MORI])
    desk_page.get_by_role("button", name="# お知らせ").click()
    expect(desk_page.get_by_text("まだこのチャンネルに参加していません。")).to_be_visible()

    desk_page.get_by_role("button", name="参加する").click()

    expect(desk_page.get_by_label("#お知らせ へのメッセージ")).to_be_visible()


def test_news_elsewhere_is_marked_until_looked_at(bot: Bot, desk_page: Page) -> None:
    room = desk_page.get_by_role("button", name="支援者のひろば")
    expect(room).to_be_visible()
    bot.sim("slack", "post", user=OGAWA, channel=TALK, text="こんにちは")
    expect(room.get_by_label("新しいメッセージ")).to_be_visible()

    room.click()

    expect(room.get_by_label("新しいメッセージ")).to_have_count(0)
