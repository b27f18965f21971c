"""Getting a connection ready: however little the kernel takes, however the host behaves meanwhile."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any

import pytest

from okx_margin_runtime.wire import Timeouts

from .callers import CALLERS, FIVE, NOT_SENT, OWN
from .conftest import Meet, own
from .host import CERTIFICATE, Host, Peer, answer


@pytest.fixture
def full() -> Generator[socket.socket]:
    """A socket whose kernel takes no more, for nobody reads from it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        fill(ours.send, ours)
        yield ours


def fill(send: Callable[[bytes], int], what: socket.socket) -> None:
    what.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            send(bytes(1 << 16))


class Full(socket.socket):
    """Its kernel takes no more."""

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name == "send":
            fill(found, self)
        return found


@own
def test_what_the_kernel_does_not_take_at_once_arrives_whole(
    meet: Meet, full: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Reluctant(socket.socket):
        """Every other time its kernel takes nothing."""

        takes = True

        def __getattribute__(self, name: str) -> Any:
            if name == "send":
                self.takes = not self.takes
            return full.send if name == "send" and not self.takes else super().__getattribute__(name)

    host, caller = meet()
    monkeypatch.setattr(socket, "socket", Reluctant)  # from here on: an event loop has sockets of its own
    assert [caller.call(number).said for number in range(2)] == ["0", "1"]
    assert (host.connections, host.received) == (1, ["0", "1"])


def waits(peer: Peer) -> None:
    peer.waits()


def never_stops(peer: Peer) -> None:
    """With what a client skips while it shakes hands, for longer than it may take."""
    peer.connection.recv(65536)
    until = time.monotonic() + 2
    while time.monotonic() < until:
        peer.connection.sendall(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 200)


def leaves(peer: Peer) -> None:
    peer.connection.recv(65536)


def speaks_unasked(peer: Peer) -> None:
    """In the very segment that ends the handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while True:
        try:
            tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            peer.send(outgoing.read())
            incoming.write(peer.connection.recv(65536))
    tls.write(answer("unasked"))
    peer.send(outgoing.read())
    peer.waits()


@pytest.mark.parametrize("transport", OWN)
@pytest.mark.parametrize(
    ("behaviour", "kernel", "said"),
    [
        (waits, socket.socket, "the TLS handshake took too long"),
        (waits, Full, "the TLS handshake took too long"),
        (never_stops, socket.socket, "the TLS handshake took too long"),
        (leaves, socket.socket, "the connection was closed during the TLS handshake"),
        (speaks_unasked, socket.socket, "the host sends before it is asked"),
    ],
)
def test_a_host_that_does_not_come_to_the_end_of_a_handshake_in_order_is_sent_nothing(
    transport: str,
    behaviour: Callable[[Peer], None],
    kernel: type[socket.socket],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit: Timeouts = FIVE._replace(connect=0.05) if behaviour in (waits, never_stops) else FIVE
    with Host(behaviour, receive_buffer=4096) as host:
        caller = CALLERS[transport](host.base_url.replace("http:", "https:"))
        monkeypatch.setattr(socket, "socket", kernel)
        outcome = caller.call(1, timeouts=limit)
        caller.end()
    assert (outcome.kind, outcome.said) == (NOT_SENT, f"127.0.0.1:{host.port}: {said}")


def test_nor_do_threads_send_it_anything_over_httpx() -> None:
    for behaviour, said in [
        (leaves, "the connection was closed during the TLS handshake"),
        (speaks_unasked, "the host sends before it is asked"),
    ]:
        with Host(behaviour) as host:
            caller = CALLERS["httpx threads"](host.base_url.replace("http:", "https:"))
            outcome = caller.call(1)
            caller.end()
        assert (outcome.kind, outcome.said) == (NOT_SENT, said)
