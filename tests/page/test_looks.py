"""Nothing clipped, nothing as an empty box, nothing too pale to read, nothing out of the keyboard's reach."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page import story
from tests.page.story import DESK, SATO, Bot

LOOKS = Path(__file__).with_name("looks.js").read_text("utf-8")


def look(page: Page, what: str) -> object:
    return page.evaluate(f"(() => {{ {LOOKS}; return {what}(); }})()")


def assert_readable(page: Page) -> None:
    assert look(page, "clipped") == []
    assert look(page, "pale") == []


@pytest.mark.parametrize("width", [1440, 1024, 900])
def test_side_by_side_nothing_is_clipped_or_pale(browser: Browser, url: str, bot: Bot, width: int) -> None:
    story.tell_story(bot)
    bot.slack("views.publish", user_id=SATO, view=story.home())
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(url)

    expect(page.locator("#phone .bubble")).to_have_count(3)
    expect(page.locator("#workspace .message")).to_have_count(3)
    assert_readable(page)
    page.get_by_role("button", name="2件の返信").click()
    assert_readable(page)
    page.get_by_label("スレッドを閉じる").click()
    page.get_by_role("button", name="家族に返事を書く").click()
    page.get_by_role("dialog").get_by_role("button", name="確認へ進む").click()
    expect(page.get_by_text("この項目を入力してください")).to_be_visible()
    assert_readable(page)
    page.keyboard.press("Escape")
    if page.get_by_label("チャンネルの一覧").is_visible():
        page.get_by_label("チャンネルの一覧").click()
    page.get_by_role("button", name="つなぐ（アプリ）").click()
    page.get_by_role("button", name="ホーム").click()
    expect(page.get_by_role("heading", name="今日すること")).to_be_visible()
    assert_readable(page)
    page.close()


@pytest.mark.parametrize("width", [390, 320])
def test_at_phone_width_nothing_is_clipped_or_pale(browser: Browser, url: str, bot: Bot, width: int) -> None:
    story.tell_story(bot)
    page = browser.new_page(viewport={"width": width, "height": 844}, has_touch=True)
    page.goto(url)

    expect(page.locator("#phone .bubble")).to_have_count(3)
    expect(page.locator("#workspace")).to_be_hidden()
    assert_readable(page)
    page.get_by_text("＋ 家族を追加").click()
    assert_readable(page)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="窓口のSlack").click()
    expect(page.locator("#phone")).to_be_hidden()
    expect(page.locator("#workspace .message")).to_have_count(3)
    assert_readable(page)
    page.get_by_label("チャンネルの一覧").click()
    expect(page.get_by_label("だれとして見るか")).to_be_visible()
    assert_readable(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="2件の返信").click()
    assert_readable(page)
    page.get_by_label("スレッドを閉じる").click()
    page.get_by_role("button", name="家族に返事を書く").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_readable(page)
    page.close()


def test_every_glyph_comes_from_a_font_we_ship(bot: Bot, desk_page: Page) -> None:
    story.tell_story(bot)
    rare = "髙橋・﨑山・𠮷田 ①㈱℡ 胃瘻 褥瘡 嚥下 喀痰 ～－※→★✓ ｶﾀｶﾅ 🔔⚠️🙏"
    bot.sim("slack", "post", user=SATO, channel=DESK, text=rare)
    expect(desk_page.get_by_text(rare)).to_be_visible()
    desk_page.evaluate("document.fonts.ready")

    assert desk_page.evaluate("""text => document.fonts.check('16px "Noto Sans JP"', text)""", "医療的ケア児")
    assert _foreign_fonts(desk_page) == {}


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


def test_words_that_look_like_html_stay_words(bot: Bot, desk_page: Page) -> None:
    evil = "<img src=x onerror=window.hurt=1>"
    mother = bot.sim("line", "users", name=evil)["id"]
    bot.sim("line", "say", user=mother, text=evil)
    text = {"type": "text", "text": evil, "wrap": True}
    link = {"type": "uri", "label": "<b>x</b>", "uri": "https://example.jp/"}
    box = {"type": "box", "layout": "vertical", "contents": [text, {"type": "button", "action": link}]}
    bot.push(mother, {"type": "flex", "altText": evil, "contents": {"type": "bubble", "body": box}})
    bot.sim("slack", "users", name="evil", real_name=evil)
    bot.sim("slack", "post", user=SATO, channel=DESK, text=evil)
    escaped = evil.replace("<", "&lt;").replace(">", "&gt;")
    section = {"type": "section", "text": story.marked(f"*{escaped}* <javascript:window.hurt=1|押す>")}
    bot.post(escaped, [section, {"type": "header", "text": story.plain(evil)}])

    expect(desk_page.locator("#phone").get_by_text(evil)).to_have_count(3)
    expect(desk_page.locator("#workspace .message").get_by_text(evil)).to_have_count(3)
    assert desk_page.locator("img[src='x'], b").count() == 0
    assert desk_page.locator("[href^='javascript']").count() == 0
    assert desk_page.evaluate("window.hurt") is None


def test_tab_reaches_both_send_buttons(bot: Bot, desk_page: Page) -> None:
    story.tell_story(bot)
    expect(desk_page.locator("#workspace .message")).to_have_count(3)
    desk_page.locator("body").focus()

    reached = []
    for _ in range(80):
        desk_page.keyboard.press("Tab")
        reached.append(
            desk_page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
            )
        )

    assert "LINEで送る" in reached
    assert "送信" in reached
    assert "＋10分" in reached


def test_the_focused_control_is_visibly_marked(desk_page: Page) -> None:
    desk_page.keyboard.press("Tab")

    style = "getComputedStyle(document.activeElement)"
    outline = desk_page.evaluate(f"{style}.outlineStyle + parseFloat({style}.outlineWidth)")

    assert outline == "solid3"
