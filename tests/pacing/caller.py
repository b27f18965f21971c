"""One process of several: makes calls under a shared limit, and prints when each could be counted.

python -m tests.pacing.caller URL CALLS REQUESTS SECONDS CLOCK

CLOCK is by how many seconds its clocks differ from the machine's. With CALLS "die", it takes all places there
are, says so, and waits to be killed.
"""

from __future__ import annotations

import sys
import time

from okx_margin_auth.pacing.redis import RedisWindow
from tests.pacing.exchange import limited


def main(url: str, calls: str, requests: str, seconds: str, clock: str) -> None:
    machine = {name: getattr(time, name) for name in ("time", "monotonic")}
    for name, real in machine.items():
        setattr(time, name, lambda real=real: real() + float(clock))
    endpoint = limited(int(requests), float(seconds))
    pacing = RedisWindow(url, account="main", longest_wait=None)
    if calls == "die":
        for _ in range(int(requests)):
            pacing.take(endpoint, None)
        print("holding", flush=True)
        time.sleep(60)
    for _ in range(int(calls)):
        place = pacing.take(endpoint, None)
        print(machine["monotonic"]())
        place.responded()


if __name__ == "__main__":
    main(*sys.argv[1:])
