import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from bot.channels.line.send import Gone, LineSender, Media, NotReady, Quota
from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure
from tests.bot.line.raw_server import Behave, Heard, answer, closed_port, reset, serving, silence

TOKEN = "channel-token-that-nobody-may-read"
KEY = "123e4567-e89b-12d3-a456-426614174000"
WORDS = "夜がつらいです"
MESSAGES = [{"type": "text", "text": WORDS}]
ACCEPTED = {"sentMessages": [{"id": "461230966842064897", "quoteToken": "q"}]}
SPENT = {"message": "Invalid reply token"}

T = TypeVar("T")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # the SDK trusts the environment's proxies


def meeting(*behaviours: Behave, call: Callable[[LineSender], Awaitable[T]], patience: float = 5.0) -> tuple[T, Heard]:
    """What the call says when LINE behaves like this, and what LINE heard."""

    async def main() -> tuple[T, Heard]:
        async with serving(*behaviours) as heard:
            sender = LineSender(TOKEN, heard.base, heard.base, timeout=patience)
            try:
                return await call(sender), heard
            finally:
                await sender.close()

    return asyncio.run(main())


def push(sender: LineSender) -> Awaitable[Outcome]:
    return sender.push("U1", MESSAGES, KEY)


def reply(sender: LineSender) -> Awaitable[Outcome]:
    return sender.reply("reply-token", MESSAGES)


# -- what arrives at LINE ----------------------------------------------------------------


def test_a_push_carries_its_retry_key_and_a_reply_none() -> None:
    pushed, at_push = meeting(answer(200, ACCEPTED, X_Line_Request_Id="req-1"), call=push)
    replied, at_reply = meeting(answer(200, ACCEPTED), call=reply)

    assert pushed == Sent(("461230966842064897",), {"request_id": "req-1"})
    assert replied == Sent(("461230966842064897",))
    assert at_push.heads[0].startswith("POST /v2/bot/message/push ")
    assert f"X-Line-Retry-Key: {KEY}" in at_push.heads[0]
    assert "retry-key" not in at_reply.heads[0].lower()
    assert json.loads(at_push.bodies[0]) == {"to": "U1", "messages": MESSAGES}
    assert json.loads(at_reply.bodies[0])["replyToken"] == "reply-token"


def test_groups_and_rooms_are_left_by_different_doors() -> None:
    _, group = meeting(answer(200, {}), call=lambda sender: sender.leave("C1"))
    _, room = meeting(answer(200, {}), call=lambda sender: sender.leave("R1"))

    assert group.heads[0].startswith("POST /v2/bot/group/C1/leave ")
    assert room.heads[0].startswith("POST /v2/bot/room/R1/leave ")


# -- what LINE says ------------------------------------------------------------------------

