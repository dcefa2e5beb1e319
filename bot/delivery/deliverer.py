"""Takes what waits in the outbox, carries it out, and writes down the truth about it."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery import moving, steps
from bot.delivery.perform import BY_REPLY, Performer
from bot.delivery.prepare import NotYet, Preparer
from bot.delivery.steps import Step
from bot.metrics import Metrics
from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure, label_of
from bot.watch import LINE_REFUSES_US, OUTBOX, Pulse, to_the_end
from routing.budget import month_of
from routing.effects import (
    AskCurator,
    Effect,
    Entries,
    Forget,
    LeaveGroup,
    MoveCard,
    PassMedia,
    Post,
    Say,
    ShowCard,
    ShowChange,
    TakeBack,
    Text,
)
from storage import cases, conversations, messages, outbox, people, posts, quota, undelivered
from storage.database import Database, Tx, is_databases_fault
from storage.outbox import Send
from storage.posts import Place

log = logging.getLogger("tsunagu.delivery")

# A live process says every BEAT that it still holds what it is sending; one that is silent for a LEASE is taken for
# dead. A call begins only while SPARE is left of the lease, so that even a process that was stopped in the middle has
# ended its last call (15 seconds, see perform) well before the QUARANTINE of what it held is over.
BEAT, SPARE = 1.5, timedelta(seconds=3)
LEASE = timedelta(seconds=7)
QUARANTINE = timedelta(seconds=20)  # a platform may accept this late what it seemed to refuse
FINISH_WITHIN = 30.0  # seconds for what is under way when we are asked to end
LINE_KEY_LIVES = timedelta(hours=23)  # LINE forgets a retry key after 24; then a person decides
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=2), timedelta(minutes=5)
LOOKS = 30  # times something of ours may go wrong around a sending before a person must see it
AT_ONCE = 8  # sendings under way
LOOK_EVERY = 0.5  # seconds; only a net, new work wakes the loop


class Deliverer:
    def __init__(
        self,
        database: Database,
        preparer: Preparer,
        performer: Performer,
        clock: Clock,
        metrics: Metrics,
        pulse: Pulse,
        *,
        holds_at_zero: bool = True,
    ) -> None:
        self._database, self._preparer, self._performer, self._clock = database, preparer, performer, clock
        self._metrics, self._pulse, self._holds_at_zero = metrics, pulse, holds_at_zero
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
        if free <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return 1
        sends: tuple[Send, ...] = ()
        try:
            sends, unsure = await self._claim(free)
        except Exception as error:  # noqa: BLE001 - the database is away: nothing is lost, look again
            log.error("cannot claim: %s", type(error).__name__)
            unsure = ()
        for send in sends:
            self._start(send, looking=False)
        for send in unsure:
            self._start(send, looking=True)
        return len(sends) + len(unsure)

    async def _claim(self, free: int) -> tuple[tuple[Send, ...], tuple[Send, ...]]:
        """Given back when we were told to end in this very moment: another process need not wait for the lease."""
        claiming = self._database.run(lambda tx: self._due(tx, free))
        (sends, unsure), cancelled = await to_the_end(claiming)
        if cancelled:
            await self._database.run(lambda tx: [outbox.release(tx, send, self._clock()) for send in sends])
            raise asyncio.CancelledError
        return sends, unsure

    def _due(self, tx: Tx, free: int) -> tuple[tuple[Send, ...], tuple[Send, ...]]:
        """What may go out, and now and then what somebody must look after."""
        now, unsure = self._clock(), tuple[Send, ...]()
        if time.monotonic() >= self._looks_again_at:
            self._looks_again_at = time.monotonic() + LOOK_EVERY
            outbox.look_after_the_lost(tx, now, QUARANTINE)
            unsure = outbox.to_reconcile(tx, now, LEASE, QUARANTINE)
        return outbox.claim(tx, now, free, LEASE), unsure

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._news.wait()
        except TimeoutError:
            return

    def _start(self, send: Send, *, looking: bool) -> None:
        self._held[send.id], self._held_until[send.id] = send, send.lease_until
        task = asyncio.create_task(self._carry_out(send, looking))
        self._under_way.add(task)  # held, or the loop may drop a task that nobody awaits

        def finished(done: asyncio.Task[None]) -> None:
            self._under_way.discard(done)
            if self._held.get(send.id) is send:
                del self._held[send.id], self._held_until[send.id]
            self._news.set()

        task.add_done_callback(finished)

    async def _carry_out(self, send: Send, looking: bool) -> None:
        try:
            todo = await self._todo(send)
            if todo is None:
                return
            done = steps.done(send.payload)
        except Exception as error:  # noqa: BLE001 - one sending must not stop the others
            certain = is_databases_fault(error) and not looking
            await self._failed_here(send, error, self._untried if certain else self._broken)
            return
        try:
            since = send.first_tried_at if looking else None
            outcome, done = await self._performer.perform(todo, done, lambda: self._may_begin(send), looking=since)
            self._metrics.tried(steps.platform_of(todo), label_of(outcome))
            await self._database.run(lambda tx: self._settle(tx, send, outcome, done, todo))
        except Exception as error:  # noqa: BLE001 - as above
            await self._failed_here(send, error, self._perhaps)

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

    def _perhaps(self, tx: Tx, send: Send, reason: str) -> None:
        """The calls may have been made, so nothing is repeated before somebody looked."""
        if send.attempts < LOOKS:
            outbox.doubt(tx, send, self._clock() + QUARANTINE, reason)
        elif outbox.settle(tx, send, "unsure", self._clock(), reason):
            self._tell(tx, send, "unsure", "other")

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
                self._settle(tx, send, Sent(), [])
                return None
            return made if outbox.freeze(tx, send, steps.progress(made, ()), self._clock()) else None

        return await self._database.run(prepare)

    # -- the truth about it ---------------------------------------------------------------------

    def _settle(self, tx: Tx, send: Send, outcome: Outcome, done: list[Sent], todo: Sequence[Step] = ()) -> None:
        now = self._clock()
        if done and not isinstance(outcome, Sent):  # what was done stays done, whatever becomes of the rest
            self._keep(tx, send, done, todo)
            outbox.note(tx, send, steps.progress(todo, done))
        match outcome:
            case Sent():
                if outbox.settle(tx, send, "sent", now):
                    self._after(tx, send, done, todo)
                    self._metrics.delivered(steps.platform_of(todo), now - send.created_at)
            case TryLater(after):
                self._later(tx, send, after, f"later-{steps.platform_of(todo)}")
            case Unsure(reason) if reason == BY_REPLY:
                # There is no retry key for a reply: the same words are not pushed blindly after it.
                if outbox.settle(tx, send, "unsure", now, reason):
                    self._tell(tx, send, "unsure", reason)
            case Unsure(reason) if self._key_is_old(send):
                # LINE forgets the key after a day: the same words under it could arrive twice.
                if outbox.settle(tx, send, "unsure", now, reason):
                    self._tell(tx, send, "unsure", reason)
            case Unsure(reason):
                outbox.doubt(tx, send, now + QUARANTINE, reason)
            case Refused(reason="unauthorized" | "no_channel" as reason, code=code) if not speaks_line(send):
                # Somebody must mend the token or invite the app again. Until then it waits, and `doctor` says so.
                log.error("sending %s %s refused: %s", send.id, send.effect.kind, code, extra=ids_of(send))
                outbox.later(tx, send, now + LONGEST_RETRY, code)
            case Refused(reason="unauthorized"):
                log.error("sending %s %s refused: unauthorized", send.id, send.effect.kind, extra=ids_of(send))
                self._later(tx, send, LONGEST_RETRY.total_seconds(), LINE_REFUSES_US)
            case Refused(reason="quota"):
                self._no_messages_left(tx, send, begun=bool(done))
            case Refused(code="thread_not_found") if isinstance(send.effect, Post | PassMedia):
                self._without_card(tx, send, send.effect.case_id)
            case Refused(reason, _, code):
                log.warning("sending %s %s refused: %s %s", send.id, send.effect.kind, reason, code, extra=ids_of(send))
                self._refused(tx, send, reason)

    def _later(self, tx: Tx, send: Send, after: float | None, reason: str) -> None:
        now = self._clock()
        if self._key_is_old(send):
            if outbox.settle(tx, send, "failed", now, "gave-up"):
                self._tell(tx, send, "failed", "gave-up")
            return
        pause = min(FIRST_RETRY * 2 ** min(send.attempts - 1, 10), LONGEST_RETRY)
        outbox.later(tx, send, now + (timedelta(seconds=after) if after else pause), reason)

    def _key_is_old(self, send: Send) -> bool:
        first = send.first_tried_at
        return first is not None and speaks_line(send) and self._clock() - first > LINE_KEY_LIVES

    def _refused(self, tx: Tx, send: Send, reason: str) -> None:
        if isinstance(send.effect, ShowCard) and reason == "not_found" and posts.find(tx, "card", send.effect.case_id):
            posts.forget(tx, "card", send.effect.case_id)
            outbox.later(tx, send, self._clock(), "card-gone")
            return
        if outbox.settle(tx, send, "failed", self._clock(), reason):
            self._tell(tx, send, "failed", reason)

    def _no_messages_left(self, tx: Tx, send: Send, *, begun: bool) -> None:
        """Held until she writes or there are messages again, or given to the desk: as the region chose."""
        now = self._clock()
        quota.look_soon(tx, now)
        if not (self._holds_at_zero and isinstance(send.effect, Say)):
            self._refused(tx, send, "quota")
        elif undelivered.hold(tx, send, month_of(now)[1], begun=begun):
            self._tell(tx, send, "held", "quota")

    def _without_card(self, tx: Tx, send: Send, case_id: str) -> None:
        """Somebody deleted the card: the case needs one, so it is posted anew, and then what belongs in its thread."""
        posts.forget(tx, "card", case_id)
        self._add(tx, send, ShowCard(case_id))
        outbox.again(tx, send, self._clock(), "card-gone")

    def _untried(self, tx: Tx, send: Send, reason: str) -> None:
        """The database went away before anything was tried: nobody is to blame, and it must not wait for long."""
        outbox.later(tx, send, self._clock() + FIRST_RETRY, reason)

    def _broken(self, tx: Tx, send: Send, reason: str) -> None:
        """A defect of ours, before anything was tried this time. Once more later, then a person must see it."""
        if send.first_tried_at is not None:
            self._perhaps(tx, send, reason)
        elif send.attempts < 3:
            outbox.later(tx, send, self._clock() + LONGEST_RETRY, reason)
        elif outbox.settle(tx, send, "failed", self._clock(), reason):
            self._tell(tx, send, "failed", "other")

    def _after(self, tx: Tx, send: Send, done: list[Sent], todo: Sequence[Step]) -> None:
        """What follows from its having arrived."""
        self._keep(tx, send, done, todo)
        effect = send.effect
        match effect:
            case Say() if ids := effect.replies:
                for message_id in ids:
                    messages.set_state(tx, message_id, "sent")
                self._show(tx, send, effect.case_id)
            case Say() if done and done[0].data.get("channel") and effect.case_id:
                self._own_thread(tx, effect, done[0])
            case ShowCard() if steps.done(send.payload):  # it was drawn before the rest could be posted
                self._show(tx, send, effect.case_id)
            case MoveCard():
                case = cases.get(tx, effect.case_id)
                person_id = case.person_id if case else None
                outbox.add(tx, moving.afterwards(tx, effect, case, todo), now=self._clock(), person_id=person_id)
            case Forget():
                self._forget(tx, effect.person_id)
            case _:
                pass

    def _forget(self, tx: Tx, person_id: str) -> None:
        """The key is destroyed; then her words leave Slack too. Nothing of that may need her key any more."""
        copied = messages.copied_to_slack(tx, person_id)
        carded = cases.ids_of_person(tx, person_id)
        people.erase(tx, person_id, self._clock())
        gone = tuple(TakeBack(case_id, message_id) for message_id, case_id in copied)
        shown = tuple(ShowCard(case_id, reworded=True) for case_id in carded)
        outbox.add(tx, (*gone, *shown), now=self._clock())

    def _keep(self, tx: Tx, send: Send, done: list[Sent], todo: Sequence[Step]) -> None:
        """Where our posts stand, so that they can be found, updated and removed."""
        effect = send.effect
        placed = [(sent.data["channel"], sent.ids[0]) for sent in done if sent.ids and sent.data.get("channel")]
        match effect:
            case ShowCard() if placed and posts.find(tx, "card", effect.case_id) is None:
                posts.remember(tx, "card", effect.case_id, Place(*placed[0]))
                for channel, ts in placed[1:]:
                    if channel == placed[0][0]:  # not what called somebody in her direct messages
                        posts.remember(tx, "words", effect.case_id, Place(channel, ts))
            case MoveCard():
                moving.keep(tx, effect, done, todo)
            case ShowChange() if placed and posts.find(tx, "change", effect.change_id) is None:
                posts.remember(tx, "change", effect.change_id, Place(*placed[0]))
            case AskCurator() if placed:
                posts.remember(tx, "curator", effect.entry.entry_id, Place(*placed[0]))
            case Post(message_id=str() as message_id):
                for channel, ts in placed:
                    posts.remember(tx, "copy", message_id, Place(channel, ts))
            case Post(story=True):
                for channel, ts in placed:
                    posts.remember(tx, "story", effect.case_id, Place(channel, ts))
            case PassMedia() if done and not placed and done[0].ids:
                file_id = done[0].ids[0]
                moving.keep_file(tx, effect, done)
                posts.remember(tx, "copy", effect.message_id, Place("file", file_id, file_id))
            case PassMedia():
                for channel, ts in placed:
                    posts.remember(tx, "copy", effect.message_id, Place(channel, ts))
            case _:
                pass

    def _own_thread(self, tx: Tx, effect: Say, first: Sent) -> None:
        """A supporter's case begins a thread in her direct messages; what she writes there belongs to the case."""
        where = conversations.address(tx, effect.conversation_id)
        if where is not None and where.kind == "slack" and where.channel is None:
            there = conversations.Address(
                where.account_id, "slack", where.user, channel=first.data["channel"], thread_ts=first.ids[0]
            )
            conversations.set_address(tx, effect.conversation_id, there, owns_thread=True)

    def _tell(self, tx: Tx, send: Send, state: str, reason: str) -> None:
        """A final failure becomes something a person sees."""
        effect = send.effect
        if isinstance(effect, PassMedia) and not self._taken_back(tx, effect):
            self._add(tx, send, Post(effect.case_id, (Text("desk-media-not-passed"),)))
        if not isinstance(effect, Say):
            return
        for message_id in effect.replies:
            messages.set_state(tx, message_id, state)
        if effect.case_id:
            self._show(tx, send, effect.case_id)
            if not effect.replies:
                self._add(tx, send, Post(effect.case_id, (Text(f"desk-not-delivered-{state}"),)))
        if effect.urgent and reason == BY_REPLY:
            # Danger to life: said again in other words, so that twice is understood as twice.
            self._add(tx, send, said_again(effect))

    @staticmethod
    def _taken_back(tx: Tx, effect: PassMedia) -> bool:
        message = messages.get(tx, effect.message_id)
        return message is None or message.state == "withdrawn"

    def _show(self, tx: Tx, send: Send, case_id: str | None) -> None:
        if case_id:
            self._add(tx, send, ShowCard(case_id))

    def _add(self, tx: Tx, send: Send, effect: Effect) -> None:
        outbox.add(tx, (effect,), now=self._clock(), person_id=send.person_id)


def speaks_line(send: Send) -> bool:
    """Whether it may go to LINE, whose retry key does not live for ever."""
    return isinstance(send.effect, Say | LeaveGroup)


def ids_of(send: Send) -> Mapping[str, object]:
    """What a log line bears, so that all about one case can be found."""
    return {"sending": send.id, "case": getattr(send.effect, "case_id", None)}


def said_again(urgent: Say) -> Say:
    """In other words, with who hears of it and the numbers; what else there was to show can wait for her answer."""
    hears = tuple(part for part in urgent.parts[1:] if isinstance(part, Text) and part.id.startswith("alerted"))
    lines = tuple(part for part in urgent.parts if isinstance(part, Entries) and part.lines)
    return Say(urgent.conversation_id, (Text("urgent-again"), *hears, *lines), case_id=urgent.case_id, urgent=True)
