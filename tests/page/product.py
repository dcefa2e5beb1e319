"""A small stand-in for the product, on its own port: it remembers what it hears and answers as a bot would."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.page.story import Bot, reply_modal

Json = dict[str, Any]


@dataclass
class Product:
    bot: Bot | None = None
    url: str = ""
    line: list[Json] = field(default_factory=list)
    slack: list[Json] = field(default_factory=list)
    suggestions: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = Starlette(
            routes=[
                Route("/line", self._line, methods=["POST"]),
                Route("/slack", self._slack, methods=["POST"]),
            ]
        )

    def forget(self) -> None:
        self.line.clear()
        self.slack.clear()
        self.suggestions.clear()

    def heard(self, kind: str) -> list[Json]:
        return [each for each in [*self.line, *self.slack] if each["type"] == kind]

    async def _line(self, request: Request) -> Response:
        self.line.extend((await request.json())["events"])
        return Response()

    async def _slack(self, request: Request) -> Response:
        raw = await request.body()
        if request.headers["content-type"] == "application/json":
            event = json.loads(raw)["event"]
            self.slack.append(event)
            return Response()
        form = {key: values[0] for key, values in parse_qs(raw.decode()).items()}
        if "payload" not in form:
            self.slack.append({"type": "command", **form})
            return Response()
        payload = json.loads(form["payload"])
        self.slack.append(payload)
        return self._interaction(payload)

    def _interaction(self, payload: Json) -> Response:
        if payload["type"] == "block_suggestion":
            return JSONResponse({"options": self.suggestions})
        if payload["type"] == "view_submission":
            words = payload["view"]["state"]["values"]["words"]["words"]["value"]
            if len(words) < 5:
                return JSONResponse({"response_action": "errors", "errors": {"words": "もう少し詳しく書いてください"}})
        if payload["type"] == "block_actions" and payload["actions"][0]["action_id"] == "reply":
            assert self.bot is not None
            about = {"trigger_id": payload["trigger_id"], "view": reply_modal()}
            # Apart from this loop: the simulator is waiting for our answer.
            threading.Thread(target=self.bot.slack, args=("views.open",), kwargs=about).start()
        return Response()
