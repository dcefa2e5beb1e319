"""The roster on the command line."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.clock import clock_in
from bot.desk.roster import Line, table_lines
from bot.maintenance import opened
from bot.region import Region, load
from bot.roster_book import RosterBook
from bot.roster_feed import feeds, path_of
from bot.settings import Store
from routing.duty import WEEKDAYS
from storage.sealing import Keyring


def stored_table(store: Store, weeks: int) -> Iterator[str]:
    with opened(store) as (place, database):
        now = clock_in(place.zone, store.test_clock)()
        yield from table(database.run_sync(lambda tx: RosterBook(place).region(tx, now)), now, weeks)


def table(region: Region, now: datetime, weeks: int) -> Iterator[str]:
    """One line for each turn and each gap."""
    written, names = region.roster(now), {one.id: one.name for one in region.coordinators}
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for desk in region.file.desk:
        for line in table_lines(written, desk.id, start, start + timedelta(weeks=weeks), names):
            yield f"{desk.id}  {in_line(line)}"


def in_line(line: Line) -> str:
    who = line.name or "nobody"
    instead = f" (for {line.instead_of})" if line.instead_of else ""
    return f"{line.start:%Y-%m-%d} {WEEKDAYS[line.start.weekday()]} {line.start:%H:%M}-{line.end:%H:%M}  {who}{instead}"


def addresses(store: Store, before: str) -> Iterator[str]:
    """Whoever has an address can read that calendar: give each to its own person alone."""
    place, keyring = load(store.region), Keyring.from_text(store.secret_key)
    for feed in feeds(place):
        yield f"{feed.kind} {feed.id}  {before}{path_of(feed, place.id, keyring)}"
