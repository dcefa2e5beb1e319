import asyncio
import uuid
from datetime import timedelta

import aiohttp
import pytest
from linebot.v3.messaging import (
    AsyncMessagingApi,
    FlexContainer,
    FlexMessage,
    MulticastRequest,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    ReplyMessageRequest,
    TextMessage,
)
from linebot.v3.messaging.exceptions import ApiException
from linebot.v3.messaging.models import PostbackAction

from bot.simulator.faults import Fault, FaultKind
from tests.simulator.line.conftest import Line
from tests.simulator.line.payloads import bubble
from tests.simulator.line.sdk import heard, push, reply, said, through_the_sdk

# -- replies -------------------------------------------------------------------------------------------------


def test_a_reply_reaches_the_chat_and_costs_nothing(line: Line) -> None:
    token = said(line)

    answer = reply(line, token)

    assert heard(line) == ["はい"]
    assert answer.sent_messages[0].id == line.simulator.chat(line.family)[-1]["id"]
    assert line.simulator.world.used == 0


def test_a_reply_token_works_once(line: Line) -> None:
    token = said(line)
    reply(line, token)

    with pytest.raises(ApiException, match="Invalid reply token"):
        reply(line, token)

    assert heard(line) == ["はい"]


@pytest.mark.parametrize(("seconds", "works"), [(59, True), (62, False)])
def test_a_reply_token_lives_a_minute(seconds: float, works: bool, line: Line) -> None:
    token = said(line)
    line.simulator.clock.advance(seconds)

    if works:
        reply(line, token)
    else:
        with pytest.raises(ApiException, match="Invalid reply token"):
            reply(line, token)

    assert bool(heard(line)) == works


def test_a_refused_reply_leaves_the_token_usable(line: Line) -> None:
    token = said(line)
    with pytest.raises(ApiException) as refused:
        reply(line, token, "")
    assert refused.value.status == 400

    reply(line, token)

    assert heard(line) == ["はい"]


@pytest.mark.parametrize(
    ("after", "then", "works"),
    [(600, 30, True), (600, 62, False), (1190, 5, True), (1190, 15, False)],
)
def test_a_redelivered_token_lives_a_minute_more_but_not_past_twenty(
    after: float, then: float, works: bool, line: Line
) -> None:
    line.listener.status = 500
    line.simulator.say(line.family, "夜に眠れません")
    line.listener.status = 200
    line.simulator.clock.advance(after)
    token = line.simulator.redeliver()[0].events[0]["replyToken"]
    line.simulator.clock.advance(then)

    if works:
        reply(line, token)
    else:
        with pytest.raises(ApiException):
            reply(line, token)

    assert bool(heard(line)) == works


def test_a_reply_takes_no_retry_key(line: Line) -> None:
    request = ReplyMessageRequest(reply_token=said(line), messages=[TextMessage(text="はい")])

    async def use(api: AsyncMessagingApi) -> None:
        api.api_client.set_default_header("X-Line-Retry-Key", str(uuid.uuid4()))
        await api.reply_message(request)

    with pytest.raises(ApiException) as refused:
        through_the_sdk(line.url, use)

    assert refused.value.status == 400
    assert heard(line) == []


# -- pushes --------------------------------------------------------------------------------------------------


def test_a_push_reaches_the_chat_and_costs_one_however_many_bubbles(line: Line) -> None:
    messages = [TextMessage(text="一"), TextMessage(text="二")]

    through_the_sdk(line.url, lambda api: api.push_message(PushMessageRequest(to=line.family, messages=messages)))

    assert heard(line) == ["一", "二"]
    assert through_the_sdk(line.url, lambda api: api.get_message_quota_consumption()).total_usage == 1
    assert through_the_sdk(line.url, lambda api: api.get_message_quota()).value == 200


def test_a_push_repeated_under_its_key_is_shown_once(line: Line) -> None:
    key = str(uuid.uuid4())
    first = push(line, key=key)

    with pytest.raises(ApiException) as again:
        push(line, key=key)

    assert again.value.status == 409
    assert again.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert first.data.sent_messages[0].id in again.value.body
    assert heard(line) == ["こんにちは"]
    assert line.simulator.world.used == 1


def test_a_retry_key_is_forgotten_after_a_day(line: Line) -> None:
    key = str(uuid.uuid4())
    push(line, key=key)
    line.simulator.clock.advance(timedelta(hours=24, seconds=5).total_seconds())

    push(line, key=key)

    assert heard(line) == ["こんにちは"] * 2


def test_a_refused_push_does_not_use_its_key_up(line: Line) -> None:
    key = str(uuid.uuid4())
    with pytest.raises(ApiException):
        push(line, "", key=key)

    push(line, key=key)

    assert heard(line) == ["こんにちは"]


@pytest.mark.parametrize("key", ["42", "123e4567e89b12d3a456426614174000", "{123e4567-e89b-12d3-a456-426614174000}"])
def test_a_retry_key_must_be_a_plain_uuid(key: str, line: Line) -> None:
    with pytest.raises(ApiException) as refused:
        push(line, key=key)

    assert refused.value.status == 400
    assert heard(line) == []


def test_a_push_to_nobody_is_refused(line: Line) -> None:
    with pytest.raises(ApiException, match="Failed to send messages"):
        push(line, to="U" + "0" * 32)


