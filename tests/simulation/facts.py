"""What the simulated exchange's operations are called, and the spec's evidence for the two that adjust."""

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.facts import Clock, Endpoint, Evidence, RateLimit, Records, State

_TIME = Clock("publicTime", "ts")
_RECORDS = Records(
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
    kinds={"add": ("160",), "reduce": ("161",)},
    after="after",
)
_POSITIONS = State(
    operation_id="accountPositions",
    query={"instId": "instId"},
    match={"instId": "instId", "posSide": "posSide", "ccy": "ccy"},
    figure="margin",
    where={"mgnMode": "isolated"},
    time="uTime",
)
_BOT = State(
    operation_id="signalBotOrderDetails",
    query={"algoId": "algoId"},
    match={"algoId": "algoId"},
    figure="investAmt",
    constants={"algoOrdType": "contract"},
    doubtful={"allowReinvest": True},
)
_SIGNS = {"add": 1, "reduce": -1}

POSITION = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]._replace(
    echoes={"posSide": ("long", "short")},
    evidence=Evidence(_RECORDS, _POSITIONS, "amt", "type", _SIGNS, _TIME),
)
BOT = ENDPOINTS["POST", "/api/v5/tradingBot/signal/margin-balance"]._replace(
    evidence=Evidence(None, _BOT, "amt", "type", _SIGNS, _TIME)
)
READS = {
    name: Endpoint(name, "GET", path, False, True, RateLimit(5, 1, "User ID"), "Read")
    for name, path in {
        "publicTime": "/api/v5/public/time",
        "accountBills": "/api/v5/account/bills",
        "accountPositions": "/api/v5/account/positions",
        "signalBotOrderDetails": "/api/v5/tradingBot/signal/orders-algo-details",
    }.items()
}
