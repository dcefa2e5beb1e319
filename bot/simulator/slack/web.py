"""Slack's own addresses: the Web API, response URLs, the upload's second step and private files."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.simulator.faults import FaultKind
from bot.simulator.slack.answers import use_response_url
from bot.simulator.slack.methods import METHODS, Call
from bot.simulator.slack.refusal import Refused
from bot.simulator.slack.workspace import Workspace

Json = dict[str, Any]


def wording(kind: FaultKind) -> Json:
    """Word a scripted fault as Slack words its own."""
    return {"ok": False, "error": "ratelimited" if kind is FaultKind.RATE_LIMITED else "internal_error"}


async def _arguments(request: Request) -> Json:
    """Read arguments from the query string and from a JSON or form body: clients send them in every way."""
    args: Json = dict(request.query_params)
    raw = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if not raw:
        return args
    if kind == "application/json":
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return args | {key: value for key, value in body.items() if value is not None}
    if kind == "application/x-www-form-urlencoded":
        return args | dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
    raise Refused("invalid_post_type")


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _file_sent(content_type: str, body: bytes) -> bytes:
    """Take the one file out of a multipart form, byte for byte; a body of another kind is the file itself."""
    found = re.fullmatch(r'multipart/form-data;.*boundary="?([^";]+)"?', content_type)
    if found is None:
        return body
    for part in body.split(b"--" + found[1].encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename" in head:
            return content.removesuffix(b"\r\n")
    return b""


class Web:
    def __init__(self, space: Workspace) -> None:
        self.space = space
        self.routes = [
            Route("/api/{method}", self.call, methods=["GET", "POST"]),
            Route("/actions/{team}/{token}", self.respond, methods=["POST"]),
            Route("/commands/{team}/{token}", self.respond, methods=["POST"]),
            Route("/upload/v1/{file_id}", self.upload, methods=["POST", "PUT"]),
            Route("/files-pri/{key}/{name}", self.download, methods=["GET"]),
            Route("/signin", self.sign_in, methods=["GET"]),
        ]

    async def call(self, request: Request) -> Response:
        name = request.path_params["method"]
        args: Json = {}
        try:
            args = await _arguments(request)
            token = _bearer(request) or args.pop("token", None)
            with self.space.lock:
                body = self._run(name, args, token)
                self.space.note_call({"method": name, "args": args, "ok": True, "error": None, "status": 200})
        except Refused as refused:
            self._note(name, args, refused)
            return JSONResponse(refused.body, refused.status, refused.headers)
        return JSONResponse(body, headers={"x-oauth-scopes": ",".join(sorted(self.space.config.scopes))})

    def _run(self, name: str, args: Json, token: str | None) -> Json:
        if not token:
            raise Refused("not_authed")
        if token != self.space.bot_token:
            raise Refused("invalid_auth")
        if self.space.gone:
            raise Refused(self.space.gone)
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        return method(Call(name, args, self.space))

    def _note(self, name: str, args: Json, refused: Refused) -> None:
        with self.space.lock:
            about = {"method": name, "args": args, "ok": False, "error": refused.error, "status": refused.status}
            self.space.note_call(about)
            self.space.note_refusal(name, refused.error, detail=refused.body)

    async def respond(self, request: Request) -> Response:
        raw = await request.body()
        try:
            answer = json.loads(raw or b"null")
        except ValueError:
            answer = None
        try:
            with self.space.lock:
                use_response_url(self.space, request.path_params["token"], answer)
        except Refused as refused:
            with self.space.lock:
                self.space.note_refusal("response_url", refused.error, detail=refused.body)
            status = refused.status if refused.status != 200 else 400
            return JSONResponse(refused.body, status)
        return PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        """Take a file, raw or in a form as the SDKs send it; its length must be what the first step promised."""
        content = _file_sent(request.headers.get("content-type", ""), await request.body())
        with self.space.lock:
            file = self.space.world.files.get(request.path_params["file_id"])
            if file is None or file.completed:
                return PlainTextResponse("not found", 404)
            if len(content) != file.length:
                self.space.note_refusal("upload", "length_mismatch", promised=file.length, came=len(content))
                return PlainTextResponse("length mismatch", 400)
            file.content = content
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """Give a private file to the token's holder; anybody else is sent to the sign-in page, as at Slack."""
        file_id = request.path_params["key"].rpartition("-")[2]
        if _bearer(request) != self.space.bot_token or "files:read" not in self.space.config.scopes:
            return RedirectResponse("/signin", 302)
        with self.space.lock:
            file = self.space.world.files.get(file_id)
            if file is None or file.content is None:
                return PlainTextResponse("not found", 404)
            return Response(file.content, media_type=file.mimetype)

    async def sign_in(self, _request: Request) -> Response:
        return HTMLResponse("<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>")
