"""A supporter at the page: she asks where she is, seen by nobody else, with the real product behind it."""

import pytest
from playwright.sync_api import expect

from tests.page.screen import Screen

QUESTION = "横須賀市、4歳、気管切開。医療型短期入所はありますか"


@pytest.fixture
def supporter(screen: Screen) -> Screen:
    screen.becomes("小枝")
    return screen


def test_she_sees_no_room_she_is_not_in(supporter: Screen) -> None:
    rooms = supporter.workspace.locator(".places button")

    expect(rooms).to_have_text(["# 支援者のひろば", "つなぐ（アプリ）"])
    groups = supporter.page.locator("#who optgroup").evaluate_all("all => all.map((each) => each.label)")
    assert groups == ["コーディネーター", "支援者"]
    supporter.becomes("鯨井")
    expect(rooms).to_have_text(["相談窓口", "# 支援者のひろば", "つなぐ（アプリ）"])


def test_soudan_is_offered_typed_and_answered_to_her_alone(supporter: Screen) -> None:
    box = supporter.page.get_by_label("#支援者のひろば へのメッセージ")
    box.press_sequentially("/sou")
    supporter.page.get_by_role("button", name="/soudan").click()
    box.press_sequentially(QUESTION)
    box.press("Enter")

    expect(supporter.whispers).to_contain_text("条件に合う確認済みの情報です。")
    expect(supporter.whispers.get_by_role("button", name="この情報は違う")).to_have_count(2)
    supporter.becomes("鯨井")
    supporter.goes_to("支援者のひろば")
    expect(supporter.page.get_by_label("#支援者のひろば へのメッセージ")).to_be_visible()
    expect(supporter.workspace.get_by_text("条件に合う確認済みの情報です。")).to_have_count(0)


def test_the_duty_table_is_told_to_whom_asks(supporter: Screen) -> None:
    supporter.types("/touban")

    expect(supporter.whispers).to_contain_text("いまの当番は 海猫 はるか（架空） です。")
    expect(supporter.whispers).to_contain_text("11月26日（木）　9:00–17:00　飛魚 わたる（架空）")


def test_the_menu_of_a_message_looks_for_what_it_asks(supporter: Screen) -> None:
    supporter.types("この子の短期入所を知りませんか。" + QUESTION)

    message = supporter.workspace.locator(".message").filter(has_text="この子の短期入所を知りませんか。")
    message.hover()
    message.get_by_label("メッセージの操作").click()
    supporter.page.get_by_role("button", name="この文で情報を探す").click()

    expect(supporter.whispers).to_contain_text("条件に合う確認済みの情報です。")


def test_the_home_tab_says_who_is_on_duty(supporter: Screen) -> None:
    supporter.goes_to("つなぐ（アプリ）")

    supporter.page.get_by_role("button", name="ホーム").click()

    title = "横須賀・三浦 医療的ケア児等コーディネーター窓口"
    expect(supporter.page.get_by_role("heading", name=title)).to_be_visible()
    expect(supporter.workspace.locator(".home")).to_contain_text("いまの当番は 海猫 はるか（架空） です。")


def test_a_direct_message_becomes_a_case_that_lives_in_a_thread(supporter: Screen) -> None:
    supporter.goes_to("つなぐ（アプリ）")
    supporter.types(QUESTION)
    answer = supporter.workspace.locator(".main-column .message").filter(has_text="条件に合う確認済みの情報です。")
    expect(answer).to_be_visible()

    supporter.page.get_by_role("button", name="コーディネーターに相談").click()
    form = supporter.page.get_by_role("dialog", name="コーディネーターに相談")
    form.get_by_role("button", name="相談する").click()
    expect(form.get_by_role("alert").filter(has_text="この項目を入力してください").first).to_be_visible()
    form.get_by_label("誰のことか分からない形で相談します").check()
    form.get_by_label("あなたの立場").select_option(label="訪問看護師")
    expect(form.locator("select").nth(1).locator("option:checked")).to_have_text("横須賀市")
    form.get_by_role("button", name="相談する").click()

    expect(form).to_have_count(0)
    receipt = supporter.workspace.locator(".main-column .message").filter(has_text="窓口に届けました（受付番号")
    expect(receipt).to_be_visible()
    supporter.becomes("鯨井")
    supporter.goes_to("相談窓口")
    expect(supporter.card).to_contain_text("匿名の相談です。")
    expect(supporter.card.locator(".mention").filter(has_text="小枝")).to_be_visible()
    supporter.claims()
    supporter.replies("短期入所の空きを、こちらでも聞いてみます。")
    supporter.becomes("小枝")
    supporter.goes_to("つなぐ（アプリ）")
    receipt.locator(".replies").click()
    expect(supporter.thread).to_contain_text("短期入所の空きを、こちらでも聞いてみます。")
