"""Transports and whole clients under test behind one face: a numbered call, and what came of it."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, Literal, NamedTuple, Protocol, TypedDict

import httpx

from okx_margin_auth import OkxAuth, Pacing
from okx_margin_client import AsyncOkxMargin, NotSentError, OkxMargin, OkxMarginError, OutcomeUnknownError
from okx_margin_runtime.transport import AsyncTransport, Transport, TransportError, http11
from okx_margin_runtime.transport.bounded import bounded, closing
from okx_margin_runtime.transport.httpx import AsyncHttpxTransport, HttpxTransport, own_transports
from okx_margin_runtime.wire import Request, Response, Timeouts

from .host import CERTIFICATE, number_in

FIVE: Final = Timeouts(5, 5, 5, 5)
ANSWERED, NOT_SENT, UNKNOWN = "answered", "not sent", "unknown"


class Outcome(NamedTuple):
    """`kind` is ANSWERED, NOT_SENT or UNKNOWN; `said` the number that was answered, or what the error says."""

    kind: str
    said: str
    seconds: float
    response: Response | None = None


class Caller(Protocol):
    """Makes numbered calls, blocking, through whatever is under test."""

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
    headers = b"Accept-Encoding: identity\r\nUser-Agent: tests\r\n"  # the client's own lines have it too
    return Request("POST", "/move", headers, body, timeouts=timeouts, deadline=until)


def trusting() -> ssl.SSLContext:
    """Trusts the hosts of these tests and nobody else."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def claim_of(cut: BaseException) -> str:
    """What is said of the bytes of a call that was cut off: NOT_SENT is noted on what cut it off."""
    return NOT_SENT if NOT_SENT in getattr(cut, "__notes__", ()) else UNKNOWN


def _cut_off(request: Request, cut: BaseException) -> None:
    if not request.handed_over:
        cut.add_note(NOT_SENT)


def _outcome(request: Request, began: float, came: Response | BaseException) -> Outcome:
    seconds = time.monotonic() - began
    if isinstance(came, Response):
        return Outcome(ANSWERED, number_in(came.body), seconds, came)
    return Outcome(UNKNOWN if request.handed_over else NOT_SENT, str(came), seconds)


class BlockingCaller:
    """A transport's calls in the thread that asks."""

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
        except BaseException as cut:
            _cut_off(request, cut)
            raise

    def warm_up(self, connections: int) -> None:
        self.transport.warm_up(connections, time.monotonic() + 5)

    def close(self) -> None:
        self.transport.close()

    def end(self) -> None:
        self.close()


class Adjustment(TypedDict):
    """The arguments of one call of a client's."""

    inst_id: str
    pos_side: Literal["short"]
    type_: Literal["add"]
    amt: str
    ccy: str


def adjustment(number: object, padding: int) -> Adjustment:
    """One whose request, and answer, carry its number as ccy."""
    return Adjustment(
        inst_id="BTC-USDT", pos_side="short", type_="add", amt="1", ccy=str(number) + " " * padding
    )


def settings(deadline: float, timeouts: Timeouts) -> dict[str, Any]:
    """The options of a client for one call."""
    return {"deadline": deadline, "timeout": httpx.Timeout(**timeouts._asdict())}


def auth(base_url: str, pacing: Pacing | None = None) -> OkxAuth:
    """One whose calls wait for nothing, unless they are paced."""
    return OkxAuth("key", "secret", "passphrase", base_url=base_url, pacing=pacing)


def _of_client(began: float, came: Any) -> Outcome:
    """A call's outcome as its caller is told it: a refusal that is not NotSentError would be none of these."""
    seconds = time.monotonic() - began
    if isinstance(came, NotSentError | OutcomeUnknownError):
        return Outcome(NOT_SENT if isinstance(came, NotSentError) else UNKNOWN, came.text, seconds)
    if isinstance(came, OkxMarginError):
        raise came
    response = came.response
    return Outcome(ANSWERED, came.ccy, seconds, Response(response.status_code, (), response.content))


class ClientCaller:
    """A whole client's calls in the thread that asks; `connections` is the cap, for a transport of ours."""

    def __init__(
        self,
        base_url: str,
        transport: Literal["httpx"] | Transport | None = None,
        *,
        pacing: Pacing | None = None,
        connections: int | None = None,
    ) -> None:
        if connections is not None:
            transport = http11.Transport(base_url, tls=_tls(base_url), connections=connections)
        self.okx: Final = OkxMargin(auth(base_url, pacing), tls=_tls(base_url), transport=transport)

    def call(
        self, number: object, *, deadline: float = 5, timeouts: Timeouts = FIVE, padding: int = 0
    ) -> Outcome:
        began = time.monotonic()
        try:
            okx = self.okx.with_options(**settings(deadline, timeouts))
            return _of_client(began, okx.account.adjust_margin(**adjustment(number, padding)))
        except OkxMarginError as error:
            return _of_client(began, error)

    def warm_up(self, connections: int) -> None:
        self.okx.warm_up(connections)

    def close(self) -> None:
        self.okx.close()

    def end(self) -> None:
        self.close()


