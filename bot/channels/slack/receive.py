"""The door for Slack: signature, sorting, the inbox before the ack, and the few answers that cannot wait.

Bolt's own guard is passed by: a timestamp that is no number or a body that is not UTF-8 make it answer 500 before it
has looked at the signature, an unsigned `ssl_check` gets 200, and `/soudan payload` reaches nobody (the word is taken
for a form field). So the raw bytes are checked and read here, and bolt gets the finished payload.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.sorting import Keep, sort
from bot.desk import ids
from bot.desk.inline import Answers, Inline
from bot.texts import Texts

SIGNED_WITHIN = 5 * 60  # seconds, as Slack asks (verifying-requests-from-slack)
LARGEST_BODY = 2_000_000  # a view is at most 250 KB, encoded at most thrice that
OPEN_WITHIN = 2.5  # seconds; a trigger lives three

log = logging.getLogger("tsunagu.slack")

Row = tuple[str, Mapping[str, Any]]  # key, raw payload
Store = Callable[[Sequence[Row]], Awaitable[None]]
Answer = tuple[int, dict[str, str], str]


class BadSignature(Exception):
    """401: this did not come from Slack, or is too old to tell."""


class BadBody(Exception):
    """4xx: signed, but not readable."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(f"unreadable body ({status})")
        self.status = status


@dataclass(frozen=True, slots=True)
class SlackSettings:
    bot_token: str
    signing_secret: str
    api_base: str = "https://slack.com/api/"


def check(headers: Mapping[str, str], body: bytes, signing_secret: str, clock: Callable[[], float] = time.time) -> None:
    """Silence when the raw bytes are signed and fresh. Raises BadSignature, or BadBody when they are too many."""
    if len(body) > LARGEST_BODY:
        raise BadBody(413)
    if not signing_secret.strip():
        raise BadSignature  # an empty key would fit anybody's signature
    given = {name.lower(): value for name, value in headers.items()}
    timestamp, signature = given.get("x-slack-request-timestamp", ""), given.get("x-slack-signature", "")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise BadSignature
    if abs(clock() - int(timestamp)) > SIGNED_WITHIN:
        raise BadSignature
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape")):
        raise BadSignature


def read(body: bytes) -> dict[str, Any]:
    """The payload of a checked body: JSON, a form with `payload`, or a command's form. Raises BadBody."""
    try:
        text = body.decode("utf-8")
        if text.lstrip().startswith("{"):
            payload = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
            payload = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        raise BadBody from None
    if not isinstance(payload, dict) or not payload:
        raise BadBody
    payload.pop("token", None)  # Slack's old shared secret; nothing to keep
    return storable(payload)


def storable(payload: dict[str, Any]) -> dict[str, Any]:
    """JSON may carry half a surrogate pair, which no database takes as text; a visible sign takes its place."""
    text = json.dumps(payload, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        mended: dict[str, Any] = json.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
        return mended
    return payload


class SlackDoor:
    """Everything Slack sends comes through `handle`. Build it inside the running loop."""

    def __init__(
        self,
        settings: SlackSettings,
        store: Store,
        answers: Answers,
        texts: Texts,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._inline = Inline(answers, texts)
        # No retries: a trigger id works once. Quiet: at DEBUG the SDK logs what people wrote.
        quiet = logging.getLogger("tsunagu.slack.sdk")
        quiet.setLevel(logging.ERROR)
        self._client = AsyncWebClient(
            settings.bot_token, settings.api_base, session=session, retry_handlers=[], logger=quiet
        )
        self._app = AsyncApp(
            name="tsunagu.slack.bolt",  # bolt gives this logger the quiet one's level: it must not be ours
            logger=quiet,
            client=AsyncWebClient(base_url=settings.api_base, session=session, retry_handlers=[], logger=quiet),
            authorize=_authorized(settings.bot_token),  # without it bolt asks auth.test before it lets anything in
            before_authorize=self._keep,
            process_before_response=True,
            request_verification_enabled=False,  # `check` has done it, on the raw bytes
            ignoring_self_events_enabled=False,  # `sort` has done it, without asking who we are
            attaching_function_token_enabled=False,
        )
        self._listen()

    async def handle(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Status, headers and body for one request. Never raises on bad input."""
        try:
            check(headers, body, self._settings.signing_secret)
            payload = read(body)
        except BadSignature:
            return 401, {}, ""
        except BadBody as bad:
            return bad.status, {}, ""
        # A payload that is read already is what bolt calls socket mode; over HTTP it would read the body again.
        answer = await self._app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        return answer.status, {name: values[0] for name, values in answer.headers.items()}, answer.body

    # -- kept before the ack

    async def _keep(self, body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002 - bolt passes arguments by name
        sorted_as = sort(body)
        if sorted_as == "inline":
            await next()
            return None
        if isinstance(sorted_as, Keep):
            return await self._kept(sorted_as, body)
        return BoltResponse(status=200, body="")

    async def _kept(self, keep: Keep, payload: dict[str, Any]) -> BoltResponse:
        submitted = payload.get("type") == "view_submission"
        try:
            wrong = await self._inline.refusal(payload) if submitted else None
            if wrong is not None:
                return BoltResponse(status=200, body=dict(wrong))
            await self._store([(keep.key, payload)])
        except Exception as failure:  # noqa: BLE001 - whatever keeps us from storing, Slack must send it again
            log.error("slack payload not stored: %s", type(failure).__name__)
            return BoltResponse(status=503, body="")
        # The preview lies on top of the form: both go.
        closing = {"response_action": "clear"} if submitted else ""
        return BoltResponse(status=200, body=closing)

    # -- answered at once

    def _listen(self) -> None:
        for action_id in sorted(ids.OPENS_A_MODAL):
            self._app.action(action_id)(self._open)
        for callback_id in sorted((*ids.PREVIEWED, ids.MORE)):
            self._app.view(callback_id)(self._preview)
        self._app.options(ids.DIRECTORY)(self._options)
        self._app.error(self._failed)

    async def _open(self, body: dict[str, Any], ack: Callable[..., Awaitable[BoltResponse]]) -> None:
        async with asyncio.timeout(OPEN_WITHIN):
            view = await self._inline.open(body)
            await self._client.views_open(trigger_id=str(body.get("trigger_id", "")), view=view)
        await ack()

    async def _preview(self, body: dict[str, Any], ack: Callable[..., Awaitable[BoltResponse]]) -> None:
        await ack(dict(await self._inline.preview(body)))

    async def _options(self, body: dict[str, Any], ack: Callable[..., Awaitable[BoltResponse]]) -> None:
        await ack({"options": list(await self._inline.options(body))})

    async def _failed(self, error: Exception) -> BoltResponse:
        """Slack shows a sign beside the button; nothing was lost, since nothing was meant to change."""
        log.error("slack interaction not answered: %s", type(error).__name__)
        return BoltResponse(status=500, body="")


def _authorized(bot_token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Our one workspace, known without asking. A plain function: bolt cannot call a bound method here."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token)

    return authorize
