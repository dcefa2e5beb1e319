"""Looks whether the loops that must go round do, in this process and in all. Says one word to the desk when not.

It speaks to the channel itself: a deliverer that hangs could not bring the news that it hangs.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.chance import new_id
from bot.channels.slack.send import MENDABLE, NO_CHANNEL
from bot.clock import Clock
from routing.effects import Text
from storage import alarms, heartbeats, outbox_watch
from storage.database import Database, Tx

log = logging.getLogger("tsunagu.watch")

INBOX, OUTBOX, CLOCK = "inbox", "outbox", "clock"
LOOPS = (INBOX, OUTBOX, CLOCK)
WEBHOOKS, DECISIONS = "webhooks", "decisions"  # parts that store
LOOK_EVERY = 5.0  # seconds
STUCK_AFTER = timedelta(seconds=120)  # longer than any single sending may take
NO_DATABASE_AFTER = timedelta(seconds=60)
DATABASE = "database"

T = TypeVar("T")
Tell = Callable[[Text], Awaitable[bool]]

LINE_REFUSES_US = "line-unauthorized"  # why a sending waits; Slack's own words say it for Slack
UNREACHED = ("later-line", "later-slack")
UNREACHED_AFTER = timedelta(minutes=10)


def process_name() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{new_id()[:8]}"


async def to_the_end(work: Awaitable[T]) -> tuple[T, bool]:
    """What a transaction gave, and whether we were cancelled meanwhile: its rows are ours even then."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task), False
    except asyncio.CancelledError:
        if task.cancelled():
            raise
        return await task, True


class Pulse:
    """Each loop says here that it went round, and who stores, whether it could."""

    def __init__(self, loops: Collection[str] = LOOPS) -> None:
        self.last = dict.fromkeys(loops, time.monotonic())
        self.unstored_since: dict[str, float] = {}  # of each part that cannot store now

    def beat(self, loop: str) -> None:
        if loop in self.last:
            self.last[loop] = time.monotonic()

    def could_not_store(self, part: str) -> None:
        self.unstored_since.setdefault(part, time.monotonic())

    def stored(self, part: str) -> None:
        self.unstored_since.pop(part, None)

    def stuck(self, after: timedelta) -> set[str]:
        before = time.monotonic() - after.total_seconds()
        return {loop for loop, at in self.last.items() if at < before}


