from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given

from bot.channels.slack.escape import visible
from bot.desk import answers, ids, thread
from bot.desk.curator import curator_card, settled
from bot.desk.roster import DeskDuty, DutyTable, Line, duty_table
from bot.desk.thread import Reference
from routing import choices
from routing.case import EntryRef
from routing.duty import Duty
from routing.effects import Entries, Part, Say, Terms, Text, Verbatim
from tests.bot.line.builders import TODAY, emergency_line, entry
from tests.bot.slack.builders import (
    KUJIRA,
    REFERENCE,
    TEXTS,
    buttons,
    formatted,
    refused_by_slack,
    refused_view,
    same_as_golden,
    unformatted,
)
from tests.bot.slack.test_escape import NASTY
from tests.builders import TOKYO, at

REF = EntryRef(
    "ym-061", 3, (("topic", "short-stay-medical"), ("town", "142085"), ("age", "40"), ("care", "ventilator"))
)
ANSWER = Say(
    "talk-7",
    (
        Terms(("人工呼吸器",)),
        Text("answer-found"),
        Entries((REF, EntryRef("ym-062", 3, (("word", "夜"),), by_arrangement=True), EntryRef("ym-063", 3))),
    ),
    (
        choices.choice(choices.MORE),
        choices.choice(choices.RESOLVED),
        choices.choice(choices.PERSON),
        choices.choice(choices.MENU),
    ),
)
NOON = datetime(2026, 11, 24, 12, tzinfo=TOKYO)
TABLE = DutyTable(
    (
        DeskDuty(
            "見本の窓口",
            Duty(open=True, on_duty=("kujira",)),
            (
                Line(NOON.replace(hour=9), NOON.replace(hour=17), "鯨井 なぎさ"),
                Line(NOON.replace(day=25, hour=13), NOON.replace(day=25, hour=17), "海猫 はるか", "鯨井 なぎさ"),
                Line(NOON.replace(day=26, hour=9), NOON.replace(day=26, hour=17)),
            ),
        ),
    ),
    {"kujira": "鯨井 なぎさ", "umineko": "海猫 はるか"},
    TOKYO,
)


def test_a_supporters_answer_stays_as_it_was_looked_at() -> None:
    [message] = answers.answer(ANSWER, REFERENCE)

    assert refused_by_slack(message) == []
    same_as_golden("answer", {"text": message.text, "blocks": list(message.blocks)})


def test_an_answer_shows_reasons_dates_and_sources_in_professional_words() -> None:
    [message] = answers.answer(ANSWER, REFERENCE)
    shown = formatted(list(message.blocks))

    assert "条件に合う確認済みの情報です" in shown
    assert "人工呼吸器の管理に対応" in shown
    assert "2026年10月21日に、ご案内先の担当者が確認" in shown
    assert "この欄は支援者だけが見る" in shown
    assert "月〜金" in shown
    assert shown.count("まだ確認していない情報です") == 1
    assert f"<@{KUJIRA}>" not in shown


def test_each_button_of_an_answer_is_named_for_what_it_does() -> None:
    [message] = answers.answer(ANSWER, REFERENCE)
    found = buttons(message.blocks)

    assert found["supporter.choice.0"]["value"] == "more"
    assert found["supporter.choice.1"]["value"] == "resolved"
    assert found[ids.CONSULT]["text"]["text"] == "コーディネーターに相談"
    assert found["supporter.choice.wrong.0"]["value"] == "wrong:ym-061:3"
    assert [b["block_id"] for b in message.blocks if b["type"] == "actions"] == ["say:talk-7"]
    assert all("menu" not in button["value"] for button in found.values())


def test_an_answer_in_english() -> None:
    [message] = answers.answer(ANSWER, REFERENCE, "en")

    assert "Verified entries that fit" in formatted(list(message.blocks))
    assert buttons(message.blocks)[ids.CONSULT]["text"]["text"] == "Ask a coordinator"


def test_an_old_check_is_said_to_be_old() -> None:
    reference = replace(REFERENCE, today=TODAY.replace(year=2027))

    [message] = answers.answer(ANSWER, reference)

    assert "確認から半年以上たっています" in formatted(list(message.blocks))


def test_an_entry_that_is_gone_is_left_out_and_a_number_stands_alone() -> None:
    line = emergency_line("119", "救急")
    reference = replace(REFERENCE, entry=lambda ref: line if ref.entry_id == "nat-119" else None)

    [message] = answers.answer(
        Say("talk-7", (Entries((EntryRef("nat-119", 1),), lines=True), Entries((REF,)))), reference
    )

    assert formatted(list(message.blocks)) == "*救急*　119"


