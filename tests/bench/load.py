"""A bounded load of signed LINE webhooks from many connections, on the loopback only."""

import asyncio
import base64
import hashlib
import hmac
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

from bot.simulator.line.simulator import LineSimulator

CONNECTIONS = 50


@dataclass(frozen=True)
class Measured:
    per_second: float
    p50_ms: float
    p99_ms: float
    refused: int


def answered(line: LineSimulator, question: str, times: int) -> tuple[float, float]:
    """Median and p99 in milliseconds from a family's words leaving LINE to the answer arriving there, one by one."""
    took = []
    for n in range(times + 5):
        mother = line.add_person(f"family {n}", friend=True)
        begun = time.perf_counter()
        line.say(mother, question)
        while not line.heard(mother):
            time.sleep(0.001)
        took.append((time.perf_counter() - begun) * 1_000)
    percentiles = statistics.quantiles(took[5:], n=100)  # the first ones warm up
    return percentiles[49], percentiles[98]


def requests(secret: str, path: str, number: int, first: int, say: str) -> Iterator[bytes]:
    """Whole HTTP requests, each one text event of its own, from a few hundred people."""
    for n in range(first, first + number):
        event = {
            "type": "message",
            "mode": "active",
            "timestamp": int(time.time() * 1000),
            "webhookEventId": f"01BENCH{n:019}",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": f"{n:032x}",
            "source": {"type": "user", "userId": f"U{n % 300:032x}"},
            "message": {"id": str(n), "type": "text", "quoteToken": "q", "text": say},
        }
        body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        yield f"{head}X-Line-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def run(url: str, ready: Sequence[bytes]) -> Measured:
    """Sends everything, each connection one request at a time. Raises ConnectionError when the server goes away."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 0
    if host not in ("127.0.0.1", "localhost"):
        raise ValueError("load goes to the loopback only")
    next_one, waits, refused = count(), list[float](), 0

    async def connection() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection(host, port)
        while (n := next(next_one)) < len(ready):
            start = time.perf_counter()
            writer.write(ready[n])
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")), 0)
            await reader.readexactly(length)
            waits.append(time.perf_counter() - start)
            refused += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    seconds = time.perf_counter() - start
    percentiles = statistics.quantiles(waits, n=100)
    return Measured(len(ready) / seconds, percentiles[49] * 1000, percentiles[98] * 1000, refused)
