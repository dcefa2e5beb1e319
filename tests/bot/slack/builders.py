"""Cards, entries and payloads for the tests of Slack; what does not matter is filled in."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.desk.blocks import Rendered
from bot.desk.cards import CardFacts
from bot.desk.thread import Reference
from bot.simulator.slack.blockkit.layouts import check_message_blocks, too_long_together
from bot.simulator.slack.blockkit.views import check_view
from bot.texts import Texts
from bot.texts.hours import hours_in_words
from knowledge.resource import Resource
from knowledge.taxonomy import Taxonomy
from knowledge.terms import Glossary
from knowledge.understanding import Slots
from routing.case import Status
from tests.bot.line.builders import TODAY, entry
from tests.builders import some_case

Json = dict[str, Any]

GOLDEN = Path(__file__).parent / "golden"
KUJIRA, UMINEKO, SUPPORTER = "U0KUJIRA01", "U0UMINEKO1", "U0HOKEN001"
DESK = "C0TSUNAGU1"

NAMES = {"kujira": "鯨井 なぎさ"}
TAXONOMY = Taxonomy.load()
GLOSSARY = Glossary.load()


def label(code: str, locale: str) -> str:
    if code.startswith("requester:"):
        return TAXONOMY.requester_types[code.removeprefix("requester:")].label_ja
    return NAMES.get(code) or TAXONOMY.label(code, locale)


TEXTS = Texts(label)

ENTRIES = {
    one.id: one
    for one in (
        entry(),
        entry("ym-062", name="訪問看護 うみのおと", capacity="open", phone="000-0000-0062"),
        entry("ym-063", name="<@U0KUJIRA01> *放課後* & デイ", verified_on=None, verified_by="unverified"),
    )
}

REFERENCE = Reference(
    texts=TEXTS,
    entry=lambda ref: ENTRIES.get(ref.entry_id),
    term=GLOSSARY.get,
    hours=lambda hours, locale: hours_in_words(hours, TEXTS, locale),
    today=TODAY,
)

KNOWN = Slots(municipality="142085", age_months=40, care_types=("ventilator", "suction"), life_stage="preschool")


def known_entry(entry_id: str) -> Resource:
    return ENTRIES[entry_id]


def card_facts(**changes: Any) -> CardFacts:
    """A waiting case with everything known, shown in full."""
    case_changes = {
        name: changes.pop(name)
        for name in list(changes)
        if name in ("words", "status", "urgency", "consent", "slots", "topics", "requester", "follow_up_on")
        or name in ("close_reason", "outcome")
    }
    case_changes.setdefault("slots", KNOWN)
    case_changes.setdefault("topics", ("short-stay-medical",))
    owner = case_changes.get("status", Status.WAITING) is not Status.WAITING
    case = some_case(owner="kujira" if owner else None, **case_changes)
    return replace(CardFacts(case, "full", owner="鯨井 なぎさ" if owner else "", asker="みさき"), **changes)


# -- what a reader sees, and what Slack would say --------------------------------------------------


def refused_by_slack(message: Rendered) -> list[str]:
    """What the strict reading of Block Kit has against this message."""
    found = check_message_blocks(list(message.blocks)).messages
    if too_long_together(list(message.blocks)):
        found.append("msg_blocks_too_long")
    if not message.text or len(message.text) > 40_000:
        found.append("text")
    return found


def refused_view(view: Json) -> list[str]:
    return check_view(view, view["type"]).messages


def unformatted(value: Any) -> str:
    """The text of all blocks that Slack shows as it is: plain_text, and runs of rich_text."""
    if isinstance(value, dict):
        if value.get("type") in ("plain_text", "text"):
            return str(value["text"])
        return "".join(unformatted(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return "".join(unformatted(inner) for inner in value)
    return ""


def formatted(value: Any) -> str:
    """The text that Slack reads signs in."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            return str(value["text"])
        return "\n".join(filter(None, (formatted(inner) for inner in value.values())))
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, (formatted(inner) for inner in value)))
    return ""


def buttons(blocks: Any) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for block in blocks:
        held = [*(block.get("elements") or []), *([block["accessory"]] if "accessory" in block else [])]
        found |= {one["action_id"]: one for one in held if one.get("type") == "button"}
    return found


def same_as_golden(name: str, value: Any) -> None:
    """Compares with the saved file; with UPDATE_GOLDEN it is written anew, to be read by a person."""
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert json.loads(json.dumps(value)) == json.loads(path.read_text("utf-8"))
