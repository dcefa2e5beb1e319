"""Nothing clipped, nothing as an empty box, nothing too pale to read, nothing out of the keyboard's reach."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.demo.house import SQUARE, House
from bot.demo.script import script
from bot.simulator.stage import Stage
from tests.page import payloads
from tests.page.conftest import Opener, running
from tests.page.payloads import Wires
from tests.page.screen import Screen
from tests.page.test_wire import opens_every_field
from tests.stories.conftest import SUPPORTER
from tests.stories.people import Desk, Family

LOOKS = Path(__file__).with_name("looks.js").read_text("utf-8")


def look(page: Page, what: str) -> object:
    return page.evaluate(f"(() => {{ {LOOKS}; return {what}(); }})()")


def assert_readable(page: Page) -> None:
    assert look(page, "clipped") == []
    assert look(page, "pale") == []


@pytest.fixture(scope="module")
def told_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house where a family has asked, the desk has answered, and a supporter has looked something up."""
    with running(tmp_path_factory.mktemp("told")) as house:
        mother = Family(house, "山田さくら")
        house.line.follow(mother.id)
        mother.waits_for("119")
        desk = Desk(house, mother.opens_a_case(script()["says"]["question"]))
        desk.presses("case.claim")
        desk.waits_for("対応中")
        desk.replies(script()["says"]["reply"])
        mother.waits_for(script()["says"]["reply"])
        mother.says(script()["says"]["answer"])
        desk.waits_in_thread(script()["says"]["answer"])
        house.slack.command(SUPPORTER, SQUARE, "/soudan", script()["says"]["question"])
        house.wait_for("her answer", lambda: house.slack.state()["ephemerals"])
        house.slack.open_home(SUPPORTER)
        yield house


