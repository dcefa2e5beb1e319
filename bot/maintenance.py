"""What the command line does with a region's files and its database, without serving anybody."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import typer
from sqlalchemy import Engine, inspect, select

from bot import roster_findings
from bot.clock import clock_in, real_now
from bot.delivery.settling import LINE_KEY_LIVES
from bot.desk import agenda
from bot.library import Library
from bot.matching_commands import matcher_of
from bot.product import entries_of, texts_for
from bot.region import Region, load
from bot.roster_book import RosterBook
from bot.settings import Store
from knowledge import quality
from knowledge.taxonomy import Taxonomy
from storage import (
    alarms,
    backup,
    cases,
    directory,
    heartbeats,
    inbox,
    migrate,
    outbox_watch,
    roster,
    undelivered,
    unmatched,
)
from storage.backup import BackupRefused
from storage.database import Database, Tx
from storage.directory import Diff
from storage.engines import engine_for
from storage.moving import Move, MoveRefused
from storage.sealing import Keyring
from storage.tables import heartbeat, unmatched_word

WAITS_TOO_LONG = timedelta(minutes=5)
CHECKED_LASTS = timedelta(days=365)
ALIVE_WITHIN = timedelta(seconds=30)  # a running process beats every few seconds


@contextmanager
def opened(settings: Store) -> Iterator[tuple[Region, Database]]:
    """The region and its migrated database, closed afterwards."""
    region = load(settings.region)
    database = Database.open(settings.database_url, Keyring.from_text(settings.secret_key), region.id)
    try:
        migrate.upgrade(database.engine, newer_too=True)
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
    now = clock_in(region.zone)()
    if region.file.region.reference_date is not None:
        now = datetime.combine(region.file.region.reference_date, time(0), region.zone)
    today, towns, matcher = now.date(), region.file.region.towns, matcher_of(region)
    doubts = [
        *quality.findings(matcher.directory, taxonomy, towns, today),
        *quality.never_found(matcher, towns, today),
    ]
    for finding in doubts:
        parts = (finding.kind, finding.entry_id, finding.other, finding.town, finding.on)
        yield " ".join(str(part) for part in parts if part)
    yield from roster_findings.findings(region, now)


def words_unmatched(settings: Store) -> Iterator[str]:
    """Words that several people used and nothing matched. Only looks: a database is neither made nor migrated."""
    region, keyring = load(settings.region), Keyring.from_text(settings.secret_key)
    engine = engine_for(settings.database_url)
    embedded = engine.dialect.name == "sqlite"
    engine.dispose()
    if embedded and not Path(engine.url.database or "").exists():
        return
    database = Database.open(settings.database_url, keyring, region.id)
    try:
        if inspect(database.engine).has_table(unmatched_word.name):
            for said in database.run_sync(unmatched.said_by_many):
                yield f"unmatched {said.word} {said.people}"
    finally:
        database.close()


def diagnose(settings: Store) -> Iterator[str]:
    """One line for everything a person must look at. Ids and codes only."""
    with opened(settings) as (region, database):
        now = clock_in(region.zone, settings.test_clock)()

        def when(at: datetime) -> str:
            return at.astimezone(region.zone).isoformat(timespec="minutes")

        def look(tx: Tx) -> list[str]:
            found = [f"alarm since {when(one.since)}: {one.what}" for one in alarms.standing(tx)]
            found += [f"event {q.id} from {q.source} set aside: {q.reason}" for q in inbox.quarantined(tx)]
            found += left_behind(region, cases.loads(tx), now.date())
            found += [f"{t.kind} {t.id} {t.state}: {t.reason} (case {t.case_id})" for t in outbox_watch.troubles(tx)]
            for stuck in outbox_watch.waiting(tx, now - WAITS_TOO_LONG):
                since = when(stuck.since)
                found.append(
                    f"{stuck.count} sendings wait, the oldest since {since}: {stuck.reason or 'not tried yet'}"
                )
            return found + list(about_calendar(tx, region, now))

        yield from database.run_sync(look)
        checked = region.file.line.webhook_redelivery_checked_on
        if checked is None or now.date() - checked > CHECKED_LASTS:
            yield (
                "is LINE's webhook redelivery on? What we cannot store is lost without it, and no API tells. Look in "
                "LINE Developers > Messaging API > Webhook redelivery, then write the date into region.toml: "
                "[line] webhook_redelivery_checked_on"
            )


def restore_backup(settings: Store, file: Path, *, replace: bool) -> Iterator[str]:
    """Lines that say what was brought back. Nothing that waited in the backup is sent, or decided, unseen."""
    region = load(settings.region)
    keyring = Keyring.from_text(settings.secret_key)
    now = clock_in(region.zone, settings.test_clock)()
    engine = engine_for(settings.database_url)
    try:
        running = sorted(alive(engine, real_now()))
    finally:
        engine.dispose()
    if running:
        raise BackupRefused(f"{running[0]} works on this database; stop it first")
    backup.restore(settings.database_url, file, keyring, replace=replace)
    with opened(settings) as (_, database):

        def settle(tx: Tx) -> tuple[int, int]:
            heartbeats.forget_all(tx)
            return inbox.set_all_aside(tx, "restored"), undelivered.doubt_all(tx, now, LINE_KEY_LIVES)

        events, sends = database.run_sync(settle)
    yield f"{file}: restored for region {region.id}"
    yield f"{events} events were set aside, since they may have been decided after the backup: `tsunagu doctor`"
    yield f"{sends} sendings may have gone out after the backup: each is looked into before anything is sent"
    yield "erasures made after the backup must be made again: see the runbook"


def move_region(source: str, target: str, *, while_running: bool) -> None:
    """With a bar that shows both the copying and the comparing."""
    moving = Move(source, target)
    try:
        running = sorted(alive(moving.source, real_now()))
        if running and not while_running:
            raise MoveRefused(f"{running[0]} works on --from; stop it first, or move --while-running")
        rows = moving.begin()
        with typer.progressbar(length=2 * rows, label=f"{rows} rows", file=sys.stderr) as bar:
            moved = moving.run(bar.update)
        typer.echo(
            f"tsunagu: {moved.rows} rows of {moved.tables} tables moved and compared, sha256 {moved.digest}; "
            "set DATABASE_URL to --to, keep TSUNAGU_SECRET_KEY, and start",
            err=True,
        )
    finally:
        moving.close()


def alive(engine: Engine, now: datetime) -> set[str]:
    """Processes that worked on this database a moment ago."""
    if not inspect(engine).has_table(heartbeat.name):
        return set()
    with engine.connect() as conn:
        fresh = select(heartbeat.c.process).where(heartbeat.c.at > now - ALIVE_WITHIN)
        return set(conn.execute(fresh).scalars())


def agenda_of(settings: Store) -> Iterator[str]:
    """One line for every case that waits for a decision, overdue ones first. Numbers and codes only."""
    with opened(settings) as (region, database):
        now = clock_in(region.zone, settings.test_clock)()
        unowned = database.run_sync(cases.without_owner)
        yield from agenda.codes(agenda.waiting(unowned, now))


def about_calendar(tx: Tx, region: Region, now: datetime) -> Iterator[str]:
    """Whether the calendar of the roster comes from its address, and says what can be understood."""
    url = region.file.roster.url if region.file.roster else None
    if url is not None:
        kept = roster.calendar(tx, url)
        if kept is None or kept.fetched_at is None:
            why = kept.failure if kept and kept.failure else "not tried yet"
            yield f"roster calendar: never fetched: {why}"
        elif kept.failure:
            since = kept.fetched_at.astimezone(region.zone).isoformat(timespec="minutes")
            yield f"roster calendar: last fetched {since}, then: {kept.failure}"
    for problem in RosterBook(region).region(tx, now).calendar_problems(now):
        yield f"roster calendar: {problem.kind} on {problem.on}"


def left_behind(region: Region, loads: Mapping[str, int], today: date) -> list[str]:
    """Owners of open cases who do not work here; their cases go back to the desk when something happens in them."""
    here = {one.id for one in region.coordinators if one.active_on(today)}
    return [f"open cases are with {who}, who does not work here any more" for who in sorted(loads) if who not in here]


def replay_event(settings: Store, event: int) -> bool:
    """Whether the event was set aside, and now waits again."""
    with opened(settings) as (_, database):

        def work(tx: Tx) -> bool:
            if event not in {q.id for q in inbox.quarantined(tx)}:
                return False
            inbox.replay(tx, event)
            return True

        return database.run_sync(work)
