"""What Prometheus reads: this process's own latencies and outcomes, and the state of the database all share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from routing.budget import Budget, forecast
from storage import alarms, heartbeats, inbox, outbox_watch, quota, timers
from storage.alarms import Alarm
from storage.database import Tx
from storage.heartbeats import Beat
from storage.quota import Reading

ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
DELIVERY_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600)


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at the database, in one transaction."""

    events: Mapping[str, int]
    sends: Mapping[str, int]
    oldest_event: datetime | None
    oldest_send: datetime | None
    timers_waiting: int
    timers_due: int
    alarms: tuple[Alarm, ...]
    beats: tuple[Beat, ...]
    quota: Reading | None


def look(tx: Tx, now: datetime) -> Seen:
    waiting, due = timers.counts(tx, now)
    return Seen(
        events=inbox.open_counts(tx),
        sends=outbox_watch.open_counts(tx),
        oldest_event=inbox.oldest_waiting(tx),
        oldest_send=outbox_watch.oldest_waiting(tx),
        timers_waiting=waiting,
        timers_due=due,
        alarms=alarms.standing(tx),
        beats=heartbeats.of_region(tx),
        quota=quota.read(tx),
    )


class Metrics:
    """One per process. Ids and codes only, and few of them: a label per person would be a list of people."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._ack = Histogram(
            "tsunagu_ack_seconds",
            "From a webhook's arrival to its acknowledgement",
            ["source"],
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self._refused = Counter(
            "tsunagu_ack_refused", "Webhooks that could not be stored (503)", ["source"], registry=self.registry
        )
        self._delivery = Histogram(
            "tsunagu_delivery_seconds",
            "From the decision to the platform's acceptance",
            ["to"],
            buckets=DELIVERY_BUCKETS,
            registry=self.registry,
        )
        self._outcomes = Counter(
            "tsunagu_sends", "Tries by what became of them", ["to", "outcome"], registry=self.registry
        )

    def acknowledged(self, source: str, seconds: float) -> None:
        self._ack.labels(source).observe(seconds)

    def refused(self, source: str) -> None:
        self._refused.labels(source).inc()

    def tried(self, to: str, outcome: str) -> None:
        self._outcomes.labels(to, outcome).inc()

    def delivered(self, to: str, took: timedelta) -> None:
        self._delivery.labels(to).observe(max(took.total_seconds(), 0))

    def text(self, seen: Seen, now: datetime, machine_now: datetime) -> bytes:
        """All of it in Prometheus' own format. `machine_now` is for heartbeats, `now` for everything of the region."""
        shared = CollectorRegistry()

        def gauge(name: str, what: str, values: Mapping[str, float], label: str = "state") -> None:
            made = Gauge(name, what, [label], registry=shared)
            for key, value in values.items():
                made.labels(key).set(value)

        def single(name: str, what: str, value: float) -> None:
            Gauge(name, what, registry=shared).set(value)

        def age(since: datetime | None) -> float:
            return max((now - since).total_seconds(), 0) if since else 0

        gauge("tsunagu_inbox_events", "Events not done, by state", seen.events)
        gauge("tsunagu_outbox_sends", "Sendings not sent, by state", seen.sends)
        single("tsunagu_inbox_oldest_seconds", "Age of the oldest event not decided", age(seen.oldest_event))
        single("tsunagu_outbox_oldest_seconds", "Age of the oldest sending that still waits", age(seen.oldest_send))
        single("tsunagu_timers_waiting", "Timers set", seen.timers_waiting)
        single("tsunagu_timers_due", "Timers whose time has come and that did not ring", seen.timers_due)
        if seen.quota is not None:
            known = Budget(seen.quota.limit, seen.quota.used)
            if known.limit is not None:
                single("tsunagu_line_quota", "LINE messages of the month", known.limit)
            single("tsunagu_line_used", "LINE messages used this month, as LINE last said", known.used)
            expected = forecast(known, now)
            if expected is not None:
                single("tsunagu_line_forecast", "LINE messages used at the month's end, if it goes on so", expected)
            single("tsunagu_line_read_age_seconds", "Since LINE last said so", age(seen.quota.at))
        raised: dict[str, float] = {}
        for one in seen.alarms:
            name = ":".join(one.what.split(":")[:2])
            raised[name] = raised.get(name, 0) + 1
        gauge("tsunagu_alarms", "What is wrong now", raised, "what")
        newest: dict[str, float] = {}
        for beat in seen.beats:
            since = max((machine_now - beat.at).total_seconds(), 0)
            newest[beat.part] = min(since, newest.get(beat.part, since))
        gauge("tsunagu_loop_age_seconds", "Since a loop last went round in any process", newest, "loop")
        return generate_latest(self.registry) + generate_latest(shared)
