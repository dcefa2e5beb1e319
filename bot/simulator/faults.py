"""What may go wrong between the product and a platform, told call by call.

A fault that happens *after* the platform has acted is what exposes messages sent twice.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RESET_EXTENSION = "simulator.reset"  # wire.py puts it in the scope


class FaultKind(StrEnum):
    ERROR_BEFORE = "error_before"  # nothing done, 500
    ERROR_AFTER = "error_after"  # done, 500
    SLOW = "slow"  # done, a true answer, `seconds` late
    HANG_BEFORE = "hang_before"  # nothing done; no answer for `seconds`, then the connection is reset
    RESET_BEFORE = "reset_before"  # nothing done, TCP reset
    RESET_AFTER = "reset_after"  # done, TCP reset instead of the answer
    RATE_LIMITED = "rate_limited"  # nothing done, 429 with Retry-After: `seconds`
    HTML_502 = "html_502"  # nothing done, a proxy's page
    LATE_ACCEPT = "late_accept"  # 500 now, done `seconds` later


class BadFault(ValueError):
    """A fault that cannot be read; the text says which part."""


@dataclass(frozen=True)
class Fault:
    kind: FaultKind
    where: str = "*"  # a glob over the path, or over "METHOD /path"
    times: int = 1  # how many matching calls; 0 means until cleared
    after: int = 0  # how many matching calls pass unharmed first
    seconds: float = 1.0

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Fault":
        if unknown := set(raw) - set(cls.__dataclass_fields__):
            raise BadFault(f"unknown part of a fault: {', '.join(sorted(unknown))}")
        try:
            kind = FaultKind(raw["kind"])
        except (KeyError, ValueError):
            raise BadFault(f"kind must be one of {', '.join(FaultKind)}") from None
        try:
            fault = cls(
                kind,
                where=str(raw.get("where", "*")),
                times=int(raw.get("times", 1)),
                after=int(raw.get("after", 0)),
                seconds=float(raw.get("seconds", 1.0)),
            )
        except (TypeError, ValueError):
            raise BadFault("times, after and seconds must be numbers") from None
        if fault.times < 0 or fault.after < 0 or fault.seconds < 0:
            raise BadFault("times, after and seconds must not be negative")
        return fault

    def matches(self, method: str, path: str) -> bool:
        return fnmatchcase(path, self.where) or fnmatchcase(f"{method} {path}", self.where)


class Faults:
    """The faults still to come, in the order they were added; one call meets at most one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._book: list[tuple[Fault, int]] = []  # with the number of matching calls seen

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._book.append((fault, 0))

    def clear(self) -> None:
        with self._lock:
            self._book.clear()

    def pending(self) -> list[Fault]:
        with self._lock:
            return [fault for fault, _ in self._book]

    def take(self, method: str, path: str) -> Fault | None:
        """The fault this call meets, if any; counts the call against every fault that waits for a later one."""
        with self._lock:
            met: Fault | None = None
            left: list[tuple[Fault, int]] = []
            for fault, before in self._book:
                if met is not None or not fault.matches(method, path):
                    left.append((fault, before))
                    continue
                seen = before + 1
                if seen > fault.after:
                    met = fault
                if not fault.times or seen < fault.after + fault.times:
                    left.append((fault, seen))
            self._book = left
            return met


def fault_route(faults: Faults, path: str = "/_sim/faults") -> Route:
    """GET the pending faults, POST one fault or a list, DELETE them all."""

    async def control(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
        elif request.method == "POST":
            try:
                raw = await request.json()
                for fault in [Fault.read(each) for each in (raw if isinstance(raw, list) else [raw])]:
                    faults.add(fault)
            except (ValueError, TypeError, AttributeError) as wrong:
                return JSONResponse({"error": str(wrong)}, 400)
        return JSONResponse([asdict(fault) for fault in faults.pending()])

    return Route(path, control, methods=["GET", "POST", "DELETE"])


Wording = Callable[[FaultKind], Mapping[str, Any]]  # the body of a 500 or 429, in the platform's own shape


class Faulty:
    """The app as the network shows it: each call outside /_sim/ meets the fault scripted for it."""

    def __init__(self, app: ASGIApp, faults: Faults, wording: Wording) -> None:
        self._app, self._faults, self._wording = app, faults, wording
        self._late: set[asyncio.Task[None]] = set()  # a running task needs a strong reference

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = None
        if scope["type"] == "http" and not scope["path"].startswith("/_sim/"):
            fault = self._faults.take(scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["fault"] = fault.kind.value  # for whoever records calls
        # The body is read first in every case: a server that answers 500 has usually read the request.
        body = await Request(scope, receive).body()
        await self._meet(fault, scope, body, receive, send)

    async def _meet(self, fault: Fault, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        match fault.kind:
            case FaultKind.ERROR_BEFORE:
                await self._refuse(500, fault, scope, receive, send)
            case FaultKind.ERROR_AFTER:
                await self._run(scope, body)
                await self._refuse(500, fault, scope, receive, send)
            case FaultKind.SLOW:
                answer = await self._run(scope, body)
                await asyncio.sleep(fault.seconds)
                for message in answer:
                    await send(message)
            case FaultKind.HANG_BEFORE:
                await asyncio.sleep(fault.seconds)
                _reset(scope)
            case FaultKind.RESET_BEFORE:
                _reset(scope)
            case FaultKind.RESET_AFTER:
                await self._run(scope, body)
                _reset(scope)
            case FaultKind.RATE_LIMITED:
                await self._refuse(429, fault, scope, receive, send)
            case FaultKind.HTML_502:
                page = HTMLResponse("<html><head><title>502 Bad Gateway</title></head><body>502</body></html>", 502)
                await page(scope, receive, send)
            case FaultKind.LATE_ACCEPT:
                task = asyncio.create_task(self._run_later(fault.seconds, scope, body))
                self._late.add(task)
                task.add_done_callback(self._late.discard)
                await self._refuse(500, fault, scope, receive, send)

    async def _refuse(self, status: int, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"Retry-After": str(int(fault.seconds))} if status == 429 else None
        await JSONResponse(self._wording(fault.kind), status, headers)(scope, receive, send)

    async def _run_later(self, seconds: float, scope: Scope, body: bytes) -> None:
        await asyncio.sleep(seconds)
        await self._run(scope, body)

    async def _run(self, scope: Scope, body: bytes) -> list[Message]:
        """What the app would have answered; its effects are real."""
        answer: list[Message] = []
        given = False

        async def receive() -> Message:
            nonlocal given
            if given:
                await asyncio.Event().wait()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            answer.append(message)

        await self._app(dict(scope), receive, send)
        return answer


def _reset(scope: Scope) -> None:
    extension = (scope.get("extensions") or {}).get(RESET_EXTENSION)
    if extension is None:
        raise ConnectionResetError("this app is not served over a socket, so the caller gets the reset itself")
    extension["reset"]()
