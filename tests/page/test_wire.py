"""What our product does not send, but either platform may carry: straight over the wire, no product behind."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Page, expect

from bot.simulator.stage import Stage
from tests.page import payloads
from tests.page.payloads import DESK, MORI, OGAWA, SATO, TALK, Wires, postback, quick


def sent(stage: Stage, kind: str) -> list[dict[str, Any]]:
    """Slack's payloads of this kind, as a product would have got them."""
    bodies = [parse_qs(one.body.decode()).get("payload", ["{}"])[0] for one in stage.slack.deliverer.log]
    return [payload for payload in map(json.loads, bodies) if payload.get("type") == kind]


def family(wires: Wires, name: str = "山田さくら") -> str:
    return str(wires.sim("line", "users", name=name)["id"])


def opens_every_field(wires: Wires, stage: Stage, page: Page) -> None:
    """A press gives a trigger; the modal is opened with it."""
    wires.post("相談", [payloads.closing()])
    with page.expect_response("**/slack/_sim/press"):
        page.get_by_role("button", name="家族に返事を書く").click()
    wires.slack("views.open", trigger_id=sent(stage, "block_actions")[-1]["trigger_id"], view=payloads.every_field())
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_page_opens_without_a_complaint(desk_page: Page) -> None:
    expect(desk_page).to_have_title("つなぐ 体験画面")
    expect(desk_page.locator("html")).to_have_attribute("lang", "ja")
    expect(desk_page.get_by_text("まだメッセージはありません")).to_be_visible()


