"""The transport for asyncio: the same connections, watched by the event loop."""

from __future__ import annotations

import os
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from ..forks import unforked
from ..wire import Request, Response
from . import TransportError
from .connection import FAILURES, earliest
from .origin import Origin
from .pool import Pool, Waiting
from .watched import WatchedConnection, found

if TYPE_CHECKING:
    import asyncio
    import ssl

_LOOK: Final = 0.05  # seconds until one who waits looks by himself, should a Ctrl-C have eaten the bell


class LoopPool(Pool[WatchedConnection]):
    """The connections of one event loop."""

    __slots__ = ("loop",)

    def __init__(
        self, loop: asyncio.AbstractEventLoop, origin: Origin, limit: int, idle_seconds: float
    ) -> None:
        super().__init__(lambda: WatchedConnection(origin, loop), limit, idle_seconds)
        self.loop: Final = loop


class AsyncTransport:
    """HTTP/1.1 to one host, for any number of tasks in any number of asyncio's event loops, and across forks.

    Otherwise like `Transport`, with which it shares its arguments; `connections` is for each event loop.
    """

    def __init__(
        self,
        base_url: str,
        *,
        tls: ssl.SSLContext | None = None,
        max_head: int = 64 * 1024,
        max_body: int = 1024 * 1024,
        connections: int = 100,
        idle_seconds: float = 30.0,
    ) -> None:
        with unforked:
            import asyncio  # not before it is needed: it takes longer to import than all the rest

        self._running_loop: Final = asyncio.get_running_loop
        self._event: Final = asyncio.Event
        self._gather: Final = asyncio.gather
        self._origin: Final = Origin(base_url, tls, max_head, max_body)
        self._connections: Final = connections
        self._idle_seconds: Final = idle_seconds
        self._pools: Final[dict[asyncio.AbstractEventLoop, LoopPool]] = {}
        self._closed = False

    async def send(self, request: Request) -> Response:
        """The response to `request`, by its deadline. Raises TransportError."""
        request.handed_over = False
        connection: WatchedConnection | None = None
        pool = self._pools.get(self._running_loop())
        if pool is None or pool.pid != os.getpid():
            pool = self._pool()
        try:
            if not pool.queue:
                connection = pool.take() or pool.reserve()
            if connection is None:
                connection = await self._in_line(pool, request.deadline, request.timeouts.pool)
            connection.deadline = request.deadline
            if not connection.is_open:
                await self._open(connection, request.deadline, request.timeouts.connect)
            response = await connection.exchange(request)
            connection.deadline = None
            connection.idle_since = monotonic()
        except BaseException as problem:
            if connection is not None:
                connection.closed = True
                pool.drop(connection)
            if not isinstance(problem, FAILURES):
                raise
            failure = str(problem) or type(problem).__name__
        else:
            if connection.reusable and not connection.closed and not self._closed:
                pool.idle[connection] = None
                if pool.queue:
                    pool.ring()
            else:
                connection.closed = True
                pool.drop(connection)
            return response
        raise TransportError(f"{self._origin.host}: {failure}")

    async def warm_up(self, connections: int, deadline: float | None) -> None:
        """Have so many connections open and free in this event loop, as far as the cap allows. Raises
        TransportError."""
        pool = self._pool()
        missing = range(min(connections, self._connections) - len(pool.idle))
        opened = await self._gather(
            *(self._open_ahead(pool, deadline) for _ in missing), return_exceptions=True
        )
        for failure in opened:
            if failure is not None:
                raise TransportError(f"{self._origin.host}: {failure}")

    async def close(self) -> None:
        """Close every free connection, and those in use when their call ends. Further calls are not sent."""
        self._closed = True
        here = None
        with suppress(RuntimeError):  # in a child that goes on in its parent's loop none runs
            here = self._running_loop()
        for loop, pool in [*self._pools.items()]:
            if loop.is_closed() or pool.pid != os.getpid():
                pool.abandon()
            elif loop is here:
                pool.close()
            else:
                loop.call_soon_threadsafe(pool.close)

    def _pool(self) -> LoopPool:
        """This process's and event loop's. Those of another process or of a closed loop are let go."""
        pid, loop = os.getpid(), self._running_loop()
        for other, pool in [*self._pools.items()]:
            if other.is_closed() or pool.pid != pid:
                self._pools.pop(other, None)
                pool.abandon()
        return self._pools.setdefault(
            loop, LoopPool(loop, self._origin, self._connections, self._idle_seconds)
        )

    def _check(self, deadline: float | None) -> None:
        if self._closed:
            raise TransportError("the client is closed")
        if deadline is not None and monotonic() >= deadline:
            raise TransportError("no time was left to send the request")

    async def _in_line(
        self, pool: LoopPool, deadline: float | None, seconds: float | None
    ) -> WatchedConnection:
        """A connection when it is this task's turn."""
        until = earliest(deadline, seconds, monotonic())
        connection: WatchedConnection | None = None
        bell = self._event()
        waiting = Waiting(bell, until)
        try:
            try:
                pool.queue.append(waiting)
                while True:
                    is_first = pool.is_first(waiting)
                    if is_first:
                        connection = pool.take() or pool.reserve()
                        if connection is not None:
                            return connection
                    self._check(until)
                    left = min(until - monotonic(), _LOOK if is_first else 20 * _LOOK)
                    timer = pool.loop.call_later(left, bell.set)
                    try:
                        await bell.wait()
                    finally:
                        timer.cancel()
                    bell.clear()
            finally:
                if waiting in pool.queue:
                    pool.queue.remove(waiting)
                pool.ring()
        except BaseException:
            if connection is not None:
                connection.closed = True
            raise

    async def _open(
        self, connection: WatchedConnection, deadline: float | None, seconds: float | None
    ) -> None:
        self._check(deadline)
        until = earliest(deadline, seconds, monotonic())
        addresses = await found(self._origin.resolver, connection.loop, until)
        await connection.open(addresses, until)

    async def _open_ahead(self, pool: LoopPool, deadline: float | None) -> None:
        connection = pool.reserve()
        if connection is None:
            return
        try:
            await self._open(connection, deadline, None)
        except BaseException:
            pool.drop(connection)
            raise
        connection.idle_since = monotonic()
        pool.idle[connection] = None
