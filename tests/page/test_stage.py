"""The stage without a browser: what it serves, what it refuses, and that each simulator sees its own paths."""

from collections.abc import Iterator

import httpx
import pytest

from bot.simulator.stage import Stage
from tests.page.conftest import LINE_TOKEN
from tests.page.payloads import DESK, SATO, Wires


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url) as client:
        yield client


def test_every_file_the_page_names_is_served_with_its_kind(client: httpx.Client) -> None:
    page = client.get("/")
    kinds = {
        name: client.get(f"/static/{name}").headers["content-type"]
        for name in ("style.css", "main.js", "fonts/noto-sans-jp-400.woff2", "fonts/OFL.txt")
    }

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert list(kinds.values()) == [
        "text/css; charset=utf-8",
        "text/javascript; charset=utf-8",
        "font/woff2",
        "text/plain; charset=utf-8",
    ]


@pytest.mark.parametrize("name", ["__init__.py", "../stage.py", "fonts/README.md", "nothing.js"])
def test_nothing_else_is_served(client: httpx.Client, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_page_may_run_only_its_own_scripts(client: httpx.Client) -> None:
    page = client.get("/")

    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert "onclick" not in page.text


def test_a_file_unchanged_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get("/static/main.js").headers["etag"]

    assert client.get("/static/main.js", headers={"If-None-Match": tag}).status_code == 304


def test_each_simulator_sees_the_paths_it_would_see_alone(client: httpx.Client, stage: Stage) -> None:
    client.get("/line/v2/bot/info", headers={"Authorization": f"Bearer {LINE_TOKEN}"})
    client.get("/slack/api/auth.test")

    assert [call["path"] for call in stage.line.calls()] == ["/v2/bot/info"]
    assert stage.slack.state()["refusals"][0]["where"] == "auth.test"


def test_a_scripted_fault_meets_its_path_behind_the_stage(client: httpx.Client) -> None:
    client.post("/line/_sim/faults", json={"kind": "error_before", "where": "/v2/bot/info"})

    answer = client.get("/line/v2/bot/info", headers={"Authorization": f"Bearer {LINE_TOKEN}"})

    assert answer.status_code == 500


@pytest.mark.parametrize("path", ["/_stage/clock", "/line/_sim/reset", "/slack/_sim/reset"])
def test_another_sites_form_changes_nothing(client: httpx.Client, path: str) -> None:
    answer = client.post(path, content=b'{"advance": 60}', headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415


def test_the_clock_goes_forward_for_both(client: httpx.Client, stage: Stage) -> None:
    before = stage.clock.now()

    told = client.post("/_stage/clock", json={"advance": 3600}).json()

    assert 3600 <= (stage.clock.now() - before).total_seconds() < 3700
    assert told["now"][:13] == stage.line.clock.now().isoformat()[:13] == stage.slack.clock.now().isoformat()[:13]


@pytest.mark.parametrize("wrong", [{"advance": -1}, {"advance": "soon"}, {"advance": 1e12}, {}, [], {"advance": None}])
def test_a_clock_that_cannot_be_moved_so_says_why(client: httpx.Client, stage: Stage, wrong: object) -> None:
    offset = stage.clock.offset

    answer = client.post("/_stage/clock", json=wrong)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("advance must be")
    assert stage.clock.offset == offset


def test_a_workspace_file_never_runs_as_a_page(client: httpx.Client, wires: Wires) -> None:
    told = wires.sim("slack", "upload", user=SATO, channel=DESK, name="a.html", content_base64="PGI+")

    answer = client.get(f"/_stage/files/{told['file']}")

    assert answer.content == b"<b>"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert client.get("/_stage/files/F000000000").status_code == 404


def test_slack_files_and_answers_get_addresses_behind_the_stage(wires: Wires, url: str) -> None:
    wires.sim("slack", "upload", user=SATO, channel=DESK, name="a.txt", content_base64="YQ==")

    message = next(each for each in wires.state("slack")["channels"] if each["id"] == DESK)["messages"][0]

    assert message["files"][0]["url_private"].startswith(f"{url}/slack/files-pri/")
