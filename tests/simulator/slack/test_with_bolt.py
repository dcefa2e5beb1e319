"""Whole dialogues with a real Bolt app over HTTP, in both directions."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.simulator.slack import CannotDo, SlackSimulator
from bot.simulator.wire import serve
from tests.simulator.slack.conftest import DESK, HANA, KEN, SECRET, SECRET_ROOM
from tests.simulator.slack.planted import actions, asking, button, few, modal, option, section, select, text_input

Json = dict[str, Any]


def card(key: str = "k1") -> list[Json]:
    return [
        section("新しい相談", block_id="head"),
        actions(button(action_id="claim", value=key), button(action_id="write", value=key), block_id="buttons"),
    ]


@pytest.fixture
def carded(sim: SlackSimulator, app: AsyncApp) -> str:
    """A desk with one card posted by the app; gives its ts."""
    answer = httpx.post(
        f"{sim.space.base_url}/api/chat.postMessage",
        json={"channel": DESK, "text": "新しい相談", "blocks": card()},
        headers={"Authorization": f"Bearer {sim.space.bot_token}"},
    )
    return str(answer.json()["ts"])


def messages(sim: SlackSimulator, channel: str = DESK) -> list[Json]:
    return next(one["messages"] for one in sim.state()["channels"] if one["id"] == channel)


def test_a_button_opens_a_modal_that_refuses_then_takes_an_answer(
    sim: SlackSimulator, app: AsyncApp, carded: str
) -> None:
    @app.action("write")
    async def write(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = modal(asking(text_input(max_length=100), block_id="words"), callback_id="send", private_metadata="k1")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("send")
    async def send(ack: AsyncAck, view: Json, client: AsyncWebClient) -> None:
        words = view["state"]["values"]["words"]["type"]["value"]
        if "09" in words:
            await ack(response_action="errors", errors={"words": "電話番号は書けません"})
            return
        await ack()
        await client.chat_postMessage(channel=DESK, text=words, thread_ts=carded)

    assert sim.press(HANA, "write", channel=DESK, ts=carded).status == 200
    assert [one["view"]["callback_id"] for one in sim.state()["views"][HANA]] == ["send"]
    with pytest.raises(CannotDo, match="incomplete"):
        sim.submit(HANA)

    refused = sim.submit(HANA, {"words": "090-0000-0000 です"})
    assert refused.result["errors"] == {"words": "電話番号は書けません"}
    assert sim.state()["views"][HANA][0]["errors"] == {"words": "電話番号は書けません"}

    taken = sim.submit(HANA, {"type": "明日うかがいます"})
    assert (taken.status, taken.result["open_views"], taken.result["trouble"]) == (200, [], None)
    assert [one["text"] for one in messages(sim)[1:]] == ["明日うかがいます"]
    assert messages(sim)[0]["reply_count"] == 1
    assert sim.state()["refusals"] == []


def test_a_trigger_runs_out_after_three_seconds_and_works_once(sim: SlackSimulator, app: AsyncApp, carded: str) -> None:
    answers: list[Any] = []

    @app.action("write")
    async def write(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        if answers == []:
            sim.clock.advance(3.1)
        for _ in range(2):
            answer = await client.api_call("views.open", json={"trigger_id": body["trigger_id"], "view": modal()})
            answers.append(answer.get("error"))

    @app.error
    async def note(error: Exception) -> None:
        answers.append(error.response["error"])  # type: ignore[attr-defined]

    sim.press(HANA, "write", channel=DESK, ts=carded)
    sim.press(HANA, "write", channel=DESK, ts=carded)

    assert answers == ["expired_trigger_id", None, "exchanged_trigger_id"]


def test_a_button_can_only_be_pressed_where_it_is_and_by_who_sees_it(
    sim: SlackSimulator, app: AsyncApp, carded: str
) -> None:
    @app.action("claim")
    async def claim(ack: AsyncAck, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(channel=DESK, ts=carded, text="担当:花", blocks=[section("担当:花")])
        await client.chat_postEphemeral(channel=DESK, user=HANA, text="x", blocks=[actions(button(action_id="undo"))])

    sim.press(HANA, "claim", channel=DESK, ts=carded)
    ephemeral = sim.state()["ephemerals"][0]

    with pytest.raises(CannotDo, match="no_such_element"):
        sim.press(KEN, "claim", channel=DESK, ts=carded)
    with pytest.raises(CannotDo, match="not_visible_to_user"):
        sim.press(KEN, "undo", channel=DESK, ts=ephemeral["ts"])
    with pytest.raises(CannotDo, match="not_in_channel"):
        sim.press(KEN, "claim", channel=SECRET_ROOM, ts=carded)


def test_an_ephemeral_is_replaced_and_deleted_through_its_response_url(
    sim: SlackSimulator, app: AsyncApp, carded: str
) -> None:
    seen: list[Json] = []

    @app.action("claim")
    async def claim(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="本当に?", blocks=[actions(button(action_id="yes"), button(action_id="no"))])

    @app.action("yes")
    async def yes(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        await ack()
        seen.append(body)
        await respond(replace_original=True, text="はい", blocks=[actions(button(action_id="no"))])

    @app.action("no")
    async def no(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)

    sim.press(HANA, "claim", channel=DESK, ts=carded)
    ts = sim.state()["ephemerals"][0]["ts"]
    sim.press(HANA, "yes", channel=DESK, ts=ts)
    assert [one["text"] for one in sim.state()["ephemerals"]] == ["はい"]
    assert seen[0]["container"]["is_ephemeral"] is True
    assert "message" not in seen[0]
    sim.press(HANA, "no", channel=DESK, ts=ts)
    assert sim.state()["ephemerals"] == []


def test_a_response_url_serves_five_times_within_half_an_hour(sim: SlackSimulator) -> None:
    def used(url: str) -> int:
        return httpx.post(url, json={"text": "x"}).status_code

    first = f"{sim.space.base_url}/actions/T/{sim.space.responses.issue(DESK, HANA)}"
    second = f"{sim.space.base_url}/actions/T/{sim.space.responses.issue(DESK, HANA)}"

    assert [used(first) for _ in range(6)] == [200] * 5 + [404]
    sim.clock.advance(1801)
    assert used(second) == 404
    assert [one["error"] for one in sim.state()["refusals"]] == ["used_url", "expired_url"]


def test_modals_stack_keep_what_was_typed_and_clear_together(sim: SlackSimulator, app: AsyncApp) -> None:
    closed: list[str] = []

    @app.command("/tsunagu")
    async def command(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = modal(
            asking(text_input(), block_id="name"),
            {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": button(action_id="more")},
            callback_id="first",
        )
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action("more")
    async def more(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        assert body["view"]["state"]["values"]["name"]["type"]["value"] == "みさき"
        view = modal(asking(select(), block_id="which"), callback_id="second", notify_on_close=True)
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.view("second")
    async def second(ack: AsyncAck, view: Json) -> None:
        chosen = view["state"]["values"]["which"]["pick"]["selected_option"]["value"]
        await ack(response_action="clear" if chosen == "1" else "update", view=None if chosen == "1" else modal())

    @app.view_closed("second")
    async def second_closed(ack: AsyncAck, body: Json) -> None:
        await ack()
        closed.append(body["view"]["callback_id"])

    sim.command(HANA, DESK, "/tsunagu")
    sim.fill(HANA, {"name": "みさき"})
    sim.press(HANA, "more")
    assert [one["view"]["callback_id"] for one in sim.state()["views"][HANA]] == ["first", "second"]
    sim.close(HANA)
    assert closed == ["second"]
    sim.press(HANA, "more")
    assert sim.submit(HANA, {"which": "1"}).result["open_views"] == []
    assert sim.state()["refusals"] == []


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "invalid_errors"),
        ({"response_action": "errors", "errors": {}}, "invalid_errors"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "dance"}, "invalid_response_action"),
    ],
)
def test_a_bad_answer_to_a_submission_leaves_the_modal_open_with_a_complaint(
    sim: SlackSimulator, answer: Json, complaint: str
) -> None:
    with answering(sim, json.dumps(answer), "application/json"):
        view = sim.space.screens.open(HANA, modal(asking(block_id="words"), callback_id="send"))
        outcome = sim.submit(HANA, {"words": "x"})

    assert outcome.result["trouble"] == complaint
    assert outcome.result["open_views"] == [view.wire["id"]]
    assert [one["error"] for one in sim.state()["refusals"]] == [complaint]


@dataclass
class Product:
    """A product that gives one answer to everything and remembers what it was sent."""

    answer: Response
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.got.append((dict(request.headers), await request.body()))
        return self.answer

    def events(self) -> list[Json]:
        return [json.loads(body)["event"] for _, body in self.got]


@contextmanager
def answering(sim: SlackSimulator, body: str = "", kind: str = "text/plain", status: int = 200) -> Iterator[Product]:
    running = Product(Response(body, status, media_type=kind))
    with serve(Starlette(routes=[Route("/slack/events", running.take, methods=["POST"])])) as url:
        sim.deliverer.request_url = f"{url}/slack/events"
        yield running
        sim.deliverer.settle()


@pytest.fixture
def product(sim: SlackSimulator) -> Iterator[Product]:
    with answering(sim) as running:
        yield running


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


def test_a_failed_event_comes_again_with_its_own_id_after_0_60_and_300_seconds(sim: SlackSimulator) -> None:
    sim.deliverer.automatic_retries = True
    with answering(sim, "no", status=500) as product:
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


def test_no_retry_is_honoured(sim: SlackSimulator) -> None:
    sim.deliverer.automatic_retries = True
    with answering(sim, "no", status=500) as product:
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


def test_a_command_is_answered_to_one_person_or_to_the_channel(sim: SlackSimulator, app: AsyncApp) -> None:
    @app.command("/tsunagu")
    async def command(ack: AsyncAck, command: Json) -> None:
        if command["text"] == "":
            await ack("使い方")
        else:
            await ack(response_type="in_channel", text=f"{command['user_name']}:{command['text']}")

    sim.command(HANA, DESK, "/tsunagu")
    sim.command(HANA, DESK, "/tsunagu", "当番")

    assert [(one["user_seeing"], one["text"]) for one in sim.state()["ephemerals"]] == [(HANA, "使い方")]
    assert [one["text"] for one in messages(sim)] == ["hana:当番"]


def test_a_shortcut_on_a_message_carries_the_message(sim: SlackSimulator, app: AsyncApp) -> None:
    seen: list[Json] = []

    @app.shortcut("make_case")
    async def shortcut(ack: AsyncAck, body: Json) -> None:
        await ack()
        seen.append(body)

    ts = sim.post(HANA, DESK, "相談です").result["ts"]
    sim.shortcut(HANA, "make_case", DESK, ts)
    sim.shortcut(HANA, "make_case")

    assert [one["type"] for one in seen] == ["message_action", "shortcut"]
    assert seen[0]["message"]["text"] == "相談です"
    assert "channel" not in seen[1]


def test_an_external_menu_gets_its_options_within_limits(sim: SlackSimulator, app: AsyncApp) -> None:
    @app.options("place")
    async def options(ack: AsyncAck, payload: Json) -> None:
        text = payload["value"]
        await ack(options=[option("e1", text)] if text != "多い" else [option(str(n)) for n in range(101)])

    menu = {"type": "external_select", "action_id": "place", "min_query_length": 2}
    sim.space.screens.open(HANA, modal(asking(menu, block_id="where"), callback_id="x"))

    assert sim.suggest(HANA, "place", "くじら").result["options"][0]["text"]["text"] == "くじら"
    assert sim.suggest(HANA, "place", "多い").result["options"] == []
    assert [one["error"] for one in sim.state()["refusals"]] == ["invalid_options"]
    with pytest.raises(CannotDo, match="query_too_short"):
        sim.suggest(HANA, "place", "く")


def test_menus_and_boxes_put_their_choice_into_state(sim: SlackSimulator, app: AsyncApp) -> None:
    seen: list[Json] = []

    @app.action("few")
    async def chosen(ack: AsyncAck, body: Json) -> None:
        await ack()
        seen.append(body)

    blocks = [section(block_id="s", accessory=few("checkboxes", 3))]
    httpx.post(
        f"{sim.space.base_url}/api/chat.postMessage",
        json={"channel": DESK, "text": "x", "blocks": blocks},
        headers={"Authorization": f"Bearer {sim.space.bot_token}"},
    )
    sim.press(HANA, "few", channel=DESK, ts=messages(sim)[0]["ts"], value=["0", "2"])

    chosen_values = [one["value"] for one in seen[0]["actions"][0]["selected_options"]]
    assert chosen_values == ["0", "2"]
    held = seen[0]["state"]["values"]["s"]["few"]
    assert (held["type"], [one["value"] for one in held["selected_options"]]) == ("checkboxes", ["0", "2"])


def test_a_home_tab_is_published_and_pressed(sim: SlackSimulator, app: AsyncApp) -> None:
    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        home = {"type": "home", "blocks": [actions(button(action_id="swap"))]}
        await client.views_publish(user_id=event["user"], view=home)

    @app.action("swap")
    async def swap(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        home = {"type": "home", "blocks": [section("代わりました")]}
        await client.views_publish(user_id=body["user"]["id"], view=home, hash=body["view"]["hash"])

    sim.open_home(HANA)
    sim.press(HANA, "swap", home=True)

    assert sim.state()["homes"][HANA]["view"]["blocks"][0]["text"]["text"] == "代わりました"
    assert sim.state()["refusals"] == []


def test_an_old_hash_does_not_overwrite_a_newer_view(sim: SlackSimulator) -> None:
    headers = {"Authorization": f"Bearer {sim.space.bot_token}"}
    view = sim.space.screens.open(HANA, modal(callback_id="x"))
    args = {"view_id": view.wire["id"], "view": modal(), "hash": view.wire["hash"]}
    url = f"{sim.space.base_url}/api/views.update"

    answers = [httpx.post(url, json=args, headers=headers).json() for _ in range(2)]

    assert [one.get("error") for one in answers] == [None, "hash_conflict"]


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


def test_the_same_bytes_are_signed_afresh_on_every_try(sim: SlackSimulator) -> None:
    with answering(sim, "no", status=500) as product:
        sim.post(HANA, DESK, "こんにちは")
        event_id = json.loads(product.got[0][1])["event_id"]
        sim.deliverer.redeliver(event_id)

    assert len({body for _, body in product.got}) == 1
    assert product.got[1][0]["x-slack-retry-reason"] == "http_timeout"
    assert all(SignatureVerifier(SECRET).is_valid_request(body, headers) for headers, body in product.got)
