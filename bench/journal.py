"""`python -m bench.journal`: what an adjustment costs with its journal off, in SQLite and in PostgreSQL, in one run.

The mock answers on loopback; rounds take turns, so that a busy machine slows all of them alike. Medians in µs.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from okx_margin_client import AsyncOkxMargin, Journal, OkxMargin
from okx_margin_mock import MockExchange, MockServer, serve
from tests.journal.postgres import Postgres, missing

_ADJUSTMENTS: tuple[dict[str, Any], ...] = (
    {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add", "amt": "1"},
    {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "reduce", "amt": "1"},
)


@contextmanager
def _unlimited() -> Generator[MockServer]:
    looks = iter(range(10**9))  # a limiter's clock gains so much with each look that nobody is limited
    with serve(MockExchange.from_seed(monotonic=lambda: next(looks) * 1e6)) as mock:
        yield mock


def by_turns(mock: MockServer, journal: Journal | None, calls: int) -> list[float]:
    """Seconds that each of so many calls took, one after another, in a thread."""
    took = list[float]()
    with OkxMargin(mock.auth(pacing=None), journal=journal) as okx:
        for number in range(-2, calls):  # the first two open connections
            began = time.perf_counter()
            okx.account.adjust_margin(**_ADJUSTMENTS[number % 2])
            took.append(time.perf_counter() - began)
    return took[2:]


async def by_turns_async(mock: MockServer, journal: Journal | None, calls: int) -> list[float]:
    """The same in a task."""
    took = list[float]()
    async with AsyncOkxMargin(mock.auth(pacing=None), journal=journal) as okx:
        for number in range(-2, calls):
            began = time.perf_counter()
            await okx.account.adjust_margin(**_ADJUSTMENTS[number % 2])
            took.append(time.perf_counter() - began)
    return took[2:]


async def at_once(mock: MockServer, journal: Journal | None, calls: int) -> list[float]:
    """Seconds for each of so many calls, twenty at a time: what they write at once is committed together."""
    async with AsyncOkxMargin(mock.auth(pacing=None), journal=journal) as okx:

        async def several(rounds: int) -> None:
            for number in range(rounds):
                await okx.account.adjust_margin(**_ADJUSTMENTS[number % 2])

        await asyncio.gather(*(several(2) for _ in range(20)))
        began = time.perf_counter()
        await asyncio.gather(*(several(max(1, calls // 20)) for _ in range(20)))
        return [(time.perf_counter() - began) / (20 * max(1, calls // 20))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.journal", description=__doc__)
    parser.add_argument("--calls", type=int, default=100, help="of each kind and round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    took: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as stack:
        mock = stack.enter_context(_unlimited())
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        journals: dict[str, Journal | None] = {"off": None}
        journals["SQLite"] = stack.enter_context(Journal(Path(folder) / "adjustments.db"))
        if lacking := missing():
            print(f"PostgreSQL: {lacking}")
        else:
            server = stack.enter_context(Postgres(fsync=True))
            journals["PostgreSQL"] = stack.enter_context(Journal(server.fresh_database()))
        for _ in range(options.rounds):
            for name, journal in journals.items():
                took.setdefault(("sync", name), []).extend(by_turns(mock, journal, options.calls))
                for kind, calls in (("async", by_turns_async), ("async x 20", at_once)):
                    took.setdefault((kind, name), []).extend(asyncio.run(calls(mock, journal, options.calls)))
    for (kind, name), seconds in sorted(took.items()):
        print(f"{kind:<12}{name:<12}{statistics.median(seconds) * 1e6:8.0f} µs a call")
    return 0


if __name__ == "__main__":
    sys.exit(main())
