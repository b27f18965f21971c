"""At the cap of connections: who waits, in which order, until when, and what he is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from okx_margin_runtime.wire import Timeouts

from .callers import FIVE, NOT_SENT, Caller, Outcome
from .conftest import Meet, own
from .host import Host, Peer, answer


@own
def test_the_cap_is_kept_and_who_waits_longest_comes_first(meet: Meet) -> None:
    served: list[str] = []

    def slow(peer: Peer) -> None:
        while (number := peer.request()) is not None:
            time.sleep(0.01)
            served.append(number)
            peer.send(answer(number))

    host, caller = meet(slow, connections=1)
    assert caller.call("first").said == "first"
    threads = [threading.Thread(target=caller.call, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
        time.sleep(0.003)
    for thread in threads:
        thread.join()
    assert host.connections == 1
    assert served[1:] == [str(number) for number in range(10)]


def keeps_waiting(peer: Peer) -> None:
    peer.request()
    peer.waits()


@contextmanager
def in_threads(host: Host, *calls: Callable[[], object]) -> Generator[None]:
    """`calls` in their order, each in a thread of its own, while a block runs; then the host is over."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    yield
    host.over.set()
    for thread in threads:
        thread.join()


@own
def test_who_waits_too_long_for_a_connection_is_not_sent(meet: Meet) -> None:
    host, caller = meet(keeps_waiting, connections=1)
    with in_threads(host, lambda: caller.call(1), lambda: caller.call(2)):
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

    with in_threads(host, lambda: caller.call(1), waits, waits):
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

    def answers_late(peer: Peer) -> None:
        while (number := peer.request()) is not None:
            if number == "first":
                peer.host.over.wait(0.5)
            peer.send(answer(number))

    host, caller = meet(answers_late, connections=1)
    outcomes: list[Outcome] = []

    def waits(number: str, deadline: float = 5) -> None:
        outcomes.append(caller.call(number, deadline=deadline))

    threads = [
        threading.Thread(target=waits, args=each)
        for each in (("first",), ("second", 0.15), ("third",), ("fourth", 0.15), ("fifth",))
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert host.received == ["first", "third", "fifth"]
    assert [outcome.kind for outcome in outcomes].count(NOT_SENT) == 2
    assert max(outcome.seconds for outcome in outcomes) < 1.4
