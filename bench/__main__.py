"""`python -m bench`: this client beside bare httpx and python-okx, interleaved, on a server of this machine.

Exit status: 0; 1 where a synchronous call costs more CPU than python-okx's; 2 where a tool is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from .cases import (
    HTTPX,
    IN_FLIGHT,
    OURS,
    PYTHON_OKX,
    SOCKET,
    Batch,
    async_batch,
    async_calls,
    batch,
    sync_calls,
)
from .server import MissingToolError, server

Batches = dict[str, list[Batch]]

_START: Final = {  # what is imported, and what makes one client for an https host
    OURS: (
        "from okx_margin_client import OkxMargin",
        "OkxMargin(auth)",
        "from okx_margin_auth import OkxAuth; auth = OkxAuth('key', 'secret', 'passphrase')",
    ),
    HTTPX: ("import httpx", "httpx.Client()", ""),
    PYTHON_OKX: ("from okx.Account import AccountAPI", "AccountAPI('key', 'secret', 'passphrase')", ""),
}
_MEASURE_START: Final = """
from time import perf_counter as now
start = now(); {imported}; imported = now()
{prepare}
begin = now(); a = {make}; first = now(); b = {make}; second = now()
print([imported - start, first - begin, second - first])
"""


def measure_sync(base_url: str, rounds: int, calls: int) -> Batches:
    """Batches of each client in turn, another one first in each round; a first round is not counted."""
    with sync_calls(base_url) as clients:
        batches: Batches = {name: [] for name in clients}
        for round_ in range(-1, rounds):
            for name in _turned(list(clients), round_):
                measured = batch(clients[name], calls)
                if round_ >= 0:
                    batches[name].append(measured)
    return batches


async def measure_async(base_url: str, rounds: int, calls: int) -> Batches:
    """The same with IN_FLIGHT calls at a time."""
    async with async_calls(base_url) as clients:
        batches: Batches = {name: [] for name in clients}
        for round_ in range(-1, rounds):
            for name in _turned(list(clients), round_):
                measured = await async_batch(clients[name], calls)
                if round_ >= 0:
                    batches[name].append(measured)
    return batches


def measure_start(rounds: int) -> dict[str, list[float]]:
    """Seconds to import, to make the first client and the second one: the best of as many fresh processes."""
    seen: dict[str, list[list[float]]] = {name: [] for name in _START}
    for round_ in range(-1, rounds):
        for name, (imported, make, prepare) in _START.items():
            code = _MEASURE_START.format(imported=imported, make=make, prepare=prepare)
            output = subprocess.check_output([sys.executable, "-c", code], text=True)  # noqa: S603
            if round_ >= 0:
                seen[name].append(json.loads(output))
    return {name: [min(column) for column in zip(*runs, strict=True)] for name, runs in seen.items()}


def ratios(batches: Batches, name: str) -> tuple[float, float]:
    """How many times bare httpx's p50 and CPU, each the median over rounds of what one round gives."""
    pairs = list(zip(batches[name], batches[HTTPX], strict=True))
    p50 = statistics.median(one.p50 / bare.p50 for one, bare in pairs)
    return p50, statistics.median(one.cpu / bare.cpu for one, bare in pairs)


def calls_table(measured: Mapping[str, Batches]) -> Table:
    """One row for each client and way of calling; microseconds."""
    table = Table(title="One adjustment (medians of rounds)", title_justify="left")
    table.add_column("")
    table.add_column("client", no_wrap=True)
    for heading in ("p50 µs", "p99 µs", "calls/s", "CPU µs/call", "p50 / httpx", "CPU / httpx"):
        table.add_column(heading, justify="right")
    for way, batches in measured.items():
        for name, of_client in batches.items():
            p50, p99, wall, cpu = (statistics.median(column) for column in zip(*of_client, strict=True))
            against = (f"{ratio:.2f}" for ratio in ratios(batches, name))
            numbers = f"{p50 * 1e6:,.0f}", f"{p99 * 1e6:,.0f}", f"{1 / wall:,.0f}", f"{cpu * 1e6:,.0f}"
            table.add_row(way, name, *numbers, *against, end_section=name == list(batches)[-1])
    return table


def start_table(started: Mapping[str, Sequence[float]]) -> Table:
    """One row for each client; milliseconds."""
    table = Table("client", title="Starting, https (best of fresh processes)", title_justify="left")
    for heading in ("import ms", "first client ms", "second client ms"):
        table.add_column(heading, justify="right")
    for name, seconds in started.items():
        table.add_row(name, *(f"{each * 1e3:.1f}" for each in seconds))
    return table


def machine() -> str:
    """What the numbers depend on."""
    cpu = platform.processor() or platform.machine()
    if (facts := Path("/proc/cpuinfo")).exists():
        cpu = next(
            (line.split(":")[1].strip() for line in facts.open() if line.startswith("model name")), cpu
        )
    packages = ", ".join(f"{name} {version(name)}" for name in ("httpx", "httpcore", "h11", "python-okx"))
    return f"{os.cpu_count()} x {cpu}, {platform.system()}, Python {platform.python_version()}, {packages}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often each client gets its turn")
    parser.add_argument("--report-only", action="store_true", help="exit 0 whatever the numbers say")
    options = parser.parse_args(argv)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # the server is on this machine
    console = Console(width=None if sys.stdout.isatty() else 110)
    try:
        with server() as base_url:
            sync = measure_sync(base_url, options.rounds, calls=100)
            in_flight = asyncio.run(measure_async(base_url, (options.rounds + 1) // 2, calls=5 * IN_FLIGHT))
    except MissingToolError as missing:
        print(missing, file=sys.stderr)
        return 2
    console.print(calls_table({"sync": sync, f"async x {IN_FLIGHT}": in_flight}))
    console.print(start_table(measure_start(options.rounds // 4 + 1)))
    console.print(machine(), style="dim", highlight=False)
    console.print(f"{SOCKET}: the server and the loopback alone; its HTTP is not parsed.", style="dim")
    (_, ours), (_, theirs) = ratios(sync, OURS), ratios(sync, PYTHON_OKX)
    if ours > theirs:
        print(f"A synchronous call costs {ours:.2f} of bare httpx's CPU, python-okx's {theirs:.2f}.")
    return int(ours > theirs and not options.report_only)


def _turned(names: list[str], by: int) -> list[str]:
    return names[by % len(names) :] + names[: by % len(names)]


if __name__ == "__main__":
    sys.exit(main())
