"""What Slack wants answered at once: opening a modal, the preview, search results, field errors. Read-only.

Nothing here changes anything. What a coordinator finally submits goes through the inbox like everything else.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, Protocol

from bot.channels.slack.payload import (
    Payload,
    at,
    carried,
    chosen,
    entry_reference,
    picked_date,
    picked_entries,
    picked_time,
    typed,
    words,
)
from bot.desk import ids, modals, roster, team
from bot.desk.answers import Draft, consultation
from bot.desk.blocks import Block, View, short, utf16
from bot.desk.modals import Cost, DeskCase, Judging, Outgoing, Said
from bot.desk.naming import naming
from bot.desk.roster import RosterForm
from bot.desk.team import Standing
from bot.texts import Texts
from knowledge.opening import UnreadableHours, parse
from knowledge.resource import Resource
from knowledge.wording import WORDING_MOST
from routing.effects import Text
from routing.events import CaseClosed, CaseDeclined, FollowUpSet, FromDesk, NoteAdded, ReplySent
from routing.lifecycle import TRANSITIONS

Refusal = Literal["unknown", "stranger"]  # no such case or entry; the presser is no coordinator of its desk
Errors = dict[str, str]

DIGITS = re.compile(r"\d+")
NAMED_MAX = 40  # of what is shown in the error, so that she finds it
FOUND_AT_MOST = 20  # Slack takes 100 options; nobody reads more than these
FOLLOW_UP_PROPOSED = timedelta(days=14)

NEEDS: Mapping[str, type[FromDesk]] = {
    ids.DECLINE: CaseDeclined,
    ids.REPLY: ReplySent,
    ids.INTRODUCE: ReplySent,
    ids.FOLLOW_UP: FollowUpSet,
    ids.NOTE: NoteAdded,
    ids.CLOSE: CaseClosed,
    **team.NEEDS,
}
TEAM = frozenset({ids.CHOOSE, ids.OPINION, ids.DECIDE, ids.MORE})  # buttons of the card that open a form of `team`


class Answers(Protocol):
    """Read-only facts, each answered well within a second."""

    async def case(self, case_id: str, slack_id: str) -> DeskCase | Refusal:
        """The case as this coordinator may see it."""

    async def standing(self, case_id: str, slack_id: str) -> Standing:
        """Who could have the case, and where else it could go, for a coordinator who may see it."""

    async def cost(self, case_id: str) -> Cost:
        """What sending to the requester would cost now."""

    async def search(self, query: str, case_id: str) -> Sequence[Resource]:
        """Entries a family may be shown that fit the words, best first."""

    async def entries(self, references: Sequence[tuple[str, int]], case_id: str) -> Sequence[Resource]:
        """These entries in this order; what may no longer be shown to this case's requester is left out."""

    async def judging(self, case_id: str) -> Judging:
        """What of a case can be judged, with a wording of its question that names nobody."""

    async def said(self, case_id: str) -> Sequence[Said]:
        """What was said in a case, oldest first."""

    async def entry(self, entry_id: str, slack_id: str) -> Resource | Refusal:
        """An entry for a curator, whatever its state."""

    async def draft(self, conversation_id: str, slack_id: str) -> Draft:
        """What a supporter has asked so far, to begin the consultation form with."""

    async def roster_form(self, slack_id: str) -> RosterForm | Refusal:
        """What a form about the roster must know of who opens it."""

    async def today(self) -> date:
        """The region's date."""

    async def locale(self, slack_id: str) -> str:
        """The language a supporter reads."""


