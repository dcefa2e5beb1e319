"""What became of a sending, written down as it is; and what follows from it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.delivery import moving, steps
from bot.delivery.perform import BY_REPLY
from bot.delivery.steps import Step
from bot.metrics import Metrics
from bot.outcome import Outcome, Refused, Sent, TryLater, Unsure
from bot.watch import LINE_REFUSES_US
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
from storage.database import Tx
from storage.outbox import Send
from storage.posts import Place

log = logging.getLogger("tsunagu.delivery")

QUARANTINE = timedelta(seconds=20)  # a platform may accept this late what it seemed to refuse
LINE_KEY_LIVES = timedelta(hours=23)  # LINE forgets a retry key after 24; then a person decides
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=2), timedelta(minutes=5)
GONE_AGAIN_AFTER = timedelta(seconds=3)
LOOKS = 30  # times something of ours may go wrong around a sending before a person must see it


class Settler:
    """Reads and writes in the caller's transaction."""

    def __init__(self, clock: Clock, metrics: Metrics, *, holds_at_zero: bool = True) -> None:
        self._clock, self._metrics, self._holds_at_zero = clock, metrics, holds_at_zero

    def settle(self, tx: Tx, send: Send, outcome: Outcome, done: list[Sent], todo: Sequence[Step] = ()) -> None:
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
            case Refused(code="content-gone" as code) if send.reason != code:
                # Taken back, perhaps, and the word of it is still on its way to us: a moment, before anybody is told.
                outbox.later(tx, send, now + GONE_AGAIN_AFTER, code)
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

    def untried(self, tx: Tx, send: Send, reason: str) -> None:
        """The database went away before anything was tried: nobody is to blame, and it must not wait for long."""
        outbox.later(tx, send, self._clock() + FIRST_RETRY, reason)

    def broken(self, tx: Tx, send: Send, reason: str) -> None:
        """A defect of ours, before anything was tried this time. Once more later, then a person must see it."""
        if send.first_tried_at is not None:
            self.perhaps(tx, send, reason)
        elif send.attempts < 3:
            outbox.later(tx, send, self._clock() + LONGEST_RETRY, reason)
        elif outbox.settle(tx, send, "failed", self._clock(), reason):
            self._tell(tx, send, "failed", "other")

    def perhaps(self, tx: Tx, send: Send, reason: str) -> None:
        """The calls may have been made, so nothing is repeated before somebody looked."""
        if send.attempts < LOOKS:
            outbox.doubt(tx, send, self._clock() + QUARANTINE, reason)
        elif outbox.settle(tx, send, "unsure", self._clock(), reason):
            self._tell(tx, send, "unsure", "other")

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
