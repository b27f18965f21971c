"""Any httpx transport behind our seam: for proxies, SOCKS, trio, tests, and whatever a user brings.

What is certain of a request's bytes comes from httpcore's trace, which speaks before each step: httpx's own
transports announce a connection before they write. A transport that announces nothing proves nothing.
"""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

import httpx

from ..as_httpx import MaskedHeaders, lines
from ..forks import unforked
from ..proxies import Proxy
from ..steps import on_trio
from ..wire import Request, Response
from . import TransportError
from .message import inflated

MAX_BODY: Final = 1024 * 1024
_OWN = (httpx.HTTPTransport, httpx.AsyncHTTPTransport)


_ELSEWHERE = (
    "this client's transport was used in another process or event loop, and its connections belong there: make a "
    "client of its own here, or leave transport= out"
)


class HttpxTransport:
    """Calls over a synchronous httpx transport: `make` builds one for each, since what calls share in httpcore, its
    pool's list and lock, a Ctrl-C leaves broken.

    Where `given`, it is the one of a user: then a process that it was not used in first cannot have it.
    """

    def __init__(
        self, make: Callable[[], httpx.BaseTransport], base_url: str, *, given: bool = False
    ) -> None:
        self._make = make
        self._given = given
        self._base_url = base_url
        self._used_in: int | None = None
        self._closed = False

    def send(self, request: Request) -> Response:
        """The response to `request`; raises TransportError or what the transport raises."""
        request.handed_over = False
        transport = self._transport()
        try:
            return self._sent(request, transport)
        finally:
            if not self._given:
                transport.close()

    def _sent(self, request: Request, transport: httpx.BaseTransport) -> Response:
        sent = _prepared(request, self._base_url)
        with unforked:
            from .bounded import within

        trace = _Trace(request, announces=type(transport) in _OWN)
        sent.extensions = {**sent.extensions, "trace": trace}
        try:
            with within(request.deadline):
                response = transport.handle_request(sent)
                try:
                    body = bytearray()
                    for chunk in cast(httpx.SyncByteStream, response.stream):
                        _take(body, chunk, request)
                finally:
                    response.close()
        except Exception as failure:
            trace.failed(failure)
            raise
        return _received(response, bytes(body))

    def warm_up(self, connections: int, deadline: float | None) -> None:
        """Nothing: an httpx transport opens connections when they are needed."""

    def close(self) -> None:
        """A later `send` raises TransportError; what a user gave is closed, where it was used."""
        self._closed = True
        if self._given and self._used_in == os.getpid():
            self._make().close()

    def _transport(self) -> httpx.BaseTransport:
        if self._closed:
            raise TransportError("this client is closed: make a new one, or send inside its with block")
        if self._given:
            if self._used_in not in (None, os.getpid()):
                raise TransportError(_ELSEWHERE)
            self._used_in = os.getpid()
        with unforked:  # httpx and httpcore import what they need for it
            return self._make()


class AsyncHttpxTransport:
    """The same over an asynchronous one.

    Where `given`, it is the one of a user: httpx's own then cannot be had in a second event loop, and none in a
    second process.
    """

    def __init__(
        self, make: Callable[[], httpx.AsyncBaseTransport], base_url: str, *, given: bool = False
    ) -> None:
        self._make = make
        self._given = given
        self._base_url = base_url
        self._used_in: set[tuple[int, object]] = set()
        self._closed = False

    async def send(self, request: Request) -> Response:
        """The response to `request`; raises TransportError or what the transport raises."""
        request.handed_over = False
        with unforked:
            from anyio import CancelScope
            from anyio.lowlevel import current_token

            current_token()  # imports what anyio needs in this event loop
        transport = self._transport()
        try:
            return await self._sent(request, transport)
        finally:
            if not self._given:
                with CancelScope(shield=True):
                    await transport.aclose()

    async def _sent(self, request: Request, transport: httpx.AsyncBaseTransport) -> Response:
        with unforked:
            from anyio import fail_after

        sent = _prepared(request, self._base_url)
        trace = _Trace(request, announces=type(transport) in _OWN)
        sent.extensions = {**sent.extensions, "trace": trace.awaited}
        try:
            with fail_after(None if request.deadline is None else request.deadline - time.monotonic()):
                response = await transport.handle_async_request(sent)
                try:
                    body = bytearray()
                    async for chunk in cast(httpx.AsyncByteStream, response.stream):
                        _take(body, chunk, request)
                finally:
                    await response.aclose()
        except Exception as failure:
            trace.failed(failure)
            raise
        return _received(response, bytes(body))

    async def warm_up(self, connections: int, deadline: float | None) -> None:
        """Nothing: an httpx transport opens connections when they are needed."""

    async def close(self) -> None:
        """A later `send` raises TransportError; what a user gave is closed, where it was used here."""
        self._closed = True
        here = None
        with suppress(RuntimeError):  # in a child that goes on in its parent's loop none runs
            here = _process_and_loop()
        if self._given and here in self._used_in:
            await self._make().aclose()
        self._used_in.clear()

    def _transport(self) -> httpx.AsyncBaseTransport:
        if self._closed:
            raise TransportError("this client is closed: make a new one, or send inside its async with block")
        with unforked:  # httpx and httpcore import what they need for it
            transport = self._make()
        if self._given:
            here = _process_and_loop()
            strict = type(transport) in _OWN
            if any(there[0] != here[0] or (strict and there != here) for there in self._used_in):
                raise TransportError(_ELSEWHERE)
            self._used_in.add(here)
        return transport