class Inline:
    def __init__(self, answers: Answers, texts: Texts) -> None:
        self._answers = answers
        self._texts = texts
        self._steps: dict[str, Callable[[DeskCase], Awaitable[View]]] = {
            ids.DECLINE: self._plain(modals.decline),
            ids.REPLY: self._plain(modals.reply),
            ids.INTRODUCE: self._plain(modals.introduce),
            ids.FOLLOW_UP: self._follow_up,
            ids.NOTE: self._plain(modals.note),
            ids.CLOSE: self._plain(modals.close),
            ids.READ: self._words,
            ids.FITS: self._judged(ids.FITS),
            ids.FITS_NOT: self._judged(ids.FITS_NOT),
        }

    def _plain(self, view: Callable[[DeskCase, Texts], View]) -> Callable[[DeskCase], Awaitable[View]]:
        async def build(case: DeskCase) -> View:
            return view(case, self._texts)

        return build

    def _judged(self, action: str) -> Callable[[DeskCase], Awaitable[View]]:
        async def build(case: DeskCase) -> View:
            about = await self._answers.judging(case.id)
            if not about.entries:
                return self._notice("desk-notice-nothing-shown", number=case.number)
            return modals.judge(action, case, about, self._texts)

        return build

    async def _words(self, case: DeskCase) -> View:
        return modals.words_of(case, await self._answers.said(case.id), self._texts)

    async def _follow_up(self, case: DeskCase) -> View:
        return modals.follow_up(case, await self._answers.today() + FOLLOW_UP_PROPOSED, self._texts)

    # -- a button that opens a modal

    async def open(self, payload: Payload) -> View:
        """The modal for the pressed button, or a notice that says why not."""
        pressed = at(payload, "actions", 0)
        name, value, slack_id = words(pressed, "action_id"), words(pressed, "value"), words(payload, "user", "id")
        if name == ids.CONSULT:
            return await self._consult(words(pressed, "block_id").removeprefix(ids.SAY), slack_id)
        if name == ids.CORRECT:
            return await self._correct(value, slack_id)
        if name in ids.ROSTER_FORMS:
            return await self._roster(name, slack_id)
        case = await self._answers.case(value, slack_id)
        if isinstance(case, str):
            return self._notice(f"desk-notice-{case}")
        if name in NEEDS and (case.status, NEEDS[name]) not in TRANSITIONS:
            return self._notice("desk-notice-closed", number=case.number)
        if name in TEAM:
            return await self._team(name, case, slack_id)
        return await self._steps[name](case)

    async def _team(self, name: str, case: DeskCase, slack_id: str) -> View:
        """A form about who has it. One that has nobody to choose from says so instead."""
        standing = await self._answers.standing(case.id, slack_id)
        if name in (ids.CHOOSE, ids.DECIDE) and not standing.colleagues:
            return self._notice("desk-notice-nobody", number=case.number)
        return team.form(name, case, standing, self._texts)

    async def _consult(self, conversation_id: str, slack_id: str) -> View:
        draft = await self._answers.draft(conversation_id, slack_id)
        return consultation(conversation_id, draft, self._texts, await self._answers.locale(slack_id))

    async def _correct(self, value: str, slack_id: str) -> View:
        reference = entry_reference(value)
        entry = await self._answers.entry(reference[0], slack_id) if reference else "unknown"
        return self._notice(f"desk-notice-{entry}") if isinstance(entry, str) else modals.correct(entry, self._texts)

    async def _roster(self, name: str, slack_id: str) -> View:
        form = await self._answers.roster_form(slack_id)
        if isinstance(form, str):
            return self._notice(f"desk-notice-{form}")
        if name == ids.SWAP and not form.turns:
            return self._notice("desk-notice-no-turns")
        return roster.FORMS[name](form, self._texts)

    def _notice(self, text_id: str, **args: str) -> View:
        return modals.notice(self._texts, Text(text_id, args))

    # -- the submit that shows a preview

    async def preview(self, payload: Payload) -> Mapping[str, Any]:
        """The answer to a submit that changes nothing yet: the next step on top, or what is wrong in a field."""
        view = at(payload, "view")
        case_id, slack_id = words(carried(view), "case"), words(payload, "user", "id")
        if words(view, "callback_id") == ids.MORE:
            return self._pushed(await self._further(case_id, slack_id, chosen(view, "what")))
        text, references = typed(view, "text"), picked_entries(view)
        errors = self._preview_errors(view, text, references)
        if errors:
            return {"response_action": "errors", "errors": errors}
        case = await self._answers.case(case_id, slack_id)
        if isinstance(case, str):
            return self._pushed(self._notice(f"desk-notice-{case}"))
        if (case.status, ReplySent) not in TRANSITIONS:
            return self._pushed(self._notice("desk-notice-closed", number=case.number))
        resources = await self._answers.entries(references, case_id)
        if len(resources) < len(references):
            return {"response_action": "errors", "errors": {"entries": self._say("desk-error-entry-gone")}}
        sent = tuple((resource.id, resource.version) for resource in resources)
        out = Outgoing(case_id, text, sent)
        return self._pushed(modals.preview(case, out, resources, await self._answers.cost(case_id), self._texts))

    async def _further(self, case_id: str, slack_id: str, what: str) -> View:
        """The form behind a line of MORE, as long as it is still possible."""
        case = await self._answers.case(case_id, slack_id)
        if isinstance(case, str):
            return self._notice(f"desk-notice-{case}")
        standing = await self._answers.standing(case_id, slack_id)
        if what not in team.possible(case, standing):
            return self._notice("desk-notice-closed", number=case.number)
        return team.form(what, case, standing, self._texts)

    def _preview_errors(self, view: Payload, text: str, references: Sequence[tuple[str, int]]) -> Errors:
        if utf16(text) > modals.REPLY_MAX:
            return {"text": self._say("desk-error-too-long", limit=modals.REPLY_MAX)}
        if words(view, "callback_id") == ids.REPLY:
            return {} if text else {"text": self._say("desk-error-empty")}
        if not references:
            return {"entries": self._say("desk-error-no-entry")}
        if len(references) > modals.INTRODUCED_AT_ONCE:
            return {"entries": self._say("desk-error-too-many", limit=modals.INTRODUCED_AT_ONCE)}
        return {}

    @staticmethod
    def _pushed(view: View) -> Mapping[str, Any]:
        return {"response_action": "push", "view": view}

    # -- a final submit, before it is kept

    async def refusal(self, payload: Payload) -> Mapping[str, Any] | None:
        """What is wrong with a final submit, as Slack wants to hear it; None: keep it."""
        view = at(payload, "view")
        name = words(view, "callback_id")
        if name == ids.SEND:
            proof = words(carried(view), "digest")
            if modals.sealed_text(view, proof) is None:
                return {"response_action": "update", "view": self._notice("desk-notice-garbled")}
            return None
        locale = await self._answers.locale(words(payload, "user", "id")) if name == ids.CONSULT else "ja"
        errors = self._field_errors(name, view, locale)
        if (
            name == ids.FOLLOW_UP
            and not errors
            and picked_date(view, "on") <= (await self._answers.today()).isoformat()
        ):
            errors = {"on": self._say("desk-error-date-past")}
        if name in ids.ROSTER_FORMS and not errors:
            errors = self._roster_errors(name, view, await self._answers.today())
        return {"response_action": "errors", "errors": errors} if errors else None

    def _field_errors(self, name: str, view: Payload, locale: str) -> Errors:
        needed = {
            ids.NOTE: ("text",),
            ids.FITS: ("entry", "text"),
            ids.FITS_NOT: ("entry", "text"),
            ids.CORRECT: (),
            ids.DECLINE: ("reason",),
            ids.CLOSE: ("reason", "outcome"),
            ids.FOLLOW_UP: ("on",),
            ids.CONSULT: ("consent", "requester", "text"),
            ids.CHOOSE: ("to",),
            ids.INVITE: ("to",),
            ids.OPINION: ("text",),
            ids.DECIDE: ("to", "text"),
            ids.MORE: ("what",),
            ids.MOVE: ("to", "text"),
            ids.REFER: ("to",),
            ids.HAND_BACK: ("text",),
            ids.WEIGHT: ("weight",),
            ids.SWAP: ("turn",),
            ids.LEAVE: ("first", "last"),
            ids.OVERRIDE: ("on", "start", "end", "into"),
        }
        empty = {field: self._say("desk-error-empty", locale) for field in needed[name] if not filled(view, field)}
        if name == ids.CORRECT:
            return self._correction_errors(view)
        if name in (ids.FITS, ids.FITS_NOT) and not empty:
            return self._wording_errors(typed(view, "text"))
        if name == ids.CONSULT and not empty and chosen(view, "consent") != "given":
            found = naming(typed(view, "text"))
            if found:
                return {"text": self._say("desk-error-names-somebody", locale, found=short(found[0], NAMED_MAX))}
        if not empty and utf16(typed(view, "text")) > modals.REPLY_MAX:
            return {"text": self._say("desk-error-too-long", locale, limit=modals.REPLY_MAX)}
        return empty

    def _roster_errors(self, name: str, view: Payload, today: date) -> Errors:
        if name == ids.LEAVE and picked_date(view, "last") < max(picked_date(view, "first"), today.isoformat()):
            return {"last": self._say("desk-error-leave-last")}
        if name == ids.OVERRIDE and picked_date(view, "on") < today.isoformat():
            return {"on": self._say("desk-error-day-past")}
        if name == ids.OVERRIDE and picked_time(view, "end") <= picked_time(view, "start"):
            return {"end": self._say("desk-error-time-order")}
        return {}

    def _wording_errors(self, text: str) -> Errors:
        """A wording is kept for good, so it may hold neither names nor numbers."""
        found = next(iter([*naming(text), *DIGITS.findall(text)]), None)
        if found is not None:
            return {"text": self._say("desk-error-wording", found=short(found, NAMED_MAX))}
        if utf16(text) > WORDING_MOST:
            return {"text": self._say("desk-error-too-long", limit=WORDING_MOST)}
        return {}

    def _correction_errors(self, view: Payload) -> Errors:
        changes = dict(modals.changed(view))
        if not changes:
            return {"phone": self._say("desk-error-nothing-changed")}
        if "description" in changes and not changes["description"]:
            return {"description": self._say("desk-error-empty")}
        try:
            parse(changes.get("hours", "ask"))
        except UnreadableHours:
            return {"hours": self._say("desk-error-hours")}
        return {}

    # -- the search field

    async def options(self, payload: Payload) -> Sequence[Block]:
        case_id = words(carried(at(payload, "view")), "case")
        found = await self._answers.search(words(payload, "value"), case_id)
        return modals.found(found[:FOUND_AT_MOST], self._texts)

    def _say(self, text_id: str, locale: str = "ja", **args: str | int) -> str:
        return self._texts(Text(text_id, args), locale)


def filled(view: Payload, field: str) -> bool:
    return bool(typed(view, field) or chosen(view, field) or picked_date(view, field) or picked_time(view, field))
