"""Answers in LINE's own shape, and reading a request the way LINE does before it looks at the meaning."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.simulator.faults import FaultKind
from bot.simulator.line.contract import Problem, contract, flex_container

BODY_MAX = 2_000_000  # reference: 413 above 2 MB
RATE_LIMITED = "The API rate limit has been exceeded. Try again later."  # reference: error messages
QUOTA_SPENT = "You have reached your monthly limit."  # reference: error messages


class Refused(Exception):
    """The call is answered with an error; carries LINE's body for it."""

    def __init__(
        self,
        status: int,
        message: str,
        details: Sequence[dict[str, str]] = (),
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers
        self.body: dict[str, Any] = {"message": message} | ({"details": list(details)} if details else {}) | more

    def response(self) -> JSONResponse:
        return JSONResponse(self.body, self.status, self.headers)


def wording(kind: FaultKind) -> dict[str, str]:
    return {"message": RATE_LIMITED if kind is FaultKind.RATE_LIMITED else "Internal Server Error"}


def problems_as_refusal(problems: Sequence[Problem]) -> Refused:
    """LINE checks messages first and the inside of a Flex container only then, each with its own wording."""
    outer = [problem for problem in problems if flex_container(problem.path) is None]
    if outer:
        details = [{"message": problem.message, "property": problem.property_name} for problem in outer]
        return Refused(400, f"The request body has {len(details)} error(s)", details)
    first = problems[0].path[1]
    details = [
        {"message": problem.message, "property": problem.property_name}
        for problem in problems
        if problem.path[1] == first
    ]
    return Refused(400, f"A message (messages[{first}]) in the request body is invalid", details)


async def read_json(request: Request, shape: str) -> dict[str, Any]:
    """The request's body, once it is known to be a `shape`."""
    body = await request.body()
    if len(body) > BODY_MAX:
        raise Refused(413, "Payload Too Large")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(
            415, "Unsupported Media Type", [{"message": "must be application/json", "property": "Content-Type"}]
        )
    try:
        value = json.loads(body, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Refused(400, "The request body could not be parsed as JSON (line: 1, column: 1)") from None
    except json.JSONDecodeError as wrong:
        where = f"(line: {wrong.lineno}, column: {wrong.colno})"
        raise Refused(400, f"The request body could not be parsed as JSON {where}") from None
    problems = contract().check(shape, value)
    if problems:
        raise problems_as_refusal(problems)
    assert isinstance(value, dict)
    return value


def _no_constant(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is not JSON", name, 0)


def retry_key(request: Request) -> str | None:
    raw = request.headers.get("x-line-retry-key")
    if raw is None:
        return None
    try:
        parsed = uuid.UUID(raw)
    except ValueError:
        parsed = None
    if parsed is None or str(parsed) != raw.lower():
        raise Refused(400, "Invalid retry key", [{"message": "must be a UUID", "property": "X-Line-Retry-Key"}])
    return raw.lower()


def no_retry_key(request: Request) -> None:
    if "x-line-retry-key" in request.headers:
        detail = {"message": "not supported by this endpoint", "property": "X-Line-Retry-Key"}
        raise Refused(400, "The retry key is not supported", [detail])
