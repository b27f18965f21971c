"""The transports under test behind one face: a numbered call, and what came of it."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, NamedTuple, Protocol

import httpx

from okx_margin_runtime.transport import AsyncTransport, Transport, TransportError, http11
from okx_margin_runtime.transport.bounded import bounded, closing
from okx_margin_runtime.transport.httpx import AsyncHttpxTransport, HttpxTransport, own_transport
from okx_margin_runtime.wire import Request, Response, Timeouts

from .host import CERTIFICATE

FIVE: Final = Timeouts(5, 5, 5, 5)
ANSWERED, NOT_SENT, UNKNOWN = "answered", "not sent", "unknown"


class Outcome(NamedTuple):
    """`kind` is ANSWERED, NOT_SENT or UNKNOWN, by the bytes; `said` the body, or what the error says."""

    kind: str
    said: str
    seconds: float
    response: Response | None = None


class Caller(Protocol):
    """Makes numbered calls, blocking, through a transport of whichever kind."""

    def call(
        self, number: object, *, deadline: float = 5, timeouts: Timeouts = FIVE, padding: int = 0
    ) -> Outcome: ...

    def warm_up(self, connections: int) -> None: ...

    def close(self) -> None: ...

    def end(self) -> None:
        """Nothing is called any more."""
        ...


MakeCaller = Callable[..., Caller]


def request_for(
    number: object, deadline: float | None = 5, timeouts: Timeouts = FIVE, padding: int = 0
) -> Request:
    """A POST whose body is `number`, and spaces."""
    body = str(number).encode() + b" " * padding
    until = None if deadline is None else time.monotonic() + deadline
    return Request("POST", "/move", b"User-Agent: tests\r\n", body, timeouts=timeouts, deadline=until)


def trusting() -> ssl.SSLContext:
    """Trusts the hosts of these tests and nobody else."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def _outcome(request: Request, began: float, came: Response | BaseException) -> Outcome:
    seconds = time.monotonic() - began
    if isinstance(came, Response):
        return Outcome(ANSWERED, came.body.decode(errors="replace"), seconds, came)
    return Outcome(UNKNOWN if request.handed_over else NOT_SENT, str(came), seconds)


class BlockingCaller:
    """Calls in the thread that asks."""

    def __init__(self, transport: Transport) -> None:
        self.transport: Final = transport

    def call(
        self, number: object, *, deadline: float = 5, timeouts: Timeouts = FIVE, padding: int = 0
    ) -> Outcome:
        request, began = request_for(number, deadline, timeouts, padding), time.monotonic()
        try:
            return _outcome(request, began, self.transport.send(request))
        except (TransportError, httpx.HTTPError, TimeoutError) as failure:
            return _outcome(request, began, failure)

    def warm_up(self, connections: int) -> None:
        self.transport.warm_up(connections, time.monotonic() + 5)

    def close(self) -> None:
        self.transport.close()

    def end(self) -> None:
        self.close()


class LoopCaller:
    """Calls in an event loop of its own, from whichever thread asks."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.transport: Final = transport
        self.loop: Final = asyncio.new_event_loop()
        self._thread: Final = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def call(
        self, number: object, *, deadline: float = 5, timeouts: Timeouts = FIVE, padding: int = 0
    ) -> Outcome:
        outcome: Outcome = self.run(call_async(self.transport, number, deadline, timeouts, padding))
        return outcome

    def warm_up(self, connections: int) -> None:
        self.run(self.transport.warm_up(connections, time.monotonic() + 5))

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def close(self) -> None:
        self.run(self.transport.close())

    def end(self) -> None:
        self.close()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


async def call_async(
    transport: AsyncTransport,
    number: object,
    deadline: float = 5,
    timeouts: Timeouts = FIVE,
    padding: int = 0,
) -> Outcome:
    """One call in the running event loop."""
    request, began = request_for(number, deadline, timeouts, padding), time.monotonic()
    try:
        return _outcome(request, began, await transport.send(request))
    except (TransportError, httpx.HTTPError, TimeoutError) as failure:
        return _outcome(request, began, failure)


def _blocking(base_url: str, **settings: Any) -> Caller:
    return BlockingCaller(http11.Transport(base_url, tls=_tls(base_url), **settings))


def _in_a_loop(base_url: str, **settings: Any) -> Caller:
    return LoopCaller(http11.AsyncTransport(base_url, tls=_tls(base_url), **settings))


def _tls(base_url: str) -> ssl.SSLContext | None:
    return trusting() if base_url.startswith("https:") else None


def _httpx_blocking(base_url: str) -> Caller:
    tls = _tls(base_url)
    return BlockingCaller(
        HttpxTransport(lambda: bounded(own_transport(httpx.HTTPTransport, tls, None)), base_url)
    )


def _httpx_in_a_loop(base_url: str) -> Caller:
    tls = _tls(base_url)
    return LoopCaller(
        AsyncHttpxTransport(lambda: closing(own_transport(httpx.AsyncHTTPTransport, tls, None)), base_url)
    )


OWN: Final[dict[str, MakeCaller]] = {"http11 threads": _blocking, "http11 asyncio": _in_a_loop}
"""By name, what makes a caller for a base URL; settings are http11's."""

CALLERS: Final[dict[str, MakeCaller]] = {
    **OWN,
    "httpx threads": _httpx_blocking,
    "httpx asyncio": _httpx_in_a_loop,
}
"""The same with httpx's transports behind our seam, which know no settings."""
