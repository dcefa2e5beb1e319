"""Pictures, sounds, places, stickers, second thoughts, blocks and groups."""

from typing import Any

import pytest

from bot.demo.house import House
from bot.demo.seen import flex_words
from bot.simulator.faults import Fault, FaultKind
from storage import cases, messages, outbox_watch
from tests.stories.people import Desk
from tests.stories.phone import Phone

PLACE = {"latitude": 35.28, "longitude": 139.67, "title": "自宅", "address": "横須賀市追浜町"}
STICKER = {"packageId": "446", "stickerId": "1988", "keywords": ["つかれた"]}
BLOBS: dict[str, dict[str, Any]] = {
    "image": {"content": b"\xff\xd8 picture"},
    "video": {"content": b"moving", "duration": 2000},
    "audio": {"content": b"voice", "duration": 3000},
    "file": {"content": b"%PDF letter", "fileName": "紹介状.pdf"},
}
WITHOUT_CASE = {
    "image": "写真を受けとりました",
    "video": "動画を受けとりました",
    "audio": "音声を受けとりました",
    "file": "ファイルを受けとりました",
    "location": "場所を受けとりました",
    "sticker": "スタンプをありがとうございます",
}


def files_in(house: House, desk: Desk) -> list[dict[str, Any]]:
    """What was uploaded into the thread and not removed since."""
    return [
        file
        for message in house.messages()
        if message.get("thread_ts") == desk.ts
        for file in message.get("files", [])
        if file.get("mode") != "tombstone"
    ]


@pytest.mark.parametrize("kind", WITHOUT_CASE)
def test_without_a_case_she_is_asked_for_words_and_nobody_is_shown_anything(house: House, kind: str) -> None:
    phone = Phone(house)
    before = {m["ts"] for m in house.messages()}

    phone.sends(kind, about(kind), sees=WITHOUT_CASE[kind])

    assert "相談したい" in phone.labels()
    new = [m for m in house.messages() if m["ts"] not in before]  # late words in threads of other stories may come
    assert [m for m in new if m.get("thread_ts", m["ts"]) == m["ts"] or m.get("files")] == []


@pytest.mark.parametrize("kind", BLOBS)
def test_with_a_case_what_she_sends_reaches_its_thread(house: House, kind: str) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())

    phone.sends(kind, about(kind), sees="窓口に届けました")

    (file,) = house.wait_for("the file", lambda: files_in(house, desk))
    assert file["size"] == len(about(kind)["content"])
    if kind == "file":
        assert file["name"] == "紹介状.pdf"


def test_a_video_that_line_is_still_preparing_comes_when_it_is_ready(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())

    phone.sends("video", about("video") | {"ready_after": 20.0})
    house.wait_for("an early look", lambda: [c for c in house.line.calls("/content") if c["status"] == 202])
    assert files_in(house, desk) == []
    house.clock.advance(25)

    house.wait_for("the video", lambda: files_in(house, desk))


def test_what_line_has_lost_already_is_said_in_the_thread(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())

    phone.sends("audio", about("audio") | {"fails": True})

    desk.waits_in_thread("載せられません")


def test_a_place_and_a_sticker_are_told_in_words(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())

    phone.sends("location", PLACE)
    phone.sends("sticker", STICKER)

    assert "横須賀市追浜町" in desk.waits_in_thread("自宅")
    desk.waits_in_thread("つかれた")


def about(kind: str) -> dict[str, Any]:
    return {**BLOBS, "location": PLACE, "sticker": STICKER}[kind]


# -- second thoughts ---------------------------------------------------------------------------


def stored_bodies(house: House) -> str:
    """Every word of a family that the product can still read in what it keeps of conversations."""
    with house.product.database.begin() as tx:
        kept = [case.words for case in cases.list_open(tx)]
        kept += [m.body for case in cases.list_open(tx) for m in messages.of_case(tx, case.id)]
    return "\n".join(kept)


