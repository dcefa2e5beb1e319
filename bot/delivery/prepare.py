"""From an effect to the calls that carry it out, with the facts as they are now. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, assert_never
from uuid import UUID, uuid5

from bot.channels.line.render import render
from bot.clock import Clock
from bot.delivery import steps
from bot.delivery.steps import Step
from bot.desk import answers, cards, curator, roster, thread
from bot.desk.cards import Card, CardFacts, Delivery
from bot.desk.roster import DutyTable
from bot.desk.thread import Reference
from bot.library import Library
from bot.roster_book import RosterBook
from bot.texts import Texts
from bot.texts.hours import hours_in_words
from knowledge.resource import Resource
from routing.case import Case, EntryRef, Holder
from routing.effects import (
    AskCurator,
    CallOff,
    Forget,
    LeaveGroup,
    MoveCard,
    PassMedia,
    Post,
    Say,
    ShowAgenda,
    ShowCard,
    ShowChange,
    ShowDuty,
    ShowHome,
    ShowReview,
    SyncGroup,
    TakeBack,
    Tell,
    Text,
    Verbatim,
    Wake,
    Whisper,
)
from routing.roster_changes import moved_by
from storage import cases, conversations, messages, outbox, people, posts
from storage import roster as stored
from storage.database import Tx
from storage.outbox import Send

DELIVERY_STATES = ("queued", "sent", "held", "failed", "unsure", "withdrawn")
RESPONSE_URL_FRESH_FOR = timedelta(minutes=25)  # Slack gives 30, five uses
MEDIA_NAMES: Mapping[str, str] = {"image": "image.jpg", "video": "video.mp4", "audio": "audio.m4a", "file": "file"}


@dataclass(frozen=True, slots=True)
class NotYet:
    """What it needs is not there yet: the card must be posted before anything can stand in its thread."""

    after: timedelta = timedelta(seconds=1)


class Preparer:
    def __init__(self, book: RosterBook, library: Library, texts: Texts, clock: Clock) -> None:
        self._book, self._library, self._texts, self._clock = book, library, texts, clock
        self._region = book.written

    def steps(self, tx: Tx, send: Send) -> list[Step] | NotYet:
        """The calls to make, in order; none when there is nothing left to do."""
        effect = send.effect
        self._region = self._book.region(tx, self._clock())
        match effect:
            case Say():
                return self._say(tx, send, effect)
            case ShowCard():
                return self._card(tx, send, effect)
            case Post():
                return self._post(tx, send, effect)
            case PassMedia():
                return self._media(tx, send, effect)
            case TakeBack():
                return self._take_back(tx, effect)
            case Whisper():
                return self._whisper(tx, send, effect)
            case AskCurator():
                card = curator.curator_card(effect.entry, self.reference())
                return [steps.slack_post(self._region.desk(effect.desk).slack_channel, card, send.key)]
            case Tell():
                return self._tell(send, effect)
            case MoveCard() | ShowAgenda() | SyncGroup():
                return []
            case ShowChange():
                return self._change(tx, send, effect)
            case ShowReview():
                return self._review(tx, effect)
            case ShowDuty():
                return self._duty(send, effect)
            case ShowHome():
                return [steps.slack_home(effect.user, answers.home(self._duty_table(effect.user), self._texts))]
            case LeaveGroup():
                return self._leave(send, effect)
            case Forget():
                return []
            case Wake() | CallOff():
                raise ValueError(f"{effect.kind} is a timer, not a sending")
            case _:
                assert_never(effect)

    def reference(self) -> Reference:
        return Reference(
            texts=self._texts,
            entry=lambda ref: self._library.shelf.directory.get(ref.entry_id),
            term=self._library.glossary.get,
            hours=lambda hours, locale: hours_in_words(hours, self._texts, locale),
            today=self._clock().date(),
        )

    # -- to the requester ---------------------------------------------------------------------

    def _say(self, tx: Tx, send: Send, say: Say) -> list[Step]:
        where = conversations.address(tx, say.conversation_id)
        if where is None:
            return []
        locale = people.get(tx, send.person_id).locale if send.person_id else "ja"
        if where.kind == "line":
            batches = render(say, texts=self._texts, locale=locale, lookup=self._lookup, today=self._clock().date())
            return self._line(where.user, batches, send)
        said = answers.answer(say, self.reference(), locale)
        url = where.response_url if self._clock() - send.created_at < RESPONSE_URL_FRESH_FOR else None
        made: list[Step] = []
        for number, rendered in enumerate(said):
            key = nth(send.key, number)
            if where.private and url and number < 4:
                made.append(steps.slack_respond(url, where.user, rendered, key))
            elif where.private:
                made.append(steps.slack_private(where.user, rendered, key, where.channel, where.thread_ts))
            elif where.channel:
                made.append(steps.slack_post(where.channel, rendered, key, where.thread_ts))
            elif number:
                made.append(steps.slack_reply(rendered, key))
            else:
                made.append(steps.slack_direct(where.user, rendered, key))
        return made

    def _line(self, to: str, batches: list[list[dict[str, Any]]], send: Send) -> list[Step]:
        """The first batch may go free with the reply token; what does not fit into five messages is pushed."""
        return [
            steps.line_send(to, batch, nth(send.key, number), self._clock(), None if number else send.reply)
            for number, batch in enumerate(batches)
        ]

    def _leave(self, send: Send, leave: LeaveGroup) -> list[Step]:
        message = {"type": "text", "text": self._texts(leave.goodbye)}
        going = [steps.line_leave(leave.group_id)]
        if send.reply is None:
            return going
        said = steps.line_send(leave.group_id, [message], send.key, self._clock(), send.reply)
        return [steps.courtesy(said), *going]

    def _lookup(self, entry_id: str) -> Resource | None:
        return self._library.shelf.directory.get(entry_id)

    # -- the shared channel ------------------------------------------------------------------

    def _card(self, tx: Tx, send: Send, effect: ShowCard) -> list[Step] | NotYet:
        case = cases.get(tx, effect.case_id)
        if case is None:
            return []
        place = posts.find(tx, "card", case.id)
        if place is None and outbox.card_under_way(tx, case.id, send.id):
            return NotYet()  # it may stand there already, its answer lost: a second one would split the case
        card = cards.card(self.card_facts(tx, case, () if place else effect.mention), self._texts)
        if place is not None:
            reworded = self._reworded(tx, case.id, card) if effect.reworded else []
            return [steps.slack_update(place.channel, place.ts, card.message), *reworded]
        more = [steps.slack_reply(rendered, nth(send.key, n)) for n, rendered in enumerate(card.more, start=1)]
        return [steps.slack_post(self._region.desk(case.desk).slack_channel, card.message, send.key), *more]

    @staticmethod
    def _reworded(tx: Tx, case_id: str, card: Card) -> list[Step]:
        """The words that stand in the thread as they are now; what is left of them without words goes."""
        places = posts.all_of(tx, "words", case_id)
        kept = [steps.slack_update(p.channel, p.ts, said) for p, said in zip(places, card.more, strict=False)]
        return [*kept, *(steps.slack_delete(p.channel, p.ts) for p in places[len(card.more) :])]

    def card_facts(self, tx: Tx, case: Case, mention: tuple[str, ...]) -> CardFacts:
        person = people.get(tx, case.person_id)
        talk, where = conversations.get(tx, case.conversation_id), conversations.address(tx, case.conversation_id)
        names = {c.id: c.name for c in self._region.coordinators}
        duty = self._region.duty(self._clock(), case.desk)
        shown = [self._lookup(ref.entry_id) for ref in case.shown]
        return CardFacts(
            case=case,
            detail=self._region.desk(case.desk).card,
            owner=names.get(case.owner, case.owner) if case.owner else "",
            asker=person.name,
            colleague=where.user if where is not None and where.kind == "slack" else "",
            mention=self._slack_ids(mention),
            entries=tuple(entry.name for entry in shown if entry),
            deliveries=self._deliveries(tx, case, names),
            blocked=person.blocked,
            bot_silent=talk.holder is Holder.PERSON and talk.case_id == case.id,
            opens_at=duty.opens_at,
        )

    def _deliveries(self, tx: Tx, case: Case, names: Mapping[str, str]) -> tuple[Delivery, ...]:
        told = []
        for message in messages.of_case(tx, case.id, direction="out"):
            _, reason = outbox.delivery_of(tx, message.id) or ("", "")
            by = names.get(message.author or "", message.author or "")
            at = message.at.astimezone(self._region.zone)
            state = message.state if message.state in DELIVERY_STATES else "queued"
            told.append(Delivery(state, by, at, reason if state in ("failed", "unsure") else ""))  # type: ignore[arg-type]
        return tuple(told)

    def _slack_ids(self, coordinators: tuple[str, ...]) -> tuple[str, ...]:
        known = {c.id: c.slack_id for c in self._region.coordinators}
        return tuple(known[name] for name in coordinators if name in known)

    def _post(self, tx: Tx, send: Send, post: Post) -> list[Step] | NotYet:
        place = posts.find(tx, "card", post.case_id)
        if place is None:
            return NotYet()
        hidden = post.story and self._hides_words(tx, post.case_id)
        parts = thread.without_story(post.parts) if hidden else post.parts
        said = thread.post(parts, self.reference(), self._slack_ids(post.mention))
        return [steps.slack_post(place.channel, one, nth(send.key, n), place.ts) for n, one in enumerate(said)]

    def _media(self, tx: Tx, send: Send, effect: PassMedia) -> list[Step] | NotYet:
        place = posts.find(tx, "card", effect.case_id)
        message = messages.get(tx, effect.message_id)
        if place is None:
            return NotYet()
        if message is None or message.state == "withdrawn":
            return []
        if not effect.to and self._hides_words(tx, effect.case_id):
            hidden = thread.post((Text("desk-media-arrived"), Text("desk-words-kept")), self.reference())
            return [steps.slack_post(place.channel, one, nth(send.key, n), place.ts) for n, one in enumerate(hidden)]
        url, slack_file = message.detail.get("url", ""), message.detail.get("slack_file", "")
        source, content = ("slack", slack_file) if slack_file else ("line", message.platform_id)
        if message.kind in MEDIA_NAMES and content and not url:
            name = message.detail.get("name") or MEDIA_NAMES[message.kind]
            if effect.to:
                return [
                    steps.show_media(source, content, name, next(iter(self._slack_ids((effect.to,))), ""), send.key)
                ]
            return [steps.pass_media(source, content, name, place.channel, place.ts, send.key)]
        told = " ".join(value for name, value in message.detail.items() if value and name in thread.TOLD[message.kind])
        parts = (Text(f"desk-media-{message.kind}"), *((Verbatim(told),) if told else ()))
        said = thread.post(parts, self.reference())
        return [steps.slack_post(place.channel, one, nth(send.key, n), place.ts) for n, one in enumerate(said)]

    @staticmethod
    def _desk_of(tx: Tx, case_id: str | None) -> str:
        case = cases.get(tx, case_id) if case_id else None
        return case.desk if case else ""

    def _hides_words(self, tx: Tx, case_id: str) -> bool:
        """Whether the desk that has the case keeps every word of a family out of Slack."""
        return self._region.desk(self._desk_of(tx, case_id)).card == "number"

    def _take_back(self, tx: Tx, effect: TakeBack) -> list[Step] | NotYet:
        if outbox.copies_under_way(tx, effect.message_id):
            return NotYet()
        return [
            steps.slack_delete_file(place.file_id) if place.file_id else steps.slack_delete(place.channel, place.ts)
            for place in posts.all_of(tx, "copy", effect.message_id)
        ]

    def _whisper(self, tx: Tx, send: Send, whisper: Whisper) -> list[Step]:
        slack_id = next(iter(self._slack_ids((whisper.to,))), whisper.to)
        place = posts.find(tx, "card", whisper.case_id) if whisper.case_id else None
        said = thread.post(whisper.parts, self.reference())
        channel = place.channel if place else self._region.desk(self._desk_of(tx, whisper.case_id)).slack_channel
        return [steps.slack_private(slack_id, one, nth(send.key, n), channel, None) for n, one in enumerate(said)]

    def _tell(self, send: Send, tell: Tell) -> list[Step]:
        said = thread.post(tell.parts, self.reference(), self._slack_ids(tell.mention))
        channel = self._region.desk(tell.desk).slack_channel
        return [steps.slack_post(channel, one, nth(send.key, n)) for n, one in enumerate(said)]

    def _review(self, tx: Tx, effect: ShowReview) -> list[Step]:
        names = {c.id: c.name for c in self._region.coordinators}
        entry = self._lookup(effect.entry_id)
        ref = EntryRef(effect.entry_id, entry.version if entry else 1)
        card = curator.settled(ref, effect.verdict, names.get(effect.by, effect.by), self.reference())
        return [steps.slack_update(p.channel, p.ts, card) for p in posts.all_of(tx, "curator", effect.entry_id)]

    # -- who is on duty ------------------------------------------------------------------------

    def _duty(self, send: Send, effect: ShowDuty) -> list[Step]:
        said = roster.duty_table(self._duty_table(effect.user), self._texts)
        if effect.response_url:
            return [
                steps.slack_respond(effect.response_url, effect.user, one, nth(send.key, n))
                for n, one in enumerate(said)
            ]
        return [
            steps.slack_private(effect.user, one, nth(send.key, n), effect.channel, None) for n, one in enumerate(said)
        ]

    def _duty_table(self, user: str) -> DutyTable:
        """As this person sees it: her own desk first, and what she changed and can undo."""
        now, region = self._clock(), self._region
        names, viewer = {c.id: c.name for c in region.coordinators}, region.by_slack_id(user)
        written = region.roster(now)
        desks = sorted(region.file.desk, key=lambda desk: viewer is not None and desk.id != viewer.desk)
        return DutyTable(
            tuple(roster.desk_duty(written, desk.id, desk.name, now, names) for desk in desks),
            names,
            region.zone,
            viewer is not None,
            roster.can_be_undone(region.changes, viewer.id, now) if viewer else (),
        )

    def _change(self, tx: Tx, send: Send, effect: ShowChange) -> list[Step]:
        change, now = stored.get(tx, effect.change_id), self._clock()
        if change is None:
            return []
        place, region = posts.find(tx, "change", change.id), self._region
        names, written = {c.id: c.name for c in region.coordinators}, region.roster(now)
        moved = moved_by(change, written, now) if change.kind == "leave" else ()
        card = roster.change_card(
            change,
            names,
            region.zone,
            self._texts,
            moved=tuple(roster.line_of(turn, region.zone, names) for turn in moved),
            mention=() if place else self._slack_ids(effect.mention),
        )
        if place is not None:
            return [steps.slack_update(place.channel, place.ts, card)]
        return [steps.slack_post(region.desk(effect.desk).slack_channel, card, send.key)]


def nth(key: str, number: int) -> str:
    """The key of the n-th call of one sending: the same every time it is asked."""
    return key if number == 0 else str(uuid5(UUID(key), str(number)))
