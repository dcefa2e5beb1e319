"""LINE and the families of a flood, in a process of their own. Talks to `tests.bench.flood` line by line.

Most only ask, and are answered by the bot alone: when they write is fixed beforehand, however slow the answers come.
The others become cases, each at the pace of somebody who reads before going on.
"""

import asyncio
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bot.demo.script import script
from bot.simulator.clock import SimClock
from bot.simulator.line.deliver import Delivery, Postman, sign
from bot.simulator.line.events import Event
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.wire import serve

CONNECTIONS = 100
GIVES_UP_AFTER = 2.0  # seconds until LINE takes a webhook for lost
LOOKS_AGAIN = 30.0  # seconds between the words of a family that has a case
READS = 1.0  # seconds
LOG_MAX = 1_000  # calls that the simulator remembers
ACTS = ("say:ありがとうございます", "emergency", "stored", "status", "guide", "stage:preschool", "menu")
TROUBLES = ("夜眠れません。", "保育園の入園のことで困っています。")  # the second is for the town's own desk
QUESTIONS = 2  # of nine acts; each is understood and matched


class Post(Postman):
    """Webhooks over connections that stay open, begun at once; what is not acknowledged comes again."""

    def __init__(self, line: LineSimulator, secret: str) -> None:
        super().__init__(line.world, secret, None)
        self.waits: list[float] = []  # seconds from when it was due to its acknowledgement
        self.refused = self.late = self.open = 0
        self._loop = asyncio.new_event_loop()
        self._queue: asyncio.Queue[tuple[Sequence[Event], float]] = asyncio.Queue()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def begin(self, url: str) -> None:
        self.url = f"{url}/line/webhook"
        begun = [asyncio.run_coroutine_threadsafe(self._connection(), self._loop) for _ in range(CONNECTIONS)]
        self._held = begun  # or the loop may drop a task that nobody awaits

    def deliver(self, *events: Event) -> Delivery:
        self.open += 1
        self._loop.call_soon_threadsafe(self._queue.put_nowait, (events, time.monotonic()))
        return Delivery(events, b"", self._world.clock.now())

    async def _connection(self) -> None:
        parts = urlsplit(self.url or "")
        reader = writer = None
        while True:
            events, due = await self._queue.get()
            status, kept = 0, writer is not None
            try:
                if writer is None or reader is None:
                    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
                writer.write(self._request(events, parts.path))
                head = await reader.readuntil(b"\r\n\r\n")
                fields = head.lower().split(b"\r\n")
                await reader.readexactly(next((int(f[15:]) for f in fields if f.startswith(b"content-length:")), 0))
                status = int(head.split(b" ", 2)[1])
            except (OSError, asyncio.IncompleteReadError):
                reader = writer = None
                if kept:  # it was idle for longer than a server keeps it
                    self._queue.put_nowait((events, due))
                    continue
            if status == 200:
                took = time.monotonic() - due
                self.waits.append(took)
                self.late += took > GIVES_UP_AFTER
                self.open -= 1
            else:
                self.refused += 1
                await asyncio.sleep(1.0)
                with self._world.lock:
                    again = self.redelivery(events)
                self._queue.put_nowait((again, due))

    def _request(self, events: Sequence[Event], path: str) -> bytes:
        body = self.body(events)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        head += f"X-Line-Signature: {sign(self._secret, body)}\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body


class Case:
    """A family that asks for a person, agrees, and writes a line now and then."""

    def __init__(self, line: LineSimulator, number: int, post: Post) -> None:
        self._line, self._number, self._post = line, number, post
        self.id = line.add_person(f"family {number}")
        self.words, self.more = f"控えの印{number:06}号", list[str]()
        self.opened = False

    def live(self, stop: threading.Event) -> None:
        answered = self._does("person")
        while answered and not self.opened:
            codes = self._offered()
            chosen = next((self._one_of(kind, codes) for kind in ("desk:", "who:") if self._one_of(kind, codes)), None)
            if "consent:yes" in codes:
                answered = self.opened = self._does("consent:yes")
            else:
                answered = self._does(chosen or f"say:{TROUBLES[self._number % len(TROUBLES)]}{self.words}")
        while self.opened and not stop.wait(LOOKS_AGAIN):
            self.more.append(f"控えの印{self._number:06}号の{len(self.more):04}")
            self._line.say(self.id, f"言い忘れました。{self.more[-1]}")

    def _offered(self) -> list[str]:
        """The codes of the buttons under the last message."""
        last = self._line.heard(self.id)[-1]
        return [item["action"].get("data", "") for item in last.get("quickReply", {}).get("items", [])]

    def _one_of(self, kind: str, codes: Sequence[str]) -> str | None:
        """A desk or a person, in turn with the other families."""
        offered = [code for code in codes if code.startswith(kind) and not code.endswith(":any")]
        return offered[self._number % len(offered)] if offered else None

    def _does(self, act: str) -> bool:
        heard = len(self._line.heard(self.id))
        if act.startswith("say:"):
            self._line.say(self.id, act.removeprefix("say:"))
        else:
            self._line.press(self.id, act, forged=True)
        until = time.monotonic() + 600
        while len(self._line.heard(self.id)) == heard:
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
        time.sleep(READS)
        return True


