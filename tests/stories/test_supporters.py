"""Supporters ask in Slack, seen by nobody else; a case of theirs lives in a thread of their direct messages."""

from collections.abc import Iterator

import pytest

from bot.demo.house import House
from bot.simulator.slack.world import BOT_USER
from tests.stories.conftest import SUPPORTER
from tests.stories.people import Desk, new_card
from tests.stories.workspace import CASE, Supporter, actions, live_signs, modal, quoted, reads, whispers

OPEN, ELSEWHERE = "C0SCHOOLS1", "C0NOBOT001"
QUESTION = "横須賀市、4歳、気管切開。医療型短期入所はありますか"


@pytest.fixture
def house(house: House) -> House:
    """The shared house with a channel the bot is in and one it is not in."""
    if OPEN not in house.slack.space.world.channels:
        house.slack.add_channel("schools", id=OPEN, members=[SUPPORTER, "U0KUJIRA01"])
        house.slack.add_channel("elsewhere", id=ELSEWHERE, members=[SUPPORTER, "U0KUJIRA01"], bot=False)
    return house


@pytest.fixture
def asker(house: House) -> Iterator[Supporter]:
    """A supporter nobody has met yet."""
    user = f"U0SUP{len(house.slack.space.world.users):05d}"
    house.slack.add_user(f"supporter{user}", id=user, real_name="小枝")
    for channel in (OPEN, ELSEWHERE):
        house.slack.join(user, channel)
    refused = len(house.slack.state()["refusals"])
    yield Supporter(house, user)
    assert house.slack.state()["refusals"][refused:] == []


def in_public(house: House) -> str:
    """Everything that stands in channels, for everybody."""
    return str([one["messages"] for one in house.slack.state()["channels"] if not one["id"].startswith("D")])


# -- asking ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [OPEN, ELSEWHERE], ids=["a member", "no member"])
def test_soudan_is_answered_to_her_alone_whether_or_not_the_bot_is_there(
    house: House, asker: Supporter, channel: str
) -> None:
    answer = asker.asks(QUESTION, channel, "条件に合う確認済みの情報です")

    assert answer["channel"] == channel
    assert answer["user_seeing"] == asker.user
    shown = reads(answer)
    assert shown.count("[この情報は違う]") == 2  # the two short stays that take the care
    assert "[コーディネーターに相談]" in shown
    assert "が確認" in shown
    assert "出どころ" in shown
    assert "気管切開" in shown
    assert "暮らしの中では" in shown  # the term explained
    assert "お住まい" not in shown
    assert QUESTION not in in_public(house)


def test_a_direct_message_is_answered_there(asker: Supporter) -> None:
    answer = asker.after(lambda: asker.house.slack.dm(asker.user, QUESTION), "条件に合う確認済みの情報です")

    assert answer in asker.house.messages(asker.direct)


def test_a_mention_is_answered_in_the_channel_to_her_alone(house: House, asker: Supporter) -> None:
    answer = asker.after(lambda: house.slack.post(asker.user, OPEN, f"<@{BOT_USER}> {QUESTION}"), "条件に合う")

    assert answer["user_seeing"] == asker.user
    assert "使えそう" not in in_public(house)


def test_a_mention_in_a_thread_is_answered_in_that_thread(house: House, asker: Supporter) -> None:
    parent = house.slack.post(asker.user, OPEN, "相談です").result["ts"]

    answer = asker.after(
        lambda: house.slack.post(asker.user, OPEN, f"<@{BOT_USER}> {QUESTION}", thread_ts=parent), "条件に合う"
    )

    assert (answer["thread_ts"], answer["user_seeing"]) == (parent, asker.user)


def test_the_shortcut_looks_for_what_a_message_asks(house: House, asker: Supporter) -> None:
    other = house.slack.post("U0KUJIRA01", ELSEWHERE, QUESTION).result["ts"]

    answer = asker.after(
        lambda: house.slack.shortcut(asker.user, "ask_about_message", channel=ELSEWHERE, ts=other), "条件に合う"
    )

    assert answer["user_seeing"] == asker.user


