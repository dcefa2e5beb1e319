"""The sender against the simulated workspace, with every way a call can end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.channels.slack.send import CannotLook, SlackFile, SlackSender, verdict
from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.slack import SlackSimulator
from tests.bot.slack.builders import DESK, KUJIRA, SUPPORTER, UMINEKO, Json
from tests.bot.slack.conftest import OTHER, Product

Run = Callable[[Callable[[SlackSender], Awaitable[Any]]], Any]

BLOCKS: list[Json] = [{"type": "section", "text": {"type": "plain_text", "text": "新しい相談"}}]
POST = "*/chat.postMessage"


def post(sender: SlackSender, key: str = "send-1", **more: Any) -> Awaitable[Outcome]:
    return sender.post(DESK, "新しい相談", BLOCKS, metadata_id=key, **more)


def messages(sim: SlackSimulator, channel: str = DESK) -> list[Json]:
    found: list[Json] = next(one["messages"] for one in sim.state()["channels"] if one["id"] == channel)
    return found


def test_a_message_is_posted_with_our_mark_updated_and_deleted(sim: SlackSimulator, sending: Run) -> None:
    async def story(sender: SlackSender) -> list[Outcome]:
        first = await post(sender)
        assert isinstance(first, Sent)
        ts = first.ids[0]
        reply = await post(sender, "send-2", thread_ts=ts)
        assert isinstance(reply, Sent)
        return [
            first,
            await sender.update(DESK, ts, "担当：鯨井", BLOCKS),
            await sender.delete(DESK, reply.ids[0]),
            await sender.delete(DESK, reply.ids[0]),
        ]

    outcomes = sending(story)

    assert [type(outcome) for outcome in outcomes] == [Sent] * 4
    assert outcomes[0].data["channel"] == DESK
    [card] = [message for message in messages(sim) if message.get("text") == "担当：鯨井"]
    assert card["metadata"] == {"event_type": "tsunagu_send", "event_payload": {"id": "send-1"}}


FAULTS: list[tuple[FaultKind, type[Outcome], int]] = [
    (FaultKind.ERROR_BEFORE, Unsure, 0),
    (FaultKind.ERROR_AFTER, Unsure, 1),
    (FaultKind.RESET_BEFORE, Unsure, 0),
    (FaultKind.RESET_AFTER, Unsure, 1),
    (FaultKind.HTML_502, Unsure, 0),
    (FaultKind.RATE_LIMITED, TryLater, 0),
]


@pytest.mark.parametrize(("kind", "outcome", "posted"), FAULTS)
def test_a_write_is_tried_once_and_the_truth_is_told(
    sim: SlackSimulator, sending: Run, kind: FaultKind, outcome: type[Outcome], posted: int
) -> None:
    sim.faults.add(Fault(kind, where=POST, seconds=7))

    got = sending(post)

    assert isinstance(got, outcome)
    assert len(messages(sim)) == posted
    assert len([call for call in sim.state()["calls"] if call["method"] == "chat.postMessage"]) <= 1
    if isinstance(got, TryLater):
        assert got.after == 7


def test_an_answer_that_never_comes_is_unsure(sim: SlackSimulator, sending: Run, monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.channels.slack.send.WRITE_WITHIN", 0.3)
    sim.faults.add(Fault(FaultKind.SLOW, where=POST, seconds=0.8))

    assert sending(post) == Unsure("TimeoutError")
    assert len(messages(sim)) == 1


def test_nobody_there_is_try_later(sim: SlackSimulator) -> None:
    async def main() -> Outcome:
        async with aiohttp.ClientSession() as session:
            return await post(SlackSender("xoxb-a", "http://127.0.0.1:9/api/", session))

    assert asyncio.run(main()) == TryLater()


@pytest.mark.parametrize("kind", [FaultKind.ERROR_AFTER, FaultKind.RESET_AFTER, FaultKind.ERROR_BEFORE])
@pytest.mark.parametrize("threaded", [False, True])
def test_after_an_unsure_post_a_look_tells_whether_it_is_there(
    sim: SlackSimulator, sending: Run, kind: FaultKind, threaded: bool
) -> None:
    async def story(sender: SlackSender) -> tuple[str | None, str | None]:
        parent = await post(sender, "parent")
        assert isinstance(parent, Sent)
        thread = parent.ids[0] if threaded else None
        sim.faults.add(Fault(kind, where=POST))
        assert isinstance(await post(sender, "send-7", thread_ts=thread), Unsure)
        there = await sender.find(DESK, thread, "send-7", "0")
        return there, await sender.find(DESK, thread, "send-8", "0")

    there, other = sending(story)

    assert (there is not None) == (kind is not FaultKind.ERROR_BEFORE)
    assert other is None


def test_a_look_goes_through_all_pages(sim: SlackSimulator, sending: Run, monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.channels.slack.send.HISTORY_PAGE", 2)

    async def story(sender: SlackSender) -> str | None:
        for number in range(7):
            await post(sender, f"send-{number}")
        return await sender.find(DESK, None, "send-0", "0")

    assert sending(story) == messages(sim)[0]["ts"]


def test_a_look_that_fails_says_so(sim: SlackSimulator, sending: Run) -> None:
    sim.faults.add(Fault(FaultKind.ERROR_BEFORE, where="*/conversations.history"))

    with pytest.raises(CannotLook):
        sending(lambda sender: sender.find(DESK, None, "send-1", "0"))


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("channel_not_found", 200, Refused("no_channel", 200, "channel_not_found")),
        ("not_in_channel", 200, Refused("no_channel", 200, "not_in_channel")),
        ("invalid_auth", 200, Refused("unauthorized", 200, "invalid_auth")),
        ("missing_scope", 200, Refused("unauthorized", 200, "missing_scope")),
        ("invalid_blocks", 200, Refused("bad_request", 200, "invalid_blocks")),
        ("cant_update_message", 200, Refused("other", 200, "cant_update_message")),
        ("internal_error", 200, Unsure("internal_error")),
        ("fatal_error", 500, Unsure("fatal_error")),
        ("", 503, Unsure("http-503")),
        ("", 200, Unsure("unreadable-answer")),
        ("", 404, Refused("not_found", 404, "http-404")),
        ("ratelimited", 200, TryLater()),
        ("", 429, TryLater()),
        ("request_timeout", 408, TryLater()),
    ],
)
def test_what_slack_says_is_told_apart(code: str, status: int, expected: Outcome) -> None:
    assert verdict(code, status, {}) == expected


def test_bad_blocks_and_a_foreign_channel_are_refused(sim: SlackSimulator, sending: Run) -> None:
    async def story(sender: SlackSender) -> list[Outcome]:
        bad = [{"type": "section", "text": {"type": "plain_text", "text": "あ" * 3_001}}]
        return [
            await sender.post(DESK, "x", bad, metadata_id="1"),
            await sender.post(OTHER, "x", BLOCKS, metadata_id="2"),
            await sender.update(DESK, "1.000001", "x", BLOCKS),
        ]

    bad, foreign, gone = sending(story)

    assert (bad.reason, bad.code) == ("bad_request", "invalid_blocks")
    assert foreign.reason == "no_channel"
    assert gone.reason == "not_found"


def test_a_supporter_is_reached_directly_and_a_coordinator_unseen_by_others(sim: SlackSimulator, sending: Run) -> None:
    async def story(sender: SlackSender) -> list[Outcome]:
        opened = await sender.open_dm(SUPPORTER)
        assert isinstance(opened, Sent)
        return [
            opened,
            await sender.open_dm(SUPPORTER),
            await sender.post(opened.ids[0], "答え", BLOCKS, metadata_id="send-1"),
            await sender.ephemeral(DESK, KUJIRA, "もう引き受けられています", BLOCKS),
        ]

    first, again, *rest = sending(story)

    assert first == again
    assert [type(outcome) for outcome in rest] == [Sent, Sent]
    [ephemeral] = sim.state()["ephemerals"]
    assert ephemeral["user_seeing"] == KUJIRA


def test_the_home_tab_is_filled(sim: SlackSimulator, sending: Run) -> None:
    view = {"type": "home", "blocks": BLOCKS}

    assert sending(lambda sender: sender.home(SUPPORTER, view)) == Sent()
    assert sim.state()["homes"][SUPPORTER]["view"]["type"] == "home"


def test_a_command_is_answered_through_its_address_where_the_bot_is_no_member(
    sim: SlackSimulator, product: Product, sending: Run
) -> None:
    sim.command(SUPPORTER, OTHER, "/soudan", "短期入所")
    url = str(product.inbox.only["response_url"])

    assert sending(lambda sender: sender.respond(url, "答え", BLOCKS)) == Sent()
    [seen] = sim.state()["ephemerals"]
    assert (seen["channel"], seen["user_seeing"]) == (OTHER, SUPPORTER)

    sim.clock.advance(31 * 60)
    expired = sending(lambda sender: sender.respond(url, "答え", BLOCKS))
    assert isinstance(expired, Refused)


def test_a_picture_is_put_into_the_thread_and_removed(sim: SlackSimulator, sending: Run) -> None:
    async def story(sender: SlackSender) -> list[Outcome]:
        parent = await post(sender)
        assert isinstance(parent, Sent)
        shared = await sender.upload(DESK, parent.ids[0], "写真.jpg", b"\xff\xd8picture")
        assert isinstance(shared, Sent)
        return [shared, await sender.delete_file(shared.ids[0]), await sender.delete_file(shared.ids[0])]

    assert [type(outcome) for outcome in sending(story)] == [Sent] * 3
    assert [file["mode"] for message in messages(sim) for file in message.get("files", [])] == ["tombstone"]


@pytest.mark.parametrize(
    ("kind", "where", "expected"),
    [
        (FaultKind.ERROR_AFTER, "*/files.completeUploadExternal", Sent),
        (FaultKind.RESET_AFTER, "*/files.completeUploadExternal", Sent),
        (FaultKind.ERROR_BEFORE, "*/files.completeUploadExternal", Unsure),
        (FaultKind.ERROR_AFTER, "*/files.getUploadURLExternal", TryLater),
        (FaultKind.RATE_LIMITED, "*/files.completeUploadExternal", TryLater),
    ],
)
def test_a_lost_answer_while_uploading_is_looked_into(
    sim: SlackSimulator, sending: Run, kind: FaultKind, where: str, expected: type[Outcome]
) -> None:
    sim.faults.add(Fault(kind, where=where))

    outcome = sending(lambda sender: sender.upload(DESK, None, "写真.jpg", b"picture"))

    assert isinstance(outcome, expected)
    assert len(messages(sim)) == (1 if expected is Sent else 0)


def test_a_file_of_a_supporter_is_fetched_for_the_thread(sim: SlackSimulator, product: Product, sending: Run) -> None:
    sim.dm(SUPPORTER, "これです")
    channel = next(iter(product.inbox.rows.values()))["event"]["channel"]
    sim.upload(SUPPORTER, channel, "退院サマリー.pdf", b"%PDF-1.7 sample")
    [_, shared] = [raw["event"] for raw in product.inbox.rows.values()]

    got = sending(lambda sender: sender.content(shared["files"][0]["id"]))

    assert got == SlackFile("退院サマリー.pdf", b"%PDF-1.7 sample")
    assert isinstance(sending(lambda sender: sender.content("F0NOWHERE1")), Refused)


def test_no_log_quotes_what_was_sent(sim: SlackSimulator, sending: Run, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sim.faults.add(Fault(FaultKind.HTML_502, where=POST))

    sending(lambda sender: sender.post(DESK, "ひみつのことば", BLOCKS, metadata_id="1"))
    sending(lambda sender: sender.post(DESK, "ひみつのことば", [{"type": "nonsense"}], metadata_id="1"))

    assert "ひみつのことば" not in caplog.text
    assert "xoxb" not in caplog.text


def test_a_user_group_holds_exactly_these_people(sim: SlackSimulator, sending: Run) -> None:
    sim.add_group("touban", id="S0TOUBAN01", users=[UMINEKO])

    outcomes = [sending(lambda slack: slack.set_group("S0TOUBAN01", [KUJIRA])) for _ in range(2)]

    assert all(isinstance(one, Sent) for one in outcomes)
    assert [one["users"] for one in sim.state()["usergroups"]] == [[KUJIRA]]


def test_a_user_group_that_is_not_there_is_refused(sim: SlackSimulator, sending: Run) -> None:
    outcome = sending(lambda slack: slack.set_group("S0NOWHERE1", [KUJIRA]))

    assert isinstance(outcome, Refused)
    assert outcome.code == "no_such_subteam"
