"""Calls that are cut off anywhere: cancelled tasks, and Ctrl-C between any two instructions.

`python -m tests.transport.interruptions 10000` cuts so many of each kind, over each wire, on our own transports and
through whole clients, and prints what they came to. Words after the number choose: "cancellation", "client", "tls".
"""

from __future__ import annotations

import asyncio
import gc
import random
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from itertools import product
from types import FrameType
from typing import Any, Final, TypeVar
from unittest.mock import patch

from okx_margin_auth.pacing import Pacing, Place, SlidingWindow
from okx_margin_client import NotSentError
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime import client
from okx_margin_runtime.call import Call
from okx_margin_runtime.conduct import interrupted
from okx_margin_runtime.facts import Endpoint

from .callers import ANSWERED, FIVE, NOT_SENT, TASKS, THREADS, UNKNOWN, Caller, Outcome, Tasks, claim_of
from .host import Host, open_sockets
from .tally import Tally

Value = TypeVar("Value")

CUT_OFF: Final = "cut off"
AT_ONCE: Final = 5
KINDS: Final = ("Ctrl-C in a thread", "Ctrl-C in a loop", "cancellation")
NEVER_CUT: Final = ("_run_forever_setup", "_run_forever_cleanup")
"""Functions of asyncio's, from Python 3.13 on: cut off there, without any code of ours, a loop counts as running
for ever, and nothing can be run in that thread again."""
CALLED: Final = {
    "http11": ("http11 threads", "http11 asyncio"),
    "client": ("client, threads", "client, asyncio"),
    "client, paced": ("client, threads", "client, asyncio"),
    "client on httpx": ("client on httpx, threads", "client on httpx, asyncio"),
}
"""What is called, and its names among THREADS and TASKS."""
WIRES: Final = ("tcp", "tls")
NOT_ASKED: Final = ("Ctrl-C in a loop", "client on httpx")
"""anyio waits for the tasks that asyncio forgets where an exception cuts through the loop itself; asyncio.run does not
let a Ctrl-C do that, but cancels."""


class Quick(Pacing):
    """A client's own pacing at a hundred times its speed, so that calls wait, but not for long."""

    def __init__(self) -> None:
        self._own: Final = SlidingWindow()

    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        return self._own.take(_quick(endpoint), deadline)

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        return await self._own.take_async(_quick(endpoint), deadline)

    def places_left(self) -> int:
        """How many places are still taken once nobody is called any more."""
        endpoint = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]
        time.sleep(0.1)
        for free in range(endpoint.rate_limit.requests):
            try:
                self.take(endpoint, time.monotonic())
            except NotSentError:
                return endpoint.rate_limit.requests - free
        return 0


def _quick(endpoint: Endpoint) -> Endpoint:
    limit: Any = endpoint.rate_limit
    return endpoint._replace(rate_limit=limit._replace(seconds=limit.seconds / 100))


def hears(call: Call, interrupt: BaseException) -> None:
    """What a client says of a call that is cut off, and that nothing said means: no byte of it has left."""
    interrupted(call, interrupt)
    if not getattr(interrupt, "__notes__", ()):
        interrupt.add_note(NOT_SENT)


