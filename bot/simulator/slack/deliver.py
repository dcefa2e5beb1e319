"""Bringing requests to the product: signed, with three seconds to answer, and events again when they fail."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.slack.refusal import CannotDo

ACK_SECONDS = 3.0  # docs.slack.dev/apis/events-api and /interactivity: answer within 3 seconds
RETRY_DELAYS = (0.0, 60.0, 300.0)  # events-api: nearly at once, after 1 minute, after 5 minutes
LOG_MAX = 5000
LOOK_EVERY = 0.02  # seconds; a test moves the clock and expects the due retry soon after


@dataclass
class Attempt:
    """One try: what came back, or why nothing did, in Slack's words for X-Slack-Retry-Reason."""

    retry_num: int
    status: int | None = None
    body: str = ""
    content_type: str = ""
    problem: str | None = None
    no_retry: bool = False

    @property
    def acknowledged(self) -> bool:
        return self.problem is None


@dataclass
class Delivery:
    """One request and all its tries. Only events are tried again; a person sees their click fail instead."""

    id: str
    kind: str  # event, interaction, command, suggestion or verification
    body: bytes
    content_type: str
    about: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    signature: str = "good"

    def wire(self) -> dict[str, Any]:
        tries = [{"retry_num": a.retry_num, "status": a.status, "problem": a.problem} for a in self.attempts]
        return {"id": self.id, "kind": self.kind, "about": self.about, "signature": self.signature, "attempts": tries}


