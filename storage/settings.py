"""Settings are versioned: a case remembers under which it was opened."""

import hashlib
from datetime import datetime

import sqlalchemy as sa

from storage.database import Lock, Tx, alone
from storage.tables import region, settings_version


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
