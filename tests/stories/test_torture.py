"""Words that could ping, format, hide, break or be cut, on every way a family's words can go."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.slack.escape import visible as written_out
from bot.demo.house import House
from bot.simulator.faults import Fault, FaultKind
from tests.stories.people import QUESTION, Desk, new_card
from tests.stories.phone import Phone

Refused = Callable[[], list[Any]]

WORDS = {
    "pings": "@channel @here @everyone <!channel> <!here|here> <!everyone> <@U0KUJIRA01> <#C0TSUNAGU1|x> @鯨井",
    "mrkdwn": "*太字* _斜体_ ~取消~ `code` ```block``` :tada: <https://evil.example|ここ> &lt;!here&gt; &amp;",
    "controls": "前\x00\x07\x08\x0b\x0c\x1b[31m\x7f\x85後\r\n次の行\r最後",
    "zero width": "見え\u200bない\u200c\u200d\u2060\ufeff\u00adの字",
    "bidi": "\u202eemocle\u202c \u2066x\u2069 \u061c\u200f",
    "emoji": "👨‍👩‍👧‍👦👩🏽‍⚕️🏴󠁧󠁢󠁥󠁮󠁧󠁿❤️‍🔥🇯🇵1️⃣" * 20,
    "sql": '\'; DROP TABLE "case"; -- %s %(x)s ${x} {{7*7}} { $number } \\u0000 \\',
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&nbsp;</div>",
    "json": '{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}]}',
    "combining": "e" + "\u0301" * 400,
    "lines": "\n".join(["行"] * 300),
    "blank": "　 \t あ \t 　",
}
LONG = {"5,000": 5_000, "10,000": 10_000}


def typed(length: int) -> str:
    """So many characters, all of them different places, so that nothing cut or doubled goes unseen."""
    text = "".join(f"あ{n:05}<!channel>" for n in range(length // 16 + 1))
    return text[:length]


def quoted(message: dict[str, Any]) -> str:
    blocks = [block for block in message.get("blocks", []) if block["type"] == "rich_text"]
    return "".join(run["text"] for block in blocks for part in block["elements"] for run in part["elements"])


def visible(words: str) -> str:
    """The words with what nobody can see written out, as coordinators are shown it."""
    return written_out(words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd"))


def live(message: dict[str, Any]) -> list[str]:
    """What Slack would act on in a message: mentions, links and formatting outside plain text."""
    read = [message.get("text", "")]
    for block in message.get("blocks", []):
        texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
        read += [one["text"] for one in texts if isinstance(one, dict) and one.get("type") == "mrkdwn"]
        if block["type"] == "rich_text":
            runs = [run for part in block["elements"] for run in part["elements"]]
            read += [f"<{run['type']}>" for run in runs if run["type"] != "text"]
    ours = [text.replace("<@U0UMINEKO1>", "").replace("<@U0KUJIRA01>", "") for text in read]
    return [text for text in ours if any(sign in text for sign in ("<", "@channel", "@here", ":tada:", "`", "\u202e"))]


@pytest.fixture
def refused(house: House) -> Refused:
    """What either platform refused since the test began."""

    before = len(house.line.refusals), len(house.slack.state()["refusals"])
    return lambda: [*house.line.refusals[before[0] :], *house.slack.state()["refusals"][before[1] :]]


def everything(house: House, ts: str) -> list[dict[str, Any]]:
    return [m for m in house.messages() if m["ts"] == ts or m.get("thread_ts") == ts]


@pytest.mark.parametrize("name", WORDS)
def test_no_words_ping_break_or_vanish_on_the_card_or_in_the_thread(house: House, name: str, refused: Refused) -> None:
    phone, words = Phone(house), WORDS[name]
    phone.chooses("person", sees="どんなことで困っていますか")
    before = len(house.messages())
    house.line.say(phone.id, words)
    phone.sees("伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")
    card = new_card(house, before)

    desk = Desk(house, card)
    house.line.say(phone.id, words)
    phone.says("これで終わり")
    desk.waits_in_thread("これで終わり")

    said = everything(house, desk.ts)
    assert visible(words) in quoted(said[0])
    assert any(visible(words) in quoted(message) for message in said[1:])
    assert [sign for message in said for sign in live(message)] == []
    assert refused() == []


@pytest.mark.parametrize("name", LONG)
def test_nothing_of_a_long_story_is_cut(house: House, name: str, refused: Refused) -> None:
    phone, story = Phone(house), typed(LONG[name])
    phone.chooses("person", sees="どんなことで困っていますか")
    before = len(house.messages())
    phone.asks(story, sees="伝えてもよいですか")
    phone.taps("伝えて相談する", sees="受付番号は")
    card = new_card(house, before)
    desk = Desk(house, card)
    house.wait_for("its end", lambda: story[-16:] in "".join(map(quoted, everything(house, desk.ts))) or None)
    opened = everything(house, desk.ts)

    phone.says(story)
    phone.says("これで終わり")
    desk.waits_in_thread("これで終わり")

    followed = everything(house, desk.ts)[len(opened) :]
    assert "".join(map(quoted, opened)) == story
    assert "".join(map(quoted, followed)) == story + "これで終わり"
    assert [sign for message in (*opened, *followed) for sign in live(message)] == []
    assert refused() == []


def test_a_long_story_is_whole_and_single_though_slack_asks_to_wait_in_the_middle(house: House) -> None:
    phone, story = Phone(house), typed(10_000)
    phone.chooses("person", sees="どんなことで困っていますか")
    before = len(house.messages())
    phone.asks(story, sees="伝えてもよいですか")
    house.slack.faults.add(Fault(FaultKind.RATE_LIMITED, "*chat.postMessage", after=1, seconds=1))

    phone.taps("伝えて相談する", sees="受付番号は")

    card = new_card(house, before)
    house.clock.advance(5)
    house.wait_for("its end", lambda: story[-16:] in "".join(map(quoted, everything(house, card["ts"]))) or None)
    assert "".join(map(quoted, everything(house, card["ts"]))) == story
    assert len([m for m in house.messages()[before:] if m.get("thread_ts", m["ts"]) == m["ts"]]) == 1


@pytest.mark.parametrize("name", WORDS)
def test_any_words_are_answered_and_the_next_question_too(house: House, name: str, refused: Refused) -> None:
    phone = Phone(house)

    house.line.say(phone.id, WORDS[name])

    house.wait_for("an answer", lambda: phone.new() or None)
    phone.asks(QUESTION, sees="使えそうな")
    assert refused() == []


def test_a_file_name_and_a_place_are_harmless_too(house: House, refused: Refused) -> None:
    phone = Phone(house)
    desk = Desk(house, phone.opens_a_case())
    hostile = WORDS["pings"] + WORDS["mrkdwn"]

    phone.sends("file", {"content": b"x", "fileName": hostile[:200]})
    phone.sends("location", {"latitude": 35.2, "longitude": 139.7, "title": WORDS["pings"], "address": WORDS["bidi"]})
    phone.sends("sticker", {"packageId": "1", "stickerId": "2", "keywords": [WORDS["mrkdwn"]]})
    phone.says("これで終わり")

    desk.waits_in_thread("これで終わり")
    assert [sign for message in everything(house, desk.ts) for sign in live(message)] == []
    assert any(message.get("files") for message in everything(house, desk.ts))
    assert refused() == []
