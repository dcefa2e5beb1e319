"""From "I want to talk to someone" to a closed case, seen from the phone."""

from datetime import datetime, timedelta

from bot.demo.house import House
from tests.stories.conftest import STARTS_AT, OpenHouse
from tests.stories.people import QUESTION, Desk
from tests.stories.phone import Phone, wait_for_post


def top_level(house: House) -> int:
    """How many cards stand in the channel; late words in threads of other stories are none."""
    return sum(m.get("thread_ts", m["ts"]) == m["ts"] for m in house.messages())


def test_consent_says_what_is_passed_to_whom_and_nothing_is_passed_before_it(house: House) -> None:
    phone = Phone(house)
    phone.asks(QUESTION, sees="使えそうな")
    cards = top_level(house)

    asked = phone.taps("相談したい", sees="伝えてもよいですか")

    assert house.region.file.desk[0].name in asked
    assert "書いてくださった言葉" in asked
    assert phone.labels() == ["伝えて相談する", "やめておく"]
    assert top_level(house) == cards


def test_who_declines_is_told_that_nobody_heard_of_it_and_may_go_on_asking(house: House) -> None:
    phone = Phone(house)
    phone.asks(QUESTION, sees="使えそうな")
    cards, before = top_level(house), len(house.messages())

    phone.taps("相談したい", sees="伝えてもよいですか")
    phone.taps("やめておく", sees="だれにも伝えていません")
    phone.asks(QUESTION, sees="使えそうな")

    assert top_level(house) == cards
    assert "やめ" not in str(house.messages()[before:])


def test_consent_may_be_given_or_refused_in_words(house: House) -> None:
    willing, unwilling = Phone(house, "父"), Phone(house, "祖母")
    for phone in (willing, unwilling):
        phone.asks(QUESTION, sees="使えそうな")
        phone.taps("相談したい", sees="伝えてもよいですか")

    willing.asks("はい、お願いします", sees="受付番号は")
    unwilling.asks("やめておきます", sees="だれにも伝えていません")

    card = wait_for_post(house, QUESTION)
    assert "はい、お願いします" not in str(card)


def test_words_written_instead_of_an_answer_go_along_and_the_question_is_asked_again(house: House) -> None:
    phone = Phone(house)
    phone.asks(QUESTION, sees="使えそうな")
    phone.taps("相談したい", sees="伝えてもよいですか")

    phone.asks("あと、上の子の送り迎えにも困っています", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")

    card = wait_for_post(house, "上の子の送り迎えにも困っています")
    assert QUESTION in str(card)


def test_who_asks_for_a_person_at_once_is_asked_for_one_sentence_which_the_card_then_shows(house: House) -> None:
    phone = Phone(house)
    house.line.follow(phone.id)
    phone.sees("はじめまして")

    phone.taps("相談したい", sees="どんなことで困っていますか")
    phone.asks("夜のケアで眠れません", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")

    assert "引き受け待ち" in str(wait_for_post(house, "夜のケアで眠れません"))


def test_who_has_no_words_may_be_heard_without_any(house: House) -> None:
    phone = Phone(house)
    house.line.follow(phone.id)
    phone.sees("はじめまして")
    cards = len(house.messages())

    phone.taps("相談したい", sees="どんなことで困っていますか")
    phone.taps("書かずに相談する", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")

    house.wait_for("the card", lambda: house.messages()[cards:] or None)
    assert "相談の言葉" not in str(house.messages()[cards:])


def test_how_things_stand_is_told_truly_in_every_state(house: House) -> None:
    phone = Phone(house)
    phone.asks("この前相談した件はどうなりましたか", sees="いま受けつけている相談はありません")

    desk = Desk(house, phone.opens_a_case())
    number = desk.shows().split("受付番号 ")[1][:5]
    phone.taps("今どうなっていますか", sees=f"受付番号 {number}：窓口に届いています")

    desk.presses("case.claim")
    desk.waits_for("対応中")
    phone.chooses("status", sees=f"受付番号 {number}：担当の人が受けています。")

    desk.presses("case.follow_up")
    on = (house.now() + timedelta(days=7)).date()
    desk.submits(on=on.isoformat())
    desk.waits_for("フォロー中")
    phone.chooses("status", sees=f"次は {on.month}月{on.day}日")

    desk.presses("case.close")
    desk.submits(reason="settled", outcome="met")
    phone.waits_for(f"受付番号 {number} の相談を終わりにしました")
    phone.chooses("status", sees="いま受けつけている相談はありません")


def test_after_closing_she_writes_again_and_is_answered_as_anybody(house: House) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    desk.presses("case.close")
    desk.submits(reason="settled", outcome="met")
    phone.waits_for("終わりにしました")

    phone.asks(QUESTION, sees="使えそうな")
    phone.taps("相談したい", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")

    desk.waits_for("終了")
    house.wait_for("a second card", lambda: [m for m in house.messages() if QUESTION in str(m) and m["ts"] > desk.ts])


def test_who_has_a_case_chooses_between_going_on_with_it_and_another_one(house: House) -> None:
    phone = Phone(house)
    first = Desk(house, phone.opens_a_case())
    number = first.shows().split("受付番号 ")[1][:5]

    phone.chooses("person", sees=f"受付番号 {number} で相談を受けています")
    phone.taps("続きにする", sees="の続きとして届けます")
    phone.says("きのうより眠れています")
    first.waits_in_thread("きのうより眠れています")

    phone.chooses("person", sees="で相談を受けています")
    phone.taps("別の相談をする", sees="どんなことで困っていますか")
    phone.asks("弟の保育園のことです", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")

    second = Desk(house, wait_for_post(house, "弟の保育園のことです"))
    assert second.ts != first.ts
    assert QUESTION not in second.shows()
    assert "きのうより眠れています" not in second.shows()
    other = second.shows().split("受付番号 ")[1][:5]
    assert f"受付番号 {number}" in phone.chooses("status", sees=f"受付番号 {other}")


def test_when_the_second_case_is_closed_the_first_can_be_gone_on_with(house: House) -> None:
    phone = Phone(house)
    first = Desk(house, phone.opens_a_case())
    number = first.shows().split("受付番号 ")[1][:5]
    phone.chooses("person", sees="相談を受けています")
    phone.taps("別の相談をする", sees="どんなことで困っていますか")
    phone.asks("別の件です", sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")
    second = Desk(house, wait_for_post(house, "別の件です"))
    second.presses("case.close")
    second.submits(reason="settled", outcome="met")
    phone.sees("終わりにしました")

    phone.chooses("person", sees=f"受付番号 {number} で相談を受けています")
    phone.taps("続きにする", sees="の続きとして届けます")
    phone.says("はじめの件の続きです")

    first.waits_in_thread("はじめの件の続きです")


def test_outside_hours_nobody_is_promised_and_the_next_opening_is_told(new_house: OpenHouse) -> None:
    with new_house(starts_at=STARTS_AT.replace(hour=20, minute=15)) as house:
        phone = Phone(house)
        desk = Desk(house, phone.opens_a_case())

        told = phone.sees("受付番号は")
        assert "次に開くのは 11月25日（水）9:00 です" in told
        assert "いまは窓口が開いています" not in told
        assert "<@" not in desk.shows()
        assert "11月25日（水）9:00" in desk.shows()
        phone.asks("追加です", sees="次に開くのは 11月25日（水）9:00 です")

        house.clock.move_to(datetime(2026, 11, 25, 9, 5, tzinfo=STARTS_AT.tzinfo))
        phone.chooses("status", sees="いまは窓口が開いています")
