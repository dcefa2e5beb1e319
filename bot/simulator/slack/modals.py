"""Views on people's screens: the stack of modals each person has open, and their Home tab."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.slack.blockkit.views import check_view, too_large
from bot.simulator.slack.forms import Field, fields, state_values
from bot.simulator.slack.refusal import Refused, with_messages
from bot.simulator.slack.world import APP, BOT, TEAM, World

Json = dict[str, Any]

STACK_MAX = 3  # docs.slack.dev/reference/methods/views.push: push_limit_reached


@dataclass
class OpenView:
    """A view as a person sees it: what they typed and which errors stand beside their fields."""

    user: str
    wire: Json
    entered: dict[Field, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None  # "we had some trouble connecting": the product did not answer well

    def values(self) -> Json:
        return state_values(self.wire["blocks"], self.entered)

    def payload(self) -> Json:
        return {**self.wire, "state": {"values": self.values()}}

    def replace(self, wire: Json) -> None:
        """Show other content; what was typed stays where block_id and action_id are the same, as at Slack."""
        kept = {(block["block_id"], element["action_id"]) for block, element in fields(wire["blocks"])}
        self.entered = {key: value for key, value in self.entered.items() if key in kept}
        self.wire, self.errors, self.trouble = wire, {}, None


def checked(view: Any, kind: str, error: str = "invalid_arguments") -> Json:
    if too_large(view):
        raise Refused("view_too_large")
    if found := check_view(view, kind):
        raise with_messages(error, found.messages)
    assert isinstance(view, dict)
    return view


@dataclass
class Screens:
    world: World
    stacks: dict[str, list[OpenView]] = field(default_factory=dict)
    homes: dict[str, OpenView] = field(default_factory=dict)

    def _wire(self, view: Json, *, view_id: str, root: str, previous: str | None) -> Json:
        made = {
            "id": view_id,
            "team_id": TEAM,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
            "title": {"type": "plain_text", "text": "View Title"},  # what Slack puts on a Home tab
            "close": None,
            "submit": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **view,
            "blocks": self.world.named(view.get("blocks") or []),
            "state": {"values": {}},
            "hash": f"{int(self.world.now())}.{secrets.token_hex(4)}",
            "root_view_id": root,
            "previous_view_id": previous,
        }
        self.world.changed()
        return made

    def _free_external_id(self, view: Json, besides: str | None = None) -> None:
        wanted = view.get("external_id")
        if wanted and any(v.wire["external_id"] == wanted and v.wire["id"] != besides for v in self.all()):
            raise Refused("duplicate_external_id")

    def all(self) -> list[OpenView]:
        return [*self.homes.values(), *(view for stack in self.stacks.values() for view in stack)]

    def find(self, view_id: object = None, external_id: object = None) -> OpenView:
        for view in self.all():
            if view.wire["id"] == view_id or (external_id and view.wire["external_id"] == external_id):
                return view
        raise Refused("not_found")

    def top(self, user: str) -> OpenView | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def open(self, user: str, view: Json) -> OpenView:
        self._free_external_id(view)
        view_id = self.world.new_id("V")
        shown = OpenView(user, self._wire(view, view_id=view_id, root=view_id, previous=None))
        self.stacks[user] = [shown]
        return shown

    def push(self, user: str, view: Json) -> OpenView:
        stack = self.stacks.get(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK_MAX:
            raise Refused("push_limit_reached")
        self._free_external_id(view)
        root, below = stack[0].wire["id"], stack[-1].wire["id"]
        shown = OpenView(user, self._wire(view, view_id=self.world.new_id("V"), root=root, previous=below))
        stack.append(shown)
        return shown

    def update(self, shown: OpenView, view: Json, expected_hash: object = None) -> OpenView:
        if expected_hash is not None and expected_hash != shown.wire["hash"]:
            raise Refused("hash_conflict")
        self._free_external_id(view, besides=shown.wire["id"])
        old = shown.wire
        shown.replace(self._wire(view, view_id=old["id"], root=old["root_view_id"], previous=old["previous_view_id"]))
        return shown

    def publish(self, user: str, view: Json, expected_hash: object = None) -> OpenView:
        shown = self.homes.get(user)
        if shown is not None:
            return self.update(shown, view, expected_hash)
        view_id = self.world.new_id("V")
        shown = self.homes[user] = OpenView(user, self._wire(view, view_id=view_id, root=view_id, previous=None))
        return shown

    def close(self, user: str) -> OpenView | None:
        stack = self.stacks.get(user)
        self.world.changed()
        return stack.pop() if stack else None

    def clear(self, user: str) -> list[OpenView]:
        self.world.changed()
        return self.stacks.pop(user, [])