class _Trace:
    """Keeps `handed_over` by what httpcore announces, each time before it does it."""

    def __init__(self, request: Request, *, announces: bool) -> None:
        self._request = request
        self._announces = announces
        self._writing: bool = False
        request.handed_over = True  # as long as nothing was announced, nothing is proved

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(".send_request_headers.started") and info["request"].method != b"CONNECT":
            if self._writing:  # HTTP/2 sends again what it takes for unprocessed
                raise TransportError("the transport was about to send the request a second time")
            self._writing = self._request.handed_over = True
        elif self._announces and not self._writing:
            self._request.handed_over = False

    async def awaited(self, event: str, info: Mapping[str, Any]) -> None:
        self(event, info)

    def failed(self, failure: Exception) -> None:
        """httpx's own transports raise these two before they pick a connection."""
        early = isinstance(failure, httpx.PoolTimeout | httpx.UnsupportedProtocol)
        if early and self._announces and not self._writing:
            self._request.handed_over = False


def _prepared(request: Request, base_url: str) -> httpx.Request:
    timeouts = request.timeouts._asdict()
    if request.deadline is not None:
        left = request.deadline - time.monotonic()
        if left <= 0:
            raise TransportError("the call's deadline has passed")
        timeouts = {name: left if most is None else min(most, left) for name, most in timeouts.items()}
    if request.foreign is not None:
        sent = request.foreign
    else:
        sent = httpx.Request(
            request.method, base_url + request.target, headers=lines(request.headers), content=request.body
        )
        signature = {name.decode(): value.decode() for name, value in lines(request.signature)}
        sent.headers = MaskedHeaders(sent.headers, signature)
    # What httpcore leaves in its buffers after a response, it reads as the next one: no connection has a next.
    sent.headers["Connection"] = "close"
    sent.extensions = {**sent.extensions, "timeout": timeouts}
    return sent


def _take(body: bytearray, chunk: bytes, request: Request) -> None:
    body += chunk
    if len(body) > MAX_BODY:
        raise TransportError(f"the response's body is larger than {MAX_BODY} bytes")
    if request.deadline is not None and time.monotonic() > request.deadline:
        raise TransportError("the call's deadline passed while the response was coming in")


def _received(response: httpx.Response, body: bytes) -> Response:
    encoding = response.headers.get("Content-Encoding", "").strip().lower().encode()
    if body and encoding not in (b"identity", b""):
        body = inflated(body, encoding, MAX_BODY)
    return Response(response.status_code, response.headers.raw, body)


def _process_and_loop() -> tuple[int, object]:
    if on_trio():
        with unforked:
            import trio

        return os.getpid(), trio.lowlevel.current_trio_token()
    with unforked:
        import asyncio

    return os.getpid(), asyncio.get_running_loop()


Own = TypeVar("Own", httpx.HTTPTransport, httpx.AsyncHTTPTransport)


def own_transports(kind: type[Own], tls: ssl.SSLContext | None, proxy: Proxy | None) -> Callable[[], Own]:
    """What makes httpx's own; `tls` is None for plain http, where no certificate is ever looked at."""
    with unforked:  # the first in a process makes what all share
        verify = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return lambda: kind(verify=verify, proxy=None if proxy is None else httpx.Proxy(proxy.url))
