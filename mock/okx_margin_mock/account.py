"""The account's balance and configuration, in the fields of OKX's answers."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from okx_margin_mock.exact import fraction, rounded
from okx_margin_mock.risk import figures
from okx_margin_mock.serving import Serving

#: Of a currency: borrowing, earning, spot and risk offset, which no account here has.
_ZERO = [
    "borrowFroz",
    "crossLiab",
    "fixedBal",
    "frpType",
    "interest",
    "isoLiab",
    "liab",
    "maxLoan",
    "ordFrozen",
    "rewardBal",
    "smtSyncEq",
    "spotCopyTradingEq",
    "spotIsoBal",
    "twap",
    "uplLiab",
    "colRes",
    "autoLendMtAmt",
    "colBorrAutoConversion",
]
_EMPTY = [
    "imr",
    "mgnRatio",
    "mmr",
    "notionalLever",
    "spotInUseAmt",
    "clSpotInUseAmt",
    "maxSpotInUse",
    "spotBal",
    "openAvgPx",
    "accAvgPx",
    "spotUpl",
    "spotUplRatio",
    "totalPnl",
    "totalPnlRatio",
]


def balance(serving: Serving) -> list[dict[str, Any]]:
    """`GET /api/v5/account/balance`: one item with `details`, one for each currency with a balance.

    Isolated margin leaves `cashBal`; `isoEq` is the positions' margin and unrealised profit, `eq` all of it,
    `frozenBal` what is bound in them (measured). `stgyEq` is what lies in bots.
    """
    asked = serving.listed("ccy", most=20)
    ledger, account = serving.state.ledger, serving.account
    held = dict.fromkeys(pot.ccy for pot in ledger.pots if pot.uid == account.uid)
    details = [_detail(serving, ccy) for ccy in held if not asked or ccy in asked]
    total, isolated = _usd(serving, details, "eq"), _usd(serving, details, "isoEq")
    return [
        {
            "adjEq": rounded(total),
            "availEq": rounded(_usd(serving, details, "availEq")),
            "borrowFroz": "0",
            "delta": "0",
            "deltaLever": "0",
            "deltaNeutralStatus": "0",
            "details": details,
            "imr": "0",
            "isoEq": rounded(isolated),
            "mgnRatio": "",
            "mmr": "0",
            "notionalUsd": "0",
            "notionalUsdForBorrow": "0",
            "notionalUsdForFutures": "0",
            "notionalUsdForOption": "0",
            "notionalUsdForSwap": "0",
            "ordFroz": "",
            "totalEq": rounded(total),
            "uTime": str(serving.now_ms),
            "upl": rounded(_usd(serving, details, "isoUpl")),
        }
    ]


def _detail(serving: Serving, ccy: str) -> dict[str, Any]:
    state, account = serving.state, serving.account
    cash = fraction(state.ledger.balance(account.cash(ccy)))
    risks = [figures(state, position) for position in account.positions if position.ccy == ccy]
    profit = sum((risk.exposure.upl for risk in risks), Fraction(0))
    isolated = profit + sum((risk.margin for risk in risks), Fraction(0))
    in_bots = sum(
        (
            fraction(state.ledger.balance(pot))
            for bot in account.bots.values()
            if bot.ccy == ccy
            for pot in (bot.pot, bot.frozen_pot)
        ),
        Fraction(0),
    )
    equity = cash + isolated + in_bots
    return (
        dict.fromkeys(_ZERO, "0")
        | dict.fromkeys(_EMPTY, "")
        | {
            "autoLendStatus": "off",
            "availBal": rounded(cash),
            "availEq": rounded(cash),
            "cashBal": rounded(cash),
            "ccy": ccy,
            "collateralEnabled": False,
            "collateralRestrict": False,
            "disEq": rounded(equity * _price(serving, ccy)),
            "eq": rounded(equity),
            "eqUsd": rounded(equity * _price(serving, ccy)),
            "frozenBal": rounded(isolated + in_bots),
            "isoEq": rounded(isolated),
            "isoUpl": rounded(profit),
            "stgyEq": rounded(in_bots),
            "uTime": str(serving.now_ms),
            "upl": rounded(profit),
        }
    )


def _price(serving: Serving, ccy: str) -> Fraction:
    """What one `ccy` is worth in US dollars: a mark price that says so, else 1 (USDT)."""
    for listing in serving.state.instruments.values():
        if listing.base == ccy:
            return fraction(serving.state.marks[listing.inst_id])
    return Fraction(1)


def _usd(serving: Serving, details: Sequence[dict[str, Any]], field: str) -> Fraction:
    return sum((Fraction(one[field]) * _price(serving, one["ccy"]) for one in details), Fraction(0))


def configuration(serving: Serving) -> list[dict[str, Any]]:
    """`GET /api/v5/account/config`: position mode, transfer mode and what the key may do."""
    account, key = serving.account, serving.key
    isolated_mode = "automatic" if account.isolated_transfer == "automatic" else "autonomy"
    return [
        {
            "acctLv": serving.settings.acct_lv,
            "acctStpMode": "cancel_maker",
            "autoLoan": False,
            "ctIsoMode": isolated_mode,
            "enableSpotBorrow": False,
            "feeType": "0",
            "greeksType": "PA",
            "ip": ",".join(key.ips),
            "kycLv": "3",
            "label": key.label,
            "level": "Lv1",
            "levelTmp": "",
            "liquidationGear": "-1",
            "mainUid": account.main_uid or account.uid,
            "mgnIsoMode": "automatic",
            "opAuth": "0",
            "perm": ",".join({"Read": "read_only", "Trade": "trade"}[one] for one in key.permissions),
            "posMode": account.pos_mode,
            "roleType": "0",
            "settleCcy": "USDC",
            "settleCcyList": ["USD", "USDC", "USDG"],
            "spotBorrowAutoRepay": False,
            "spotOffsetType": "",
            "spotRoleType": "0",
            "spotTraderInsts": [],
            "stgyType": "0",
            "traderInsts": [],
            "type": "1" if account.main_uid else "0",
            "uid": account.uid,
        }
    ]
