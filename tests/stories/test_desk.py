"""Every button of a case's card, pressed by real hands through Slack's modals, and what each side then sees."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.slack.escape import visible
from bot.demo.house import House
from bot.simulator.faults import Fault, FaultKind
from storage import posts, records
from tests.stories.people import Desk, Family
from tests.stories.workspace import live_signs, modal, quoted, reads, whispers

STRANGER = "U0STRANGER"


@pytest.fixture
def mother(house: House) -> Family:
    return Family(house)


@pytest.fixture
def desk(house: House, mother: Family) -> Desk:
    return Desk(house, mother.opens_a_case())


def at_desk(desk: Desk, index: int) -> Desk:
    """The same card before another coordinator."""
    return Desk(desk.house, desk.card(), desk.house.region.coordinators[index])


def whispered(desk: Desk, words: str, who: str | None = None) -> dict[str, Any]:
    user = who or desk.who.slack_id
    return desk.house.wait_for(
        f"a whisper: {words}", lambda: next((w for w in whispers(desk.house, user) if words in reads(w)), None)
    )


def number_of(desk: Desk) -> str:
    return desk.shows().splitlines()[0].split("受付番号 ")[1].split("｜")[0]


# -- 引き受ける -------------------------------------------------------------------------------------


def test_exactly_one_claim_wins_of_many_at_once(desk: Desk) -> None:
    hands = [at_desk(desk, index % 3) for index in range(9)]
    presses = [threading.Thread(target=hand.presses, args=("case.claim",)) for hand in hands]
    # Slack is slow with the new card, so that all of them still see the button.
    desk.house.slack.faults.add(Fault(FaultKind.LATE_ACCEPT, "*/chat.update", seconds=1.5))

    for press in presses:
        press.start()
    for press in presses:
        press.join()

    shown = desk.waits_for("担当：")
    owner = next(c for c in desk.house.region.coordinators if f"担当：{c.name}" in desk.waits_for("対応中"))
    number = number_of(desk)
    for other in desk.house.region.coordinators:
        expected = "もうあなたの担当です" if other is owner else f"{owner.name}さんが引き受けています"
        whispered(desk, f"{number} は、{expected}" if other is owner else f"{number} は{expected}", other.slack_id)
    assert sum(f"担当：{c.name}" in desk.shows() for c in desk.house.region.coordinators) == 1, shown


def test_a_press_delivered_twice_acts_once(desk: Desk) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    delivery = desk.house.slack.state()["deliveries"][-1]

    assert desk.house.slack.deliverer.redeliver(delivery["id"]).status == 200

    desk.presses("case.note")
    desk.submits(text="目印のメモ")
    desk.waits_in_thread("目印のメモ")
    assert not any(number_of(desk) in reads(w) for w in whispers(desk.house, desk.who.slack_id))


def test_a_stranger_is_told_privately_and_changes_nothing(desk: Desk) -> None:
    house = desk.house
    if STRANGER not in house.slack.space.world.users:
        house.slack.add_user("stranger", id=STRANGER)
        house.slack.join(STRANGER, house.desk)
    before = desk.shows()

    house.slack.press(STRANGER, "case.claim", channel=house.desk, ts=desk.ts)
    whispered(desk, "コーディネーターだけが使えます", STRANGER)
    house.slack.press(STRANGER, "case.reply", channel=house.desk, ts=desk.ts)

    assert "コーディネーターだけが使えます" in reads(modal(house, STRANGER))
    assert desk.shows() == before


# -- 今は受けられない -------------------------------------------------------------------------------


def test_declining_calls_the_others_and_gives_the_reason_to_the_desk_alone(desk: Desk, mother: Family) -> None:
    on_duty = at_desk(desk, 1)  # Tuesday: umineko
    assert f"<@{on_duty.who.slack_id}>" in desk.shows()

    on_duty.presses("case.decline")
    on_duty.submits(reason="full", text="訪問が重なっています")

    desk.waits_in_thread("手がいっぱい")
    told = desk.waits_in_thread("さん、お願いします")
    others = [c.slack_id for c in desk.house.region.coordinators if c.id != on_duty.who.id]
    assert all(f"<@{other}>" in told for other in others)
    assert f"<@{on_duty.who.slack_id}>" not in told
    desk.waits_in_thread("訪問が重なっています")
    assert "訪問が重なっています" not in "\n".join(mother.hears())
    assert "引き受け待ち" in desk.shows()


def test_giving_back_is_told_to_a_family_that_knew_the_name(desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    desk.replies("はじめまして")
    mother.waits_for("はじめまして")

    desk.presses("case.decline")
    desk.submits(reason="away")

    mother.waits_for("担当の人が替わります")
    desk.waits_for("引き受け待ち")


def test_giving_back_before_the_family_knew_the_name_tells_it_nothing(desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    desk.waits_for("対応中")
    desk.presses("case.decline")
    desk.submits(reason="away")
    desk.waits_for("引き受け待ち")

    mother.says("まだでしょうか", until="窓口に届けました")

    assert "替わります" not in "\n".join(mother.hears())


# -- 返信する and 資源を紹介 -------------------------------------------------------------------------


def test_a_reply_is_previewed_edited_and_sent_and_never_called_read(desk: Desk, mother: Family) -> None:
    house, user = desk.house, desk.who.slack_id
    desk.presses("case.reply")
    assert number_of(desk) in reads(modal(house, user))
    assert desk.submits(text="  ").result["errors"]

    desk.submits(text="最初の文")
    preview = reads(modal(house, user))
    assert "最初の文" in preview
    assert "有料の送信を 1 通" in preview
    house.slack.close(user)  # 書き直す
    assert modal(house, user)["callback_id"] == "case.reply"
    desk.submits(text="直した文 <b>&amp; *そのまま*")
    assert "直した文" in reads(modal(house, user))
    desk.submits()

    mother.waits_for("直した文 <b>&amp; *そのまま*")
    shown = desk.waits_for("送信しました")
    assert "読まれたかどうかは分かりません" in shown
    assert "既読" not in shown
    assert not any("最初の文" in line for line in mother.hears())
    assert f"担当：{desk.who.name}" in shown  # who answers first is responsible


def test_an_entry_is_found_by_typed_words_and_arrives_as_a_card_on_the_phone(desk: Desk, mother: Family) -> None:
    house, user = desk.house, desk.who.slack_id
    desk.presses("case.introduce")
    found = house.slack.suggest(user, "directory", "短期入所").result["options"]
    assert 3 <= len(found) <= 20
    chosen = found[:3]
    heard = len(house.line.heard(mother.id))

    desk.submits(entries=chosen, text="こちらはいかがでしょうか")
    preview = reads(modal(house, user))
    desk.submits()

    mother.waits_for("こちらはいかがでしょうか")
    shown = house.wait_for("entries", lambda: [m for m in house.line.heard(mother.id)[heard:] if m["type"] == "flex"])
    assert [len(m["contents"].get("contents", [])) for m in shown] == [3]
    for option in chosen:
        assert option["text"]["text"].rstrip("…") in preview
        assert option["text"]["text"].rstrip("…") in "\n".join(mother.hears())
    desk.waits_in_thread(chosen[0]["text"]["text"].rstrip("…"))
    desk.waits_for("送信しました")


def test_entries_can_be_introduced_without_a_word(desk: Desk, mother: Family) -> None:
    desk.presses("case.introduce")
    found = desk.house.slack.suggest(desk.who.slack_id, "directory", "訪問看護").result["options"]
    desk.submits(entries=found[:1])
    desk.submits()

    mother.waits_for(f"{desk.who.name}さんからの紹介です")
    desk.waits_for("送信しました")


def test_the_same_form_sent_twice_reaches_the_family_once(desk: Desk, mother: Family) -> None:
    desk.replies("一度だけ届く言葉")
    sent = next(d for d in reversed(desk.house.slack.state()["deliveries"]) if d["kind"] == "interaction")
    desk.house.slack.deliverer.redeliver(sent["id"])
    mother.waits_for("一度だけ届く言葉")
    desk.replies("二つめ")
    mother.waits_for("二つめ")

    assert sum("一度だけ届く言葉" in line for line in mother.hears()) == 1
    assert sum("一度だけ届く言葉" in line for line in desk.thread()) == 1


# -- フォロー予定, 内部メモ, 終了 -----------------------------------------------------------------------


def test_a_past_date_is_refused_at_its_field(desk: Desk) -> None:
    desk.presses("case.follow_up")
    today = desk.house.now().date()

    for day in (today - timedelta(days=1), today):
        assert "明日より後の日" in desk.submits(on=day.isoformat()).result["errors"]["on"]

    desk.submits(on=(today + timedelta(days=1)).isoformat())
    desk.waits_for("フォロー中")
    assert f"担当：{desk.who.name}" in desk.shows()


def test_a_note_stays_inside(desk: Desk, mother: Family) -> None:
    desk.presses("case.note")
    desk.submits(text="家族には見せないメモ")
    desk.waits_in_thread("家族には見せないメモ")
    desk.replies("見せる返信")
    mother.waits_for("見せる返信")

    assert "家族には見せないメモ" not in "\n".join(mother.hears())


def test_closing_needs_reason_and_outcome_and_counts_what_was_not_met(desk: Desk, mother: Family) -> None:
    house = desk.house
    desk.presses("case.close")
    with pytest.raises(Exception, match="incomplete"):
        desk.submits(reason="other")
    desk.submits(reason="other", outcome="unmet")

    mother.waits_for("終わりにしました")
    shown = desk.waits_for("応えられる資源がなかった")
    assert "終了の理由：その他" in shown
    case_id = case_of(desk)
    gaps = house.product.database.run_sync(lambda tx: records.of_kind(tx, "unmet"))
    assert [gap.kind for gap in gaps if gap.case_id == case_id] == ["closed-unmet"]  # type: ignore[union-attr]


def case_of(desk: Desk) -> str:
    found = desk.house.product.database.run_sync(lambda tx: posts.case_at(tx, desk.house.desk, desk.ts))
    assert found is not None
    return found


def test_a_closed_card_takes_only_notes_and_an_old_button_changes_nothing(desk: Desk, mother: Family) -> None:
    house = desk.house
    desk.presses("case.reply")  # she began to write; a colleague closes meanwhile
    colleague = at_desk(desk, 2)
    colleague.presses("case.close")
    colleague.submits(reason="settled", outcome="met")
    desk.waits_for("終了")
    mother.waits_for("終わりにしました")

    desk.submits(text="もう遅い返信")

    assert "今の状態では" in reads(modal(house, desk.who.slack_id))
    house.wait_for("buttons gone", lambda: "[内部メモ]" in desk.shows() and "[返信する]" not in desk.shows())
    assert not any("もう遅い返信" in line for line in mother.hears())


def test_words_sent_while_a_colleague_closed_come_back_to_her_alone(desk: Desk, mother: Family) -> None:
    desk.presses("case.reply")
    desk.submits(text="書きかけの大事な返信")
    colleague = at_desk(desk, 2)
    colleague.presses("case.close")
    colleague.submits(reason="settled", outcome="met")
    desk.waits_for("終了の理由")

    desk.submits()  # the preview was still open

    assert "もう終了しています" in reads(whispered(desk, "書きかけの大事な返信"))
    assert not any("書きかけの大事な返信" in line for line in mother.hears())


# -- the bot again -----------------------------------------------------------------------------------


def test_the_bot_answers_again_when_a_button_says_so(desk: Desk, mother: Family) -> None:
    desk.presses("case.claim")
    assert "自動応答は止めています" in desk.waits_for("対応中")
    desk.presses("case.bot")

    mother.waits_for("ここからは自動応答がお返事します")
    desk.waits_in_thread("自動応答に戻しました")
    mother.says("訪問看護をさがしています", until="使えそうな")
    desk.waits_in_thread("訪問看護をさがしています")


# -- words that could hurt ------------------------------------------------------------------------------

TORTURE = (
    "@channel <!here> <!channel> <@U0UMINEKO1> <#C0TSUNAGU1> *太* _斜_ ~消~ `码` ```塊``` &lt;!here&gt; :tada: "
    "<https://example.jp|偽> '; DROP TABLE cases; -- <script>alert(1)</script> {{7*7}} { $number } \u202e逆\u202c "
    "\u200b零\u200b \x07鈴 👨‍👩‍👧‍👦 🇯🇵 が゙ Z̸̡͚"
)


@pytest.mark.parametrize("words", [TORTURE, "長" * 2990, "👨‍👩‍👧‍👦" * 270], ids=["signs", "long", "emoji"])
def test_no_words_break_or_ping_on_any_way_of_the_desk(desk: Desk, mother: Family, words: str) -> None:
    house, other = desk.house, at_desk(desk, 2)
    before = len(house.messages())
    refused = len(house.slack.state()["refusals"])
    desk.presses("case.note")
    desk.submits(text=words)
    other.presses("case.decline")
    other.submits(reason="other", text=words[:100])
    desk.presses("case.reply")
    desk.submits(text=words)
    desk.submits()
    mother.says(words)

    desk.waits_for("送信しました")
    desk.waits_in_thread("相談した方からの言葉です")
    new = house.messages()[before:]
    assert not [found for m in new for found in live_signs(m)]
    assert len(house.slack.state()["refusals"]) == refused
    kept, arrived = visible(words.strip()), words.strip().replace("\x07", "\N{REPLACEMENT CHARACTER}")
    assert "".join(quoted(m) for m in new).count(kept) == 3  # note, reply, and what she wrote herself
    assert "".join(m["text"] for m in house.line.heard(mother.id) if m["type"] == "text").count(arrived) == 1
