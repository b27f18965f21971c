"""Many threads, tasks, clients, event loops: every answer goes to its call, and nothing is left over."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from okx_margin_runtime.transport import http11

from .callers import ANSWERED, CALLERS, OWN, Outcome, call_async, trusting
from .conftest import Meet
from .host import Host
from .tally import Tally, in_threads


@pytest.mark.slow
def test_thirty_two_threads_share_a_transport(meet: Meet, transport: str) -> None:
    host, caller = meet(**({"connections": 8} if transport in OWN else {}))
    tally = Tally()

    def work(thread: int) -> None:
        for each in range(10):
            tally.call(caller, f"{thread}-{each}", deadline=20)

    in_threads(32, work)
    tally.hold_against(host.received)
    assert tally.kinds == {ANSWERED: 320}
    if transport in OWN:
        assert host.connections <= 8


@pytest.mark.slow
def test_a_thousand_tasks_at_once() -> None:
    async def run() -> list[Outcome]:
        transport = http11.AsyncTransport(host.base_url, connections=50)
        outcomes = await asyncio.gather(
            *(call_async(transport, number, deadline=20) for number in range(1000))
        )
        await transport.close()
        return outcomes

    with Host() as host:
        tally = Tally()
        for number, outcome in enumerate(asyncio.run(run())):
            tally.add(number, outcome)
        tally.hold_against(host.received)
        assert tally.kinds == {ANSWERED: 1000}
        assert host.connections <= 50


@pytest.mark.slow
def test_five_hundred_clients() -> None:
    with Host() as host:
        tally = Tally()
        clients = [OWN["http11 threads"](host.base_url) for _ in range(500)]
        for _ in range(2):
            for number, caller in enumerate(clients):
                tally.call(caller, f"{number}-{len(host.received)}")
        for caller in clients:
            caller.end()
        tally.hold_against(host.received)
        assert tally.kinds == {ANSWERED: 1000}
        assert host.connections == 500


@pytest.mark.parametrize("wire", ["tcp", "tls"])
def test_one_transport_in_one_event_loop_after_another(wire: str) -> None:
    with Host(tls=wire == "tls") as host:
        transport = http11.AsyncTransport(host.base_url, tls=trusting() if wire == "tls" else None)
        tally = Tally()
        for number in range(20):
            tally.add(number, asyncio.run(call_async(transport, number)))
        asyncio.run(transport.close())
        tally.hold_against(host.received)
        assert tally.kinds == {ANSWERED: 20}


@pytest.mark.slow
@pytest.mark.parametrize("wire", ["tcp", "tls"])
def test_one_transport_in_several_event_loops_at_once(wire: str) -> None:
    with Host(tls=wire == "tls") as host:
        transport = http11.AsyncTransport(host.base_url, tls=trusting() if wire == "tls" else None)
        tally = Tally()

        async def several(thread: int, round_: int) -> None:
            numbers = [f"{thread}-{round_}-{each}" for each in range(5)]
            for number, outcome in zip(
                numbers, await asyncio.gather(*(call_async(transport, each) for each in numbers)), strict=True
            ):
                tally.add(number, outcome)

        def work(thread: int) -> None:
            for round_ in range(5):
                asyncio.run(several(thread, round_))

        in_threads(8, work)
        asyncio.run(transport.close())
        tally.hold_against(host.received)
        assert tally.kinds == {ANSWERED: 200}


def test_closing_in_one_event_loop_closes_what_is_free_in_another() -> None:
    before = threading.active_count()
    with Host() as host:
        callers = [CALLERS["http11 asyncio"](host.base_url) for _ in range(2)]
        transport = http11.AsyncTransport(host.base_url)
        for number, caller in enumerate(callers):
            assert caller.run(call_async(transport, number)).said == str(number)  # type: ignore[attr-defined]
        callers[0].run(transport.close())  # type: ignore[attr-defined]
        for _ in range(100):
            if not host.open_connections:
                break
            time.sleep(0.01)
        assert host.open_connections == 0
        for caller in callers:
            caller.end()
    assert threading.active_count() < before + 5
