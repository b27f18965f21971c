"""The transport for threads: sockets, and poll for waiting."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from ..wire import Request, Response
from . import TransportError
from .addresses import Address
from .connection import FAILURES, RECEIVE, Connection, earliest
from .origin import Origin
from .pool import Gate, Pool, Waiting

if TYPE_CHECKING:
    import ssl

_LOOK: Final = 0.05  # seconds until one who waits looks by himself, should a Ctrl-C have eaten the bell


class BlockingConnection(Connection):
    """A connection whose thread waits."""

    __slots__ = ()

    def open(self, addresses: Sequence[Address], until: float) -> None:
        """Connect and secure. Raises TransportError or OSError."""
        steps = self.opening(addresses, until)
        try:
            writing, wait_until = next(steps)
            while True:
                writing, wait_until = steps.send(self._wait(writing, wait_until))
        except StopIteration:
            return

    def exchange(self, request: Request) -> Response:
        """Send `request` and read its response. Raises TransportError or OSError."""
        now = self.start(request)
        if self.unsent:
            until = earliest(request.deadline, request.timeouts.write, now)
            while self.unsent and not self.flush():
                if not self._wait(True, until):
                    raise TransportError("the request could not be written in time")
            now = monotonic()
        until = earliest(request.deadline, request.timeouts.read, now)
        while until > now:
            if not self._poll((until - now) * 1e3):
                break
            response = self.received(self.socket.recv(RECEIVE))
            if response is not None:
                return response
            now = monotonic()
        raise TransportError("no whole response came in time")

    def _wait(self, writing: bool, until: float) -> bool:
        poll = select.poll()
        poll.register(self.socket, select.POLLOUT if writing else select.POLLIN)
        return bool(poll.poll(max(0.0, until - monotonic()) * 1e3))


class Transport:
    """HTTP/1.1 to one host, for any number of threads and across forks.

    Sends `identity` as what it accepts, and inflates gzip and deflate all the same. Goes through no proxy.
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
        """
        Args:
            base_url: `https://host` or `http://host:port`.
            tls: What verifies the host; by default, what httpx trusts. ALPN is set on it.
            max_head: Bytes of a response's head; more is an error.
            max_body: Bytes of its body, after any decoding; more is an error.
            connections: How many at most; who finds them all busy waits in line.
            idle_seconds: A connection that was free for longer is not used again: less than the host's own.

        Raises:
            ValueError: base_url is no origin, or certificates that the environment names cannot be loaded.
        """
        self._origin: Final = Origin(base_url, tls, max_head, max_body)
        self._connections: Final = connections
        self._idle_seconds: Final = idle_seconds
        self._pools: Final[dict[int, Pool[BlockingConnection]]] = {}
        self._closed = False

    def send(self, request: Request) -> Response:
        """The response to `request`, by its deadline. Raises TransportError."""
        request.handed_over = False
        connection: BlockingConnection | None = None
        pool = self._pools.get(os.getpid()) or self._pool()
        try:
            if not pool.queue:
                connection = pool.take() or pool.reserve()
            if connection is None:
                connection = self._in_line(pool, request.deadline, request.timeouts.pool)
            connection.deadline = request.deadline
            if not connection.is_open:
                self._open(connection, request.deadline, request.timeouts.connect)
            response = connection.exchange(request)
            connection.deadline = None
            connection.idle_since = monotonic()
        except BaseException as problem:
            if connection is not None:
                connection.closed = True
                pool.drop(connection)
            if not isinstance(problem, FAILURES):
                raise
            failure = str(problem)
        else:
            if connection.reusable and not self._closed:
                pool.idle[connection] = None
                if pool.queue:
                    pool.ring()
            else:
                connection.closed = True
                pool.drop(connection)
            return response
        raise TransportError(f"{self._origin.host}: {failure}")

    def warm_up(self, connections: int, deadline: float | None) -> None:
        """Have so many connections open and free, as far as the cap allows. Raises TransportError."""
        pool = self._pools.get(os.getpid()) or self._pool()
        failures: list[BaseException] = []

        def open_one() -> None:
            try:
                self._open_ahead(pool, deadline)
            except BaseException as failure:
                failures.append(failure)

        threads = [
            threading.Thread(target=open_one, name="warm-up", daemon=True)
            for _ in range(min(connections, self._connections) - len(pool.idle))
        ]
        started: list[threading.Thread] = []
        try:
            for thread in threads:
                thread.start()
                started.append(thread)
        except RuntimeError as failure:  # the system has no more threads
            failures.append(failure)
        for thread in started:
            thread.join()
        if failures:
            raise TransportError(f"{self._origin.host}: {failures[0]}")

    def close(self) -> None:
        """Close every free connection, and those in use when their call ends. Further calls are not sent."""
        self._closed = True
        for pool in [*self._pools.values()]:
            pool.close()

    def _pool(self) -> Pool[BlockingConnection]:
        """This process's. A child lets go of what it inherited, and the parent's goes on."""
        pid = os.getpid()
        pool = self._pools.setdefault(
            pid,
            Pool(lambda: BlockingConnection(self._origin), self._connections, self._idle_seconds),
        )
        for other in [*self._pools]:
            if other != pid and (inherited := self._pools.pop(other, None)) is not None:
                inherited.abandon()
        return pool

    def _check(self, deadline: float | None) -> None:
        if self._closed:
            raise TransportError("the client is closed")
        if deadline is not None and monotonic() >= deadline:
            raise TransportError("no time was left to send the request")

    def _in_line(
        self, pool: Pool[BlockingConnection], deadline: float | None, seconds: float | None
    ) -> BlockingConnection:
        """A connection when it is this thread's turn."""
        until = earliest(deadline, seconds, monotonic())
        connection: BlockingConnection | None = None
        gate = Gate()
        waiting = Waiting(gate, until)
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
                    gate.wait(max(0.0, min(until - monotonic(), _LOOK if is_first else 20 * _LOOK)))
            finally:
                if waiting in pool.queue:
                    pool.queue.remove(waiting)
                pool.ring()
        except BaseException:
            if connection is not None:
                connection.closed = True
            raise

    def _open(self, connection: BlockingConnection, deadline: float | None, seconds: float | None) -> None:
        self._check(deadline)
        until = earliest(deadline, seconds, monotonic())
        addresses = self._origin.resolver.literal()
        if not addresses:
            lookup = self._origin.resolver.lookup()
            gate = Gate()
            lookup.tell(gate.set)
            if not lookup.is_done:
                gate.wait(max(0.0, until - monotonic()))
            addresses = lookup.addresses()
        connection.open(addresses, until)

    def _open_ahead(self, pool: Pool[BlockingConnection], deadline: float | None) -> None:
        connection = pool.reserve()
        if connection is None:
            return
        try:
            self._open(connection, deadline, None)
        except BaseException:
            pool.drop(connection)
            raise
        connection.idle_since = monotonic()
        pool.idle[connection] = None