def see_a_thread_and_a_form(screen: Screen) -> None:
    screen.opens_thread()
    expect(screen.thread.locator(".message")).to_have_count(3)
    assert_readable(screen.page)
    screen.page.get_by_label("スレッドを閉じる").click()
    form = screen.opens("返信する")
    form.get_by_role("button", name="送る前に確かめる").click()
    expect(screen.page.get_by_text("この項目を入力してください")).to_be_visible()
    assert_readable(screen.page)
    form.get_by_label("返信の文").fill(script()["says"]["reply"])
    form.get_by_role("button", name="送る前に確かめる").click()
    expect(screen.modal).to_contain_text("まだ送っていません。")
    assert_readable(screen.page)
    screen.page.keyboard.press("Escape")
    expect(screen.page.get_by_role("dialog", name="返信する")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(screen.modal).to_have_count(0)


def see_what_a_supporter_sees(screen: Screen) -> None:
    listing = screen.page.get_by_label("チャンネルの一覧")
    narrow = listing.is_visible()
    if narrow:
        listing.click()
        assert_readable(screen.page)
    screen.becomes("小枝")
    expect(screen.whispers).to_contain_text("条件に合う確認済みの情報です。")
    assert_readable(screen.page)
    if narrow and not screen.page.get_by_label("だれとして見るか").is_visible():
        listing.click()
    screen.goes_to("つなぐ（アプリ）")
    screen.page.get_by_role("button", name="ホーム").click()
    expect(screen.workspace.locator(".home")).to_contain_text("いまの当番は")
    assert_readable(screen.page)


@pytest.mark.parametrize("width", [1440, 1024, 900])
def test_side_by_side_nothing_is_clipped_or_pale(told_house: House, open_page: Opener, width: int) -> None:
    screen = Screen(open_page(told_house.page, width), told_house)

    expect(screen.phone.locator(".bubble")).to_have_count(3)
    expect(screen.cards).to_have_count(1)
    assert_readable(screen.page)
    see_a_thread_and_a_form(screen)
    see_what_a_supporter_sees(screen)


@pytest.mark.parametrize("width", [390, 320])
def test_at_phone_width_nothing_is_clipped_or_pale(told_house: House, open_page: Opener, width: int) -> None:
    screen = Screen(open_page(told_house.page, width, 844), told_house)

    expect(screen.phone.locator(".bubble")).to_have_count(3)
    expect(screen.workspace).to_be_hidden()
    assert_readable(screen.page)
    screen.page.get_by_text("＋ 家族を追加").click()
    assert_readable(screen.page)
    screen.page.keyboard.press("Escape")
    screen.page.get_by_role("tab", name="窓口のSlack").click()
    expect(screen.phone).to_be_hidden()
    expect(screen.cards).to_have_count(1)
    assert_readable(screen.page)
    see_a_thread_and_a_form(screen)
    see_what_a_supporter_sees(screen)


@pytest.mark.parametrize("width", [1440, 900, 390])
def test_every_element_either_platform_allows_fits_and_can_be_read(
    open_page: Opener, wires: Wires, stage: Stage, url: str, width: int
) -> None:
    page = open_page(url, width)
    page.route(payloads.PICTURE, lambda route: route.fulfill(body=payloads.DOT, content_type="image/png"))
    wires.push(str(wires.sim("line", "users", name="山田さくら")["id"]), *payloads.every_flex())
    wires.post("部品", [*payloads.every_element(), payloads.closing()])

    expect(page.locator("#phone .bubble")).to_have_count(3)
    assert_readable(page)
    if width < 900:
        page.get_by_role("tab", name="窓口のSlack").click()
    expect(page.get_by_text("2026年11月30日(月)", exact=True)).to_be_visible()
    assert_readable(page)
    right = "(box) => box.getBoundingClientRect().right"
    reach = page.locator(".messages :is(.btn, select, input, .few)").evaluate_all(
        f"all => all.map((each) => ({right})(each) - ({right})(each.closest('.content')))"
    )
    assert max(reach) <= 1
    opens_every_field(wires, stage, page)
    assert_readable(page)


def test_every_glyph_comes_from_a_font_we_ship(told_house: House, open_page: Opener) -> None:
    rare = "髙橋・﨑山・𠮷田 ①㈱℡ 胃瘻 褥瘡 嚥下 喀痰 ～－※→★✓ ｶﾀｶﾅ 🔔⚠️🙏"
    told_house.slack.post(told_house.region.coordinators[0].slack_id, told_house.desk, rare)
    page = open_page(told_house.page)
    expect(page.get_by_text(rare)).to_be_visible()
    expect(page.locator("#phone .bubble")).to_have_count(3)
    page.evaluate("document.fonts.ready")

    assert page.evaluate("""text => document.fonts.check('16px "Noto Sans JP"', text)""", "医療的ケア児")
    assert _foreign_fonts(page) == {}


def _foreign_fonts(page: Page) -> dict[str, int]:
    """Fonts of the machine that drew any visible word, as the browser's own inspector tells: an empty box is one."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"})["nodeIds"]
    found: dict[str, int] = {}
    for node in nodes:
        used: list[dict[str, Any]] = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        for font in used:
            if not font["isCustomFont"]:
                found[font["familyName"]] = found.get(font["familyName"], 0) + font["glyphCount"]
    return found


@pytest.mark.parametrize(
    ("wrong", "what", "said"),
    [
        ("width: 60px; white-space: nowrap; overflow: hidden", "clipped", "切れてしまう長い言葉です"),
        ("position: absolute; left: 1400px; white-space: nowrap", "clipped", "the page is"),
        ("color: #aaa; background: #fff", "pale", "切れてしまう長い言葉です"),
    ],
)
def test_these_eyes_do_see(desk_page: Page, wrong: str, what: str, said: str) -> None:
    desk_page.evaluate(
        """style => {
          const box = document.createElement('p');
          box.style.cssText = style;
          box.textContent = '切れてしまう長い言葉です';
          document.querySelector('.brand').append(box);
        }""",
        wrong,
    )

    assert said in str(look(desk_page, what))


def test_words_that_look_like_html_stay_words_in_every_part(wires: Wires, desk_page: Page) -> None:
    evil = "<img src=x onerror=window.hurt=1>"
    mother = wires.sim("line", "users", name=evil)["id"]
    text = {"type": "text", "text": evil, "wrap": True}
    link = {"type": "uri", "label": "<b>x</b>", "uri": "https://example.jp/"}
    box = {"type": "box", "layout": "vertical", "contents": [text, {"type": "button", "action": link}]}
    wires.push(mother, {"type": "flex", "altText": evil, "contents": {"type": "bubble", "body": box}})
    wires.sim("slack", "users", name="evil", real_name=evil)
    escaped = evil.replace("<", "&lt;").replace(">", "&gt;")
    section = {"type": "section", "text": payloads.marked(f"*{escaped}* <javascript:window.hurt=1|押す>")}
    wires.post(escaped, [section, {"type": "header", "text": payloads.plain(evil)}])

    expect(desk_page.locator("#phone").get_by_text(evil)).to_have_count(2)
    expect(desk_page.locator("#workspace .message").get_by_text(evil)).to_have_count(2)
    assert desk_page.locator("img[src='x'], b").count() == 0
    assert desk_page.locator("[href^='javascript']").count() == 0
    assert desk_page.evaluate("window.hurt") is None


def test_tab_reaches_all_that_can_be_pressed(told_house: House, open_page: Opener) -> None:
    page = open_page(told_house.page)
    expect(page.locator("#phone .bubble")).to_have_count(3)
    expect(page.get_by_role("button", name="返信する")).to_be_visible()
    page.locator("body").focus()

    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")
        )

    for name in ("LINEで送る", "送信", "＋10分", "返信する", "この情報は違う", "前のカード"):
        assert name in reached


def test_the_focused_control_is_visibly_marked(desk_page: Page) -> None:
    desk_page.keyboard.press("Tab")

    style = "getComputedStyle(document.activeElement)"
    outline = desk_page.evaluate(f"{style}.outlineStyle + parseFloat({style}.outlineWidth)")

    assert outline == "solid3"
