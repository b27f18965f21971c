"""An exchange that only counts, independently of what it judges."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.facts import Endpoint, RateLimit

POSITION = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]
SIGNAL_BOT = ENDPOINTS["POST", "/api/v5/tradingBot/signal/margin-balance"]
TIME = ENDPOINTS["GET", "/api/v5/public/time"]


def limited(requests: int, seconds: float, per: str = "User ID", path: str = "/limited") -> Endpoint:
    """An endpoint with such a limit; tests have less time than the exchange's windows take."""
    limit = RateLimit(requests, seconds, per)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return POSITION._replace(path=path, rate_limit=limit)


def refused(arrivals: Iterable[float], requests: int, seconds: float) -> int:
    """How many of the arrivals an exchange refuses that allows so many requests in any such stretch.

    As documented, and as strict as can be: what it refused counts too, so that one too many is never made up
    for by the next.
    """
    counted: deque[float] = deque()
    refusals = 0
    for now in sorted(arrivals):
        while counted and counted[0] <= now - seconds:
            counted.popleft()
        refusals += len(counted) >= requests
        counted.append(now)
    return refusals


def shortest(calls: int, requests: int, seconds: float) -> float:
    """Between the first and the last of so many calls there lies at least this."""
    return (calls - 1) // requests * seconds
