"""Every call ends by its deadline, wherever the peer stalls or drips; what it then is, the bytes say."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpcore
import httpx
import pytest

from okx_margin_runtime.transport.bounded import bounded
from okx_margin_runtime.transport.httpx import HttpxTransport
from okx_margin_runtime.wire import Timeouts

from .callers import CALLERS, FIVE, NOT_SENT, OWN, TASKS, TRANSPORTS, UNKNOWN, BlockingCaller, Outcome
from .conftest import Meet, ways
from .host import Host, Peer, answer, open_sockets
from .resolvers import hanging_resolver, resolved_to
from .tally import SLACK, Tally, in_threads

NO_TIMEOUTS = Timeouts(None, None, None, None)
SOON = 0.2
AT_ONCE = 0.05  # for what can never come, so that a busy machine is no matter


def stalls_before_reading(peer: Peer) -> None:
    peer.waits()


def stalls_after_the_request(peer: Peer) -> None:
    peer.request()
    peer.waits()


def stalls_in_the_body(peer: Peer) -> None:
    peer.request()
    peer.send(answer("0123456789")[:-3])
    peer.waits()


def drips(data: bytes, beginning: bytes = b"") -> Callable[[Peer], None]:
    """Sends `data` again and again, a byte at a time, until the client leaves."""

    def behaviour(peer: Peer) -> None:
        peer.request()
        peer.send(beginning)
        at = 0
        while not peer.host.over.wait(0.01):
            peer.connection.sendall(data[at % len(data)].to_bytes(1, "big"))
            at += 1

    return behaviour


STALLS = [stalls_before_reading, stalls_after_the_request, stalls_in_the_body]
DRIPS = [
    drips(b"HTTP/1.1 102 Processing\r\n\r\n"),
    drips(b"x", b"HTTP/1.1 200 OK\r\nX: "),
    drips(b"x", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"),
    drips(b"x", b"HTTP/1.1 200 OK\r\n\r\n"),
    drips(b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
]


@pytest.mark.slow
@pytest.mark.parametrize("limit", ["deadline", "read"])
def test_a_response_that_does_not_come_in_time_is_unknown(meet: Meet, transport: str, limit: str) -> None:
    timeouts, deadline = (NO_TIMEOUTS, SOON) if limit == "deadline" else (FIVE._replace(read=SOON), 60)
    by_each_byte = limit == "read" and transport not in OWN  # httpx's timeout is for one byte, whoever drips
    met = [meet(behaviour) for behaviour in (STALLS if by_each_byte else STALLS + DRIPS)]
    outcomes: list[Outcome] = []

    def call(each: int) -> None:
        outcomes.append(met[each][1].call(1, deadline=deadline, timeouts=timeouts))

    in_threads(len(met), call)
    for host, _ in met:
        host.over.set()
    assert [outcome.kind for outcome in outcomes] == [UNKNOWN] * len(met)
    assert all(SOON <= outcome.seconds < SOON + SLACK for outcome in outcomes), outcomes


@pytest.mark.parametrize(
    ("timeouts", "deadline"),
    [pytest.param(NO_TIMEOUTS, 3 * SOON, marks=pytest.mark.slow), (FIVE._replace(write=AT_ONCE), 5)],
    ids=["deadline", "write"],
)
@ways(TRANSPORTS)
def test_a_request_that_is_not_taken_in_time_is_unknown(
    meet: Meet, timeouts: Timeouts, deadline: float
) -> None:
    host, caller = meet(stalls_before_reading, receive_buffer=4096)
    outcome = caller.call(1, deadline=deadline, timeouts=timeouts, padding=8_000_000)
    host.over.set()
    assert outcome.kind == UNKNOWN
    assert outcome.seconds < SOON + SLACK


def test_a_large_request_goes_over_in_pieces(meet: Meet) -> None:
    host, caller = meet(receive_buffer=4096)
    tally = Tally()
    for number in range(3):
        tally.call(caller, number, padding=1_000_000)
    tally.hold_against(host.received)
    assert host.received == ["0", "1", "2"]


@contextmanager
def silent_port() -> Generator[int]:
    """A port of loopback that neither accepts nor refuses, on any of its addresses."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("0.0.0.0", 0))
        listener.listen(0)
        for _ in range(8):  # they fill the queue; from then on the kernel drops who knocks
            filling = stack.enter_context(socket.socket())
            filling.setblocking(False)
            filling.connect_ex(("127.0.0.1", listener.getsockname()[1]))
        yield listener.getsockname()[1]


