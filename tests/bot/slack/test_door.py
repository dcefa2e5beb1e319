"""Everything Slack may bring to the door, delivered by the simulated workspace over HTTP."""

import json
import logging
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot.channels.slack.parse import parse
from bot.channels.slack.receive import BadBody, BadSignature, check, read
from bot.desk import ids
from bot.desk.cards import card
from bot.desk.curator import curator_card
from bot.desk.modals import DeskCase
from bot.simulator.slack import SlackSimulator
from bot.simulator.slack.deliver import signature_headers
from routing.case import EntryRef, Status
from routing.events import CaseClaimed, CaseClosed, CaseDeclined, FollowUpSet, NoteAdded, ReplySent
from tests.bot.slack.builders import DESK, KUJIRA, REFERENCE, SUPPORTER, TEXTS, Json, card_facts
from tests.bot.slack.conftest import OTHER, SECRET, TOKEN, Product
from tests.bot.slack.payloads import direct_message
from tests.bot.slack.test_parse import ARRIVED, ids_from_one


def posted(sim: SlackSimulator, message: Any, channel: str = DESK) -> str:
    answer = httpx.post(
        f"{sim.space.base_url}/api/chat.postMessage",
        json={"channel": channel, "text": message.text, "blocks": list(message.blocks)},
        headers={"Authorization": f"Bearer {TOKEN}"},
    ).json()
    assert answer["ok"], answer
    return str(answer["ts"])


@pytest.fixture
def carded(sim: SlackSimulator, product: Product) -> str:
    """A claimed case's card in the desk's channel; gives its ts."""
    return posted(sim, card(card_facts(status=Status.CLAIMED, bot_silent=True), TEXTS).message)


def top(sim: SlackSimulator, user: str = KUJIRA) -> Json:
    view = sim.state()["views"][user][-1]
    assert isinstance(view, dict)
    return view


def event_of(product: Product) -> Any:
    [one] = parse(product.inbox.only, ARRIVED, ids_from_one())
    return one.event


# -- who may come in -----------------------------------------------------------------------------


@pytest.mark.parametrize("signature", ["bad", "stale", "missing"])
def test_a_bad_signature_is_refused_and_nothing_is_stored(
    sim: SlackSimulator, product: Product, signature: str
) -> None:
    outcome = sim.event(direct_message()["event"], signature=signature)

    assert outcome.status == 401
    assert product.inbox.calls == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"\xff\xfe{}", 400),
        (b"not json", 400),
        (b"", 400),
        (b"[1, 2]", 400),
        (b'{"type": ', 400),
        (b"payload=%7Bbroken", 400),
        (b"payload=%5B1%5D", 400),
        (b"[" * 100_000, 400),
        (b'{"a": ' * 100_000, 400),
        (b"{" + b" " * 2_000_001, 413),
    ],
)
def test_a_signed_body_that_cannot_be_read_is_refused_and_nothing_is_stored(
    product: Product, body: bytes, status: int
) -> None:
    answer = httpx.post(product.url, content=body, headers=signature_headers(SECRET, body, "good"))

    assert answer.status_code == status
    assert product.inbox.calls == 0


@pytest.mark.parametrize("timestamp", ["now", "", "-1", "1e9", "１７９５５００１００", "9" * 400, "1795500100 "])
def test_a_timestamp_that_is_no_number_is_a_bad_signature(timestamp: str) -> None:
    with pytest.raises(BadSignature):
        check({"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": "v0=0"}, b"{}", SECRET)


def test_a_signature_holds_for_five_minutes() -> None:
    now = int(time.time())
    headers = signature_headers(SECRET, b"{}", "good")

    check(headers, b"{}", SECRET, clock=lambda: now + 298)
    with pytest.raises(BadSignature):
        check(headers, b"{}", SECRET, clock=lambda: now + 303)


@pytest.mark.parametrize("secret", ["", " "])
def test_without_a_secret_nobody_comes_in(secret: str) -> None:
    with pytest.raises(BadSignature):
        check(signature_headers(secret, b"{}", "good"), b"{}", secret)


