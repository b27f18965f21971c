"""A connection to a Redis server that gives one answer to one question, by a moment.

redis-py bounds each of its steps: a server, or something before it, that sends a byte now and then keeps every step in
time for ever. Here each step is told how much of the question's time is left. And redis-py takes for the answer what
comes next: here a connection on which anything was odd is never used again.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final, cast

from okx_margin_runtime import forks
from okx_margin_runtime.transport.pool import Gate

from . import steady

STEP: Final = 1.0
"""Seconds to connect, and to wait for anything to come: longer than that, and a place would be old when it comes."""
_MOST: Final = 64 * 1024
"""Bytes of an answer, with those of a handshake before it."""


class Connections:
    """The free connections to one server, for any thread; a child of a fork has none of its parent's.

    Args:
        make: Makes another, not open yet.
        errors: redis-py's.
    """

    def __init__(self, make: Callable[[], Any], errors: Any) -> None:
        self.errors: Final = errors
        self._make: Final = make
        self._free: list[Any] = []
        self._generation = forks.generation

    def ask(self, question: Callable[[Any], Any], until: float) -> Any:
        """What `question` makes of a connection, by `until`; raises whatever redis-py does, or `question` itself."""
        while True:
            connection = self._clean()
            used = connection is not None
            if connection is None:
                connection = self._make()
            connection.bounds.set(until)
            try:
                answer = question(connection)
            except BaseException as problem:
                connection.disconnect()
                if used and isinstance(problem, self.errors.ConnectionError):
                    continue  # the server had closed it meanwhile
                raise
            self._free.append(connection)
            return answer

    def _clean(self) -> Any | None:
        """A free one on which nothing has come since its last answer."""
        if self._generation != forks.generation:
            self._free, self._generation = [], forks.generation
        while self._free:
            try:
                connection = self._free.pop()
            except IndexError:  # another thread took it
                break
            with suppress(Exception):  # it is closed
                if not connection.can_read(0):
                    return connection
            connection.disconnect()
        return None


class Bounds:
    """Until when a connection's question may take, by `steady.now`, and how many bytes its answer may have."""

    def __init__(self) -> None:
        self.set(0.0)

    def set(self, until: float) -> None:
        """For the next question."""
        self._until, self._room = until, _MOST

    def left(self) -> float:
        """Seconds; raises TimeoutError where none are."""
        left = self._until - steady.now()
        if left <= 0:
            raise TimeoutError("no time was left")
        return left

    def took(self, count: int) -> None:
        """So many bytes came; raises OSError where they are too many."""
        self._room -= count
        if self._room < 0:
            raise OSError(f"it sends more than {_MOST} bytes where four numbers were asked for")


class BoundedSocket:
    """A socket each of whose steps ends by the question's bounds."""

    def __init__(self, connected: socket.socket, bounds: Bounds) -> None:
        self._socket: Final = connected
        self._bounds: Final = bounds
        self._timeout = connected.gettimeout()

    def settimeout(self, seconds: float | None) -> None:
        self._timeout = seconds

    def recv(self, size: int, flags: int = 0) -> bytes:
        self._allow()
        data = self._socket.recv(size, flags)
        self._bounds.took(len(data))
        return data

    def recv_into(self, buffer: bytearray, size: int = 0, flags: int = 0) -> int:
        self._allow()
        count = self._socket.recv_into(buffer, size, flags)
        self._bounds.took(count)
        return count

    def sendall(self, data: bytes, flags: int = 0) -> None:
        left = memoryview(data)
        while left:
            self._allow()
            left = left[self._socket.send(left, flags) :]

    def fileno(self) -> int:
        return self._socket.fileno()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def _allow(self) -> None:
        if self._timeout == 0:  # it only looks what has come
            self._socket.settimeout(0)
        else:
            left = self._bounds.left()
            self._socket.settimeout(left if self._timeout is None else min(left, self._timeout))


def bounded(kind: Any) -> Any:
    """A class of redis-py's connections whose sockets are bounded. To open one takes no longer either, whatever it
    waits for: redis-py's limit is for each address and each part of a handshake, and a resolver that hangs heeds none.
    """

    def init(self: Any, *args: Any, **settings: Any) -> None:
        self.bounds = Bounds()
        kind.__init__(self, *args, **settings)

    def connect(self: Any) -> BoundedSocket:
        seconds = min(STEP, self.bounds.left())
        return BoundedSocket(_within(seconds, partial(kind._connect, self)), self.bounds)

    return type(kind.__name__, (kind,), {"__init__": init, "_connect": connect})


def _within(seconds: float, connect: Callable[[], socket.socket]) -> socket.socket:
    """What `connect` returns or raises, from a thread that nobody waits for any longer; then TimeoutError."""
    came: list[socket.socket | Exception] = []
    gate, too_late = Gate(), threading.Event()

    def run() -> None:
        try:
            connected = connect()
            if too_late.is_set():
                connected.close()
            else:
                came.append(connected)
        except Exception as problem:
            came.append(problem)
        gate.set()

    try:
        threading.Thread(target=run, name="okx-margin-redis", daemon=True).start()
    except RuntimeError:  # none can be started any more: Python is shutting down
        run()
    gate.wait(seconds)
    if not came:
        too_late.set()
        raise TimeoutError
    if isinstance(came[0], Exception):
        raise came[0]
    return came[0]


def answer(connection: Any, *words: str | int) -> object:
    """What the server answers to a command."""
    connection.send_command(*words)
    return cast(object, connection.read_response())
