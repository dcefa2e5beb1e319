"""The calendar of duty from its address, looked at again and again. A copy that cannot be read changes nothing."""

import asyncio
import logging
from datetime import timedelta
from urllib.parse import urljoin

import aiohttp

from bot.clock import Clock
from bot.region_tables import is_safe
from bot.roster_calendar import UnreadableCalendar, parsed
from storage import roster
from storage.database import Database

log = logging.getLogger("tsunagu.roster")

EVERY = timedelta(minutes=15)
LOOK_EVERY = 5.0  # seconds; a look at our own row, not at the address
WITHIN = 20.0  # seconds
LARGEST = 4_000_000  # bytes; ten years of a desk's turns are below one
REDIRECTS = 3  # some calendars answer from another host


class NotFetched(Exception):
    """One word or number for `doctor`; never the address, which is a secret."""


class CalendarWatch:
    def __init__(self, url: str, database: Database, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._url, self._database, self._session, self._clock = url, database, session, clock

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except Exception as error:  # noqa: BLE001 - the database is away: the next look comes
                log.error("calendar not looked at: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def once(self) -> bool:
        """Whether it was time, and ours to fetch."""
        now = self._clock()
        if not await self._database.run(lambda tx: roster.begin_fetch(tx, self._url, now, EVERY)):
            return False
        try:
            text = await self._fetch()
            await asyncio.to_thread(parsed, text)
        except UnreadableCalendar:
            await self._failed("unreadable")
        except NotFetched as error:
            await self._failed(str(error))
        else:
            await self._database.run(lambda tx: roster.keep_calendar(tx, text, self._clock()))
        return True

    async def _failed(self, why: str) -> None:
        log.warning("calendar not fetched: %s", why)
        await self._database.run(lambda tx: roster.fetch_failed(tx, why))

    async def _fetch(self) -> str:
        url = self._url
        try:
            async with asyncio.timeout(WITHIN):
                for _ in range(REDIRECTS + 1):
                    async with self._session.get(url, allow_redirects=False) as answer:
                        if answer.status == 200:
                            return _text(await _body(answer))
                        if answer.status not in (301, 302, 303, 307, 308):
                            raise NotFetched(f"status {answer.status}")
                        url = urljoin(url, answer.headers.get("Location", ""))
                    if not is_safe(url):
                        raise NotFetched("redirected to an unsafe address")
        except TimeoutError:
            raise NotFetched("timeout") from None
        except (aiohttp.ClientError, ValueError) as error:
            raise NotFetched(type(error).__name__) from None
        raise NotFetched("redirected too often")


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in answer.content.iter_chunked(65_536):
        size += len(part)
        if size > LARGEST:
            raise NotFetched("too large")
        parts.append(part)
    return b"".join(parts)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotFetched("not UTF-8") from None
