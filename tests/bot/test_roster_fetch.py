"""The calendar from its address: only a good copy counts, and what failed is told as a code."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot import roster_fetch
from bot.roster_fetch import CalendarWatch
from storage import roster
from storage.database import Database
from storage.roster import Fetched
from tests.bot.test_roster_calendar import WEEKLY, calendar
from tests.builders import at

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
GOOD = calendar(WEEKLY)


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{name}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/roster.ics"  # type: ignore[union-attr]
    finally:
        await runner.cleanup()


async def says(request: web.Request) -> web.StreamResponse:
    return web.Response(text=GOOD)


def fetched(database: Database, answers: list[Answer], moments: list[datetime]) -> list[Fetched | None]:
    """What is kept after each look, the n-th answered by the n-th answer."""

    async def play() -> list[Fetched | None]:
        left, kept = list(answers), []

        async def answer(request: web.Request) -> web.StreamResponse:
            return await left.pop(0)(request)

        async with served(answer) as url, aiohttp.ClientSession() as session:
            for now in moments:
                watch = CalendarWatch(url, database, session, lambda now=now: now)  # type: ignore[misc]
                await watch.once()
                kept.append(await database.run(lambda tx: roster.calendar(tx, url)))
        return kept

    return asyncio.run(play())


def test_a_good_copy_is_kept_and_looked_at_again_after_a_quarter_of_an_hour(sqlite: Database) -> None:
    moments = [at("10:00"), at("10:14"), at("10:15")]

    kept = fetched(sqlite, [says, says], moments)

    assert [one.text if one else None for one in kept] == [GOOD] * 3
    assert [one.fetched_at if one else None for one in kept] == [at("10:00"), at("10:00"), at("10:15")]


async def forbidden(request: web.Request) -> web.StreamResponse:
    return web.Response(status=403)


async def signs_in(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>Sign in</html>")


async def cut_short(request: web.Request) -> web.StreamResponse:
    return web.Response(text=GOOD[: len(GOOD) // 2])


async def sends_elsewhere(request: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "http://calendar.example.jp/roster.ics"})


async def sends_in_circles(request: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "/roster.ics"})


async def too_much(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"x" * (roster_fetch.LARGEST + 1))


async def not_utf8(request: web.Request) -> web.StreamResponse:
    return web.Response(body="鯨井".encode("shift_jis"))


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ([forbidden], "status 403"),
        ([signs_in], "unreadable"),
        ([cut_short], "unreadable"),
        ([sends_elsewhere], "redirected to an unsafe address"),
        ([sends_in_circles] * 4, "redirected too often"),
        ([too_much], "too large"),
        ([not_utf8], "not UTF-8"),
    ],
)
def test_what_cannot_be_read_leaves_the_last_good_copy(sqlite: Database, answers: list[Answer], failure: str) -> None:
    first, then = fetched(sqlite, [says, *answers], [at("10:00"), at("10:15")])

    assert first is not None
    assert then is not None
    assert (first.failure, then.failure) == (None, failure)
    assert (then.text, then.fetched_at) == (GOOD, at("10:00"))


def test_a_calendar_that_moved_is_followed(sqlite: Database) -> None:
    [kept] = fetched(sqlite, [sends_in_circles, says], [at("10:00")])

    assert kept is not None
    assert kept.text == GOOD


def test_a_failure_is_forgotten_when_it_works_again(sqlite: Database) -> None:
    *_, last = fetched(sqlite, [forbidden, says], [at("10:00"), at("10:00") + timedelta(hours=1)])

    assert last is not None
    assert (last.text, last.failure) == (GOOD, None)
