"""The strict stand-in for Slack: one workspace, one app, in memory."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from starlette.applications import Starlette

from bot.simulator.clock import SimClock
from bot.simulator.faults import Faults, Faulty
from bot.simulator.slack.config import AppConfig
from bot.simulator.slack.control import Control
from bot.simulator.slack.deliver import ACK_SECONDS, Deliverer, Delivery
from bot.simulator.slack.modals import OpenView, Screens
from bot.simulator.slack.pressing import Pressing
from bot.simulator.slack.talking import Outcome
from bot.simulator.slack.tickets import Pace, ResponseUrls, Triggers
from bot.simulator.slack.web import Web, wording
from bot.simulator.slack.workspace import TOKEN_IN_PAYLOADS, Workspace
from bot.simulator.slack.world import BOT_USER, World
from bot.simulator.wire import serve

Json = dict[str, Any]


class SlackSimulator(Pressing):
    """What people do are its methods (`post`, `press`, `submit`, …), each returning once the product has answered.

    They block: call them from a thread other than the one whose loop runs the product. `users`, `channels` and
    `groups` are what `add_user`, `add_channel` and `add_group` take; `reset` goes back to them.
    `pacing` says which clock the post-a-second rule watches: "real", "sim", or "off".
    """

    def __init__(
        self,
        signing_secret: str,
        bot_token: str,
        *,
        clock: SimClock | None = None,
        request_url: str | None = None,
        config: AppConfig | None = None,
        users: Iterable[Mapping[str, Any]] = (),
        channels: Iterable[Mapping[str, Any]] = (),
        groups: Iterable[Mapping[str, Any]] = (),
        pacing: str = "real",
        ack_seconds: float = ACK_SECONDS,
        automatic_retries: bool = True,
        bot_name: str = "tsunagu",
    ) -> None:
        self.clock = clock or SimClock()
        self.faults = Faults()
        self.closed = False
        self._seed = ([dict(one) for one in users], [dict(one) for one in channels], [dict(one) for one in groups])
        self._bot_name = bot_name
        self.deliverer = Deliverer(
            signing_secret, request_url, self.seconds, ack_seconds=ack_seconds, automatic_retries=automatic_retries
        )
        world = World(self.seconds, bot_name=bot_name)
        pace = {"real": time.monotonic, "sim": self.seconds, "off": None}[pacing]
        space = Workspace(
            world=world,
            screens=Screens(world),
            triggers=Triggers(self.seconds),
            responses=ResponseUrls(self.seconds),
            pace=Pace(pace),
            config=config or AppConfig(),
            deliverer=self.deliverer,
            bot_token=bot_token,
            now=self.seconds,
        )
        super().__init__(space)
        self._plant()
        self.app = Faulty(Starlette(routes=[*Web(space).routes, *Control(self).routes]), self.faults, wording)

    def seconds(self) -> float:
        return self.clock.now().timestamp()

    def _plant(self) -> None:
        users, channels, groups = self._seed
        for user in users:
            self.add_user(**user)
        for channel in channels:
            self.add_channel(**channel)
        for group in groups:
            self.add_group(**group)

    def reset(self) -> None:
        """Go back to the people and channels it was made with; faults and held deliveries go too."""
        with self.space.lock:
            version = self.space.world.version
            world = World(self.seconds, bot_name=self._bot_name, version=version + 1)
            self.space.world, self.space.screens = world, Screens(world)
            self.space.triggers, self.space.responses = Triggers(self.seconds), ResponseUrls(self.seconds)
            self._chosen.clear()
            self.space.calls.clear()
            self.space.refusals.clear()
            self.deliverer.forget()
            self.faults.clear()
            self._plant()

    def add_user(self, name: str, id: str | None = None, real_name: str = "", **more: Any) -> Json:  # noqa: A002 - Slack's word
        with self.space.lock:
            return {"user": self.space.world.add_user(name, user_id=id, real_name=real_name, **more).wire()}

    def add_channel(
        self,
        name: str,
        id: str | None = None,  # noqa: A002 - Slack's word
        kind: str = "public",
        members: Iterable[str] | None = None,
        bot: bool = True,
    ) -> Json:
        """Make a channel with these `members` (everybody known so far when None), and the bot unless `bot` is False."""
        with self.space.lock:
            people = set(self.space.world.users if members is None else members) - {BOT_USER}
            inside = people | ({BOT_USER} if bot else set())
            return {
                "channel": self.space.world.add_channel(name, channel_id=id, kind=kind, members=inside).wire(BOT_USER)
            }

    def add_group(self, handle: str, id: str | None = None, name: str = "", users: Iterable[str] = ()) -> Json:  # noqa: A002
        with self.space.lock:
            return {"usergroup": self.space.world.add_group(handle, group_id=id, name=name, users=users)}

    def verify(self) -> Outcome:
        """Ask the product to prove that its address is its own; `result` says whether it did."""
        challenge = self.space.world.new_id("ch")
        body = {"token": TOKEN_IN_PAYLOADS, "challenge": challenge, "type": "url_verification"}
        raw = json.dumps(body).encode()
        attempt = self.deliverer.send(Delivery(challenge, "verification", raw, "application/json", "url_verification"))
        return Outcome([attempt], {"verified": attempt.acknowledged and challenge in attempt.body})

    def reload(self, user: str) -> None:
        """Reload a person's page: their ephemeral messages and open modals are gone."""
        with self.space.lock:
            kept = [one for one in self.space.world.ephemerals if one.user != user]
            self.space.world.ephemerals[:] = kept
            self.space.screens.clear(user)

    def state(self) -> Json:
        """Give everything to be seen, in wire shapes: the page draws from this and tests assert on it."""
        with self.space.lock:
            world, screens = self.space.world, self.space.screens
            seen: Json = {
                "version": world.version,
                "clock": self.clock.now().isoformat(),
                "bot_user": BOT_USER,
                "users": [user.wire() for user in world.users.values()],
                "channels": [
                    {
                        **channel.wire(BOT_USER),
                        "members": sorted(channel.members),
                        "messages": [dict(message) for message in channel.messages],
                    }
                    for channel in world.channels.values()
                ],
                "ephemerals": [one.wire() for one in world.ephemerals],
                "views": {user: [_shown(view) for view in stack] for user, stack in screens.stacks.items() if stack},
                "homes": {user: _shown(view) for user, view in screens.homes.items()},
                "usergroups": [one.wire(with_users=True, with_count=True) for one in world.groups.values()],
                "deliveries": [delivery.wire() for delivery in self.deliverer.log],
                "calls": list(self.space.calls),
                "refusals": list(self.space.refusals),
            }
            return deepcopy(seen)

    @contextmanager
    def serving(self, port: int = 0) -> Iterator[str]:
        """Serve on the loopback; the URL given is what the product's SLACK_API_BASE is made from (add `/api/`)."""
        with serve(self.app, port) as url:
            self.space.base_url = url
            try:
                yield url
            finally:
                self.close_down()

    def close_down(self) -> None:
        self.closed = True
        self.deliverer.close()


def _shown(view: OpenView) -> Json:
    return {"view": view.payload(), "errors": dict(view.errors), "trouble": view.trouble}