def test_of_two_buttons_that_look_the_same_the_pressed_one_counts(wires: Wires, stage: Stage, desk_page: Page) -> None:
    def card(text: str) -> payloads.Json:
        action = {"type": "message", "label": "くわしく", "text": text}
        box = {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": action}]}
        return {"type": "bubble", "body": box}

    mother = family(wires)
    contents = {"type": "carousel", "contents": [card("一つめ"), card("二つめ")]}
    wires.push(mother, {"type": "flex", "altText": "二つ", "contents": contents})

    desk_page.locator("#phone .bubble").nth(1).get_by_role("button", name="くわしく").click()

    expect(desk_page.locator("#phone .own .balloon")).to_have_text("二つめ")
    assert [each.events[0]["message"]["text"] for each in stage.line.deliveries] == ["二つめ"]


def test_a_family_chooses_a_day(wires: Wires, stage: Stage, desk_page: Page) -> None:
    mother = family(wires)
    pick = {"type": "datetimepicker", "label": "日を選ぶ", "data": "day", "mode": "date", "initial": "2026-12-01"}
    wires.push(mother, {"type": "text", "text": "いつがよいですか", "quickReply": quick(pick, postback("いや", "no"))})

    desk_page.locator(".quick").get_by_role("button", name="日を選ぶ").click()
    desk_page.locator(".tray").get_by_role("button", name="決定").click()

    expect(desk_page.locator(".quick")).to_be_hidden()
    assert stage.line.deliveries[-1].events[0]["postback"] == {"data": "day", "params": {"date": "2026-12-01"}}


def test_every_kind_of_field_is_filled_and_told(wires: Wires, stage: Stage, desk_page: Page) -> None:
    opens_every_field(wires, stage, desk_page)
    modal = desk_page.get_by_role("dialog", name="家族に返事を書く")

    modal.get_by_label("返事", exact=True).fill("退院日を確かめます")
    modal.get_by_label("電話で話す").first.check()
    modal.get_by_label("次に連絡する日").fill("2026-11-24")
    modal.get_by_label("日と時刻").fill("2026-11-24T09:30")
    modal.get_by_label("一緒に見る人").select_option(label="森 直樹")
    modal.get_by_label("知らせる場所").select_option(label="#支援者のひろば")
    modal.get_by_role("group", name="関わる人").get_by_label("小川 亜紀（訪問看護）").check()
    modal.get_by_label("回数").fill("3")
    modal.get_by_label("メール").fill("a@example.jp")
    modal.get_by_role("group", name="済んだこと").get_by_label("LINEで続ける").check()
    with desk_page.expect_response("**/slack/_sim/submit"):
        modal.get_by_role("button", name="確認へ進む").click()

    told = sent(stage, "view_submission")[-1]["view"]["state"]["values"]
    assert told["words"]["words"]["value"] == "退院日を確かめます"
    assert told["way"]["way"]["selected_option"]["value"] == "phone"
    assert told["on"]["on"]["selected_date"] == "2026-11-24"
    assert told["moment"]["moment"]["selected_date_time"] == 1795480200
    assert told["who"]["who"]["selected_user"] == MORI
    assert told["where"]["where"]["selected_conversation"] == TALK
    assert told["people"]["people"]["selected_users"] == [OGAWA]
    assert told["times"]["times"]["value"] == "3"
    assert told["mail"]["mail"]["value"] == "a@example.jp"
    assert [each["value"] for each in told["done"]["done"]["selected_options"]] == ["line"]


def test_what_was_typed_outlives_a_change_of_the_modal(wires: Wires, stage: Stage, desk_page: Page) -> None:
    opens_every_field(wires, stage, desk_page)
    modal = desk_page.get_by_role("dialog")
    modal.get_by_label("返事", exact=True).fill("書きかけです")
    view = wires.state("slack")["views"][SATO][0]["view"]
    changed = payloads.every_field()
    changed["blocks"].append({"type": "section", "text": payloads.marked("追加のお知らせ")})

    wires.slack("views.update", view_id=view["id"], view=changed)

    expect(modal.get_by_text("追加のお知らせ")).to_be_visible()
    expect(modal.get_by_label("返事", exact=True)).to_have_value("書きかけです")


def test_what_is_not_confirmed_is_not_pressed(wires: Wires, stage: Stage, desk_page: Page) -> None:
    wires.post("相談", [payloads.closing()])

    desk_page.get_by_role("button", name="終了").click()
    question = desk_page.get_by_role("dialog", name="相談を終了しますか")
    question.get_by_role("button", name="やめる").click()
    expect(question).to_have_count(0)
    assert sent(stage, "block_actions") == []
    desk_page.get_by_role("button", name="終了").click()
    with desk_page.expect_response("**/slack/_sim/press"):
        question.get_by_role("button", name="終了する").click()

    assert [each["actions"][0]["action_id"] for each in sent(stage, "block_actions")] == ["close"]


def test_a_card_that_changes_under_the_finger_still_hears_the_press(
    wires: Wires, stage: Stage, desk_page: Page
) -> None:
    blocks = [{"type": "actions", "block_id": "do", "elements": [payloads.button("引き受ける", "claim")]}]
    ts = wires.post("相談", blocks)
    desk_page.get_by_role("button", name="引き受ける").hover()
    desk_page.mouse.down()
    with desk_page.expect_response("**/slack/_sim/state") as told:
        wires.slack("chat.update", channel=DESK, ts=ts, text="相談、二人目が見ています", blocks=blocks)
    told.value.finished()
    desk_page.wait_for_timeout(200)  # long enough to be drawn, were it not for the finger
    with desk_page.expect_response("**/slack/_sim/press"):
        desk_page.mouse.up()

    assert [each["actions"][0]["action_id"] for each in sent(stage, "block_actions")] == ["claim"]


def test_an_overflow_choice_is_told(wires: Wires, stage: Stage, desk_page: Page) -> None:
    wires.post("相談", [payloads.closing()])

    desk_page.get_by_label("ほかの操作").click()
    with desk_page.expect_response("**/slack/_sim/press"):
        desk_page.get_by_role("button", name="地域の課題として残す").click()

    assert sent(stage, "block_actions")[0]["actions"][0]["selected_option"]["value"] == "gap"


def test_mentions_are_names_on_screen_and_ids_on_the_wire(wires: Wires, desk_page: Page) -> None:
    wires.post("当番", [{"type": "section", "text": payloads.marked(f"<!subteam^S0DUTY0001> <@{SATO}> さん")}])
    mentions = desk_page.locator("#workspace .message .mention")
    expect(mentions).to_have_text(["@当番", "@佐藤 恵"])

    box = desk_page.get_by_label("#相談窓口 へのメッセージ")
    box.fill("@森")
    desk_page.get_by_role("button", name="@森 直樹").click()
    box.press_sequentially("お願いします")
    box.press("Enter")

    expect(mentions).to_have_text(["@当番", "@佐藤 恵", "@森 直樹"])
    desk = next(each for each in wires.state("slack")["channels"] if each["id"] == DESK)
    assert desk["messages"][-1]["text"] == f"<@{MORI}> お願いします"


def test_a_shared_picture_is_shown(wires: Wires, desk_page: Page) -> None:
    dot, notes = base64.b64encode(payloads.DOT).decode(), base64.b64encode(b"notes").decode()

    wires.sim("slack", "upload", user=SATO, channel=DESK, name="吸引器.png", content_base64=dot)
    wires.sim("slack", "upload", user=SATO, channel=DESK, name="メモ.txt", content_base64=notes)

    picture = desk_page.get_by_role("img", name="吸引器.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") == 1
    expect(desk_page.get_by_role("link", name="メモ.txt")).to_contain_text("5 B")


def test_a_reader_joins_an_open_channel_before_writing(wires: Wires, desk_page: Page) -> None:
    wires.sim("slack", "channels", name="お知らせ", members=[MORI])
    desk_page.get_by_role("button", name="# お知らせ").click()
    expect(desk_page.get_by_text("まだこのチャンネルに参加していません。")).to_be_visible()

    desk_page.get_by_role("button", name="参加する").click()

    expect(desk_page.get_by_label("#お知らせ へのメッセージ")).to_be_visible()


def test_news_elsewhere_is_marked_until_looked_at(wires: Wires, desk_page: Page) -> None:
    room = desk_page.get_by_role("button", name="支援者のひろば")
    expect(room).to_be_visible()
    wires.sim("slack", "post", user=OGAWA, channel=TALK, text="こんにちは")
    expect(room.get_by_label("新しいメッセージ")).to_be_visible()

    room.click()

    expect(room.get_by_label("新しいメッセージ")).to_have_count(0)
