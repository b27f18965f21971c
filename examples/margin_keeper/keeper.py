"""A bot of a few lines: it adds margin to isolated positions that come too near to liquidation.

    OKX_API_KEY=… OKX_SECRET_KEY=… OKX_PASSPHRASE=… python keeper.py   # on demo trading by default

Its tests are beside it, in test_keeper.py.
"""

from __future__ import annotations

import time
from decimal import Decimal

from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin, OutcomeUnknownError, PosSide, RefusedError

TOO_LOW = Decimal(5)  # a margin ratio of 500 %
STEP = Decimal(50)


def keep(okx: OkxMargin) -> list[str]:
    """Add margin where it is short, and tell what became of it.

    What is unknown is left alone for this round: the next one reads the positions again and sees what it did.
    """
    told: list[str] = []
    for position in okx.account.positions():
        if position.mgn_mode != "isolated" or position.mgn_ratio is None or position.mgn_ratio >= TOO_LOW:
            continue
        name = f"{position.inst_id} {position.pos_side}"
        try:
            done = okx.account.adjust_margin(
                inst_id=position.inst_id, pos_side=PosSide(position.pos_side), type_="add", amt=STEP
            )
            told.append(f"{name}: added {done.amt}")
        except RefusedError as refused:
            told.append(f"{name}: refused, {refused.code}")
        except OutcomeUnknownError:
            told.append(f"{name}: unknown, looked at again next time")
    return told


def main() -> None:
    with OkxMargin(auth=OkxAuth.from_env()) as okx:
        while True:
            print("\n".join(keep(okx)))
            time.sleep(60)  # longer than a request is good for: what was unknown is decided by then


if __name__ == "__main__":
    main()
