import http.client
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.simulator.clock import SimClock
from bot.simulator.faults import BadFault, Fault, FaultKind, Faults, Faulty, fault_route
from bot.simulator.wire import CannotServe, serve


class Counter:
    """An app that counts what it did, so a test can tell "answered" from "done"."""

    def __init__(self) -> None:
        self.done = 0
        self.changed = threading.Event()
        self.faults = Faults()
        routes = [Route("/count", self.count, methods=["POST"]), fault_route(self.faults)]
        self.app = Faulty(Starlette(routes=routes), self.faults, lambda kind: {"message": kind.value})

    async def count(self, request: Request) -> JSONResponse:
        self.done += len(await request.json())
        self.changed.set()
        return JSONResponse({"done": self.done})


def post(url: str, path: str = "/count", body: object = (1,)) -> tuple[int, str, str | None]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        connection.request("POST", path, json.dumps(body))
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("Retry-After")
    finally:
        connection.close()


def test_without_faults_calls_pass() -> None:
    counter = Counter()

    with serve(counter.app) as url:
        assert post(url)[0] == 200

    assert counter.done == 1


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        (FaultKind.ERROR_BEFORE, 500, 0),
        (FaultKind.ERROR_AFTER, 500, 1),
        (FaultKind.SLOW, 200, 1),
        (FaultKind.RATE_LIMITED, 429, 0),
        (FaultKind.HTML_502, 502, 0),
    ],
)
def test_a_fault_says_whether_the_work_was_done(kind: FaultKind, status: int, done: int) -> None:
    counter = Counter()
    counter.faults.add(Fault(kind, seconds=0))

    with serve(counter.app) as url:
        answered = post(url)
        after_the_fault = counter.done
        assert post(url)[0] == 200

    assert (answered[0], after_the_fault) == (status, done)
    assert ("<html>" in answered[1]) == (kind is FaultKind.HTML_502)
    assert (answered[2] is not None) == (kind is FaultKind.RATE_LIMITED)


@pytest.mark.parametrize(
    ("kind", "done"), [(FaultKind.RESET_BEFORE, 0), (FaultKind.RESET_AFTER, 1), (FaultKind.HANG_BEFORE, 0)]
)
def test_a_reset_reaches_the_caller_as_a_reset(kind: FaultKind, done: int) -> None:
    counter = Counter()
    counter.faults.add(Fault(kind, seconds=0.01))

    with serve(counter.app) as url:
        with pytest.raises(ConnectionResetError):
            post(url)
        assert counter.done == done
        assert post(url)[0] == 200


def test_a_late_accept_does_the_work_after_having_refused() -> None:
    counter = Counter()
    counter.faults.add(Fault(FaultKind.LATE_ACCEPT, seconds=0.2))

    with serve(counter.app) as url:
        assert post(url)[0] == 500
        assert counter.done == 0
        assert counter.changed.wait(5)

    assert counter.done == 1


def test_faults_count_only_the_calls_they_are_about() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.ERROR_BEFORE, where="POST */push", after=1, times=2))
    calls = [
        ("POST", "/v2/push"),
        ("GET", "/v2/push"),
        ("POST", "/v2/push"),
        ("POST", "/v2/push"),
        ("POST", "/v2/push"),
    ]

    met = [faults.take(*call) is not None for call in calls]

    assert met == [False, False, True, True, False]
    assert faults.pending() == []


def test_a_fault_without_an_end_stays_until_cleared() -> None:
    faults = Faults()
    faults.add(Fault(FaultKind.ERROR_BEFORE, times=0))

    assert all(faults.take("GET", "/") for _ in range(5))
    faults.clear()
    assert faults.take("GET", "/") is None


def test_faults_can_be_scripted_over_http() -> None:
    counter = Counter()

    with serve(counter.app) as url:
        assert post(url, "/_sim/faults", {"kind": "error_before", "times": 1})[0] == 200
        assert post(url)[0] == 500
        assert post(url, "/_sim/faults", {"kind": "meteor"})[0] == 400
        assert post(url)[0] == 200


@pytest.mark.parametrize(
    "raw",
    [{}, {"kind": "x"}, {"kind": "slow", "secs": 1}, {"kind": "slow", "times": -1}, {"kind": "slow", "after": "a"}],
)
def test_a_fault_that_cannot_be_read_is_refused(raw: dict[str, object]) -> None:
    with pytest.raises(BadFault):
        Fault.read(raw)


def test_a_taken_port_is_one_clear_error() -> None:
    counter = Counter()

    with serve(counter.app) as url, pytest.raises(CannotServe), serve(counter.app, urlsplit(url).port or 0):
        pass


def test_the_clock_moves_by_hand_and_tells_the_product(tmp_path: Path) -> None:
    path = tmp_path / "offset"
    start = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    clock = SimClock(start, path=path)

    clock.advance(3600)

    assert abs(clock.now() - (start + timedelta(hours=1))) < timedelta(seconds=5)
    assert float(path.read_text()) == clock.offset


def test_two_clocks_over_one_file_agree(tmp_path: Path) -> None:
    ours = SimClock(offset=10, path=tmp_path / "offset")
    theirs = SimClock(path=tmp_path / "offset")

    ours.advance(5)

    assert theirs.offset == 15
