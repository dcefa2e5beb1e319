"""The card that asks the desk to settle a report: "this information is wrong". Pure."""

from bot.channels.slack.escape import escape
from bot.desk import ids
from bot.desk.blocks import Rendered, actions, button, context, header, section
from bot.desk.thread import Reference, with_value
from bot.desk.thread import checked as checked_line
from knowledge.resource import Resource
from routing.case import EntryRef
from routing.effects import Arg, Text


def curator_card(ref: EntryRef, reference: Reference) -> Rendered:
    """What the entry says now, when it was checked, and three ways to settle it."""
    texts = reference.texts
    resource = reference.entry(ref)
    args: dict[str, Arg] = {"id": ref.entry_id, "name": resource.name if resource else ref.entry_id}
    title = texts(Text("desk-curator-title", args))
    value = f"{ref.entry_id}:{ref.version}"
    lines = [texts(Text("desk-curator-entry", args), escape=escape)]
    checked: list[str] = []
    if resource is not None:
        for name in ("description", "how_to_apply", "hours", "phone", "capacity"):
            said = said_of(resource, name, reference)
            if said:
                lines.append(with_value(texts, f"desk-curator-{name.replace('_', '-')}", said))
        checked.append(texts(Text("desk-curator-version", {"version": ref.version}), escape=escape))
        checked += filter(None, [checked_line(resource, texts, "desk-curator-checked")])
    buttons = [
        button(texts(Text("desk-button-confirm")), ids.CONFIRM, value, "primary"),
        button(texts(Text("desk-button-correct")), ids.CORRECT, value),
        button(texts(Text("desk-button-hide")), ids.HIDE, value, "danger"),
    ]
    blocks = [header(title), *section("\n".join(lines)), *([context(*checked)] if checked else [])]
    return Rendered(escape(title), (*blocks, actions("entry", buttons)))


def said_of(resource: Resource, name: str, reference: Reference) -> str | None:
    if name == "hours":
        return reference.hours(resource.hours, "ja")
    if name == "capacity":
        return reference.texts(Text(f"supporter-capacity-{resource.capacity}"))
    value: str | None = getattr(resource, name)
    return value


def settled(ref: EntryRef, verdict: str, by: str, reference: Reference) -> Rendered:
    """The card after it was settled: who said what, nothing left to press."""
    resource = reference.entry(ref)
    args: dict[str, Arg] = {"id": ref.entry_id, "name": resource.name if resource else ref.entry_id, "by": by}
    said = reference.texts(Text(f"desk-curator-{verdict}", args), escape=escape)
    return Rendered(said, tuple(section(said)))