class Families:
    def __init__(self, line: LineSimulator, region: str, given: dict[str, Any]) -> None:
        self._line, self._rng = line, Random(given["seed"])
        self.post = Post(line, given["secret"])
        line.postman = self.post
        self._acts = [f"say:{script(region)['says']['question']}"] * QUESTIONS + list(ACTS)
        cases = given["conversations"] // 10
        self.askers = [line.add_person(f"family {n}") for n in range(given["conversations"] - cases)]
        self.cases = [Case(line, n, self.post) for n in range(cases)]
        self.asked: dict[str, list[datetime]] = defaultdict(list)
        self.behind = 0.0  # seconds that we ourselves were late at most
        self._stop, self._threads = threading.Event(), list[threading.Thread]()

    def flood(self, rate: float, seconds: float) -> None:
        """Asks `rate` times a second, whoever's turn it is, as if nobody waited for answers."""
        for n, case in enumerate(self.cases):
            begins = threading.Timer(n * seconds / 3 / len(self.cases), case.live, (self._stop,))
            begins.start()
            self._threads.append(begins)
        begun, number = time.monotonic(), 0
        while (due := begun + number / rate) < begun + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            self.behind = max(self.behind, time.monotonic() - due)
            person = self._rng.choice(self.askers)
            self.asked[person].append(self._line.clock.now())
            act = self._rng.choice(self._acts)
            if act.startswith("say:"):
                self._line.say(person, act.removeprefix("say:"))
            else:
                self._line.press(person, act, forged=True)
            number += 1
            if number % 500 == 0:
                with self._line.world.lock:
                    del self._line.world.calls[:-LOG_MAX], self.post.deliveries[:]
        self._stop.set()

    def report(self) -> dict[str, Any]:
        for thread in self._threads:
            thread.join(1.0)
        lost, twice, took = 0, 0, list[float]()
        for person, asked in self.asked.items():
            calls: dict[str, datetime] = {}
            for item in self._line.world.chats[person]:
                if item.sender == "account" and item.kind == "message":
                    calls.setdefault(item.request_id or "", item.at)
            lost, twice = lost + max(0, len(asked) - len(calls)), twice + max(0, len(calls) - len(asked))
            took += [(at - sent).total_seconds() for sent, at in zip(asked, calls.values(), strict=False)]
        return {
            "asked": sum(map(len, self.asked.values())),
            "open": self.post.open,
            "acks": sorted(self.post.waits),
            "refused": self.post.refused,
            "late": self.post.late,
            "behind": self.behind,
            "lost": lost,
            "twice": twice,
            "answers": sorted(took),
            "refusals": len(self._line.refusals),
            "cases": [
                {
                    "words": case.words,
                    "opened": case.opened,
                    "more": case.more,
                    "heard": [str(message) for message in self._line.heard(case.id)],
                }
                for case in self.cases
            ],
        }


def main() -> None:
    given = json.loads(sys.argv[1])
    line = LineSimulator(given["secret"], given["token"], clock=SimClock(path=Path(given["clock"])), quota=None)
    families = Families(line, given["region"], given)
    with serve(line.app) as url:
        print(json.dumps({"url": url}), flush=True)
        for told in sys.stdin:
            order = json.loads(told)
            match order["do"]:
                case "begin":
                    families.post.begin(order["url"])
                    families.flood(order["rate"], order["seconds"])
                    print(json.dumps({"done": True}), flush=True)
                case "report":
                    print(json.dumps(families.report()), flush=True)


if __name__ == "__main__":
    main()
