"""The Messaging API's endpoints, as far as the product calls them through LINE's own SDK."""

import json
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.simulator.line import menus
from bot.simulator.line.answers import QUOTA_SPENT, Refused, no_retry_key, read_json, retry_key
from bot.simulator.line.deliver import Postman
from bot.simulator.line.world import Accepted, Misuse, World, milliseconds

Handler = Callable[[Request], Awaitable[Response]]


class MessagingApi:
    """Endpoints of api.line.me and, apart from them, of api-data.line.me."""

    def __init__(self, world: World, postman: Postman, access_token: str) -> None:
        self._world, self._postman, self._token = world, postman, access_token

    def routes(self) -> list[Route]:
        bot, post = "/v2/bot", ["POST"]
        return [
            self._route(f"{bot}/message/reply", self._reply, post),
            self._route(f"{bot}/message/push", self._push, post, keyed=True),
            self._route(f"{bot}/message/multicast", self._multicast, post, keyed=True),
            *(
                self._route(f"{bot}/message/validate/{kind}", self._validate, post)
                for kind in ("reply", "push", "multicast")
            ),
            self._route(f"{bot}/message/quota", self._quota),
            self._route(f"{bot}/message/quota/consumption", self._consumption),
            self._route(f"{bot}/profile/{{user_id}}", self._profile),
            self._route(f"{bot}/info", self._info),
            self._route(f"{bot}/group/{{group_id}}/summary", self._group),
            self._route(f"{bot}/group/{{group_id}}/leave", self._leave, post),
            self._route(f"{bot}/room/{{group_id}}/leave", self._leave, post),
            self._route(f"{bot}/chat/loading/start", self._loading, post),
            self._route(f"{bot}/chat/markAsRead", self._mark_as_read, post),
            self._route(f"{bot}/channel/webhook/endpoint", self._endpoint, ["GET", "PUT"]),
            self._route(f"{bot}/channel/webhook/test", self._test_endpoint, post),
            *(self._route(path, partial(handler, self._world), methods) for path, handler, methods in menus.ENDPOINTS),
        ]

    def data_routes(self) -> list[Route]:
        content = "/v2/bot/message/{message_id}/content"
        return [
            self._route(content, self._content),
            self._route(f"{content}/preview", self._content),
            self._route(f"{content}/transcoding", self._transcoding),
            *(
                self._route(path, partial(handler, self._world), methods)
                for path, handler, methods in menus.DATA_ENDPOINTS
            ),
        ]

    def _route(self, path: str, handler: Handler, methods: list[str] | None = None, *, keyed: bool = False) -> Route:
        async def endpoint(request: Request) -> Response:
            if request.headers.get("authorization") != f"Bearer {self._token}":
                reason = "invalid token" if "authorization" in request.headers else "missing token"
                raise Refused(401, f"Authentication failed due to the following reason: {reason}.")
            if not keyed:
                no_retry_key(request)
            response = await handler(request)
            self._world.touch()
            return response

        return Route(path, endpoint, methods=methods or ["GET"])

    # -- sending -----------------------------------------------------------------------------------

    async def _reply(self, request: Request) -> Response:
        body = await read_json(request, "ReplyRequest")
        with self._world.lock:
            token = self._world.reply_tokens.get(body["replyToken"])
            if token is None or not token.works(self._world.clock.now()):
                raise Refused(400, "Invalid reply token")
            self._check_quotes(token.chat_id, body["messages"])
            token.used = True
            sent = self._world.show(token.chat_id, body["messages"], "reply", _request_id(request))
        return JSONResponse({"sentMessages": sent})

    async def _push(self, request: Request) -> Response:
        return await self._send(request, "PushRequest", "push")

    async def _multicast(self, request: Request) -> Response:
        return await self._send(request, "MulticastRequest", "multicast")

    async def _send(self, request: Request, shape: str, via: str) -> Response:
        key = retry_key(request)
        body = await read_json(request, shape)
        with self._world.lock:
            if key is not None and (accepted := self._world.accepted(key)) is not None:
                raise Refused(
                    409,
                    "The retry key is already accepted",
                    headers={"X-Line-Accepted-Request-Id": accepted.request_id},
                    **({"sentMessages": accepted.sent} if via == "push" else {}),
                )
            receivers = [body["to"]] if via == "push" else list(dict.fromkeys(body["to"]))
            if via == "push":
                if not self._world.exists(body["to"]):
                    raise Refused(400, "Failed to send messages")
                self._check_quotes(body["to"], body["messages"])
            if not self._world.spend(sum(len(self._world.recipients(each)) for each in receivers)):
                raise Refused(429, QUOTA_SPENT)
            sent: list[dict[str, str]] = []
            for receiver in receivers:
                if self._world.exists(receiver):
                    sent = self._world.show(receiver, body["messages"], via, _request_id(request))
            if key is not None:
                self._world.retry_keys[key] = Accepted(_request_id(request), self._world.clock.now(), sent)
        return JSONResponse({"sentMessages": sent} if via == "push" else {})

    def _check_quotes(self, chat_id: str, messages: list[dict[str, Any]]) -> None:
        for index, message in enumerate(messages):
            if "quoteToken" not in message:
                continue
            quoted = self._world.quote_tokens.get(message["quoteToken"])
            if quoted is None or not any(item.message_id == quoted for item in self._world.chats.get(chat_id, [])):
                detail = {"message": "invalid quote token", "property": f"messages[{index}].quoteToken"}
                raise Refused(400, "The request body has 1 error(s)", [detail])

    async def _validate(self, request: Request) -> Response:
        await read_json(request, "ValidateRequest")
        return JSONResponse({})

    # -- asking ------------------------------------------------------------------------------------

    async def _quota(self, _: Request) -> Response:
        limit = self._world.quota
        return JSONResponse({"type": "none"} if limit is None else {"type": "limited", "value": limit})

    async def _consumption(self, _: Request) -> Response:
        return JSONResponse({"totalUsage": self._world.used})

    async def _profile(self, request: Request) -> Response:
        person = self._world.people.get(request.path_params["user_id"])
        if person is None or not person.friend or person.blocked:
            raise Refused(404, "Not found")
        profile = {"userId": person.user_id, "displayName": person.name}
        return JSONResponse(profile | ({"language": person.language} if person.language else {}))

    async def _info(self, _: Request) -> Response:
        return JSONResponse(
            {
                "userId": self._world.bot_id,
                "basicId": "@simulator",
                "displayName": "simulator",
                "chatMode": "chat",
                "markAsReadMode": "manual",
            }
        )

    async def _group(self, request: Request) -> Response:
        group = self._world.groups.get(request.path_params["group_id"])
        if group is None or not group.joined:
            raise Refused(404, "Not found")
        return JSONResponse({"groupId": group.group_id, "groupName": group.name})

    async def _leave(self, request: Request) -> Response:
        with self._world.lock:
            group = self._world.groups.get(request.path_params["group_id"])
            kind = "R" if "/room/" in request.url.path else "C"
            if group is None or not group.joined or not group.group_id.startswith(kind):
                raise Refused(404, "Not found")
            group.joined = False
            self._world.item(group.group_id, "account", {"type": "left"}, kind="notice")
        return JSONResponse({})

    # -- chat comforts -----------------------------------------------------------------------------

    async def _loading(self, request: Request) -> Response:
        body = await read_json(request, "LoadingRequest")
        if body["chatId"] not in self._world.people:
            detail = {"message": "unknown chat", "property": "chatId"}
            raise Refused(400, "The request body has 1 error(s)", [detail])
        self._world.start_loading(body["chatId"], body.get("loadingSeconds", 20))
        return JSONResponse({}, 202)

    async def _mark_as_read(self, request: Request) -> Response:
        body = await read_json(request, "MarkAsReadRequest")
        with self._world.lock:
            message_id = self._world.read_tokens.get(body["markAsReadToken"])
            if message_id is None:
                detail = {"message": "invalid token", "property": "markAsReadToken"}
                raise Refused(400, "The request body has 1 error(s)", [detail])
            chat_id, read = self._world.find(message_id)
            for item in self._world.chats[chat_id]:
                # LINE marks everything up to the message, not the one message.
                if item.sender != "account" and item.sequence <= read.sequence:
                    item.read = True
        return JSONResponse({})

    async def _endpoint(self, request: Request) -> Response:
        if request.method == "PUT":
            self._postman.url = (await read_json(request, "EndpointRequest"))["endpoint"]
            return JSONResponse({})
        if self._postman.url is None:
            raise Refused(404, "Not found")
        return JSONResponse({"endpoint": self._postman.url, "active": True})

    async def _test_endpoint(self, request: Request) -> Response:
        if await request.body():
            await read_json(request, "EndpointTestRequest")
        delivery = await anyio.to_thread.run_sync(self._postman.deliver)
        return JSONResponse(
            {
                "success": delivery.ok,
                "timestamp": delivery.at.isoformat().replace("+00:00", "Z"),
                "statusCode": delivery.status or 0,
                "reason": "OK" if delivery.ok else delivery.reason.upper(),
                "detail": str(delivery.status or ""),
            }
        )

    # -- blobs -------------------------------------------------------------------------------------

    async def _content(self, request: Request) -> Response:
        blob = self._world.blobs.get(request.path_params["message_id"])
        preview = request.url.path.endswith("/preview")
        if blob is None or blob.fails or (preview and not blob.content_type.startswith(("image/", "video/"))):
            raise Refused(404, "Not found")
        if blob.gone:
            raise Refused(410, "Gone")
        if self._world.clock.now() < blob.ready_at:
            return Response(status_code=202)
        # A preview of a picture is a smaller picture; the bytes of the original stand in for it.
        return Response(blob.content, media_type=blob.content_type)

    async def _transcoding(self, request: Request) -> Response:
        blob = self._world.blobs.get(request.path_params["message_id"])
        if blob is None or not blob.content_type.startswith(("video/", "audio/")):
            raise Refused(404, "Not found")
        if blob.gone:
            raise Refused(410, "Gone")
        ready = self._world.clock.now() >= blob.ready_at
        return JSONResponse({"status": "failed" if blob.fails else "succeeded" if ready else "processing"})


