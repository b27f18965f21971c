"""Moves margin and shows it: a call on each endpoint, a refusal, and an unknown outcome that is looked up.

Without keys it starts the embedded mock and needs no network. With OKX_API_KEY, OKX_SECRET_KEY and
OKX_PASSPHRASE of a demo key it does the same on OKX's demo trading, with your first isolated position and,
where OKX_ALGO_ID names one, your signal bot. It never trades live.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import httpx

from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin, OkxMarginError, OutcomeUnknownError, PosSide, RefusedError
from okx_margin_client.exchange import MAX_CLOCK_SKEW_SECONDS

AMOUNT = Decimal("1.5")
ADJUSTMENT = "/api/v5/account/position/margin-balance"
COLUMNS = ("instId", "posSide", "margin", "lever", "mgnRatio", "liqPx")


@contextmanager
def exchange() -> Generator[tuple[OkxAuth, str | None, Callable[[], None]], None, None]:
    """The auth for where adjustments go, the signal bot to use there, and what makes the next answer late."""
    if os.environ.get("OKX_API_KEY"):
        auth = OkxAuth.from_env(environment="demo")
        print(f"On demo trading, {auth.base_url}")
        yield auth, os.environ.get("OKX_ALGO_ID"), lambda: None
        return
    from okx_margin_mock import Fault, serve

    with serve() as mock:
        print(f"On the embedded mock, {mock.base_url}")
        yield mock.auth(), "123456", lambda: mock.exchange.inject(Fault.delay(0.3), endpoint=ADJUSTMENT)


def isolated(reader: httpx.Client) -> list[dict[str, Any]]:
    """The account's isolated positions; OkxAuth signs for any httpx client."""
    envelope = reader.get("/api/v5/account/positions").raise_for_status().json()
    if envelope["code"] != "0":
        raise SystemExit(f"OKX does not show the positions: {envelope['code']} {envelope['msg']}")
    return [position for position in envelope["data"] if position["mgnMode"] == "isolated"]


def margin_of(position: dict[str, Any], positions: list[dict[str, Any]]) -> Decimal:
    """The margin that a position has now."""
    now = [each for each in positions if each["posId"] == position["posId"]]
    if not now:
        raise SystemExit(f"The position in {position['instId']} is gone; OKX's position history shows why.")
    return Decimal(now[0]["margin"])


def show(title: str, positions: list[dict[str, Any]]) -> None:
    """A table, one row for each position."""
    rows = [COLUMNS, *(tuple(position[name] for name in COLUMNS) for position in positions)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def move(okx: OkxMargin, which: dict[str, Any], bot: str | None) -> None:
    """One adjustment on each endpoint, and one that is refused."""
    done = okx.account.adjust_margin(**which, type_="add", amt=AMOUNT)
    print(f"\nAdded {done.amt} to {done.inst_id} {done.pos_side}: real leverage {done.leverage}.")
    if bot:
        moved = okx.signal_bot.adjust_margin(algo_id=bot, type_="add", amt="10", allow_reinvest=True)
        print(f"Added 10 to signal bot {moved.algo_id}.")
    try:
        okx.account.adjust_margin(**which, type_="reduce", amt="1000000")
    except RefusedError as refused:
        print(f"Refused, nothing moved: {refused}")


def lose_sight(hasty: OkxMargin, which: dict[str, Any], margin: Callable[[], Decimal]) -> None:
    """An adjustment whose answer does not come in time, and how to find out what became of it."""
    before = margin()
    try:
        hasty.account.adjust_margin(**which, type_="add", amt=AMOUNT)
        print("Answered faster than this demo can give up; nothing to look up.")
    except OutcomeUnknownError as unknown:
        print(f"Unknown: {unknown}")
        # Not seen yet is not refused: it may still be on its way, until its timestamp expires.
        deadline = time.monotonic() + MAX_CLOCK_SKEW_SECONDS + 5
        while margin() != before + AMOUNT and time.monotonic() < deadline:
            time.sleep(0.5)
        moved_by = margin() - before
        verdicts = {AMOUNT: "so it was processed", Decimal(0): "so it was not processed"}
        print(
            f"Looked up: the margin changed by {moved_by}, {verdicts.get(moved_by, 'so look at the bills')}."
        )


def run() -> None:
    impatient = httpx.Timeout(10, read=0.001)
    with (
        exchange() as (auth, bot, make_late),
        OkxMargin(auth) as okx,
        OkxMargin(auth, timeout=impatient) as hasty,
        httpx.Client(
            auth=auth, base_url=auth.base_url, trust_env=auth.base_url.startswith("https:")
        ) as reader,
    ):
        positions = isolated(reader)
        if not positions:
            raise SystemExit("This demo account has no isolated position: open a small one first.")
        show("Isolated positions before", positions)
        first = positions[0]
        which = {"inst_id": first["instId"], "pos_side": PosSide(first["posSide"])}
        if first["instType"] == "MARGIN":
            which["ccy"] = first["ccy"]
        move(okx, which, bot)
        make_late()
        lose_sight(hasty, which, lambda: margin_of(first, isolated(reader)))
        show("Isolated positions after", isolated(reader))


def main() -> int:
    try:
        run()
    except (OkxMarginError, httpx.HTTPError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as interrupt:
        print("\nStopped.", *getattr(interrupt, "__notes__", ()), file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
