"""Connections opened ahead: how many, by when, and what is told of one that cannot be opened."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from okx_margin_runtime.transport import TransportError, http11

from .callers import ANSWERED, CALLERS, OWN
from .conftest import Meet, own, ways
from .host import Host, Peer, answer
from .resolvers import resolved_to
from .tally import SLACK
from .test_time import SOON, silent_port


@ways([*OWN, "client, threads", "client, asyncio"])
def test_warmed_up_connections_are_the_ones_used(meet: Meet) -> None:
    host, caller = meet()
    caller.warm_up(3)
    caller.warm_up(3)
    time.sleep(0.05)  # TLS sends its tickets after the handshake: they are no reason to open another
    assert host.connections == 3
    assert caller.call(1).said == "1"
    assert host.connections == 3


@own
def test_no_more_are_opened_than_may_be(meet: Meet) -> None:
    host, caller = meet(connections=2)
    caller.warm_up(100_000)
    caller.warm_up(0)
    assert [caller.call(number).kind for number in range(3)] == [ANSWERED] * 3
    time.sleep(0.05)  # for the host to accept one too many
    assert host.connections == 2


@ways(["http11 threads"])
def test_the_threads_that_open_them_are_as_few_and_keep_no_program_from_ending(
    meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[threading.Thread] = []
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        started.append(thread)
        start(thread)

    _, caller = meet(connections=3)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", noted)
        caller.warm_up(100_000)
    opening = [thread for thread in started if thread.name == "warm-up"]
    assert [thread.daemon for thread in opening] == [True] * 3
    assert not any(thread.is_alive() for thread in opening)


@ways(["http11 threads"])
def test_without_a_thread_to_be_had_it_is_one_of_our_errors(
    meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start
    left = [None]

    def at_the_limit(thread: threading.Thread) -> None:
        if thread.name == "warm-up":
            try:
                left.pop()
            except IndexError:
                raise RuntimeError("can't start new thread") from None
        start(thread)

    _, caller = meet()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", at_the_limit)
        with pytest.raises(TransportError, match="can't start new thread"):
            caller.warm_up(3)
    assert caller.call(1).said == "1"


@pytest.mark.parametrize("kind", OWN)
def test_what_cannot_be_opened_is_said_by_the_deadline(kind: str) -> None:
    def warm_up(base_url: str, deadline: float | None) -> None:
        if kind == "http11 threads":
            http11.Transport(base_url).warm_up(2, deadline)
        else:
            asyncio.run(http11.AsyncTransport(base_url).warm_up(2, deadline))

    with Host() as host:
        pass
    with pytest.raises(TransportError, match=f"^127.0.0.1:{host.port}: cannot connect: Connection refused$"):
        warm_up(host.base_url, None)
    with silent_port() as silent:
        began = time.monotonic()
        with pytest.raises(
            TransportError, match=f"^127.0.0.1:{silent}: cannot connect: Connection timed out$"
        ):
            warm_up(f"http://127.0.0.1:{silent}", began + SOON)
        assert SOON * 0.95 < time.monotonic() - began < SOON + SLACK
        with pytest.raises(TransportError, match="no time was left"):
            warm_up(f"http://127.0.0.1:{silent}", began)


@pytest.mark.parametrize("kind", OWN)
def test_one_that_could_not_be_opened_keeps_no_place(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Host() as host:
        caller = CALLERS[kind](f"http://okx.invalid:{host.port}", connections=1)
        resolved_to(monkeypatch)
        with pytest.raises(TransportError, match="cannot be resolved"):
            caller.warm_up(1)
        resolved_to(monkeypatch, "127.0.0.1")
        assert caller.call(1).said == "1"
        caller.end()


@own
def test_a_closed_one_opens_nothing(meet: Meet) -> None:
    host, caller = meet()
    caller.close()
    with pytest.raises(TransportError, match="the client is closed"):
        caller.warm_up(1)
    assert host.connections == 0


@own
def test_one_that_lay_idle_for_too_long_is_not_used(meet: Meet) -> None:
    host, caller = meet(idle_seconds=0.05)
    caller.warm_up(1)
    time.sleep(0.1)
    assert caller.call(1).said == "1"
    assert host.connections == 2


@own
def test_the_last_used_is_used_first(meet: Meet) -> None:
    used: list[int] = []

    def notes(peer: Peer) -> None:
        while (number := peer.request()) is not None:
            used.append(peer.number)
            peer.send(answer(number))

    _, caller = meet(notes)
    caller.warm_up(3)
    for number in range(6):
        caller.call(number)
    assert len(set(used)) == 1