@pytest.mark.parametrize("signature", ["v0=é", "v0=\udcff", "", "v1=00"])
def test_a_strange_signature_is_a_bad_one(signature: str) -> None:
    headers = signature_headers(SECRET, b"{}", "good") | {"X-Slack-Signature": signature}

    with pytest.raises(BadSignature):
        check(headers, b"{}", SECRET)


def test_an_unsigned_ssl_check_is_refused(product: Product) -> None:
    assert httpx.post(product.url, content=b"ssl_check=1&token=x").status_code == 401


def test_what_is_read_can_be_written_again() -> None:
    payload = read(rb'{"token": "secret", "text": "\ud83d \ud83d\ude00"}')

    assert "token" not in payload
    assert json.dumps(payload, ensure_ascii=False).encode().decode() == '{"text": "\N{REPLACEMENT CHARACTER} 😀"}'


def test_a_word_in_a_command_is_not_taken_for_a_form_field() -> None:
    assert read(b"command=%2Fsoudan&text=payload&user_id=U1")["text"] == "payload"
    with pytest.raises(BadBody):
        read(b"payload=")


def test_slack_can_verify_the_address(sim: SlackSimulator, product: Product) -> None:
    assert sim.verify().result["verified"]
    assert product.inbox.calls == 0


# -- kept before the ack ---------------------------------------------------------------------------


def test_a_press_is_stored_before_it_is_acknowledged(sim: SlackSimulator, product: Product) -> None:
    ts = posted(sim, card(card_facts(), TEXTS).message)

    assert sim.press(KUJIRA, ids.CLAIM, channel=DESK, ts=ts).status == 200

    assert event_of(product) == CaseClaimed()
    assert "token" not in product.inbox.only


def test_what_cannot_be_stored_is_not_acknowledged(sim: SlackSimulator, product: Product, carded: str) -> None:
    product.inbox.broken = True

    assert sim.press(KUJIRA, ids.BOT, channel=DESK, ts=carded).status == 503
    assert sim.dm(SUPPORTER, "短期入所").status == 503
    assert sim.command(SUPPORTER, OTHER, "/soudan", "短期入所").status == 503

    sim.press(KUJIRA, ids.NOTE, channel=DESK, ts=carded)
    assert sim.submit(KUJIRA, {"text": "電話した"}).status == 503
    assert top(sim)["trouble"] is not None  # the form stays, with what she wrote
    assert product.inbox.rows == {}


def test_a_second_delivery_is_stored_once(sim: SlackSimulator, product: Product) -> None:
    sim.event(direct_message()["event"], event_id="Ev1", times=3)

    assert product.inbox.calls == 3
    assert list(product.inbox.rows) == ["slack:event:Ev1"]


def test_the_desks_own_talk_never_enters(sim: SlackSimulator, product: Product, carded: str) -> None:
    sim.post(KUJIRA, DESK, "お母さんの声がつらそうでした", thread_ts=carded)
    sim.event({**direct_message("内緒")["event"], "channel": DESK, "channel_type": "group", "thread_ts": carded})

    assert product.inbox.calls == 0


def test_the_product_still_logs_after_a_press(sim: SlackSimulator, carded: str) -> None:
    logging.getLogger("tsunagu").setLevel(logging.NOTSET)

    assert sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded).status == 200

    assert logging.getLogger("tsunagu").level == logging.NOTSET  # the SDK is kept quiet, we are not


def test_a_supporter_asks_by_command_message_mention_and_shortcut(sim: SlackSimulator, product: Product) -> None:
    assert sim.command(SUPPORTER, OTHER, "/soudan", "payload <b> & 短期入所").status == 200
    assert sim.command(SUPPORTER, OTHER, "/touban").status == 200
    assert sim.dm(SUPPORTER, "吸引のできる園は？").status == 200
    ts = sim.post(SUPPORTER, OTHER, "夜間の吸引について").result["ts"]
    assert sim.shortcut(SUPPORTER, ids.ASK_SHORTCUT, channel=OTHER, ts=ts).status == 200
    sim.open_home(SUPPORTER)

    seen = [parse(raw, ARRIVED, ids_from_one())[0].event for raw in product.inbox.rows.values()]
    assert [type(event).__name__ for event in seen] == [
        "SupporterAsked",
        "DutyAsked",
        "SupporterAsked",
        "SupporterAsked",
        "HomeOpened",
    ]
    assert [event.text for event in seen if hasattr(event, "text")] == [
        "payload <b> & 短期入所",
        "吸引のできる園は？",
        "夜間の吸引について",
    ]


