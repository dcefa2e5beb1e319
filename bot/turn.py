"""One event at a time: understand outside the transaction; facts, decision and everything it causes in one."""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Literal

from bot.chance import new_id, new_number
from bot.channels.slack.facts import AgendaAsked, DutyAsked, HomeOpened
from bot.clock import Clock
from bot.incoming import Incoming, coordinator_of, read
from bot.library import Library
from bot.roster_book import RosterBook
from knowledge.resource import Audience
from knowledge.understanding import Answer, Understanding
from routing import choices
from routing.case import Case, Conversation, Coordinator, Message, Person
from routing.catching_up import carrying, offering
from routing.claiming import suggests
from routing.decide import decide
from routing.decision import Decision, Facts, Fresh, Judged, Question, Reviewed, RosterChanged
from routing.digest import LISTED
from routing.effects import Effect, ShowAgenda, ShowDuty, ShowHome, Text, Whisper
from routing.events import (
    AboutRoster,
    AddedToGroup,
    CaseRequested,
    ChoicePressed,
    Event,
    FromDesk,
    MessageWithdrawn,
    ShiftBegan,
    TextReceived,
)
from routing.policy import Policy
from routing.question import question_of
from routing.withdrawal import said_in
from storage import (
    cases,
    conversations,
    directory,
    inbox,
    judgements,
    messages,
    outbox,
    people,
    records,
    requesters,
    roster,
    undelivered,
    unmatched,
)
from storage.cases import StaleCase
from storage.conversations import Address
from storage.database import Database, Tx
from storage.inbox import Stored
from storage.requesters import Requester
from storage.settings import InForce, in_force

SHORT = 300  # characters; read in a few milliseconds

log = logging.getLogger("tsunagu.turn")


@dataclass(frozen=True, slots=True)
class Read:
    """What an event was found to say before the transaction."""

    incoming: Incoming
    question: Question | None = None
    understood: Understanding | None = None
    answer: Answer | None = None
    terms: tuple[str, ...] = ()


