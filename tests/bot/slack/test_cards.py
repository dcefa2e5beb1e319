from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.escape import visible
from bot.desk import ids
from bot.desk.cards import Card, CardFacts, Delivery, card
from knowledge.understanding import Slots
from routing.case import Consent, Status
from tests.bot.slack.builders import (
    KUJIRA,
    TEXTS,
    buttons,
    card_facts,
    formatted,
    refused_by_slack,
    same_as_golden,
    unformatted,
)
from tests.bot.slack.test_escape import NASTY
from tests.builders import at

DELIVERIES = (
    Delivery("sent", "鯨井 なぎさ", at("10:40")),
    Delivery("failed", "鯨井 なぎさ", at("11:00"), "quota"),
    Delivery("unsure", "鯨井 なぎさ", at("11:10"), "something new"),
)

CARDS = {
    "card-new": card_facts(mention=(KUJIRA,), entries=("短期入所 ひなたのクレヨン",), opens_at=None),
    "card-following": card_facts(
        status=Status.FOLLOWING_UP,
        follow_up_on=date(2026, 12, 1),
        deliveries=DELIVERIES,
        blocked=True,
        bot_silent=True,
        detail="summary",
    ),
    "card-number-urgent": card_facts(
        detail="number", urgency="medical_emergency", consent=Consent.OVERRIDE, opens_at=at("9:00", 25)
    ),
    "card-closed": card_facts(
        status=Status.CLOSED, close_reason="connected", outcome="partly", slots=Slots(), topics=()
    ),
}


def built(facts: CardFacts) -> Card:
    return card(facts, TEXTS)


def seen(made: Card) -> str:
    blocks = [block for message in (made.message, *made.more) for block in message.blocks]
    return formatted(blocks) + unformatted(blocks)


@pytest.mark.parametrize("name", CARDS)
def test_cards_stay_as_they_were_looked_at(name: str) -> None:
    made = built(CARDS[name])

    assert refused_by_slack(made.message) == []
    assert bool(made.more) is (CARDS[name].detail == "summary")  # its words stand in the thread
    same_as_golden(name, {"text": made.message.text, "blocks": list(made.message.blocks)})


WORK = [ids.REPLY, ids.INTRODUCE, ids.FOLLOW_UP, ids.NOTE, ids.CLOSE]
WAITING = [ids.CLAIM, ids.DECLINE, ids.MORE, *WORK]
TAKEN = [*WORK, ids.DECLINE, ids.MORE]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, WAITING),
        ({"bot_silent": True}, WAITING),
        ({"status": Status.CLAIMED}, TAKEN),
        ({"status": Status.CLAIMED, "bot_silent": True}, [*TAKEN[:-1], ids.BOT, ids.MORE]),
        ({"status": Status.FOLLOWING_UP}, TAKEN),
        ({"status": Status.CLOSED, "bot_silent": True}, [ids.NOTE]),
    ],
)
def test_only_what_makes_sense_can_be_pressed(changes: dict[str, Any], expected: list[str]) -> None:
    pressable = buttons(built(card_facts(**changes)).message.blocks)

    assert list(pressable) == expected
    assert {button["value"] for button in pressable.values()} == {"case-1"}


def test_an_owner_gives_back_what_others_decline() -> None:
    assert buttons(built(card_facts()).message.blocks)[ids.DECLINE]["text"]["text"] == "今は受けられない"
    taken = built(card_facts(status=Status.CLAIMED)).message.blocks
    assert buttons(taken)[ids.DECLINE]["text"]["text"] == "担当を窓口に返す"


def test_each_detail_shows_what_the_region_chose_and_no_more() -> None:
    cards = [built(card_facts(detail=detail)) for detail in ("full", "summary", "number")]
    full, summary, number = (seen(replace(made, more=())) for made in cards)

    assert "夜眠れません" in full
    assert "みさき" in full
    assert "逗子市" in summary
    assert "夜眠れません" not in summary
    assert "みさき" not in summary
    assert "7K3M2" in number
    assert "夜眠れません" in seen(cards[1])
    assert not cards[2].more
    assert not any(word in number for word in ("夜眠れません", "みさき", "逗子市", "人工呼吸", "短期入所"))


def test_the_fallback_names_the_case_but_never_the_familys_words() -> None:
    text = built(card_facts(words="秘密の言葉", urgency="medical_emergency")).message.text

    assert "7K3M2" in text
    assert "秘密の言葉" not in text


def test_somebody_is_called_only_while_nobody_has_it() -> None:
    assert f"<@{KUJIRA}>" in seen(built(card_facts(mention=(KUJIRA,))))
    assert "<@" not in seen(built(card_facts(mention=(KUJIRA,), status=Status.CLAIMED)))


def test_a_sent_reply_is_never_called_read() -> None:
    shown = seen(built(card_facts(deliveries=DELIVERIES)))

    assert "送信しました" in shown
    assert "既読" not in shown
    assert "今月の送信できる数を使い切りました" in shown
    assert "something new" not in shown


def test_many_deliveries_and_entries_stay_within_a_card() -> None:
    sent = tuple(Delivery("sent", "鯨井", at("9:00") + timedelta(minutes=n)) for n in range(200))
    facts = card_facts(deliveries=sent, entries=tuple("資源" * 40 + str(n) for n in range(200)), words="あ" * 5_000)

    made = built(facts)

    assert refused_by_slack(made.message) == []
    assert "195" in seen(made)


def test_a_long_story_continues_in_the_thread_and_the_card_says_so() -> None:
    words = "".join(f"{n}行目のことばです。\n" for n in range(1_500))

    made = built(card_facts(words=words))

    assert "続きはこのスレッドにあります" in seen(made)
    assert made.more
    quoted = [
        unformatted(block) for m in (made.message, *made.more) for block in m.blocks if block["type"] == "rich_text"
    ]
    assert "".join(quoted) == words


@given(words=NASTY | st.text(max_size=6_000), name=NASTY)
def test_whatever_a_family_writes_nothing_pings_breaks_or_is_lost(words: str, name: str) -> None:
    made = built(card_facts(words=words, asker=name, status=Status.CLAIMED))

    messages = (made.message, *made.more)
    assert [refused_by_slack(message) for message in messages] == [[]] * len(messages)
    assert not any("<" in formatted(list(message.blocks)) or "<" in message.text for message in messages)
    quoted = [unformatted(block) for m in messages for block in m.blocks if block["type"] == "rich_text"]
    assert "".join(quoted) == visible(words)


@pytest.mark.parametrize(
    "words",
    [
        "@channel @here <!channel> <!here> <@U0KUJIRA01> <#C0TSUNAGU1>",
        "*太字* _斜体_ ~取消~ `コード` ```\nコード\n``` > 引用\n> 引用",
        "'; DROP TABLE cases; --<script>alert(1)</script>",
        "あ" * 5_000,
        "\u200b" * 5_000,
        "👨‍👩‍👧‍👦" * 700,
        "e" + "\u0301" * 4_999,
        "\x00\x1b[31m\u202e" * 500,
        " \n \n ",
    ],
)
def test_words_that_have_broken_other_software(words: str) -> None:
    test_whatever_a_family_writes_nothing_pings_breaks_or_is_lost.hypothesis.inner_test(words, words[:500])  # type: ignore[attr-defined]
