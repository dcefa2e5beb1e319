"""The roster as calendars to subscribe to: one for each coordinator and each desk, at an address nobody can guess.

The address is the only password a calendar program knows. It holds turns of duty, and nothing of any case.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from icalendar import Calendar, Event

from bot.region import Region
from bot.roster_calendar import LOOKS_AHEAD, LOOKS_BACK
from bot.texts import Texts
from routing.effects import Text
from routing.roster import Turn
from storage.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar it is."""

    kind: Literal["coordinator", "desk"]
    id: str
    name: str


def feeds(region: Region) -> tuple[Feed, ...]:
    desks = tuple(Feed("desk", desk.id, desk.name) for desk in region.file.desk)
    return (*desks, *(Feed("coordinator", one.id, one.name) for one in region.coordinators))


def path_of(feed: Feed, region_id: str, keyring: Keyring) -> str:
    """Where it is, under the product's address."""
    return f"/roster/{_secrets(feed, region_id, keyring)[0]}.ics"


def _secrets(feed: Feed, region_id: str, keyring: Keyring) -> tuple[str, ...]:
    """One for each key of the ring: an address outlives a change of keys until the old key is taken out."""
    return keyring.addresses(f"roster:{region_id}:{feed.kind}:{feed.id}")


def find(given: str, region: Region, keyring: Keyring) -> Feed | None:
    """Every address is compared, each in constant time, so that nothing is learned from how long it takes."""
    found = None
    for feed in feeds(region):
        for secret in _secrets(feed, region.id, keyring):
            if hmac.compare_digest(secret.encode(), given.encode("utf-8", "surrogateescape")):
                found = feed
    return found


def calendar(feed: Feed, region: Region, texts: Texts, now: datetime) -> bytes:
    """RFC 5545. Past turns stay for some weeks, so that a program that looks seldom misses none."""
    roster = region.roster(now)
    start, end = now - LOOKS_BACK, now + LOOKS_AHEAD
    if feed.kind == "desk":
        turns, title = roster.turns(feed.id, start, end), Text("desk-calendar-of-desk", {"name": feed.name})
    else:
        turns, title = roster.turns_of(feed.id, start, end), Text("desk-calendar-of-person", {"name": feed.name})
    made = Calendar()
    made.add("PRODID", "-//Tsunagu//roster//JA")
    made.add("VERSION", "2.0")
    made.add("X-WR-CALNAME", texts(title))
    made.add("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
    for turn in turns:
        if turn.coordinator is not None:
            made.add_component(_event(turn, feed, region, texts, now))
    return bytes(made.to_ical())


def _event(turn: Turn, feed: Feed, region: Region, texts: Texts, now: datetime) -> Event:
    names = {one.id: one.name for one in region.coordinators}
    summary = names.get(turn.coordinator or "", turn.coordinator or "")
    if feed.kind == "coordinator":
        summary = texts(Text("desk-calendar-turn", {"desk": region.desk(turn.desk).name}))
    event = Event()
    begins = f"{turn.start:%Y%m%dT%H%M%SZ}"
    event.add("UID", f"{begins}-{turn.end:%H%M}-{turn.desk}-{turn.coordinator}@{region.id}.tsunagu")
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("DTSTART", turn.start)
    event.add("DTEND", turn.end)
    event.add("SUMMARY", summary)
    if turn.coordinator != turn.rostered:
        event.add("DESCRIPTION", texts(Text("desk-calendar-instead", {"out": names.get(turn.rostered, turn.rostered)})))
    return event
