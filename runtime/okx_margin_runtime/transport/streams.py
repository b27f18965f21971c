"""The transport for asyncio: the same connections, watched by the event loop."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from ..wire import Request, Response
from . import TransportError
from .addresses import Address, Lookup
from .connection import RECEIVE, Connection, earliest
from .origin import Origin
from .pool import Pool

if TYPE_CHECKING:
    import asyncio
    import ssl

_LOOK: Final = 0.05  # seconds until one who waits looks by himself, should a Ctrl-C have eaten the bell
_FAILURES: Final = (OSError, ValueError, RuntimeError, TransportError)


class WatchedConnection(Connection):
    """A connection that its event loop watches from the day it is open until it is closed.

    Attributes:
        outcome: While a call is under way, what it waits for: the response, or what went wrong instead.
    """

    __slots__ = ("loop", "outcome")

    def __init__(self, origin: Origin, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(origin)
        self.loop: Final = loop
        self.outcome: asyncio.Future[Response | BaseException] | None = None

    async def open(self, addresses: Sequence[Address], until: float) -> None:
        """Connect and secure. Raises TransportError or OSError."""
        steps = self.opening(addresses, until)
        try:
            writing, wait_until = next(steps)
            while True:
                writing, wait_until = steps.send(await self._wait(writing, wait_until))
        except StopIteration:
            self.loop.add_reader(self.socket, self._readable)

    async def exchange(self, request: Request) -> Response:
        """Send `request` and read its response. Raises TransportError or OSError."""
        self.outcome = outcome = self.loop.create_future()
        now = self.start(request)
        if self.unsent:
            until = earliest(request.deadline, request.timeouts.write, now)
            while self.unsent and not self.flush():
                if not await self._wait(True, until):
                    raise TransportError("the request could not be written in time")
            now = monotonic()
        until = earliest(request.deadline, request.timeouts.read, now)
        timer = self.loop.call_later(until - now, self._expire)
        try:
            came = await outcome
        finally:
            timer.cancel()
        self.outcome = None
        if isinstance(came, Response):
            return came
        raise came

    def _readable(self) -> None:
        outcome = self.outcome
        if self.closed:
            self.close()  # what a Ctrl-C kept it from
        elif outcome is None or outcome.done():
            if not self.stays_clean():
                self.close()
        else:
            try:
                came: Response | BaseException | None = self.received(self.socket.recv(RECEIVE))
            except BlockingIOError:
                return
            except _FAILURES as failure:
                came = failure
            except BaseException:
                self.closed = True  # and the call ends by its timer
                raise
            if came is not None:
                self._end(outcome, came)

    def _expire(self) -> None:
        if self.outcome is not None and not self.outcome.done():
            self._end(self.outcome, TransportError("no whole response came in time"))

    def _end(self, outcome: asyncio.Future[Response | BaseException], came: Response | BaseException) -> None:
        try:
            outcome.set_result(came)
        except BaseException:
            self.closed = True  # a Ctrl-C in asyncio's own code: the call may never be woken
            raise

    async def _wait(self, writing: bool, until: float) -> bool:
        loop = self.loop
        ready = loop.create_future()
        watch, forget = (
            (loop.add_writer, loop.remove_writer) if writing else (loop.add_reader, loop.remove_reader)
        )
        timer = loop.call_later(until - monotonic(), _settle, ready, False)
        watch(self.socket, _settle, ready, True)
        try:
            return bool(await ready)
        finally:
            forget(self.socket)
            timer.cancel()

    def close(self) -> None:
        """Give it up; in its event loop's own thread."""
        self.closed: bool = True
        if self.is_open and self.socket.fileno() >= 0 and not self.loop.is_closed():
            self.loop.remove_reader(self.socket)
        super().close()


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
            if not isinstance(problem, _FAILURES):
                raise
            failure = str(problem) or type(problem).__name__
        else:
            if connection.reusable and not connection.closed and not self._closed:
                pool.idle.append(connection)
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
        missing = range(connections - len(pool.idle))
        opened = await self._gather(
            *(self._open_ahead(pool, deadline) for _ in missing), return_exceptions=True
        )
        for failure in opened:
            if failure is not None:
                raise TransportError(f"{self._origin.host}: {failure}")

    async def close(self) -> None:
        """Close every free connection, and those in use when their call ends. Further calls are not sent."""
        self._closed = True
        here = self._running_loop()
        for loop, pool in [*self._pools.items()]:
            if loop is here:
                pool.close()
            elif loop.is_closed() or pool.pid != os.getpid():
                pool.abandon()
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
        try:
            try:
                pool.queue.append(bell)
                while True:
                    is_first = pool.queue[0] is bell
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
                pool.queue.remove(bell)
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
        addresses = self._origin.resolver.literal()
        if not addresses:
            lookup = self._origin.resolver.lookup()
            await _answered(lookup, connection.loop, until)
            addresses = lookup.addresses()
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
        pool.idle.append(connection)


async def _answered(lookup: Lookup, loop: asyncio.AbstractEventLoop, until: float) -> None:
    answered = loop.create_future()

    def tell() -> None:
        with suppress(RuntimeError):  # the event loop did not wait for the resolver, and is closed
            loop.call_soon_threadsafe(_settle, answered, True)

    lookup.tell(tell)
    if lookup.is_done:
        return
    timer = loop.call_later(until - monotonic(), _settle, answered, False)
    try:
        await answered
    finally:
        timer.cancel()


def _settle(future: asyncio.Future[bool], value: bool) -> None:
    if not future.done():
        future.set_result(value)
