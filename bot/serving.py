"""The product behind a socket: in the foreground, or in a thread of its own for the demo and the tests."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from aiohttp import web
from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST

SHUTDOWN_WITHIN = 20  # seconds for what is under way


class CannotServe(Exception):
    """The address is taken, or the product did not start. One line."""


def listening(host: str, port: int) -> socket.socket:
    """A bound socket. Raises CannotServe."""
    # With the protocol named, asyncio turns Nagle off; without it every answer waits 40 ms for a delayed ACK.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}") from None
    return bound


def server(app: FastAPI) -> uvicorn.Server:
    """Access lines are off: a path may hold an id, and nobody reads a line for every health check."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="httptools",
            ws="none",
            loop="uvloop",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN_WITHIN,
        )
    )


def serve(app: FastAPI, bound: socket.socket) -> None:
    """Until a signal ends it. Raises CannotServe."""
    running = server(app)
    running.run(sockets=[bound])
    if not running.started:
        raise CannotServe("the product did not start; the log says why")


@asynccontextmanager
async def measuring(measured: Callable[[], Awaitable[bytes]], port: int | None) -> AsyncIterator[None]:
    """`/metrics` alone, beside a process that has no door. Nothing for no port. Raises CannotServe."""
    if port is None:
        yield
        return

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await measured(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()  # not uvicorn, which would take the signals for itself
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    with listening("127.0.0.1", port) as bound:
        await runner.setup()
        try:
            await web.SockSite(runner, bound).start()
            yield
        finally:
            await runner.cleanup()


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """The base URL of the product, which runs in a thread until the block ends."""
    bound = listening("127.0.0.1", port)
    running = server(app)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=[bound])), name="product", daemon=True)
    thread.start()
    try:
        while not running.started:
            if not thread.is_alive():
                raise CannotServe("the product did not start; the log says why")
            time.sleep(0.01)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(timeout=SHUTDOWN_WITHIN)
        bound.close()
