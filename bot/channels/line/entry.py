"""What one entry says to a family, in words: nothing is composed here that a person did not check or write."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import reduce
from urllib.parse import quote, urlsplit

from bot.channels.line.measure import sendable, shorten, whole_sentences
from bot.channels.line.voice import Voice
from bot.texts.hours import hours_in_words
from knowledge.resource import Resource
from routing.case import EntryRef

NAME_MAX = 60
REASONS_MAX = 3
REASONS_IN_ORDER = ("confirmed", "topic", "town", "care", "age", "stage")  # words only where these say little
WORDS_MAX = 3
CODED = ("topic", "town", "stage", "care")  # reasons whose value is a code with a name in every language
PLAIN = ("age", "confirmed")  # reasons that say all by their kind
EMAIL_MAX = 254  # longer than any address
URL_MAX = 1000  # LINE refuses longer ones
_NUMBER = re.compile(r"[#*+]?\d(?:[\d\-() .]*\d)?")


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters the long fields may take. Halved until the bubble fits into what LINE accepts."""

    description: int = 300
    how: int = 150
    short: int = 60

    def halved(self) -> "Room":
        return Room(self.description // 2, self.how // 2, self.short // 2)


@dataclass(frozen=True, slots=True)
class EntryWords:
    entry_id: str
    version: int
    name: str
    about: tuple[str, ...]  # what it is, and what to know before hoping
    reasons: tuple[str, ...]
    facts: tuple[str, ...]  # how to apply, hours, fee, where to write
    checked: str
    number: str | None  # as people write it
    dial: str | None  # tel: URI
    page: str | None  # https only
    email: str | None


def entry_words(entry: Resource, ref: EntryRef, voice: Voice, today: date, room: Room) -> EntryWords:
    number, dial = telephone(entry.phone)
    easy = voice.locale == "ja-easy" and entry.description_easy
    email = entry.email if entry.email and len(entry.email) <= EMAIL_MAX and entry.email.isprintable() else None
    hours = hours_in_words(entry.hours, voice.texts, voice.locale)
    about = [
        _fitting(entry.description_easy if easy else entry.description, room.description, voice, dial),
        voice("by-arrangement") if ref.by_arrangement else "",
        voice(f"capacity-{entry.capacity}") if entry.capacity in ("waiting", "full", "unknown") else "",
    ]
    facts = [
        _row(voice, "entry-how", "how", _fitting(entry.how_to_apply, room.how, voice, dial)),
        _row(voice, "entry-hours", "hours", _fitting(hours, room.how, voice, dial)),
        _row(voice, "entry-fee", "fee", _fitting(entry.fee, room.short, voice, dial)),
        "" if dial or not number else voice("entry-phone", phone=number),
        "" if dial or not email else voice("entry-email", email=email),
    ]
    return EntryWords(
        entry_id=entry.id,
        version=entry.version,
        name=shorten(sendable(entry.name), NAME_MAX),
        about=tuple(words for words in about if words),
        reasons=_reasons(ref, voice, room),
        facts=tuple(words for words in facts if words),
        checked=_checked(entry, voice, today),
        number=number,
        dial=dial,
        page=web_page(entry.url),
        email=None if dial else email,
    )


def telephone(phone: str | None) -> tuple[str | None, str | None]:
    """The number as people write it, and its tel: URI; #8000 becomes tel:%238000. Of several numbers the first."""
    if not phone or not phone.strip():
        return None, None
    written = sendable(phone.strip())
    found = _NUMBER.search(unicodedata.normalize("NFKC", written))
    if found is None:
        return shorten(written, NAME_MAX), None
    dialled = re.sub(r"[^\d#*+]", "", found[0])
    return shorten(written, NAME_MAX), "tel:" + quote(dialled, safe="+*")


def web_page(url: str | None) -> str | None:
    """The address if a button may open it: https, with a host, and short enough."""
    if not url:
        return None
    address = quote(sendable(url.strip()), safe="%/:=&?~#+!$,;'@()*[]")
    try:
        parts = urlsplit(address)
        usable = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        return None
    return address if usable and len(address) <= URL_MAX else None


def _fitting(text: str, most: int, voice: Voice, dial: str | None) -> str:
    """The text, or its first sentences and where to hear the rest."""
    kept, missing = whole_sentences(sendable(text).strip(), most)
    return f"{kept} {voice('more-by-phone' if dial else 'more-by-asking')}" if missing else kept


def _row(voice: Voice, text_id: str, name: str, words: str) -> str:
    return voice(text_id, **{name: words}) if words else ""


def _reasons(ref: EntryRef, voice: Voice, room: Room) -> tuple[str, ...]:
    """What speaks for it, the strongest first, one of a kind: a tired parent reads two lines, not eight."""
    said = []
    for kind in REASONS_IN_ORDER:
        values = [value for given, value in ref.reasons if given == kind]
        if values and kind in CODED:
            said.append(voice(f"reason-{kind}", **{f"{kind}_code": values[0]}))
        elif values and kind in PLAIN:
            said.append(voice(f"reason-{kind}"))
    words = [shorten(sendable(value), room.short // 2) for kind, value in ref.reasons if kind == "word"][:WORDS_MAX]
    if words:
        quoted = [voice("quoted-word", word=word) for word in dict.fromkeys(words)]
        said.append(voice("reason-words", words=reduce(lambda a, b: voice("quoted-words", a=a, b=b), quoted)))
    return tuple(said)[:REASONS_MAX]


def _checked(entry: Resource, voice: Voice, today: date) -> str:
    """When and by whose role it was checked, and that it is under review when that was long ago."""
    on = entry.verified_on
    if on is None:
        return ""
    day = {"year": str(on.year), "month": str(on.month), "day": str(on.day)}
    role = f"role-{entry.verified_by.replace('_', '-')}"
    who = voice(role if voice.has(role) else "role-other")
    said = voice("checked-import", **day) if entry.verified_by == "import" else voice("checked", **day, who=who)
    return f"{said} {voice('checked-long-ago')}" if entry.under_review(today) else said
