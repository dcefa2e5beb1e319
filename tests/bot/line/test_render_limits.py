"""Whatever people write or type into the directory, the messages stay within LINE's limits and lose nothing."""

import json
from typing import Any

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.line.render import render
from knowledge.resource import Resource
from routing.effects import Choice, Entries, Say, Text, Verbatim
from tests.bot.line.builders import TEXTS, TODAY, directory, entry, label, ref, say

ODD = (
    "👨‍👩‍👧‍👦",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "🇯🇵",
    "𠮷",
    "が゙",
    "e" + "\u0301" * 40,
    "\u202eさかさ\u202c",
    "\u2066\u200f",
    "<script>alert(1)</script>",
    "'; DROP TABLE person; --",
    "{ $name }",
    "\0",
    "\x1b[2J",
    "\r\n",
    "\ud83d",
    "\udc00",
    "\n\n",
    "。",
    " ",
)
LONG = st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=12).flatmap(
    lambda parts: st.integers(min_value=1, max_value=600).map(lambda times: "".join(parts) * times)
)
SURROGATES = st.text(st.characters(), max_size=40)
WILD = LONG | SURROGATES
ODD_REASON = st.sampled_from(["word", "age", "confirmed", "a kind made tomorrow"])


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def seen(text: str) -> int:
    return len(regex.findall(r"\X", text))


def assert_acceptable(batches: list[list[dict[str, Any]]]) -> None:
    for batch in batches:
        assert 1 <= len(batch) <= 5
        json.dumps(batch, ensure_ascii=False).encode()  # no half of a surrogate pair is left
        for message in batch:
            if message["type"] == "text":
                assert message["text"].strip()
                assert units(message["text"]) <= 5_000
            else:
                assert 0 < units(message["altText"]) <= 400
                assert_flex(message["contents"])
            for item in message.get("quickReply", {"items": []})["items"]:
                assert_action(item["action"])


def assert_flex(contents: dict[str, Any]) -> None:
    bubbles = contents["contents"] if contents["type"] == "carousel" else [contents]
    assert len(json.dumps(contents).encode()) <= 50_000
    assert all(len(json.dumps(bubble).encode()) <= 30_000 for bubble in bubbles)
    for component in components(contents):
        if component["type"] == "text":
            assert component["text"].strip()
            assert component["wrap"] is True
        if "action" in component:
            assert_action(component["action"])


def components(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for inner in value for found in components(inner)]
    if not isinstance(value, dict):
        return []
    own = [value] if "type" in value else []
    return own + [found for name, inner in value.items() if name != "action" for found in components(inner)]


def assert_action(action: dict[str, Any]) -> None:
    assert 1 <= seen(action["label"]) <= 20
    if action["type"] == "postback":
        assert 1 <= units(action["data"]) <= 300
        assert seen(action["displayText"]) <= 300
    if action["type"] == "uri":
        assert action["uri"].startswith(("https://", "tel:"))
        assert action["uri"].isascii()
        assert len(action["uri"]) <= 1_000
    if action["type"] == "clipboard":
        assert 1 <= len(action["clipboardText"]) <= 1_000


def show(said: Say, *entries: Resource) -> list[list[dict[str, Any]]]:
    return render(said, texts=TEXTS, locale="ja", lookup=directory(*entries).get, today=TODAY)


def as_line_has_it(text: str) -> str:
    """The words with what LINE forbids made visible: the rule written a second time, by other means."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    forbidden = {*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)} - {0x09, 0x0A}
    return "".join("\ufffd" if ord(character) in forbidden else character for character in joined)


@given(WILD)
@settings(deadline=None)
def test_a_coordinators_words_arrive_whole(words: str) -> None:
    batches = show(say(Verbatim(words, by="三浦")))

    assert_acceptable(batches)
    arrived = "".join(message["text"] for batch in batches for message in batch)
    # Blanks at the very end of a text that was split may be a message of their own, which LINE refuses.
    assert ("三浦より\n" + as_line_has_it(words)).startswith(arrived)
    assert not ("三浦より\n" + as_line_has_it(words)).removeprefix(arrived).strip()


@given(st.lists(WILD, min_size=1, max_size=4), st.lists(WILD, max_size=16))
@settings(deadline=None, max_examples=50)
def test_many_texts_and_choices_stay_within_limits(said: list[str], labels: list[str]) -> None:
    buttons = tuple(Choice(label(words[:900]), f"code:{number}") for number, words in enumerate(labels))
    parts = tuple(Verbatim(words) for words in said)

    batches = show(say(*parts, Text("choices-alt"), choices=buttons))

    assert_acceptable(batches)
    last = json.dumps(batches[-1][-1])
    assert all(json.dumps(button.code) in json.dumps(batches) for button in buttons)
    assert not buttons or "postback" in last


@given(
    st.fixed_dictionaries(
        {
            "name": WILD.filter(lambda name: bool(as_line_has_it(name).strip())),
            "description": WILD,
            "how_to_apply": WILD,
            "fee": WILD,
            "hours": WILD,
            "phone": st.none() | WILD,
            "url": st.none() | WILD | WILD.map(lambda path: "https://www.example.jp/" + path),
            "email": st.none() | WILD,
            "capacity": st.sampled_from(["open", "waiting", "full", "unknown", "odd"]),
            "verified_by": st.sampled_from(["coordinator", "import", "odd"]),
        }
    ),
    st.lists(st.sampled_from([("topic", "short-stay"), ("town", "142085")]) | st.tuples(ODD_REASON, WILD), max_size=8),
    st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_whatever_stands_in_the_directory_makes_an_acceptable_card(
    fields: dict[str, Any], reasons: list[tuple[str, str]], lines: bool
) -> None:
    known = [entry(f"ym-{number}", **fields) for number in range(3)]

    batches = show(say(Entries(tuple(ref(place.id, *reasons) for place in known), lines=lines)), *known)

    assert_acceptable(batches)
