"""How batches of calls are measured, and what one client's are held against another's."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

Call = Callable[[], object]
AsyncCall = Callable[[], Awaitable[object]]


class Batch(NamedTuple):
    """Seconds: the median call, the 99th percentile, wall and CPU time (user and system) of one call."""

    p50: float
    p99: float
    wall: float
    cpu: float


Batches = dict[str, list[Batch]]


class Ratio(NamedTuple):
    """The median over rounds of what one round gives, and the middle half of the rounds."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def measure(calls: Mapping[str, Call], rounds: int, each: int) -> Batches:
    """Batches of each client in turn, another one first in each round; a first round is not counted."""
    batches: Batches = {name: [] for name in calls}
    for round_ in range(-1, rounds):
        for name in turned(list(calls), round_):
            measured = _batch(calls[name], each)
            if round_ >= 0:
                batches[name].append(measured)
    return batches


async def measure_async(calls: Mapping[str, AsyncCall], rounds: int, each: int, in_flight: int) -> Batches:
    """The same with so many calls in flight at any time."""
    batches: Batches = {name: [] for name in calls}
    for round_ in range(-1, rounds):
        for name in turned(list(calls), round_):
            measured = await _async_batch(calls[name], each, in_flight)
            if round_ >= 0:
                batches[name].append(measured)
    return batches


async def measure_bursts(calls: Mapping[str, AsyncCall], rounds: int, size: int) -> dict[str, list[float]]:
    """Seconds from the start of `size` calls at once until the last is answered, on warm connections."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for round_ in range(-2, rounds):
        for name in turned(list(calls), round_):
            gc.collect()
            began = time.perf_counter()
            await asyncio.gather(*(calls[name]() for _ in range(size)))
            if round_ >= 0:
                seconds[name].append(time.perf_counter() - began)
    return seconds


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Round by round, how many times theirs."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    if len(ratios) < 2:
        return Ratio(ratios[0], ratios[0], ratios[0])
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Ratio(median, low, high)


def turned(names: list[str], by: int) -> list[str]:
    """The same names, another one first."""
    return names[by % len(names) :] + names[: by % len(names)]


def _batch(call: Call, calls: int) -> Batch:
    durations: list[float] = []
    gc.collect()  # each batch pays for its own garbage only
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(calls):
        started = time.perf_counter()
        call()
        durations.append(time.perf_counter() - started)
    return _summed_up(durations, time.perf_counter() - wall, time.process_time() - cpu)


async def _async_batch(call: AsyncCall, calls: int, in_flight: int) -> Batch:
    async def one_after_the_other() -> list[float]:
        durations: list[float] = []
        for _ in range(max(calls // in_flight, 2)):
            started = time.perf_counter()
            await call()
            durations.append(time.perf_counter() - started)
        return durations

    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    durations = await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return _summed_up(list(chain.from_iterable(durations)), wall, cpu)


def _summed_up(durations: list[float], wall: float, cpu: float) -> Batch:
    calls = len(durations)
    return Batch(
        statistics.median(durations),
        statistics.quantiles(durations, n=100, method="inclusive")[98],
        wall / calls,
        cpu / calls,
    )
