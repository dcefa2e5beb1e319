"""The directory as the database keeps it: every version, so that an answer can be proved later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.resource import Directory, Resource
from routing.decision import Reviewed
from storage import values
from storage.database import Lock, Tx, alone
from storage.tables import directory_entry, region


@dataclass(frozen=True, slots=True)
class Diff:
    """What an import changed, by entry id. `kept` were changed by a coordinator since, and stay as she left them."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    unchanged: int = 0

    def summary(self) -> str:
        counts = f"{len(self.added)} added, {len(self.changed)} changed, {len(self.gone)} gone"
        return f"{counts}, {len(self.kept)} kept as reviewed, {self.unchanged} unchanged"


def import_entries(tx: Tx, entries: Sequence[Resource], now: datetime) -> Diff:
    """Brings the file's entries in as new versions where they differ from the last import.

    What a coordinator changed stands, until the file was verified on a later day than her review.
    """
    alone(tx.conn, Lock.DIRECTORY)
    current = {row.entry_id: row for row in _current(tx)}
    imported = _last_imported(tx)
    added, changed, kept, same = [], [], [], 0
    for entry in entries:
        row, before = current.get(entry.id), imported.get(entry.id)
        if row is None:
            added.append(entry.id)
            _put(tx, replace(entry, version=_last_version(tx, entry.id) + 1), "import", None, now)
            continue
        says_the_same = before is not None and replace(entry, version=before.version) == before
        if row.origin == "review" and (says_the_same or not _verified_after(entry, row.since.astimezone(now.tzinfo))):
            kept.append(entry.id)
        elif says_the_same:
            same += 1
        else:
            changed.append(entry.id)
            _put(tx, replace(entry, version=row.version + 1), "import", None, now)
    names = {entry.id for entry in entries}
    gone = [entry_id for entry_id in current if entry_id not in names]
    for entry_id in gone:
        _retire(tx, entry_id)
    if added or changed or gone:
        _revised(tx)
    return Diff(tuple(added), tuple(changed), tuple(gone), tuple(kept), same)


def snapshot(tx: Tx) -> tuple[int, Directory]:
    """The revision number and every current entry."""
    number = revision(tx)  # first: a change in between is then fetched once more, not missed
    return number, Directory.of(values.resource.validate_json(row.body) for row in _current(tx))


def revision(tx: Tx) -> int:
    found = sa.select(region.c.directory_revision).where(region.c.region_id == tx.region_id)
    return int(tx.conn.execute(found).scalar_one())


def entry_at(tx: Tx, entry_id: str, version: int) -> Resource | None:
    """The entry exactly as it was shown."""
    t = directory_entry
    body = tx.conn.execute(
        sa.select(t.c.body).where(t.c.region_id == tx.region_id, t.c.entry_id == entry_id, t.c.version == version)
    ).scalar_one_or_none()
    return values.resource.validate_json(body) if body else None


CORRECTABLE = ("phone", "hours", "how_to_apply", "description", "fee", "capacity")


def revise(tx: Tx, review: Reviewed, today: date, now: datetime) -> Resource | None:
    """A coordinator's review as a new version: checked today, or no longer shown. None for an unknown entry.

    Only fields of CORRECTABLE can change; the edge has checked their values.
    """
    alone(tx.conn, Lock.DIRECTORY)
    row = next(iter(_current(tx, review.entry_id)), None)
    if row is None:
        return None
    entry = values.resource.validate_json(row.body)
    if review.verdict == "hidden":
        entry = replace(entry, valid_until=today - timedelta(days=1))
    else:
        changes: dict[str, Any] = {field: value for field, value in review.changes if field in CORRECTABLE}
        over = entry.valid_until is not None and entry.valid_until < today  # hidden before, and now found to be right
        changes["valid_until"] = None if over else entry.valid_until
        entry = replace(entry, verified_on=today, verified_by="coordinator", **changes)
    entry = replace(entry, version=entry.version + 1)
    _put(tx, entry, "review", review.by, now)
    _revised(tx)
    return entry


def _verified_after(entry: Resource, review: datetime) -> bool:
    return entry.verified_on is not None and entry.verified_on > review.date()


def _current(tx: Tx, entry_id: str | None = None) -> Sequence[sa.Row[Any]]:
    t = directory_entry
    chosen = sa.select(t).where(t.c.region_id == tx.region_id, t.c.current.is_(True)).order_by(t.c.id)
    return tx.conn.execute(chosen if entry_id is None else chosen.where(t.c.entry_id == entry_id)).all()


def _last_imported(tx: Tx) -> dict[str, Resource]:
    t = directory_entry
    rows = tx.conn.execute(
        sa.select(t.c.entry_id, t.c.body)
        .where(t.c.region_id == tx.region_id, t.c.origin == "import")
        .order_by(t.c.version)
    )
    last = {row.entry_id: row.body for row in rows}
    return {entry_id: values.resource.validate_json(body) for entry_id, body in last.items()}


def _last_version(tx: Tx, entry_id: str) -> int:
    t = directory_entry
    last = sa.select(sa.func.max(t.c.version)).where(t.c.region_id == tx.region_id, t.c.entry_id == entry_id)
    return int(tx.conn.execute(last).scalar_one() or 0)


def _retire(tx: Tx, entry_id: str) -> None:
    t = directory_entry
    tx.conn.execute(t.update().where(t.c.region_id == tx.region_id, t.c.entry_id == entry_id).values(current=False))


def _put(tx: Tx, entry: Resource, origin: str, by: str | None, now: datetime) -> None:
    _retire(tx, entry.id)
    tx.conn.execute(
        directory_entry.insert().values(
            region_id=tx.region_id,
            entry_id=entry.id,
            version=entry.version,
            current=True,
            origin=origin,
            changed_by=by,
            since=now,
            body=values.dump(values.resource, entry),
        )
    )


def _revised(tx: Tx) -> None:
    tx.conn.execute(
        region.update()
        .where(region.c.region_id == tx.region_id)
        .values(directory_revision=region.c.directory_revision + 1)
    )