def signed(secret: str, body: bytes, timestamp: int) -> str:
    """Sign as docs.slack.dev/authentication/verifying-requests-from-slack says."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def signature_headers(secret: str, body: bytes, kind: str) -> dict[str, str]:
    """Sign well, or in one of the ways an attacker or a broken proxy would.

    `bad` uses another secret, `stale` a timestamp six minutes old, `missing` no header at all.
    The machine's clock is used, never the simulated one: that is the clock a verifier looks at.
    """
    if kind == "missing":
        return {}
    timestamp = int(time.time()) - (360 if kind == "stale" else 0)
    secret = secret + "x" if kind == "bad" else secret
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": signed(secret, body, timestamp)}


class Deliverer:
    """Sends at once when asked to, and keeps the retries of events until the simulated clock says they are due."""

    def __init__(
        self,
        signing_secret: str,
        request_url: str | None,
        now: Callable[[], float],
        *,
        ack_seconds: float = ACK_SECONDS,
        automatic_retries: bool = True,
    ) -> None:
        self.signing_secret, self.request_url, self.now = signing_secret, request_url, now
        self.ack_seconds, self.automatic_retries = ack_seconds, automatic_retries
        self.log: list[Delivery] = []
        self.next_signature: str | None = None  # how to sign the next delivery instead, whatever it is
        self._held: list[Delivery] | None = None
        self._due: list[tuple[float, Delivery, str]] = []
        self._running = 0
        self._condition = Condition()
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="slack-deliveries")
        self._watcher: Thread | None = None
        self._closed = False

    def send(self, delivery: Delivery, reason: str | None = None) -> Attempt:
        """Send once, now, in this thread, and say what came back."""
        retry_num = len(delivery.attempts)
        if self.next_signature is not None:
            delivery.signature, self.next_signature = self.next_signature, None
        headers = {"Content-Type": delivery.content_type, "User-Agent": "Slackbot 1.0"}
        headers |= signature_headers(self.signing_secret, delivery.body, delivery.signature)
        if delivery.kind == "event" and retry_num:
            last = delivery.attempts[-1].problem or "http_error"
            headers |= {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": reason or last}
        attempt = Attempt(retry_num)
        with self._condition:
            if retry_num == 0:
                self.log.append(delivery)
                del self.log[:-LOG_MAX]
            delivery.attempts.append(attempt)
        self._exchange(delivery, headers, attempt)
        return attempt

    def _exchange(self, delivery: Delivery, headers: dict[str, str], attempt: Attempt) -> None:
        url = urlsplit(self.request_url or "")
        if not url.hostname:
            attempt.problem = "connection_failed"
            return
        began = time.monotonic()
        connection = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=self.ack_seconds)
        try:
            connection.request("POST", url.path or "/", delivery.body, headers)
            answer = connection.getresponse()
            attempt.status, attempt.body = answer.status, answer.read().decode("utf-8", "replace")
            attempt.content_type = answer.headers.get_content_type()
            attempt.no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
            if not 200 <= answer.status < 300:
                attempt.problem = "http_error"
        except TimeoutError:
            attempt.problem = "http_timeout"
        except (OSError, http.client.HTTPException):
            attempt.problem = "connection_failed"
        finally:
            connection.close()
        if attempt.problem is None and time.monotonic() - began > self.ack_seconds:
            attempt.problem = "http_timeout"

    def event(self, delivery: Delivery) -> Attempt | None:
        """Send an event now and plan its retry if it fails; None while events are being held."""
        with self._condition:
            if self._held is not None:
                self._held.append(delivery)
                return None
        attempt = self.send(delivery)
        self._plan_retry(delivery)
        return attempt

    def event_soon(self, delivery: Delivery) -> None:
        """Send an event from another thread: what follows from the product's own calls must not wait for it."""
        with self._condition:
            if self._closed:
                return
            self._running += 1
        self._pool.submit(self.event, delivery).add_done_callback(self._finished)

    def _finished(self, _future: Future[Any]) -> None:
        with self._condition:
            self._running -= 1
            self._condition.notify_all()

    def _plan_retry(self, delivery: Delivery) -> None:
        last = delivery.attempts[-1]
        tries = len(delivery.attempts)
        if last.acknowledged or last.no_retry or not self.automatic_retries or tries > len(RETRY_DELAYS):
            return
        if self.request_url is None:
            return
        with self._condition:
            self._due.append((self.now() + RETRY_DELAYS[tries - 1], delivery, last.problem or "http_error"))
            if self._watcher is None:
                self._watcher = Thread(target=self._watch, daemon=True, name="slack-retries")
                self._watcher.start()
            self._condition.notify_all()

    def _watch(self) -> None:
        while True:
            with self._condition:
                while not self._closed and not self._due:
                    self._condition.wait()
                if self._closed:
                    return
                ready = [item for item in self._due if item[0] <= self.now()]
                self._due = [item for item in self._due if item not in ready]
                self._running += len(ready)
            for _, delivery, reason in ready:
                self._pool.submit(self._again, delivery, reason).add_done_callback(self._finished)
            if not ready:
                time.sleep(LOOK_EVERY)

    def _again(self, delivery: Delivery, reason: str) -> None:
        self.send(delivery, reason)
        self._plan_retry(delivery)

    def redeliver(self, delivery_id: str, reason: str = "http_timeout") -> Attempt:
        """Send something again at once, however well the last try went; an event with its own id and retry headers."""
        delivery = next((one for one in self.log if one.id == delivery_id), None)
        if delivery is None:
            raise CannotDo("no_such_delivery", id=delivery_id)
        with self._condition:
            self._due = [item for item in self._due if item[1] is not delivery]
        return self.send(delivery, reason)

    def hold(self) -> None:
        """Keep events back until `release`, as a slow network would."""
        with self._condition:
            self._held = self._held or []

    def release(self, order: str = "given") -> list[Attempt]:
        """Let held events go: in the order `given`, `reversed`, or `together` (at the same moment)."""
        with self._condition:
            held, self._held = self._held or [], None
        if order == "together":
            for delivery in held:
                self.event_soon(delivery)
            self.settle()
            return [delivery.attempts[0] for delivery in held]
        for delivery in reversed(held) if order == "reversed" else held:
            self.event(delivery)
        return [delivery.attempts[0] for delivery in held]

    def forget(self) -> None:
        """Drop what was logged, held or waiting for a retry."""
        with self._condition:
            self.log.clear()
            self._due.clear()
            self._held = None

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is under way or due now; False when that takes too long."""
        deadline = time.monotonic() + seconds
        with self._condition:
            while self._running or any(item[0] <= self.now() for item in self._due):
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._condition.wait(min(left, LOOK_EVERY))
        return True

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        self._pool.shutdown(wait=False, cancel_futures=True)
