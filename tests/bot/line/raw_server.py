"""A bare server that answers exactly these bytes, resets, or stays silent: what a wire can do to us."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Heard:
    """The requests that arrived, heads and bodies."""

    base: str
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


def answer(status: int, body: bytes | object, content_type: str = "application/json", **headers: str) -> Behave:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {content_type}", f"Content-Length: {len(payload)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head + payload)
        await writer.drain()

    return behave


async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The connection dies after the request was read: nobody knows what became of it."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


@asynccontextmanager
async def serving(*behaviours: Behave) -> AsyncIterator[Heard]:
    """Each request meets the next behaviour; the last one stays."""
    waiting = list(behaviours)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next(
            (int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0
        )
        heard.heads.append(head)
        heard.bodies.append(await reader.readexactly(length))
        await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    heard = Heard(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield heard
    finally:
        server.close()
        await server.wait_closed()


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
