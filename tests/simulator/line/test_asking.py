from typing import Any

import pytest
from linebot.v3.messaging import (
    MarkMessagesAsReadByTokenRequest,
    PushMessageRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
    ValidateMessageRequest,
)
from linebot.v3.messaging.exceptions import ApiException

from bot.simulator.line import LineSimulator
from bot.simulator.wire import serve
from tests.simulator.line.conftest import SECRET, TOKEN, Line
from tests.simulator.line.sdk import heard, push, through_the_blob_sdk, through_the_sdk

# -- the rest of the API -------------------------------------------------------------------------------------


def test_a_profile_has_a_language_only_when_it_is_known(line: Line) -> None:
    quiet = line.simulator.add_person("名無し", None)

    known = through_the_sdk(line.url, lambda api: api.get_profile(line.family))
    unknown = through_the_sdk(line.url, lambda api: api.get_profile(quiet))

    assert (known.display_name, known.language) == ("佐藤", "ja")
    assert unknown.language is None


def test_the_account_knows_its_own_id(line: Line) -> None:
    assert through_the_sdk(line.url, lambda api: api.get_bot_info()).user_id == line.simulator.bot_id


@pytest.mark.parametrize(("seconds", "works"), [(5, True), (60, True), (7, False)])
def test_the_loading_animation_wants_fives(seconds: int, works: bool, line: Line) -> None:
    request = ShowLoadingAnimationRequest(chat_id=line.family, loading_seconds=seconds)

    if works:
        through_the_sdk(line.url, lambda api: api.show_loading_animation(request))
    else:
        with pytest.raises(ApiException):
            through_the_sdk(line.url, lambda api: api.show_loading_animation(request))

    assert bool(line.simulator.world.loading) == works


def test_a_message_ends_the_loading_animation(line: Line) -> None:
    request = ShowLoadingAnimationRequest(chat_id=line.family, loading_seconds=60)
    through_the_sdk(line.url, lambda api: api.show_loading_animation(request))

    push(line)

    assert line.simulator.world.loading == {}


def test_read_marks_appear_only_when_the_product_sets_them(line: Line) -> None:
    delivery = line.simulator.say(line.family, "一")
    line.simulator.say(line.family, "二")
    push(line)
    assert not any(item["read"] for item in line.simulator.chat(line.family))
    token = delivery.events[0]["message"]["markAsReadToken"]

    request = MarkMessagesAsReadByTokenRequest(mark_as_read_token=token)
    through_the_sdk(line.url, lambda api: api.mark_messages_as_read_by_token(request))

    assert [item["read"] for item in line.simulator.chat(line.family)] == [True, False, False]
    made_up = MarkMessagesAsReadByTokenRequest(mark_as_read_token="made up")
    with pytest.raises(ApiException):
        through_the_sdk(line.url, lambda api: api.mark_messages_as_read_by_token(made_up))


def test_a_quote_needs_a_token_from_that_chat(line: Line) -> None:
    quotable = line.simulator.say(line.family, "一").events[0]["message"]["quoteToken"]
    other = line.simulator.add_person("鈴木")

    def quote(to: str) -> Any:
        message = TextMessage(text="それは", quote_token=quotable)
        return through_the_sdk(line.url, lambda api: api.push_message(PushMessageRequest(to=to, messages=[message])))

    quote(line.family)
    with pytest.raises(ApiException):
        quote(other)


def test_a_payload_can_be_checked_without_sending_it(line: Line) -> None:
    request = ValidateMessageRequest(messages=[TextMessage(text="x")])

    through_the_sdk(line.url, lambda api: api.validate_push(request))

    assert heard(line) == []


@pytest.mark.parametrize("room", [False, True])
def test_the_account_can_leave_a_group_or_room(room: bool, line: Line) -> None:
    group = line.simulator.add_group("きょうだい会", [line.family], room=room)
    line.simulator.join(group)
    push(line, to=group)

    with pytest.raises(ApiException):
        through_the_sdk(line.url, lambda api: api.leave_group(group) if room else api.leave_room(group))
    through_the_sdk(line.url, lambda api: api.leave_room(group) if room else api.leave_group(group))

    with pytest.raises(ApiException):
        push(line, to=group)
    assert [item["message"]["type"] for item in line.simulator.chat(group)] == ["joined", "text", "left"]
    place = {"type": "room", "roomId": group} if room else {"type": "group", "groupId": group}
    assert line.listener.events[0]["source"] == place


def test_the_webhook_can_be_tested_from_the_product_s_side(line: Line) -> None:
    endpoint = through_the_sdk(line.url, lambda api: api.get_webhook_endpoint())
    result = through_the_sdk(line.url, lambda api: api.test_webhook_endpoint())

    assert (endpoint.endpoint, endpoint.active) == (line.simulator.webhook_url, True)
    assert (result.success, result.status_code) == (True, 200)
    assert b'"events":[]' in line.listener.bodies[-1]


# -- blobs ---------------------------------------------------------------------------------------------------


def sent(line: Line, kind: str, **more: Any) -> str:
    return str(line.simulator.send(line.family, kind, content=b"\xff\xd8picture", **more).events[0]["message"]["id"])


def test_what_a_person_sent_can_be_fetched(line: Line) -> None:
    message_id = sent(line, "image")

    assert through_the_blob_sdk(line.url, lambda api: api.get_message_content(message_id)) == b"\xff\xd8picture"


def test_a_video_is_ready_only_after_a_while(line: Line) -> None:
    message_id = sent(line, "video", duration=3000, ready_after=30)

    def status() -> str:
        return str(
            through_the_blob_sdk(
                line.url, lambda api: api.get_message_content_transcoding_by_message_id(message_id)
            ).status
        )

    early = through_the_blob_sdk(line.url, lambda api: api.get_message_content_with_http_info(message_id))
    assert (early.status_code, status()) == (202, "processing")
    line.simulator.clock.advance(31)
    late = through_the_blob_sdk(line.url, lambda api: api.get_message_content_with_http_info(message_id))
    assert (late.status_code, status()) == (200, "succeeded")


@pytest.mark.parametrize(("how", "status"), [("expired", 410), ("withdrawn", 410), ("failed", 404), ("unknown", 404)])
def test_what_is_gone_cannot_be_fetched(how: str, status: int, line: Line) -> None:
    message_id = sent(line, "video", duration=1, fails=how == "failed")
    if how == "expired":
        line.simulator.expire_content(message_id)
    if how == "withdrawn":
        line.simulator.unsend(message_id)
    asked = "1" if how == "unknown" else message_id

    with pytest.raises(ApiException) as gone:
        through_the_blob_sdk(line.url, lambda api: api.get_message_content(asked))

    assert gone.value.status == status


def test_blobs_can_live_on_a_host_of_their_own() -> None:
    simulator = LineSimulator(SECRET, TOKEN, data_host_apart=True)
    family = simulator.add_person("佐藤")
    message_id = simulator.send(family, "image", content=b"picture").events[0]["message"]["id"]

    with serve(simulator.app) as api_host, serve(simulator.data_app) as data_host:
        assert through_the_blob_sdk(data_host, lambda api: api.get_message_content(message_id)) == b"picture"
        with pytest.raises(ApiException) as wrong_host:
            through_the_blob_sdk(api_host, lambda api: api.get_message_content(message_id))

    assert wrong_host.value.status == 404
