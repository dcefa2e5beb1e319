"""The way between the platforms and the product: doubled, reordered, batched webhooks, and broken calls back."""

import heapq
import random
import threading
import time
from collections.abc import Sequence
from itertools import count

from bot.simulator.faults import Fault, FaultKind, Faults
from bot.simulator.line.deliver import Delivery, Postman
from bot.simulator.line.events import Event
from bot.simulator.line.world import World

SENDERS = 6
BATCHED = 0.3  # chance that what waits at the same moment travels in one request, in any order
DOUBLED = 0.15  # chance that what was acknowledged comes once more
DELAY = 0.15  # seconds at most on the way: enough that two events change places
AGAIN_AFTER = (0.3, 2.0)  # seconds; LINE does not tell its own

LINE_FAULTS = {
    FaultKind.ERROR_BEFORE: 4,
    FaultKind.ERROR_AFTER: 3,
    FaultKind.RESET_BEFORE: 3,
    FaultKind.RESET_AFTER: 3,
    FaultKind.HANG_BEFORE: 1,
    FaultKind.SLOW: 2,
    FaultKind.RATE_LIMITED: 4,
    FaultKind.HTML_502: 3,
    FaultKind.LATE_ACCEPT: 3,
}
LONG = 12.0  # seconds: longer than the product waits for LINE


class Network(Postman):
    """LINE's delivery as it may be: whatever got no 2xx comes again under its own ids until it gets one."""

    def __init__(self, world: World, secret: str, url: str, rng: random.Random) -> None:
        super().__init__(world, secret, url)
        self._rng, self._number = rng, count()
        self._queue: list[tuple[float, int, tuple[Event, ...]]] = []
        self._news = threading.Condition()
        self._on_the_way = 0
        self._closed = False
        self.acked: dict[str, float] = {}
        self.requests = self.doubled = self.redelivered = self.batched = 0
        self._threads = [threading.Thread(target=self._carry, daemon=True) for _ in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def deliver(self, *events: Event) -> Delivery:
        """Hands over; the answer comes later, see `wait_acked`."""
        delivery = Delivery(events, b"", self._world.clock.now())
        if self.held is not None:
            self.held.extend(events)
        else:
            self._post_later(events, self._rng.uniform(0, DELAY))
        return delivery

    def _post_later(self, events: Sequence[Event], after: float) -> None:
        with self._news:
            heapq.heappush(self._queue, (time.monotonic() + after, next(self._number), tuple(events)))
            self._news.notify()

    def _carry(self) -> None:
        while True:
            with self._news:
                while not self._closed and not (self._queue and self._queue[0][0] <= time.monotonic()):
                    wait = self._queue[0][0] - time.monotonic() if self._queue else None
                    self._news.wait(wait)
                if self._closed:
                    return
                events = list(heapq.heappop(self._queue)[2])
                while self._queue and self._queue[0][0] <= time.monotonic() and self._rng.random() < BATCHED:
                    events += heapq.heappop(self._queue)[2]
                    self.batched += 1
                self._on_the_way += 1
            self._rng.shuffle(events)
            self._send_now(events)
            with self._news:
                self._on_the_way -= 1
                self._news.notify_all()

    def _send_now(self, events: list[Event]) -> None:
        delivery = self.send(Delivery(events, self.body(events), self._world.clock.now()))
        self.requests += 1
        if delivery.ok:
            with self._news:
                for event_id in delivery.event_ids:
                    self.acked.setdefault(event_id, time.monotonic())
                self._news.notify_all()
            if self._rng.random() < DOUBLED:
                self.doubled += 1
                self._post_later(events, self._rng.uniform(0, 3))
            return
        self.redelivered += 1
        with self._world.lock:
            again = self.redelivery(events)
        self._post_later(again, self._rng.uniform(*AGAIN_AFTER))

    def wait_acked(self, delivery: Delivery, within: float) -> bool:
        with self._news:
            return self._news.wait_for(lambda: all(one in self.acked for one in delivery.event_ids), within)

    def settle(self, within: float) -> bool:
        """Nothing is on its way any more."""
        with self._news:
            return self._news.wait_for(lambda: not self._queue and not self._on_the_way, within)

    def close(self) -> None:
        with self._news:
            self._closed = True
            self._news.notify_all()


class Weather:
    """Keeps a fault ahead of the product's calls, so that about one in six meets one."""

    def __init__(self, line: Faults, slack: Faults, rng: random.Random) -> None:
        self._books = ((line, "*/message/*"), (slack, "*/api/*"))
        self._rng = rng
        self._bad = threading.Event()
        self.raised = 0
        threading.Thread(target=self._blow, daemon=True).start()

    def begin(self) -> None:
        self._bad.set()

    def clear(self) -> None:
        self._bad.clear()
        time.sleep(0.1)
        for book, _ in self._books:
            self.raised -= len(book.pending())
            book.clear()

    def _blow(self) -> None:
        while True:
            self._bad.wait()
            for book, where in self._books:
                if not book.pending():
                    book.add(self._fault(where))
                    self.raised += 1
            time.sleep(0.03)

    def _fault(self, where: str) -> Fault:
        (kind,) = self._rng.choices(list(LINE_FAULTS), list(LINE_FAULTS.values()))
        seconds = self._rng.uniform(0.5, 3.0)
        if kind is FaultKind.RATE_LIMITED:
            seconds = 1.0
        elif kind is FaultKind.SLOW and self._rng.random() < 0.3:
            seconds = LONG
        return Fault(kind, where, after=self._rng.randrange(10), seconds=seconds)