@given(NASTY, NASTY)
def test_what_stands_in_a_directory_or_is_said_by_a_person_does_no_harm(words: str, name: str) -> None:
    strange = entry(name=name or "x", organization=words, description=words, fee=words, source_note=words, phone=words)
    reference = Reference(TEXTS, lambda _ref: strange, REFERENCE.term, REFERENCE.hours, TODAY)
    say = Say("talk-7", (Verbatim(words, by=name), Entries((REF, REF, REF))))

    said = answers.answer(say, reference)

    assert [refused_by_slack(message) for message in said] == [[]] * len(said)
    assert "<@" not in formatted([list(message.blocks) for message in said])
    quoted = [unformatted(block) for message in said for block in message.blocks if block["type"] == "rich_text"]
    assert "".join(quoted) == visible(words)


def test_a_very_long_description_breaks_nothing() -> None:
    long = replace(REFERENCE, entry=lambda _ref: entry(description="長い説明" * 700, how_to_apply="申込み" * 900))

    said = answers.answer(ANSWER, long)

    assert [refused_by_slack(message) for message in said] == [[]] * len(said)
    assert len(said) > 1
    assert "supporter.choice.0" in buttons(said[-1].blocks)


# -- the thread, the curator, who is on duty -----------------------------------------------------------


def test_a_post_calls_by_name_quotes_words_and_names_entries() -> None:
    parts: tuple[Part, ...] = (
        Text("desk-replied", {"name": "鯨井<!here>"}),
        Verbatim("<!channel> *見て*"),
        Entries((REF,)),
        Terms(("人工呼吸器", "知らない言葉")),
    )

    [message] = thread.post(parts, REFERENCE, (KUJIRA,))

    assert refused_by_slack(message) == []
    same_as_golden("post", {"text": message.text, "blocks": list(message.blocks)})


def test_a_familys_message_of_five_thousand_signs_arrives_whole() -> None:
    words = "あ" * 4_999 + "。"

    said = thread.post((Verbatim(words),), REFERENCE)

    assert "".join(unformatted(list(message.blocks)) for message in said) == words
    assert said[0].text.endswith("。")


@given(NASTY)
def test_no_message_in_a_thread_pings_or_breaks(words: str) -> None:
    said = thread.post((Text("desk-note", {"name": words[:50]}), Verbatim(words)), REFERENCE)

    assert [refused_by_slack(message) for message in said] == [[]] * len(said)
    assert not any("<" in message.text for message in said)


def test_entities_by_the_thousand_still_fit_the_fallback() -> None:
    said = thread.post((Verbatim("&" * 50_000),), REFERENCE)

    assert [refused_by_slack(message) for message in said] == [[]] * len(said)


def test_a_curators_card_says_what_stands_there_and_disappears_when_settled() -> None:
    card = curator_card(EntryRef("ym-061", 3), REFERENCE)
    after = settled(EntryRef("ym-061", 3), "hidden", "鯨井", REFERENCE)

    assert refused_by_slack(card) == []
    same_as_golden("curator", {"text": card.text, "blocks": list(card.blocks)})
    assert list(buttons(card.blocks)) == [ids.CONFIRM, ids.CORRECT, ids.HIDE]
    assert buttons(after.blocks) == {}
    assert "案内に出さない" in after.text


@pytest.mark.parametrize("verdict", ["confirmed", "hidden", "corrected"])
def test_every_verdict_has_its_sentence(verdict: str) -> None:
    assert "鯨井" in settled(EntryRef("gone", 1), verdict, "鯨井", REFERENCE).text


def test_a_report_about_an_entry_that_is_gone_can_still_be_settled() -> None:
    card = curator_card(EntryRef("gone", 1), REFERENCE)

    assert refused_by_slack(card) == []
    assert "gone" in card.text


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        (Duty(open=True, on_duty=("kujira", "umineko")), "いまの当番は 鯨井 なぎさ、海猫 はるか です"),
        (Duty(open=True), "決まった当番はいません"),
        (Duty(open=False, opens_at=at("9:00", 25)), "次に開くのは 11月25日（水）9:00 です"),
        (Duty(open=False), "決まっていません"),
    ],
)
def test_the_duty_table_says_who_is_there_now(duty: Duty, expected: str) -> None:
    [table] = duty_table(replace(TABLE, desks=(replace(TABLE.desks[0], duty=duty),)), TEXTS)

    assert expected in table.text
    shown = formatted(list(table.blocks))
    assert "11月24日（火）　9:00–17:00　鯨井 なぎさ" in shown
    assert "11月25日（水）　13:00–17:00　海猫 はるか（鯨井 なぎささんの代わり）" in shown
    assert "11月26日（木）　9:00–17:00　当番はいません" in shown
    assert "代わってほしい" not in shown
    assert refused_by_slack(table) == []


def test_the_home_tab_says_how_to_ask() -> None:
    view = answers.home(TABLE, TEXTS)

    assert refused_view(view) == []
    same_as_golden("home", view)
    assert "/soudan" in formatted(view["blocks"])
