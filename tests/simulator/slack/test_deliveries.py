"""What reaches the product, how it is signed, and what happens when it is not taken."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.simulator.slack import SlackSimulator
from tests.simulator.slack.conftest import DESK, HANA, KEN, SECRET, Answering, Product

Json = dict[str, Any]


def test_slack_sdks_own_verifier_accepts_good_signatures_only(sim: SlackSimulator, product: Product) -> None:
    verifier = SignatureVerifier(SECRET)
    for signature in ("good", "bad", "stale", "missing"):
        sim.event({"type": "some_future_event"}, signature=signature)

    verdicts = [verifier.is_valid_request(body, headers) for headers, body in product.got]
    assert verdicts == [True, False, False, False]


def test_bolt_turns_away_what_is_badly_signed_and_takes_unknown_types(sim: SlackSimulator, app: AsyncApp) -> None:
    heard: list[str] = []

    @app.event("some_future_event")
    async def future(body: Json) -> None:
        heard.append(body["event_id"])

    statuses = [sim.event({"type": "some_future_event"}, signature=one).status for one in ("bad", "stale", "missing")]
    twice = sim.event({"type": "some_future_event"}, event_id="Ev0TWICE01", times=2)

    assert statuses == [401, 401, 401]
    assert [one.status for one in twice.attempts] == [200, 200]
    assert heard == ["Ev0TWICE01", "Ev0TWICE01"]


def test_a_forged_press_is_turned_away_and_a_copied_one_arrives_twice(
    sim: SlackSimulator, app: AsyncApp, carded: str
) -> None:
    pressed: list[str] = []

    @app.action("claim")
    async def claim(ack: AsyncAck, body: Json) -> None:
        await ack()
        pressed.append(body["trigger_id"])

    sim.deliverer.next_signature = "bad"
    forged = sim.press(HANA, "claim", channel=DESK, ts=carded)
    true = sim.press(HANA, "claim", channel=DESK, ts=carded)
    sim.deliverer.redeliver(sim.state()["deliveries"][-1]["id"])

    assert (forged.status, true.status) == (401, 200)
    assert len(pressed) == 2
    assert pressed[0] == pressed[1]


def test_a_failed_event_comes_again_with_its_own_id_after_0_60_and_300_seconds(
    sim: SlackSimulator, answering: Answering
) -> None:
    sim.deliverer.automatic_retries = True
    product = answering("no", status=500)
    sim.post(HANA, DESK, "こんにちは")
    sim.deliverer.settle()
    assert len(product.got) == 2
    sim.clock.advance(61)
    sim.deliverer.settle()
    assert len(product.got) == 3
    sim.clock.advance(301)
    sim.deliverer.settle()
    sim.clock.advance(3600)
    sim.deliverer.settle()

    assert len({json.loads(body)["event_id"] for _, body in product.got}) == 1
    assert len({body for _, body in product.got}) == 1
    numbers = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in product.got]
    assert numbers == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


def test_no_retry_is_honoured(sim: SlackSimulator, answering: Answering) -> None:
    sim.deliverer.automatic_retries = True
    product = answering("no", status=500)
    product.answer.headers["X-Slack-No-Retry"] = "1"
    sim.post(HANA, DESK, "こんにちは")
    sim.deliverer.settle()

    assert len(product.got) == 1


def test_events_can_be_held_and_let_go_in_another_order(sim: SlackSimulator, product: Product) -> None:
    sim.deliverer.hold()
    for text in ("一", "二", "三"):
        sim.post(HANA, DESK, text)
    assert product.got == []

    sim.deliverer.release("reversed")

    assert [one["text"] for one in product.events()] == ["三", "二", "一"]


def test_a_late_answer_counts_as_none(
    sim: SlackSimulator, app: AsyncApp, carded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @app.action("claim")
    async def claim(ack: AsyncAck) -> None:
        await asyncio.sleep(0.5)
        await ack()

    monkeypatch.setattr(sim.deliverer, "ack_seconds", 0.2)
    outcome = sim.press(HANA, "claim", channel=DESK, ts=carded)

    assert outcome.attempts[0].problem == "http_timeout"
    assert [one["error"] for one in sim.state()["refusals"]] == ["http_timeout"]


def test_an_action_nobody_acknowledges_shows_as_an_error(sim: SlackSimulator, app: AsyncApp, carded: str) -> None:
    outcome = sim.press(HANA, "claim", channel=DESK, ts=carded)

    assert (outcome.status, outcome.acknowledged) == (404, False)
    assert [one["where"] for one in sim.state()["refusals"]] == ["block_actions"]


def test_what_people_write_arrives_escaped_and_mentions_arrive_twice(sim: SlackSimulator, app: AsyncApp) -> None:
    heard: list[tuple[str, str, str]] = []

    @app.event("message")
    async def message(event: Json) -> None:
        heard.append(("message", event["channel_type"], event["text"]))

    @app.event("app_mention")
    async def mention(event: Json) -> None:
        heard.append(("app_mention", event["channel"], event["text"]))

    sim.post(HANA, DESK, "A & B <教えて> <@U0TSUNAGU1>")
    sim.dm(HANA, "吸引のできる所は?")

    words = "A &amp; B &lt;教えて&gt; <@U0TSUNAGU1>"
    assert heard == [
        ("message", "channel", words),
        ("app_mention", DESK, words),
        ("message", "im", "吸引のできる所は?"),
    ]


def test_its_own_posts_and_changes_come_back_to_it_as_events(sim: SlackSimulator, product: Product) -> None:
    headers = {"Authorization": f"Bearer {sim.space.bot_token}"}
    api = f"{sim.space.base_url}/api/"
    ts = httpx.post(api + "chat.postMessage", json={"channel": DESK, "text": "x"}, headers=headers).json()["ts"]
    httpx.post(api + "chat.update", json={"channel": DESK, "ts": ts, "text": "y"}, headers=headers)
    sim.deliverer.settle()

    events = product.events()
    by_kind = {one.get("subtype", "new"): one for one in events}
    assert set(by_kind) == {"new", "message_changed"}
    assert by_kind["new"]["bot_id"] == "B0TSUNAGU1"
    assert by_kind["message_changed"]["message"]["text"] == "y"


def test_what_people_do_to_messages_is_told(sim: SlackSimulator, product: Product) -> None:
    ts = sim.post(HANA, DESK, "こんにちは").result["ts"]
    sim.post(KEN, DESK, "返事", thread_ts=ts)
    sim.react(KEN, DESK, ts, "eyes")
    sim.edit(HANA, DESK, ts, "こんばんは")
    sim.upload(HANA, DESK, "写真.png", b"png", thread_ts=ts)
    sim.delete(HANA, DESK, ts)
    sim.open_home(HANA)

    events = product.events()
    kinds = [".".join(filter(None, (one["type"], one.get("subtype")))) for one in events]
    assert kinds == [
        "message",
        "message",
        "reaction_added",
        "message.message_changed",
        "message.file_share",
        "file_shared",
        "message.message_deleted",
        "app_home_opened",
    ]
    assert events[1]["thread_ts"] == ts
    assert events[4]["files"][0]["size"] == 3


def test_the_product_is_asked_to_prove_its_address(sim: SlackSimulator, app: AsyncApp) -> None:
    assert sim.verify().result == {"verified": True}
    sim.deliverer.request_url = "http://127.0.0.1:9/slack/events"
    assert sim.verify().result == {"verified": False}


def test_the_page_can_do_everything_over_http(sim: SlackSimulator, app: AsyncApp, carded: str) -> None:
    @app.action("claim")
    async def claim(ack: AsyncAck) -> None:
        await ack()

    def act(what: str, /, **args: Any) -> httpx.Response:
        return httpx.post(f"{sim.space.base_url}/_sim/{what}", json=args)

    pressed = act("press", user=HANA, channel=DESK, ts=carded, action_id="claim").json()
    new = act("users", name="new", id="U0NEW00001").json()
    act("channels", name="more", id="C0MORE0001", members=["U0NEW00001"])
    cannot = act("post", user=KEN, channel="C0MORE0001", text="x")
    before = sim.clock.now()
    act("clock", advance=3600)

    assert (pressed["status"], new["user"]["id"]) == (200, "U0NEW00001")
    assert (cannot.status_code, cannot.json()["error"]) == (409, "not_in_channel")
    assert sim.clock.now() - before >= timedelta(hours=1)
    seen = httpx.get(f"{sim.space.base_url}/_sim/state").json()
    assert seen["channels"][-1]["members"] == ["U0NEW00001", "U0TSUNAGU1"]
    assert act("post", nobody="x").status_code == 400
    assert act("fly").status_code == 404
    with httpx.stream("GET", f"{sim.space.base_url}/_sim/events") as stream:
        assert next(stream.iter_lines()).startswith("data: ")


def test_the_same_bytes_are_signed_afresh_on_every_try(sim: SlackSimulator, answering: Answering) -> None:
    product = answering("no", status=500)
    sim.post(HANA, DESK, "こんにちは")
    event_id = json.loads(product.got[0][1])["event_id"]
    sim.deliverer.redeliver(event_id)

    assert len({body for _, body in product.got}) == 1
    assert product.got[1][0]["x-slack-retry-reason"] == "http_timeout"
    assert all(SignatureVerifier(SECRET).is_valid_request(body, headers) for headers, body in product.got)
