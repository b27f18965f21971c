"""What ccxt's users do, on another host than OKX's; prints one JSON object, a field a case."""

import json
import sys
from typing import Any, cast

import ccxt  # pyright: ignore[reportMissingImports]  # in an environment of its own: make peers


def outcome(call: Any) -> Any:
    """What a call gave, or the name of its error and what it says."""
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


base_url, api_key, secret, passphrase = sys.argv[1:]
okx = cast("Any", ccxt).okx(
    {"apiKey": api_key, "secret": secret, "password": passphrase, "enableRateLimit": False}
)
okx.set_sandbox_mode(True)
okx.urls["api"]["rest"] = base_url

POSITION = {"instId": "BTC-USDT-SWAP", "posSide": "short"}
BOT = {"algoId": "123456", "type": "add"}
raw, bot = okx.privatePostAccountPositionMarginBalance, okx.privatePostTradingBotSignalMarginBalance
seen = {
    "markets": outcome(lambda: sorted(one["id"] for one in okx.load_markets().values() if one["swap"])),
    "positions": outcome(
        lambda: sorted(
            [one["info"]["instId"], one["side"], one["collateral"]] for one in okx.fetch_positions()
        )
    ),
    "balance": outcome(lambda: okx.fetch_balance()["USDT"]["free"]),
    "add": outcome(lambda: raw({**POSITION, "type": "add", "amt": "1.5"})["data"][0]["amt"]),
    "add a number": outcome(lambda: raw({**POSITION, "type": "add", "amt": 0.0001})["data"][0]["amt"]),
    "reduce": outcome(lambda: raw({**POSITION, "type": "reduce", "amt": "0.5"})["data"][0]["amt"]),
    "too much": outcome(lambda: raw({**POSITION, "type": "reduce", "amt": "1000"})),
    "bot": outcome(lambda: bot({**BOT, "amt": "10"})["data"]),
    "add_margin": outcome(lambda: okx.add_margin("BTC/USDT:USDT", 2, {"posSide": "short"})["amount"]),
    "currencies": outcome(lambda: okx.privateGetAssetCurrencies()["data"]),
    "bills": outcome(
        lambda: sorted({bill["subType"] for bill in okx.privateGetAccountBills({"type": "6"})["data"]})
    ),
}
okx.secret = "wrong"
seen["wrong secret"] = outcome(lambda: raw({**POSITION, "type": "add", "amt": "1"}))
json.dump(seen, sys.stdout)