class Turn:
    def __init__(self, database: Database, book: RosterBook, library: Library, policy: Policy, clock: Clock) -> None:
        self._database, self._book, self._library, self._clock = database, book, library, clock
        self._region = book.written
        self.policy = policy
        self._accounts: dict[str, str] = {}  # never change while we run
        self._reading = asyncio.Lock()

    async def take(self, row: Stored) -> None:
        """Decides about one stored event and marks it done, all or nothing. Raises what makes it unreadable."""
        incoming = read(row, new_id)
        understood = [await self._understand(one) for one in incoming]
        for attempt in (1, 2, 3):
            try:
                await self._database.run(lambda tx: self._decide(tx, row, understood))
            except StaleCase:
                if attempt == 3:
                    raise
            else:
                return

    # -- before the transaction ------------------------------------------------------------

    async def _understand(self, incoming: Incoming) -> Read:
        if incoming.user is None or isinstance(incoming.event, DutyAsked | AgendaAsked | HomeOpened | CaseRequested):
            return Read(incoming)
        event = incoming.event
        conversation = await self._database.run(lambda tx: self._requester(tx, incoming, held=False).conversation)
        question = question_of(event, conversation)
        if question is None:
            return Read(incoming)
        audience = Audience.FAMILY if incoming.kind == "family" else Audience.SUPPORTER
        understood, answer = await self._read(question, audience)
        terms: tuple[str, ...] = ()
        if audience is Audience.SUPPORTER and isinstance(event, TextReceived):
            terms = tuple(term.term for term in self._library.glossary.terms_in(event.text))
        return Read(incoming, question, understood, answer, terms)

    async def _read(self, question: Question, audience: Audience) -> tuple[Understanding, Answer]:
        """Off the event loop when it takes long; between the short ones the loop serves who waits."""
        today = self._clock().date()
        if len(question.text) > SHORT:
            return await asyncio.to_thread(self._library.read, question, audience, today)
        async with self._reading:
            return self._library.read(question, audience, today)

    # -- the transaction -----------------------------------------------------------------------

    def _decide(self, tx: Tx, row: Stored, understood: list[Read]) -> None:
        now = in_force(tx)
        self._region = self._book.region(tx, self._clock(), now.roster_revision)
        if self.policy.coordinators is not self._region.coordinators:  # somebody's leave began to count
            self.policy = replace(self.policy, coordinators=self._region.coordinators)
        self._heed_switch(now)
        for one in understood:
            if isinstance(one.incoming.event, DutyAsked | AgendaAsked | HomeOpened):
                outbox.add(tx, show(one.incoming), now=self._clock())
            elif isinstance(one.incoming.event, FromDesk):
                self._from_desk(tx, one.incoming, one.incoming.event)
            elif isinstance(one.incoming.event, AboutRoster):
                self._about_roster(tx, one.incoming, one.incoming.event)
            elif one.incoming.user is None:
                self._from_nobody(tx, one.incoming, one.incoming.event)
            else:
                self._from_requester(tx, one, one.incoming.event)
        inbox.done(tx, row.id, self._clock())

    def _heed_switch(self, now: InForce) -> None:
        """Another process may have switched the intake model since the last event."""
        model = now.model or self._region.file.intake.model
        if (model, now.version) != (self.policy.intake_model, self.policy.settings_version):
            self.policy = replace(self.policy, intake_model=model, settings_version=now.version)

    def _from_requester(self, tx: Tx, read: Read, event: Event) -> None:
        requester = self._requester(tx, read.incoming)
        person, conversation = requester.person, requester.conversation
        if isinstance(event, CaseRequested):
            person = replace(person, kind="supporter")
            asked_in, conversation = conversation, conversations.begin(tx, person.id, self._account(tx, "slack"))
            conversation = replace(conversation, slots=asked_in.slots, topics=asked_in.topics)
            conversations.set_address(tx, conversation.id, read.incoming.address or Address("", "slack", ""))
        elif (
            read.incoming.address not in (None, requester.address)
            and not isinstance(event, MessageWithdrawn)
            and not _lives_in(tx, conversation, read.incoming.thread)
        ):
            conversations.set_address(tx, conversation.id, read.incoming.address)
        if isinstance(event, MessageWithdrawn):
            self._withdraw(tx, read, event, person, conversation)
            return
        if read.incoming.kind == "family" and messages.was_withdrawn(tx, conversation.id, read.incoming.platform_id):
            return  # she took it back before it came to us
        facts = self._about_requester(tx, read, person, conversation)
        if facts.audience is Audience.SUPPORTER and conversation.case_id is None and _is_urgent(read):
            facts = replace(facts, apart=self._apart(tx, person, read.incoming))
        if isinstance(event, CaseRequested):
            facts = replace(facts, actor=self._region.by_slack_id(read.incoming.user or ""))
        missed = undelivered.offered_replies(tx, conversation.id) if _asks_again(event) else ()
        decision = decide(event, replace(facts, missed=tuple(one.say for one in missed)), self.policy)
        undelivered.mark(tx, [one.id for one in missed], undelivered.SHOWN_AGAIN)
        decision = self._caught_up(tx, decision, conversation.id, read.incoming)
        self._save(tx, decision, person, read.incoming)

    def _caught_up(self, tx: Tx, decision: Decision, conversation_id: str, incoming: Incoming) -> Decision:
        """With what she missed, while her reply token makes it free."""
        now = self._clock()
        if incoming.reply is None or incoming.reply.until <= now:
            return decision
        held, unsure = undelivered.missed(tx, conversation_id)
        effects, taken = carrying(decision.effects, conversation_id, [one.say for one in held])
        undelivered.carried(tx, [one.id for one in held[:taken]], now)
        asked = offering(effects, conversation_id) if unsure else None
        if asked is not None:
            undelivered.mark(tx, [one.id for one in unsure], undelivered.OFFERED)
        return replace(decision, effects=asked or effects)

    def _withdraw(
        self, tx: Tx, read: Read, event: MessageWithdrawn, person: Person, conversation: Conversation
    ) -> None:
        """Every part of the message, and her words wherever they stand: on the card of a closed case too."""
        began_here = cases.of_conversation(tx, conversation.id)
        unmatched.forget(tx, person.id)  # which of her words were in this message is not known, and none is dear
        platform_id = read.incoming.platform_id or ""
        found = messages.by_platform_id(tx, conversation.id, platform_id)
        if not found and read.incoming.kind == "family":  # it overtook what it takes back
            gone = Message(event.message_id, conversation.id, "in", "text", self._clock(), state="withdrawn")
            messages.add(tx, replace(gone, platform_id=platform_id))
        for message in found or (None,):
            facts = self._about_requester(tx, read, person, conversations.get(tx, conversation.id))
            words = message.body if message else ""
            case = next((case for case in began_here if said_in(case, words)), None)
            self._save(
                tx, decide(event, replace(facts, message=message, case=case), self.policy), person, read.incoming
            )
            if message is not None:
                messages.withdraw(tx, message.id)  # at once: what still brings it to Slack then finds nothing

    def _apart(self, tx: Tx, person: Person, incoming: Incoming) -> Conversation:
        """A conversation of its own for a supporter's case, in her direct messages."""
        begun = conversations.begin(tx, person.id, self._account(tx, "slack"))
        to = Address(self._account(tx, "slack"), "slack", incoming.user or "")
        conversations.set_address(tx, begun.id, to)
        return begun

    def _about_requester(self, tx: Tx, read: Read, person: Person, conversation: Conversation) -> Facts:
        asks = read.incoming.event == ChoicePressed(choices.STORED)
        stored = people.stored_about(tx, person.id) if asks else people.Stored(0, 0)
        open_cases = cases.open_of_person(tx, person.id)
        return replace(
            self._facts(),
            person=person,
            conversation=conversation,
            open_cases=open_cases,
            case=next((case for case in open_cases if case.id == conversation.case_id), None),
            understood=read.understood,
            answer=read.answer,
            audience=Audience.FAMILY if read.incoming.kind == "family" else Audience.SUPPORTER,
            terms=read.terms,
            stored_messages=stored.messages,
            stored_cases=stored.cases,
        )

    def _from_desk(self, tx: Tx, incoming: Incoming, event: FromDesk) -> None:
        actor = coordinator_of(incoming, self._region.coordinators)
        case = cases.get(tx, incoming.case_id) if incoming.case_id else None
        if actor is None:
            self._tell_stranger(tx, incoming)
            return
        if incoming.case_id and case is None:
            log.warning("press on an unknown case")
            return
        self._about_case(tx, event, case, actor, incoming)

    def _about_roster(self, tx: Tx, incoming: Incoming, event: AboutRoster) -> None:
        actor = coordinator_of(incoming, self._region.coordinators)
        if actor is None:
            self._tell_stranger(tx, incoming)
            return
        change = roster.get(tx, event.change_id)
        region = self._book.region(tx, self._clock())  # after the lock: what the one before us did stands in it
        facts = replace(self._facts(), actor=actor, roster=region.roster(self._clock()), change=change)
        self._save(tx, decide(event, facts, self.policy), None, incoming)

    def _tell_stranger(self, tx: Tx, incoming: Incoming) -> None:
        told = Whisper(incoming.actor_slack_id or "", (Text("desk-notice-stranger"),), incoming.case_id)
        outbox.add(tx, (told,), now=self._clock())

    def _from_nobody(self, tx: Tx, incoming: Incoming, event: Event) -> None:
        """A group, or the clock."""
        if isinstance(event, AddedToGroup):
            self._save(tx, decide(event, self._facts(), self.policy), None, incoming)
            return
        case = cases.get(tx, incoming.case_id) if incoming.case_id else None
        self._about_case(tx, event, case, None, incoming)

    def _about_case(
        self, tx: Tx, event: Event, case: Case | None, actor: Coordinator | None, incoming: Incoming
    ) -> None:
        facts = replace(self._facts(), actor=actor, case=case)
        person = None
        if case is not None:
            person = people.get(tx, case.person_id)
            facts = replace(facts, person=person, conversation=conversations.get(tx, case.conversation_id))
        if case is not None and suggests(event, case, actor):
            known = cases.known_to(tx, case.person_id, besides=case.id)
            facts = replace(facts, loads=cases.loads(tx), known_to=known)
        elif isinstance(event, ShiftBegan):
            zone = facts.now.tzinfo
            waiting = tuple(
                replace(one, opened_at=one.opened_at.astimezone(zone)) for one in cases.waiting(tx, event.desk, LISTED)
            )
            here = cases.standing(tx, event.desk, facts.now.date())
            facts = replace(facts, waiting=waiting, open_here=here.open, waiting_here=here.waiting, due_today=here.due)
        self._save(tx, decide(event, facts, self.policy), person, incoming)

    # -- facts -----------------------------------------------------------------------------------

    def _requester(self, tx: Tx, incoming: Incoming, *, held: bool = True) -> Requester:
        """The person and the conversation the event belongs to, made when they are new; see `requesters.known`."""
        account = self._account(tx, "line" if incoming.kind == "family" else "slack")
        if incoming.thread is None and incoming.conversation_id is None:
            requester = requesters.known(tx, account, incoming.user or "", held=held)
            if requester is not None:
                return requester
        person = people.person_for(tx, account, incoming.user or "", kind=incoming.kind, now=incoming.at)
        if incoming.thread is not None:
            known = conversations.by_thread(tx, *incoming.thread)
            if known is not None and known.person_id == person.id:
                return Requester(person, known, None)
        if incoming.conversation_id:
            given = conversations.get(tx, incoming.conversation_id)
            if given.person_id == person.id:
                return Requester(person, given, None)
        return Requester(person, conversations.for_person(tx, person.id, account), None)

    def _account(self, tx: Tx, kind: Literal["line", "slack"]) -> str:
        if kind not in self._accounts:
            self._accounts[kind] = people.ensure_account(tx, kind)
        return self._accounts[kind]

    def _facts(self) -> Facts:
        now = self._clock()
        return Facts(
            now=now,
            fresh=Fresh(new_id(), new_number()),
            duties=self._region.duties(now),
            calendar=self._region.calendar(now),
            held_until=self._region.held_until(now),
        )

    # -- saving ------------------------------------------------------------------------------------

    def _save(self, tx: Tx, decision: Decision, person: Person | None, incoming: Incoming) -> None:
        now, owner = self._clock(), person.id if person else None
        if decision.person is not None:
            people.save(tx, decision.person)
        if decision.case is not None:
            cases.save(tx, decision.case)
        if decision.conversation is not None:
            conversations.save(tx, decision.conversation)
        for message in decision.messages:
            arrived = message.direction == "in" and incoming.platform_id
            messages.add(tx, replace(message, platform_id=incoming.platform_id) if arrived else message, owner)
        for record in decision.records:
            records.add(tx, record, now)
            if isinstance(record, RosterChanged):
                roster.save(tx, record.change)
            if isinstance(record, Reviewed):
                directory.revise(tx, record, now.date(), now)
            elif isinstance(record, Judged):
                judgements.add(tx, record, now)
        if decision.unmatched and person is not None:
            unmatched.add(tx, person.id, decision.unmatched, now.date())
        outbox.add(tx, decision.effects, now=now, person_id=owner, reply=incoming.reply)


def _lives_in(tx: Tx, conversation: Conversation, thread: tuple[str, str] | None) -> bool:
    """Whether the conversation owns this Slack thread: then its answers stay there."""
    found = conversations.by_thread(tx, *thread) if thread else None
    return found is not None and found.id == conversation.id


def _asks_again(event: Event) -> bool:
    return isinstance(event, ChoicePressed) and event.choice == choices.AGAIN


def _is_urgent(read: Read) -> bool:
    return read.understood is not None and read.understood.urgency.is_urgent


def show(incoming: Incoming) -> tuple[Effect, ...]:
    """What Slack wants shown and nothing decides about."""
    user, where = incoming.actor_slack_id or "", incoming.where
    if isinstance(incoming.event, HomeOpened) or where is None:
        return (ShowHome(user),)
    if isinstance(incoming.event, AgendaAsked):
        return (ShowAgenda(user, where.channel, where.response_url),)
    return (ShowDuty(user, where.channel, where.response_url),)
