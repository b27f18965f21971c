"""What users of python-okx do, on another host than OKX's; prints one JSON object, a field a case."""

import json
import sys
import warnings
from typing import Any

from okx.Account import AccountAPI
from okx.PublicData import PublicAPI

warnings.simplefilter("ignore")
base_url, api_key, secret, passphrase = sys.argv[1:]
account: Any = AccountAPI(api_key, secret, passphrase, flag="1", domain=base_url)
public: Any = PublicAPI(flag="1", domain=base_url)
POSITION = ("BTC-USDT-SWAP", "short")


def told(envelope: dict[str, Any]) -> str:
    """How a refusal reads."""
    return f"{envelope['code']}: {envelope['msg']}"


seen = {
    "markets": sorted(one["instId"] for one in public.get_instruments("SWAP")["data"]),
    "positions": sorted(
        [one["instId"], one["posSide"], float(one["margin"])] for one in account.get_positions()["data"]
    ),
    "balance": float(account.get_account_balance("USDT")["data"][0]["details"][0]["availBal"]),
    "add": account.adjustment_margin(*POSITION, "add", "1.5")["data"][0]["amt"],
    "add a number": account.adjustment_margin(*POSITION, "add", 0.0001)["data"][0]["amt"],
    "reduce": account.adjustment_margin(*POSITION, "reduce", "0.5")["data"][0]["amt"],
    "too much": told(account.adjustment_margin(*POSITION, "reduce", "1000")),
    "bot": account._request_with_params(
        "POST", "/api/v5/tradingBot/signal/margin-balance", {"algoId": "123456", "type": "add", "amt": "10"}
    )["data"],
    "bills": sorted({bill["subType"] for bill in account.get_account_bills(type="6")["data"]}),
}
account.API_SECRET_KEY = "wrong"
seen["wrong secret"] = told(account.adjustment_margin(*POSITION, "add", "1"))
json.dump(seen, sys.stdout)
