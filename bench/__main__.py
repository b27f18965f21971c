"""`python -m bench`: this client beside those that people use, interleaved, against a server of this machine.

Exit status: 0; 1 where a call misses a goal that docs/performance.md states; 2 where a tool is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
from collections.abc import Coroutine, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

from rich.console import Console

from . import async_clients, clients, measuring, start, tables
from .async_clients import AIOHTTP
from .clients import CCXT, HTTPX, OURS
from .measuring import Batches
from .server import MissingToolError, Server, built, serving

WIDTHS: Final = (1, 10, 50, 200, 1000)
BURST: Final = 20
SYNC_GOAL: Final = 0.14
ASYNC_GOAL: Final = 0.6
_PACKAGES: Final = ("httpx", "httpcore", "h11", "pyreqwest", "aiohttp", "ccxt", "python-okx", "uvloop")

Value = TypeVar("Value")


def measure_sync(server: Server, rounds: int) -> Batches:
    """Calls one after the other."""
    with clients.calls(server) as calls:
        return measuring.measure(calls, rounds, each=100)


async def measure_async(server: Server, rounds: int) -> dict[int, Batches]:
    """Calls at each width; bare httpx, whose cost grows with what waits, is left out at the last."""
    measured: dict[int, Batches] = {}
    async with async_clients.calls(server) as calls:
        for width in WIDTHS:
            if width == WIDTHS[-1]:
                del calls[HTTPX]
            measured[width] = await measuring.measure_async(calls, rounds, max(400, 2 * width), width)
    return measured


async def measure_bursts(server: Server, rounds: int) -> dict[str, list[float]]:
    """A burst of the limit's own size, until the last answer."""
    async with async_clients.calls(server) as calls:
        return await measuring.measure_bursts(calls, rounds, BURST)


def machine() -> str:
    """What the numbers depend on."""
    cpu = platform.processor() or platform.machine()
    if (facts := Path("/proc/cpuinfo")).exists():
        cpu = next(
            (line.split(":")[1].strip() for line in facts.open() if line.startswith("model name")), cpu
        )
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"{os.cpu_count()} x {cpu}, {platform.system()}, Python {platform.python_version()}, {packages}"


def missed(sync: dict[str, Batches], asynchronous: dict[int, Batches]) -> list[str]:
    """The goals that were missed."""
    found: list[str] = []
    for wire, batches in sync.items():
        cpu = tables.cpu_ratio(batches, OURS, HTTPX).median
        if cpu > SYNC_GOAL:
            found.append(f"{wire}: {cpu:.3f} of bare httpx's CPU, goal {SYNC_GOAL}")
    for width, batches in asynchronous.items():
        for other, goal in ((CCXT, ASYNC_GOAL), (AIOHTTP, 1.0)):
            cpu = tables.cpu_ratio(batches, OURS, other).median
            if cpu > goal:
                found.append(f"{width} in flight: {cpu:.2f} of {other}'s CPU, goal {goal}")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often each client gets its turn")
    parser.add_argument("--report-only", action="store_true", help="exit 0 whatever the numbers say")
    options = parser.parse_args(argv)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # the server is on this machine
    console = Console(width=160)  # of a table's lines, which are not to be broken
    rounds: int = options.rounds
    fewer = (rounds + 1) // 2
    try:
        with built() as program:
            with serving(program) as server:
                sync = {"plain": measure_sync(server, rounds)}
                asynchronous = asyncio.run(measure_async(server, fewer))
                on_uvloop = _on_uvloop(measure_async(server, fewer))
                bursts = {"loopback": asyncio.run(measure_bursts(server, rounds))}
            with serving(program, tls=True) as server:
                sync["TLS 1.3, 17 fields"] = measure_sync(server, rounds)
            with serving(program, delay="20ms") as server:
                bursts["20 ms away"] = asyncio.run(measure_bursts(server, rounds))
    except MissingToolError as missing:
        print(missing, file=sys.stderr)
        return 2
    console.print(tables.sync(sync))
    console.print(tables.widths("asyncio", asynchronous))
    console.print(tables.widths("uvloop", on_uvloop))
    console.print(tables.bursts(BURST, bursts))
    console.print(tables.starts(start.measure(fewer)))
    console.print(f"One more client takes {start.memory():.1f} KiB.", highlight=False)
    about = f"{machine()}; {rounds} rounds, load {statistics.mean(os.getloadavg()):.1f}"
    console.print(about, highlight=False, soft_wrap=True)
    misses = missed(sync, asynchronous)
    print(*(f"Missed: {each}" for each in misses), sep="\n")
    return int(bool(misses) and not options.report_only)


def _on_uvloop(work: Coroutine[Any, Any, Value]) -> Value:
    with asyncio.Runner(loop_factory=import_module("uvloop").new_event_loop) as runner:
        return runner.run(work)


if __name__ == "__main__":
    sys.exit(main())