def test_her_search_in_a_thread_of_her_messages_is_answered_in_that_thread(asker: Supporter) -> None:
    first = asker.after(lambda: asker.house.slack.dm(asker.user, QUESTION), "条件に合う")

    more = asker.after(lambda: asker.house.slack.dm(asker.user, "横須賀の訪問看護は", thread_ts=first["ts"]))

    assert more["thread_ts"] == first["ts"]


def test_more_resolved_and_wrong_are_pressed_under_an_answer(house: House, asker: Supporter) -> None:
    answer = asker.asks("相談支援", OPEN)
    if "[もっと見る]" not in reads(answer):
        answer = asker.asks("横須賀市 5歳 気管切開 短期入所 訪問看護", OPEN, "もっと見る")
    more_button = next(b for b in actions(answer) if b.get("value") == "more")
    more = asker.after(lambda: asker.presses(answer, more_button["action_id"]), "続きの情報です")
    done = next(b for b in actions(more) if b.get("value") == "resolved")
    asker.after(lambda: asker.presses(more, done["action_id"]), "お役に立てて")
    wrong = next(b for b in actions(answer) if b.get("value", "").startswith("wrong:"))

    asker.after(
        lambda: asker.presses(answer, wrong["action_id"], value=wrong["value"]), "窓口のコーディネーターが確かめます"
    )

    entry = wrong["value"].split(":")[1]
    card = house.wait_for(
        "the curator's card",
        lambda: next((m for m in house.messages() if "情報の確認" in str(m) and entry in str(m)), None),
    )
    desk = Desk(house, card)
    desk.presses("entry.correct")
    assert desk.submits().result["errors"]
    desk.presses("entry.correct")
    desk.submits(phone="046-000-1111")
    house.wait_for("settled", lambda: "の情報を直しました" in desk.shows())
    house.wait_for("the new number", lambda: "046-000-1111" in str(house.product.library.shelf.directory.get(entry)))


def test_unverified_entries_are_never_shown_and_old_ones_only_to_supporters(house: House, asker: Supporter) -> None:
    today, shelf = house.now().date(), house.product.library.shelf.directory
    old = [e for e in shelf if e.verified_on and not e.is_national and (today - e.verified_on).days > 365]
    unverified = [e for e in shelf if e.verified_by == "unverified"]
    assert old
    assert unverified

    for entry in unverified[:2]:
        assert entry.name not in reads(asker.asks(entry.name, OPEN))
    shown = [
        reads(asker.asks(entry.name, OPEN)) for entry in old if not entry.valid_until or entry.valid_until >= today
    ]

    assert any("確認から半年以上たっています" in one for one in shown)


def test_nothing_found_is_said_plainly(asker: Supporter) -> None:
    answer = asker.asks("ペットの美容院", OPEN, "条件に合う確認済みの情報がありませんでした")

    assert "[コーディネーターに相談]" in reads(answer)


# -- consulting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consent", "said"),
    [("given", ""), ("anonymous", "匿名の相談です"), ("pending", "ご家族の同意はこれからです")],
)
def test_the_card_shows_who_asks_and_how_the_consent_stands(asker: Supporter, consent: str, said: str) -> None:
    card = asker.consults(asker.asks(QUESTION, OPEN), consent=consent)

    shown = reads(card)
    assert "学校" in shown
    assert said in shown
    assert CASE in quoted(card)
    assert ("同意はこれから" in shown or "匿名の相談" in shown) is (consent != "given")


def test_without_consent_what_names_somebody_is_held_back_at_its_field(house: House, asker: Supporter) -> None:
    asker.presses(asker.asks(QUESTION, OPEN), "supporter.consult")
    assert "書かないでください" in reads(modal(house, asker.user))

    named = {"requester": "school", "text": "たろうくんのことです。電話は090-1234-5678"}
    refused = house.slack.submit(asker.user, {**named, "consent": "anonymous"})
    assert "090-1234-5678" in refused.result["errors"]["text"]
    cards = len(house.messages())
    sent = house.slack.submit(asker.user, {**named, "consent": "given"})

    assert sent.result["errors"] == {}
    house.wait_for("the card", lambda: len(house.messages()) > cards)


