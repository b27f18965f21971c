"""Facts about the exchange that the client, the auth plugin and the mock share: endpoints, limits, regions, headers."""

import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from okx_margin_runtime.facts import Clock, Endpoint, Evidence, Exchange, RateLimit, Records, Region, State

from .codes import CODES

ENDPOINTS: Final[Mapping[tuple[str, str], Endpoint]] = {
    ("POST", "/api/v5/account/position/margin-balance"): Endpoint(
        operation_id="accountAdjustMargin",
        method="POST",
        path="/api/v5/account/position/margin-balance",
        moves=True,
        signed=True,
        rate_limit=RateLimit(20, 2, "User ID"),
        permission="Trade",
        echoes={
            "instId": (),
            "posSide": (
                "long",
                "short",
            ),
            "type": (
                "add",
                "reduce",
            ),
        },
        capitals=(
            "instId",
            "ccy",
        ),
        look_first="Read the position (okx.account.positions(inst_id=…)) and its bills (okx.account.bills(inst_id=…)) before sending it again.",
        look_first_zh="重发之前请先查询该仓位 (okx.account.positions(inst_id=…)) 及其账单 (okx.account.bills(inst_id=…))。",
        evidence=Evidence(
            records=Records(
                operation_id="accountBills",
                query={"instId": "instId", "ccy": "ccy"},
                constants={"mgnMode": "isolated"},
                match={"instId": "instId", "ccy": "ccy"},
                identity="billId",
                time="ts",
                change="posBalChg",
                balance="posBal",
                type_field="type",
                type="6",
                kind_field="subType",
                kinds={
                    "add": (
                        "160",
                        "332",
                    ),
                    "reduce": (
                        "161",
                        "333",
                    ),
                },
                after="after",
            ),
            state=State(
                operation_id="accountPositions",
                query={"instId": "instId"},
                match={"instId": "instId", "posSide": "posSide", "ccy": "ccy"},
                where={"mgnMode": "isolated"},
                figure="margin",
                time="uTime",
            ),
            amount="amt",
            direction="type",
            signs={"add": 1, "reduce": -1},
            clock=Clock(
                operation_id="publicTime",
                time="ts",
            ),
        ),
    ),
    ("POST", "/api/v5/tradingBot/signal/margin-balance"): Endpoint(
        operation_id="signalBotAdjustMargin",
        method="POST",
        path="/api/v5/tradingBot/signal/margin-balance",
        moves=True,
        signed=True,
        rate_limit=RateLimit(20, 2, "User ID"),
        permission="Trade",
        echoes={"algoId": ()},
        look_first="Read the bot's investAmt (okx.signal_bot.order_details(algo_id=…)) before sending it again.",
        look_first_zh="重发之前请先查询该策略的投入金额 (okx.signal_bot.order_details(algo_id=…))。",
        evidence=Evidence(
            records=None,
            state=State(
                operation_id="signalBotOrderDetails",
                query={"algoId": "algoId"},
                constants={"algoOrdType": "contract"},
                match={"algoId": "algoId"},
                figure="investAmt",
                doubtful={"allowReinvest": True},
            ),
            amount="amt",
            direction="type",
            signs={"add": 1, "reduce": -1},
            clock=Clock(
                operation_id="publicTime",
                time="ts",
            ),
        ),
    ),
    ("GET", "/api/v5/public/time"): Endpoint(
        operation_id="publicTime",
        method="GET",
        path="/api/v5/public/time",
        moves=False,
        signed=False,
        rate_limit=RateLimit(10, 2, "IP"),
        permission="",
    ),
    ("GET", "/api/v5/public/instruments"): Endpoint(
        operation_id="publicInstruments",
        method="GET",
        path="/api/v5/public/instruments",
        moves=False,
        signed=False,
        rate_limit=RateLimit(20, 2, "IP + Instrument Type"),
        permission="",
    ),
    ("GET", "/api/v5/public/mark-price"): Endpoint(
        operation_id="publicMarkPrice",
        method="GET",
        path="/api/v5/public/mark-price",
        moves=False,
        signed=False,
        rate_limit=RateLimit(10, 2, "IP + Instrument ID"),
        permission="",
    ),
    ("GET", "/api/v5/account/positions"): Endpoint(
        operation_id="accountPositions",
        method="GET",
        path="/api/v5/account/positions",
        moves=False,
        signed=True,
        rate_limit=RateLimit(10, 2, "User ID"),
        permission="Read",
    ),
    ("GET", "/api/v5/account/bills"): Endpoint(
        operation_id="accountBills",
        method="GET",
        path="/api/v5/account/bills",
        moves=False,
        signed=True,
        rate_limit=RateLimit(5, 1, "User ID"),
        permission="Read",
    ),
    ("GET", "/api/v5/account/balance"): Endpoint(
        operation_id="accountBalance",
        method="GET",
        path="/api/v5/account/balance",
        moves=False,
        signed=True,
        rate_limit=RateLimit(10, 2, "User ID"),
        permission="Read",
    ),
    ("GET", "/api/v5/account/config"): Endpoint(
        operation_id="accountConfig",
        method="GET",
        path="/api/v5/account/config",
        moves=False,
        signed=True,
        rate_limit=RateLimit(5, 2, "User ID"),
        permission="Read",
    ),
    ("GET", "/api/v5/tradingBot/signal/orders-algo-details"): Endpoint(
        operation_id="signalBotOrderDetails",
        method="GET",
        path="/api/v5/tradingBot/signal/orders-algo-details",
        moves=False,
        signed=True,
        rate_limit=RateLimit(20, 2, "User ID"),
        permission="Read",
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

EXCHANGE: Final = Exchange(
    endpoints=ENDPOINTS,
    codes=CODES,
    signature_headers=SIGNATURE_HEADERS,
    timestamp_header="OK-ACCESS-TIMESTAMP",
    max_clock_skew_seconds=MAX_CLOCK_SKEW_SECONDS,
    user_agent="okx-margin/0.1.0 python/{}.{}.{}".format(*sys.version_info[:3]),
)
