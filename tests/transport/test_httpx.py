"""Behind httpx's seam: what its transports tell of their bytes, and which event loop's they are."""

from __future__ import annotations

import asyncio
import gc
import gzip
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any
from weakref import ref

import anyio
import httpx
import pytest
import trio

from okx_margin_client import OkxMargin
from okx_margin_runtime.as_httpx import MaskedHeaders
from okx_margin_runtime.transport import TransportError
from okx_margin_runtime.transport.httpx import MAX_BODY, AsyncHttpxTransport, HttpxTransport
from okx_margin_runtime.wire import Request, Response

from .callers import adjustment, auth, request_for
from .host import Host, Peer, envelope

Handle = Callable[[httpx.Request], httpx.Response]
URL = "http://okx.invalid"


class Foreign(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Somebody's transport for threads and tasks, that does as it is told."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        trace, told = request.extensions["trace"], list[tuple[str, dict[str, Any]]]()

        def note(event: str, info: dict[str, Any]) -> None:
            told.append((event, info))

        request.extensions = {**request.extensions, "trace": note}
        try:
            return self.handle(request)
        finally:
            for event in told:
                await trace(*event)


def by_thread(handle: Handle, request: Request) -> Response:
    return HttpxTransport(lambda: Foreign(handle), URL).send(request)


def by_task(handle: Handle, request: Request) -> Response:
    return asyncio.run(AsyncHttpxTransport(lambda: Foreign(handle), URL).send(request))


BOTH = pytest.mark.parametrize("send", [by_thread, by_task])
Send = Callable[[Handle, Request], Response]
WRITES = ("http11.send_request_headers.started", {"request": httpx.Request("POST", URL)})


@BOTH
def test_a_transport_that_is_about_to_write_a_second_time_is_stopped(send: Send) -> None:
    """httpcore's HTTP/2 does it for what a GOAWAY leaves out."""
    wrote: list[str] = []

    def writes_twice(request: httpx.Request) -> httpx.Response:
        for name in ("first", "second"):
            request.extensions["trace"]("http2.send_request_headers.started", {"request": request})
            wrote.append(name)
        return httpx.Response(200)

    request = request_for(1)
    with pytest.raises(TransportError, match="a second time"):
        send(writes_twice, request)
    assert request.handed_over
    if send is by_thread:
        assert wrote == ["first"]


@BOTH
def test_what_a_foreign_transport_does_not_announce_proves_nothing(send: Send) -> None:
    def connects(request: httpx.Request) -> httpx.Response:
        request.extensions["trace"]("connection.connect_tcp.started", {})
        raise httpx.ConnectError("says who?")

    request = request_for(1)
    with pytest.raises(httpx.ConnectError):
        send(connects, request)
    assert request.handed_over


@BOTH
def test_a_response_is_inflated_once_and_capped(send: Send) -> None:
    for encoding, body, expected in (
        ("gzip", gzip.compress(b"ab", mtime=0), b"ab"),
        (" GZIP ", gzip.compress(b"ab", mtime=0), b"ab"),
        ("Identity", b"ab", b"ab"),
        ("gzip", b"", b""),
        ("identity", b"x" * MAX_BODY, b"x" * MAX_BODY),
    ):
        fields = {"Content-Encoding": encoding}
        response = send(lambda _, b=body, f=fields: raw(b, f), request_for(1))  # type: ignore[misc]
        assert response.body == expected
    for body, fields in (
        (b"x" * (MAX_BODY + 1), {}),
        (gzip.compress(bytes(MAX_BODY + 1), mtime=0), {"Content-Encoding": "gzip"}),
    ):
        with pytest.raises(TransportError, match=f"{MAX_BODY} bytes"):
            send(lambda _, b=body, f=fields: raw(b, f), request_for(1))  # type: ignore[misc]


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body as it comes from a connection: not decoded by anybody yet."""

    def __init__(self, body: bytes) -> None:
        self.pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


def raw(body: bytes, fields: dict[str, str]) -> httpx.Response:
    return httpx.Response(200, headers=fields, stream=Pieces(body))


@BOTH
def test_a_request_goes_as_it_was_signed_on_a_connection_that_is_not_used_again(send: Send) -> None:
    seen: list[httpx.Request] = []

    def notes(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return raw(b"", {})

    request = request_for("the body")
    request.headers += b"X-Note: a: b\r\n"
    request.signature = b"OK-ACCESS-KEY: sentinel\r\n"
    send(notes, request)
    (sent,) = seen
    assert (sent.method, str(sent.url), sent.read()) == ("POST", f"{URL}/move", b"the body")
    assert sent.headers["connection"] == "close"
    assert sent.headers["ok-access-key"] == "sentinel"
    assert sent.headers["user-agent"] == "tests"
    assert sent.headers["x-note"] == "a: b"
    timeout = sent.extensions["timeout"]
    assert set(timeout) == {"connect", "read", "write", "pool"}
    assert all(4 < seconds <= 5 for seconds in timeout.values())


@BOTH
def test_without_time_left_nothing_is_handed_over(send: Send) -> None:
    request = request_for(1, deadline=0)
    with pytest.raises(TransportError, match="deadline has passed"):
        send(lambda _: raw(b"", {}), request)
    assert not request.handed_over


def test_a_signature_prints_nothing_and_every_other_field_prints() -> None:
    fields = httpx.Headers([(b"X-Odd", b"caf\xe9"), (b"X-Plain", b"yes")])
    shown = repr(MaskedHeaders(fields, {"OK-ACCESS-SIGN": "sentinel"}))
    assert shown == "MaskedHeaders({'X-Odd': 'caf\ufffd', 'X-Plain': 'yes', 'OK-ACCESS-SIGN': '[secure]'})"


def of_trio(coroutine: Coroutine[Any, Any, object]) -> None:
    async def awaited() -> None:
        await coroutine

    trio.run(awaited)


@pytest.mark.parametrize("run", [asyncio.run, of_trio, None])
def test_each_call_has_a_transport_of_its_own_that_is_closed_and_let_go(run: Any) -> None:
    """Ctrl-C leaves the lock of httpcore's pool taken: what calls share would keep all later ones waiting."""
    made: list[ref[Foreign]] = []
    closed: list[int] = []

    class Closing(Foreign):
        def close(self) -> None:
            closed.append(len(made))

        async def aclose(self) -> None:
            closed.append(len(made))

    def make() -> Foreign:
        transport = Closing(lambda _: raw(b"", {}))
        made.append(ref(transport))
        return transport

    async def twice() -> None:
        transport = AsyncHttpxTransport(make, URL)
        await transport.send(request_for(1))
        await transport.send(request_for(1))

    if run is None:
        blocking = HttpxTransport(make, URL)
        blocking.send(request_for(1))
        blocking.send(request_for(1))
    else:
        run(twice())
    gc.collect()
    assert closed == [1, 2]
    assert [each() for each in made] == [None, None]


@BOTH
def test_a_response_keeps_its_fields(send: Send) -> None:
    fields = [(b"Date", b"now"), (b"X-A", b"1"), (b"X-A", b"2")]
    response = send(lambda _: httpx.Response(200, headers=fields, stream=Pieces(b"")), request_for(1))
    assert [*response.headers] == fields


def test_a_client_shows_a_response_as_it_is_read() -> None:
    """Its body is without the encoding that it came in, and so are its fields."""

    def compressed(peer: Peer) -> None:
        body = gzip.compress(envelope(peer.request() or "").encode())
        peer.send(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-A: b\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        peer.send(body)

    with Host(compressed) as host, OkxMargin(auth(host.base_url), transport="httpx") as okx:
        response = okx.account.adjust_margin(**adjustment(1, 0)).response
    assert response.text == envelope("1")
    assert response.headers["X-A"] == "b"
    assert "Content-Encoding" not in response.headers


@BOTH
def test_a_response_that_comes_in_beyond_the_deadline_is_given_up(send: Send) -> None:
    class Slow(Pieces):
        def __iter__(self) -> Iterator[bytes]:
            time.sleep(0.1)
            return super().__iter__()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in self:
                yield piece

    request = request_for(1, deadline=0.05)
    with pytest.raises(TransportError, match="deadline passed while the response was coming in"):
        send(lambda _: httpx.Response(200, stream=Slow(b"x")), request)
    assert request.handed_over


def test_a_task_waits_for_no_transport_beyond_the_deadline() -> None:
    class Waiting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await anyio.sleep(20)
            raise AssertionError

    async def call() -> None:
        request = request_for(1, deadline=0.05)
        with pytest.raises(TimeoutError):
            await AsyncHttpxTransport(Waiting, URL).send(request)
        assert request.handed_over

    asyncio.run(call())
    trio.run(call)
