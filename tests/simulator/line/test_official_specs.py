"""Our contract beside LINE's own OpenAPI files, which live elsewhere: TSUNAGU_OFFICIAL_SPECS names their folder."""

import json
import os
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.simulator.line.contract import contract
from tests.simulator.line.conftest import Line
from tests.simulator.line.payloads import BAD, GOOD, URL

FOLDER = os.environ.get("TSUNAGU_OFFICIAL_SPECS")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="TSUNAGU_OFFICIAL_SPECS does not name a folder of LINE's OpenAPI files"
)

Schema = dict[str, Any]


def hardened(document: Schema) -> Schema:
    """The schemas with what OpenAPI leaves to the reader made binding.

    A base with a discriminator says nothing about its subtypes to a JSON Schema validator. So each base becomes a
    choice by type, its subtypes build on the old base, and no schema allows a field it does not name.
    """
    schemas: Schema = deepcopy(document["components"]["schemas"])
    bases = {name for name, schema in schemas.items() if "mapping" in schema.get("discriminator", {})}

    def on_old_bases(part: Any) -> Any:
        if isinstance(part, list):
            return [on_old_bases(each) for each in part]
        if isinstance(part, dict):
            return {
                name: [
                    {"$ref": each["$ref"] + ".base"} if str(each.get("$ref", "")).rpartition("/")[2] in bases else each
                    for each in value
                ]
                if name == "allOf"
                else on_old_bases(value)
                for name, value in part.items()
            }
        return part

    result: Schema = {}
    for name, schema in on_old_bases(schemas).items():
        if name in bases:
            choice = schema.pop("discriminator")
            result[f"{name}.base"] = schema
            by, mapping = choice["propertyName"], choice["mapping"]
            result[name] = {
                "type": "object",
                "required": [by],
                "properties": {by: {"enum": list(mapping)}},
                "allOf": [
                    {"if": {"properties": {by: {"const": kind}}, "required": [by]}, "then": {"$ref": subtype}}
                    for kind, subtype in mapping.items()
                ],
            }
        elif "allOf" in schema or ("properties" in schema and "additionalProperties" not in schema):
            result[name] = schema | {"unevaluatedProperties": False}
        else:
            result[name] = schema
    return result


@cache
def official_schemas(file: str) -> Schema:
    assert FOLDER is not None
    return hardened(yaml.load((Path(FOLDER) / file).read_text("utf-8"), Loader=yaml.CSafeLoader))


@cache
def official(schema: str, file: str = "messaging-api.yml") -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": official_schemas(file)}}
    )


@pytest.mark.parametrize("name", GOOD)
def test_what_we_take_the_official_file_takes(name: str) -> None:
    assert [error.message for error in official("PushMessageRequest").iter_errors(GOOD[name])] == []


@pytest.mark.parametrize("name", BAD)
def test_what_we_refuse_is_refused_there_or_known_to_be_prose(name: str) -> None:
    assert official("PushMessageRequest").is_valid(BAD[name].body) is not BAD[name].official


# -- every shape of ours, at random --------------------------------------------------------------------------

_OFFICIAL_NAMES = {
    "PushRequest": "PushMessageRequest",
    "ReplyRequest": "ReplyMessageRequest",
    "MulticastRequest": "MulticastRequest",
    "ValidateRequest": "ValidateMessageRequest",
    "LoadingRequest": "ShowLoadingAnimationRequest",
    "MarkAsReadRequest": "MarkMessagesAsReadByTokenRequest",
    "EndpointRequest": "SetWebhookEndpointRequest",
    "EndpointTestRequest": "TestWebhookEndpointRequest",
    "RichMenuRequest": "RichMenuRequest",
    "Message": "Message",
    "FlexContainer": "FlexContainer",
    "FlexComponent": "FlexComponent",
    "QuickReplyAction": "Action",
    "ButtonAction": "Action",
    "AreaAction": "Action",
}
_CHECKED = {
    "https": st.just(URL),
    "endpoint": st.just("https://example.com/line/webhook"),
    "link": st.sampled_from(["https://example.com/", "tel:119", "line://nv/chat"]),
    "ratio": st.sampled_from(["1:1", "20:13"]),
    "sender_name": st.just("相談窓口"),
}


