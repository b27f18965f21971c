"""One call after another: connections are used again when they are clean, and only then."""

from __future__ import annotations

import asyncio
import errno
import os
import select
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from okx_margin_runtime.transport import http11
from okx_margin_runtime.transport.watched import WatchedConnection
from okx_margin_runtime.wire import Request, Timeouts

from .callers import ANSWERED, NOT_SENT, UNKNOWN, request_for
from .conftest import Meet, own, ways
from .host import Host, Peer, answer, number_in

if sys.platform == "linux":
    import fcntl
    import termios


@own
def test_calls_share_a_connection(meet: Meet) -> None:
    host, caller = meet()
    assert [caller.call(number).said for number in range(20)] == [str(number) for number in range(20)]
    assert host.connections == 1
    assert host.received == [str(number) for number in range(20)]


@pytest.mark.parametrize("make", [http11.Transport, http11.AsyncTransport])
def test_a_call_without_any_limit_is_answered(make: Callable[[str], Any]) -> None:
    request = request_for(1, None, Timeouts(None, None, None, None))
    with Host() as host:
        transport = make(host.base_url)

        async def call() -> None:
            assert number_in((await transport.send(request)).body) == "1"
            await transport.close()

        if isinstance(transport, http11.AsyncTransport):
            asyncio.run(call())
        else:
            assert number_in(transport.send(request).body) == "1"
            transport.close()


@own
def test_an_old_connection_is_not_used_again(meet: Meet) -> None:
    host, caller = meet(idle_seconds=0.05)
    assert caller.call(1).said == "1"
    time.sleep(0.1)
    assert caller.call(2).said == "2"
    assert host.connections == 2


@pytest.mark.parametrize("ending", ["close", "half-close", "reset"])
def test_a_connection_that_the_host_ended_is_not_used_again(meet: Meet, ending: str) -> None:
    def one_answer(peer: Peer) -> None:
        number = peer.request()
        if number is None:
            return
        peer.send(answer(number))
        if ending == "half-close":
            peer.connection.shutdown(socket.SHUT_WR)
            peer.waits()
        elif ending == "reset":
            peer.reset()

    host, caller = meet(one_answer)
    for number in range(5):
        assert caller.call(number).said == str(number)
        time.sleep(0.02)
    assert host.received == [*"01234"]


LEFTOVERS = [
    b"x",
    b"\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    answer("another call's", "401 Unauthorized"),
    answer("another call's")[:-3],
]


def below_tls(peer: Peer, data: bytes) -> None:
    """Send what is no record of TLS's."""
    socket.socket.sendall(peer.connection, data)


