"""One call of a Web API method: its arguments however they came, and what the method asks of them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.simulator.slack.refusal import Refused, with_messages
from bot.simulator.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass
class Call:
    method: str
    args: Json
    space: Workspace

    def text(self, name: str) -> str | None:
        """Read a string; a number sent in its place is refused, as JSON callers find out at Slack."""
        value = self.args.get(name)
        if value is not None and not isinstance(value, str):
            raise with_messages("invalid_arguments", [f"[ERROR] must be a string [json-pointer:/{name}]"])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.args.get(name)
        if value is None:
            return default
        return value is True or str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        value = self.args.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise with_messages("invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{name}]"]) from None

    def decoded(self, name: str, error: str) -> Any:
        """Read a structure, sent as it is in JSON or as a JSON string in a form."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None

    def ids(self, name: str) -> list[str]:
        """Read ids given as a list or with commas between."""
        value = self.args.get(name)
        parts = value if isinstance(value, list) else str(value or "").split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def page(self, found: list[Any], *, default: int, most: int) -> tuple[list[Any], str]:
        """Cut one page out of everything found, with the cursor for the next."""
        limit = self.number("limit", default)
        if not 1 <= limit <= most:
            raise Refused("invalid_limit")
        start = 0
        if cursor := self.text("cursor"):
            try:
                start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
            except (ValueError, binascii.Error):
                raise Refused("invalid_cursor") from None
        more = start + limit < len(found)
        return found[start : start + limit], base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""


@dataclass(frozen=True)
class Method:
    """A Web API method. An argument it does not know is refused: at Slack a misspelt one is silently lost."""

    run: Callable[[Call], Json]
    scope: str | Callable[[Call], str | None] | None = None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def __call__(self, call: Call) -> Json:
        scope = self.scope(call) if callable(self.scope) else self.scope
        granted = call.space.config.scopes
        if scope is not None and scope not in granted:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(granted)))
        known = {"token", "team_id", *self.required, *self.optional}
        if strange := sorted(set(call.args) - known):
            raise with_messages("invalid_arg_name", [f"[ERROR] unknown argument: {name}" for name in strange])
        if missing := [name for name in self.required if call.args.get(name) in (None, "")]:
            raise with_messages("invalid_arguments", [f"[ERROR] missing required field: {name}" for name in missing])
        return {"ok": True, **self.run(call)}


_READ = {"public": "channels", "private": "groups", "im": "im"}


def by_kind(right: str) -> Callable[[Call], str | None]:
    """Pick the scope by the kind of the channel named: `history` is channels:, groups: or im:history."""

    def scope(call: Call) -> str | None:
        channel = call.space.world.channels.get(str(call.args.get("channel")))
        return f"{_READ[channel.kind]}:{right}" if channel else None

    return scope
