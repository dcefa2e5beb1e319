"""PostgreSQL tells other processes what was committed; polling stays as the net. SQLite has one process."""

import asyncio
import logging
from collections.abc import Callable, Mapping

import psycopg
from sqlalchemy.engine import Engine

log = logging.getLogger("tsunagu.wakeups")

INBOX, OUTBOX = "tsunagu_inbox", "tsunagu_outbox"  # channels; what is told is the region, never a row
AGAIN_AFTER = 1.0  # seconds
LONGEST_WAIT = 30.0


class Listener:
    """One extra connection of this process, made again whenever it breaks."""

    def __init__(self, engine: Engine, region_id: str, wake: Mapping[str, Callable[[], None]]) -> None:
        self._engine, self._region_id, self._wake = engine, region_id, wake
        self.listening = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Ends at once on a database that cannot tell."""
        if self._engine.dialect.name != "postgresql":
            return
        pause = AGAIN_AFTER
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("not told of news, looking instead: %s", type(error).__name__)
            pause = AGAIN_AFTER if self.listening.is_set() else min(pause * 2, LONGEST_WAIT)
            self.listening.clear()
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        _, options = self._engine.dialect.create_connect_args(self._engine.url)
        alive = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
        async with await psycopg.AsyncConnection.connect(**{**options, **alive, "autocommit": True}) as connection:
            for channel in self._wake:
                await connection.execute(f"LISTEN {channel}")
            self.listening.set()
            for wake in self._wake.values():
                wake()  # what was committed while nobody listened
            async for told in connection.notifies():
                if told.payload == self._region_id:
                    self._wake[told.channel]()
