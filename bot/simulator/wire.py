"""Serving a simulator on the loopback, with real TCP resets."""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.simulator.faults import RESET_EXTENSION


class CannotServe(RuntimeError):
    """The port is taken or the app failed to start."""


class ResettableProtocol(HttpToolsProtocol):
    """Gives the app a way to drop the connection the hard way."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {RESET_EXTENSION: {"reset": self._reset}}

    def _reset(self) -> None:
        raw = self.transport.get_extra_info("socket")
        # Linger on, zero seconds: close() then sends RST, not FIN, which is what a dying proxy does.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.cycle.disconnected = True  # or uvicorn would try to write its own 500 to the dead connection
        self.transport.abort()


def server(app: ASGIApp) -> uvicorn.Server:
    """A server for `app` that never logs a request: its lines would hold ids."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=ResettableProtocol,
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,  # an open event stream must not hold the exit
        )
    )


@contextmanager
def serve(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """The base URL of `app`, served from a background thread until the block ends. Port 0 picks a free one."""
    # With the protocol named, asyncio turns Nagle off; without it every answer waits 40 ms for a delayed ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as taken:
        listener.close()
        raise CannotServe(f"port {port}: {taken.strerror}") from taken
    running = server(app)
    thread = threading.Thread(
        target=lambda: asyncio.run(running.serve(sockets=[listener])), name="simulator", daemon=True
    )
    thread.start()
    try:
        while not running.started:
            if not thread.is_alive():
                raise CannotServe("the app failed to start")
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(timeout=10)
        listener.close()
