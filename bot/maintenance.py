"""What the command line does with a region's files and its database, without serving anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.clock import clock_in
from bot.library import Library
from bot.matching_commands import matcher_of
from bot.product import entries_of, texts_for
from bot.region import Region, load
from bot.settings import Store
from knowledge import quality
from knowledge.taxonomy import Taxonomy
from storage import directory, inbox, migrate, outbox
from storage.database import Database, Tx
from storage.directory import Diff
from storage.sealing import Keyring

WAITS_TOO_LONG = timedelta(minutes=5)


@contextmanager
def opened(settings: Store) -> Iterator[tuple[Region, Database]]:
    """The region and its migrated database, closed afterwards."""
    region = load(settings.region)
    database = Database.open(settings.database_url, Keyring.from_text(settings.secret_key), region.id)
    try:
        migrate.upgrade(database.engine)
        database.ensure_region()
        yield region, database
    finally:
        database.close()


class _Undone(Exception):
    """Carries a diff out of a transaction that must not happen."""

    def __init__(self, diff: Diff) -> None:
        self.diff = diff


def import_region(settings: Store, *, dry_run: bool) -> Iterator[str]:
    """Lines that say what changed, or would change."""
    with opened(settings) as (region, database):
        taxonomy = region.taxonomy(Taxonomy.load())
        entries = entries_of(region, taxonomy)
        now = clock_in(region.zone)()

        def work(tx: Tx) -> Diff:
            diff = directory.import_entries(tx, entries, now)
            if dry_run:
                raise _Undone(diff)
            return diff

        try:
            diff = database.run_sync(work)
        except _Undone as undone:
            diff = undone.diff
        for name, ids in (("added", diff.added), ("changed", diff.changed), ("gone", diff.gone), ("kept", diff.kept)):
            yield from (f"{name} {entry_id}" for entry_id in ids)
        yield diff.summary()


def check_region(region: Region) -> Iterator[str]:
    """Doubtful places of a region that can be read. Raises what makes it unreadable."""
    taxonomy = region.taxonomy(Taxonomy.load())
    texts_for(Library(region, taxonomy), region)
    today = region.file.region.reference_date or clock_in(region.zone)().date()
    towns, matcher = region.file.region.towns, matcher_of(region)
    doubts = [
        *quality.findings(matcher.directory, taxonomy, towns, today),
        *quality.never_found(matcher, towns, today),
    ]
    for finding in doubts:
        parts = (finding.kind, finding.entry_id, finding.other, finding.town, finding.on)
        yield " ".join(str(part) for part in parts if part)


def diagnose(settings: Store) -> Iterator[str]:
    """One line for everything a person must look at. Ids and codes only."""
    with opened(settings) as (region, database):
        now = clock_in(region.zone, settings.test_clock)()

        def look(tx: Tx) -> list[str]:
            found = [f"event {q.id} from {q.source} set aside: {q.reason}" for q in inbox.quarantined(tx)]
            found += [f"{t.kind} {t.id} {t.state}: {t.reason} (case {t.case_id})" for t in outbox.troubles(tx)]
            for stuck in outbox.waiting(tx, now - WAITS_TOO_LONG):
                since = stuck.since.astimezone(region.zone).isoformat(timespec="minutes")
                found.append(
                    f"{stuck.count} sendings wait, the oldest since {since}: {stuck.reason or 'not tried yet'}"
                )
            return found

        yield from database.run_sync(look)


def replay_event(settings: Store, event: int) -> bool:
    """Whether the event was set aside, and now waits again."""
    with opened(settings) as (_, database):

        def work(tx: Tx) -> bool:
            if event not in {q.id for q in inbox.quarantined(tx)}:
                return False
            inbox.replay(tx, event)
            return True

        return database.run_sync(work)
