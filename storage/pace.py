"""When the next post may go into a Slack channel, kept for all processes together: Slack takes about one a second."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import Instant, channel_pace


def reserve(tx: Tx, channel: str, now: datetime, apart: timedelta) -> datetime:
    """The moment that is the caller's alone to post in; whoever asks next gets a later one."""
    t = channel_pace
    ours = sa.and_(t.c.region_id == tx.region_id, t.c.channel == channel)
    while True:
        taken = tx.conn.execute(sa.select(t.c.free_at).where(ours).with_for_update()).scalar_one_or_none()
        moment = now if taken is None else max(taken, now)
        if taken is not None:
            tx.conn.execute(t.update().where(ours).values(free_at=sa.literal(moment + apart, Instant)))
            return moment
        if tx.insert_new(t, region_id=tx.region_id, channel=channel, free_at=moment + apart) is not None:
            return moment
