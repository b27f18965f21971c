"""Facts about the exchange that the client, the auth plugin and the mock share: endpoints, limits, regions, headers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple


class RateLimit(NamedTuple):
    """At most `requests` in any `seconds`, counted for each `per` ("User ID" or "IP"); every endpoint has its own."""

    requests: int
    seconds: int
    per: str


class Endpoint(NamedTuple):
    """One endpoint; `permission` is "Trade", "Read" or "", and a public one is not `signed`."""

    operation_id: str
    method: str
    path: str
    rate_limit: RateLimit
    permission: str
    signed: bool


class Region(NamedTuple):
    """A region's REST host; `demo` tells whether demo trading is known to be on the same host."""

    name: str
    url: str
    other_urls: tuple[str, ...]
    demo: bool


ENDPOINTS: Final[Mapping[tuple[str, str], Endpoint]] = {
    ("POST", "/api/v5/account/position/margin-balance"): Endpoint(
        operation_id="accountAdjustMargin",
        method="POST",
        path="/api/v5/account/position/margin-balance",
        rate_limit=RateLimit(20, 2, "User ID"),
        permission="Trade",
        signed=True,
    ),
    ("POST", "/api/v5/tradingBot/signal/margin-balance"): Endpoint(
        operation_id="signalBotAdjustMargin",
        method="POST",
        path="/api/v5/tradingBot/signal/margin-balance",
        rate_limit=RateLimit(20, 2, "User ID"),
        permission="Trade",
        signed=True,
    ),
    ("GET", "/api/v5/public/time"): Endpoint(
        operation_id="publicTime",
        method="GET",
        path="/api/v5/public/time",
        rate_limit=RateLimit(10, 2, "IP"),
        permission="",
        signed=False,
    ),
    ("GET", "/api/v5/account/positions"): Endpoint(
        operation_id="accountPositions",
        method="GET",
        path="/api/v5/account/positions",
        rate_limit=RateLimit(10, 2, "User ID"),
        permission="Read",
        signed=True,
    ),
    ("GET", "/api/v5/account/bills"): Endpoint(
        operation_id="accountBills",
        method="GET",
        path="/api/v5/account/bills",
        rate_limit=RateLimit(5, 1, "User ID"),
        permission="Read",
        signed=True,
    ),
    ("GET", "/api/v5/tradingBot/signal/orders-algo-details"): Endpoint(
        operation_id="signalBotDetails",
        method="GET",
        path="/api/v5/tradingBot/signal/orders-algo-details",
        rate_limit=RateLimit(20, 2, "User ID"),
        permission="Read",
        signed=True,
    ),
}

REGIONS: Final[Mapping[str, Region]] = {
    "global": Region("global", "https://openapi.okx.com", ("https://www.okx.com",), True),
    "eea": Region("eea", "https://eea.okx.com", (), True),
    "us": Region("us", "https://us.okx.com", ("https://app.okx.com",), True),
    "au": Region("au", "https://us.okx.com", (), False),
    "tr": Region("tr", "https://tr.okx.com", (), False),
}

SIGNATURE_HEADERS: Final = (
    "OK-ACCESS-KEY",
    "OK-ACCESS-SIGN",
    "OK-ACCESS-TIMESTAMP",
    "OK-ACCESS-PASSPHRASE",
)
DEMO_HEADER: Final = "x-simulated-trading"
MAX_CLOCK_SKEW_SECONDS: Final = 30
"""A timestamp further away from the exchange's clock is refused with 50102 (documented)."""

MANUAL_TRANSFER_FLOOR: Final = Decimal("10000")
"""In manual transfer mode, what the margin first put into an isolated position must be worth in USDT (documented)."""
