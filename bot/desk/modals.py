"""The desk's modals. Pure. Nothing reaches a family without the preview, and the preview shows exactly what goes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.channels.slack.escape import escape
from bot.channels.slack.payload import Payload, at, blocks_of, chosen, typed, words
from bot.desk import ids
from bot.desk.blocks import (
    TITLE_MAX,
    Block,
    View,
    button,
    context,
    divider,
    option,
    pieces,
    plain,
    quote,
    section,
    short,
    weight,
)
from bot.desk.thread import NAME_MAX
from bot.texts import Texts
from knowledge.resource import Resource
from knowledge.wording import WORDING_MOST
from routing.case import Status
from routing.effects import Arg, Text

REPLY_MAX = 3000  # what one input of a modal takes; LINE would take 5,000
READ_BLOCKS, READ_MAX = 90, 60_000  # of 100 blocks and 250 KB that a view may have
INTRODUCED_AT_ONCE = 3  # as many as a family is ever shown at once

DECLINE_REASONS = ("away", "full", "area", "expertise", "relation", "other")
CLOSE_REASONS = ("settled", "connected", "wish", "no-contact", "moved", "duplicate", "other")
CORRECTED_BY_WRITING = ("phone", "hours", "how_to_apply", "description", "fee")
CAPACITIES = ("open", "waiting", "full", "unknown")
OUTCOMES = ("met", "partly", "unmet", "unknown")


@dataclass(frozen=True, slots=True)
class DeskCase:
    """What a modal must know of a case."""

    id: str
    number: str
    status: Status
    supporter: bool = False  # a supporter asks, in Slack
    blocked: bool = False
    by: str = ""  # who is writing, as the requester will read it above the words


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a case, as a coordinator reads it."""

    text: str
    kind: str = "text"
    at: datetime | None = None  # in the region's zone; None for what was said before the case began
    by: str = ""  # a coordinator's name; empty: the requester
    withdrawn: bool = False
    file_of: str = ""  # id of the message, where there is a picture or file to look at


@dataclass(frozen=True, slots=True)
class Cost:
    """Whether sending now uses up one of the month's paid messages, and how many are left."""

    push: bool
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """The entries that were shown in a case, the newest first, and a wording of its question that names nobody."""

    entries: tuple[Resource, ...]
    wording: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What will be sent after the preview."""

    case_id: str
    text: str
    entries: tuple[tuple[str, int], ...] = ()  # (entry id, version)


def modal(
    callback_id: str, texts: Texts, title: Text, blocks: Sequence[Block], carry: Mapping[str, object], submit: str = ""
) -> View:
    """`carry` travels in private_metadata: ids only, never what people wrote."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(short(texts(title), TITLE_MAX)),
        "close": plain(texts(Text("desk-modal-cancel"))),
        "private_metadata": json.dumps(carry, separators=(",", ":")),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain(short(texts(Text(submit)), TITLE_MAX))
    return view