def test_replies_come_to_her_thread_and_her_answers_to_the_cases_thread(house: House, asker: Supporter) -> None:
    desk = Desk(house, asker.consults(asker.asks(QUESTION, ELSEWHERE)))
    opened = asker.waits_in_thread("返事はこのスレッドに届きます")
    desk.presses("case.reply")
    assert "費用はかかりません" not in reads(modal(house, desk.who.slack_id))
    desk.submits(text="看護師の配置について調べました")
    preview = reads(modal(house, desk.who.slack_id))
    desk.submits()

    assert "費用はかかりません" in preview
    assert "相談した方には、このとおりに届きます" in preview
    reply = asker.waits_in_thread("看護師の配置について調べました")
    assert reply["thread_ts"] == opened["ts"]
    desk.waits_for("送信しました")
    house.slack.dm(asker.user, "ありがとうございます。続きの質問です", thread_ts=opened["ts"])
    desk.waits_in_thread("続きの質問です")


def test_her_edits_and_deletions_reach_the_cases_thread(house: House, asker: Supporter) -> None:
    desk = Desk(house, asker.consults(asker.asks(QUESTION, OPEN)))
    root = asker.waits_in_thread("受付番号")["ts"]
    first = house.slack.dm(asker.user, "水曜に面談です", thread_ts=root).result["ts"]
    second = house.slack.dm(asker.user, "これは消す言葉", thread_ts=root).result["ts"]
    desk.waits_in_thread("水曜に面談です")
    desk.waits_in_thread("これは消す言葉")

    house.slack.edit(asker.user, asker.direct, first, "木曜に面談です")
    house.slack.delete(asker.user, asker.direct, second)

    desk.waits_in_thread("木曜に面談です")
    house.wait_for("the old words to go", lambda: not any("水曜" in x or "消す言葉" in x for x in desk.thread()))
    house.slack.edit(asker.user, asker.direct, first, "金曜に面談です")
    desk.waits_in_thread("金曜に面談です")
    house.wait_for("the old words to go", lambda: not any("木曜" in one for one in desk.thread()))


def test_her_files_reach_the_cases_thread_and_go_when_she_deletes_them(house: House, asker: Supporter) -> None:
    desk = Desk(house, asker.consults(asker.asks(QUESTION, OPEN)))
    root = asker.waits_in_thread("受付番号")["ts"]

    sent = house.slack.upload(asker.user, asker.direct, "plan.pdf", b"%PDF-1.7 plan", thread_ts=root).result

    def passed() -> str | None:
        found = [f for m in house.messages() if m.get("thread_ts") == desk.ts for f in m.get("files", [])]
        return next((f["id"] for f in found if f.get("name") == "plan.pdf"), None)

    copy = house.wait_for("the file", passed)
    assert house.slack.space.world.files[copy].content == b"%PDF-1.7 plan"
    house.slack.delete(asker.user, asker.direct, sent["ts"])
    house.wait_for("the copy to go", lambda: passed() is None)


def test_two_consultations_of_hers_stay_two(house: House, asker: Supporter) -> None:
    one = Desk(house, asker.consults(asker.asks(QUESTION, OPEN), "一人目のお子さんのこと"))
    first = asker.waits_in_thread("受付番号")["ts"]
    other = Desk(house, asker.consults(asker.asks(QUESTION, OPEN), "二人目のお子さんのこと"))
    second = house.wait_for("another thread", lambda: next((m["ts"] for m in asker.thread() if m["ts"] != first), None))

    house.slack.dm(asker.user, "一人目の続き", thread_ts=first)
    house.slack.dm(asker.user, "二人目の続き", thread_ts=second)

    one.waits_in_thread("一人目の続き")
    other.waits_in_thread("二人目の続き")
    assert not any("二人目" in line for line in one.thread())


def test_introduced_entries_and_the_closing_come_to_her_thread(house: House, asker: Supporter) -> None:
    desk = Desk(house, asker.consults(asker.asks(QUESTION, OPEN)))
    desk.presses("case.introduce")
    found = house.slack.suggest(desk.who.slack_id, "directory", "短期入所").result["options"]
    desk.submits(entries=found[:2])
    desk.submits()
    asker.waits_in_thread("情報の紹介です")
    desk.waits_for("送信しました")

    desk.presses("case.close")
    desk.submits(reason="connected", outcome="partly")

    asker.waits_in_thread("相談は終わりになりました")


# -- urgent --------------------------------------------------------------------------------------------------


