"""Pacing within one process: threads, tasks, loops and forks on one instance."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable

import anyio
import pytest
from freezegun import freeze_time

from okx_margin_auth import Pacing, SlidingWindow
from okx_margin_auth.pacing import Place, steady
from okx_margin_client import NotSentError
from okx_margin_runtime.facts import Endpoint
from tests.pacing.exchange import POSITION, SIGNAL_BOT, TIME, limited, refused, shortest

SECONDS = 0.2
QUICK = limited(10, SECONDS)


class Exchange:
    """Counts arrivals over a network that takes `first` seconds for each caller's first request, and `then`
    for the others."""

    def __init__(self, first: float = 0.0, then: float = 0.0) -> None:
        self.arrivals: list[float] = []
        self._first, self._then = first, then
        self._greeted: set[int] = set()

    def _delays(self, caller: int) -> tuple[float, float]:
        handshake = 0.0 if caller in self._greeted else self._first
        self._greeted.add(caller)
        return handshake + self._then / 2, self._then / 2

    def call(self, pacing: Pacing, caller: int = 0) -> None:
        place = pacing.take(QUICK, None)
        out, back = self._delays(caller)
        time.sleep(out)
        self.arrivals.append(time.monotonic())
        time.sleep(back)
        place.responded()

    async def call_async(self, pacing: Pacing, caller: int = 0) -> None:
        place = await pacing.take_async(QUICK, None)
        out, back = self._delays(caller)
        await anyio.sleep(out)
        self.arrivals.append(time.monotonic())
        await anyio.sleep(back)
        place.responded()


def in_threads(*calls: Callable[[], object]) -> None:
    threads = [threading.Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)


async def gathered(*calls: Awaitable[object]) -> None:
    await asyncio.gather(*calls)


def full(pacing: Pacing, endpoint: Endpoint = QUICK) -> list[Place]:
    """All places taken, and nothing heard of them."""
    return [pacing.take(endpoint, None) for _ in range(endpoint.rate_limit.requests)]


@pytest.mark.parametrize(("first", "then"), [(0.0, 0.0), (0.0, 0.005), (0.08, 0.005), (0.05, 0.08)])
def test_any_mix_of_threads_and_loops_is_never_refused(first: float, then: float) -> None:
    pacing, exchange = SlidingWindow(None), Exchange(first, then)

    def thread(caller: int) -> None:
        for _ in range(4):
            exchange.call(pacing, caller)

    def loop(callers: range) -> None:
        asyncio.run(gathered(*(exchange.call_async(pacing, caller) for caller in callers)))

    in_threads(
        *(lambda caller=caller: thread(caller) for caller in range(10)),
        lambda: loop(range(10, 40)),
        lambda: loop(range(40, 60)),
    )
    assert len(exchange.arrivals) == 90
    assert refused(exchange.arrivals, 10, SECONDS) == 0


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_of_either_library_wait_without_blocking_their_loop(backend: str) -> None:
    pacing, exchange = SlidingWindow(None), Exchange()
    ticks: list[float] = []

    async def tick() -> None:
        while len(exchange.arrivals) < 30:
            ticks.append(time.monotonic())
            await anyio.sleep(0.01)

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(tick)
            for _ in range(30):
                tasks.start_soon(exchange.call_async, pacing)

    anyio.run(main, backend=backend)
    assert refused(exchange.arrivals, 10, SECONDS) == 0
    assert len(ticks) > 5


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_place_given_back_goes_to_the_first_in_line_at_once(backend: str) -> None:
    endpoint = limited(2, 3600)
    pacing = SlidingWindow(None)
    held = full(pacing, endpoint)
    came: list[int] = []

    async def wait(number: int) -> None:
        await pacing.take_async(endpoint, None)
        came.append(number)

    async def main() -> None:
        with anyio.fail_after(10):
            async with anyio.create_task_group() as tasks:
                for number in range(2):
                    tasks.start_soon(wait, number)
                    await anyio.sleep(0.01)
                for place in held:
                    threading.Thread(target=place.unused).start()
                    await anyio.sleep(0.01)

    anyio.run(main, backend=backend)
    assert came == [0, 1]


def test_a_thread_gets_what_another_gives_back() -> None:
    endpoint = limited(1, 3600)
    pacing = SlidingWindow(None)
    (held,) = full(pacing, endpoint)
    threading.Timer(0.02, held.unused).start()
    pacing.take(endpoint, None)


def test_who_waits_behind_cancelled_tasks_moves_up() -> None:
    pacing = SlidingWindow(None)

    async def main() -> float:
        full(pacing)
        ahead = [asyncio.create_task(pacing.take_async(QUICK, None)) for _ in range(200)]
        last = asyncio.create_task(pacing.take_async(QUICK, None))
        await asyncio.sleep(0)
        for task in ahead:
            task.cancel()
        started = time.monotonic()
        await last
        return time.monotonic() - started

    assert asyncio.run(main()) < 10 * SECONDS  # two windows, where nothing was ever responded to; not twenty


def test_a_task_cancelled_while_it_holds_a_place_nobody_told_it_of_gives_it_back() -> None:
    endpoint = limited(1, 3600)
    pacing = SlidingWindow(None)

    async def main() -> None:
        (held,) = full(pacing, endpoint)
        waiting = asyncio.create_task(pacing.take_async(endpoint, None))
        next_one = asyncio.create_task(pacing.take_async(endpoint, None))
        await asyncio.sleep(0.01)
        held.unused()
        waiting.cancel()
        await asyncio.wait_for(next_one, 10)

    asyncio.run(main())


def test_a_loop_that_ends_while_its_tasks_wait_holds_nobody_up() -> None:
    pacing = SlidingWindow(None)
    full(pacing)
    closed, stopped = asyncio.new_event_loop(), asyncio.new_event_loop()
    tasks = [loop.create_task(pacing.take_async(QUICK, None)) for loop in (closed, stopped) for _ in range(5)]
    for loop in (closed, stopped):
        loop.run_until_complete(asyncio.sleep(0))
    closed.close()  # what waits in it is neither cancelled nor ever woken
    in_threads(*(lambda: pacing.take(QUICK, None).responded() for _ in range(20)))
    assert not any(task.done() for task in tasks)
    stopped.run_until_complete(asyncio.gather(*(task for task in tasks if task.get_loop() is stopped)))
    stopped.close()


def test_a_deadline_refuses_at_once_and_says_when_the_turn_would_have_been() -> None:
    pacing = SlidingWindow(None)
    for place in full(pacing, POSITION):
        place.responded()
    started = time.monotonic()
    with pytest.raises(
        NotSentError, match=r"20 requests in 2 s .* turn would come in 2\.0 s, but it may wait 1\.0 s"
    ):
        pacing.take(POSITION, started + 1)
    with pytest.raises(NotSentError, match="its turn would come in 2"):
        asyncio.run(pacing.take_async(POSITION, started + 1))
    assert time.monotonic() - started < 1


def test_without_a_deadline_nobody_waits_longer_than_the_longest_wait() -> None:
    pacing = SlidingWindow(longest_wait=1)
    full(pacing, POSITION)
    for deadline in (None, time.monotonic() + 3600):
        with pytest.raises(NotSentError, match=r"may wait 1\.0 s"):
            pacing.take(POSITION, deadline)


def test_a_refused_waiter_takes_no_place() -> None:
    pacing = SlidingWindow(None)
    held = full(pacing, POSITION)
    for _ in range(50):
        with pytest.raises(NotSentError):
            pacing.take(POSITION, time.monotonic() + 1)
    held[0].unused()
    pacing.take(POSITION, time.monotonic() + 1)


def test_a_stall_of_the_exchange_holds_places_for_two_windows_at_most() -> None:
    """Twenty calls hang, for as long as they like: the next does not wait for them to be given up."""
    pacing = SlidingWindow(None)
    full(pacing)
    started = time.monotonic()
    pacing.take(QUICK, started + 2.2 * SECONDS)
    assert time.monotonic() - started >= SECONDS


def test_once_round_trips_were_seen_a_stall_holds_places_for_a_window_and_the_longest() -> None:
    pacing = SlidingWindow(None)
    pacing.take(QUICK, None).responded()
    full(pacing)
    pacing.take(QUICK, time.monotonic() + 1.1 * SECONDS)


def test_each_endpoint_and_each_instance_has_its_own_places() -> None:
    pacing, now = SlidingWindow(None), time.monotonic()
    full(pacing, POSITION)
    pacing.take(SIGNAL_BOT, now)
    SlidingWindow(None).take(POSITION, now)


def test_a_limit_by_address_is_shared_by_all_accounts_that_ask_the_same_host() -> None:
    ours, theirs = (SlidingWindow(1, base_url="https://one.example") for _ in range(2))
    elsewhere = SlidingWindow(1, base_url="https://other.example")
    full(ours, TIME)
    with pytest.raises(NotSentError, match="for each IP"):
        theirs.take(TIME, None)
    elsewhere.take(TIME, None)


def test_a_thousand_accounts_need_no_thread_and_no_task_each() -> None:
    endpoint = limited(1, 3600)
    accounts = [SlidingWindow(None) for _ in range(1000)]
    threads = threading.active_count()

    async def main() -> int:
        held = [account.take(endpoint, None) for account in accounts]
        waiting = [asyncio.create_task(account.take_async(endpoint, None)) for account in accounts]
        await asyncio.sleep(0)
        tasks = len(asyncio.all_tasks())
        for place in held:
            place.unused()
        await asyncio.gather(*waiting)
        return tasks

    assert asyncio.run(main()) == 1001  # the test's own
    assert threading.active_count() == threads


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_inherits_no_held_lock_and_no_line() -> None:
    pacing, stop = SlidingWindow(None), threading.Event()
    endpoint = limited(5, 0.05)

    def hammer() -> None:
        while not stop.is_set():
            pacing.take(endpoint, None).responded()

    threads = [threading.Thread(target=hammer, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(20):
            child = os.fork()
            if child == 0:
                try:
                    for _ in range(6):
                        pacing.take(endpoint, time.monotonic() + 5).responded()
                    os._exit(0)
                finally:
                    os._exit(1)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_what_is_abandoned_is_settled_in_the_midst_of_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector runs wherever it likes, even while a place is being taken, and ends abandoned calls."""
    pacing, endpoint, ended = SlidingWindow(None), limited(1, 3600), list[str]()

    class Abandoned:
        def __init__(self, place: Place) -> None:
            self.itself, self.place = self, place

        def __del__(self) -> None:
            ended.append("held")
            self.place.silent()

    async def abandon() -> None:
        async def wait() -> None:
            itself = sys.exc_info, coroutines  # a cycle, for the collector to find
            try:
                await pacing.take_async(endpoint, None)
            finally:
                ended.append("waited")
                del itself

        coroutines = [wait()]
        coroutines[0].send(None)

    class Collecting:
        def monotonic(self) -> float:
            gc.collect()
            return time.monotonic()

    def take() -> None:
        gc.disable()
        try:
            Abandoned(pacing.take(endpoint, None))
            asyncio.run(abandon())
            monkeypatch.setattr(steady, "time", Collecting())
            with pytest.raises(NotSentError):
                pacing.take(endpoint, time.monotonic())
        finally:
            gc.enable()

    in_threads(take)
    assert sorted(ended) == ["held", "waited"]


def test_arrivals_are_as_close_as_the_limit_allows() -> None:
    pacing, exchange = SlidingWindow(None), Exchange()
    asyncio.run(gathered(*(exchange.call_async(pacing) for _ in range(60))))
    assert refused(exchange.arrivals, 10, SECONDS) == 0
    assert max(exchange.arrivals) - min(exchange.arrivals) >= shortest(60, 10, SECONDS)


def test_a_frozen_clock_keeps_nobody_waiting_for_ever() -> None:
    pacing = SlidingWindow(None)
    with freeze_time("2030-01-01"):
        full(pacing)
        in_threads(lambda: pacing.take(QUICK, time.monotonic() + 1))
        for place in full(pacing, POSITION):
            place.responded()
        with pytest.raises(NotSentError, match=r"may wait 1\.0 s"):
            pacing.take(POSITION, time.monotonic() + 1)
