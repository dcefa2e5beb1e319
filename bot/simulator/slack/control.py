"""The simulator's own addresses under /_sim/: what the page and tests use to look, to act and to break things."""

from __future__ import annotations

import asyncio
import base64
import inspect
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.simulator.faults import fault_route
from bot.simulator.slack.refusal import CannotDo
from bot.simulator.slack.talking import Outcome

if TYPE_CHECKING:
    from bot.simulator.slack.simulator import SlackSimulator

Json = dict[str, Any]

LOOK_EVERY = 0.1  # seconds between looks for something new to tell the page
KEEP_ALIVE = 15.0


class Control:
    """POST /_sim/<act> takes a JSON object whose keys are the act's arguments."""

    def __init__(self, sim: SlackSimulator) -> None:
        self.sim = sim
        self.acts: dict[str, Callable[..., Any]] = {
            "post": sim.post,
            "dm": sim.dm,
            "press": sim.press,
            "fill": self._fill,
            "submit": sim.submit,
            "close": sim.close,
            "command": sim.command,
            "shortcut": sim.shortcut,
            "suggest": sim.suggest,
            "react": sim.react,
            "upload": self._upload,
            "edit": sim.edit,
            "delete": sim.delete,
            "open_home": sim.open_home,
            "join": sim.join,
            "kick": sim.kick,
            "archive": sim.archive,
            "deliver": sim.event,
            "verify": sim.verify,
            "redeliver": self._redeliver,
            "sign_next": self._sign_next,
            "hold": self._hold,
            "release": self._release,
            "users": sim.add_user,
            "channels": sim.add_channel,
            "groups": sim.add_group,
            "clock": self._clock,
            "connect": self._connect,
            "reload": sim.reload,
            "reset": sim.reset,
        }
        self.routes = [
            Route("/_sim/state", self.state, methods=["GET"]),
            Route("/_sim/events", self.events, methods=["GET"]),
            fault_route(sim.faults),
            Route("/_sim/{act}", self.act, methods=["POST"]),
        ]

    async def state(self, _request: Request) -> Response:
        return JSONResponse(self.sim.state())

    async def act(self, request: Request) -> Response:
        name = request.path_params["act"]
        run = self.acts.get(name)
        if run is None:
            return JSONResponse({"ok": False, "error": "no_such_act", "acts": sorted(self.acts)}, 404)
        try:
            given = await request.json() if await request.body() else {}
            bound = inspect.signature(run).bind(**given)
        except (ValueError, TypeError) as wrong:
            return JSONResponse({"ok": False, "error": f"{name}: {wrong}"}, 400)
        try:
            answer = await run_in_threadpool(run, *bound.args, **bound.kwargs)
        except CannotDo as cannot:
            return JSONResponse(cannot.body, 409)
        return JSONResponse(answer.wire() if isinstance(answer, Outcome) else {"ok": True, **(answer or {})})

    async def events(self, request: Request) -> Response:
        """Poke the page on every change; it then asks for the state."""

        async def stream() -> AsyncIterator[str]:
            told, quiet = -1, 0.0
            while not self.sim.closed and not await request.is_disconnected():
                version = self.sim.space.world.version
                if version != told:
                    told, quiet = version, 0.0
                    yield f"data: {version}\n\n"
                elif quiet >= KEEP_ALIVE:
                    quiet = 0.0
                    yield ": still here\n\n"
                await asyncio.sleep(LOOK_EVERY)
                quiet += LOOK_EVERY

        return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    def _fill(self, user: str, values: Json) -> Json:
        return {"view": self.sim.fill(user, values).payload()}

    def _upload(self, user: str, channel: str, name: str, content_base64: str, thread_ts: str | None = None) -> Outcome:
        return self.sim.upload(user, channel, name, base64.b64decode(content_base64), thread_ts)

    def _redeliver(self, id: str, reason: str = "http_timeout") -> Outcome:  # noqa: A002 - the delivery's own word
        return Outcome([self.sim.deliverer.redeliver(id, reason)])

    def _sign_next(self, kind: str) -> None:
        self.sim.deliverer.next_signature = kind

    def _hold(self) -> None:
        self.sim.deliverer.hold()

    def _release(self, order: str = "given") -> Outcome:
        return Outcome(self.sim.deliverer.release(order))

    def _clock(self, advance: float = 0.0) -> Json:
        self.sim.clock.advance(advance)
        self.sim.space.world.changed()
        return {"now": self.sim.clock.now().isoformat()}

    def _connect(self, request_url: str | None) -> None:
        self.sim.deliverer.request_url = request_url
