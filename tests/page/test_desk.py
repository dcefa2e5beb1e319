"""Coordinators at the page: a case from its card to its end, with the real product behind it."""

from playwright.sync_api import expect

from bot.simulator.faults import Fault, FaultKind
from tests.page.conftest import Opener
from tests.page.screen import Screen


def test_the_first_to_press_has_the_case_and_only_the_second_hears_so(screen: Screen, open_page: Opener) -> None:
    screen.opens_a_case()
    other = Screen(open_page(screen.house.page), screen.house)
    other.becomes("海猫")
    # Slack is slow with the new card, so the second still sees the button.
    screen.house.slack.faults.add(Fault(FaultKind.HANG_BEFORE, "*/chat.update", seconds=1.5))

    screen.presses("引き受ける")
    other.presses("引き受ける")

    expect(other.whispers).to_contain_text("あなただけに表示")
    expect(other.whispers).to_contain_text("は鯨井 なぎさ（架空）さんが引き受けています。変更はしていません。")
    screen.house.clock.advance(30)  # past the quarantine of the card whose answer came too late
    expect(screen.card).to_contain_text("担当：鯨井 なぎさ（架空）")
    expect(screen.whispers).to_have_count(0)


def test_a_reply_is_written_looked_at_and_sent(screen: Screen) -> None:
    screen.opens_a_case()
    screen.claims()
    form = screen.opens("返信する")
    words = form.get_by_label("返信の文")
    expect(words).to_be_focused()

    form.get_by_role("button", name="送る前に確かめる").click()
    expect(form.get_by_role("alert").filter(has_text="この項目を入力してください")).to_be_visible()
    expect(words).to_have_attribute("aria-invalid", "true")
    words.fill("夜に来られる訪問看護を、私からも問い合わせてみます。")
    form.get_by_role("button", name="送る前に確かめる").click()
    expect(screen.modal).to_contain_text("ご家族には、このとおりに届きます。")
    expect(screen.modal).to_contain_text("夜に来られる訪問看護を、私からも問い合わせてみます。")
    expect(screen.balloons.filter(has_text="夜に来られる訪問看護")).to_have_count(0)
    screen.modal.get_by_role("button", name="送信する").click()

    screen.hears("夜に来られる訪問看護を、私からも問い合わせてみます。")
    expect(screen.modal).to_have_count(0)
    expect(screen.card).to_contain_text("送信しました（読まれたかどうかは分かりません）")


def test_the_thread_holds_her_answer_and_keeps_what_the_desk_says(screen: Screen) -> None:
    screen.opens_a_case()
    screen.claims()
    screen.replies("こんにちは、鯨井です")
    screen.hears("こんにちは、鯨井です")

    screen.writes("ありがとうございます。少しほっとしました。")

    screen.opens_thread()
    expect(screen.thread).to_contain_text("ありがとうございます。少しほっとしました。")
    screen.page.get_by_label("スレッドに書く").fill("ご家族には内緒の話")
    screen.page.keyboard.press("Enter")
    expect(screen.thread).to_contain_text("ご家族には内緒の話")
    screen.replies("あしたお電話します")
    screen.hears("あしたお電話します")
    expect(screen.balloons.filter(has_text="内緒の話")).to_have_count(0)


def test_entries_are_looked_up_and_introduced(screen: Screen) -> None:
    screen.opens_a_case()
    screen.claims()
    before = screen.phone.locator(".bubble").count()
    form = screen.opens("資源を紹介")

    form.get_by_role("combobox").press_sequentially("訪問看護")
    first = form.locator(".suggestions button").first
    name = (first.text_content() or "").split("\u3000")[0].strip()
    first.click()
    form.get_by_role("button", name="送る前に確かめる").click()
    expect(screen.modal).to_contain_text("まだ送っていません。")
    expect(screen.modal).to_contain_text(name)
    screen.modal.get_by_role("button", name="送信する").click()

    expect(screen.phone.locator(".bubble")).to_have_count(before + 1)
    expect(screen.phone.locator(".bubble").last).to_contain_text(name)


def test_a_case_is_planned_and_closed(screen: Screen) -> None:
    screen.opens_a_case()
    screen.claims()
    form = screen.opens("フォロー予定")
    form.get_by_label("次に確かめる日").fill("2026-11-24")
    form.get_by_role("button", name="保存する").click()
    expect(form.get_by_role("alert").filter(has_text="明日より後の日を選んでください。")).to_be_visible()
    form.get_by_label("次に確かめる日").fill("2026-12-01")
    form.get_by_role("button", name="保存する").click()
    expect(screen.card).to_contain_text("次の連絡：12月1日")
    expect(screen.card).to_contain_text("フォロー中")

    form = screen.opens("終了")
    form.get_by_label("終了の理由").select_option(label="困りごとが落ち着いた")
    form.get_by_label("必要だったことは、かなったか").select_option(label="一部かなった")
    form.get_by_role("button", name="終了する").click()

    screen.hears("の相談を終わりにしました。")
    expect(screen.card).to_contain_text("結果：一部かなった")
    expect(screen.card.get_by_role("button", name="返信する")).to_have_count(0)


def test_escape_closes_a_modal_and_the_way_back_is_kept(screen: Screen) -> None:
    screen.opens_a_case()
    screen.claims()
    screen.opens("返信する")

    screen.page.keyboard.press("Escape")

    expect(screen.modal).to_have_count(0)
    expect(screen.card.get_by_role("button", name="返信する")).to_be_focused()