# -- answered at once --------------------------------------------------------------------------------


def test_a_reply_is_previewed_and_only_the_last_submit_is_kept(
    sim: SlackSimulator, product: Product, carded: str
) -> None:
    words = "明日 10時に <うかがい> & *お話* します 😀\n二行目"
    assert sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded).status == 200
    sim.submit(KUJIRA, {"text": words})

    shown = json.dumps(top(sim)["view"], ensure_ascii=False)
    assert "ご家族には、このとおりに届きます" in shown
    assert "残り 120 通" in shown
    assert product.inbox.calls == 0

    assert sim.submit(KUJIRA).result["open_views"] == []
    assert event_of(product) == ReplySent("id-1", words)
    assert sim.state()["refusals"] == []


def test_going_back_from_the_preview_keeps_the_words(sim: SlackSimulator, product: Product, carded: str) -> None:
    sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded)
    sim.submit(KUJIRA, {"text": "明日うかがいます"})
    assert top(sim)["view"]["close"]["text"] == "書き直す"

    sim.close(KUJIRA)

    assert top(sim)["view"]["callback_id"] == ids.REPLY
    assert top(sim)["view"]["state"]["values"]["text"]["value"]["value"] == "明日うかがいます"
    sim.submit(KUJIRA, {"text": "あさって、うかがいます"})
    sim.submit(KUJIRA)
    assert event_of(product) == ReplySent("id-1", "あさって、うかがいます")


def test_entries_are_searched_and_introduced(sim: SlackSimulator, product: Product, carded: str) -> None:
    sim.press(KUJIRA, ids.INTRODUCE, channel=DESK, ts=carded)
    options = sim.suggest(KUJIRA, ids.DIRECTORY, "短期入所").result["options"]
    assert [option["value"] for option in options] == ["ym-061:3"]
    assert sim.suggest(KUJIRA, ids.DIRECTORY, "どこにもない").result["options"] == []

    sim.suggest(KUJIRA, ids.DIRECTORY, "短期入所")
    sim.submit(KUJIRA, {ids.DIRECTORY: options})
    assert "短期入所 ひなたのクレヨン" in json.dumps(top(sim)["view"], ensure_ascii=False)
    sim.submit(KUJIRA)

    sent = event_of(product)
    assert (sent.text, [entry.entry_id for entry in sent.entries]) == ("", ["ym-061"])
    assert sim.state()["refusals"] == []


@pytest.mark.parametrize(
    ("action_id", "values", "event"),
    [
        (ids.DECLINE, {"reason": "full", "text": "来週なら"}, CaseDeclined("手がいっぱい\n来週なら")),
        (ids.NOTE, {"text": "電話した"}, NoteAdded("電話した")),
        (ids.CLOSE, {"reason": "settled", "outcome": "met"}, CaseClosed("settled", "met")),
    ],
)
def test_a_form_is_opened_filled_and_kept(
    sim: SlackSimulator, product: Product, carded: str, action_id: str, values: Json, event: Any
) -> None:
    sim.press(KUJIRA, action_id, channel=DESK, ts=carded)
    assert product.inbox.calls == 0

    outcome = sim.submit(KUJIRA, values)

    assert (outcome.status, outcome.result["open_views"]) == (200, [])
    assert event_of(product) == event


def test_a_follow_up_cannot_be_in_the_past(sim: SlackSimulator, product: Product, carded: str) -> None:
    sim.press(KUJIRA, ids.FOLLOW_UP, channel=DESK, ts=carded)

    refused = sim.submit(KUJIRA, {"on": "2026-11-24"})
    assert "明日より後" in refused.result["errors"]["on"]
    assert product.inbox.calls == 0

    sim.submit(KUJIRA, {"on": "2026-11-25"})
    assert isinstance(event_of(product), FollowUpSet)


def test_the_same_submit_delivered_twice_is_kept_once(sim: SlackSimulator, product: Product, carded: str) -> None:
    sim.press(KUJIRA, ids.NOTE, channel=DESK, ts=carded)
    sim.submit(KUJIRA, {"text": "電話した"})
    delivery = sim.deliverer.log[-1]

    again = sim.deliverer.send(delivery)

    assert again.status == 200
    assert product.inbox.calls == 2
    assert len(product.inbox.rows) == 1


