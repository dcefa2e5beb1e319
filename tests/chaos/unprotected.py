"""The control run's product: each guard against sending twice taken off. The harness must notice, or it is blind.

This is done to a product at its start, from outside. Nothing in the product can be switched so.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import bot.channels.slack.receive as slack_door
import bot.web
from bot.channels.line.send import LineSender
from bot.channels.slack.send import SlackSender
from bot.channels.slack.sorting import Keep, Sorted, sort
from bot.delivery.settling import Settler
from bot.outcome import Outcome, Sent, TryLater, Unsure
from storage import outbox, tables
from storage.database import Tx
from storage.outbox import Send

AGAIN = timedelta(seconds=1)


def strip() -> None:
    every_delivery_is_a_new_event()
    every_attempt_has_a_new_key()
    nobody_looks_before_posting_again()
    nothing_is_put_into_quarantine()


def every_delivery_is_a_new_event() -> None:
    def key_of(_event: Mapping[str, Any]) -> str:
        return str(uuid4())

    def sorted_anew(payload: Mapping[str, Any]) -> Sorted:
        found = sort(payload)
        return Keep(str(uuid4())) if isinstance(found, Keep) else found

    bot.web.key_of = key_of  # type: ignore[attr-defined,assignment]
    slack_door.sort = sorted_anew  # type: ignore[attr-defined]


def every_attempt_has_a_new_key() -> None:
    push = LineSender.push

    async def push_anew(self: LineSender, to: str, messages: Sequence[dict[str, Any]], retry_key: str) -> Outcome:
        return await push(self, to, messages, str(uuid4()) if retry_key else "")

    LineSender.push = push_anew  # type: ignore[method-assign]


def nobody_looks_before_posting_again() -> None:
    async def find(*_: object) -> None:
        return None

    SlackSender.find = find  # type: ignore[method-assign,assignment]


def nothing_is_put_into_quarantine() -> None:
    settle = Settler.settle

    def settle_at_once(
        self: Settler, tx: Tx, send: Send, outcome: Outcome, done: list[Sent], todo: Sequence[Any] = ()
    ) -> None:
        settle(self, tx, send, TryLater(1.0) if isinstance(outcome, Unsure) else outcome, done, todo)

    def wait_again(tx: Tx, now: datetime, *_: timedelta) -> None:
        t = tables.outbox
        lost = t.update().where(t.c.state == "sending", t.c.lease_until <= now)
        tx.conn.execute(lost.values(state="pending", lease_until=None, due_at=now + AGAIN))

    Settler.settle = settle_at_once  # type: ignore[method-assign]
    outbox.look_after_the_lost = wait_again  # type: ignore[assignment]
