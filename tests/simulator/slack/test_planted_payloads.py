"""Every planted payload is refused with Slack's error, and good ones at their limits pass: over HTTP, one by one."""

from typing import Any

import httpx
import pytest

from bot.simulator.slack import AppConfig, SlackSimulator
from tests.simulator.slack import planted
from tests.simulator.slack.conftest import DESK, HANA, TOKEN

Json = dict[str, Any]


def called(sim: SlackSimulator, method: str, args: Json) -> Json:
    url = f"{sim.space.base_url}/api/{method}"
    answer = httpx.post(url, json=args, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return dict(answer.json())


def names(rows: list[Any]) -> list[str]:
    return [row[0] for row in rows]


def opened(sim: SlackSimulator, view: Any) -> Json:
    return called(sim, "views.open", {"view": view, "trigger_id": sim.space.triggers.issue(HANA)})


def test_the_table_is_long_enough_to_mean_something() -> None:
    rows = [*planted.BAD_BLOCKS, *planted.BAD_MODALS, *planted.BAD_HOMES, *planted.BAD_CALLS]

    assert len(rows) >= 120
    assert len({(row[0], str(row[1])[:40]) for row in rows}) == len(rows)


@pytest.mark.parametrize(("name", "blocks", "says"), planted.BAD_BLOCKS, ids=names(planted.BAD_BLOCKS))
def test_bad_blocks_are_refused(sim: SlackSimulator, name: str, blocks: Any, says: str) -> None:
    answer = called(sim, "chat.postMessage", {"channel": DESK, "text": "x", "blocks": blocks})

    assert answer["error"] == "invalid_blocks"
    assert len(answer["response_metadata"]["messages"]) == 1, answer
    assert says in answer["response_metadata"]["messages"][0]
    assert sim.state()["channels"][0]["messages"] == []


@pytest.mark.parametrize(("name", "view", "says"), planted.BAD_MODALS, ids=names(planted.BAD_MODALS))
def test_bad_modals_are_refused(sim: SlackSimulator, name: str, view: Any, says: str) -> None:
    answer = opened(sim, view)

    assert answer["error"] == "invalid_arguments"
    assert len(answer["response_metadata"]["messages"]) == 1, answer
    assert says in answer["response_metadata"]["messages"][0]
    assert sim.state()["views"] == {}


@pytest.mark.parametrize(("name", "view", "says"), planted.BAD_HOMES, ids=names(planted.BAD_HOMES))
def test_bad_homes_are_refused(sim: SlackSimulator, name: str, view: Any, says: str) -> None:
    answer = called(sim, "views.publish", {"user_id": HANA, "view": view})

    assert answer["error"] == "invalid_arguments"
    assert any(says in message for message in answer["response_metadata"]["messages"]), answer
    assert sim.state()["homes"] == {}


@pytest.mark.parametrize(("name", "method", "args", "error"), planted.BAD_CALLS, ids=names(planted.BAD_CALLS))
def test_bad_calls_are_refused(sim: SlackSimulator, name: str, method: str, args: Json, error: str) -> None:
    assert called(sim, method, args)["error"] == error
    assert [one["error"] for one in sim.state()["refusals"]] == [error]


@pytest.mark.parametrize(("name", "blocks"), planted.GOOD_BLOCKS, ids=names(planted.GOOD_BLOCKS))
def test_good_blocks_are_taken(sim: SlackSimulator, name: str, blocks: list[Json]) -> None:
    answer = called(sim, "chat.postMessage", {"channel": DESK, "text": "x", "blocks": blocks})

    assert answer["ok"], answer
    stored = sim.state()["channels"][0]["messages"][0]["blocks"]
    assert [block["type"] for block in stored] == [block["type"] for block in blocks]
    assert all(block["block_id"] for block in stored)


@pytest.mark.parametrize(("name", "view"), planted.GOOD_MODALS, ids=names(planted.GOOD_MODALS))
def test_good_modals_are_shown(sim: SlackSimulator, name: str, view: Json) -> None:
    answer = opened(sim, view)

    assert answer["ok"], answer
    assert [shown["view"]["id"] for shown in sim.state()["views"][HANA]] == [answer["view"]["id"]]


def test_questions_in_messages_are_taken_where_that_is_allowed(sim: SlackSimulator) -> None:
    sim.space.config = AppConfig(inputs_in_messages=True)

    assert called(sim, "chat.postMessage", {"channel": DESK, "text": "x", "blocks": [planted.asking()]})["ok"]
