"""Read-only answers for Slack's modals, from the store and the directory. Each well within a second."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.channels.line.send import LineSender, Quota
from bot.clock import Clock
from bot.colleagues import Colleagues
from bot.desk.answers import Draft
from bot.desk.inline import Refusal
from bot.desk.modals import Cost, DeskCase, Judging, Said
from bot.desk.roster import ASKED_FOR, RosterForm
from bot.desk.team import Standing
from bot.desk.thread import TOLD
from bot.library import Library
from bot.roster_book import RosterBook
from knowledge.resource import Audience, Resource
from routing.case import Case, Message
from routing.question import earlier
from storage import cases, conversations, messages, people
from storage.database import Database, Tx

WITH_CONTENT = frozenset({"image", "video", "audio", "file"})
JUDGED_MOST = 25  # of the hundred that a select may offer: the newest
QUOTA_WITHIN = 1.0  # seconds; a coordinator waits for this modal, and Slack for three


class DeskAnswers:
    def __init__(
        self,
        database: Database,
        colleagues: Colleagues,
        book: RosterBook,
        library: Library,
        line: LineSender,
        clock: Clock,
    ) -> None:
        self._database, self._book, self._library, self._line, self._clock = database, book, library, line, clock
        self._colleagues, self._region = colleagues, book.written

    async def case(self, case_id: str, slack_id: str) -> DeskCase | Refusal:
        actor = self._region.by_slack_id(slack_id)
        if actor is None:
            return "stranger"

        def read(tx: Tx) -> DeskCase | Refusal:
            case = cases.get(tx, case_id)
            if case is None:
                return "unknown"
            if not self._colleagues.may_act(case, actor):
                return "stranger"
            person = people.get(tx, case.person_id)
            supporter = person.kind == "supporter"
            return DeskCase(case.id, case.number, case.status, supporter, person.blocked, by=actor.name)

        return await self._database.run(read)

    async def standing(self, case_id: str, slack_id: str) -> Standing:
        """Everybody who could have the case, and where else it could go."""
        actor, now = self._region.by_slack_id(slack_id), self._clock()

        def read(tx: Tx) -> Standing:
            case = cases.get(tx, case_id)
            if case is None or actor is None:
                return Standing()
            return self._colleagues.standing(tx, case, actor, now)

        return await self._database.run(read)

    async def cost(self, case_id: str) -> Cost:
        """A push, as a rule: by the time a coordinator has written, the free token is long gone."""
        supporter = await self._database.run(lambda tx: self._is_supporter(tx, cases.get(tx, case_id)))
        if supporter:
            return Cost(push=False)
        quota = await self._quota()
        left = None if quota is None or quota.limit is None else max(0, quota.limit - quota.used)
        return Cost(push=True, left=left)

    async def _quota(self) -> Quota | None:
        try:
            async with asyncio.timeout(QUOTA_WITHIN):
                return await self._line.quota()
        except TimeoutError:
            return None

    @staticmethod
    def _is_supporter(tx: Tx, case: Case | None) -> bool:
        return case is not None and people.get(tx, case.person_id).kind == "supporter"

    async def search(self, query: str, case_id: str) -> Sequence[Resource]:
        audience = await self._audience(case_id)
        shelf = self._library.shelf
        matches = await asyncio.to_thread(shelf.matcher.find, query, audience, self._clock().date())
        return [shelf.directory[match.entry_id] for match in matches]

    async def _audience(self, case_id: str) -> Audience:
        supporter = await self._database.run(lambda tx: self._is_supporter(tx, cases.get(tx, case_id)))
        return Audience.SUPPORTER if supporter else Audience.FAMILY

    async def judging(self, case_id: str) -> Judging:
        case = await self._database.run(lambda tx: cases.get(tx, case_id))
        if case is None:
            return Judging((), "")
        shelf = self._library.shelf
        shown = dict.fromkeys(ref.entry_id for ref in reversed(case.shown))
        entries = [entry for entry_id in shown if (entry := shelf.directory.get(entry_id)) and not entry.is_national]
        return Judging(tuple(entries[:JUDGED_MOST]), await asyncio.to_thread(shelf.matcher.wording, case.words))

    async def said(self, case_id: str) -> Sequence[Said]:
        """The words she asked with, then every message of the case."""
        names = {c.id: c.name for c in self._region.coordinators}

        def read(tx: Tx) -> list[Said]:
            case = cases.get(tx, case_id)
            first = [Said(case.words)] if case and case.words else []
            return first + [self._as_said(one, names) for one in messages.of_case(tx, case_id)]

        return await self._database.run(read)

    def _as_said(self, one: Message, names: Mapping[str, str]) -> Said:
        by = names.get(one.author or "", one.author or "")
        detail = " ".join(one.detail[name] for name in TOLD.get(one.kind, ()) if one.detail.get(name))
        at = one.at.astimezone(self._region.zone)
        file_of = one.id if one.kind in WITH_CONTENT and not one.detail.get("url") else ""
        return Said(one.body or detail, one.kind, at, by, one.state == "withdrawn", file_of)

    async def entries(self, references: Sequence[tuple[str, int]], case_id: str) -> Sequence[Resource]:
        """What she who asked may see now; an entry that was hidden since the search is left out."""
        audience = await self._audience(case_id)
        known = [self._library.shelf.directory.get(entry_id) for entry_id, _ in references]
        today = self._clock().date()
        return [entry for entry in known if entry and entry.visible_to(audience, today)]

    async def entry(self, entry_id: str, slack_id: str) -> Resource | Refusal:
        if self._region.by_slack_id(slack_id) is None:
            return "stranger"
        return self._library.shelf.directory.get(entry_id) or "unknown"

    async def draft(self, conversation_id: str, slack_id: str) -> Draft:  # noqa: ARG002 - her own conversation's id is the proof
        def read(tx: Tx) -> Draft:
            talk = conversations.get(tx, conversation_id)
            return Draft("\n".join(earlier(talk)), talk.slots.municipality, self._region.file.region.towns)

        return await self._database.run(read)

    async def roster_form(self, slack_id: str) -> RosterForm | Refusal:
        actor, now = self._region.by_slack_id(slack_id), self._clock()
        if actor is None:
            return "stranger"

        def read(tx: Tx) -> RosterForm:
            roster = self._book.region(tx, now).roster(now)
            turns = roster.turns_of(actor.id, now, now + ASKED_FOR)
            here = [one for one in self._region.coordinators if one.desk == actor.desk and one.active_on(now.date())]
            local = (
                replace(t, start=t.start.astimezone(roster.zone), end=t.end.astimezone(roster.zone)) for t in turns
            )
            return RosterForm(
                actor.id,
                actor.desk,
                now.date(),
                self._region.file.region.timezone,
                tuple(sorted(local, key=lambda turn: turn.start)),
                tuple((one.id, one.name) for one in here),
            )

        return await self._database.run(read)

    async def today(self) -> date:
        return self._clock().date()

    async def locale(self, slack_id: str) -> str:  # noqa: ARG002 - supporters read Japanese until they can choose
        return "ja"
