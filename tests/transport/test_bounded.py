"""What is added below httpx's own transports changes nothing else of theirs."""

from __future__ import annotations

import asyncio
import itertools
import socket
import time
from functools import partial
from typing import Any, cast

import httpcore
import httpx
import pytest

from okx_margin_runtime.proxies import Proxy
from okx_margin_runtime.transport.bounded import bounded, closing
from okx_margin_runtime.transport.httpx import HttpxTransport, own_transports
from okx_margin_runtime.wire import Timeouts

from .callers import ANSWERED, CALLERS, FIVE, NOT_SENT, UNKNOWN, BlockingCaller, ClientCaller, trusting
from .host import CERTIFICATE, Host, Peer, envelope, number_in
from .resolvers import hanging_resolver, resolved_to
from .tally import SLACK
from .test_handshake import never_stops
from .test_time import AT_ONCE, NO_TIMEOUTS, SOON, silent_port


def test_what_a_transport_was_made_with_it_keeps() -> None:
    made: dict[str, Any] = {
        "local_address": "127.0.0.2",
        "socket_options": [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)],
    }
    clients: list[str] = []

    def notes(peer: Peer) -> None:
        clients.append(peer.connection.getpeername()[0])
        peer.answers()

    def keeps_alive(response: httpx.Response) -> int:
        used: socket.socket = response.extensions["network_stream"].get_extra_info("socket")
        return used.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)

    async def by_task(base_url: str) -> None:
        async with httpx.AsyncClient(transport=closing(httpx.AsyncHTTPTransport(**made))) as client:
            assert keeps_alive(await client.post(base_url, content=b"2"))

    with Host(notes) as host:
        with httpx.Client(transport=bounded(httpx.HTTPTransport(**made))) as client:
            assert keeps_alive(client.post(host.base_url, content=b"1"))
        asyncio.run(by_task(host.base_url))
    assert clients == ["127.0.0.2"] * 2


def test_a_deadline_ends_with_its_call() -> None:
    """A transport may serve others besides: the user's own client in the same thread."""
    own = bounded(httpx.HTTPTransport())
    with silent_port() as silent, Host() as host, httpx.Client(transport=own) as client:
        caller = BlockingCaller(HttpxTransport(lambda: own, f"http://127.0.0.1:{silent}", given=True))
        assert caller.call(1, deadline=AT_ONCE).kind == NOT_SENT
        assert client.post(host.base_url, content=b"2").status_code == 200


class Derived(httpx.HTTPTransport):
    """A user's own."""


class Poolless(httpx.HTTPTransport):
    """Another, which opens nothing."""

    def __init__(self) -> None:
        pass

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=envelope(number_in(request.read())))

    def close(self) -> None:
        pass


def test_what_is_derived_from_httpxs_ends_in_time_too() -> None:
    def drips(peer: Peer) -> None:
        peer.request()
        until = time.monotonic() + 1
        while time.monotonic() < until:
            peer.send(b"HTTP/1.1 102 Processing\r\n\r\n")
            time.sleep(0.01)

    with Host(drips) as host:
        caller = ClientCaller(host.base_url, cast("Any", Derived()))
        outcome = caller.call(1, timeouts=NO_TIMEOUTS, deadline=SOON)
        caller.end()
        assert outcome.kind == UNKNOWN
        assert "deadline has passed" in outcome.said or "timed out" in outcome.said
        caller = ClientCaller(host.base_url, cast("Any", Poolless()))
        assert caller.call(2).said == "2"
        caller.end()


def test_a_read_timeout_is_kept_within_a_longer_deadline() -> None:
    def says_nothing(peer: Peer) -> None:
        peer.request()
        peer.connection.recv(1)

    for tls in (False, True):
        with Host(says_nothing, tls=tls) as host, bounded(httpx.HTTPTransport(verify=trusting())) as given:
            own = HttpxTransport(partial(_same, given), host.base_url, given=True)
            outcome = BlockingCaller(own).call(1, deadline=5, timeouts=FIVE._replace(read=AT_ONCE))
            assert outcome.kind == UNKNOWN
            assert outcome.seconds < SLACK


