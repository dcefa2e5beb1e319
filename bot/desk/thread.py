"""What is said inside a case's thread. Pure; a long story becomes several messages, none of it is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, assert_never

from bot.channels.slack.escape import escape
from bot.desk import ids
from bot.desk.blocks import Block, Rendered, actions, button, context, messages, pieces, quote, section, utf16
from bot.texts import Texts
from knowledge.resource import Resource
from routing.case import EntryRef
from routing.effects import Arg, Entries, Part, Terms, Text, Verbatim

Asked = tuple[str, str]  # id, name

ASKED_AT_ONCE = 3
TEXT_MAX = 39_000  # chat.postMessage cuts `text` off at 40,000
NAME_MAX = 80  # Slack's own limit for a display name; LINE's is 20
KEPT_INSIDE = {"desk-urgent": "desk-urgent-kept"}  # sentences that would tell what it is about
# What of a thing that is no text can be said in words.
TOLD: Mapping[str, tuple[str, ...]] = {
    "image": ("url",),
    "video": ("url",),
    "audio": ("url",),
    "file": ("name",),
    "location": ("title", "address", "latitude", "longitude"),
    "sticker": ("text", "keywords"),
}
_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"


class Explained(Protocol):
    """A term of the glossary."""

    @property
    def term(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def daily_life(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reference:
    """What rendering looks up: the catalogue, the directory, the glossary, the region's date."""

    texts: Texts
    entry: Callable[[EntryRef], Resource | None]
    term: Callable[[str], Explained | None]
    hours: Callable[[str, str], str]  # (hours as the directory writes them, locale) -> in words
    today: date


def in_thread(words: str, lead: str) -> tuple[Rendered, ...]:
    """A person's words under a sentence of ours (already escaped), as many messages as they need."""
    return split([*section(lead), *quote(words)], f"{lead}\n{escape(words)}")


def split(blocks: Sequence[Block], text: str) -> tuple[Rendered, ...]:
    """The blocks as messages. The first has the whole text for screen readers, later ones their own words."""
    groups = messages(blocks)
    if len(groups) <= 1:
        return tuple(Rendered(within(text), group) for group in groups)
    return tuple(Rendered(within(spoken(group)), group) for group in groups)


def within(text: str) -> str:
    """The fallback text as long as Slack takes it. Only entities by the thousand come here; the blocks have it all."""
    return text if utf16(text) <= TEXT_MAX else pieces(text, TEXT_MAX - 1)[0] + "\N{HORIZONTAL ELLIPSIS}"


def spoken(blocks: Sequence[Block]) -> str:
    """What a screen reader should say for these blocks."""
    lines: list[str] = []
    for block in blocks:
        if block["type"] == "rich_text":
            lines += [escape(run["text"]) for part in block["elements"] for run in part["elements"]]
        elif block["type"] == "section" and "text" in block:
            lines.append(block["text"]["text"])
        elif block["type"] == "context":
            lines += [element["text"] for element in block["elements"]]
    return "\n".join(lines)


def post(
    parts: Sequence[Part],
    reference: Reference,
    mention: Sequence[str] = (),
    under: Sequence[Block] = (),
    *,
    asks: bool = True,
) -> tuple[Rendered, ...]:
    """The parts of a Post (or a Whisper). `mention` are Slack ids of people to call; `under` stands at its end."""
    blocks: list[Block] = []
    if mention:
        people = " ".join(f"<@{slack_id}>" for slack_id in mention)
        blocks += section(reference.texts(Text("desk-calling" if asks else "desk-told", {"people": people})))
    for part in parts:
        blocks += part_blocks(part, reference)
    return split([*blocks, *under], spoken(blocks))


def asking(case_id: str, offers: Sequence[Asked], referrals: Sequence[Asked], reference: Reference) -> list[Block]:
    """Under a sentence that proposes people or desks: one button each, the first stands out."""
    made = []
    for action, label, those in (
        (ids.OFFER, "desk-button-offer-to", offers),
        (ids.REFER_TO, "desk-button-refer-to", referrals),
    ):
        for number, (to, name) in enumerate(those[:ASKED_AT_ONCE]):
            words = reference.texts(Text(label, {"name": name}))
            made.append(button(words, action, f"{case_id}:{to}", None if number else "primary"))
    # An action's name is unique within its block only, so each button has one of its own.
    return [actions(f"asking.{number}", [one]) for number, one in enumerate(made)]


def without_story(parts: Sequence[Part]) -> tuple[Part, ...]:
    """That something was said, and where it can be read: for regions that keep the words themselves out of Slack."""
    told = [Text(KEPT_INSIDE.get(part.id, part.id), part.args) for part in parts if isinstance(part, Text)]
    return (*told, Text("desk-words-kept"))


def part_blocks(part: Part, reference: Reference) -> list[Block]:
    match part:
        case Text():
            return section(reference.texts(part, escape=escape))
        case Verbatim():
            return quote(part.text)
        case Entries():
            return entries(part.refs, reference)
        case Terms():
            return terms(part.terms, reference)
        case _:
            assert_never(part)


def entries(refs: Sequence[EntryRef], reference: Reference) -> list[Block]:
    """Colleagues need the name and the number of an entry; its page stands in the directory."""
    lines = []
    for ref in refs:
        resource = reference.entry(ref)
        args: dict[str, Arg] = {"id": ref.entry_id, "name": resource.name if resource else ref.entry_id}
        lines.append(reference.texts(Text("desk-entry", args), escape=escape))
    return section("\n".join(lines)) if lines else []


def terms(names: Sequence[str], reference: Reference, locale: str = "ja") -> list[Block]:
    """Each term with what it means, and what it means at home."""
    blocks: list[Block] = []
    for name in names:
        known = reference.term(name)
        if known is None:
            continue
        args = {"term": known.term, "explanation": known.explanation, "daily_life": known.daily_life}
        blocks.append(context(reference.texts(Text("supporter-term", args), locale, escape=escape)))
    return blocks


def with_value(texts: Texts, text_id: str, value: str, locale: str = "ja") -> str:
    """A sentence around a text of the directory. Put in afterwards: Fluent refuses more than 1,000 characters."""
    return texts(Text(text_id, {"value": _HERE}), locale).replace(_HERE, escape(value))


def checked(resource: Resource, texts: Texts, text_id: str, locale: str = "ja") -> str:
    """When and by whom an entry was checked; empty when nobody has. With the year: an old date must look old."""
    on = resource.verified_on
    if on is None:
        return ""
    args: dict[str, Arg] = {"year": str(on.year), "month": str(on.month), "day": str(on.day)}
    return texts(Text(text_id, {**args, "role": role_of(resource, texts, locale)}), locale, escape)


def role_of(resource: Resource, texts: Texts, locale: str = "ja") -> str:
    """Who checked an entry, as people call that role."""
    role = f"role-{resource.verified_by.replace('_', '-')}"
    return texts(Text(role if texts.has(role) else "role-other"), locale)