@own
def test_a_connection_on_which_something_comes_between_two_calls_is_left(meet: Meet, transport: str) -> None:
    """In an event loop at once, by a thread when it wants to use it."""
    comes: list[Callable[[Peer], None]] = [
        lambda peer: peer.send(b"x"),
        lambda peer: peer.send(answer("another call's")),
        lambda peer: below_tls(peer, b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        Peer.farewell,
    ]
    read, came, left = ([threading.Event() for _ in comes] for _ in range(3))

    def behaviour(peer: Peer) -> None:
        if (number := peer.request()) is not None:
            peer.send(answer(number))
            read[peer.number].wait(5)
            comes[peer.number](peer)
            came[peer.number].set()
            if peer.request() is None:
                left[peer.number].set()

    host, caller = meet(behaviour)
    for number in range(len(comes)):
        assert caller.call(number).said == str(number)
        read[number].set()
        assert came[number].wait(5)
        assert "asyncio" not in transport or left[number].wait(5)
    assert host.connections == len(comes)


_CORK = getattr(socket, "TCP_CORK", socket.TCP_NODELAY)  # what is sent meanwhile goes in one segment


@own
def test_what_is_wrong_with_a_record_behind_a_response_takes_nothing_from_it(meet: Meet, wire: str) -> None:
    cut_by = {"whole": 0, "cut": 3} if wire == "tls" else {"whole": 0}

    def breaks_off(peer: Peer) -> None:
        if (number := peer.request()) is not None:
            whole = answer(number)
            peer.connection.setsockopt(socket.IPPROTO_TCP, _CORK, 1)
            peer.send(whole[: len(whole) - cut_by[number]])
            below_tls(peer, b"HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.connection.setsockopt(socket.IPPROTO_TCP, _CORK, 0)
            peer.waits()

    host, caller = meet(breaks_off)
    outcomes = {number: caller.call(number) for number in cut_by}
    assert (outcomes["whole"].kind, outcomes["whole"].said) == (ANSWERED, "whole")
    if wire == "tls":
        assert outcomes["cut"].kind == UNKNOWN
        assert "TLS failed: " in outcomes["cut"].said
    assert host.connections == len(cut_by)


@pytest.mark.slow
@pytest.mark.parametrize("pause", [None, 0.0, 0.02])
def test_what_is_left_over_is_never_the_next_calls_response(meet: Meet, pause: float | None) -> None:
    left: list[str] = []

    def too_much(peer: Peer) -> None:
        left_over = LEFTOVERS[peer.number % len(LEFTOVERS)]
        while (number := peer.request()) is not None:
            if pause is None:
                peer.send(answer(number) + left_over)
            else:
                peer.send(answer(number))
                time.sleep(pause)
                peer.send(left_over)
            left.append(number)

    host, caller = meet(too_much)
    for number in range(3 * len(LEFTOVERS)):
        assert caller.call(number).said == str(number)
        while len(left) <= number:
            time.sleep(0.001)
    assert host.connections == 3 * len(LEFTOVERS)  # each has something left over


@own
def test_a_body_that_was_announced_where_there_may_be_none_is_not_the_next_calls_response(meet: Meet) -> None:
    def announces(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 204 No Content\r\nContent-Length: 33\r\n\r\n")
        if peer.request() is not None:
            peer.send(answer("that body"))

    host, caller = meet(announces)
    assert [caller.call(number).said for number in range(3)] == ["", "", ""]
    assert host.connections == 3


@own
def test_a_response_from_before_the_request_arrived_is_nobodys(meet: Meet) -> None:
    """The host's kernel cannot have confirmed the request yet when it says something: what every host's
    goodbye (408) looks like that crosses a request on its way."""

    def crosses(peer: Peer) -> None:
        if (number := peer.request()) is not None:
            peer.send(answer(number))
            peer.connection.recv(1)
            peer.send(answer("meant for nobody", "408 Request Timeout"))
            peer.waits()

    _, caller = meet(crosses, receive_buffer=4096)
    assert caller.call(1).said == "1"
    outcome = caller.call(2, padding=100_000)
    assert outcome.kind == UNKNOWN
    assert "before the request" in outcome.said


if sys.platform == "linux":  # only there a kernel tells what has arrived

    @ways(["http11 asyncio"])
    def test_a_response_from_before_the_request_is_nobodys_however_late_it_is_read(
        meet: Meet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It comes after the last look at the connection, and is read once the host has all of the request."""
        looked, written = threading.Event(), threading.Event()
        start = WatchedConnection.start

        def crosses(peer: Peer) -> None:
            peer.send(answer(peer.request() or ""))
            looked.wait(5)
            peer.send(answer("meant for nobody"))
            written.wait(5)  # until then its kernel has no room for a whole request
            peer.answers()

        def started(connection: WatchedConnection, request: Request) -> float:
            looked.set()
            assert select.select([connection.socket], [], [], 5)[0]
            now = start(connection, request)
            connection.loop.call_soon(holds_up, connection)
            return now

        def holds_up(connection: WatchedConnection) -> None:
            written.set()
            while not connection.closed and _unacknowledged(connection.socket):
                time.sleep(0.001)

        host, caller = meet(crosses, receive_buffer=4096)
        assert caller.call(1).said == "1"
        monkeypatch.setattr(WatchedConnection, "start", started)
        outcome = caller.call(2, padding=50_000)
        assert outcome.kind == UNKNOWN
        assert "before the request" in outcome.said
        assert host.connections == 1

    def _unacknowledged(ours: socket.socket) -> bool:
        return fcntl.ioctl(ours, termios.TIOCOUTQ, bytes(4)) != bytes(4)


@own
def test_a_kernel_that_does_not_tell_what_arrived_makes_no_outcome_unknown(
    meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> bytes:
        raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    monkeypatch.setattr("fcntl.ioctl", refuses)
    host, caller = meet()
    assert [caller.call(number).said for number in range(2)] == ["0", "1"]
    assert host.connections == 1


@own
def test_a_host_that_speaks_first_is_sent_nothing(meet: Meet) -> None:
    opened, spoken = threading.Event(), list[int]()

    def speaks(peer: Peer) -> None:
        opened.wait()  # what comes earlier, no connection is opened with
        if peer.number:
            peer.send(answer("unasked"))
        spoken.append(peer.number)
        peer.answers()

    host, caller = meet(speaks)
    caller.warm_up(3)
    opened.set()
    while len(spoken) < 3:
        time.sleep(0.001)
    assert caller.call(1).said == "1"  # on the one that kept quiet
    assert host.received == ["1"]


def test_without_a_listener_nothing_is_sent(meet: Meet) -> None:
    host, caller = meet()
    host.__exit__()
    outcome = caller.call(1)
    assert outcome.kind == NOT_SENT


def test_a_closed_transport_sends_nothing(meet: Meet) -> None:
    host, caller = meet()
    assert caller.call(1).kind == ANSWERED
    caller.close()
    assert caller.call(2).kind == NOT_SENT
    assert host.received == ["1"]
