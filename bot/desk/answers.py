"""What a supporter sees: the directory's answer in professional wording, the way to a coordinator, who is on duty.

Pure. Supporters may see the source note of an entry; families never do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.channels.slack.escape import escape
from bot.desk import ids
from bot.desk.blocks import (
    Block,
    Rendered,
    View,
    actions,
    button,
    context,
    divider,
    header,
    option,
    plain,
    quote,
    section,
    short,
)
from bot.desk.modals import field, modal, writing
from bot.desk.roster import DutyTable, duty_now
from bot.desk.thread import NAME_MAX, Reference, checked, split, spoken, terms, with_value
from bot.texts import Texts
from knowledge.resource import Resource
from routing import choices
from routing.case import EntryRef
from routing.effects import Arg, Choice, Entries, Part, Say, Terms, Text, Verbatim

NOT_IN_SLACK = frozenset({choices.MENU, choices.GUIDE, choices.STORED, choices.EMERGENCY, choices.LANGUAGE})
CODED = frozenset({"topic", "town", "stage", "care"})  # reasons whose value is a code
CONSENTS = ("given", "anonymous", "pending")
REQUESTERS = (
    "consultation-support-specialist",
    "public-health-nurse",
    "visiting-nurse",
    "nursery",
    "school",
    "hospital",
    "government",
    "service-provider",
    "care-coordinator",
    "other",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the consultation form begins with."""

    words: str = ""
    municipality: str | None = None
    towns: tuple[str, ...] = ()  # the region's, in its order


def answer(say: Say, reference: Reference, locale: str = "ja") -> tuple[Rendered, ...]:
    """One Say as messages. Its buttons stand under the last."""
    speaker = Speaker(reference, locale)
    blocks: list[Block] = []
    for part in say.parts:
        blocks += speaker.part(part)
    buttons = speaker.buttons(say.choices)
    if buttons:
        blocks.append(actions(f"{ids.SAY}{say.conversation_id}", buttons))
    return split(blocks, spoken(blocks))


@dataclass(frozen=True, slots=True)
class Speaker:
    reference: Reference
    locale: str

    def words(self, text: Text) -> str:
        """The sentence as supporters are told it: `supporter-<id>` where the catalogue has one."""
        ours = f"supporter-{text.id}"
        known = self.reference.texts.has(ours, self.locale) or self.reference.texts.has(ours)
        return self.reference.texts(Text(ours, text.args) if known else text, self.locale, escape)

    def say(self, text_id: str, **args: Arg) -> str:
        return self.reference.texts(Text(text_id, args), self.locale, escape)

    def value(self, text_id: str, value: str) -> str:
        return with_value(self.reference.texts, text_id, value, self.locale)

    def part(self, part: Part) -> list[Block]:
        match part:
            case Text():
                return section(self.words(part))
            case Verbatim():
                by = [context(self.say("supporter-said-by", name=part.by))] if part.by else []
                return [*by, *quote(part.text)]
            case Entries():
                return [block for n, ref in enumerate(part.refs) for block in self.entry(n, ref, part.lines)]
            case Terms():
                return terms(part.terms, self.reference, self.locale)
            case _:
                assert_never(part)

    def buttons(self, offered: Sequence[Choice]) -> list[Block]:
        """Buttons of the answer. Those that only make sense on a telephone's menu are left out."""
        shown = []
        for n, choice in enumerate(offered):
            code = choice.code.partition(":")[0]
            if code in NOT_IN_SLACK:
                continue
            action = ids.CONSULT if code == choices.PERSON else f"{ids.CHOICE}.{n}"
            shown.append(button(self.words(choice.label), action, choice.code))
        return shown

    def entry(self, n: int, ref: EntryRef, lines: bool) -> list[Block]:
        resource = self.reference.entry(ref)
        if resource is None:
            return []
        if lines:
            return section(self.say("supporter-line", name=resource.name, phone=resource.phone or ""))
        wrong = button(
            self.say("supporter-button-wrong"),
            f"{ids.CHOICE}.wrong.{n}",
            f"{choices.WRONG}:{ref.entry_id}:{ref.version}",
        )
        said = [self.say("supporter-entry", name=resource.name, organization=resource.organization)]
        said += self.about(resource, ref)
        return [divider(), *section("\n".join(said), wrong), context(*self.checked(resource))]

    def about(self, resource: Resource, ref: EntryRef) -> list[str]:
        lines = [escape(resource.description)]
        because = [self.because(kind, value) for kind, value in ref.reasons]
        if because:
            lines.append(self.say("supporter-entry-reasons", reasons=self.say("supporter-join").join(because)))
        if ref.by_arrangement:
            lines.append(self.say("supporter-entry-by-arrangement"))
        for name in ("eligibility", "how_to_apply", "fee"):
            value = getattr(resource, name)
            if value:
                lines.append(self.value(f"supporter-entry-{name.replace('_', '-')}", value))
        hours = self.reference.hours(resource.hours, self.locale)
        lines.append(self.value("supporter-entry-hours", hours))
        lines.append(self.say(f"supporter-capacity-{resource.capacity}"))
        if resource.phone:
            lines.append(self.value("supporter-entry-phone", resource.phone))
        lines += [link(address) for address in (resource.url, mail(resource.email)) if address]
        return lines

    def because(self, kind: str, value: str) -> str:
        """A reason's value is a code where the kind has codes, else a word of hers, a number, or nothing to show."""
        args: dict[str, Arg] = {"value_code": value} if kind in CODED else {"value": short(value, NAME_MAX)}
        return self.say(f"supporter-reason-{kind}", **args)

    def checked(self, resource: Resource) -> list[str]:
        """Who checked it and when, what that is worth by now, and where it is from."""
        texts, locale = self.reference.texts, self.locale
        lines = [checked(resource, texts, "supporter-entry-checked", locale) or self.say("supporter-entry-unchecked")]
        if resource.under_review(self.reference.today):
            lines.append(self.say("supporter-entry-under-review"))
        if resource.source_note:
            lines.append(self.value("supporter-entry-source", resource.source_note))
        return lines


