"""One process of several: makes calls under a shared limit, and prints when each could be counted.

python -m tests.pacing.caller URL CALLS REQUESTS SECONDS CLOCK

CLOCK is by how many seconds its clocks differ from the machine's. With CALLS "die", it takes all places there
are, says so, and waits to be killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from okx_margin_auth.pacing.redis import RedisWindow
from tests.pacing.exchange import limited


def _set(clock: Callable[..., float], ahead: float) -> Callable[..., float]:
    return lambda *which: clock(*which) + ahead


def main(url: str, calls: str, requests: str, seconds: str, clock: str) -> None:
    monotonic = time.monotonic
    for name in ("time", "monotonic", "clock_gettime"):
        setattr(time, name, _set(getattr(time, name), float(clock)))
    endpoint = limited(int(requests), float(seconds))
    pacing = RedisWindow(url, account="main", longest_wait=None)
    if calls == "die":
        for _ in range(int(requests)):
            pacing.take(endpoint, None)
        print("holding", flush=True)
        time.sleep(60)
    for _ in range(int(calls)):
        place = pacing.take(endpoint, None)
        print(monotonic())
        place.responded()


if __name__ == "__main__":
    main(*sys.argv[1:])
