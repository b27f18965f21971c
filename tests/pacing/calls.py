"""A process that makes calls: python -m tests.pacing.calls PACING HOW COUNT, with the key in the environment.

PACING is what OkxAuth takes, or "departures"; HOW is "sequence", "tasks" or "threads". It prints "ready", waits
for a line, and prints as JSON how many calls were refused for the rate limit, when the first began and when the
last ended, by the machine's monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

from okx_margin_auth import OkxAuth, Pacing
from okx_margin_client import AsyncOkxMargin, OkxMargin, RefusedError
from okx_margin_runtime.facts import Endpoint

_ADJUSTMENT: dict[str, Any] = {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add", "amt": "0.01"}


class Departures(Pacing):
    """What this project did before: it spaces out departures, where the exchange counts arrivals."""

    def __init__(self) -> None:
        self._departures: deque[float] = deque(maxlen=20)
        self._lock = Lock()

    def take(self, endpoint: Endpoint, deadline: float | None) -> _Place:
        time.sleep(self._wait(endpoint))
        return _Place()

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> _Place:
        await asyncio.sleep(self._wait(endpoint))
        return _Place()

    def _wait(self, endpoint: Endpoint) -> float:
        with self._lock:
            now = departure = time.monotonic()
            if len(self._departures) == 20:
                departure = max(now, self._departures[0] + endpoint.rate_limit.seconds)
            self._departures.append(departure)
        return departure - now


class _Place:
    def responded(self) -> None: ...
    def silent(self) -> None: ...
    def unused(self) -> None: ...


def blocking(auth: OkxAuth, count: int, threads: int) -> int:
    with OkxMargin(auth) as okx, ThreadPoolExecutor(threads) as pool:

        def call(_: int) -> int:
            try:
                okx.account.adjust_margin(**_ADJUSTMENT)
            except RefusedError as refused:
                return _refused(refused)
            return 0

        return sum(pool.map(call, range(count)))


async def tasks(auth: OkxAuth, count: int) -> int:
    async with AsyncOkxMargin(auth) as okx:

        async def call() -> int:
            try:
                await okx.account.adjust_margin(**_ADJUSTMENT)
            except RefusedError as refused:
                return _refused(refused)
            return 0

        return sum(await asyncio.gather(*(call() for _ in range(count))))


def _refused(refused: RefusedError) -> int:
    if refused.code != "50011":
        raise refused
    return 1


def main(pacing: str, how: str, count: int) -> None:
    auth = OkxAuth.from_env(pacing=Departures() if pacing == "departures" else pacing)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    if how == "tasks":
        refused = asyncio.run(tasks(auth, count))
    else:
        refused = blocking(auth, count, 1 if how == "sequence" else count)
    print(json.dumps([refused, began, time.monotonic()]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
