"""Whole dialogues with a real Bolt app over HTTP: buttons, modals, menus, commands, the Home tab."""

import json
from typing import Any

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.simulator.slack import AppConfig, CannotDo, SlackSimulator
from tests.simulator.slack.conftest import DESK, HANA, KEN, SECRET_ROOM, Answering, messages
from tests.simulator.slack.planted import actions, asking, button, few, modal, option, section, select, text_input

Json = dict[str, Any]


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


def test_a_fourth_modal_does_not_fit_on_the_stack(sim: SlackSimulator) -> None:
    headers = {"Authorization": f"Bearer {sim.space.bot_token}"}

    def pushed(method: str) -> str | None:
        trigger = sim.space.triggers.issue(HANA, from_view=True)
        url = f"{sim.space.base_url}/api/{method}"
        answer = httpx.post(url, json={"trigger_id": trigger, "view": modal()}, headers=headers).json()
        return str(answer["error"]) if "error" in answer else None

    errors = [pushed("views.open"), pushed("views.push"), pushed("views.push"), pushed("views.push")]

    assert errors == [None, None, None, "push_limit_reached"]


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
    sim: SlackSimulator, answering: Answering, answer: Json, complaint: str
) -> None:
    answering(json.dumps(answer), "application/json")
    view = sim.space.screens.open(HANA, modal(asking(block_id="words"), callback_id="send"))

    outcome = sim.submit(HANA, {"words": "x"})

    assert outcome.result["trouble"] == complaint
    assert outcome.result["open_views"] == [view.wire["id"]]
    assert [one["error"] for one in sim.state()["refusals"]] == [complaint]


def test_without_interactivity_or_the_commands_scope_nothing_can_be_pressed_or_typed(
    sim: SlackSimulator, app: AsyncApp, carded: str
) -> None:
    sim.space.config = AppConfig(scopes=frozenset({"chat:write"}), interactive=False, direct_messages=False)

    with pytest.raises(CannotDo, match="interactivity_turned_off"):
        sim.press(HANA, "claim", channel=DESK, ts=carded)
    with pytest.raises(CannotDo, match="no_such_command"):
        sim.command(HANA, DESK, "/tsunagu")
    with pytest.raises(CannotDo, match="messages_turned_off"):
        sim.dm(HANA, "x")


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
