"""The inbox worked off, and the clock brought in. Each event is decided whole or not at all."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import roster_clock
from bot.channels.line.parse import Unreadable
from bot.clock import Clock, Jumps
from bot.library import Library
from bot.roster_book import RosterBook
from bot.turn import Turn
from bot.watch import CLOCK, DECISIONS, INBOX, Pulse, to_the_end
from storage import inbox, outbox, outbox_watch, timers, unmatched
from storage.cases import StaleCase
from storage.database import Database, Tx
from storage.engines import is_databases_fault
from storage.inbox import AlreadyDone, InboxWriter, Received, Stored

log = logging.getLogger("tsunagu.worker")

LEASE = timedelta(seconds=15)  # a dead worker's events are decided elsewhere after this; deciding twice is undone
TRIES = 3
AGAIN_AFTER = timedelta(seconds=1)
ELSEWHERE_AFTER = 10.0  # seconds: what failed here and has not come again was decided by another process
AT_ONCE, IN_A_FLOOD = 16, 1  # events decided side by side
GIVES_WAY_FOR = 0.2  # seconds, to requests that wait for their acknowledgement
LOOK_EVERY = 0.5  # seconds; only a net, new events wake the loop
TICK_EVERY = 1.0  # seconds between looks at the timers
KEEP_PAYLOADS = timedelta(days=14)  # raw events and sent bodies are dropped after this
KEEP_UNMATCHED = timedelta(days=90)  # words that nobody said again
MEND_EVERY = 30  # ticks
FURTHEST = timedelta(minutes=15)  # nothing is put off or leased for longer, unless the clock stood wrong
PURGE_EVERY = 3600  # ticks


class Worker:
    def __init__(
        self,
        database: Database,
        turn: Turn,
        library: Library,
        intake: InboxWriter,
        clock: Clock,
        done: Callable[[], None],
        pulse: Pulse,
        book: RosterBook,
    ) -> None:
        self._intake, self._pulse, self._book = intake, pulse, book
        self._looked: datetime | None = None  # the minute for which the roster was looked at
        self._jumps = Jumps()
        self._held: dict[int, Stored] = {}  # taken and not decided yet
        self._failed_at = 0.0  # when the database last kept us from deciding
        self._database, self._turn, self._library, self._clock, self._done = database, turn, library, clock, done
        self._news = asyncio.Event()

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. What it was about to do goes back into the inbox, for whoever is next."""
        try:
            while True:
                self._news.clear()
                try:
                    worked = await self.once()
                except Exception as error:  # noqa: BLE001 - the database is away: nothing is lost, look again
                    log.error("cannot take events: %s", type(error).__name__)
                    worked = 0
                self._pulse.beat(INBOX)
                if not worked:
                    await self._wait()
        finally:
            await self._release()

    async def once(self) -> int:
        def take(tx: Tx) -> tuple[Stored, ...]:
            return inbox.take(tx, self._clock(), AT_ONCE, LEASE)

        rows, cancelled = await to_the_end(self._database.run(take))
        self._held = {row.id: row for row in rows}
        if cancelled:
            raise asyncio.CancelledError
        if not rows and time.monotonic() - self._failed_at > ELSEWHERE_AFTER:
            self._pulse.stored(DECISIONS)
        waiting = list(rows)
        while waiting:
            together = len(waiting) if await self._intake_first() else IN_A_FLOOD
            await asyncio.gather(*(self._take(row) for row in waiting[:together]))  # no two are of one person
            del waiting[:together]
        return len(rows)

    async def _release(self) -> None:
        held, self._held = tuple(self._held.values()), {}
        if not held:
            return
        try:
            await self._database.run(lambda tx: inbox.release(tx, held))
        except Exception as error:  # noqa: BLE001 - then its leases run out
            log.warning("taken events not given back: %s", type(error).__name__)

    async def _intake_first(self) -> bool:
        """In a flood LINE's two seconds come first: what is stored can be decided a moment later, but never starves.

        Whether there is no flood any more.
        """
        until = time.monotonic() + GIVES_WAY_FOR
        while self._intake.busy and time.monotonic() < until:  # noqa: ASYNC110 - signalling would cost every commit
            await asyncio.sleep(0.005)
        return not self._intake.busy

    async def _take(self, row: Stored) -> None:
        try:
            await self._turn.take(row)
            self._pulse.stored(DECISIONS)
        except AlreadyDone:
            log.warning("event %s was decided elsewhere meanwhile", row.id, extra={"event": row.id})
        except Unreadable as error:
            await self._set_aside(row, f"unreadable: {error}")
        except Exception as error:  # noqa: BLE001 - one poisoned event must not stop the others
            await self._not_decided(row, error)
        finally:
            self._pulse.beat(INBOX)
            self._done()
        del self._held[row.id]  # not when we were told to end meanwhile

    async def _not_decided(self, row: Stored, error: Exception) -> None:
        """Again a little later. Only what fails for its own sake is set aside in the end."""
        why = type(error).__name__
        log.error("event %s not decided, try %s: %s", row.id, row.attempts, why, extra={"event": row.id})
        databases_fault = is_databases_fault(error)
        if databases_fault:
            self._failed_at = time.monotonic()
            self._pulse.could_not_store(DECISIONS)
        blameless = databases_fault or isinstance(error, StaleCase)
        if row.attempts >= TRIES and not blameless:
            await self._set_aside(row, why)
            return
        until = self._clock() + AGAIN_AFTER
        try:
            await self._database.run(lambda tx: inbox.give_back(tx, row, until, blameless=blameless))
        except Exception as again:  # noqa: BLE001 - the database is away: the lease runs out
            log.error("event %s not given back: %s", row.id, type(again).__name__, extra={"event": row.id})

    async def _set_aside(self, row: Stored, reason: str) -> None:
        code = reason.split(":", maxsplit=1)[0]
        log.error("event %s set aside: %s", row.id, code, extra={"event": row.id})
        try:
            await self._database.run(lambda tx: inbox.quarantine(tx, row.id, reason, row.attempts))
        except Exception as error:  # noqa: BLE001 - the database is away: the lease runs out, and the others go on
            log.error("event %s not set aside: %s", row.id, type(error).__name__, extra={"event": row.id})

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._news.wait()
        except TimeoutError:
            return

    # -- the clock -------------------------------------------------------------------------

    async def tick(self) -> None:
        """Timers that are due become events; the directory is looked at; old payloads go. Until cancelled."""
        beat = 0
        while True:
            try:
                if not self._jumps.unsettled() and await self._database.run(self._ring):
                    self.wake()
                await self._look_at_roster()
                await self._library.refresh(self._database)
                if beat % MEND_EVERY == 0:
                    await self._database.run(self._pull_in)
                if beat % PURGE_EVERY == 0:
                    await self._database.run(self._purge)
            except Exception as error:  # noqa: BLE001 - the next tick comes
                log.error("tick failed: %s", type(error).__name__)
            self._pulse.beat(CLOCK)  # also when it failed: a database that is away has an alarm of its own
            beat += 1
            await asyncio.sleep(TICK_EVERY)

    def _ring(self, tx: Tx) -> bool:
        now = self._clock()
        due = timers.ring(tx, now)
        rows = [
            Received(
                "clock",
                "clock",
                f"timer:{one.id}",
                {"what": one.what, "case": one.case_id, "at": one.due_at.astimezone(now.tzinfo).isoformat()},
                now,
            )
            for one in due
        ]
        inbox.add(tx, rows)
        return bool(rows)

    def _pull_in(self, tx: Tx) -> None:
        now = self._clock()
        mended = inbox.pull_in(tx, now, FURTHEST) + outbox_watch.pull_in(tx, now, FURTHEST)
        if mended:
            log.warning("%s rows were put off too far: the clock was set back", mended)

    async def _look_at_roster(self) -> None:
        """Shifts begin on whole minutes, so that one look a minute is enough."""
        now = self._clock()
        minute = now.replace(second=0, microsecond=0)
        if minute == self._looked:
            return
        if any(await self._database.run(lambda tx: inbox.add(tx, roster_clock.due(self._book.region(tx, now), now)))):
            self.wake()
        self._looked = minute

    def _purge(self, tx: Tx) -> None:
        before = self._clock() - KEEP_PAYLOADS
        inbox.purge(tx, before)
        outbox.purge(tx, before)
        unmatched.purge(tx, (self._clock() - KEEP_UNMATCHED).date())