def test_a_blocker_is_not_shown_what_the_api_accepts(line: Line) -> None:
    line.simulator.unfollow(line.family)

    push(line)

    assert heard(line) == []
    assert [item.message for _, item in line.simulator.world.unshown] == [{"type": "text", "text": "こんにちは"}]
    assert line.simulator.world.used == 0
    with pytest.raises(ApiException) as gone:
        through_the_sdk(line.url, lambda api: api.get_profile(line.family))
    assert gone.value.status == 404


def test_the_quota_counts_people_and_turns_with_the_month_in_japan(line: Line) -> None:
    others = [line.simulator.add_person(f"家族{number}") for number in range(2)]
    line.simulator.world.quota = 3
    request = MulticastRequest(
        to=[line.family, *others], messages=[TextMessage(text="お知らせ"), TextMessage(text="続き")]
    )
    through_the_sdk(line.url, lambda api: api.multicast(request))
    assert line.simulator.world.used == 3

    with pytest.raises(ApiException) as spent:
        push(line)
    assert (spent.value.status, "monthly limit" in spent.value.body) == (429, True)

    line.simulator.clock.advance(
        timedelta(days=9, hours=14).total_seconds()
    )  # 1 December in Japan, still November in UTC
    push(line)
    assert heard(line) == ["お知らせ", "続き", "こんにちは"]


def test_a_spent_quota_still_allows_replies(line: Line) -> None:
    line.simulator.world.quota = 0

    reply(line, said(line))

    assert heard(line) == ["はい"]


def test_the_rate_limit_says_something_else_than_the_quota(line: Line) -> None:
    line.simulator.faults.add(Fault(FaultKind.RATE_LIMITED, where="*/push", seconds=2))

    with pytest.raises(ApiException) as limited:
        push(line)

    assert (limited.value.status, limited.value.headers["Retry-After"]) == (429, "2")
    assert "monthly limit" not in limited.value.body
    assert line.simulator.calls("push")[0]["fault"] == "rate_limited"


def test_flex_and_quick_replies_survive_the_sdk(line: Line) -> None:
    quick = QuickReply(items=[QuickReplyItem(action=PostbackAction(label="相談する", data="ask"))])
    message = FlexMessage(alt_text="候補", contents=FlexContainer.from_dict(bubble()), quick_reply=quick)

    through_the_sdk(line.url, lambda api: api.push_message(PushMessageRequest(to=line.family, messages=[message])))

    assert line.simulator.heard(line.family)[0]["contents"] == bubble()


def test_a_wrong_token_is_refused(line: Line) -> None:
    with pytest.raises(ApiException) as refused:
        through_the_sdk(line.url, lambda api: api.get_bot_info(), token="nonsense")

    assert refused.value.status == 401


# -- faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "error", "shown"),
    [
        (FaultKind.ERROR_BEFORE, ApiException, 0),
        (FaultKind.ERROR_AFTER, ApiException, 1),
        (FaultKind.HTML_502, ApiException, 0),
        (FaultKind.RESET_BEFORE, aiohttp.ClientError, 0),
        (FaultKind.RESET_AFTER, aiohttp.ClientError, 1),
        (FaultKind.HANG_BEFORE, aiohttp.ClientError, 0),
    ],
)
def test_after_a_fault_the_same_key_shows_the_message_exactly_once(
    kind: FaultKind, error: type[Exception], shown: int, line: Line
) -> None:
    line.simulator.faults.add(Fault(kind, where="POST */message/push", seconds=0.05))
    key = str(uuid.uuid4())
    with pytest.raises(error):
        push(line, key=key)
    assert len(heard(line)) == shown

    if shown:
        with pytest.raises(ApiException) as again:
            push(line, key=key)
        assert again.value.status == 409
    else:
        push(line, key=key)

    assert heard(line) == ["こんにちは"]


def test_without_a_key_a_lost_answer_shows_the_message_twice(line: Line) -> None:
    line.simulator.faults.add(Fault(FaultKind.RESET_AFTER, where="*/push"))
    with pytest.raises(aiohttp.ClientError):
        push(line)

    push(line)

    assert heard(line) == ["こんにちは"] * 2


def test_a_late_accept_shows_the_message_after_the_refusal(line: Line) -> None:
    line.simulator.faults.add(Fault(FaultKind.LATE_ACCEPT, where="*/push", seconds=0.3))
    key = str(uuid.uuid4())
    with pytest.raises(ApiException) as failed:
        push(line, key=key)
    assert (failed.value.status, heard(line)) == (500, [])

    push(line, key=key)  # the second try overtakes the first, whose late arrival then meets the key

    for _ in range(100):
        if len(line.simulator.calls("push")) == 2 and line.simulator.refusals:
            break
        asyncio.run(asyncio.sleep(0.02))
    assert heard(line) == ["こんにちは"]
    assert line.simulator.refusals[-1]["status"] == 409


def test_a_lost_reply_cannot_be_retried(line: Line) -> None:
    token = said(line)
    line.simulator.faults.add(Fault(FaultKind.ERROR_AFTER, where="*/reply"))
    with pytest.raises(ApiException) as lost:
        reply(line, token)
    assert lost.value.status == 500

    with pytest.raises(ApiException, match="Invalid reply token"):
        reply(line, token)

    assert heard(line) == ["はい"]
