"""What was measured, as Markdown: medians of rounds, and ratios with the middle half of the rounds."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

from .async_clients import AIOHTTP
from .clients import CCXT, HTTPX, OURS
from .measuring import Batches, Ratio, ratio
from .start import Start


def cpu_ratio(batches: Batches, name: str, other: str) -> Ratio:
    """How many times the CPU of `other`, round by round."""
    return ratio([each.cpu for each in batches[name]], [each.cpu for each in batches[other]])


def sync(measured: Mapping[str, Batches]) -> Table:
    """A row for each wire and client; microseconds."""
    table = _table("One adjustment after another", "", "client", "p50 µs", "p99 µs", "CPU µs")
    table.add_column("CPU / httpx", justify="right", no_wrap=True)
    table.add_column("p50 / httpx", justify="right", no_wrap=True)
    for wire, batches in measured.items():
        for name, of_client in batches.items():
            p50, p99, _, cpu = (statistics.median(column) for column in zip(*of_client, strict=True))
            latency = ratio([each.p50 for each in of_client], [each.p50 for each in batches[HTTPX]])
            numbers = (_micro(p50), _micro(p99), _micro(cpu), str(cpu_ratio(batches, name, HTTPX)))
            table.add_row(wire, name, *numbers, str(latency))
    return table


def widths(loop: str, measured: Mapping[int, Batches]) -> Table:
    """A row for each number in flight and client; microseconds."""
    table = _table(f"Many at once, {loop}", "in flight", "client", "p50 µs", "p99 µs", "CPU µs")
    table.add_column("ours: CPU /", justify="right", no_wrap=True)
    for width, batches in measured.items():
        for name, of_client in batches.items():
            p50, p99, _, cpu = (statistics.median(column) for column in zip(*of_client, strict=True))
            against = "" if name == OURS else str(cpu_ratio(batches, OURS, name))
            numbers = (_micro(p50), _micro(p99), _micro(cpu))
            table.add_row(str(width), name, *numbers, against)
    return table


def bursts(size: int, measured: Mapping[str, Mapping[str, Sequence[float]]]) -> Table:
    """A row for each distance and client; milliseconds."""
    table = _table(f"A burst of {size}, until the last answer", "", "client", "ms")
    table.add_column("ours /", justify="right", no_wrap=True)
    for distance, of_clients in measured.items():
        for name in (OURS, CCXT, AIOHTTP, HTTPX):
            against = "" if name == OURS else str(ratio(of_clients[OURS], of_clients[name]))
            milliseconds = f"{statistics.median(of_clients[name]) * 1e3:.2f}"
            table.add_row(distance, name, milliseconds, against)
    return table


def starts(measured: Mapping[str, Sequence[Start]]) -> Table:
    """A row for each client; CPU milliseconds over a bare interpreter's."""
    table = _table("Starting, https: CPU over a bare interpreter's", "client", "import ms", "and a client ms")
    table.add_column("import / httpx", justify="right", no_wrap=True)
    table.add_column("client / httpx", justify="right", no_wrap=True)
    for name, of_client in measured.items():
        columns = list(zip(*of_client, strict=True))
        others = list(zip(*measured[HTTPX], strict=True))
        numbers = (f"{statistics.median(column) * 1e3:.0f}" for column in columns)
        against = (str(ratio(one, other)) for one, other in zip(columns, others, strict=True))
        table.add_row(name, *numbers, *against)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=f"\n{title}\n", title_justify="left", box=box.MARKDOWN)
    for column in columns:
        numeric = column.endswith((" µs", "ms"))
        table.add_column(column, justify="right" if numeric else "left", no_wrap=True)
    return table


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f}"
