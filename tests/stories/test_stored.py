"""What is kept about a family: she can see it, and have all of it destroyed."""

import sqlalchemy as sa

from bot.demo.house import House
from storage.tables import metadata
from tests.stories.people import QUESTION, Desk
from tests.stories.phone import Phone


def test_she_is_told_how_much_is_kept(house: House) -> None:
    phone = Phone(house)
    phone.opens_a_case()

    told = phone.chooses("stored", sees="あなたについて保存しているものです")

    assert "やりとりの記録 1件" in told
    assert "相談 1件" in told
    assert phone.labels() == ["消したい", "できることを見る"]


def test_erasing_is_asked_once_more_and_nothing_happens_without_a_yes(house: House) -> None:
    phone = Phone(house)
    phone.opens_a_case()

    phone.chooses("stored", sees="保存しているもの")
    phone.taps("消したい", sees="消してもよいですか")
    phone.taps("できることを見る", sees="できることです")

    assert "相談 1件" in phone.chooses("stored", sees="保存しているもの")


def test_after_erasing_nothing_she_said_can_be_read_anywhere_and_the_desk_sees_why(house: House) -> None:
    phone = Phone(house, "けさない花子")
    desk = Desk(house, phone.opens_a_case())
    phone.says("夜だけでもたすけてほしい")
    desk.waits_in_thread("夜だけでもたすけてほしい")
    desk.presses("case.claim")
    desk.waits_for("対応中")

    phone.chooses("stored", sees="保存しているもの")
    phone.taps("消したい", sees="消してもよいですか")
    phone.taps("すべて消す", sees="すべて消します")

    card = desk.waits_for("ご本人が記録を消しました")
    assert "終了" in card
    assert QUESTION not in card
    house.wait_for("no copy in Slack", lambda: "夜だけでもたすけてほしい" not in str(house.messages()) or None)
    assert readable_by_product(house, phone.id) == []


def test_who_was_erased_may_begin_anew_as_somebody_nobody_knows(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    phone.chooses("erase:yes", sees="すべて消します")
    desk.waits_for("ご本人が記録を消しました")

    phone.asks(QUESTION, sees="使えそうな")

    told = phone.chooses("stored", sees="保存しているもの")
    assert "やりとりの記録 1件" in told
    assert "相談 0件" in told
    phone.chooses("status", sees="いま受けつけている相談はありません")


def readable_by_product(house: House, user: str) -> list[str]:
    """Tables in which the product still finds anybody behind this LINE id, or holds it in the open."""
    database = house.product.database
    with database.begin() as tx:
        hers = {user, *database.keyring.blinds(user)}
        rows = [(table.name, row) for table in metadata.sorted_tables for row in tx.conn.execute(sa.select(table))]
    return [name for name, row in rows if hers.intersection(value for value in row if isinstance(value, str))]
