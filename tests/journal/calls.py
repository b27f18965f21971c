"""Adjustments for a journal to keep."""

from __future__ import annotations

import time

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.call import Call
from okx_margin_runtime.resolution import Resolution

POSITION = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]
APPLIED = Resolution("applied", "A record shows it.", "有账单。")


def adjustment(account: str = "ours", amt: str = "1.50") -> Call:
    """A call as it stands before its first attempt is sent."""
    call = Call(POSITION, {}, account=account)
    call.fields = {"instId": "BTC-USDT-SWAP", "posSide": "long", "type": "add", "amt": amt}
    call.attempts = 1
    call.sent_at, call.expires_at = time.time(), time.time() + 30
    return call


def ended(call: Call, outcome: str, code: str | None = None) -> Call:
    call.outcome, call.code = outcome, code
    return call
