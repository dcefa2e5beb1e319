"""From an effect to the calls that carry it out, with the facts as they are now. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, assert_never

from bot.channels.line.render import render
from bot.clock import Clock
from bot.colleagues import Colleagues
from bot.delivery import moving, steps
from bot.delivery.steps import Step
from bot.desk import agenda, answers, cards, curator, roster, thread
from bot.desk.blocks import Block
from bot.desk.cards import Card, CardFacts, Delivery
from bot.desk.roster import DutyTable
from bot.desk.team_card import suggests
from bot.desk.thread import Reference
from bot.library import Library
from bot.roster_book import RosterBook
from bot.texts import Texts
from bot.texts.hours import hours_in_words
from knowledge.resource import Resource
from routing.case import Case, Coordinator, EntryRef, Holder
from routing.effects import (
    AskCurator,
    CallOff,
    Forget,
    LeaveGroup,
    MoveCard,
    Part,
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
    def __init__(self, book: RosterBook, colleagues: Colleagues, library: Library, texts: Texts, clock: Clock) -> None:
        self._book, self._library, self._texts, self._clock = book, library, texts, clock
        self._region, self._colleagues = book.written, colleagues

    def steps(self, tx: Tx, send: Send) -> list[Step] | NotYet:
        """The calls to make, in order; none when there is nothing left to do."""
        effect = send.effect
        if isinstance(effect, Say):
            return self._say(tx, send, effect)
        self._region = self._book.region(tx, self._clock())
        match effect:
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
            case MoveCard():
                return self._move(tx, send, effect)
            case ShowAgenda():
                return self._agenda(tx, send, effect)
            case SyncGroup():
                return self._group(effect)
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
        where, locale = conversations.reached(tx, say.conversation_id)
        if where is None:
            return []
        if where.kind == "line":
            batches = render(say, texts=self._texts, locale=locale, lookup=self._lookup, today=self._clock().date())
            return self._line(where.user, batches, send)
        said = answers.answer(say, self.reference(), locale)
        url = where.response_url if self._clock() - send.created_at < RESPONSE_URL_FRESH_FOR else None
        made: list[Step] = []
        for number, rendered in enumerate(said):
            key = steps.nth(send.key, number)
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
            steps.line_send(to, batch, steps.nth(send.key, number), self._clock(), None if number else send.reply)
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
            reworded = self._reworded(tx, case, card) if effect.reworded else []
            return [steps.slack_update(place.channel, place.ts, card.message), *reworded]
        more = [steps.slack_reply(rendered, steps.nth(send.key, n)) for n, rendered in enumerate(card.more, start=1)]
        channel = self._region.desk(case.desk).slack_channel
        calls = self._calls_away(tx, send, effect, channel, 1 + len(more))
        return [steps.slack_post(channel, card.message, send.key), *more, *calls]

    def _move(self, tx: Tx, send: Send, effect: MoveCard) -> list[Step] | NotYet:
        case = cases.get(tx, effect.case_id)
        if case is None:
            return []
        if moving.waits(tx, send, case.id):
            return NotYet()
        card = cards.card(self.card_facts(tx, case, effect.mention), self._texts)
        desk = self._region.desk(case.desk)
        gone = Text("desk-moved-away", {"number": case.number, "desk": desk.name})
        notice = thread.post((gone,), self.reference())[0]
        return moving.plan(tx, send, case, desk.slack_channel, card, notice)

    @staticmethod
    def _reworded(tx: Tx, case: Case, card: Card) -> list[Step]:
        """The words that stand in the thread as they are now; what is left of them without words goes."""
        places = posts.all_of(tx, "words", case.id)
        if case.close_reason == "erased":
            kinds = ("story", "old-words", "moved")  # whatever may stand of hers where the case was before
            places = (*places, *(place for kind in kinds for place in posts.all_of(tx, kind, case.id)))
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
            team=self._colleagues.team(tx, case, self._clock(), suggesting=suggests(case)),
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
        if place is None or outbox.card_under_way(tx, post.case_id, send.id, ("move-card",)):
            return NotYet()
        hidden = post.story and self._hides_words(tx, post.case_id)
        parts = thread.without_story(post.parts) if hidden else post.parts
        under = self._asking(post)
        here = self._slack_ids(self._at_home(post.mention, place.channel))
        said = thread.post(parts, self.reference(), here, under, asks=post.asks)
        made = [steps.slack_post(place.channel, one, steps.nth(send.key, n), place.ts) for n, one in enumerate(said)]
        return [*made, *self._calls_away(tx, send, post, place.channel, len(made))]

    def _asking(self, post: Post) -> list[Block]:
        names = {c.id: c.name for c in self._region.coordinators}
        desks = {one.id: one.name for one in self._region.file.outside}
        offers = [(one, names[one]) for one in post.offer_to if one in names]
        referrals = [(one, desks[one]) for one in post.refer_to if one in desks]
        return thread.asking(post.case_id, offers, referrals, self.reference())

    def _at_home(self, coordinators: tuple[str, ...], channel: str) -> tuple[str, ...]:
        """Those who hear a call in this channel, since it is their desk's."""
        there = {c.id for c in self._region.coordinators if self._region.desk(c.desk).slack_channel == channel}
        return tuple(one for one in coordinators if one in there)

    def _calls_away(self, tx: Tx, send: Send, effect: ShowCard | Post, channel: str, done: int) -> list[Step]:
        """Direct messages to those whom a call in this channel does not reach, with what they can press there.

        Nothing of what the family said: what stands there is not found again when she takes it back.
        """
        away = tuple(one for one in effect.mention if one not in self._at_home(effect.mention, channel))
        case = cases.get(tx, effect.case_id) if away else None
        if case is None:
            return []
        desk = self._region.desk(case.desk).name
        parts: tuple[Part, ...] = (Text("desk-called-from-away", {"number": case.number, "desk": desk}),)
        if isinstance(effect, Post) and not effect.story and effect.message_id is None:
            parts = (*parts, *effect.parts)
        said = thread.post(parts, self.reference(), under=cards.answering(case, self._texts))[0]
        keys = (steps.nth(send.key, number) for number in range(done, done + len(away)))
        calls = zip(self._slack_ids(away), keys, strict=False)
        return [steps.unless_refused(steps.slack_direct(user, said, key)) for user, key in calls]

    def _media(self, tx: Tx, send: Send, effect: PassMedia) -> list[Step] | NotYet:
        place = posts.find(tx, "card", effect.case_id)
        message = messages.get(tx, effect.message_id)
        if place is None:
            return NotYet()
        if message is None or message.state == "withdrawn":
            return []
        if not effect.to and self._hides_words(tx, effect.case_id):
            hidden = thread.post((Text("desk-media-arrived"), Text("desk-words-kept")), self.reference())
            kept = [
                steps.slack_post(place.channel, one, steps.nth(send.key, n), place.ts) for n, one in enumerate(hidden)
            ]
            return [*kept, *([steps.slack_delete_file(effect.file)] if effect.file else [])]
        if effect.file:  # it stands in the thread that the case has left
            name = message.detail.get("name") or MEDIA_NAMES.get(message.kind, "file")
            passed = steps.pass_media("slack", effect.file, name, place.channel, place.ts, send.key)
            return [passed, steps.slack_delete_file(effect.file)]
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
        return [steps.slack_post(place.channel, one, steps.nth(send.key, n), place.ts) for n, one in enumerate(said)]

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
        return [steps.slack_private(slack_id, one, steps.nth(send.key, n), channel, None) for n, one in enumerate(said)]

    def _tell(self, send: Send, tell: Tell) -> list[Step]:
        said = thread.post(tell.parts, self.reference(), self._slack_ids(tell.mention))
        channel = self._region.desk(tell.desk).slack_channel
        return [steps.slack_post(channel, one, steps.nth(send.key, n)) for n, one in enumerate(said)]

    def _review(self, tx: Tx, effect: ShowReview) -> list[Step]:
        names = {c.id: c.name for c in self._region.coordinators}
        entry = self._lookup(effect.entry_id)
        ref = EntryRef(effect.entry_id, entry.version if entry else 1)
        card = curator.settled(ref, effect.verdict, names.get(effect.by, effect.by), self.reference())
        return [steps.slack_update(p.channel, p.ts, card) for p in posts.all_of(tx, "curator", effect.entry_id)]

    def _agenda(self, tx: Tx, send: Send, effect: ShowAgenda) -> list[Step]:
        actor = self._region.by_slack_id(effect.user)
        hers = [case for case in cases.without_owner(tx) if actor and self._colleagues.may_act(case, actor)]
        waiting = agenda.waiting(hers, self._clock())
        shown = agenda.shown(waiting, self._desk_names(), self._texts) if actor else agenda.stranger(self._texts)
        if effect.response_url:
            return [steps.slack_respond(effect.response_url, effect.user, shown, send.key)]
        return [steps.slack_private(effect.user, shown, send.key, effect.channel, None)]

    def _desk_names(self) -> Mapping[str, str]:
        return {desk.id: desk.name for desk in self._region.file.desk}

    def _group(self, effect: SyncGroup) -> list[Step]:
        """Slack takes no empty group: when nobody is on duty, whoever hears urgent words, else the whole desk."""
        desk = self._region.desk(effect.desk)
        duty = self._region.duty(self._clock(), desk.id)
        fallback = (duty.night_alert,) if duty.night_alert else tuple(c.id for c in self._coordinators(desk.id))
        users = self._slack_ids(duty.on_duty or fallback)
        return [steps.slack_group(desk.user_group, users)] if desk.user_group and users else []

    def _coordinators(self, desk_id: str) -> tuple[Coordinator, ...]:
        today = self._clock().date()
        return tuple(c for c in self._region.coordinators if c.desk == desk_id and c.active_on(today))

    # -- who is on duty ------------------------------------------------------------------------

    def _duty(self, send: Send, effect: ShowDuty) -> list[Step]:
        said = roster.duty_table(self._duty_table(effect.user), self._texts)
        if effect.response_url:
            return [
                steps.slack_respond(effect.response_url, effect.user, one, steps.nth(send.key, n))
                for n, one in enumerate(said)
            ]
        return [
            steps.slack_private(effect.user, one, steps.nth(send.key, n), effect.channel, None)
            for n, one in enumerate(said)
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