class Tasks(Protocol):
    """Numbered calls as coroutines, in any event loop."""

    async def call(self, number: object, deadline: float, timeouts: Timeouts, padding: int) -> Outcome: ...

    async def warm_up(self, connections: int) -> None: ...

    async def close(self) -> None: ...


class TransportTasks:
    """A transport's."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.transport: Final = transport

    async def call(
        self, number: object, deadline: float = 5, timeouts: Timeouts = FIVE, padding: int = 0
    ) -> Outcome:
        return await call_async(self.transport, number, deadline, timeouts, padding)

    async def warm_up(self, connections: int) -> None:
        await self.transport.warm_up(connections, time.monotonic() + 5)

    async def close(self) -> None:
        await self.transport.close()


class ClientTasks:
    """A whole client's; `connections` is the cap, for a transport of ours."""

    def __init__(
        self,
        base_url: str,
        transport: Literal["httpx"] | AsyncTransport | None = None,
        *,
        pacing: Pacing | None = None,
        connections: int | None = None,
    ) -> None:
        if connections is not None:
            transport = http11.AsyncTransport(base_url, tls=_tls(base_url), connections=connections)
        self.okx: Final = AsyncOkxMargin(auth(base_url, pacing), tls=_tls(base_url), transport=transport)

    async def call(
        self, number: object, deadline: float = 5, timeouts: Timeouts = FIVE, padding: int = 0
    ) -> Outcome:
        began = time.monotonic()
        try:
            okx = self.okx.with_options(**settings(deadline, timeouts))
            return _of_client(began, await okx.account.adjust_margin(**adjustment(number, padding)))
        except OkxMarginError as error:
            return _of_client(began, error)

    async def warm_up(self, connections: int) -> None:
        await self.okx.warm_up(connections)

    async def close(self) -> None:
        await self.okx.aclose()


class LoopCaller:
    """Calls in an event loop of its own, from whichever thread asks."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks: Final = tasks
        self.loop: Final = asyncio.new_event_loop()
        self._thread: Final = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def call(
        self, number: object, *, deadline: float = 5, timeouts: Timeouts = FIVE, padding: int = 0
    ) -> Outcome:
        outcome: Outcome = self.run(self.tasks.call(number, deadline, timeouts, padding))
        return outcome

    def warm_up(self, connections: int) -> None:
        self.run(self.tasks.warm_up(connections))

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def close(self) -> None:
        self.run(self.tasks.close())

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
    except BaseException as cut:
        _cut_off(request, cut)
        raise


def _tls(base_url: str) -> ssl.SSLContext | None:
    return trusting() if base_url.startswith("https:") else None


def _httpx(base_url: str) -> Caller:
    made = own_transports(httpx.HTTPTransport, _tls(base_url), None)
    return BlockingCaller(HttpxTransport(lambda: bounded(made()), base_url))


def _httpx_tasks(base_url: str) -> Tasks:
    made = own_transports(httpx.AsyncHTTPTransport, _tls(base_url), None)
    return TransportTasks(AsyncHttpxTransport(lambda: closing(made()), base_url))


def _own(base_url: str, **settings: Any) -> Caller:
    return BlockingCaller(http11.Transport(base_url, tls=_tls(base_url), **settings))


def _own_tasks(base_url: str, **settings: Any) -> Tasks:
    return TransportTasks(http11.AsyncTransport(base_url, tls=_tls(base_url), **settings))


def _client_on_httpx(base_url: str) -> Caller:
    return ClientCaller(base_url, "httpx")


def _client_on_httpx_tasks(base_url: str) -> Tasks:
    return ClientTasks(base_url, "httpx")


THREADS: Final[dict[str, MakeCaller]] = {
    "http11 threads": _own,
    "httpx threads": _httpx,
    "client, threads": ClientCaller,
    "client on httpx, threads": _client_on_httpx,
}
"""By name, what makes a caller for a base URL; settings are http11's."""

TASKS: Final[dict[str, Callable[..., Tasks]]] = {
    "http11 asyncio": _own_tasks,
    "httpx asyncio": _httpx_tasks,
    "client, asyncio": ClientTasks,
    "client on httpx, asyncio": _client_on_httpx_tasks,
}


def _in_a_loop(make: Callable[..., Tasks]) -> MakeCaller:
    def made(base_url: str, **settings: Any) -> Caller:
        return LoopCaller(make(base_url, **settings))

    return made


CALLERS: Final[dict[str, MakeCaller]] = THREADS | {name: _in_a_loop(make) for name, make in TASKS.items()}
TRANSPORTS: Final = {name: make for name, make in CALLERS.items() if not name.startswith("client")}
OWN: Final = {name: make for name, make in TRANSPORTS.items() if name.startswith("http11")}
