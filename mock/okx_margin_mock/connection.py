"""One HTTP/1.1 connection: bytes to requests, responses to bytes, and the faults that break it on the way.

A plain asyncio protocol on httptools rather than a web server: a fault must reach the bare connection, and
the exchange answers without waiting for anything.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

import httptools
from attrs import Factory, define

from okx_margin_mock.control import PREFIX, control
from okx_margin_mock.exchange import MockExchange
from okx_margin_mock.faults import Fault
from okx_margin_mock.messages import HttpRequest, HttpResponse, RefusalError, html
from okx_margin_mock.site import Site

_PHRASES = {status.value: status.phrase for status in HTTPStatus}

#: Headers that browsers send with a page's calls.
_BROWSERS = frozenset({"origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"})


@define
class Served:
    """What all connections share."""

    exchange: MockExchange
    site: Site | None = None
    connections: set["HttpConnection"] = Factory(set["HttpConnection"])
    #: Set when the server stops: nobody waits out a delay then.
    stopping: asyncio.Event = Factory(asyncio.Event)


class HttpConnection(asyncio.Protocol):
    """Answers one request after the other; what is pipelined waits its turn.

    Connections are kept alive until the client or the server ends: a client's pool never finds one closed.
    Only a browser's requests are answered with `Connection: close`, since browsers send a POST again by
    themselves when a kept-alive connection drops before the answer.
    """

    _transport: asyncio.Transport

    def __init__(self, served: Served) -> None:
        self._served = served
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[tuple[HttpRequest, bool]] = deque()
        self._failing: asyncio.Task[None] | None = None
        self._client = ""
        self._start()

    # ── asyncio ──

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # loop.create_server makes nothing else
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self._client = peer[0] if peer else ""
        self._served.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._served.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:  # to HTTP/2, say: not taken up
            head = self._not_upgrading()
            self._parser = httptools.HttpRequestParser(self)
            if rest := head + data[upgrade.args[0] :]:
                self.data_received(rest)
        except httptools.HttpParserInvalidMethodError:
            self._write(RefusalError("50115").response(), keep_alive=False)
        except httptools.HttpParserError:
            self._write(html(400, "Bad Request"), keep_alive=False)

    def abort(self) -> None:
        self._transport.abort()

    # ── httptools ──

    def on_message_begin(self) -> None:
        self._start()

    def _start(self) -> None:
        self._target = b""
        self._headers: dict[str, str] = {}
        self._body = b""

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.setdefault(_lower(name), value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        if self._headers.get("expect", "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        if len(self._body) <= self._served.exchange.settings.most_body:  # more is read and dropped
            self._body += body

    def on_message_complete(self) -> None:
        if "upgrade" in self._headers:
            return  # the parser stops before the body, which is of a request like any other
        request = HttpRequest(
            self._parser.get_method().decode("latin-1"),
            self._target.decode("latin-1"),
            self._headers,
            self._body,
            self._client,
        )
        keep_alive = self._parser.should_keep_alive() and not _from_browser(request)
        if self._failing:
            self._waiting.append((request, keep_alive))
        else:
            self._answer(request, keep_alive=keep_alive)

    def _not_upgrading(self) -> bytes:
        """The head of the request that asks for another protocol, to be read again without that wish."""
        if self._headers.pop("upgrade", None) is None:
            return b""  # a CONNECT, which was answered
        fields = "".join(f"{name}: {value}\r\n" for name, value in self._headers.items())
        return b"%s %s HTTP/1.1\r\n%s\r\n" % (
            self._parser.get_method(),
            self._target,
            fields.encode("latin-1"),
        )

    # ── answering ──

    def _answer(self, request: HttpRequest, *, keep_alive: bool) -> None:
        served = self._served
        if len(request.body) > served.exchange.settings.most_body:
            self._write(html(413, "Payload Too Large"), keep_alive=keep_alive)
        elif request.path.startswith(PREFIX):
            self._write(control(served.exchange, request), keep_alive=keep_alive)
        elif served.site and (page := served.site.answer(request)):
            self._write(page, keep_alive=keep_alive)
        elif fault := served.exchange.receive(request):
            self._failing = asyncio.get_running_loop().create_task(self._fail(fault, request, keep_alive))
        else:
            self._write(self._process(request), keep_alive=keep_alive, head=request.method == "HEAD")

    def _process(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._served.exchange.process(request)
        except Exception:  # a defect of the mock must not look like a cut connection
            logging.getLogger("okx_margin_mock").exception("%s %s", request.method, request.path)
            return html(500, "The mock exchange has a defect; its log shows which")

    async def _fail(self, fault: Fault, request: HttpRequest, keep_alive: bool) -> None:
        response = self._process(request) if fault.when == "after" else None
        if fault.cut or (fault.seconds and await self._stopped_within(fault.seconds)):
            self._transport.abort()
            return
        if fault.replace is not None:
            response = fault.replace(response)
        elif response is None:
            response = self._process(request)
        if fault.raw or fault.halved:
            body = response.body[: len(response.body) // 2] if fault.halved else response.body
            self._transport.write(_head(response, keep_alive=False) + body)
            self._transport.close()
            return
        self._write(response, keep_alive=keep_alive)
        self._failing = None
        while self._waiting and not self._failing:
            following, kept = self._waiting.popleft()
            self._answer(following, keep_alive=kept)

    async def _stopped_within(self, seconds: float) -> bool:
        """Wait that long, or until the server stops: then True."""
        try:
            await asyncio.wait_for(self._served.stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _write(self, response: HttpResponse, *, keep_alive: bool, head: bool = False) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(_head(response, keep_alive=keep_alive) + (b"" if head else response.body))
        if not keep_alive:
            self._transport.close()


def factory(served: Served) -> Callable[[], HttpConnection]:
    """What asyncio's create_server asks for."""
    return lambda: HttpConnection(served)


@lru_cache(maxsize=256)
def _lower(name: bytes) -> str:
    return name.decode("latin-1").lower()


def _from_browser(request: HttpRequest) -> bool:
    return not _BROWSERS.isdisjoint(request.headers)


def _head(response: HttpResponse, *, keep_alive: bool) -> bytes:
    """Status line and headers, whatever they say."""
    head, needs_length = _lines(response.status, tuple(response.headers), keep_alive)
    return head + b"Content-Length: %d\r\n\r\n" % len(response.body) if needs_length else head + b"\r\n"


@lru_cache(maxsize=256)
def _lines(status: int, headers: tuple[tuple[str, str], ...], keep_alive: bool) -> tuple[bytes, bool]:
    """All lines but the length, and whether one must be told."""
    lines = [
        f"HTTP/1.1 {status} {_PHRASES.get(status, '')}",
        *(f"{name}: {value}" for name, value in headers),
    ]
    if not keep_alive:
        lines.append("Connection: close")
    told = {name.lower() for name, _ in headers} & {"content-length", "transfer-encoding"}
    return "\r\n".join([*lines, ""]).encode("latin-1"), not told
