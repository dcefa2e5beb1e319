"""Settings are versioned: a case remembers under which it was opened."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Lock, Tx, alone
from storage.tables import region, settings_version


@dataclass(frozen=True, slots=True)
class InForce:
    version: int
    model: str | None  # chosen on the running system; None: what the file says
    roster_revision: int


_IN_FORCE = sa.select(region.c.settings_version, region.c.switched_to, region.c.roster_revision).where(
    region.c.region_id == sa.bindparam("region")
)


def in_force(tx: Tx) -> InForce:
    """Read with every decision: a switch is heard of by all processes at once."""
    return InForce(*tx.conn.execute(_IN_FORCE, {"region": tx.region_id}).one())


def model_of(tx: Tx, written: str) -> str:
    """The intake model in force, when the file says `written`.

    A file that was edited since the switch goes before it, and one that agrees ends it.
    """
    r = region
    row = tx.conn.execute(sa.select(r.c.switched_to, r.c.switched_from).where(r.c.region_id == tx.region_id)).one()
    if row.switched_to is not None and row.switched_from == written != row.switched_to:
        return str(row.switched_to)
    if row.switched_to is not None:
        tx.conn.execute(r.update().where(r.c.region_id == tx.region_id).values(switched_to=None, switched_from=None))
    return written


def switch(tx: Tx, model: str, written: str) -> None:
    """New cases begin under `model` from now on, whatever the file says, until somebody edits the file."""
    alone(tx.conn, Lock.SETTINGS)
    same = model == written
    values = {"switched_to": None if same else model, "switched_from": None if same else written}
    tx.conn.execute(region.update().where(region.c.region_id == tx.region_id).values(**values))


def version_of(tx: Tx, body: str, now: datetime) -> int:
    """The number of these settings; a new one when they differ from the last."""
    alone(tx.conn, Lock.SETTINGS)
    digest = hashlib.sha256(body.encode()).hexdigest()
    row = tx.conn.execute(sa.select(region).where(region.c.region_id == tx.region_id)).one()
    if row.settings_hash == digest:
        return int(row.settings_version)
    version = row.settings_version + 1
    tx.conn.execute(
        settings_version.insert().values(region_id=tx.region_id, version=version, hash=digest, since=now, body=body)
    )
    tx.conn.execute(
        region.update().where(region.c.region_id == tx.region_id).values(settings_version=version, settings_hash=digest)
    )
    return int(version)
