"""What Slack answers when it will not do something, and what a person at the screen cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """An `ok: false` answer. `status` is 200 for nearly all of them, as at Slack."""

    def __init__(
        self, error: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **more: object
    ) -> None:
        super().__init__(error)
        self.error, self.status, self.headers = error, status, dict(headers or {})
        self.body: dict[str, Any] = {"ok": False, "error": error, **more}


def with_messages(error: str, messages: list[str]) -> Refused:
    plain = [message.removeprefix("[ERROR] ") for message in messages]
    return Refused(error, errors=plain, response_metadata={"messages": messages})


class CannotDo(Exception):
    """What Slack's own screens would not let a person do."""

    def __init__(self, why: str, **more: object) -> None:
        super().__init__(why)
        self.body: dict[str, Any] = {"ok": False, "error": why, **more}
