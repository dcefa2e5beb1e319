import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.simulator.line import LineSimulator
from bot.simulator.line.contract import contract, graphemes, utf16_units
from bot.simulator.wire import serve
from tests.simulator.line.conftest import SECRET, TOKEN
from tests.simulator.line.payloads import BAD, FAMILY, GOOD, USER, push, text

Post = Any


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    simulator = LineSimulator(SECRET, TOKEN, quota=None)
    simulator.world.people[USER] = simulator.world.people[simulator.add_person("佐藤")]
    with serve(simulator.app) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)

        def send(body: object, path: str = "push", **headers: str) -> tuple[int, dict[str, Any]]:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"} | headers
            connection.request("POST", f"/v2/bot/message/{path}", raw, sent)
            answer = connection.getresponse()
            assert answer.getheader("X-Line-Request-Id")
            return answer.status, json.loads(answer.read())

        yield send
        connection.close()


@pytest.mark.parametrize("name", GOOD)
def test_what_line_takes_is_taken(name: str, post: Post) -> None:
    status, answer = post(GOOD[name])

    assert (status, len(answer.get("sentMessages", []))) == (200, len(GOOD[name]["messages"])), answer


@pytest.mark.parametrize("name", BAD)
def test_what_line_refuses_is_refused_by_name(name: str, post: Post) -> None:
    status, answer = post(BAD[name].body)

    assert status == 400
    assert BAD[name].names in [detail["property"] for detail in answer["details"]]
    assert set(answer) == {"message", "details"}


@pytest.mark.parametrize("name", BAD)
def test_the_validating_endpoint_agrees(name: str, post: Post) -> None:
    body = BAD[name].body
    assert isinstance(body, dict)
    about_messages = BAD[name].names.startswith(("messages", "/"))

    status, _ = post({"messages": body["messages"]} if "messages" in body else {}, "validate/push")

    assert (status == 400) == about_messages


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(BAD) >= 60
    assert sum(bad.official for bad in BAD.values()) >= 30


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"to": NaN}', 400),
        (b"[]", 400),
        (b"null", 400),
        (json.dumps(push(text(text="あ" * 700_000)), ensure_ascii=False).encode(), 413),
    ],
)
def test_a_body_that_is_no_request_is_refused(body: bytes, status: int, post: Post) -> None:
    assert post(body)[0] == status


def test_a_body_not_called_json_is_refused(post: Post) -> None:
    assert post(push(text()), **{"Content-Type": "text/plain"})[0] == 415


@pytest.mark.parametrize("authorization", ["", "Bearer nonsense", TOKEN])
def test_a_call_without_the_right_token_is_refused_first(authorization: str, post: Post) -> None:
    status, answer = post(b"{", Authorization=authorization)

    assert (status, list(answer)) == (401, ["message"])


def test_an_unknown_endpoint_is_refused_in_lines_shape(post: Post) -> None:
    assert post(push(text()), "telepathy") == (404, {"message": "Not found"})


def test_every_limit_names_its_source() -> None:
    sources = set(contract().raw["sources"])

    unsourced = [
        name
        for name, spec in contract().limits()
        if not {part.split(":")[0].strip() for part in spec.get("source", "none").split(";")} <= sources
    ]

    assert unsourced == []


def test_every_name_in_the_contract_leads_somewhere() -> None:
    raw = contract().raw
    known = {"string", "integer", "number", "boolean", "list", *raw["kinds"], *raw["unions"], *raw["shapes"]}
    named = [spec["is"] for spec in raw["kinds"].values()]
    named += [spec["of"] for spec in raw["kinds"].values() if spec["is"] == "list"]
    named += [shape for union in raw["unions"].values() for shape in union["of"].values()]
    named += [spec["is"] for shape in raw["shapes"].values() for spec in shape["fields"].values()]

    assert set(named) <= known


def test_lengths_are_counted_as_line_counts_them() -> None:
    assert (utf16_units("あ"), utf16_units("😀"), utf16_units(FAMILY)) == (1, 2, 11)
    assert (graphemes("が"), graphemes("が"), graphemes(FAMILY), graphemes("🇯🇵")) == (1, 1, 1, 1)
