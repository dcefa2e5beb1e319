"""Speaking to Slack, once. A write is never repeated here: whether it may be is decided by who knows what it was."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.desk.blocks import Block, View
from bot.outcome import Outcome, Refusal, Refused, Sent, TryLater, Unsure

EVENT_TYPE = "tsunagu_send"  # our mark on a message; any member may read metadata, so it holds an opaque id only
WRITE_WITHIN = 15.0  # seconds
HISTORY_PAGE = 200
LARGEST_FILE = 50_000_000  # bytes held in memory while one is passed on

UNAUTHORIZED = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "restricted_action",
        "token_expired",
        "token_revoked",
    }
)
NOT_FOUND = frozenset(
    {
        "file_not_found",
        "message_not_found",
        "no_such_subteam",
        "thread_not_found",
        "user_not_found",
        "user_not_in_channel",
        "users_not_found",
    }
)
NO_CHANNEL = frozenset({"channel_is_archived", "channel_not_found", "is_archived", "not_in_channel"})
ARCHIVED = frozenset({"channel_archive", "group_archive"})  # subtypes of the message that Slack itself posts then
MENDABLE = UNAUTHORIZED | NO_CHANNEL  # somebody can mend that, and then what waits goes on
BAD_REQUEST = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "view_too_large",
    }
)
MAYBE_DONE = frozenset({"internal_error", "fatal_error", "service_unavailable", "accesslimited"})
NOT_STARTED = frozenset({"request_timeout", "team_added_to_org"})  # Slack says: nothing was done, try again

Call = Callable[[], Awaitable[Any]]


class CannotLook(Exception):
    """Whether a message is there could not be seen now."""


@dataclass(frozen=True, slots=True)
class SlackFile:
    name: str
    data: bytes


class HttpError(Exception):
    """An address that answers with a status only: response_url, upload_url."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(f"http {status}")
        self.status, self.headers = status, headers


