"""A bot of a few lines: it adds margin to isolated positions that come too near to liquidation.

    OKX_API_KEY=… OKX_SECRET_KEY=… OKX_PASSPHRASE=… python keeper.py   # on demo trading by default

Its tests are beside it, in test_keeper.py.
"""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import httpx

from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin, OutcomeUnknownError, PosSide, RefusedError

TOO_LOW = Decimal(5)
STEP = Decimal(50)


def in_danger(reader: httpx.Client) -> list[dict[str, Any]]:
    """Isolated positions whose margin ratio is under 5, which is 500 %."""
    positions = reader.get("/api/v5/account/positions").raise_for_status().json()["data"]
    return [
        one
        for one in positions
        if one["mgnMode"] == "isolated" and Decimal(one["mgnRatio"] or "inf") < TOO_LOW
    ]


def keep(okx: OkxMargin, reader: httpx.Client) -> list[str]:
    """Add margin where it is short, and tell what became of it.

    What is unknown is left alone for this round: the next one reads the positions again and sees what it did.
    """
    told: list[str] = []
    for position in in_danger(reader):
        name = f"{position['instId']} {position['posSide']}"
        try:
            done = okx.account.adjust_margin(
                inst_id=position["instId"], pos_side=PosSide(position["posSide"]), type_="add", amt=STEP
            )
            told.append(f"{name}: added {done.amt}")
        except RefusedError as refused:
            told.append(f"{name}: refused, {refused.code}")
        except OutcomeUnknownError:
            told.append(f"{name}: unknown, looked at again next time")
    return told


def main() -> None:
    auth = OkxAuth.from_env()
    with OkxMargin(auth=auth) as okx, httpx.Client(auth=auth, base_url=auth.base_url) as reader:
        while True:
            print("\n".join(keep(okx, reader)))
            time.sleep(60)  # longer than a request is good for: what was unknown is decided by then


if __name__ == "__main__":
    main()
