"""`GET /api/v5/account/positions`: isolated positions with every field that a real one has."""

from typing import Any

from okx_margin_mock.exact import fraction, plain, rounded
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.risk import figures
from okx_margin_mock.serving import Serving
from okx_margin_mock.state import ExchangeState, PositionState

#: Fields of options, spot-derivatives risk offset and quick margin: empty for every position here.
_EMPTY = [
    "baseBal",
    "baseBorrowed",
    "baseInterest",
    "bePx",
    "bizRefId",
    "bizRefType",
    "clSpotInUseAmt",
    "closeAllFlag",
    "deltaBS",
    "deltaPA",
    "estMaxWin",
    "gammaBS",
    "gammaPA",
    "hedgedPos",
    "liqPenalty",
    "maxSpotInUseAmt",
    "nonSettleAvgPx",
    "optVal",
    "quoteBal",
    "quoteBorrowed",
    "quoteInterest",
    "settledPnl",
    "spotInUseAmt",
    "spotInUseCcy",
    "thetaBS",
    "thetaPA",
    "usdPx",
    "vegaBS",
    "vegaPA",
]


def read(serving: Serving) -> list[dict[str, Any]]:
    """The account's positions, the newest first; empty ones only when `instId` or `posId` asks.

    Refused: 51001 for an instrument that does not exist, 51015 for one of another type than `instType`.
    """
    instruments = serving.state.instruments
    inst_ids, pos_ids = serving.listed("instId", most=10), serving.listed("posId", most=20)
    inst_type = serving.asked.get("instType", "")
    for inst_id in inst_ids:
        if inst_id not in instruments:
            raise RefusalError("51001", "instId")
        if inst_type and instruments[inst_id].inst_type != inst_type:
            raise RefusalError("51015", "instType")
    wanted = [
        position
        for position in serving.account.positions
        if (not inst_ids or position.inst_id in inst_ids)
        and (not pos_ids or position.pos_id in pos_ids)
        and (not inst_type or instruments[position.inst_id].inst_type == inst_type)
        and (position.pos or inst_ids or pos_ids)
    ]
    return [
        position_item(serving.state, position) for position in sorted(wanted, key=lambda one: -one.created)
    ]


def position_item(state: ExchangeState, position: PositionState) -> dict[str, Any]:
    """One position as the exchange shows it: strings for all numbers, "" where a field does not apply."""
    listing = state.instruments[position.inst_id]
    pair = listing.inst_type == "MARGIN"
    mark = plain(state.marks[position.inst_id])
    risk = figures(state, position)
    borrowed_ccy = listing.quote if position.pos_ccy == listing.base else listing.base
    of_contracts = "" if pair else "0"
    return dict.fromkeys(_EMPTY, "") | {
        "adl": "1",
        "availPos": "0" if position.pending_close else plain(position.pos),
        "avgPx": plain(position.avg_px) if position.pos else "",
        "cTime": str(position.created),
        "ccy": position.ccy,
        "closeOrderAlgo": [],
        "fee": of_contracts,
        "fundingFee": of_contracts,
        "idxPx": mark,
        "imr": "",  # cross positions only
        "instId": position.inst_id,
        "instType": listing.inst_type,
        "interest": "0" if pair else "",
        "last": mark,
        "lever": plain(position.lever),
        "liab": plain(position.liab.copy_negate()) if position.liab else "",
        "liabCcy": borrowed_ccy if position.pos_ccy else "",
        "liqPx": rounded(risk.liq_px),
        "margin": plain(state.ledger.balance(position.pot)),
        "markPx": mark,
        "mgnMode": "isolated",
        "mgnRatio": rounded(risk.mgn_ratio),
        "mmr": rounded(risk.exposure.mmr),
        "notionalUsd": _notional_usd(state, position),
        "pendingCloseOrdLiabVal": "0" if pair else "",
        "pnl": of_contracts,
        "pos": plain(position.pos),
        "posCcy": position.pos_ccy,
        "posId": position.pos_id,
        "posSide": position.pos_side,
        "realizedPnl": of_contracts,
        "ruleType": "normal",
        "tradeId": "0",
        "uTime": str(position.updated),
        "upl": rounded(risk.exposure.upl),
        "uplLastPx": rounded(risk.exposure.upl),
        "uplRatio": rounded(risk.exposure.upl_ratio),
        "uplRatioLastPx": rounded(risk.exposure.upl_ratio),
    }


def _notional_usd(state: ExchangeState, position: PositionState) -> str:
    """What is held, in US dollars; a quote currency is taken for dollars."""
    listing, mark = state.instruments[position.inst_id], fraction(state.marks[position.inst_id])
    held = abs(fraction(position.pos)) * fraction(listing.ct_val) * fraction(listing.ct_mult)
    in_base = (
        position.pos_ccy == listing.base if listing.inst_type == "MARGIN" else listing.ct_type == "linear"
    )
    return rounded(held * mark if in_base else held)
