"""Rights that run out: trigger ids and response URLs, and the pace at which a channel takes messages."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.slack.refusal import Refused

TRIGGER_SECONDS = 3.0  # docs.slack.dev/interactivity/handling-user-interaction: trigger_id lives 3 seconds, one use
RESPONSE_USES, RESPONSE_SECONDS = 5, 1800.0  # same page: five times within 30 minutes
POSTS_PER_SECOND, POST_BURST = 1.0, 3  # docs.slack.dev/apis/web-api/rate-limits: 1 a second, short bursts tolerated


@dataclass
class Trigger:
    user: str
    issued: float
    from_view: bool
    exchanged: bool = False


@dataclass
class Triggers:
    now: Callable[[], float]
    _issued: dict[str, Trigger] = field(default_factory=dict)

    def issue(self, user: str, *, from_view: bool = False) -> str:
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, self.now(), from_view)
        return trigger_id

    def exchange(self, trigger_id: object) -> Trigger:
        trigger = self._issued.get(trigger_id) if isinstance(trigger_id, str) else None
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.exchanged:
            raise Refused("exchanged_trigger_id")
        if self.now() - trigger.issued > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.exchanged = True
        return trigger


@dataclass
class ResponseUrl:
    """Where one interaction's answer may go: its channel, its person and the message it came from, if any."""

    channel: str
    user: str
    issued: float
    message_ts: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None
    used: int = 0


@dataclass
class ResponseUrls:
    now: Callable[[], float]
    _issued: dict[str, ResponseUrl] = field(default_factory=dict)

    def issue(self, channel: str, user: str, **more: object) -> str:
        token = secrets.token_urlsafe(24)
        self._issued[token] = ResponseUrl(channel, user, self.now(), **more)  # type: ignore[arg-type]
        return token

    def use(self, token: str) -> ResponseUrl:
        found = self._issued.get(token)
        if found is None:
            raise Refused("no_such_url", status=404)
        if self.now() - found.issued > RESPONSE_SECONDS:
            raise Refused("expired_url", status=404)
        if found.used >= RESPONSE_USES:
            raise Refused("used_url", status=404)
        found.used += 1
        return found


@dataclass
class Pace:
    """One allowance per channel, refilled at a post a second. `now` is None when nothing is to be slowed."""

    now: Callable[[], float] | None
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, channel: str) -> None:
        if self.now is None:
            return
        at = self.now()
        left, since = self._left.get(channel, (float(POST_BURST), at))
        left = min(float(POST_BURST), left + max(0.0, at - since) * POSTS_PER_SECOND)
        if left < 1:
            self._left[channel] = (left, at)
            raise Refused("ratelimited", status=429, headers={"Retry-After": "1"})
        self._left[channel] = (left - 1, at)