def test_an_entry_withdrawn_meanwhile_is_named_beside_its_field(
    sim: SlackSimulator, product: Product, carded: str
) -> None:
    sim.press(KUJIRA, ids.INTRODUCE, channel=DESK, ts=carded)
    options = sim.suggest(KUJIRA, ids.DIRECTORY, "放課後").result["options"]

    refused = sim.submit(KUJIRA, {ids.DIRECTORY: options})

    assert "選び直してください" in refused.result["errors"]["entries"]


def test_more_than_three_thousand_characters_are_refused_with_the_limit(product: Product, sim: SlackSimulator) -> None:
    """Slack's own field stops at 3,000 code points; emoji count twice on their way."""
    ts = posted(sim, card(card_facts(), TEXTS).message)
    sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=ts)

    refused = sim.submit(KUJIRA, {"text": "😀" * 1_501})

    assert "3000字まで" in refused.result["errors"]["text"].replace(",", "")
    assert product.inbox.calls == 0


def test_blanks_alone_are_no_reply(sim: SlackSimulator, product: Product, carded: str) -> None:
    sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded)

    assert "text" in sim.submit(KUJIRA, {"text": "　 \n"}).result["errors"]


def test_a_stranger_and_a_finished_case_get_a_notice(sim: SlackSimulator, product: Product, carded: str) -> None:
    product.answers.cases["case-1"] = DeskCase("case-1", "7K3M2", Status.CLOSED)
    sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded)
    assert "できません" in json.dumps(top(sim)["view"], ensure_ascii=False)
    sim.close(KUJIRA)

    product.answers.cases.clear()
    sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded)
    assert "見つかりません" in json.dumps(top(sim)["view"], ensure_ascii=False)
    assert product.inbox.calls == 0


def test_a_case_closed_while_she_wrote_is_said_before_the_preview(
    sim: SlackSimulator, product: Product, carded: str
) -> None:
    sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded)
    product.answers.cases["case-1"] = replace(product.answers.cases["case-1"], status=Status.CLOSED)

    sim.submit(KUJIRA, {"text": "明日うかがいます"})

    assert top(sim)["view"]["callback_id"] == "notice"
    sim.close(KUJIRA)
    assert top(sim)["view"]["state"]["values"]["text"]["value"]["value"] == "明日うかがいます"


def test_too_slow_to_open_is_an_error_and_not_a_hang(sim: SlackSimulator, product: Product, carded: str) -> None:
    product.answers.delay = 2.8

    began = time.monotonic()
    outcome = sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded)

    assert outcome.status == 500
    assert time.monotonic() - began < 2.8
    assert KUJIRA not in sim.state()["views"]


def test_a_curator_corrects_an_entry(sim: SlackSimulator, product: Product) -> None:
    ts = posted(sim, curator_card(EntryRef("ym-061", 3), REFERENCE))
    sim.press(KUJIRA, ids.CORRECT, channel=DESK, ts=ts)
    assert "変わったところがありません" in sim.submit(KUJIRA).result["errors"]["phone"]
    assert "読み取れません" in sim.submit(KUJIRA, {"hours": "9時から5時"}).result["errors"]["hours"]

    sim.submit(KUJIRA, {"hours": "MO-FR 10:00-16:00", "phone": "000-0000-9999"})

    assert event_of(product).changes == (("phone", "000-0000-9999"), ("hours", "MO-FR 10:00-16:00"))


def test_what_people_wrote_is_in_no_log(
    sim: SlackSimulator, product: Product, carded: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    sim.dm(SUPPORTER, "ひみつのことば")
    sim.press(KUJIRA, ids.REPLY, channel=DESK, ts=carded)
    sim.submit(KUJIRA, {"text": "ひみつのことば"})
    product.inbox.broken = True
    sim.submit(KUJIRA)
    sim.dm(SUPPORTER, "ひみつのことば")

    assert "ひみつのことば" not in caplog.text
    assert "xoxb" not in caplog.text
    assert "not stored: ConnectionError" in caplog.text
