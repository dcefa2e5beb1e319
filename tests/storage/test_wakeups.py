"""Another process hears of a commit at once, of a rollback never, and again after its connection broke."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from storage import inbox, outbox
from storage.database import Database
from storage.wakeups import INBOX, OUTBOX, Listener
from tests.storage.builders import NOW, received
from tests.storage.test_outbox import say

AT_ONCE = 0.4  # seconds; below the half second after which a loop looks anyway


@contextlib.asynccontextmanager
async def listening(database: Database) -> AsyncIterator[dict[str, asyncio.Event]]:
    """As another process would be: with a connection of its own."""
    heard = {INBOX: asyncio.Event(), OUTBOX: asyncio.Event()}
    listener = Listener(database.engine, database.region_id, {name: event.set for name, event in heard.items()})
    running = asyncio.create_task(listener.run())
    await asyncio.wait_for(listener.listening.wait(), 5)
    for event in heard.values():
        event.clear()
    try:
        yield heard
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def told(event: asyncio.Event, within: float = AT_ONCE) -> bool:
    try:
        await asyncio.wait_for(event.wait(), within)
    except TimeoutError:
        return False
    return True


def run(database: Database, story: Callable[[dict[str, asyncio.Event]], object]) -> None:
    async def inside() -> None:
        async with listening(database) as heard:
            await story(heard)  # type: ignore[misc]

    asyncio.run(inside())


def test_a_commit_wakes_the_loop_it_is_for_and_no_other(postgresql: Database) -> None:
    async def story(heard: dict[str, asyncio.Event]) -> None:
        await postgresql.run(lambda tx: inbox.add(tx, [received("a")]))
        assert await told(heard[INBOX])
        assert not await told(heard[OUTBOX], 0.1)

        await postgresql.run(lambda tx: outbox.add(tx, [say()], now=NOW))
        assert await told(heard[OUTBOX])

    run(postgresql, story)


def test_what_was_rolled_back_and_what_is_of_another_region_wakes_nobody(postgresql: Database) -> None:
    other = Database(postgresql.engine, postgresql.keyring, "another")
    other.ensure_region()

    async def story(heard: dict[str, asyncio.Event]) -> None:
        with contextlib.suppress(ZeroDivisionError), postgresql.begin() as tx:
            inbox.add(tx, [received("a")])
            raise ZeroDivisionError
        other.run_sync(lambda tx: inbox.add(tx, [received("b")]))

        assert not await told(heard[INBOX], 0.3)

    run(postgresql, story)


def test_a_broken_connection_is_made_again_and_what_was_missed_is_looked_for(postgresql: Database) -> None:
    async def story(heard: dict[str, asyncio.Event]) -> None:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE starts_with(query, 'LISTEN')"
        postgresql.run_sync(lambda tx: tx.conn.exec_driver_sql(others).all())
        postgresql.run_sync(lambda tx: inbox.add(tx, [received("missed")]))

        assert await told(heard[INBOX], 5)

        heard[INBOX].clear()
        postgresql.run_sync(lambda tx: inbox.add(tx, [received("heard")]))
        assert await told(heard[INBOX])

    run(postgresql, story)


def test_where_nobody_tells_listening_ends_and_the_loops_go_on_looking(sqlite: Database) -> None:
    asyncio.run(asyncio.wait_for(Listener(sqlite.engine, "r", {}).run(), 1))


@pytest.mark.parametrize("uvloop", [True, False])
def test_it_listens_on_the_loop_the_product_uses(postgresql: Database, uvloop: bool) -> None:
    import uvloop as fast  # noqa: PLC0415

    async def inside() -> bool:
        async with listening(postgresql) as heard:
            await postgresql.run(lambda tx: inbox.add(tx, [received("a")]))
            return await told(heard[INBOX])

    with asyncio.Runner(loop_factory=fast.new_event_loop if uvloop else None) as runner:
        assert runner.run(inside())