def test_urgent_words_of_a_supporter_are_answered_with_numbers_and_heard_by_the_desk(
    house: House, asker: Supporter
) -> None:
    cards = len(house.messages())

    answer = asker.asks("いま呼吸が止まりそうで、顔色が真っ青です", OPEN, "119")

    assert answer["user_seeing"] == asker.user
    card = new_card(house, cards)
    assert "【緊急】" in reads(card)
    assert "同意を待たずに" in reads(card)
    desk = Desk(house, card)
    root = asker.waits_in_thread("受付番号")
    desk.replies("すぐ電話します")
    asker.waits_in_thread("すぐ電話します")
    assert root["ts"] == asker.thread()[0]["ts"]


def test_a_search_after_urgent_words_is_not_copied_to_the_desk(house: House, asker: Supporter) -> None:
    cards = len(house.messages())
    asker.asks("いま呼吸が止まりそうです", OPEN, "119")
    desk = Desk(house, new_card(house, cards))

    asker.asks(QUESTION, OPEN, "条件に合う")

    desk.replies("いかがですか")
    desk.waits_in_thread("いかがですか")
    assert QUESTION not in "\n".join(desk.thread())


def test_urgent_words_in_her_cases_thread_ring_in_that_case(house: House, asker: Supporter) -> None:
    desk = Desk(house, asker.consults(asker.asks(QUESTION, OPEN)))
    root = asker.waits_in_thread("受付番号")["ts"]
    cards = len([m for m in house.messages() if m.get("thread_ts", m["ts"]) == m["ts"]])

    house.slack.dm(asker.user, "いま呼吸が止まりそうです", thread_ts=root)

    desk.waits_in_thread("緊急の言葉が届きました")
    asker.waits_in_thread("119")
    assert len([m for m in house.messages() if m.get("thread_ts", m["ts"]) == m["ts"]]) == cards


# -- who is on duty ---------------------------------------------------------------------------------------------


def test_touban_tells_who_is_on_duty_and_the_next_two_weeks(house: House, asker: Supporter) -> None:
    told = asker.after(lambda: house.slack.command(asker.user, ELSEWHERE, "/touban"), "いまの当番は")

    shown = reads(told)
    assert "海猫 はるか" in shown.splitlines()[0]
    for day in "月火水木金":
        assert f"（{day}）　9:00–17:00" in shown
    assert told["user_seeing"] == asker.user


def test_the_home_tab_says_who_is_on_duty_and_how_to_ask(house: House, asker: Supporter) -> None:
    house.slack.open_home(asker.user)

    home = house.wait_for("her Home tab", lambda: house.slack.state()["homes"].get(asker.user))
    assert "いまの当番は" in reads(home["view"])
    assert "/soudan" in reads(home["view"])


# -- words that could hurt ---------------------------------------------------------------------------------------

TORTURE = (
    "@channel <!here> <@U0UMINEKO1> *太* _斜_ ~消~ `码` &lt;!here&gt; :tada: '; DROP TABLE cases; -- "
    "<script>alert(1)</script> { $number } \u202e逆\u202c \u200b零 👨‍👩‍👧‍👦 🇯🇵"
)


@pytest.mark.parametrize("words", [TORTURE, "長" * 2900, "👨‍👩‍👧‍👦" * 260], ids=["signs", "long", "emoji"])
def test_no_words_of_hers_break_or_ping_anything(house: House, asker: Supporter, words: str) -> None:
    before = len(house.messages())
    answer = asker.asks(words[:2000], OPEN)
    card = asker.consults(answer if "supporter.consult" in str(answer) else asker.asks(QUESTION, OPEN), words)
    root = asker.waits_in_thread("受付番号")["ts"]

    house.slack.dm(asker.user, words, thread_ts=root)

    desk = Desk(house, card)
    desk.waits_in_thread("相談した方からの言葉です")
    ours = [m for m in house.messages()[before:] if m.get("bot_id")] + asker.seen()
    assert not [sign for message in ours for sign in live_signs(message)]


def test_an_answer_in_time_keeps_no_word_of_hers_in_public(house: House, asker: Supporter) -> None:
    asker.asks("ひみつの合言葉ほたるいか", OPEN)

    assert "ほたるいか" not in in_public(house)
    assert all("ほたるいか" not in str(one) for one in whispers(house, "U0KUJIRA01"))
