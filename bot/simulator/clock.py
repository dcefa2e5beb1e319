"""A clock that tests and the demo move by hand, so that nobody waits for an expiry."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path


class SimClock:
    """Real time plus an offset in seconds.

    With a `path` the file is the truth: the product reads the same number, and two simulators may share it.
    Signatures never use this clock; the platforms sign with real time.
    """

    def __init__(self, start: datetime | None = None, *, offset: float = 0.0, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._path = path
        self._offset = offset if start is None else start.timestamp() - time.time()
        if path is not None and (start is not None or offset or not path.exists()):
            self._write(self._offset)

    @property
    def offset(self) -> float:
        with self._lock:
            return self._read()

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.offset, UTC)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._write(self._read() + seconds)

    def move_to(self, moment: datetime) -> None:
        with self._lock:
            self._write(moment.timestamp() - time.time())

    def _read(self) -> float:
        if self._path is not None:
            self._offset = float(self._path.read_text("ascii"))
        return self._offset

    def _write(self, offset: float) -> None:
        self._offset = offset
        if self._path is not None:
            # Replaced whole: the product reads this file at every look and must never see half a number.
            half = self._path.with_name(self._path.name + ".new")
            half.write_text(repr(offset), "ascii")
            half.replace(self._path)
