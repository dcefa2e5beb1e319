"""Addresses of calendars: nobody guesses one, each shows its own, and they outlive a change of keys."""

from datetime import datetime

import pytest
from icalendar import Calendar

from bot import region, roster_feed
from bot.library import Library
from bot.product import texts_for
from bot.roster_feed import Feed
from knowledge.taxonomy import Taxonomy
from storage.sealing import Keyring
from tests.builders import at

SHIPPED = region.load("yokosuka-miura")
OLD, NEW = "an-old-secret-0123456789-0123456789", "a-new-secret-0123456789-0123456789"
RING = Keyring.from_text(NEW)
TEXTS = texts_for(Library(SHIPPED, SHIPPED.taxonomy(Taxonomy.load())), SHIPPED)


def secret(feed: Feed, ring: Keyring = RING) -> str:
    return roster_feed.path_of(feed, SHIPPED.id, ring).removeprefix("/roster/").removesuffix(".ics")


def test_every_feed_has_an_address_of_its_own_that_leads_to_it() -> None:
    feeds = roster_feed.feeds(SHIPPED)

    assert len({secret(feed) for feed in feeds}) == len(feeds) == 4
    assert [roster_feed.find(secret(feed), SHIPPED, RING) for feed in feeds] == list(feeds)
    assert all(len(secret(feed)) == 32 and feed.id not in secret(feed) for feed in feeds)


@pytest.mark.parametrize("given", ["", "kujira", "x" * 32, "ä", "\udcff"])
def test_a_wrong_address_leads_nowhere(given: str) -> None:
    assert roster_feed.find(given, SHIPPED, RING) is None


def test_an_address_lives_as_long_as_its_key_is_in_the_ring() -> None:
    feed = roster_feed.feeds(SHIPPED)[1]
    handed_out = secret(feed, Keyring.from_text(OLD))

    assert roster_feed.find(handed_out, SHIPPED, Keyring.from_text(f"{NEW},{OLD}")) == feed
    assert roster_feed.find(handed_out, SHIPPED, RING) is None


def test_a_calendar_holds_turns_and_nothing_else() -> None:
    [kujira] = [feed for feed in roster_feed.feeds(SHIPPED) if feed.id == "kujira"]

    made = Calendar.from_ical(roster_feed.calendar(kujira, SHIPPED, TEXTS, at("10:00")))

    events = made.walk("VEVENT")
    assert {type(one.decoded("DTSTART")) for one in events} == {datetime}
    assert {one.decoded("DTSTART").astimezone(SHIPPED.zone).weekday() for one in events} == {0, 2, 4}
    assert not any(one.decoded("DTSTART") == at("9:00", 23) for one in events), "a holiday"
    assert {key for one in events for key in one} == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}
    assert len({str(one["UID"]) for one in events}) == len(events) > 50