def _request_id(request: Request) -> str:
    return str(request.state.request_id)


def application(routes: list[Route], world: World) -> Starlette:
    """An app over `routes` that answers every failure in LINE's shape and remembers each refusal."""

    async def refused(request: Request, wrong: Exception) -> Response:
        if isinstance(wrong, HTTPException):
            wrong = Refused(wrong.status_code, "Not found" if wrong.status_code == 404 else "Method Not Allowed")
        elif isinstance(wrong, Misuse):
            return JSONResponse({"error": str(wrong)}, 400)
        assert isinstance(wrong, Refused)
        about = {"at": world.clock.now().isoformat(), "method": request.method, "path": request.url.path}
        with world.lock:
            world.refusals.append(about | {"status": wrong.status} | wrong.body)
        return wrong.response()

    return Starlette(routes=routes, exception_handlers={Refused: refused, HTTPException: refused, Misuse: refused})


class Recorder:
    """Gives every call its X-Line-Request-Id and keeps what was asked and what was answered, faults included."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app, self._world = app, world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_sim/"):
            await self._app(scope, receive, send)
            return
        request_id = str(uuid.uuid4())
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        body, status = bytearray(), None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}

        async def hear() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def speak(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-line-request-id", request_id.encode())]
            await send(message)

        begun = self._world.clock.now()
        try:
            await self._app(scope, hear, speak)
        finally:
            call = {
                "at": begun.isoformat(),
                "atMs": milliseconds(begun),
                "method": scope["method"],
                "path": scope["path"],
                "requestId": request_id,
                "retryKey": headers.get("x-line-retry-key"),
                "status": status,  # None: the caller got no answer
                "fault": state.get("fault"),
                "body": _as_json(bytes(body), headers.get("content-type", "")),
            }
            with self._world.lock:
                self._world.calls.append(call)
            self._world.touch()


def _as_json(body: bytes, content_type: str) -> Any:
    if not body or "json" not in content_type:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return None