@pytest.mark.parametrize(
    ("timeouts", "deadline"), [(NO_TIMEOUTS, AT_ONCE), (FIVE._replace(connect=AT_ONCE), 5)]
)
def test_a_resolver_that_hangs_is_not_waited_for(
    timeouts: Timeouts, deadline: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hanging_resolver(monkeypatch):
        caller = CALLERS["httpx threads"]("http://okx.invalid")
        outcome = caller.call(1, timeouts=timeouts, deadline=deadline)
        caller.end()
    assert (outcome.kind, outcome.said) == (NOT_SENT, "the host's name could not be resolved in time")
    assert outcome.seconds < SLACK


def test_each_address_gets_its_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with silent_port() as silent, Host() as host:
        for addresses, port, timeouts, kind in (
            (["127.0.0.2", "127.0.0.1"], host.port, FIVE, ANSWERED),
            (["127.0.0.2"], host.port, FIVE, NOT_SENT),
            ([f"127.0.0.{number}" for number in range(1, 9)], silent, FIVE._replace(connect=0.6), NOT_SENT),
        ):
            resolved_to(monkeypatch, *addresses)
            for name in ("httpx threads", "httpx asyncio"):
                caller = CALLERS[name](f"http://okx.invalid:{port}")
                outcome = caller.call(1, timeouts=timeouts)
                caller.end()
                assert outcome.kind == kind
                assert outcome.seconds < 0.6 + SLACK  # eight times that, if each had all of it


def test_a_transport_that_tries_again_pauses_as_it_means_to(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = httpcore.SyncBackend.connect_tcp
    failures = [httpcore.ConnectError("not yet")]

    def fails_first(*given: Any, **options: Any) -> httpcore.NetworkStream:
        if failures:
            raise failures.pop()
        return connect(*given, **options)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", fails_first)
    with Host() as host, httpx.HTTPTransport(retries=1) as own:
        caller = BlockingCaller(HttpxTransport(lambda: bounded(own), host.base_url, given=True))
        assert caller.call(1, deadline=3).said == "1"


def drips_below_tls(peer: Peer) -> None:
    """A proxy that lets through the beginning of one record, byte by byte, for longer than it may take."""
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        received += peer.connection.recv(1)
    peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
    peer.connection.recv(65536)
    until = time.monotonic() + 1
    for byte in itertools.chain(b"\x16\x03\x03\x40\x00", itertools.repeat(0)):
        if time.monotonic() > until:
            return
        peer.connection.sendall(bytes([byte]))
        time.sleep(0.01)


@pytest.mark.parametrize("kind", ["http", "https"])
@pytest.mark.parametrize(("timeouts", "deadline"), [(NO_TIMEOUTS, SOON), (FIVE._replace(connect=SOON), 5)])
def test_a_proxy_that_drips_below_tls_holds_nobody_up(
    kind: str, timeouts: Timeouts, deadline: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))  # which is how the proxy is trusted
    with Host(drips_below_tls, tls=kind == "https") as host:
        proxy = Proxy(httpx.URL(host.base_url), "the test")
        made = own_transports(httpx.HTTPTransport, trusting(), proxy)
        caller = BlockingCaller(HttpxTransport(lambda: bounded(made()), "https://okx.invalid"))
        outcome = caller.call(1, timeouts=timeouts, deadline=deadline)
        caller.end()
    assert outcome.kind == NOT_SENT
    assert outcome.said in ("the call's deadline has passed", "timed out", "The read operation timed out")


def test_a_handshake_that_never_stops_is_not_waited_for() -> None:
    with Host(never_stops) as host:
        caller = CALLERS["httpx threads"](host.base_url.replace("http:", "https:"))
        outcome = caller.call(1, timeouts=NO_TIMEOUTS, deadline=AT_ONCE)
        caller.end()
    assert (outcome.kind, outcome.said) == (NOT_SENT, "the call's deadline has passed")


def test_the_protocol_that_was_agreed_on_is_spoken() -> None:
    """A user's transport may offer HTTP/2 besides."""
    with Host(tls=True) as host:
        for offered, outcome in (("http/1.1", ANSWERED), ("h2", UNKNOWN)):
            host.offer(offered)
            with bounded(httpx.HTTPTransport(verify=trusting(), http2=True)) as own:
                caller = BlockingCaller(HttpxTransport(partial(_same, own), host.base_url, given=True))
                assert caller.call(offered, deadline=SOON).kind == outcome
    assert "http/1.1" in host.received
    assert "h2" not in host.received  # it does not read as HTTP/1.1


def _same(own: httpx.HTTPTransport) -> httpx.HTTPTransport:
    return own


def test_a_certificate_for_another_host_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved_to(monkeypatch, "127.0.0.1")
    with Host(tls=True) as host:
        for name in ("httpx threads", "httpx asyncio"):
            caller = CALLERS[name](f"https://okx.invalid:{host.port}")
            outcome = caller.call(1)
            caller.end()
            assert outcome.kind == NOT_SENT
            assert "'okx.invalid'" in outcome.said
