"""The calls themselves. A step answers with an outcome; the first that is not Sent ends the sending."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.line.send import Gone, LineSender, Media, NotReady
from bot.channels.slack.send import CannotLook, SlackFile, SlackSender
from bot.clock import Clock
from bot.delivery.steps import KEY, Step
from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure

MEDIA_RETRY = 3.0  # seconds until LINE has prepared a video
CLOCKS_APART = 300  # seconds by which Slack's clock and ours may differ
TOO_LATE = "lease-over"  # reason of an unsure sending that somebody else may be looking into by now
NO_TURN = "no-turn"  # the database was away when it should have said when to post
BY_REPLY = "reply"  # reason of an unsure sending for which there is no second try


PostingTurn = Callable[[str], Awaitable[datetime]]


class Performer:
    """Speaks to both platforms. `turn` gives the moment when a post may go into a channel; None: at any."""

    def __init__(self, line: LineSender, slack: SlackSender, clock: Clock, turn: PostingTurn | None) -> None:
        self._line, self._slack, self._clock, self._turn = line, slack, clock, turn

    async def perform(
        self,
        todo: list[Step],
        before: Sequence[Sent],
        may_begin: Callable[[], bool],
        *,
        looking: datetime | None = None,
    ) -> tuple[Outcome, list[Sent]]:
        """The outcome of the whole and what was done, `before` included: those first steps are not done again.

        `looking`: a try begun then may have got through.
        """
        done = list(before)
        for step in todo[len(before) :]:
            if not may_begin():
                return (Unsure(TOO_LATE) if looking else TryLater()), done
            outcome = await self._step(step, done, looking)
            refused = isinstance(outcome, Refused) and outcome.reason not in ("unauthorized", "no_channel")
            passes = step.get("courtesy") or (refused and step.get("unless_refused"))
            if not isinstance(outcome, Sent) and not passes:
                return outcome, done
            done.append(outcome if isinstance(outcome, Sent) else Sent())
        return Sent(), done

    async def _step(self, step: Step, done: list[Sent], looking: datetime | None) -> Outcome:
        match step["do"]:
            case "line.send":
                return await self._line_send(step, looking)
            case "line.leave":
                return await self._line.leave(step["group"])
            case "slack.post":
                first = done[0].data if done else {}
                channel, thread = step["channel"] or first["channel"], step["thread_ts"]
                if step["channel"] is None:
                    thread = done[0].ids[0]
                return await self._post(step, channel, thread, looking)
            case "slack.update":
                outcome = await self._slack.update(step["channel"], step["ts"], step["text"], step["blocks"])
                gone = isinstance(outcome, Refused) and outcome.reason == "not_found" and step.get("may_be_gone")
                return Sent((step["ts"],)) if gone else outcome
            case "slack.group":
                return await self._slack.set_group(step["group"], step["users"])
            case "slack.delete":
                return await self._slack.delete(step["channel"], step["ts"])
            case "slack.delete-file":
                return await self._slack.delete_file(step["file"])
            case "slack.private":
                return await self._private(step, looking)
            case "slack.respond":
                outcome = await self._slack.respond(step["url"], step["text"], step["blocks"])
                return await self._direct(step, looking) if isinstance(outcome, Refused) else outcome
            case "slack.direct":
                return await self._direct(step, looking)
            case "slack.home":
                return await self._slack.home(step["user"], step["view"])
            case "media":
                return await self._media(step, looking)
            case other:
                raise ValueError(f"unknown step {other!r}")

    async def _line_send(self, step: Step, looking: datetime | None) -> Outcome:
        """Free with the reply token while it is fresh; else a push, under the key that makes it safe to repeat."""
        until = datetime.fromisoformat(step["until"]) if step["until"] else None
        if looking and until and datetime.fromisoformat(step["frozen"]) < until:
            return Unsure(BY_REPLY)  # the lost try may have used the token; nobody can look into her phone
        if step["token"] and until and self._clock() < until:
            outcome = await self._line.reply(step["token"], step["messages"])
            if isinstance(outcome, Unsure):
                return Unsure(BY_REPLY)
            if not (isinstance(outcome, Refused) and outcome.reason == "invalid_reply_token"):
                return outcome
        return await self._line.push(step["to"], step["messages"], step[KEY])

    async def _post(
        self, step: Mapping[str, Any], channel: str, thread: str | None, looking: datetime | None
    ) -> Outcome:
        if looking:
            try:
                since = f"{looking.timestamp() - CLOCKS_APART:.6f}"
                there = await self._slack.find(channel, thread, step[KEY], since)
            except CannotLook:
                return Unsure("cannot-look")
            if there is not None:
                return Sent((there,), {"channel": channel})
        if not await self._pace(channel):
            return Unsure(NO_TURN) if looking else TryLater()
        return await self._slack.post(channel, step["text"], step["blocks"], metadata_id=step[KEY], thread_ts=thread)

    async def _pace(self, channel: str) -> bool:
        """Waits for our turn. False when the database could not give one: then nothing was begun."""
        if self._turn is None:
            return True
        try:
            wait = (await self._turn(channel) - self._clock()).total_seconds()
        except SQLAlchemyError:
            return False
        if wait > 0:
            await asyncio.sleep(wait)
        return True

    async def _private(self, step: Step, looking: datetime | None) -> Outcome:
        if step["channel"]:
            outcome = await self._slack.ephemeral(
                step["channel"], step["user"], step["text"], step["blocks"], step["thread_ts"]
            )
            # Where the bot or she is no member an ephemeral cannot be shown; her direct messages can.
            if not (isinstance(outcome, Refused) and outcome.reason in ("not_found", "no_channel")):
                return outcome
        return await self._direct(step, looking)

    async def _direct(self, step: Step, looking: datetime | None) -> Outcome:
        opened = await self._slack.open_dm(step["user"])
        if not isinstance(opened, Sent):
            return TryLater() if isinstance(opened, Unsure) else opened  # opening twice harms nobody
        return await self._post(step, opened.ids[0], None, looking)

    async def _media(self, step: Step, looking: datetime | None) -> Outcome:
        if looking:
            return Refused("other", code="maybe-uploaded")  # a file bears no mark of ours: a person looks
        content = await self._content(step)
        channel, thread = step["channel"], step["thread_ts"] or None
        if "user" in step:
            opened = await self._slack.open_dm(step["user"])
            if not isinstance(opened, Sent):
                return TryLater() if isinstance(opened, Unsure) else opened
            channel = opened.ids[0]
        match content:
            case Media(data) | SlackFile(_, data):
                if not await self._pace(channel):
                    return TryLater()
                return await self._slack.upload(channel, thread, step["name"], data)
            case NotReady():
                return TryLater(MEDIA_RETRY)
            case Gone():
                return Refused("not_found", 404, "content-gone")
            case Unsure():
                return TryLater()  # reading twice harms nobody
            case _:
                return content

    async def _content(self, step: Step) -> Media | SlackFile | NotReady | Gone | Refused | TryLater | Unsure:
        if step["source"] == "slack":
            return await self._slack.content(step["content"])
        return await self._line.content(step["content"])
