"""「合っている」「違う」: what a coordinator teaches is remembered in her wording, and answers the next family."""

import asyncio
import re

import pytest
import sqlalchemy as sa

from bot.demo.house import House
from bot.library import Library
from storage import judgements
from storage.judgements import Learned
from storage.tables import judged_question, metadata
from tests.stories.people import Desk
from tests.stories.phone import Phone
from tests.stories.workspace import modal, whispers

ASKED = "横須賀市です。8歳、胃ろうの息子の{}をみてくれるところはありますか"
AGAIN = "横須賀に住んでいます。胃ろうの息子、9歳です。{}をみてくれるところはありますか"


def desk_of(house: House, phone: Phone, words: str) -> Desk:
    return Desk(house, phone.opens_a_case(words), house.region.coordinators[0])


def shown_in(desk: Desk, action: str) -> list[tuple[str, str]]:
    """The entries her modal offers, as (id, name)."""
    desk.presses(action)
    view = modal(desk.house, desk.who.slack_id)
    (choice,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "entry"]
    return [(one["value"], one["text"]["text"]) for one in choice["options"]]


def proposed(desk: Desk) -> str:
    view = modal(desk.house, desk.who.slack_id)
    (field,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "text"]
    return str(field.get("initial_value", ""))


def learned(house: House) -> Learned:
    return house.product.database.run_sync(judgements.learned)[1]


def judges(desk: Desk, entry_id: str, **more: str) -> None:
    """Submits her modal and waits until this process answers by it; she alone is told."""
    house = desk.house
    before, heard = revision(house), len(whispers(house, desk.who.slack_id))
    assert desk.submits(entry=entry_id, **more).result["errors"] == {}
    house.wait_for("the matcher has learned", lambda: house.product.library.shelf.judged > before or None)
    house.wait_for("she is told", lambda: "覚えました" in str(whispers(house, desk.who.slack_id)[heard:]) or None)


def revision(house: House) -> int:
    return house.product.database.run_sync(judgements.revision)


def test_what_she_confirms_comes_first_for_the_next_family_that_asks_alike(house: House) -> None:
    desk = desk_of(house, Phone(house), ASKED.format("放課後"))
    offered = shown_in(desk, "case.fits")
    entry_id, name = next(one for one in offered if one[0] == "ym-104")  # the third she was shown

    wording = proposed(desk)
    assert "胃ろうの息子の放課後" in wording
    assert not re.search(r"横須賀|\d", wording)
    judges(desk, entry_id)

    assert (wording, entry_id) in learned(house).confirmed
    other = Phone(house, "父")
    other.asks(AGAIN.format("放課後"), sees="使えそうな")
    assert name in other.entries()[0]


def test_what_she_refuses_is_not_shown_to_the_next_family_that_asks_alike(house: House) -> None:
    desk = desk_of(house, Phone(house), ASKED.format("歯科の治療"))
    entry_id, name = shown_in(desk, "case.fits_not")[-1]

    judges(desk, entry_id)

    other = Phone(house, "父")
    other.asks(AGAIN.format("歯科の治療"), sees="。")
    assert name not in (other.entries() or [""])[0]
    third = Phone(house, "祖母")
    third.asks("横須賀市、5歳、吸引です。訪問看護をさがしています", sees="使えそうな")
    assert third.entries()


@pytest.mark.parametrize(
    ("wording", "found"), [("8歳の放課後の預かり", "8"), ("はるとくんの放課後の預かり", "はるとくん")]
)
def test_a_wording_that_names_somebody_or_holds_numbers_is_not_kept(house: House, wording: str, found: str) -> None:
    desk = desk_of(house, Phone(house), ASKED.format("学校の送り迎え"))
    before = learned(house)
    entry_id, _ = shown_in(desk, "case.fits")[0]

    outcome = desk.submits(entry=entry_id, text=wording)

    assert f"「{found}」を抜いてください" in outcome.result["errors"]["text"]
    assert learned(house) == before


def test_nothing_else_of_the_familys_words_is_kept_and_the_wording_is_sealed(house: House) -> None:
    desk = desk_of(house, Phone(house), ASKED.format("夏休みの昼間"))
    entry_id, _ = shown_in(desk, "case.fits")[0]
    judges(desk, entry_id, text="夏休みの昼間に預かってくれるところ")

    def stored(conn: sa.Connection) -> str:
        return "\n".join(str(list(conn.execute(sa.select(table)))) for table in metadata.sorted_tables)

    with house.product.database.engine.connect() as conn:
        everything = stored(conn)
        rows = list(conn.execute(sa.select(judged_question).where(judged_question.c.entry_id == entry_id)))

    assert ("夏休みの昼間に預かってくれるところ", entry_id) in learned(house).confirmed
    assert rows
    assert "夏休みの昼間" not in everything
    assert "夏休み".encode() not in b"".join(bytes(row.wording) for row in rows)


def test_every_process_learns_it_at_its_next_look(house: House) -> None:
    another = Library(house.region, house.product.taxonomy)  # what a second `tsunagu work` would hold
    asyncio.run(another.refresh(house.product.database))
    before = another.shelf
    desk = desk_of(house, Phone(house), ASKED.format("冬休みの昼間"))
    entry_id, _ = shown_in(desk, "case.fits")[0]

    judges(desk, entry_id, text="冬休みの昼間に預かってくれるところ")
    asyncio.run(another.refresh(house.product.database))

    assert another.shelf.judged == revision(house) > before.judged
    assert another.shelf.directory is before.directory  # nothing else was built anew


def test_a_change_of_mind_is_what_counts(house: House) -> None:
    desk = desk_of(house, Phone(house), ASKED.format("早朝の見守り"))
    entry_id, _ = shown_in(desk, "case.fits")[0]
    pair = ("早朝に見守ってくれるところ", entry_id)
    judges(desk, entry_id, text=pair[0])
    assert pair in learned(house).confirmed

    shown_in(desk, "case.fits_not")
    judges(desk, entry_id, text=pair[0])

    assert pair in learned(house).refused
    assert pair not in learned(house).confirmed