class Interrupter:
    """Raises KeyboardInterrupt in the main thread, at a random moment within a call's usual time and a half.

    By the kernel's timer, which cuts in wherever the interpreter looks for signals, as a Ctrl-C does; but in
    NEVER_CUT a moment later.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._usual = 0.002

    def __enter__(self) -> Interrupter:
        self._before = signal.signal(signal.SIGALRM, self._cut)
        return self

    def __exit__(self, *exception: object) -> None:
        signal.signal(signal.SIGALRM, self._before)

    def during(self, work: Callable[[], object]) -> Outcome | None:
        """What is said of `work` where it was cut off."""
        began = time.perf_counter()
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, self._random.uniform(1e-6, 1.5 * self._usual))
                work()
                self._usual += (time.perf_counter() - began - self._usual) / 50
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except KeyboardInterrupt as cut:
            return Outcome(claim_of(cut), CUT_OFF, 0)
        return None

    def _cut(self, number: int, frame: FrameType | None) -> None:
        if frame is None or frame.f_code.co_name not in NEVER_CUT:
            raise KeyboardInterrupt
        signal.setitimer(signal.ITIMER_REAL, 1e-5)


def interrupt_calls(caller: Caller, interrupts: int, seed: int = 1) -> Tally:
    """Calls until so many were cut off, each followed by one that is not: it must be answered. The cap of
    our own transport is 1, so one place that stays taken is noticed at once."""
    tally, number, cuts = Tally(), 0, 0
    with Interrupter(seed) as interrupter:
        while cuts < interrupts:
            number += 2
            cut = interrupter.during(partial(tally.call, caller, number))
            if cut is not None:
                cuts += 1
                tally.add(number, cut)
            _expect_answer(tally, tally.call(caller, number + 1))
    return tally


def interrupt_loops(tasks: Tasks, interrupts: int, seed: int = 1) -> Tally:
    """The same where the event loop's own thread is cut off, inside asyncio's code as well as ours.

    asyncio then forgets a task now and then, which has no end: its place must be free by its deadline.
    """
    tally, number, cuts = Tally(), 0, 0
    loop = asyncio.new_event_loop()
    with Interrupter(seed) as interrupter:
        while cuts < interrupts:
            number += 2
            task = loop.create_task(tasks.call(number, 0.3, FIVE, 0))
            if cut := interrupter.during(partial(_run, loop, task)):
                cuts += 1
                task.cancel()
                _finish(loop, asyncio.wait([task], timeout=0.2))
            _add(tally, number, task, cut)
            after = loop.create_task(tasks.call(number + 1, 5, FIVE, 0))
            _finish(loop, asyncio.wait([after]))
            _expect_answer(tally, _add(tally, number + 1, after))
            del task, after  # lest they be what is left
    _finish(loop, tasks.close())
    gc.collect()
    tally.tasks_left.extend(map(repr, asyncio.all_tasks(loop)))
    loop.close()
    return tally


def _run(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Outcome]) -> None:
    with suppress(Exception):  # which the task still has
        loop.run_until_complete(task)


def _finish(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Value]) -> Value:
    """Run `work` to its end: a loop that was cut off may stop once more, for what it was cut off from."""
    task = loop.create_task(work)
    while not task.done():
        with suppress(RuntimeError):
            loop.run_until_complete(task)
        assert not loop.is_running()
    return task.result()


def _add(
    tally: Tally, number: int, task: asyncio.Task[Outcome], cut: Outcome | None = None
) -> Outcome | None:
    """What became of a task; a forgotten one says nothing."""
    outcome = cut or Outcome(UNKNOWN, CUT_OFF, 0)
    if task.done():
        try:
            outcome = task.result()
        except (asyncio.CancelledError, KeyboardInterrupt) as end:
            outcome = Outcome(claim_of(end), CUT_OFF, 0)
        except Exception as error:
            tally.foreign_errors.append(f"{number}: {error!r}")
            return None
    tally.add(number, outcome, seconds=outcome.seconds)
    return outcome


def _expect_answer(tally: Tally, outcome: Outcome | None) -> None:
    if outcome is not None and outcome.kind != ANSWERED:
        tally.foreign_errors.append(f"the call after one that was cut off: {outcome}")


async def cancel_calls(tasks: Tasks, cancellations: int, seed: int = 1) -> Tally:
    """Calls of which so many are cancelled at random moments, AT_ONCE at a time, which is also the
    cap of our own transport; after every hundred as many calls as the cap allows, all of which must be answered."""
    tally, random_ = Tally(), random.Random(seed)
    done, usual = 0, 0.0
    numbers = iter(range(1 << 60))

    async def cancelled(number: int) -> bool:
        call = asyncio.create_task(tasks.call(number, 5, FIVE, 0))
        await _sleep(random_.uniform(0, max(1.5 * usual, 0.001)))
        was_under_way = call.cancel()
        await asyncio.wait([call])
        _add(tally, number, call)
        return was_under_way

    while done < cancellations:
        for _ in range(20):
            done += sum(await asyncio.gather(*(cancelled(next(numbers)) for _ in range(AT_ONCE))))
        began = time.monotonic()
        whole = [next(numbers) for _ in range(AT_ONCE)]
        calls = {number: asyncio.create_task(tasks.call(number, 5, FIVE, 0)) for number in whole}
        await asyncio.wait(calls.values())
        usual = time.monotonic() - began
        for number, call in calls.items():
            _expect_answer(tally, _add(tally, number, call))
    await tasks.close()
    tally.tasks_left.extend(map(repr, asyncio.all_tasks() - {asyncio.current_task()}))
    return tally


async def _sleep(seconds: float) -> None:
    """Also for less than the event loop's clock can tell: turn after turn of it."""
    until = time.perf_counter() + seconds
    for _ in iter(lambda: time.perf_counter() < until, False):
        await asyncio.sleep(0)


def run(kind: str, called: str, wire: str, cuts: int) -> tuple[Tally, dict[str, int]]:
    """One of KINDS of one of CALLED over TCP or TLS; what it came to, and what was left."""
    before, pacing = open_sockets(), Quick()
    in_threads, in_tasks = CALLED[called]
    settings: dict[str, Any] = {"pacing": pacing} if called == "client, paced" else {}
    if "httpx" not in called:
        settings["connections"] = AT_ONCE if kind == "cancellation" else 1
    with Host(tls=wire == "tls") as host, patch.object(client, "interrupted", hears):
        if kind == "Ctrl-C in a thread":
            caller = THREADS[in_threads](host.base_url, **settings)
            tally = interrupt_calls(caller, cuts)
            caller.end()
            del caller
        elif kind == "Ctrl-C in a loop":
            tally = interrupt_loops(TASKS[in_tasks](host.base_url, **settings), cuts)
        else:
            tally = asyncio.run(cancel_calls(TASKS[in_tasks](host.base_url, **settings), cuts))
    tally.compare_with(host.received)
    gc.collect()
    return tally, {"sockets_left": len(open_sockets() - before), "places_left": pacing.places_left()}


def main(cuts: int, chosen: Sequence[str] = ()) -> int:
    """Print a line of counts for each kind, what is called, and wire; 1 where any of them is not 0."""
    at_fault = False
    for kind, called, wire in product(*(_chosen(each, chosen) for each in (KINDS, tuple(CALLED), WIRES))):
        if (kind, called) == NOT_ASKED:
            continue
        tally, left = run(kind, called, wire, cuts)
        counts = {**{name: len(found) for name, found in tally.faults().items()}, **left}
        print(f"{kind}, {called}, {wire}: {dict(tally.kinds)}; {counts}", flush=True)
        for name, found in tally.faults().items():
            for each in found[:5]:
                print(f"  {name}: {each}")
        at_fault = at_fault or any(counts.values())
    return int(at_fault)


def _chosen(names: Sequence[str], chosen: Sequence[str]) -> Sequence[str]:
    """Those of `names` that were chosen; all where none was."""
    return [name for name in names if name in chosen] or names


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