def test_words_taken_back_leave_the_thread_and_our_store(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    phone.says("言わなければよかった")
    desk.waits_in_thread("言わなければよかった")

    house.line.unsend(phone.message_id("言わなければよかった"))

    house.wait_for("no copy", lambda: "言わなければよかった" not in str(house.messages()) or None)
    house.wait_for("nothing kept", lambda: "言わなければよかった" not in stored_bodies(house) or None)


def test_words_from_before_the_case_leave_its_card_and_only_they(house: House) -> None:
    phone = Phone(house)
    phone.chooses("person", sees="どんなことで困っていますか")
    phone.asks("熱", sees="伝えてもよいですか")
    phone.asks("夜の熱がつらい", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")
    card = house.wait_for("the card", lambda: next((m for m in house.messages() if "夜の熱がつらい" in str(m)), None))
    desk = Desk(house, card)
    assert "> 熱" in desk.shows().splitlines()

    house.line.unsend(phone.message_id("熱"))

    house.wait_for("off the card", lambda: "> 熱" not in desk.shows().splitlines() or None)
    assert "> 夜の熱がつらい" in desk.shows().splitlines()


def test_words_on_the_card_of_a_closed_case_can_be_taken_back_too(house: House) -> None:
    phone = Phone(house)
    phone.chooses("person", sees="どんなことで困っていますか")
    phone.asks("あとで消したい言葉", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")
    card = house.wait_for(
        "the card", lambda: next((m for m in house.messages() if "あとで消したい言葉" in str(m)), None)
    )
    desk = Desk(house, card)
    desk.presses("case.close")
    desk.submits(reason="settled", outcome="met")
    desk.waits_for("終了の理由")

    house.line.unsend(phone.message_id("あとで消したい言葉"))

    house.wait_for("off the card", lambda: "あとで消したい言葉" not in str(house.messages()) or None)


def test_a_long_story_taken_back_leaves_the_card_and_its_continuation(house: House) -> None:
    phone, story = Phone(house), "".join(f"長い話の{n:04}。" for n in range(1000))
    phone.chooses("person", sees="どんなことで困っていますか")
    phone.asks(story, sees="伝えてもよいですか")
    phone.asks("これは残す", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")
    house.wait_for("its end in the thread", lambda: "長い話の0999" in str(house.messages()) or None)

    house.line.unsend(phone.message_id(story))

    house.wait_for("all of it gone", lambda: "長い話の" not in str(house.messages()) or None)
    assert "これは残す" in str(house.messages())


def test_a_picture_taken_back_is_removed_from_slack(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    phone.sends("image", about("image"))
    house.wait_for("the picture", lambda: files_in(house, desk))

    house.line.unsend(phone.last_id())

    house.wait_for("no picture", lambda: not files_in(house, desk) or None)


def test_what_is_taken_back_before_it_was_passed_on_is_never_passed_on(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    phone.sends("video", about("video") | {"ready_after": 600.0})

    house.line.unsend(phone.last_id())
    house.clock.advance(5)
    phone.says("こちらは届く")

    desk.waits_in_thread("こちらは届く")
    assert files_in(house, desk) == []
    assert "載せられません" not in str(desk.thread())


def test_what_was_gone_before_we_heard_that_it_was_taken_back_is_not_called_lost(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    phone.sends("video", about("video") | {"ready_after": 600.0})
    house.line.hold()
    house.line.unsend(phone.last_id())
    (taken_back,) = house.line.postman.held or []
    house.line.postman.held = None
    house.clock.advance(5)
    database = house.product.database
    house.wait_for("gone", lambda: database.run_sync(lambda tx: outbox_watch.blocked(tx, ["content-gone"])))

    assert house.line.postman.deliver(taken_back).status == 200
    phone.says("こちらは届く")
    desk.waits_in_thread("こちらは届く")
    house.clock.advance(5)
    phone.says("これも届く")

    desk.waits_in_thread("これも届く")
    assert "載せられません" not in str(desk.thread())


def test_a_withdrawal_that_overtakes_its_message_keeps_it_from_everybody(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    house.line.hold()
    house.line.say(phone.id, "追いこされた言葉")
    house.line.unsend(phone.message_id("追いこされた言葉"))
    message, taken_back = house.line.postman.held or []
    house.line.postman.held = None

    assert house.line.postman.deliver(taken_back).status == 200
    assert house.line.postman.deliver(message).status == 200
    phone.says("そのあとの言葉")

    desk.waits_in_thread("そのあとの言葉")
    assert "追いこされた言葉" not in str(house.messages())
    assert "追いこされた言葉" not in stored_bodies(house)


# -- blocks and groups -------------------------------------------------------------------------


def test_a_block_is_shown_on_the_card_until_she_comes_back(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())

    house.line.unfollow(phone.id)
    desk.waits_for("LINE でブロックされています")
    desk.waits_in_thread("LINE をブロックしました")
    house.line.follow(phone.id)

    desk.waits_in_thread("ブロックが解除されました")
    house.wait_for("no warning on the card", lambda: "ブロックされています" not in desk.shows() or None)
    phone.sees("はじめまして")


def test_a_group_is_left_after_one_sentence_and_nothing_said_there_is_read(house: House) -> None:
    phone = Phone(house)
    group = house.line.add_group("ママ友", [phone.id])

    house.line.join(group)

    house.wait_for(
        "the account left", lambda: "left" in [line["message"]["type"] for line in house.line.chat(group)] or None
    )
    said = [line for message in house.line.heard(group) for line in flex_words(message)]
    assert said == [
        "ここは一人ずつの相談窓口です。グループでは読むことができないので、失礼します。ご相談は、個別のトークで送ってください。"
    ]


def test_a_group_is_left_even_when_the_sentence_cannot_be_said(house: House) -> None:
    phone = Phone(house)
    group = house.line.add_group("ママ友", [phone.id])
    house.line.faults.add(Fault(FaultKind.RESET_BEFORE, "*/message/reply"))

    house.line.join(group)

    house.wait_for(
        "the account left", lambda: "left" in [line["message"]["type"] for line in house.line.chat(group)] or None
    )