@pytest.mark.parametrize("limit", ["deadline", "connect"])
@pytest.mark.parametrize("transport", CALLERS)
def test_a_host_that_does_not_let_us_in_is_sent_nothing(transport: str, limit: str) -> None:
    by_deadline = limit == "deadline"
    timeouts, deadline = (NO_TIMEOUTS, AT_ONCE) if by_deadline else (FIVE._replace(connect=AT_ONCE), 5)
    with silent_port() as silent, Host(stalls_before_reading) as mute:
        for base_url in (f"http://127.0.0.1:{silent}", f"https://127.0.0.1:{mute.port}"):
            caller = CALLERS[transport](base_url)
            outcome = caller.call(1, deadline=deadline, timeouts=timeouts)
            caller.end()
            assert outcome.kind == NOT_SENT
            assert outcome.seconds < AT_ONCE + SLACK


@pytest.mark.parametrize("transport", OWN)
def test_addresses_are_tried_in_turn_within_one_limit(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with silent_port() as silent:
        resolved_to(monkeypatch, *(f"127.0.0.{number}" for number in range(1, 9)))
        caller = CALLERS[transport](f"http://okx.invalid:{silent}")
        outcome = caller.call(1, timeouts=FIVE._replace(connect=SOON))
        caller.end()
        assert outcome.kind == NOT_SENT
        assert 0.95 * SOON < outcome.seconds < SOON + SLACK
        assert "cannot connect: Connection timed out" in outcome.said
    with Host() as host:
        resolved_to(monkeypatch, "127.0.0.2", "127.0.0.1")
        caller = CALLERS[transport](f"http://okx.invalid:{host.port}")
        assert caller.call(1).said == "1"
        caller.end()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_name_that_is_none_means_not_sent(transport: str) -> None:
    for host in ("okx.invalid", "a" * 64 + ".invalid", "a..b"):
        caller = CALLERS[transport](f"http://{host}:1")
        outcome = caller.call(1)
        assert outcome.kind == NOT_SENT
        if transport in OWN:
            assert outcome.said.startswith(f"{host}:1: the host's name cannot be resolved: ")
        caller.end()


@pytest.mark.parametrize("transport", OWN)
def test_a_name_is_asked_for_again_by_the_next_call(transport: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Host() as host:
        caller = CALLERS[transport](f"http://okx.invalid:{host.port}")
        resolved_to(monkeypatch)
        outcome = caller.call(1)
        assert outcome.kind == NOT_SENT
        assert outcome.said.endswith("not known")
        resolved_to(monkeypatch, "127.0.0.1")
        assert caller.call(2).said == "2"
        caller.end()


@pytest.mark.slow
@pytest.mark.parametrize("transport", OWN)
def test_a_resolver_that_hangs_holds_nobody_up(transport: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with hanging_resolver(monkeypatch) as asked:
        caller = CALLERS[transport]("http://okx.invalid")
        for number in range(5):
            outcome = caller.call(number, deadline=0.05)
            assert outcome.kind == NOT_SENT
            assert outcome.seconds < SLACK
            assert outcome.said.endswith("it took too long")
        caller.end()
        assert asked == ["okx.invalid"]  # one thread, however many calls


@pytest.mark.parametrize("tasks", ["http11 asyncio", "httpx asyncio"])
def test_a_resolver_that_hangs_does_not_hold_up_the_end_of_asyncio_run(
    tasks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hanging_resolver(monkeypatch):
        began = time.monotonic()
        outcome = asyncio.run(TASKS[tasks]("http://okx.invalid").call(1, 0.05, FIVE, 0))
        assert time.monotonic() - began < SLACK
    assert outcome.kind == NOT_SENT
    time.sleep(0.05)  # for the thread to find the event loop closed, and say nothing


def test_no_time_left_means_not_sent(meet: Meet) -> None:
    host, caller = meet()
    assert caller.call(1).said == "1"
    for deadline in (0, -1):
        assert caller.call(2, deadline=deadline).kind == NOT_SENT
    assert host.received == ["1"]


def test_a_transport_that_tries_again_to_connect_ends_in_time_too() -> None:
    with Host() as host:
        pass
    own = bounded(httpx.HTTPTransport(retries=9))  # it pauses longer before each
    caller = BlockingCaller(HttpxTransport(lambda: own, host.base_url))
    outcome = caller.call(1, deadline=SOON, timeouts=NO_TIMEOUTS)
    caller.end()
    assert outcome.kind == NOT_SENT
    assert SOON * 0.95 < outcome.seconds < SOON + SLACK


@ways(["httpx threads"])
def test_a_deadline_that_passes_between_connecting_and_tls_leaves_no_socket(
    meet: Meet, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = httpcore.SyncBackend.connect_tcp

    def slowly(*given: Any, **options: Any) -> httpcore.NetworkStream:
        stream = connect(*given, **options)
        time.sleep(0.15)
        return stream

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", slowly)
    sockets_before = open_sockets()
    host, caller = meet()
    outcome = caller.call(1, deadline=0.1, timeouts=NO_TIMEOUTS)
    assert (outcome.kind, host.received) == (NOT_SENT if wire == "tls" else UNKNOWN, [])
    assert outcome.said == "the call's deadline has passed"
    host.__exit__()
    caller.end()
    assert open_sockets() == sockets_before
