"""At the cap of connections: who waits, in which order, until when, and what he is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from okx_margin_runtime.transport.pool import Waiting
from okx_margin_runtime.wire import Timeouts

from .callers import FIVE, NOT_SENT, BlockingCaller, Caller, LoopCaller, Outcome, TransportTasks
from .conftest import Meet, own
from .host import Host, Peer, answer


def line(caller: Caller) -> list[Waiting]:
    """Who waits for a connection."""
    if isinstance(caller, LoopCaller):
        transport: Any = cast(TransportTasks, caller.tasks).transport
    else:
        transport = cast(BlockingCaller, caller).transport
    return [waiting for pool in transport._pools.values() for waiting in [*pool.queue]]


def eventually(condition: Callable[[], object], what: str) -> None:
    for _ in range(10_000):
        if condition():
            return
        time.sleep(0.001)
    raise AssertionError(what)


@contextmanager
def in_threads(host: Host, caller: Caller, *calls: Callable[[], object]) -> Generator[None]:
    """`calls` in their order, each in a thread of its own, while a block runs; then the host is over.

    The first has sent before the second begins, and the host must not answer it before the block. Each of the
    others waits in line, or has given up, before the next begins.
    """
    threads = [threading.Thread(target=call) for call in calls]
    threads[0].start()
    eventually(lambda: host.received, "the first was sent")
    known: list[Waiting] = []

    def has_come(thread: threading.Thread) -> bool:
        new = [waiting for waiting in line(caller) if waiting not in known]
        known.extend(new)
        return bool(new) or not thread.is_alive()

    for thread in threads[1:]:
        thread.start()
        eventually(partial(has_come, thread), "the next is in line")
    yield
    host.over.set()
    for thread in threads:
        thread.join()


@own
def test_the_cap_is_kept_and_who_waits_longest_comes_first(meet: Meet) -> None:
    all_are_there = threading.Event()

    def waits_for_all(peer: Peer) -> None:
        while (number := peer.request()) is not None:
            all_are_there.wait(10)
            peer.send(answer(number))

    host, caller = meet(waits_for_all, connections=1)
    calls = [partial(caller.call, number, deadline=30) for number in range(10)]
    with in_threads(host, caller, *calls):
        all_are_there.set()
    assert host.connections == 1
    assert host.received == [str(number) for number in range(10)]


def keeps_waiting(peer: Peer) -> None:
    peer.request()
    peer.waits()


@own
def test_who_waits_too_long_for_a_connection_is_not_sent(meet: Meet) -> None:
    host, caller = meet(keeps_waiting, connections=1)
    with in_threads(host, caller, lambda: caller.call(1), lambda: caller.call(2)):
        for deadline, timeouts, said in (
            (5, FIVE._replace(pool=0.1), "no time was left to send"),
            (0.1, FIVE, "no time was left to send"),
            (0.1, Timeouts(None, None, None, None), "no time was left to send"),
        ):
            outcome = caller.call(3, deadline=deadline, timeouts=timeouts)
            assert outcome.kind == NOT_SENT
            assert said in outcome.said
            assert 0.1 <= outcome.seconds < 0.9
    assert "3" not in host.received


@own
def test_who_waits_when_the_client_is_closed_is_not_sent(meet: Meet) -> None:
    host, caller = meet(keeps_waiting, connections=1)
    outcomes: list[Outcome] = []

    def waits(caller: Caller = caller) -> None:
        outcomes.append(caller.call(2))

    with in_threads(host, caller, lambda: caller.call(1), waits, waits):
        caller.close()
        while len(outcomes) < 2:
            time.sleep(0.01)
    for outcome in outcomes:
        assert outcome.kind == NOT_SENT
        assert outcome.said.endswith("the client is closed")
        assert outcome.seconds < 4
    assert host.received == ["1"]


@own
def test_who_gave_up_waiting_is_in_nobodys_way(meet: Meet) -> None:
    """The one before him, and all after him, come to their turn as if he had never been there."""
    two_gave_up = threading.Event()

    def answers_late(peer: Peer) -> None:
        while (number := peer.request()) is not None:
            two_gave_up.wait(10)
            peer.send(answer(number))

    host, caller = meet(answers_late, connections=1)
    outcomes: list[Outcome] = []

    def waits(number: str, deadline: float) -> None:
        outcomes.append(caller.call(number, deadline=deadline))

    of_each = {"first": 30.0, "second": 0.15, "third": 30.0, "fourth": 0.15, "fifth": 30.0}
    calls = [partial(waits, *each) for each in of_each.items()]
    with in_threads(host, caller, *calls):
        eventually(lambda: len(outcomes) == 2, "two gave up")
        began = time.monotonic()
        two_gave_up.set()
    assert host.received == ["first", "third", "fifth"]
    assert time.monotonic() - began < 0.9  # nobody had to look by himself
    assert [outcome.kind for outcome in outcomes[:2]] == [NOT_SENT] * 2
