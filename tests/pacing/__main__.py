"""`make pacing`: how many calls are refused, how near they come to what the limit allows, and what pacing costs.

All calls are of one User ID, by processes of their own, into a mock in this one. "departures" is what this
project did before. Exit status: 0; 1 where a call was refused or took longer than promised; 2 without Redis.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from okx_margin_auth import Pacing, RedisWindow, SlidingWindow
from okx_margin_mock import MockServer, serve
from tests.pacing.exchange import limited
from tests.pacing.measuring import measure
from tests.pacing.proxy import proxy
from tests.pacing.redis_process import RedisProcess, missing, running

_NETWORKS = {  # seconds each way, and for a handshake besides
    "loopback": (0.0, 0.0),
    "5 ms": (0.0025, 0.0),
    "80 ms": (0.04, 0.0),
    "5 ms, handshakes 85 ms": (0.0025, 0.08),
}
_BEFORE = "departures"
_KEYS = (1, 10, 100, 1000)


class Calls:
    """One row for each way of calling.

    Attributes:
        kept: Whether all was as promised.
    """

    def __init__(self, mock: MockServer) -> None:
        self.table = Table("calls", "network", "paced by", "refused", "of the shortest time", title="Calls")
        self.kept = True
        self._mock = mock

    def add(self, how: str, pacing: str, network: str = "loopback", *, processes: int = 1) -> None:
        """Let 100 be made by each process."""
        delay, handshake = _NETWORKS[network]
        with proxy(int(self._mock.base_url.rpartition(":")[2]), delay, handshake=handshake) as far:
            measured = measure(
                self._mock, pacing, how, 100, processes=processes, network=far if delay else None
            )
        shared = pacing.startswith("redis")
        self.table.add_row(
            f"{processes} x 100 in processes" if processes > 1 else f"100 in {how}",
            network,
            "Redis" if shared else pacing,
            str(measured.refused),
            f"{measured.ratio:.3f}",
        )
        if pacing != _BEFORE:
            most = 9.9 if delay else 1.05 if shared else 1.03
            self.kept = self.kept and not measured.refused and measured.ratio <= most

    def add_all(self, redis_url: str) -> None:
        """Before and after, in one process and through Redis."""
        for how in ("sequence", "threads", "tasks"):
            for pacing in (_BEFORE, "own", redis_url):
                self.add(how, pacing)
        for network in list(_NETWORKS)[1:]:
            for pacing in (_BEFORE, "own", redis_url):
                self.add("tasks", pacing, network)
        self.add("sequence", redis_url, processes=8)


def cost(redis_url: str) -> Table:
    """Microseconds for taking a place and giving it back, where nobody waits."""
    table = Table("keys", "own", "own, async", "Redis", "Redis, async", title="Cost of a place, µs")
    for keys in _KEYS:
        own = [SlidingWindow(None) for _ in range(keys)]
        shared = [RedisWindow(redis_url, account=f"{keys} {n}", longest_wait=None) for n in range(keys)]
        table.add_row(
            f"{keys:,}",
            *(f"{seconds * 1e6:,.1f}" for seconds in (_blocking(own, 20_000), _async(own, 20_000))),
            *(f"{seconds * 1e6:,.0f}" for seconds in (_blocking(shared, 2_000), _async(shared, 2_000))),
        )
    return table


def _blocking(pacings: Sequence[Pacing], times: int) -> float:
    return min(
        _each(lambda n: pacings[n % len(pacings)].take(_ROOMY, None).unused(), times) for _ in range(3)
    )


def _async(pacings: Sequence[Pacing], times: int) -> float:
    async def measured() -> float:
        started = time.perf_counter()
        for n in range(times):
            (await pacings[n % len(pacings)].take_async(_ROOMY, None)).unused()
        return (time.perf_counter() - started) / times

    return min(asyncio.run(measured()) for _ in range(3))


def _each(call: Callable[[int], object], times: int) -> float:
    started = time.perf_counter()
    for n in range(times):
        call(n)
    return (time.perf_counter() - started) / times


_ROOMY = limited(1_000_000, 2)


def _settled(server: RedisProcess) -> str:
    time.sleep(4.1)  # a server that has just started is taken for one that has lost what it knew
    return server.url


def main() -> int:
    if lacking := missing():
        print(f"make pacing {lacking}")
        return 2
    console = Console(width=None if sys.stdout.isatty() else 110)
    with running() as server, serve() as mock:
        url = _settled(server)
        calls = Calls(mock)
        calls.add_all(url)
        console.print(calls.table)
        console.print(cost(url))
    if not calls.kept:
        print("A call was refused, or took longer than promised.")
    return int(not calls.kept)


if __name__ == "__main__":
    sys.exit(main())
