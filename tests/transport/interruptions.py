"""Calls that are cut off anywhere: cancelled tasks, and Ctrl-C between any two instructions.

`python -m tests.transport.interruptions 10000` cuts so many of each kind, and prints what they came to.
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
from types import FrameType
from typing import Any, Final, TypeVar

from okx_margin_runtime.transport import AsyncTransport, Transport, TransportError, http11
from okx_margin_runtime.wire import Request

from .callers import ANSWERED, NOT_SENT, UNKNOWN, Outcome, call_async, request_for, trusting
from .host import Host, number_in, open_sockets
from .tally import Tally

Value = TypeVar("Value")

CUT_OFF: Final = "cut off"
AT_ONCE: Final = 5
KINDS: Final = ("Ctrl-C in a thread", "Ctrl-C in a loop", "cancellation")
NEVER_CUT: Final = ("_run_forever_setup", "_run_forever_cleanup")
"""Functions of asyncio's, from Python 3.13 on: cut off there, without any code of ours, a loop counts as running
for ever, and nothing can be run in that thread again."""


def note(tally: Tally, number: object, request: Request) -> None:
    """Of a call that was cut off only its bytes can be said to be right or wrong."""
    tally.add(number, Outcome(UNKNOWN if request.handed_over else NOT_SENT, CUT_OFF, 0))


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

    def during(self, work: Callable[[], Any]) -> bool:
        """Whether `work` was cut off."""
        began = time.perf_counter()
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, self._random.uniform(1e-6, 1.5 * self._usual))
                work()
                self._usual += (time.perf_counter() - began - self._usual) / 50
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except KeyboardInterrupt:
            return True
        return False

    def _cut(self, number: int, frame: FrameType | None) -> None:
        if frame is None or frame.f_code.co_name not in NEVER_CUT:
            raise KeyboardInterrupt
        signal.setitimer(signal.ITIMER_REAL, 1e-5)


def interrupt_calls(transport: Transport, interrupts: int, seed: int = 1) -> Tally:
    """Calls until so many were cut off, each followed by one that is not: it must be answered. The cap of
    `transport` is 1, so one place that stays taken is noticed at once."""
    tally, number, cut_off = Tally(), 0, 0
    with Interrupter(seed) as interrupter:
        while cut_off < interrupts:
            number += 2
            request = request_for(number)
            if interrupter.during(lambda request=request: transport.send(request)):  # type: ignore[misc]
                cut_off += 1
                note(tally, number, request)
            after = request_for(number + 1)
            try:
                said = number_in(transport.send(after).body)
                tally.add(number + 1, Outcome(ANSWERED, said, 0))
            except TransportError as failure:
                tally.foreign_errors.append(f"the call after an interrupt: {failure}")
    return tally


def interrupt_loops(transport: AsyncTransport, interrupts: int, seed: int = 1) -> Tally:
    """The same where the event loop's own thread is cut off, inside asyncio's code as well as ours.

    asyncio then forgets a task now and then, which has no end: its place must be free by its deadline.
    """
    tally, number, cut_off = Tally(), 0, 0
    loop = asyncio.new_event_loop()
    with Interrupter(seed) as interrupter:
        while cut_off < interrupts:
            number += 2
            request = request_for(number, deadline=0.3)
            task = loop.create_task(transport.send(request))
            if interrupter.during(lambda task=task: loop.run_until_complete(task)):  # type: ignore[misc]
                cut_off += 1
                task.cancel()
                _finish(loop, asyncio.wait([task], timeout=0.2))
                if task.done() and not task.cancelled():
                    task.exception()
                note(tally, number, request)
            outcome = _finish(loop, call_async(transport, number + 1))
            tally.add(number + 1, outcome)
            if outcome.kind != ANSWERED:
                tally.foreign_errors.append(f"the call after an interrupt: {outcome}")
    _finish(loop, transport.close())
    loop.close()
    return tally


def _finish(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Value]) -> Value:
    """Run `work` to its end: a loop that was cut off may stop once more, for what it was cut off from."""
    task = loop.create_task(work)
    while not task.done():
        with suppress(RuntimeError):
            loop.run_until_complete(task)
        assert not loop.is_running()
    return task.result()


async def cancel_calls(transport: AsyncTransport, cancellations: int, seed: int = 1) -> Tally:
    """Calls of which so many are cancelled at random moments, AT_ONCE at a time, which is also the
    cap of `transport`; after every hundred as many calls as the cap allows, all of which must be answered."""
    tally, random_ = Tally(), random.Random(seed)
    done, usual = 0, 0.0
    numbers = iter(range(1 << 60))

    async def cancelled(number: int) -> bool:
        request = request_for(number)
        call = asyncio.ensure_future(transport.send(request))
        await _sleep(random_.uniform(0, max(1.5 * usual, 0.001)))
        was_under_way = call.cancel()
        try:
            said = number_in((await call).body)
            tally.add(number, Outcome(ANSWERED, said, 0))
        except asyncio.CancelledError:
            note(tally, number, request)
        except TransportError as failure:
            tally.foreign_errors.append(f"a cancelled call: {failure}")
        return was_under_way

    while done < cancellations:
        for _ in range(20):
            done += sum(await asyncio.gather(*(cancelled(next(numbers)) for _ in range(AT_ONCE))))
        whole = [next(numbers) for _ in range(AT_ONCE)]
        began = time.monotonic()
        for number, outcome in zip(
            whole, await asyncio.gather(*(call_async(transport, each) for each in whole)), strict=True
        ):
            tally.add(number, outcome)
            if outcome.kind != ANSWERED:
                tally.foreign_errors.append(f"the call after cancellations: {outcome}")
        usual = time.monotonic() - began
    await transport.close()
    return tally


async def _sleep(seconds: float) -> None:
    """Also for less than the event loop's clock can tell: turn after turn of it."""
    until = time.perf_counter() + seconds
    for _ in iter(lambda: time.perf_counter() < until, False):
        await asyncio.sleep(0)


def run(kind: str, wire: str, cuts: int) -> tuple[Tally, int]:
    """One of KINDS over TCP or TLS; what it came to, and how many sockets were left open."""
    before = open_sockets()
    with Host(tls=wire == "tls") as host:
        tls = trusting() if wire == "tls" else None
        if kind == "Ctrl-C in a thread":
            blocking = http11.Transport(host.base_url, tls=tls, connections=1)
            tally = interrupt_calls(blocking, cuts)
            blocking.close()
        elif kind == "Ctrl-C in a loop":
            tally = interrupt_loops(http11.AsyncTransport(host.base_url, tls=tls, connections=1), cuts)
        else:
            transport = http11.AsyncTransport(host.base_url, tls=tls, connections=AT_ONCE)
            tally = asyncio.run(cancel_calls(transport, cuts))
    tally.compare_with(host.received)
    gc.collect()
    return tally, len(open_sockets() - before)


def main(cuts: int, kinds: Sequence[str] = KINDS) -> int:
    """Print a line of counts for each kind and wire; 1 where any of them is not 0."""
    at_fault = False
    for kind in kinds:
        for wire in ("tcp", "tls"):
            tally, sockets = run(kind, wire, cuts)
            counts = {**{name: len(found) for name, found in tally.faults().items()}, "sockets_left": sockets}
            print(f"{kind}, {wire}: {dict(tally.kinds)}; {counts}", flush=True)
            for name, found in tally.faults().items():
                for each in found[:5]:
                    print(f"  {name}: {each}")
            at_fault = at_fault or any(counts.values())
    return int(at_fault)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:] or KINDS))