OUTCOMES: dict[str, tuple[Behave, Outcome]] = {
    "an old answer without ids": (answer(200, {}), Sent()),
    "a proxy's page instead of an answer": (
        answer(200, b"<html>hello</html>", "text/html"),
        Unsure("unreadable answer"),
    ),
    "a page in another encoding": (answer(200, "成功".encode("cp932"), "text/html"), Unsure("unreadable answer")),
    "accepted before, under this retry key": (
        answer(409, {"message": "The retry key is already accepted", **ACCEPTED}, X_Line_Accepted_Request_Id="req-0"),
        Sent(("461230966842064897",), {"accepted_request_id": "req-0"}),
    ),
    "accepted before, told by a bare 409": (answer(409, b""), Sent()),
    "reply token used or old": (answer(400, SPENT), Refused("invalid_reply_token", 400)),
    "nobody of that id": (answer(400, {"message": "Failed to send messages"}), Refused("not_found", 400)),
    "no such receiver": (
        answer(400, {"message": "The property, 'to', in the request body is invalid (line: -, column: -)"}),
        Refused("not_found", 400),
    ),
    "a message LINE will not have": (
        answer(
            400,
            {
                "message": "The request body has 1 error(s)",
                "details": [{"message": "May not be empty", "property": "messages[0].text"}],
            },
        ),
        Refused("bad_request", 400, "messages[0].text"),
    ),
    "a fault described with our words": (
        answer(400, {"message": WORDS, "details": [{"message": WORDS, "property": WORDS + " !"}]}),
        Refused("bad_request", 400, ""),
    ),
    "a refusal in another encoding": (answer(400, "失敗".encode("cp932"), "text/html"), Refused("bad_request", 400)),
    "a refusal that is no object": (answer(400, ["no"]), Refused("bad_request", 400)),
    "wrong token": (answer(401, {"message": "Authentication failed"}), Refused("unauthorized", 401)),
    "not allowed": (answer(403, {"message": "Access to this API is not available"}), Refused("unauthorized", 403)),
    "not found": (answer(404, {"message": "Not found"}), Refused("not_found", 404)),
    "too large": (answer(413, b""), Refused("bad_request", 413)),
    "the month's messages are used up": (
        answer(429, {"message": "You have reached your monthly limit."}),
        Refused("quota", 429),
    ),
    "too fast": (answer(429, {"message": "The API rate limit has been exceeded. Try again later."}), TryLater()),
    "too fast, with a time": (answer(429, {"message": "rate limit"}, Retry_After="7"), TryLater(7.0)),
    "too fast, with a date": (answer(429, b"", Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), TryLater()),
    "broken inside": (answer(500, {"message": "Internal server error"}), Unsure("status 500")),
    "broken before LINE": (answer(502, b"<html>Bad Gateway</html>", "text/html"), Unsure("status 502")),
    "broken, in another encoding": (answer(503, "障害中".encode("cp932"), "text/html"), Unsure("status 503")),
    "a timeout on the way": (answer(408, b""), Unsure("status 408")),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_each_answer_says_what_became_of_the_message(name: str) -> None:
    behave, expected = OUTCOMES[name]

    outcome, heard = meeting(behave, call=push)

    assert outcome == expected
    assert len(heard.bodies) == 1  # never twice


# -- what the wire does ------------------------------------------------------------------------


@pytest.mark.parametrize("call", [push, reply])
def test_a_reset_after_sending_is_not_called_a_failure(call: Callable[[LineSender], Awaitable[Outcome]]) -> None:
    outcome, heard = meeting(reset, call=call)

    assert isinstance(outcome, Unsure)
    assert len(heard.bodies) == 1


@pytest.mark.parametrize("call", [push, reply])
def test_silence_ends_in_time_and_unsure(call: Callable[[LineSender], Awaitable[Outcome]]) -> None:
    began = time.monotonic()

    outcome, _ = meeting(silence, call=call, patience=0.3)

    assert outcome == Unsure("timeout")
    assert time.monotonic() - began < 3


def test_a_request_that_never_left_may_be_tried_later() -> None:
    async def to(base: str) -> Outcome:
        sender = LineSender(TOKEN, base, timeout=2)
        try:
            return await sender.reply("reply-token", MESSAGES)
        finally:
            await sender.close()

    assert asyncio.run(to(closed_port())) == TryLater()
    assert asyncio.run(to("http://no-such-host.invalid")) == TryLater()


def test_ten_pushes_do_not_wait_for_each_other() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        await answer(200, ACCEPTED)(reader, writer)

    async def many(sender: LineSender) -> list[Outcome]:
        return await asyncio.gather(*(push(sender) for _ in range(10)))

    began = time.monotonic()
    outcomes, _ = meeting(slow, call=many)

    assert outcomes == [Sent(("461230966842064897",))] * 10
    assert time.monotonic() - began < 1.5


def test_one_failure_among_many_is_told_apart() -> None:
    behaviours = [answer(200, ACCEPTED), answer(200, b"<html>", "text/html"), answer(429, b""), reset]

    async def one_after_the_other(sender: LineSender) -> list[type]:
        return [type(await push(sender)) for _ in range(4)]

    outcomes, _ = meeting(*behaviours, call=one_after_the_other)

    assert outcomes == [Sent, Unsure, TryLater, Unsure]


# -- what never leaves ------------------------------------------------------------------------


def test_a_token_with_a_line_end_is_named_without_being_shown() -> None:
    async def build(token: str) -> None:
        LineSender(token)

    for token in ("", "abc\n", "ab c", "トークン"):
        with pytest.raises(ValueError, match="LINE_CHANNEL_ACCESS_TOKEN") as refused:
            asyncio.run(build(token))
        assert not token or token not in str(refused.value)


def test_a_base_that_is_no_address_is_named() -> None:
    async def build() -> None:
        LineSender(TOKEN, data_api_base="localhost:8001")

    with pytest.raises(ValueError, match="LINE_DATA_API_BASE"):
        asyncio.run(build())


def test_no_log_holds_a_token_or_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    says_it_back = answer(400, {"message": WORDS})

    for behave in (answer(200, {**ACCEPTED, "echo": WORDS}), says_it_back, answer(502, WORDS.encode()), reset):
        meeting(behave, call=push)
        meeting(behave, call=reply)

    logged = "\n".join(record.getMessage() for record in caplog.records)
    for secret in (TOKEN, WORDS, WORDS.encode("unicode_escape").decode(), "reply-token"):
        assert secret not in logged


# -- asking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        (answer(200, b"\xff\xd8\xff\xe0", "image/jpeg"), Media(b"\xff\xd8\xff\xe0", "image/jpeg")),
        (answer(202, b""), NotReady()),
        (answer(202, b"\xff", "text/html"), TryLater()),
        (answer(404, {"message": "Not found"}), Gone()),
        (answer(410, b""), Gone()),
        (answer(401, b""), Refused("unauthorized", 401)),
        (answer(429, b"", Retry_After="2"), TryLater(2.0)),
        (answer(500, b"\xff"), TryLater()),
        (reset, TryLater()),
    ],
)
def test_what_she_sent_is_fetched_or_it_is_said_why_not(behave: Behave, expected: object) -> None:
    got, heard = meeting(behave, call=lambda sender: sender.content("4612309"))

    assert got == expected
    assert heard.heads[0].startswith("GET /v2/bot/message/4612309/content ")


def test_the_months_messages_are_counted() -> None:
    used = answer(200, {"totalUsage": 150})

    assert meeting(answer(200, {"type": "limited", "value": 200}), used, call=LineSender.quota)[0] == Quota(200, 150)
    assert meeting(answer(200, {"type": "none"}), used, call=LineSender.quota)[0] == Quota(None, 150)
    assert meeting(answer(200, {"type": "none"}), answer(500, b""), call=LineSender.quota)[0] is None
