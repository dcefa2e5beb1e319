"""Asks LINE how far the month's messages reach, warns the desks early and once, and lets go what was held."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.channels.line.send import LineSender, Quota
from bot.clock import Clock
from routing import budget
from routing.budget import Budget
from routing.effects import Arg, Tell, Text
from storage import alarms, outbox, quota, undelivered
from storage.database import Database, Tx

log = logging.getLogger("tsunagu.budget")

LOOK_EVERY = 5.0  # seconds between looks whether it is time
ASK_EVERY = timedelta(minutes=10)
ALARM = "quota:"


class BudgetKeeper:
    def __init__(
        self,
        database: Database,
        line: LineSender,
        desks: Sequence[str],
        account_id: str,
        clock: Clock,
        wake: Callable[[], None],
        *,
        holds_at_zero: bool,
    ) -> None:
        self._holds_at_zero = holds_at_zero
        self._database, self._line, self._desks, self._account_id = database, line, desks, account_id
        self._clock, self._wake = clock, wake

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the next look comes
                log.error("budget not looked at: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        if not await self._database.run(lambda tx: quota.claim(tx, self._account_id, self._clock(), ASK_EVERY)):
            return
        told = await self._line.quota()
        if await self._database.run(lambda tx: self._take_in(tx, told)):
            self._wake()

    def _take_in(self, tx: Tx, told: Quota | None) -> int:
        """How much there is to deliver now. LINE's silence changes nothing, but the month may have turned."""
        now = self._clock()
        if told is None:
            log.warning("LINE does not say how many messages are left")
            return undelivered.let_go(tx, now, 0)
        known = Budget(told.limit, told.used)
        quota.store(tx, self._account_id, known.limit, known.used, now)
        return self._warn(tx, known) + undelivered.let_go(tx, now, known.left)

    def _warn(self, tx: Tx, known: Budget) -> int:
        now = self._clock()
        month = f":{now:%Y-%m}"
        stale = [one.what for one in alarms.standing(tx, ALARM) if not one.what.endswith(month)]
        alarms.forget(tx, stale)
        new = [code for code in budget.warned(known, now) if alarms.begin(tx, f"{ALARM}{code}{month}", now, told=True)]
        if not new:
            return 0
        out_on = budget.runs_out_on(known, now) or now.date()
        args: dict[str, Arg] = {
            "used": known.used,
            "limit": known.limit or 0,
            "left": known.left or 0,
            "expected": budget.forecast(known, now) or known.used,
            "out_on": out_on.isoformat(),
        }
        gravest = new[-1]  # of several at once it says it all
        if gravest == "spent" and not self._holds_at_zero:
            warning = Text("desk-quota-spent-tell-desk", args)
        else:
            warning = Text(f"desk-quota-{gravest}", args)
        outbox.add(tx, [Tell(desk, (warning,)) for desk in self._desks], now=now)
        return len(self._desks)