class Watch:
    """`now` is the machine's own clock: whether a process lives is no question of the region's time, `clock`."""

    def __init__(
        self,
        database: Database,
        pulse: Pulse,
        tell: Tell,
        clock: Clock,
        now: Clock,
        *,
        look_every: float = LOOK_EVERY,
        stuck_after: timedelta = STUCK_AFTER,
        no_database_after: timedelta = NO_DATABASE_AFTER,
    ) -> None:
        self._database, self._pulse, self._tell, self._clock, self._now = database, pulse, tell, clock, now
        self._look_every, self._stuck_after, self._no_database_after = look_every, stuck_after, no_database_after
        self.process = process_name()
        self._began = self._stored = time.monotonic()
        self._suspected: set[str] = set()
        self._told_of_database = False

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the watch goes on, whatever it saw
                log.error("cannot watch: %s", type(error).__name__)
            await asyncio.sleep(self._look_every)

    async def look(self) -> None:
        # Twice in a row: a machine that slept finds every loop late at first.
        late, suspected = self._pulse.stuck(self._stuck_after), self._suspected
        self._suspected, stuck = late, late & suspected
        try:
            async with asyncio.timeout(self._no_database_after.total_seconds()):
                begun, over = await self._database.run(lambda tx: self._compare(tx, stuck))
        except Exception as error:  # noqa: BLE001 - away, full, read-only or hanging: all the same to who waits for it
            await self._cannot_store(type(error).__name__, self._stored)
            return
        self._stored = time.monotonic()
        if self._pulse.unstored_since:  # a full disk may still take the small writes of this look
            part, since = min(self._pulse.unstored_since.items(), key=lambda one: one[1])
            await self._cannot_store(part, since)
        elif self._told_of_database and await self._tell(Text("desk-alarm-over-database")):
            self._told_of_database = False
        for what in begun:
            log.error("alarm: %s", what)
            if not await self._tell(Text(f"desk-alarm-{kind_of(what)}")):
                await self._database.run(partial(alarms.untold, what=what))  # said at the next look
        for what in over:
            log.warning("alarm over: %s", what)
            if what.startswith(("stuck:", "nobody:")):  # of the others the desk sees that things come again
                await self._tell(Text(f"desk-alarm-over-{kind_of(what)}"))

    async def leave(self) -> None:
        """This process ends as it should."""

        def gone(tx: Tx) -> None:
            heartbeats.leave(tx, self.process)
            alarms.forget(tx, [f"stuck:{loop}:{self.process}" for loop in LOOPS])

        try:
            await self._database.run(gone)
        except Exception as error:  # noqa: BLE001 - then its rows grow old by themselves
            log.warning("left without a word: %s", type(error).__name__)

    # -- what is so -----------------------------------------------------------------------------

    def _compare(self, tx: Tx, stuck: set[str]) -> tuple[tuple[str, ...], list[str]]:
        """Writes who lives, and gives what is to be told, and what is right again."""
        now = self._now()
        heartbeats.beat(tx, self.process, [loop for loop in self._pulse.last if loop not in stuck], now)
        beats = heartbeats.of_region(tx)
        wrong = {f"stuck:{loop}:{self.process}" for loop in stuck} | self._closed(tx)
        mine = {f"stuck:{loop}:{self.process}" for loop in LOOPS}
        mine |= {one.what for kind in ("mend:", "unreached:") for one in alarms.standing(tx, kind)}
        if time.monotonic() - self._began > self._stuck_after.total_seconds():
            fresh = {beat.part for beat in beats if abs(now - beat.at) <= self._stuck_after}
            wrong |= {f"nobody:{loop}" for loop in LOOPS if loop not in fresh and loop not in stuck}
            mine |= {f"nobody:{loop}" for loop in LOOPS}
        processes = {beat.process for beat in beats} | {self.process}
        stale = [one.what for one in alarms.standing(tx, "stuck:") if one.what.split(":", 2)[2] not in processes]
        alarms.forget(tx, stale)
        for what in sorted(wrong):
            alarms.begin(tx, what, now)
        over = [what for what in sorted(mine - wrong) if alarms.end(tx, what)]
        return alarms.to_tell(tx, now), over

    def _closed(self, tx: Tx) -> set[str]:
        """What somebody must mend before it goes on, and which platform did not answer for long."""
        closed = {f"mend:{place_of(code)}:{code}" for code in outbox_watch.blocked(tx, {LINE_REFUSES_US, *MENDABLE})}
        long_ago = self._clock() - UNREACHED_AFTER
        return closed | {
            f"unreached:{one.removeprefix('later-')}" for one in outbox_watch.blocked(tx, UNREACHED, long_ago)
        }

    async def _cannot_store(self, reason: str, since: float) -> None:
        log.error("not stored: %s", reason)
        away = timedelta(seconds=time.monotonic() - since)
        if away >= self._no_database_after and not self._told_of_database:
            self._told_of_database = await self._tell(Text("desk-alarm-database"))


def place_of(code: str) -> str:
    """Where somebody must mend something: `line`, `slack`, or the `channel` itself."""
    if code == LINE_REFUSES_US:
        return "line"
    return "channel" if code in NO_CHANNEL else "slack"


def kind_of(what: str) -> str:
    """The part of an alarm's code that has a sentence: `stuck-outbox` of `stuck:outbox:host:1:ab`."""
    return "-".join(what.split(":")[:2])