def field(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": ids.VALUE, **element},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    return block


def writing(maximum: int = REPLY_MAX, initial: str = "", *, multiline: bool = True) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": maximum}
    if initial:
        element["initial_value"] = pieces(initial, maximum)[0]
    return element


def choosing(texts: Texts, prefix: str, codes: Sequence[str]) -> Block:
    options = [option(texts(Text(f"{prefix}-{code}")), code) for code in codes]
    return {"type": "static_select", "options": options}


def notice(texts: Texts, text: Text) -> View:
    """Instead of the modal that was asked for: why it cannot be opened."""
    return modal("notice", texts, Text("desk-modal-notice"), section(texts(text, escape=escape)), {})


# -- speaking to the family --------------------------------------------------------------------


def reply(case: DeskCase, texts: Texts) -> View:
    blocks = [
        *addressee(case, texts),
        field("text", texts(Text("desk-field-reply")), writing(), hint=texts(Text("desk-hint-reply"))),
    ]
    return modal(ids.REPLY, texts, Text("desk-modal-reply"), blocks, {"case": case.id}, "desk-modal-to-preview")


def introduce(case: DeskCase, texts: Texts) -> View:
    search: Block = {
        "type": "multi_external_select",
        "action_id": ids.DIRECTORY,
        "min_query_length": 1,
        "max_selected_items": INTRODUCED_AT_ONCE,
        "placeholder": plain(texts(Text("desk-placeholder-entries"))),
    }
    blocks = [
        *addressee(case, texts),
        field("entries", texts(Text("desk-field-entries")), search, hint=texts(Text("desk-hint-entries"))),
        field("text", texts(Text("desk-field-words")), writing(), optional=True),
    ]
    return modal(ids.INTRODUCE, texts, Text("desk-modal-introduce"), blocks, {"case": case.id}, "desk-modal-to-preview")


def addressee(case: DeskCase, texts: Texts) -> list[Block]:
    to = "desk-to-supporter" if case.supporter else "desk-to-family"
    blocks = [context(texts(Text(to, {"number": case.number}), escape=escape))]
    if case.blocked:
        blocks += section(texts(Text("desk-preview-blocked")))
    return blocks


def preview(case: DeskCase, out: Outgoing, resources: Sequence[Resource], cost: Cost, texts: Texts) -> View:
    """What the family will receive, word for word. Closing it goes back to the text; submitting sends it."""
    blocks: list[Block] = section(
        texts(Text("desk-preview-supporter" if case.supporter else "desk-preview", {"number": case.number}))
    )
    blocks += [divider()]
    if case.by:
        blocks.append(context(texts(Text("desk-preview-by", {"by": short(case.by, NAME_MAX)}), escape=escape)))
    # The words travel in these blocks, unchanged: `sealed_text` reads them back and proves it.
    for index, part in enumerate(pieces(out.text)):
        blocks.append({"type": "section", "block_id": f"{ids.WORDS}{index}", "text": plain(part)})
    blocks += [block for resource in resources for block in previewed(resource, texts)]
    if resources:
        blocks.append(context(texts(Text("desk-preview-entries"))))
    blocks += [divider(), context(cost_line(cost, case, texts))]
    if case.blocked:
        blocks += section(texts(Text("desk-preview-blocked")))
    carry = {
        "case": case.id,
        "digest": digest(out.text),
        "entries": [f"{id_}:{version}" for id_, version in out.entries],
    }
    view = modal(ids.SEND, texts, Text("desk-modal-preview"), blocks, carry, "desk-modal-send")
    view["close"] = plain(texts(Text("desk-modal-rewrite")))
    return view


def previewed(resource: Resource, texts: Texts) -> list[Block]:
    lines = [texts(Text("desk-preview-entry", {"name": resource.name}), escape=escape), escape(resource.description)]
    if resource.phone:
        lines.append(texts(Text("desk-preview-phone", {"phone": resource.phone}), escape=escape))
    return section("\n".join(lines))


def cost_line(cost: Cost, case: DeskCase, texts: Texts) -> str:
    if case.supporter:
        return texts(Text("desk-cost-slack"))
    if not cost.push:
        return texts(Text("desk-cost-free"))
    if cost.left is None:
        return texts(Text("desk-cost-push"))
    return texts(Text("desk-cost-push-left" if cost.left else "desk-cost-exhausted", {"left": cost.left}))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def sealed_text(view: Payload, proof: str) -> str | None:
    """The words that were previewed, or None when Slack did not hand them back unchanged.

    Slack may return text with & < > as entities; which of the two readings is right the digest says.
    """
    blocks = [block for block in blocks_of(view) if words(block, "block_id").startswith(ids.WORDS)]
    raw = "".join(words(block, "text", "text") for block in blocks)
    return next((text for text in (raw, entities(raw)) if digest(text) == proof), None)


def found(resources: Sequence[Resource], texts: Texts) -> list[Block]:
    """Options of the search field."""
    return [
        option(
            resource.name,
            f"{resource.id}:{resource.version}",
            texts(Text("desk-option-entry", {"id": resource.id, "organization": resource.organization})),
        )
        for resource in resources
    ]


# -- reading, where the region keeps the words out of the channel ---------------------------------


def words_of(case: DeskCase, said: Sequence[Said], texts: Texts) -> View:
    """Everything that was said, seen by her alone. When it is too much for a modal the oldest is left out, and said."""
    groups = [told(one, texts) for one in said]
    shown: list[Block] = []
    while groups and len(shown) + len(groups[-1]) <= READ_BLOCKS and weight([*groups[-1], *shown]) <= READ_MAX:
        shown = [*groups.pop(), *shown]
    intro = section(texts(Text("desk-words-intro", {"number": case.number}), escape=escape))
    left = [context(texts(Text("desk-words-earlier", {"count": len(groups)})))] if groups else []
    none = section(texts(Text("desk-words-none"))) if not said else []
    blocks = [*intro, *left, *none, *shown]
    return modal("words", texts, Text("desk-modal-words"), blocks, {"case": case.id})


def told(one: Said, texts: Texts) -> list[Block]:
    args: dict[str, Arg] = {"by": one.by}
    if one.at is not None:
        args["said_at"] = one.at.isoformat()
    line = "desk-words-before" if one.at is None else "desk-words-by" if one.by else "desk-words-requester"
    head = context(texts(Text(line, args), escape=escape))
    if one.withdrawn:
        return [head, *section(texts(Text("desk-words-withdrawn")))]
    look = button(texts(Text("desk-button-media")), ids.MEDIA, one.file_of) if one.file_of else None
    kind = [] if one.kind == "text" else section(texts(Text(f"desk-words-{one.kind}")), look)
    return [head, *kind, *quote(one.text)]


# -- the desk's own work --------------------------------------------------------------------


def decline(case: DeskCase, texts: Texts) -> View:
    blocks = [
        *section(texts(Text("desk-decline-intro", {"number": case.number}))),
        field("reason", texts(Text("desk-field-decline")), choosing(texts, "desk-decline-reason", DECLINE_REASONS)),
        field("text", texts(Text("desk-field-decline-words")), writing(1000), optional=True),
    ]
    return modal(ids.DECLINE, texts, Text("desk-modal-decline"), blocks, {"case": case.id}, "desk-modal-decline-submit")


def follow_up(case: DeskCase, proposed: date, texts: Texts) -> View:
    picker: Block = {"type": "datepicker", "initial_date": proposed.isoformat()}
    hint = texts(Text("desk-hint-follow-up"))
    blocks = [field("on", texts(Text("desk-field-follow-up", {"number": case.number})), picker, hint=hint)]
    return modal(ids.FOLLOW_UP, texts, Text("desk-modal-follow-up"), blocks, {"case": case.id}, "desk-modal-save")


def note(case: DeskCase, texts: Texts) -> View:
    hint = texts(Text("desk-hint-note"))
    blocks = [field("text", texts(Text("desk-field-note", {"number": case.number})), writing(), hint=hint)]
    return modal(ids.NOTE, texts, Text("desk-modal-note"), blocks, {"case": case.id}, "desk-modal-save")


def close(case: DeskCase, texts: Texts) -> View:
    blocks = [
        *section(texts(Text("desk-close-intro", {"number": case.number}))),
        field("reason", texts(Text("desk-field-close")), choosing(texts, "desk-close-reason", CLOSE_REASONS)),
        field(
            "outcome",
            texts(Text("desk-field-outcome")),
            choosing(texts, "desk-outcome", OUTCOMES),
            hint=texts(Text("desk-hint-outcome")),
        ),
    ]
    return modal(ids.CLOSE, texts, Text("desk-modal-close"), blocks, {"case": case.id}, "desk-modal-close-submit")


def judge(action: str, case: DeskCase, about: Judging, texts: Texts) -> View:
    """Which of the shown entries answers such a question, or does not, and the wording that will be remembered."""
    name = action.removeprefix("case.").replace("_", "-")
    options = [option(entry.name, entry.id) for entry in about.entries]
    chosen_first = {"initial_option": options[0]} if len(options) == 1 else {}
    blocks = [
        *section(texts(Text(f"desk-{name}-intro", {"number": case.number}), escape=escape)),
        field(
            "entry", texts(Text(f"desk-field-{name}")), {"type": "static_select", "options": options, **chosen_first}
        ),
        field(
            "text",
            texts(Text("desk-field-wording")),
            writing(WORDING_MOST, about.wording),
            hint=texts(Text("desk-hint-wording")),
        ),
    ]
    return modal(action, texts, Text(f"desk-modal-{name}"), blocks, {"case": case.id}, "desk-modal-judge-submit")


def correct(resource: Resource, texts: Texts) -> View:
    """A curator writes what is true now. What she leaves as it is does not change."""
    args: dict[str, Arg] = {"name": resource.name, "id": resource.id}
    blocks = section(texts(Text("desk-correct-intro", args), escape=escape))
    for name in CORRECTED_BY_WRITING:
        hint = f"desk-hint-correct-{name.replace('_', '-')}"
        blocks.append(
            field(
                name,
                texts(Text(f"desk-field-correct-{name.replace('_', '-')}")),
                writing(initial=getattr(resource, name) or "", multiline=name in ("description", "how_to_apply")),
                hint=texts(Text(hint)) if texts.has(hint) else "",
                optional=True,
            )
        )
    capacities = choosing(texts, "supporter-capacity", CAPACITIES)
    if resource.capacity in CAPACITIES:
        capacities["initial_option"] = capacities["options"][CAPACITIES.index(resource.capacity)]
    blocks.append(field("capacity", texts(Text("desk-field-correct-capacity")), capacities, optional=True))
    carry = {"entry": resource.id}
    return modal(ids.CORRECT, texts, Text("desk-modal-correct"), blocks, carry, "desk-modal-save")


def changed(view: Payload) -> tuple[tuple[str, str], ...]:
    """The fields of CORRECT that say something else than they began with. An emptied one stays as it was."""
    changes: list[tuple[str, str]] = []
    for block in blocks_of(view):
        name, element = words(block, "block_id"), at(block, "element")
        if name == "capacity":
            new, old = chosen(view, name), words(element, "initial_option", "value")
            if new and new != old:
                changes.append((name, new))
        elif name in CORRECTED_BY_WRITING:
            new, old = typed(view, name), words(element, "initial_value").strip()
            if new and new not in (old, entities(old)):
                changes.append((name, new))
    return tuple(changes)


def entities(text: str) -> str:
    """Slack's three entities as the signs they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
