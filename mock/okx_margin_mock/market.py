"""What needs no account: the time, instruments and mark prices."""

from collections.abc import Iterator
from typing import Any

from okx_margin_mock.exact import plain
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.serving import PublicServing, Serving
from okx_margin_mock.state import Listing

_TYPES = ("SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS")

#: Of an instrument: auctions, options and limits of single orders, which nothing here has.
_EMPTY = [
    "alias",
    "auctionEndTime",
    "contTdSwTime",
    "maxIcebergSz",
    "maxLmtAmt",
    "maxLmtSz",
    "maxMktAmt",
    "maxMktSz",
    "maxStopSz",
    "maxTriggerSz",
    "maxTwapSz",
    "optType",
    "openType",
    "preMktSwTime",
    "stk",
]


def time(serving: PublicServing) -> list[dict[str, str]]:
    """`GET /api/v5/public/time`."""
    return [{"ts": str(serving.now_ms)}]


def instruments(serving: PublicServing) -> list[dict[str, Any]]:
    """`GET /api/v5/public/instruments`; none of type OPTION. A margin pair is a SPOT instrument too."""
    return [_instrument(listing, serving.asked["instType"]) for listing in _chosen(serving)]


def mark_price(serving: PublicServing) -> list[dict[str, str]]:
    """`GET /api/v5/public/mark-price`."""
    return [
        {
            "instType": serving.asked["instType"],
            "instId": listing.inst_id,
            "markPx": plain(serving.state.marks[listing.inst_id]),
            "ts": str(serving.now_ms),
        }
        for listing in _chosen(serving)
    ]


def currencies(_: Serving) -> list[dict[str, str]]:
    """`GET /api/v5/asset/currencies`: none; deposits and withdrawals are not what this exchange is for."""
    return []


def _chosen(serving: PublicServing) -> Iterator[Listing]:
    """The instruments of a type, and of a family or an ID where asked for. Refused: 50014, 51000, 51001."""
    asked = serving.asked
    inst_type, inst_id = asked.get("instType", ""), asked.get("instId", "")
    if not inst_type:
        raise RefusalError("50014", "instType")
    if inst_type not in _TYPES:
        raise RefusalError("51000", "instType")
    if inst_id and inst_id not in serving.state.instruments:
        raise RefusalError("51001", "instId")
    family = asked.get("instFamily", "") or asked.get("uly", "")
    for listing in serving.state.instruments.values():
        if (
            listing.inst_type == ("MARGIN" if inst_type == "SPOT" else inst_type)
            and inst_id in ("", listing.inst_id)
            and family in ("", f"{listing.base}-{listing.quote}")
        ):
            yield listing


def _instrument(listing: Listing, inst_type: str) -> dict[str, Any]:
    pair = listing.inst_type == "MARGIN"
    underlying = "" if inst_type == "SPOT" else f"{listing.base}-{listing.quote}"
    return dict.fromkeys(_EMPTY, "") | {
        "baseCcy": listing.base if pair else "",
        "category": "1",
        "ctMult": "" if pair else plain(listing.ct_mult),
        "ctType": listing.ct_type,
        "ctVal": "" if pair else plain(listing.ct_val),
        "ctValCcy": {"": "", "linear": listing.base, "inverse": listing.quote}[listing.ct_type],
        "expTime": str(listing.exp_time or ""),
        "futureSettlement": False,
        "groupId": "1",
        "instCategory": "1",
        "instFamily": underlying,
        "instId": listing.inst_id,
        "instType": inst_type,
        "lever": plain(listing.max_lever),
        "listTime": "1606468572000",
        "lotSz": plain(listing.lot_sz),
        "minSz": plain(listing.min_sz),
        "quoteCcy": listing.quote if pair else "",
        "ruleType": "normal",
        "settleCcy": listing.settle_ccy,
        "state": "live",
        "tickSz": plain(listing.tick_sz),
        "tradeQuoteCcyList": [listing.quote] if inst_type == "SPOT" else [],
        "uly": underlying,
        "upcChg": [],
    }
