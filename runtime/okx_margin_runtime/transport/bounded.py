"""What httpx's own transports lack, added where they read and write: in httpcore's network backend.

The synchronous one knows only of one timeout a step, and byte by byte a peer keeps every step in time for ever:
here each step is told how much of the call's time is left, and TLS, of which one step may take many of the socket's,
is our own. Its pool's lock is taken in Python, and stays taken where
Ctrl-C cuts in: here it is one of the interpreter's, which a `with` cannot lose. The asynchronous one leaves the socket
of a TLS handshake that is cut off to the garbage collector: here it is closed. And asyncio asks the resolver in one of
few threads, which the end of `asyncio.run` waits for: here in one that nobody does.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import httpcore
import httpx

from ..forks import unforked
from ..steps import on_trio
from . import TransportError
from .addresses import Address, Resolver
from .connection import RECEIVE, earliest
from .tls import Channel
from .watched import found

_deadline: Final = ContextVar[float | None]("deadline", default=None)


@contextmanager
def within(deadline: float | None) -> Generator[None]:
    """What httpx's transports do here ends by `deadline`, None for no end; what else they do, when it will."""
    before = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(before)


def bounded(transport: httpx.HTTPTransport) -> httpx.HTTPTransport:
    """`transport`, each of its steps within the deadline of the call that takes it."""
    pool: Any = transport._pool  # pyright: ignore[reportPrivateUsage]  # the one way in: httpx has no argument for it
    pool._network_backend = _Backend()
    pool._optional_thread_lock = threading.RLock()
    return transport


def bounded_where_possible(given: object) -> None:
    """The same of a user's own, where it is httpx's or derived from it, and opens httpcore's sockets."""
    backend = getattr(getattr(given, "_pool", None), "_network_backend", None)
    if isinstance(given, httpx.HTTPTransport) and type(backend) is httpcore.SyncBackend:
        bounded(given)


def closing(transport: httpx.AsyncHTTPTransport) -> httpx.AsyncHTTPTransport:
    """`transport`, closing what a cancellation or a deadline cuts off."""
    pool = transport._pool  # pyright: ignore[reportPrivateUsage]
    pool._network_backend = _AsyncBackend(pool._network_backend)  # pyright: ignore[reportPrivateUsage]
    return transport


def _left(timeout: float | None, late: type[Exception]) -> float | None:
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("the call's deadline has passed")
    return left if timeout is None else min(timeout, left)


def _shares(addresses: Sequence[Address], until: float) -> Iterator[tuple[str, float]]:
    """Each address with its share of the time in seconds, never 0: by that a socket would not wait at all."""
    for tried, (_, address) in enumerate(addresses):
        yield address[0], max(0.001, (until - time.monotonic()) / (len(addresses) - tried))


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """To the first address that takes it, each in turn with its share of the time that the resolver has left."""
        until = earliest(_deadline.get(), timeout, time.monotonic())
        resolver = Resolver(host, port)
        addresses = resolver.literal()
        if not addresses:
            lookup, answered = resolver.lookup(), threading.Event()
            lookup.tell(answered.set)
            if not lookup.is_done:
                answered.wait(max(0.0, until - time.monotonic()))
            if not lookup.is_done:
                raise httpcore.ConnectTimeout("the host's name could not be resolved in time")
            addresses = lookup.addresses()
        failure: Exception = httpcore.ConnectError("the host has no address")
        for address, seconds in _shares(addresses, until):
            try:
                return _Stream(
                    self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as problem:
                failure = problem
        raise failure

    def sleep(self, seconds: float) -> None:
        """Between two tries to connect, of a transport that was made with `retries`."""
        if left := _left(seconds, httpcore.ConnectTimeout):
            self._sockets.sleep(left)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            with within(earliest(_deadline.get(), timeout, time.monotonic())):
                return _SecuredStream(self, Channel(ssl_context, server_hostname or ""))
        except BaseException as failure:
            self.close()  # nobody above does
            if isinstance(failure, httpcore.TimeoutException):
                raise httpcore.ConnectTimeout(*failure.args) from None
            if isinstance(failure, TransportError | httpcore.NetworkError):
                raise httpcore.ConnectError(*failure.args) from None
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


class _SecuredStream(_Stream):
    """TLS over a stream, which may be a proxy's TLS."""

    def __init__(self, stream: httpcore.NetworkStream, channel: Channel) -> None:
        super().__init__(stream)
        self._channel = channel
        received = b""
        while True:
            done, to_send = channel.shake_hands(received)
            stream.write(to_send)
            if done:
                break
            received = stream.read(RECEIVE)
            if not received:
                raise TransportError("the connection was closed during the TLS handshake")
        if channel.decrypt(b""):
            raise TransportError("the host sends before it is asked")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        channel, plain = self._channel, b""
        with within(earliest(_deadline.get(), timeout, time.monotonic())):
            while not (plain or channel.ended):
                if channel.failure:
                    raise httpcore.ReadError(channel.failure)
                received = self._stream.read(max_bytes)
                if not received:
                    raise httpcore.ReadError("the connection was cut")
                plain = channel.decrypt(received)
        return plain

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if buffer:
            self._stream.write(self._channel.encrypt(buffer), timeout)

    def get_extra_info(self, info: str) -> Any:
        return self._channel.tls if info == "ssl_object" else super().get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, sockets: httpcore.AsyncNetworkBackend) -> None:
        self._sockets = sockets

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature, here and below
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """To the first address that takes it, each in turn with its share of the time."""
        if on_trio():  # which waits for no resolver
            return _AsyncStream(
                await self._sockets.connect_tcp(host, port, timeout, local_address, socket_options)
            )
        with unforked:
            import asyncio

        until = earliest(None, timeout, time.monotonic())
        addresses = await found(Resolver(host, port), asyncio.get_running_loop(), until)
        failure: Exception = httpcore.ConnectError("the host has no address")
        for address, seconds in _shares(addresses, until):
            try:
                return _AsyncStream(
                    await self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as problem:
                failure = problem
        raise failure


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        try:
            return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:
            with unforked:
                from anyio import CancelScope

            with CancelScope(shield=True):
                await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    async def aclose(self) -> None:
        await self._stream.aclose()