def a(spec: Mapping[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Any value our contract describes with `spec`, though rules over several fields may still refuse it."""
    raw, name = contract().raw, spec["is"]
    if name in raw["kinds"]:
        return a(raw["kinds"][name], depth)
    if name in raw["unions"]:
        return st.sampled_from(sorted(raw["unions"][name]["of"])).flatmap(lambda kind: a_member(name, kind, depth))
    if name in raw["shapes"]:
        return a_shape(name, depth)
    if "enum" in spec:
        return st.sampled_from(spec["enum"])
    if "pattern" in spec:
        return st.from_regex(spec["pattern"], fullmatch=True)
    if "check" in spec:
        return _CHECKED[spec["check"]]
    low, high = spec.get("min"), spec.get("max")
    match name:
        case "string":
            return st.text("あいう abc", min_size=low or 0, max_size=min(high or 9, 9)).filter(
                lambda text: text.strip()
            )
        case "boolean":
            return st.booleans()
        case "integer":
            step = spec.get("multiple", 1)
            return st.integers((low or 0) // step, min(high or 5000, 5000) // step).map(lambda value: value * step)
        case "number":
            return st.floats(low, high, allow_nan=False)
        case _:
            most = min(high or 3, 1 if depth > 2 else 3)
            return st.lists(a({"is": spec["of"]}, depth + 1), min_size=low or 0, max_size=max(low or 0, most))


def a_member(union: str, kind: str, depth: int) -> st.SearchStrategy[Any]:
    spec = contract().raw["unions"][union]
    needed = {name: contract().fields(spec["of"][kind])[name] for name in spec.get("require", ())}
    required = st.fixed_dictionaries({spec["by"]: st.just(kind)} | {name: a(each) for name, each in needed.items()})
    return st.tuples(a_shape(spec["of"][kind], depth), required).map(lambda both: both[0] | both[1])


def a_shape(name: str, depth: int) -> st.SearchStrategy[Any]:
    fields = contract().fields(name)
    required = {field: a(spec, depth + 1) for field, spec in fields.items() if spec.get("required")}
    optional = {field: a(spec, depth + 1) for field, spec in fields.items() if not spec.get("required")}
    return st.fixed_dictionaries(required, optional={} if depth > 6 else optional)


@pytest.mark.parametrize("ours", _OFFICIAL_NAMES)
def test_whatever_our_contract_takes_the_official_file_takes(ours: str) -> None:
    theirs, tried, taken = official(_OFFICIAL_NAMES[ours]), 0, 0

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.deferred(lambda: a({"is": ours})))
    def agrees(value: Any) -> None:
        nonlocal tried, taken
        tried += 1
        if contract().check(ours, value):
            return
        taken += 1
        assert [f"{error.json_path}: {error.message}" for error in theirs.iter_errors(value)] == []

    agrees()
    assert taken >= tried / 10, "too few of the random payloads pass our own contract to say anything"


def test_each_message_and_component_of_ours_exists_there_with_each_field() -> None:
    """The random test may miss a rare field; this one walks them all."""
    schemas = official_schemas("messaging-api.yml")
    unknown = []
    for union, their_base in (
        ("Message", "Message"),
        ("FlexComponent", "FlexComponent"),
        ("QuickReplyAction", "Action"),
    ):
        mapping = {
            choice["if"]["properties"]["type"]["const"]: choice["then"]["$ref"].rpartition("/")[2]
            for choice in schemas[their_base]["allOf"]
        }
        for kind, ours in contract().raw["unions"][union]["of"].items():
            parts = [schemas[f"{their_base}.base"], *schemas[mapping[kind]]["allOf"]]
            theirs = {field for part in parts for field in part.get("properties", {})}
            unknown += [f"{ours}.{field}" for field in contract().fields(ours) if field not in theirs]

    assert unknown == []


# -- what the simulator sends --------------------------------------------------------------------------------


def test_every_event_we_deliver_is_one_the_official_file_knows(line: Line) -> None:
    simulator, family = line.simulator, line.family
    group = simulator.add_group("きょうだい会", [family])
    simulator.follow(family)
    simulator.say(family, "夜に眠れません")
    simulator.send(family, "image", content=b"x")
    simulator.send(family, "video", content=b"x", duration=1000)
    simulator.send(family, "audio", content=b"x", duration=1000)
    simulator.send(family, "file", content=b"x", fileName="指示書.pdf")
    simulator.send(family, "location", latitude=35.0, longitude=139.0, title="家", address="横須賀市")
    simulator.send(family, "sticker", packageId="446", stickerId="1988", keywords=["hi"])
    simulator.press(family, "ask", forged=True)
    simulator.unsend(simulator.chat(family)[1]["id"])
    simulator.join(group)
    simulator.say(family, "こんにちは", group=group)
    simulator.add_member(group, simulator.add_person("鈴木"))
    simulator.remove_from(group)
    simulator.redeliver(simulator.unfollow(family))
    simulator.deliver()
    theirs = official("CallbackRequest", "webhook.yml")

    bodies = [json.loads(body) for body in line.listener.bodies]

    assert len(bodies) == 17
    assert [error.message for body in bodies for error in theirs.iter_errors(body)] == []


def test_the_hardened_webhook_file_would_catch_a_wrong_event() -> None:
    theirs = official("CallbackRequest", "webhook.yml")
    event = {
        "type": "message",
        "timestamp": 1,
        "mode": "active",
        "webhookEventId": "x",
        "deliveryContext": {"isRedelivery": False},
        "message": {"type": "text", "id": "1", "text": "x"},
    }

    assert not theirs.is_valid({"destination": "U" + "0" * 32, "events": [event]})
