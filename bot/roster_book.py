"""The region as it stands in one transaction: its files, and what is stored of the roster."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.region import Region
from storage import roster
from storage.database import Tx

KEPT_IN_SIGHT = timedelta(days=35)  # as far back as a calendar that people subscribe to shows


class RosterBook:
    """Asked in every transaction; reads the rows only when their revision is another, or the day."""

    def __init__(self, region: Region) -> None:
        self.written = region  # the files alone
        self._read: tuple[int, date, Region] | None = None

    def region(self, tx: Tx, now: datetime, revision: int | None = None) -> Region:
        """`now` is in the region's zone; `revision` is that of the stored roster, where the caller has just read it."""
        revision, read = roster.revision(tx) if revision is None else revision, self._read
        if read is None or read[:2] != (revision, now.date()):
            changes = roster.changes(tx, now - KEPT_IN_SIGHT)
            stored = replace(self.written, changes=changes, fetched=fetched(tx, self.written))
            read = self._read = (revision, now.date(), stored)
        return read[2]


def fetched(tx: Tx, region: Region) -> str | None:
    """The last good copy of the region's calendar, where it comes from an address."""
    url = region.file.roster.url if region.file.roster else None
    kept = roster.calendar(tx, url) if url else None
    return kept.text if kept else None
