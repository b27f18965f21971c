"""What every client that knows nothing of OKX has to add by hand: the fields of a signed request."""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import UTC, datetime
from typing import Final

PATH: Final = "/api/v5/account/position/margin-balance"
BODY: Final = b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}'
KEY, SECRET, PASSPHRASE = "bench-key", "bench-secret", "bench-passphrase"
_PREHASH: Final = f"POST{PATH}".encode() + BODY


def signed() -> dict[str, str]:
    """The fields of one request, signed now."""
    timestamp = datetime.now(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
    signature = b64encode(hmac.digest(SECRET.encode(), timestamp.encode() + _PREHASH, "sha256"))
    return {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": "bench",
        "x-simulated-trading": "1",
        "OK-ACCESS-KEY": KEY,
        "OK-ACCESS-SIGN": signature.decode(),
        "OK-ACCESS-TIMESTAMP": timestamp,
        "OK-ACCESS-PASSPHRASE": PASSPHRASE,
    }