def mail(address: str | None) -> str | None:
    return f"mailto:{address}" if address else None


def link(address: str) -> str:
    """An address of the curated directory as a link; anything that is not one stays plain."""
    if not address.startswith(("https://", "http://", "mailto:")) or any(sign in address for sign in "<>| \n"):
        return escape(address)
    return f"<{address.replace('&', '&amp;')}>"


# -- the consultation form ---------------------------------------------------------------------


def consultation(conversation_id: str, draft: Draft, texts: Texts, locale: str = "ja") -> View:
    """Consent first: without it the form has no field that could name anybody, and says so."""

    def say(text_id: str, **args: Arg) -> str:
        return texts(Text(text_id, args), locale)

    consents = [option(say(f"supporter-consent-{how}"), how, say(f"supporter-consent-{how}-means")) for how in CONSENTS]
    requesters = [option(say("supporter-word", word_code=f"requester:{code}"), code) for code in REQUESTERS]
    blocks = [
        *section(texts(Text("supporter-consult-intro"), locale, escape)),
        field("consent", say("supporter-field-consent"), {"type": "radio_buttons", "options": consents}),
        field("requester", say("supporter-field-requester"), {"type": "static_select", "options": requesters}),
    ]
    if draft.towns:
        towns = [option(say("supporter-word", word_code=code), code) for code in draft.towns]
        select: Block = {"type": "static_select", "options": towns}
        if draft.municipality in draft.towns:
            select["initial_option"] = towns[draft.towns.index(draft.municipality)]
        blocks.append(field("town", say("supporter-field-town"), select, optional=True))
    hint = say("supporter-hint-words")
    blocks.append(field("text", say("supporter-field-words"), writing(initial=draft.words), hint=hint))
    view = modal(ids.CONSULT, texts, Text("supporter-modal-consult"), blocks, {"conversation": conversation_id})
    view["title"] = plain(say("supporter-modal-consult"))
    view["submit"] = plain(say("supporter-modal-submit"))
    view["close"] = plain(say("supporter-modal-cancel"))
    return view


# -- the Home tab --------------------------------------------------------------------------------


def home(table: DutyTable, texts: Texts, locale: str = "ja") -> View:
    """The app's Home tab: who is on duty, how to ask."""
    blocks: list[Block] = []
    for desk in table.desks:
        blocks.append(header(texts(Text("supporter-home-title", {"desk": desk.name}), locale)))
        blocks += [*section(duty_now(desk, table.names, texts, locale)), divider()]
    how = Text("supporter-home-how", {"ask": ids.ASK_COMMAND, "duty": ids.DUTY_COMMAND})
    return {"type": "home", "blocks": [*blocks, *section(texts(how, locale, escape))]}
