"""The connections of one process, and of one event loop: a list of free ones, a cap, and a queue at the cap.

Nothing here may stay taken when Ctrl-C cuts in anywhere. So a connection's place is not counted but is the
connection itself: it is free once that is closed or gone, or once its call should have ended (asyncio may
forget a task that it was about to wake). What a connection costs a call does not depend on how many there are
or how many wait.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Final, Generic, NamedTuple, Protocol, TypeVar
from weakref import ref

from .connection import Connection

Kind = TypeVar("Kind", bound=Connection)


class Bell(Protocol):
    """What one who waits listens to."""

    def set(self) -> None: ...


class Waiting(NamedTuple):
    """One who waits, and until when by `time.monotonic`: from then on nobody waits for him."""

    bell: Bell
    until: float


class Gate:
    """A bell for a thread: threading.Event holds a lock that a Ctrl-C in it leaves locked; one lock alone
    cannot be left."""

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._lock.acquire()

    def set(self) -> None:
        """Let the one who waits, or comes to wait, through once."""
        with suppress(RuntimeError):  # it is open
            self._lock.release()

    def wait(self, seconds: float) -> None:
        """Until it is set, at most so long."""
        self._lock.acquire(timeout=seconds)


class Pool(Generic[Kind]):
    """The connections of one owner.

    Attributes:
        pid: The process that it belongs to; no other may touch its connections.
        idle: Free connections in the order in which they became so, each a key. One statement without a call
            takes or puts one, so that no Ctrl-C comes in between.
        queue: Who waits at the cap, first come first: only the first may take or open a connection.
    """

    __slots__ = ("_idle_seconds", "_known", "_limit", "_lock", "_make", "idle", "pid", "queue")

    def __init__(self, make: Callable[[], Kind], limit: int, idle_seconds: float) -> None:
        self.pid: Final = os.getpid()
        self.idle: Final[dict[Kind, None]] = {}
        self.queue: Final[deque[Waiting]] = deque()
        self._make: Final = make
        self._limit: Final = limit
        self._idle_seconds: Final = idle_seconds
        self._known: list[ref[Kind]] = []
        self._lock: Final = threading.RLock()  # a signal's handler may make a call of its own inside

    def take(self) -> Kind | None:
        """A free connection that is clean, the one used last."""
        connection: Kind | None = None
        try:
            while self.idle:
                try:
                    connection = next(reversed(self.idle))
                    del self.idle[connection]  # whoever succeeds in it has it
                except (StopIteration, RuntimeError, KeyError):  # another thread came in between
                    connection = None
                    continue
                young = monotonic() - connection.idle_since < self._idle_seconds
                if young and not connection.closed and connection.is_clean():
                    return connection
                connection.close()
        except BaseException:
            if connection is not None:
                connection.closed = True
            raise
        return None

    def reserve(self) -> Kind | None:
        """A new connection, still to be opened, unless the cap is reached."""
        connection: Kind | None = None
        try:
            with self._lock:
                now = monotonic()
                self._known = [each for each in self._known if _has_place(each(), now)]
                if len(self._known) < self._limit:
                    connection = self._make()
                    self._known.append(ref(connection))
        except BaseException:
            if connection is not None:
                connection.closed = True
            raise
        return connection

    def is_first(self, one: Waiting) -> bool:
        """Whether it is the turn of `one` in the queue."""
        with suppress(IndexError):
            while self.queue[0] is not one and self.queue[0].until < monotonic():
                self.queue.popleft()
        return bool(self.queue) and self.queue[0] is one

    def drop(self, connection: Kind) -> None:
        """Close it; its place is free."""
        connection.closed = True  # first, and by itself enough
        connection.close()
        self.ring()

    def ring(self) -> None:
        """Tell the first who waits."""
        with suppress(IndexError):
            self.queue[0].bell.set()

    def close(self) -> None:
        """Close what is free. What is in use is closed by who uses it."""
        for connection in [*self.idle]:
            with suppress(KeyError):
                del self.idle[connection]
                connection.close()

    def abandon(self) -> None:
        """Close every socket, of a process or an event loop that is not there any more, and tell nobody."""
        for each in self._known:
            connection = each()
            if connection is not None:
                Connection.close(connection)


def _has_place(connection: Connection | None, now: float) -> bool:
    if connection is None or connection.closed:
        return False
    return connection.deadline is None or now < connection.deadline
