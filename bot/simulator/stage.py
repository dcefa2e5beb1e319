"""One address for everything a person at the demo sees: the page, both simulators and their clock."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.simulator.clock import SimClock
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.slack import SlackSimulator
from bot.simulator.wire import serve

Json = dict[str, Any]

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# What was sent may hold anything, so the page itself runs nothing but its own files. Pictures may come from where a
# message says they are.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; media-src 'self'; "
    "img-src 'self' blob: data: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FURTHEST = 400 * 86_400.0  # seconds the clock may be moved in one go: a little more than a year


def _page_files(folder: Traversable, at: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _page_files(entry, f"{at}{entry.name}/")
        elif entry.name[entry.name.rfind(".") :] in KINDS:
            yield at + entry.name, entry.read_bytes()


class Stage:
    """The simulators give the product its hosts: `URL/line` for LINE, `URL/slack/api/` for Slack.

    `manifest` is the app's Slack manifest: the page offers its commands and shortcuts by name. `roles` tells the page
    who is a "coordinator" and who a "supporter", by Slack id.
    """

    def __init__(
        self,
        line: LineSimulator,
        slack: SlackSimulator,
        clock: SimClock,
        *,
        manifest: Mapping[str, Any] | None = None,
        roles: Mapping[str, str] | None = None,
    ) -> None:
        self.line, self.slack, self.clock = line, slack, clock
        features = (manifest or {}).get("features", {})
        self._about: Json = {
            "commands": list(features.get("slash_commands", [])),
            "shortcuts": list(features.get("shortcuts", [])),
            "roles": dict(roles or {}),
        }
        self._files = dict(_page_files(files("bot.simulator.page")))
        own = [
            Route("/", self._index),
            Route("/static/{name:path}", self._static),
            Route("/_stage/about", self._tell_about),
            Route("/_stage/clock", self._clock, methods=["GET", "POST"]),
            Route("/_stage/files/{file_id}", self._file),
        ]
        self._inner: dict[str, ASGIApp] = {"/line": line.app, "/slack": slack.app}
        self._own = Starlette(routes=own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if _acts(scope) and not _is_json(scope):
                # A page of another site may post forms to the loopback; it cannot post JSON without asking first.
                await JSONResponse({"error": "Content-Type must be application/json"}, 415)(scope, receive, send)
                return
            for prefix, inner in self._inner.items():
                if scope["path"].startswith(prefix + "/"):
                    # Not a Mount: a simulator must see the very paths it would see alone, also in its records.
                    raw = scope.get("raw_path")
                    shorter = {"path": scope["path"][len(prefix) :], "raw_path": raw and raw[len(prefix) :]}
                    await inner({**scope, **shorter}, receive, send)
                    return
        await self._own(scope, receive, send)

    @contextmanager
    def serving(self, port: int = 0) -> Iterator[str]:
        """Serve on the loopback; the URL given is the page's."""
        with serve(self, port) as url:
            self.slack.space.base_url = f"{url}/slack"
            try:
                yield url
            finally:
                self.slack.close_down()

    async def _index(self, request: Request) -> Response:
        return self._whole(request, "index.html")

    async def _static(self, request: Request) -> Response:
        return self._whole(request, request.path_params["name"])

    def _whole(self, request: Request, name: str) -> Response:
        content = self._files.get(name)
        if content is None:
            return Response(status_code=404)
        tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        headers = {
            "ETag": tag,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=KINDS[name[name.rfind(".") :]])

    async def _tell_about(self, _: Request) -> Response:
        return JSONResponse(self._about)

    async def _clock(self, request: Request) -> Response:
        if request.method == "POST":
            try:
                seconds = float((await request.json())["advance"])
            except (ValueError, TypeError, KeyError):
                return JSONResponse({"error": "advance must be a number of seconds"}, 400)
            if not (math.isfinite(seconds) and 0 < seconds <= FURTHEST):
                return JSONResponse({"error": f"advance must be above 0 and at most {FURTHEST:.0f}"}, 400)
            self.clock.advance(seconds)
            self.line.world.touch()
            with self.slack.space.lock:
                self.slack.space.world.changed()
        return JSONResponse({"now": self.clock.now().isoformat(), "offset": self.clock.offset})

    async def _file(self, request: Request) -> Response:
        """A file as the workspace's people see it: they are signed in, the product needs its token."""
        with self.slack.space.lock:
            file = self.slack.space.world.files.get(request.path_params["file_id"])
            if file is None or file.content is None:
                return Response(status_code=404)
            name, kind, content = file.name, file.mimetype, file.content
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        if kind not in SHOWN_IN_PLACE:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        return Response(content, headers=headers, media_type=kind)


def _acts(scope: Scope) -> bool:
    acting = scope["path"].startswith("/_stage/") or "/_sim/" in scope["path"]
    return acting and scope["method"] == "POST"


def _is_json(scope: Scope) -> bool:
    kind = dict(scope["headers"]).get(b"content-type", b"")
    return bool(kind.partition(b";")[0].strip().lower() == b"application/json")
