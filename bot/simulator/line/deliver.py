"""Delivering webhook events to the product: signed on the raw body, two seconds to answer."""

import base64
import hashlib
import hmac
import http.client
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.simulator.line.events import Event
from bot.simulator.line.world import World

Signature = Literal["right", "wrong", "missing", "other-body"]
DEADLINE = 2.0  # check-webhook-error-statistics: no answer within two seconds counts as request_timeout


@dataclass
class Delivery:
    """One request to the product and what came of it; `status` is None while held, or when no answer came in time."""

    events: Sequence[Event]
    body: bytes
    at: datetime
    signature: Signature = "right"
    delivery_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    status: int | None = None
    seconds: float = 0.0
    reason: str = "held"

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def event_ids(self) -> list[str]:
        return [event["webhookEventId"] for event in self.events if "webhookEventId" in event]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.delivery_id,
            "at": self.at.isoformat(),
            "events": self.event_ids,
            "types": [event.get("type") for event in self.events],
            "signature": self.signature,
            "status": self.status,
            "seconds": round(self.seconds, 3),
            "reason": self.reason,
        }


def sign(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Postman:
    """Sends deliveries, keeps what came of them, and holds events back when a script wants them out of order."""

    def __init__(self, world: World, secret: str, url: str | None, deadline: float = DEADLINE) -> None:
        self._world, self._secret = world, secret
        self.url, self.deadline = url, deadline
        self.deliveries: list[Delivery] = []
        self.held: list[Event] | None = None

    def deliver(self, *events: Event) -> Delivery:
        """Hand events over in one request, unless they are being held."""
        delivery = Delivery(events, self.body(events), self._world.clock.now())
        with self._world.lock:
            if self.held is not None:
                self.held.extend(events)
                return delivery
        return self.send(delivery)

    def body(self, events: Sequence[Event]) -> bytes:
        document = {"destination": self._world.bot_id, "events": list(events)}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def send(self, delivery: Delivery) -> Delivery:
        with self._world.lock:
            self.deliveries.append(delivery)
        if self.url is None:
            delivery.reason = "no webhook is set"
            return delivery
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "LineBotWebhook/2.0"}
        match delivery.signature:
            case "right":
                headers["x-line-signature"] = sign(self._secret, delivery.body)
            case "wrong":
                headers["x-line-signature"] = sign(self._secret + "x", delivery.body)
            case "other-body":
                headers["x-line-signature"] = sign(self._secret, delivery.body + b" ")
            case "missing":
                pass
        begun = time.monotonic()
        try:
            delivery.status = self._post(self.url, delivery.body, headers)
            delivery.reason = "ok" if delivery.ok else "error_status_code"
        except TimeoutError:
            delivery.reason = "request_timeout"
        except OSError:
            delivery.reason = "could_not_connect"
        except http.client.HTTPException:
            delivery.reason = "unclassified"
        delivery.seconds = time.monotonic() - begun
        if delivery.status is not None and delivery.seconds > self.deadline:
            # The answer trickled in over several reads, each in time: LINE has hung up long ago.
            delivery.status, delivery.reason = None, "request_timeout"
        self._world.touch()
        return delivery

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=self.deadline)
        try:
            connection.request("POST", parts.path or "/", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def redelivery(self, events: Sequence[Event]) -> Sequence[Event]:
        """The same events, ids and tokens, marked as redelivered; their tokens get a fresh minute."""
        now = self._world.clock.now()
        for event in events:
            token = self._world.reply_tokens.get(event.get("replyToken", ""))
            if token is not None:
                token.fresh_from, token.redelivered = now, True
        return [event | {"deliveryContext": {"isRedelivery": True}} for event in events]
