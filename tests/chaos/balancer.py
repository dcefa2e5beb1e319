"""What stands before several web processes: each connection goes to the next one that takes it."""

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import count

CHUNK = 65_536  # bytes


class Balancer:
    """`ports` may be changed while it runs. A process that dies in the middle of a request breaks that request off."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.taken: Counter[int] = Counter()
        self._turn = count()

    @contextlib.contextmanager
    def serving(self) -> Iterator[str]:
        """The one address, until the block ends."""
        with socket.create_server(("127.0.0.1", 0)) as door:
            thread = threading.Thread(target=self._let_in, args=(door,), daemon=True)
            thread.start()
            try:
                yield f"http://127.0.0.1:{door.getsockname()[1]}"
            finally:
                door.shutdown(socket.SHUT_RDWR)
                thread.join()

    def _let_in(self, door: socket.socket) -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=self._take, args=(caller, next(self._turn)), daemon=True).start()

    def _take(self, caller: socket.socket, turn: int) -> None:
        ports = list(self.ports)
        with caller:
            for n in range(len(ports)):
                port = ports[(turn + n) % len(ports)]
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as behind:
                    self.taken[port] += 1
                    there = threading.Thread(target=_carry, args=(caller, behind), daemon=True)
                    there.start()
                    _carry(behind, caller)
                    there.join()
                    return
        # Nobody took it: to who calls it looks like a machine that went away.


def _carry(source: socket.socket, target: socket.socket) -> None:
    """Until the source has said all, or either is gone; then neither is waited for any more."""
    with contextlib.suppress(OSError):
        while some := source.recv(CHUNK):
            target.sendall(some)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
