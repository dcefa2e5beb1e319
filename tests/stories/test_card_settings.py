"""How much of a family's story stands in Slack is the region's setting: full, summary or number."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.house import House
from bot.demo.house import house as open_house
from bot.region import load
from tests.stories.conftest import STARTS_AT
from tests.stories.people import QUESTION, Desk, Family
from tests.stories.workspace import modal, reads

LATER = "夜の吸引がつらくて眠れません"
REPLY = "お返事です。短期入所のことを調べました"


def region_with(folder: Path, card: str) -> Path:
    """A copy of the sample region with another setting."""
    copy = folder / "region"
    shutil.copytree(load("yokosuka-miura").folder, copy)
    file = copy / "region.toml"
    file.write_text(file.read_text("utf-8").replace('card = "full"', f'card = "{card}"'), "utf-8")
    return copy


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("summary")
    with open_house(folder, region_with(folder, "summary"), starts_at=STARTS_AT, pacing="off") as house:
        yield house


@pytest.fixture(scope="module")
def number(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("number")
    with open_house(folder, region_with(folder, "number"), starts_at=STARTS_AT, pacing="off") as house:
        yield house


def test_a_summary_card_shows_items_and_leaves_the_words_to_the_thread(summary: House) -> None:
    desk = Desk(summary, Family(summary).opens_a_case())

    assert "横須賀市" in desk.shows()
    assert QUESTION not in str(desk.card())
    desk.waits_in_thread(QUESTION)


def test_words_taken_back_leave_the_thread_of_a_summary_card_too(summary: House) -> None:
    mother = Family(summary)
    desk = Desk(summary, mother.opens_a_case())
    desk.waits_in_thread(QUESTION)
    said = next(
        item for item in summary.line.world.chats[mother.id] if item.message and item.message.get("text") == QUESTION
    )

    summary.line.unsend(said.message_id)

    summary.wait_for("the words to go", lambda: QUESTION not in "\n".join(desk.thread()))


def test_a_number_card_keeps_the_whole_story_out_of_slack(number: House) -> None:
    mother = Family(number)
    desk = Desk(number, mother.opens_a_case())
    mother.says(LATER)
    desk.waits_in_thread("相談した方からの言葉です")
    desk.replies(REPLY)
    mother.waits_for(REPLY)
    desk.waits_for("送信しました")

    stored = str([one["messages"] for one in number.slack.state()["channels"]])
    for word in (QUESTION, LATER, REPLY, "気管切開", "横須賀市", "短期入所"):
        assert word not in stored, word
    assert number.slack.state()["refusals"] == []


def test_a_coordinator_reads_the_words_of_a_number_card_alone(number: House) -> None:
    mother = Family(number)
    desk = Desk(number, mother.opens_a_case())
    mother.says(LATER)
    desk.replies(REPLY)
    desk.waits_for("送信しました")

    desk.presses("case.read")

    read = reads(modal(number, desk.who.slack_id))
    assert [read.index(words) for words in (QUESTION, LATER, REPLY)] == sorted(
        read.index(words) for words in (QUESTION, LATER, REPLY)
    )
    assert desk.who.name in read


def test_urgent_words_ring_at_a_number_card_without_being_shown(number: House) -> None:
    mother = Family(number)
    desk = Desk(number, mother.opens_a_case())

    mother.says("もう死にたいです", until="119")

    desk.waits_in_thread("緊急の言葉が届きました")
    desk.waits_for("【緊急】")
    stored = str([one["messages"] for one in number.slack.state()["channels"]])
    assert "死にたい" not in stored
    assert "自" not in "".join(line for line in desk.thread() if "緊急" in line)


def test_a_stranger_cannot_read_the_words(number: House) -> None:
    desk = Desk(number, Family(number).opens_a_case())
    number.slack.add_user("stranger", id="U0STRANGER")
    number.slack.join("U0STRANGER", number.desk)

    number.slack.press("U0STRANGER", "case.read", channel=number.desk, ts=desk.ts)

    assert QUESTION not in str(modal(number, "U0STRANGER"))
    assert "コーディネーターだけが使えます" in reads(modal(number, "U0STRANGER"))


def test_a_picture_is_kept_out_of_the_channel_and_sent_to_whoever_asks_for_it(number: House) -> None:
    mother = Family(number)
    desk = Desk(number, mother.opens_a_case())
    number.line.send(mother.id, "image", content=b"\xff\xd8picture")
    desk.waits_in_thread("言葉ではないもの")
    desk.presses("case.read")
    assert "（写真）" in reads(modal(number, desk.who.slack_id))

    number.slack.press(desk.who.slack_id, "case.media")

    hers = number.direct_messages(desk.who.slack_id)
    number.wait_for("the picture", lambda: [m for m in number.messages(hers) if m.get("files")])
    assert not [m for m in number.messages() if m.get("files")]
    sent = next(item for item in number.line.world.chats[mother.id] if item.message and item.message["type"] == "image")
    number.line.unsend(sent.message_id)
    number.wait_for(
        "no file left", lambda: not [f for m in number.messages(hers) for f in m.get("files", []) if f.get("name")]
    )
