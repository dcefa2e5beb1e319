"""Takes what waits in the outbox and carries it out. What became of it is written down in `settling`."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.delivery import steps
from bot.delivery.perform import Performer
from bot.delivery.prepare import NotYet, Preparer
from bot.delivery.settling import QUARANTINE, Settler, ids_of
from bot.delivery.steps import Step
from bot.metrics import Metrics
from bot.outcome import Sent, label_of
from bot.watch import OUTBOX, Pulse, to_the_end
from routing import catching_up
from routing.effects import Say, ShowCard, TakeBack
from storage import conversations, outbox
from storage.database import Database, Tx
from storage.engines import is_databases_fault
from storage.outbox import Behind, Send

log = logging.getLogger("tsunagu.delivery")

# A live process says every BEAT that it still holds what it is sending; one that is silent for a LEASE is taken for
# dead. A call begins only while SPARE is left of the lease, so that even a process that was stopped in the middle has
# ended its last call (15 seconds, see perform) well before the QUARANTINE of what it held is over.
BEAT, SPARE = 1.5, timedelta(seconds=3)
LEASE = timedelta(seconds=7)
FINISH_WITHIN = 30.0  # seconds for what is under way when we are asked to end
AT_ONCE, WORTH_CLAIMING = 16, 8  # sendings under way, and how many must be free before more are looked for
LOOK_EVERY = 0.5  # seconds; only a net, new work wakes the loop


@dataclass(frozen=True, slots=True)
class Due:
    """A sending that begins now."""

    send: Send
    todo: list[Step] | None = None  # the frozen calls, where they are prepared
    looking: bool = False  # a try may have got through: it is looked for


class Deliverer:
    def __init__(
        self,
        database: Database,
        preparer: Preparer,
        performer: Performer,
        settler: Settler,
        clock: Clock,
        metrics: Metrics,
        pulse: Pulse,
    ) -> None:
        self._database, self._preparer, self._performer, self._clock = database, preparer, performer, clock
        self._settler, self._metrics, self._pulse = settler, metrics, pulse
        self._news = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._looks_again_at = 0.0  # of time.monotonic
        self._held: dict[int, Send] = {}
        self._held_until: dict[int, datetime] = {}

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        """Until cancelled; then what is under way is finished."""
        beating = asyncio.create_task(self._beat())
        try:
            while True:
                self._news.clear()
                worked = await self.once()
                self._pulse.beat(OUTBOX)
                if not worked:
                    await self._wait()
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=FINISH_WITHIN)
            beating.cancel()

    async def _beat(self) -> None:
        """Keeps the leases of what is under way. Until cancelled."""
        while True:
            await asyncio.sleep(BEAT)
            sends, until = tuple(self._held.values()), self._clock() + LEASE
            if not sends:
                continue
            try:
                kept = await self._database.run(lambda tx: outbox.renew(tx, sends, until, QUARANTINE))  # noqa: B023 - awaited at once
            except Exception as error:  # noqa: BLE001 - the database is away: then the leases run out
                log.error("leases not kept: %s", type(error).__name__)
            else:
                self._held_until |= {send_id: until for send_id in kept if send_id in self._held}

    async def once(self) -> int:
        """Starts what can be started; how much that was."""
        free = AT_ONCE - len(self._under_way)
        if free < WORTH_CLAIMING:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return 1
        try:
            due = await self._claim(free)
        except Exception as error:  # noqa: BLE001 - the database is away: nothing is lost, look again
            log.error("cannot claim: %s", type(error).__name__)
            return 0
        for one in due:
            self._start(one)
        return len(due)

    async def _claim(self, free: int) -> list[Due]:
        """Given back when we were told to end in this very moment: another process need not wait for the lease."""
        due, cancelled = await to_the_end(self._database.run(lambda tx: self._due(tx, free), apart=True))
        if cancelled:
            sends = [one.send for one in due if not one.looking]
            await self._database.run(lambda tx: [outbox.release(tx, send, self._clock()) for send in sends])
            raise asyncio.CancelledError
        return due

    def _due(self, tx: Tx, free: int) -> list[Due]:
        """What may go out, and now and then what somebody must look after."""
        now, unsure = self._clock(), tuple[Send, ...]()
        if time.monotonic() >= self._looks_again_at:
            self._looks_again_at = time.monotonic() + LOOK_EVERY
            outbox.look_after_the_lost(tx, now, QUARANTINE)
            unsure = outbox.to_reconcile(tx, now, LEASE, QUARANTINE)
        sends = outbox.claim(tx, now, free, LEASE)
        behind = outbox.behind(tx, [send.lane for send in sends if fresh_answer(send)], now)
        ready = (self._ready(tx, send, behind.get(send.lane, ())) for send in sends)
        return [*ready, *(Due(send, looking=True) for send in unsure)]

    def _ready(self, tx: Tx, send: Send, after: Sequence[Behind]) -> Due:
        """An answer is prepared where it is claimed, which saves it a transaction.

        What fails for its own sake fails again by itself, where that is seen to, and no other with it.
        """
        say = fresh_answer(send)
        if say is None:
            return Due(send)
        try:
            send = self._together(tx, send, say, after) if after else send
            made = self._preparer.steps(tx, send)
        except DBAPIError:
            raise
        except Exception:  # noqa: BLE001 - see above
            return Due(send)
        if isinstance(made, NotYet) or not made or not self._frozen(tx, send, made):
            return Due(send)
        return Due(send, made)

    def _together(self, tx: Tx, send: Send, say: Say, after: Sequence[Behind]) -> Send:
        """With what waits behind it for the same family: one call to LINE counts once."""
        where = conversations.address(tx, say.conversation_id)
        if where is None or where.kind != "line":
            return send
        said, taken = catching_up.together(say, [one.say for one in after])
        return outbox.put_together(tx, send, said, [one.id for one in after[:taken]], self._clock()) if taken else send

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._news.wait()
        except TimeoutError:
            return

    def _start(self, one: Due) -> None:
        send = one.send
        self._held[send.id], self._held_until[send.id] = send, send.lease_until
        task = asyncio.create_task(self._carry_out(send, one.todo, one.looking))
        self._under_way.add(task)  # held, or the loop may drop a task that nobody awaits

        def finished(done: asyncio.Task[None]) -> None:
            self._under_way.discard(done)
            if self._held.get(send.id) is send:
                del self._held[send.id], self._held_until[send.id]
            self._news.set()

        task.add_done_callback(finished)

    async def _carry_out(self, send: Send, prepared: list[Step] | None, looking: bool) -> None:
        try:
            todo = prepared or await self._todo(send)
            if todo is None:
                return
            done = steps.done(send.payload)
        except Exception as error:  # noqa: BLE001 - one sending must not stop the others
            certain = is_databases_fault(error) and not looking
            await self._failed_here(send, error, self._settler.untried if certain else self._settler.broken)
            return
        try:
            since = send.first_tried_at if looking else None
            outcome, done = await self._performer.perform(todo, done, lambda: self._may_begin(send), looking=since)
            self._metrics.tried(steps.platform_of(todo), label_of(outcome))
            await self._database.run(lambda tx: self._settler.settle(tx, send, outcome, done, todo))
        except Exception as error:  # noqa: BLE001 - as above
            await self._failed_here(send, error, self._settler.perhaps)

    def _may_begin(self, send: Send) -> bool:
        """Whether a call may begin: later another process might look, find nothing yet, and send it too."""
        return self._held.get(send.id) is send and self._clock() + SPARE < self._held_until[send.id]

    async def _failed_here(self, send: Send, error: Exception, then: Callable[[Tx, Send, str], None]) -> None:
        """A defect of ours, or the database is away: then the lease runs out, and somebody looks before sending."""
        why = type(error).__name__
        log.error("sending %s %s failed here: %s", send.id, send.effect.kind, why, extra=ids_of(send))
        try:
            await self._database.run(lambda tx: then(tx, send, why))
        except Exception as again:  # noqa: BLE001 - a traceback could quote what somebody wrote
            log.error("sending %s not settled: %s", send.id, type(again).__name__, extra=ids_of(send))

    async def _todo(self, send: Send) -> list[Step] | None:
        """The frozen steps, or None when there is nothing to perform now."""
        if send.payload is not None and (steps.done(send.payload) or not isinstance(send.effect, ShowCard)):
            return list(send.payload["steps"])  # a card is drawn anew as long as nothing of it stands

        def prepare(tx: Tx) -> list[Step] | None:
            made = self._preparer.steps(tx, send)
            if isinstance(made, NotYet):
                outbox.later(tx, send, self._clock() + made.after, "waits-for-card")
                return None
            if isinstance(send.effect, TakeBack):
                outbox.cancel_copies(tx, send.effect.message_id, self._clock())
            if not made:
                self._settler.settle(tx, send, Sent(), [])
                return None
            return made if self._frozen(tx, send, made) else None

        return await self._database.run(prepare)

    def _frozen(self, tx: Tx, send: Send, made: list[Step]) -> bool:
        """Stored as it will be sent. False when it is no longer ours to send."""
        return outbox.freeze(tx, send, steps.progress(made, ()), self._clock())


def fresh_answer(send: Send) -> Say | None:
    """An answer that nobody has tried to send yet."""
    return send.effect if send.payload is None and isinstance(send.effect, Say) else None
