"""The channel against the other side of the wire: real HTTP, the real SDK, LINE's rules as the simulator has them."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.line.parse import Parsed, parse
from bot.channels.line.receive import BadBody, BadSignature, events_in
from bot.channels.line.render import render
from bot.channels.line.send import Gone, LineSender, Media, NotReady, Quota
from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.wire import serve
from bot.texts import Texts
from knowledge.importers.csv_table import read
from knowledge.taxonomy import Taxonomy
from routing.case import EntryRef
from routing.effects import Choice, Entries, Say, Text, Verbatim
from routing.events import AddedToGroup, Blocked, ChoicePressed, Followed, MediaReceived, MessageWithdrawn, TextReceived
from tests.bot.line.builders import TODAY

SECRET, TOKEN = "channel-secret", "channel-token"
DIRECTORY = Path(__file__).parents[3] / "deploy/regions/yokosuka-miura/directory.csv"
HELLO = [{"type": "text", "text": "こんにちは"}]

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # must never be needed: LINE says when things happened

T = TypeVar("T")


@dataclass
class Line:
    """LINE, a mother with a phone, and what our webhook understood of her."""

    simulator: LineSimulator
    base: str
    mother: str
    heard: list[Parsed] = field(default_factory=list)

    def sending(self, call: Callable[[LineSender], Awaitable[T]], patience: float = 5.0) -> T:
        async def main() -> T:
            sender = LineSender(TOKEN, self.base, self.base, timeout=patience)
            try:
                return await call(sender)
            finally:
                await sender.close()

        return asyncio.run(main())

    def shown(self) -> list[dict[str, Any]]:
        return self.simulator.heard(self.mother)

    def reply_token(self) -> str:
        self.simulator.say(self.mother, "もしもし")
        token = self.heard[-1].reply_token
        assert token is not None
        return token


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[LineSimulator, str, list[Parsed]]]:
    """LINE and our webhook, each on its own port."""
    simulator = LineSimulator(SECRET, TOKEN)
    heard: list[Parsed] = []

    async def webhook(request: Request) -> Response:
        try:
            _, events = events_in(await request.body(), request.headers.get("x-line-signature"), SECRET)
        except BadSignature:
            return Response(status_code=401)
        except BadBody:
            return Response(status_code=400)
        heard.extend(parse(event, message_id="ours-1", received_at=LONG_AGO) for event in events)
        return Response()

    product = Starlette(routes=[Route("/line/webhook", webhook, methods=["POST"])])
    with serve(simulator.app) as base, serve(product) as ours:
        simulator.webhook_url = f"{ours}/line/webhook"
        yield simulator, base, heard


@pytest.fixture
def line(both: tuple[LineSimulator, str, list[Parsed]], monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    simulator, base, heard = both
    simulator.reset()
    simulator.world.quota = 1_000
    heard.clear()
    return Line(simulator, base, simulator.add_person("はる"), heard)


def push(line: Line, key: str | None = None, messages: list[dict[str, Any]] | None = None) -> Outcome:
    retry_key = key or str(uuid.uuid4())
    return line.sending(lambda sender: sender.push(line.mother, messages or HELLO, retry_key))


# -- what arrives ------------------------------------------------------------------------------


def test_all_a_family_does_arrives_as_what_happened(line: Line) -> None:
    mother, phone = line.mother, line.simulator

    phone.follow(mother)
    phone.say(mother, "夜だけ預けたい🌙")
    phone.send(mother, "image", content=b"jpg")
    phone.send(mother, "file", content=b"pdf!", fileName="計画.pdf")
    phone.send(mother, "sticker", packageId="1", stickerId="2", keywords=["cry"])
    phone.send(mother, "location", latitude=35.3, longitude=139.6, title="うち")
    phone.press(mother, "menu", forged=True)
    phone.deliver(phone.unknown_event(mother))
    phone.unfollow(mother)

    assert [parsed.event for parsed in line.heard] == [
        Followed(),
        TextReceived("ours-1", "夜だけ預けたい🌙"),
        MediaReceived("ours-1", "image"),
        MediaReceived("ours-1", "file", {"name": "計画.pdf", "bytes": "4"}),
        MediaReceived("ours-1", "sticker", {"keywords": "cry"}),
        MediaReceived("ours-1", "location", {"title": "うち", "latitude": "35.3", "longitude": "139.6"}),
        ChoicePressed("menu"),
        None,
        Blocked(),
    ]
    assert all(parsed.user == mother for parsed in line.heard)
    assert all(parsed.at > LONG_AGO for parsed in line.heard)
    assert all(delivery.ok for delivery in phone.deliveries)


def test_a_message_taken_back_names_the_one_it_was(line: Line) -> None:
    line.simulator.say(line.mother, "やっぱりいいです")
    said = line.heard[0]
    assert said.platform_message_id is not None

    line.simulator.unsend(said.platform_message_id)

    assert line.heard[1].event == MessageWithdrawn("ours-1")
    assert line.heard[1].platform_message_id == said.platform_message_id
    assert line.heard[1].reply_token is None


def test_a_group_is_left_after_a_free_goodbye(line: Line) -> None:
    group = line.simulator.add_group("家族", [line.mother])
    line.simulator.join(group)
    joined = line.heard[0]
    line.simulator.say(line.mother, "ひみつの話", group=group)

    async def goodbye(sender: LineSender) -> tuple[Outcome, Outcome]:
        return await sender.reply(joined.reply_token or "", HELLO), await sender.leave(group)

    said, left = line.sending(goodbye)

    assert joined.event == AddedToGroup(group)
    assert line.heard[1].event is None
    assert (type(said), left) == (Sent, Sent((), getattr(left, "data", {})))
    assert line.simulator.world.groups[group].joined is False


@pytest.mark.parametrize(("signature", "status"), [("wrong", 401), ("missing", 401), ("other-body", 401)])
def test_what_line_did_not_sign_is_turned_away(line: Line, signature: Any, status: int) -> None:
    assert line.simulator.deliver(signature=signature).status == status
    assert line.simulator.deliver().status == 200  # how LINE tries an address
    assert line.simulator.deliver(body=b"[]").status == 400


# -- what is shown ------------------------------------------------------------------------------


def test_line_accepts_the_card_of_every_entry(line: Line) -> None:
    line.simulator.world.quota = None
    taxonomy = Taxonomy.load()
    entries = {entry.id: entry for entry in read(DIRECTORY, taxonomy)}
    texts = Texts(taxonomy.label)
    ids = sorted(entries)

    def card(start: int, locale: str) -> list[dict[str, Any]]:
        shown = [entries[entry_id] for entry_id in ids[start : start + 3]]
        refs = tuple(
            EntryRef(entry.id, 1, (("topic", entry.topics[0]), ("word", "夜")), by_arrangement=True) for entry in shown
        )
        said = Say("c", (Text("answer-found"), Entries(refs)), (Choice(Text("choice-person"), "person"),))
        [messages] = render(said, texts=texts, locale=locale, lookup=entries.get, today=TODAY)
        return messages

    async def all_of_them(sender: LineSender) -> list[Outcome]:
        return [
            await sender.push(line.mother, card(start, locale), str(uuid.uuid4()))
            for locale, entries_shown in (("ja", len(ids)), ("ja-easy", 30), ("en", 30))
            for start in range(0, entries_shown, 3)
        ]

    outcomes = line.sending(all_of_them)

    assert line.simulator.refusals == []
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert len(outcomes) > 70


def test_a_long_letter_with_many_choices_arrives_whole(line: Line) -> None:
    letter = "夜の吸引が多くて眠れません。" * 1_000
    choices = tuple(Choice(Text("choice-person"), f"slot:municipality:{number}") for number in range(40))
    said = Say("c", (Verbatim(letter, by="三浦"),), choices)
    texts = Texts(lambda code, _: code)

    for batch in render(said, texts=texts, locale="ja", lookup=lambda _: None, today=TODAY):
        assert isinstance(push(line, messages=batch), Sent)

    assert "".join(message["text"] for message in line.shown() if message["type"] == "text") == "三浦より\n" + letter
    line.simulator.press(line.mother, "slot:municipality:39")
    assert line.heard[-1].event == ChoicePressed("slot:municipality:39")


# -- what becomes of a sending ---------------------------------------------------------------------


def test_a_reply_works_once_and_within_its_minute(line: Line) -> None:
    token, late = line.reply_token(), line.reply_token()

    first = line.sending(lambda sender: sender.reply(token, HELLO))
    again = line.sending(lambda sender: sender.reply(token, HELLO))
    line.simulator.clock.advance(61)
    too_late = line.sending(lambda sender: sender.reply(late, HELLO))

    assert isinstance(first, Sent)
    assert again == too_late == Refused("invalid_reply_token", 400)
    assert line.shown() == HELLO


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.ERROR_AFTER])
def test_a_push_that_broke_after_acceptance_is_shown_once(line: Line, kind: FaultKind) -> None:
    key = str(uuid.uuid4())
    line.simulator.faults.add(Fault(kind, "*/push"))

    broken, again = push(line, key), push(line, key)

    assert isinstance(broken, Unsure)
    assert isinstance(again, Sent)
    assert again.data["accepted_request_id"] == line.simulator.calls("/push")[0]["requestId"]
    assert again.ids == tuple(item["id"] for item in line.simulator.chat(line.mother))
    assert line.shown() == HELLO


@pytest.mark.parametrize("kind", [FaultKind.RESET_BEFORE, FaultKind.ERROR_BEFORE, FaultKind.HTML_502])
def test_a_push_that_broke_before_acceptance_can_be_sent_again(line: Line, kind: FaultKind) -> None:
    key = str(uuid.uuid4())
    line.simulator.faults.add(Fault(kind, "*/push"))

    broken, again = push(line, key), push(line, key)

    assert isinstance(broken, Unsure)
    assert isinstance(again, Sent)
    assert line.shown() == HELLO
    assert len(line.simulator.calls("/push")) == 2  # one call, one request: the SDK tried nothing by itself


def test_a_push_accepted_while_we_waited_no_longer_is_not_repeated(line: Line) -> None:
    key = str(uuid.uuid4())
    line.simulator.faults.add(Fault(FaultKind.SLOW, "*/push", seconds=1))

    slow = line.sending(lambda sender: sender.push(line.mother, HELLO, key), patience=0.3)
    again = push(line, key)

    assert slow == Unsure("timeout")
    assert isinstance(again, Sent)
    assert line.shown() == HELLO


def test_a_spent_month_and_too_much_haste_are_told_apart(line: Line) -> None:
    line.simulator.faults.add(Fault(FaultKind.RATE_LIMITED, "*/push", seconds=3))
    hasty = push(line)
    line.simulator.world.quota = 1
    counted = push(line)
    spent = push(line)

    assert hasty == TryLater(3.0)
    assert isinstance(counted, Sent)
    assert spent == Refused("quota", 429)
    assert line.sending(LineSender.quota) == Quota(1, 1)
    token = line.reply_token()
    assert isinstance(line.sending(lambda sender: sender.reply(token, HELLO)), Sent)  # replies stay free


def test_a_push_to_who_blocked_us_is_accepted_and_never_shown(line: Line) -> None:
    line.simulator.unfollow(line.mother)

    assert isinstance(push(line), Sent)
    assert line.shown() == []


def test_nobody_and_a_wrong_token_are_definite(line: Line) -> None:
    async def wrongly() -> tuple[Outcome, Outcome]:
        sender, stranger = LineSender(TOKEN, line.base), LineSender("another", line.base)
        try:
            key = str(uuid.uuid4())
            return await sender.push("U" + "f" * 32, HELLO, key), await stranger.push(line.mother, HELLO, key)
        finally:
            await sender.close()
            await stranger.close()

    assert asyncio.run(wrongly()) == (Refused("not_found", 400), Refused("unauthorized", 401))


def test_a_message_line_will_not_have_is_refused_with_its_place(line: Line) -> None:
    assert push(line, messages=[*HELLO, {"type": "text", "text": "あ" * 5_001}]) == Refused(
        "bad_request", 400, "messages[1].text"
    )


# -- the rest -----------------------------------------------------------------------------------------


def test_a_video_is_fetched_once_it_is_ready_and_not_after_it_is_taken_back(line: Line) -> None:
    line.simulator.send(line.mother, "video", content=b"mp4!", duration=1_000, ready_after=30)
    message_id = line.heard[0].platform_message_id or ""

    def fetched() -> object:
        return line.sending(lambda sender: sender.content(message_id))

    assert fetched() == NotReady()
    line.simulator.clock.advance(31)
    assert fetched() == Media(b"mp4!", "video/mp4")
    line.simulator.unsend(message_id)
    assert fetched() == Gone()
