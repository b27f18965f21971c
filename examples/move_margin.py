"""Moves margin and shows it: a call on each endpoint, a refusal, and an unknown outcome that is looked up.

Without keys it starts the embedded mock and needs no network. With OKX_API_KEY, OKX_SECRET_KEY and
OKX_PASSPHRASE of a demo key it does the same on OKX's demo trading, with your first isolated position and,
where OKX_ALGO_ID names one, your signal bot. It never trades live.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

import httpx

from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin, OkxMarginError, OutcomeUnknownError, PosSide, RefusedError

AMOUNT = Decimal("1.5")
COLUMNS = ("instId", "posSide", "margin", "lever", "mgnRatio", "liqPx")


@contextmanager
def exchange() -> Generator[tuple[OkxAuth, str | None], None, None]:
    """The auth for where adjustments go, and the signal bot to use there."""
    if os.environ.get("OKX_API_KEY"):
        yield OkxAuth.from_env(environment="demo"), os.environ.get("OKX_ALGO_ID")
        return
    from okx_margin_mock import serve

    with serve() as mock:
        yield mock.auth(), "123456"


def read(reader: httpx.Client, path: str, **query: str) -> list[dict[str, Any]]:
    """The data of a signed GET; OkxAuth signs for any httpx client."""
    envelope = reader.get(path, params=query).raise_for_status().json()
    if envelope["code"] != "0":
        raise SystemExit(f"{path} answered {envelope['code']}: {envelope['msg']}")
    data: list[dict[str, Any]] = envelope["data"]
    return data


def show(title: str, positions: list[dict[str, Any]]) -> None:
    """One row for each isolated position."""
    rows = [COLUMNS, *(tuple(position[name] for name in COLUMNS) for position in positions)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def isolated(reader: httpx.Client) -> list[dict[str, Any]]:
    return [
        position
        for position in read(reader, "/api/v5/account/positions")
        if position["mgnMode"] == "isolated"
    ]


def margin_of(reader: httpx.Client, position: dict[str, Any]) -> Decimal:
    same = read(reader, "/api/v5/account/positions", posId=position["posId"])
    return Decimal(same[0]["margin"])


def move(okx: OkxMargin, hasty: OkxMargin, reader: httpx.Client, bot: str | None) -> None:
    before = isolated(reader)
    if not before:
        raise SystemExit(
            "This demo account has no isolated position: open a small one on OKX's demo trading first."
        )
    show("Isolated positions before", before)
    position = before[0]
    adjust = partial(
        okx.account.adjust_margin,
        inst_id=position["instId"],
        pos_side=PosSide(position["posSide"]),
        ccy=position["ccy"] if position["instType"] == "MARGIN" else None,
    )

    done = adjust(type_="add", amt=AMOUNT)
    print(f"\nAdded {done.amt} to {done.inst_id} {done.pos_side}: real leverage {done.leverage}.")

    if bot:
        moved = okx.signal_bot.adjust_margin(algo_id=bot, type_="add", amt="10", allow_reinvest=True)
        print(f"Added 10 to signal bot {moved.algo_id}.")

    try:
        adjust(type_="reduce", amt="1000000")
    except RefusedError as refused:
        print(f"Refused, nothing moved: {refused}")

    margin = margin_of(reader, position)
    try:
        hasty.account.adjust_margin(**adjust.keywords, type_="add", amt=AMOUNT)
        print("Answered faster than this demo can give up; nothing to look up.")
    except OutcomeUnknownError as unknown:
        print(f"Unknown: {unknown}")
        time.sleep(1)  # it may still be on its way
        moved_by = margin_of(reader, position) - margin
        print(
            f"Looked up: the margin changed by {moved_by}, so it was {'' if moved_by else 'not '}processed."
        )

    show("Isolated positions after", isolated(reader))


def main() -> int:
    try:
        with exchange() as (auth, bot):
            print(f"On {auth.base_url} ({'the mock' if 'OKX_API_KEY' not in os.environ else 'demo trading'})")
            impatient = httpx.Timeout(10, read=0.0001)  # gives up before any answer can come
            with (
                OkxMargin(auth) as okx,
                OkxMargin(auth, timeout=impatient) as hasty,
                httpx.Client(auth=auth, base_url=auth.base_url) as reader,
            ):
                move(okx, hasty, reader, bot)
    except (OkxMarginError, httpx.HTTPError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as interrupt:
        print("\nStopped.", *getattr(interrupt, "__notes__", ()), file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