class SlackSender:
    """Build it inside the running loop, with the session shared by all."""

    def __init__(self, token: str, base_url: str, session: aiohttp.ClientSession) -> None:
        quiet = logging.getLogger("tsunagu.slack.sdk")
        quiet.setLevel(logging.ERROR)  # at DEBUG the SDK logs what people wrote
        self._session = session
        self._client = AsyncWebClient(token, base_url, session=session, retry_handlers=[], logger=quiet)
        self._quiet = quiet

    # -- messages

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Block],
        *,
        metadata_id: str,
        thread_ts: str | None = None,
    ) -> Outcome:
        """Sent(ids=(ts,)). After Unsure look with `find` before posting again."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": metadata_id}}
        answer = await self._write(
            lambda: self._client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=list(blocks),
                thread_ts=thread_ts,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                parse="none",
            )
        )
        return sent(answer, lambda data: Sent((str(data["ts"]),), {"channel": str(data.get("channel", channel))}))

    async def update(self, channel: str, ts: str, text: str, blocks: Sequence[Block]) -> Outcome:
        """Replaces the whole message; doing it twice is harmless."""
        answer = await self._write(
            lambda: self._client.chat_update(
                channel=channel, ts=ts, text=text, blocks=list(blocks), link_names=False, parse="none"
            )
        )
        return sent(answer, lambda data: Sent((str(data.get("ts", ts)),)))

    async def delete(self, channel: str, ts: str) -> Outcome:
        """A message that is gone already counts as removed."""
        answer = await self._write(lambda: self._client.chat_delete(channel=channel, ts=ts))
        if isinstance(answer, Refused) and answer.code == "message_not_found":
            return Sent((ts,))
        return sent(answer, lambda _: Sent((ts,)))

    async def ephemeral(
        self, channel: str, user: str, text: str, blocks: Sequence[Block], thread_ts: str | None = None
    ) -> Outcome:
        """Seen by one person until she reloads; Slack does not promise even that."""
        answer = await self._write(
            lambda: self._client.chat_postEphemeral(
                channel=channel, user=user, text=text, blocks=list(blocks), thread_ts=thread_ts, link_names=False
            )
        )
        return sent(answer, lambda data: Sent((str(data.get("message_ts", "")),)))

    async def respond(self, response_url: str, text: str, blocks: Sequence[Block]) -> Outcome:
        """Seen only by the one who pressed or asked, also where the bot is no member."""
        webhook = AsyncWebhookClient(response_url, session=self._session, retry_handlers=[], logger=self._quiet)

        async def call() -> Any:
            answer = await webhook.send(
                text=text, blocks=list(blocks), response_type="ephemeral", replace_original=False
            )
            if answer.status_code >= 400:
                raise HttpError(answer.status_code, answer.headers)
            return {}

        answer = await self._write(call)
        if isinstance(answer, Refused) and answer.status in (404, 410):
            return Refused("not_found", answer.status, "expired_url")
        return sent(answer, lambda _: Sent())

    async def open_dm(self, user: str) -> Outcome:
        """Sent(ids=(channel id,)). Opening it twice gives the same channel."""
        answer = await self._write(lambda: self._client.conversations_open(users=user))
        return sent(answer, lambda data: Sent((str(data["channel"]["id"]),)))

    async def home(self, user: str, view: View) -> Outcome:
        answer = await self._write(lambda: self._client.views_publish(user_id=user, view=view))
        return sent(answer, lambda _: Sent())

    async def set_group(self, group: str, users: Sequence[str]) -> Outcome:
        """Exactly these people are in the user group afterwards; twice is harmless. Slack takes no empty list."""
        answer = await self._write(lambda: self._client.usergroups_users_update(usergroup=group, users=list(users)))
        return sent(answer, lambda _: Sent())

    async def whoami(self) -> Outcome:
        """Whether the token is good."""
        return sent(await self._write(self._client.auth_test), lambda _: Sent())

    async def can_see(self, channel: str) -> Outcome:
        """Sent() for a channel we are in and may write to.

        That it is archived stands in its last message; asking Slack for it would take one more scope.
        """
        last = await self._write(lambda: self._client.conversations_history(channel=channel, limit=1))
        if isinstance(last, Mapping) and any(one.get("subtype") in ARCHIVED for one in last.get("messages", ())):
            return Refused("no_channel", code="is_archived")
        return sent(last, lambda _: Sent())

    # -- files

    async def upload(self, channel: str, thread_ts: str | None, name: str, content: bytes) -> Outcome:
        """Sent(ids=(file id,)). Until the last of the three steps nobody sees anything."""
        given = await self._write(lambda: self._client.files_getUploadURLExternal(filename=name, length=len(content)))
        if not isinstance(given, Mapping):
            return unseen(given)
        file_id, url = str(given["file_id"]), str(given["upload_url"])
        filled = await self._write(lambda: self._fill(url, name, content))
        if not isinstance(filled, Mapping):
            return unseen(filled)
        done = await self._write(
            lambda: self._client.files_completeUploadExternal(
                files=[{"id": file_id, "title": name}], channel_id=channel, thread_ts=thread_ts
            )
        )
        if isinstance(done, Unsure):
            return await self._shared(file_id, channel, done)
        return sent(done, lambda _: Sent((file_id,)))

    async def _fill(self, url: str, name: str, content: bytes) -> Mapping[str, Any]:
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
        async with self._session.post(url, data=form) as answer:
            if answer.status != 200:
                raise HttpError(answer.status, answer.headers)
        return {}

    async def _shared(self, file_id: str, channel: str, unsure: Unsure) -> Outcome:
        """A file names the channels it is in. Not yet named proves nothing: Slack fills that in a little later."""
        looked = await self._write(lambda: self._client.files_info(file=file_id))
        if not isinstance(looked, Mapping):
            return unsure
        file = looked.get("file", {})
        named = [*file.get("channels", []), *file.get("groups", []), *file.get("ims", [])]
        named += [one for channels in file.get("shares", {}).values() for one in channels]
        return Sent((file_id,)) if channel in named else unsure

    async def content(self, file_id: str) -> SlackFile | Refused | TryLater | Unsure:
        """What a supporter shared in her direct messages, to be passed on into the case's thread."""
        looked = await self._write(lambda: self._client.files_info(file=file_id))
        if not isinstance(looked, Mapping):
            return looked
        file = looked.get("file", {})
        if int(file.get("size", 0)) > LARGEST_FILE:
            return Refused("bad_request", 0, "too-large")
        url, name = str(file.get("url_private_download") or file.get("url_private")), str(file.get("name", file_id))
        got = await self._write(lambda: self._fetch(url))
        return SlackFile(name, got["data"]) if isinstance(got, Mapping) else got

    async def _fetch(self, url: str) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        async with self._session.get(url, headers=headers) as answer:
            # Without the right to read it Slack shows its sign-in page, with status 200.
            if answer.status != 200 or answer.content_type == "text/html":
                raise HttpError(answer.status if answer.status != 200 else 403, answer.headers)
            return {"data": await answer.read()}

    async def delete_file(self, file_id: str) -> Outcome:
        answer = await self._write(lambda: self._client.files_delete(file=file_id))
        if isinstance(answer, Refused) and answer.code in ("file_not_found", "file_deleted"):
            return Sent((file_id,))
        return sent(answer, lambda _: Sent((file_id,)))

    # -- looking before posting again

    async def find(self, channel: str, thread_ts: str | None, metadata_id: str, since: str) -> str | None:
        """The ts of our message with this id, or None when it is not there. `since` is a Slack ts.

        Raises CannotLook: then nothing is known, and nothing may be posted.
        """
        cursor: str | None = None
        while True:
            page = await self._write(lambda at=cursor: self._page(channel, thread_ts, since, at))  # type: ignore[misc]
            if not isinstance(page, Mapping):
                raise CannotLook(type(page).__name__)
            for message in page.get("messages", []):
                mark = message.get("metadata") or {}
                if mark.get("event_type") == EVENT_TYPE and mark.get("event_payload", {}).get("id") == metadata_id:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return None

    async def _page(self, channel: str, thread_ts: str | None, since: str, cursor: str | None) -> Any:
        if thread_ts is None:
            return await self._client.conversations_history(
                channel=channel, oldest=since, include_all_metadata=True, limit=HISTORY_PAGE, cursor=cursor
            )
        return await self._client.conversations_replies(
            channel=channel, ts=thread_ts, oldest=since, include_all_metadata=True, limit=HISTORY_PAGE, cursor=cursor
        )

    async def _write(self, call: Call) -> Mapping[str, Any] | Refused | TryLater | Unsure:
        """Slack's data, or what became of the call instead."""
        try:
            async with asyncio.timeout(WRITE_WITHIN):
                answer = await call()
        except SlackApiError as refused:
            return refusal(refused)
        except HttpError as refused:
            return verdict("", refused.status, refused.headers)
        except aiohttp.ClientConnectorError:
            return TryLater()  # no connection, so nothing was sent
        except Exception as failure:  # noqa: BLE001 - the SDK leaks resets, timeouts, wrong encodings, missing attributes
            return Unsure(type(failure).__name__)
        data = answer if isinstance(answer, Mapping) else answer.data
        return data if isinstance(data, Mapping) else Unsure("no-json")


