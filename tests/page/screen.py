"""What a person at the demo does with her mouse and keyboard, and where she looks. Only through the page."""

from playwright.sync_api import Locator, Page, expect

from bot.demo.house import House
from tests.stories.people import QUESTION


class Screen:
    """One browser window on a house."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        self.phone, self.workspace = page.locator("#phone"), page.locator("#workspace")
        self.modal = page.get_by_role("dialog")
        self.thread = page.get_by_role("log", name="スレッド")

    # -- the phone -----------------------------------------------------------------------------------

    def add_family(self, name: str) -> None:
        self.page.get_by_text("＋ 家族を追加").click()
        self.page.get_by_label("新しい家族の名前").fill(name)
        self.page.get_by_role("button", name="追加する", exact=True).click()
        expect(self.chip(name)).to_have_attribute("aria-pressed", "true")

    def chip(self, name: str) -> Locator:
        return self.page.locator(".people").get_by_role("button", name=name)

    def writes(self, words: str) -> None:
        self.page.get_by_label("メッセージを書く", exact=True).fill(words)
        self.page.keyboard.press("Enter")
        expect(self.phone.locator(".own .balloon").last).to_have_text(words)

    def quick(self, label: str) -> Locator:
        return self.phone.locator(".quick").get_by_role("button", name=label)

    @property
    def balloons(self) -> Locator:
        return self.phone.locator(".balloon")

    def hears(self, words: str) -> None:
        expect(self.phone.locator(".theirs .balloon").filter(has_text=words).last).to_be_visible()

    def opens_a_case(self, name: str = "", words: str = QUESTION) -> None:
        """A new family asks, consents, and hears its number; the card is there."""
        before = self.cards.count()
        self.add_family(name or f"家族{self.page.locator('.people .chip').count()}")
        self.hears("119")
        self.writes(words)
        self.quick("相談したい").click()
        self.quick("伝えて相談する").click()
        self.hears("受付番号は")
        expect(self.cards).to_have_count(before + 1)

    # -- the workspace -------------------------------------------------------------------------------

    def becomes(self, name: str) -> None:
        select = self.page.get_by_label("だれとして見るか")
        select.select_option(label=next(each for each in select.locator("option").all_inner_texts() if name in each))

    def goes_to(self, room: str) -> None:
        self.workspace.locator(".places").get_by_role("button", name=room).click()

    @property
    def cards(self) -> Locator:
        heading = self.page.get_by_role("heading", name="受付番号")
        return self.workspace.locator(".main-column .message").filter(has=heading)

    @property
    def card(self) -> Locator:
        """The newest card of a case."""
        return self.cards.last

    def presses(self, button: str) -> None:
        self.card.get_by_role("button", name=button, exact=True).click()

    def opens(self, button: str) -> Locator:
        """The modal behind a button of the card."""
        self.presses(button)
        expect(self.modal).to_be_visible()
        return self.modal

    def claims(self) -> None:
        self.presses("引き受ける")
        expect(self.card).to_contain_text("対応中")

    def replies(self, words: str) -> None:
        self.opens("返信する").get_by_label("返信の文").fill(words)
        self.modal.get_by_role("button", name="送る前に確かめる").click()
        self.modal.get_by_role("button", name="送信する").click()
        expect(self.modal).to_have_count(0)

    def opens_thread(self) -> None:
        self.card.locator(".replies").click()
        expect(self.thread).to_be_visible()

    def types(self, words: str) -> None:
        """Into the workspace's writing box, letter by letter, and Enter."""
        box = self.workspace.locator(".main-column textarea")
        box.click()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    @property
    def whispers(self) -> Locator:
        return self.workspace.locator(".message.ephemeral")
