"""What people press, fill in, submit and type after a slash."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.simulator.slack import payloads
from bot.simulator.slack.answers import after_command, after_submission
from bot.simulator.slack.blockkit.elements import MENU_OPTION, OPTION_GROUP, OPTIONS_MAX
from bot.simulator.slack.blockkit.layouts import elements_of
from bot.simulator.slack.blockkit.shape import Findings, items
from bot.simulator.slack.deliver import Attempt
from bot.simulator.slack.forms import Field, action, entry, find_field, problems, state_values
from bot.simulator.slack.modals import OpenView
from bot.simulator.slack.refusal import CannotDo
from bot.simulator.slack.talking import Outcome, Talking
from bot.simulator.slack.workspace import Workspace
from bot.simulator.slack.world import TEAM, Channel

Json = dict[str, Any]


@dataclass
class Surface:
    """Where something interactive stands: a message, an ephemeral one, a modal or the Home tab."""

    blocks: list[Json]
    channel: Channel | None = None
    message: Json | None = None
    ephemeral: bool = False
    view: OpenView | None = None


class Pressing(Talking):
    def __init__(self, space: Workspace) -> None:
        super().__init__(space)
        self._chosen: dict[tuple[str, str, str], dict[Field, Json]] = {}

    def _surface(self, user: str, channel: str | None, ts: str | None, *, home: bool) -> Surface:
        if channel is not None:
            return self._message_surface(user, channel, ts)
        view = self.space.screens.homes.get(user) if home else self.space.screens.top(user)
        if view is None:
            raise CannotDo("no_open_view", user=user)
        return Surface(view.wire["blocks"], view=view)

    def _message_surface(self, user: str, channel: str, ts: str | None) -> Surface:
        place = self.channel_of(user, channel)
        for one in self.space.world.ephemerals:
            if one.channel == channel and one.message["ts"] == ts:
                if one.user != user:
                    raise CannotDo("not_visible_to_user", ts=ts)
                return Surface(one.message.get("blocks", []), place, one.message, ephemeral=True)
        message = place.find(ts or "")
        if message is None:
            raise CannotDo("no_such_message", ts=ts)
        return Surface(message.get("blocks", []), place, message)

    @staticmethod
    def _element(surface: Surface, action_id: str, block_id: str | None, value: Any) -> tuple[Json, Json]:
        found = [
            (block, element)
            for block in surface.blocks
            for element in elements_of(block)
            if element.get("action_id") == action_id and block_id in (None, block["block_id"])
        ]
        if len(found) > 1 and value is not None:
            found = [pair for pair in found if pair[1].get("value") == value]
        if not found:
            raise CannotDo("no_such_element", action_id=action_id)
        if len(found) > 1:
            raise CannotDo("ambiguous_element", action_id=action_id, blocks=[block["block_id"] for block, _ in found])
        return found[0]

    def press(
        self,
        user: str,
        action_id: str,
        *,
        channel: str | None = None,
        ts: str | None = None,
        home: bool = False,
        block_id: str | None = None,
        value: Any = None,
        confirmed: bool = True,
    ) -> Outcome:
        """Press a button or choose from a menu that is really there, in a message, the top modal or the Home tab.

        For a menu `value` is the option's value (a list for those of many); for a button it only tells apart two with
        one action_id.
        """
        with self.space.lock:
            surface = self._surface(user, channel, ts, home=home)
            block, element = self._element(surface, action_id, block_id, value)
            if not self.space.config.interactive:
                raise CannotDo("interactivity_turned_off")
            if element.get("confirm") and not confirmed:
                return Outcome()
            held = {} if element["type"] == "button" else entry(element, value)
            if element["type"] not in ("button", "overflow"):
                self._remember(surface, user, (block["block_id"], element["action_id"]), held)
            if block["type"] == "input" and not block.get("dispatch_action"):
                raise CannotDo("not_dispatched", action_id=action_id)
            payload = self._block_actions(surface, user, block, element, held)
            delivery = payloads.interaction(self.space, payload)
        return self._answered(self.space.deliverer.send(delivery), "block_actions")

    def _remember(self, surface: Surface, user: str, key: Field, held: Json) -> None:
        if surface.view is not None:
            surface.view.entered[key] = held
        elif surface.channel is not None and surface.message is not None:
            self._chosen.setdefault((surface.channel.id, surface.message["ts"], user), {})[key] = held
        self.space.world.changed()

    def _block_actions(self, surface: Surface, user: str, block: Json, element: Json, held: Json) -> Json:
        at = self.space.world.next_ts()
        in_modal = surface.view is not None and surface.view.wire["type"] == "modal"
        payload = {
            "type": "block_actions",
            **payloads.shared(self.space, user),
            "trigger_id": self.space.triggers.issue(user, from_view=in_modal),
            "actions": [action(block, element, held, at)],
        }
        if surface.view is not None:
            return payload | payloads.on_view(surface.view)
        assert surface.channel is not None
        assert surface.message is not None
        chosen = self._chosen.get((surface.channel.id, surface.message["ts"], user), {})
        payload["state"] = {"values": state_values(surface.blocks, chosen)}
        return payload | payloads.on_message(
            self.space, surface.channel, surface.message, ephemeral=surface.ephemeral, user=user
        )

    def _answered(self, attempt: Attempt, what: str, **result: Any) -> Outcome:
        """Keep the warning sign a person would see when the product does not acknowledge."""
        if attempt.problem is not None:
            with self.space.lock:
                self.space.note_refusal(what, attempt.problem, status=attempt.status)
        return Outcome([attempt], result)

    def fill(self, user: str, values: Json) -> OpenView:
        """Type into the top modal without submitting; fields go by action_id or block_id."""
        with self.space.lock:
            view = self.space.screens.top(user)
            if view is None:
                raise CannotDo("no_open_view", user=user)
            for name, value in values.items():
                block, element = find_field(view.wire["blocks"], name)
                view.entered[block["block_id"], element["action_id"]] = entry(element, value)
            self.space.world.changed()
            return view

    def submit(self, user: str, values: Json | None = None) -> Outcome:
        """Submit the top modal, once its own screen would let it go."""
        with self.space.lock:
            view = self.fill(user, values or {})
            if view.wire.get("submit") is None or view.wire.get("submit_disabled"):
                raise CannotDo("no_submit_button")
            if wrong := problems(view.wire["blocks"], view.values()):
                raise CannotDo("incomplete", fields=wrong)
            payload = {
                "type": "view_submission",
                **payloads.shared(self.space, user),
                "trigger_id": self.space.triggers.issue(user, from_view=True),
                "view": view.payload(),
                "response_urls": self._response_urls(view, user),
            }
            delivery = payloads.interaction(self.space, payload)
        attempt = self.space.deliverer.send(delivery)
        with self.space.lock:
            after_submission(self.space, view, attempt)
            open_now = [one.wire["id"] for one in self.space.screens.stacks.get(user, [])]
            return Outcome([attempt], {"errors": view.errors, "trouble": view.trouble, "open_views": open_now})

    def _response_urls(self, view: OpenView, user: str) -> list[Json]:
        made = []
        for block in view.wire["blocks"]:
            for element in elements_of(block):
                held = view.values().get(block["block_id"], {}).get(element.get("action_id"), {})
                chosen = held.get("selected_conversation") or held.get("selected_channel")
                if element.get("response_url_enabled") and chosen:
                    url = f"{self.space.base_url}/actions/{TEAM}/{self.space.responses.issue(chosen, user)}"
                    about = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": chosen}
                    made.append({**about, "response_url": url})
        return made

    def close(self, user: str) -> Outcome:
        """Close the top modal, or all of them when it says clear_on_close."""
        with self.space.lock:
            view = self.space.screens.top(user)
            if view is None:
                raise CannotDo("no_open_view", user=user)
            all_at_once = bool(view.wire["clear_on_close"])
            closed = self.space.screens.clear(user) if all_at_once else [self.space.screens.close(user)]
            deliveries = [
                payloads.interaction(
                    self.space,
                    {
                        "type": "view_closed",
                        **payloads.shared(self.space, user),
                        "view": one.payload(),
                        "is_cleared": all_at_once,
                    },
                )
                for one in closed
                if one is not None and one.wire["notify_on_close"]
            ]
        return Outcome([self.space.deliverer.send(delivery) for delivery in deliveries])

    def command(self, user: str, channel: str, command: str, text: str = "") -> Outcome:
        with self.space.lock:
            place = self.channel_of(user, channel)
            registered = self.space.config.commands
            may = "commands" in self.space.config.scopes
            if not may or (registered is not None and command not in registered):
                raise CannotDo("no_such_command", command=command)
            delivery = payloads.command_form(self.space, user, place, command, text)
        attempt = self.space.deliverer.send(delivery)
        with self.space.lock:
            message = after_command(self.space, user, place, attempt)
        return Outcome([attempt], {"shown": message})

    def shortcut(self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None) -> Outcome:
        """Use a shortcut: a message's when a channel and ts are named, else a global one."""
        with self.space.lock:
            registered = self.space.config.shortcuts
            may = "commands" in self.space.config.scopes and self.space.config.interactive
            if not may or (registered is not None and callback_id not in registered):
                raise CannotDo("no_such_shortcut", callback_id=callback_id)
            payload = {
                "type": "shortcut" if channel is None else "message_action",
                **payloads.shared(self.space, user),
                "callback_id": callback_id,
                "trigger_id": self.space.triggers.issue(user),
                "action_ts": self.space.world.next_ts(),
            }
            if channel is not None:
                surface = self._message_surface(user, channel, ts)
                if surface.ephemeral:
                    raise CannotDo("not_on_ephemerals")
                assert surface.channel is not None
                assert surface.message is not None
                where = payloads.on_message(self.space, surface.channel, surface.message, ephemeral=False, user=user)
                where.pop("container")
                payload |= {**where, "message_ts": surface.message["ts"]}
            delivery = payloads.interaction(self.space, payload)
        return self._answered(self.space.deliverer.send(delivery), "shortcut")

    def suggest(
        self, user: str, action_id: str, query: str, *, channel: str | None = None, ts: str | None = None,
        home: bool = False, block_id: str | None = None,
    ) -> Outcome:  # fmt: skip
        """Type into an external menu and get its options, held to the limits of any menu."""
        with self.space.lock:
            surface = self._surface(user, channel, ts, home=home)
            block, element = self._element(surface, action_id, block_id, None)
            if not element["type"].endswith("external_select"):
                raise CannotDo("not_an_external_menu", action_id=action_id)
            if len(query) < element.get("min_query_length", 3):  # select-menu-element: 3 unless told
                raise CannotDo("query_too_short", action_id=action_id)
            payload = {
                "type": "block_suggestion",
                **payloads.shared(self.space, user),
                "action_id": action_id,
                "block_id": block["block_id"],
                "value": query,
            }
            if surface.view is not None:
                payload |= payloads.on_view(surface.view)
            elif surface.channel is not None and surface.message is not None:
                where = payloads.on_message(
                    self.space, surface.channel, surface.message, ephemeral=surface.ephemeral, user=user
                )
                where.pop("response_url")
                payload |= where
            delivery = payloads.interaction(self.space, payload, kind="suggestion")
        attempt = self.space.deliverer.send(delivery)
        return self._options(attempt)

    def _options(self, attempt: Attempt) -> Outcome:
        out = Findings()
        answer: Any = {}
        try:
            answer = json.loads(attempt.body or "{}") if attempt.problem is None else {}
        except ValueError:
            out.add("must be JSON", "")
        if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
            out.add("must provide exactly one of options and option_groups", "")
        elif "options" in answer:
            items(MENU_OPTION, OPTIONS_MAX, 0)(answer["options"], "/options", out)
        else:
            items(OPTION_GROUP, OPTIONS_MAX, 0)(answer["option_groups"], "/option_groups", out)
        if out:
            with self.space.lock:
                self.space.note_refusal("block_suggestion", attempt.problem or "invalid_options", detail=out.messages)
            return Outcome([attempt], {"options": []})
        return Outcome([attempt], answer)
