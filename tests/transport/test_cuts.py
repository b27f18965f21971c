"""Responses of every shape, cut anywhere: each is given to its own call, or nobody gets it."""

from __future__ import annotations

import gzip
import itertools
import socket
import time
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from .callers import ANSWERED, NOT_SENT, OWN, UNKNOWN
from .conftest import Meet, own
from .host import Peer, envelope
from .tally import Tally

STATUSES = [
    "200 OK",
    "201 Created",
    "307 Temporary Redirect",
    "400 Bad Request",
    "401",
    "429 x",
    "500 y",
    "999 z",
]
FRAMINGS = ["length", "chunked", "both", "closing", "closed", "HTTP/1.0", "interim", "trailers"]  # fmt: skip


def shaped(number: str, status: str, framing: str) -> bytes:
    """A response to `number` that ends in the way of `framing`."""
    body = envelope(number).encode()
    chunks = b"%x;a=b\r\n%b\r\n0\r\n" % (len(body), body)
    head = f"HTTP/1.1 {status}\r\nLocation: http://127.0.0.1:1/\r\nSet-Cookie: a=b\r\n".encode()
    length = b"Content-Length: %d\r\n" % len(body)
    return {
        "length": head + length + b"\r\n" + body,
        "chunked": head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"\r\n",
        "both": head + b"Transfer-Encoding: chunked\r\n" + length + b"\r\n" + chunks + b"\r\n",
        "closing": head + length + b"Connection: close\r\n\r\n" + body,
        "closed": head + b"\r\n" + body,
        "HTTP/1.0": head.replace(b"/1.1", b"/1.0") + length + b"\r\n" + body,
        "interim": b"HTTP/1.1 102 Processing\r\n\r\n" * 3 + head + length + b"\r\n" + body,
        "trailers": head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"Expires: 0\r\n\r\n",
    }[framing]


@pytest.mark.slow
def test_every_status_and_framing_is_given_to_its_call(meet: Meet, transport: str) -> None:
    shapes = list(itertools.product(STATUSES, FRAMINGS))

    def behaviour(peer: Peer) -> None:
        while (number := peer.request()) is not None:
            status, framing = shapes[int(number)]
            peer.send(shaped(number, status, framing))
            if framing == "closed":
                peer.farewell()
                return

    host, caller = meet(behaviour)
    tally = Tally()
    for number, (status, framing) in enumerate(shapes):
        outcome = tally.call(caller, number)
        assert outcome is not None
        assert outcome.kind == ANSWERED, (status, framing, outcome)
        assert outcome.response is not None
        assert outcome.response.status == int(status[:3])
    tally.hold_against(host.received)
    if transport in OWN:
        assert host.connections == 1 + len(STATUSES) * 4  # after both, closing, closed and HTTP/1.0


@pytest.mark.slow
@pytest.mark.parametrize("end", [Peer.farewell, Peer.cut, Peer.reset])
@pytest.mark.parametrize("framing", ["length", "chunked", "closed"])
def test_a_response_cut_at_any_byte_is_unknown(
    meet: Meet, transport: str, framing: str, end: Callable[[Peer], None]
) -> None:
    whole = shaped("000", "200 OK", framing)
    cuts = range(0, len(whole), 5)

    def behaviour(peer: Peer) -> None:
        if (number := peer.request()) is not None:
            peer.send(shaped(number, "200 OK", framing)[: cuts[int(number) - 100]])
            end(peer)

    host, caller = meet(behaviour)
    tally = Tally()
    for number, cut in enumerate(cuts, 100):
        outcome = tally.call(caller, number)
        assert outcome is not None
        if framing == "closed" and cut > whole.index(b"\r\n\r\n") + 3 and outcome.kind == ANSWERED:
            tally.another_calls_answer.clear()  # an end is all that such a body has, and here it is one
            assert outcome.said == str(number) or envelope(str(number)).startswith(outcome.said)
            # httpcore takes a cut of TLS for an end too: half an envelope is none, whoever delivers it
            assert end is Peer.farewell or host.base_url.startswith("http:") or transport not in OWN
        else:
            assert outcome.kind == UNKNOWN, (cut, outcome)
    tally.hold_against(host.received)


@pytest.mark.parametrize("end", [Peer.cut, Peer.reset])
def test_a_request_cut_at_any_byte_is_never_called_not_sent_once_it_was_received(
    meet: Meet, end: Callable[[Peer], None]
) -> None:
    def behaviour(peer: Peer) -> None:
        if peer.number < 36:
            peer.receive(3 * peer.number)
        else:
            peer.request()
        end(peer)

    host, caller = meet(behaviour)
    tally = Tally()
    for number in range(100, 138):
        outcome = tally.call(caller, number)
        assert outcome is not None
        assert outcome.kind in (NOT_SENT, UNKNOWN)
    tally.hold_against(host.received)


@pytest.mark.slow
@pytest.mark.parametrize("length", [-2, -1, 1, 2])
def test_a_length_that_is_wrong_never_moves_the_next_calls_response(meet: Meet, length: int) -> None:
    def behaviour(peer: Peer) -> None:
        while (number := peer.request()) is not None:
            body = envelope(number).encode()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body) + length, body))

    host, caller = meet(behaviour)
    tally = Tally()
    for number in range(100, 103):
        outcome = tally.call(caller, number, deadline=0.3 if length > 0 else 5)
        assert outcome is not None
        assert outcome.kind == UNKNOWN or length < 0  # a shorter body is the host's own lie
    tally.hold_against(host.received)
    assert host.connections == 3


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n" + bytes(70_000),
        b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2_000_000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n%b\r\n" % bytes(65536) * 17,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(100_000_000)),
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 20_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"x: y\r\n" * 20_000,
        b"\x16\x03\x01" + bytes(100),
        b"SSH-2.0-OpenSSH_9\r\n",
        b"\r\n\r\n",
        b"\x00" * 100_000,
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_too_much_of_anything_is_unknown(meet: Meet, response: bytes) -> None:
    def behaviour(peer: Peer) -> None:
        if peer.number:
            peer.answers()
        else:
            peer.request()
            peer.send(response)
            peer.farewell()

    host, caller = meet(behaviour)
    outcome = caller.call(1)
    assert outcome.kind == UNKNOWN
    assert len(outcome.said) < 700
    assert outcome.said.isprintable()
    assert caller.call(2).said == "2"
    assert host.received == ["1", "2"]


class Alarmed(socket.socket):
    """One whose writes are each followed by a signal, whose handler raises `alarm`."""

    alarm: OSError | None = None

    def send(self, data: Any, flags: int = 0, /) -> int:
        sent = super().send(data, flags)
        if self.alarm is not None:
            raise self.alarm
        return sent


@own
@pytest.mark.parametrize(
    "alarm", [TimeoutError("alarm"), BlockingIOError(11, "Try again"), BrokenPipeError(32, "Broken pipe")]
)
def test_what_a_signals_handler_raises_is_not_taken_for_the_kernels_word(meet: Meet, alarm: OSError) -> None:
    host, caller = meet()
    with patch("socket.socket", Alarmed):
        caller.warm_up(1)  # a handshake writes, too
    with patch.object(Alarmed, "alarm", alarm):
        outcome = caller.call(1)
    assert outcome.kind == UNKNOWN
    assert caller.call(2).kind == ANSWERED
    until = time.monotonic() + 5
    while len(host.received) < 2 and time.monotonic() < until:  # each connection has a thread of the host's
        time.sleep(0.001)
    assert sorted(host.received) == ["1", "2"]