def sent(answer: Mapping[str, Any] | Refused | TryLater | Unsure, make: Callable[[Mapping[str, Any]], Sent]) -> Outcome:
    if not isinstance(answer, Mapping):
        return answer
    try:
        return make(answer)
    except (KeyError, TypeError):
        return Unsure("unexpected-answer")


def unseen(answer: Refused | TryLater | Unsure) -> Outcome:
    """Before the last step of an upload nobody has seen anything: it may simply be done again."""
    return TryLater() if isinstance(answer, Unsure) else answer


def refusal(error: SlackApiError) -> Refused | TryLater | Unsure:
    """What Slack's no means. Never carries the message of the exception: it may quote what was sent."""
    response: Any = error.response  # the SDK's own, or aiohttp's when the body was no JSON
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, Mapping) else ""
    return verdict(code, int(status or 0), getattr(response, "headers", {}))


def verdict(code: str, status: int, headers: Mapping[str, str]) -> Refused | TryLater | Unsure:
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return TryLater(retry_after(headers))
    if code in NOT_STARTED:
        return TryLater()
    if status >= 500 or code in MAYBE_DONE:
        return Unsure(code or f"http-{status}")
    if not code and status < 400:
        return Unsure("unreadable-answer")
    return Refused(reason(code, status), status, code or f"http-{status}")


def retry_after(headers: Mapping[str, str]) -> float | None:
    try:
        return float({name.lower(): value for name, value in headers.items()}["retry-after"])
    except (KeyError, ValueError):
        return None


def reason(code: str, status: int) -> Refusal:
    if code in UNAUTHORIZED or status in (401, 403):
        return "unauthorized"
    if code in NO_CHANNEL:
        return "no_channel"
    if code in NOT_FOUND or status == 404:
        return "not_found"
    if code in BAD_REQUEST or code.startswith("invalid_") or status == 400:
        return "bad_request"
    return "other"
