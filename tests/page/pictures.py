"""`python -m tests.page.pictures`: plays the demo's story and photographs the page into deploy/pictures/."""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.demo.house import House
from bot.demo.house import house as open_house
from bot.demo.script import script
from bot.demo.story import Story
from tests.page.conftest import BROWSERS
from tests.page.screen import Screen

PICTURES = Path(__file__).parents[2] / "deploy" / "pictures"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder), pacing="off") as house:
        for scene in Story(house, script()).scenes():
            if scene.key == "follow_up":
                break
        PICTURES.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            path = next(filter(None, map(shutil.which, BROWSERS)))
            flags = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=path, args=flags)
            desktop(opened(browser, house, 1440, 900), house)
            phone(opened(browser, house, 390, 844), house)
            browser.close()


def opened(browser: Browser, house: House, width: int, height: int) -> Page:
    context = browser.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(house.page)
    page.evaluate("document.fonts.ready")
    return page


def desktop(page: Page, house: House) -> None:
    screen = Screen(page, house)
    expect(screen.cards).to_have_count(1)
    screen.becomes(owner(house))
    screen.card.evaluate("card => card.scrollIntoView({block: 'center'})")
    page.screenshot(path=PICTURES / "page-desktop.png")


def phone(page: Page, house: House) -> None:
    """The answer to her question: the entries, as she saw them."""
    expect(page.locator("#phone .bubble")).to_have_count(3)
    page.locator("#phone .line.own").first.evaluate(
        "line => { line.scrollIntoView({block: 'start'}); line.closest('.chat').scrollTop -= 6; }"
    )
    page.screenshot(path=PICTURES / "page-phone.png")


def owner(house: House) -> str:
    """Whoever was first to press."""
    card = str(house.messages()[0])
    return next(c.name for c in house.region.coordinators if f"担当：{c.name}" in card)


if __name__ == "__main__":
    main()
