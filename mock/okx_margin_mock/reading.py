"""The endpoints that show effects: positions, bills and a bot's details, in the fields of OKX's answers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from okx_margin_mock.accounts import Account, Position, SignalBot, State
from okx_margin_mock.exact import EXACT, plain, shown
from okx_margin_mock.ledger import Bill
from okx_margin_mock.margin import exposure
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.settings import Settings


def positions(state: State, account: Account, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """`GET /api/v5/account/positions`, the newest first. Empty positions only when `instId` or `posId` asks.

    Refused: 51001 for an instrument that does not exist, 51015 for one of another type than `instType`.
    """
    inst_ids = _listed(query, "instId", most=10)
    pos_ids = _listed(query, "posId", most=20)
    inst_type = query.get("instType", "")
    for inst_id in inst_ids:
        if inst_id not in state.instruments:
            raise RefusalError("51001", "instId")
        if inst_type and state.instruments[inst_id].inst_type != inst_type:
            raise RefusalError("51015", "instType")
    wanted = [
        position
        for position in account.positions
        if (not inst_ids or position.inst_id in inst_ids)
        and (not pos_ids or position.pos_id in pos_ids)
        and (not inst_type or state.instruments[position.inst_id].inst_type == inst_type)
        and (position.size or inst_ids or pos_ids)
    ]
    return [position_item(state, position) for position in sorted(wanted, key=lambda one: -one.created)]


def position_item(state: State, position: Position) -> dict[str, Any]:
    """One position as the exchange shows it: strings for all numbers, "" where a field does not apply."""
    instrument = state.instruments[position.inst_id]
    mark = state.marks[position.inst_id]
    held = state.ledger.balance(position.pot)
    risk, at, margin = exposure(position, instrument), Fraction(mark), Fraction(held)
    borrowed_ccy = instrument.quote if position.pos_ccy == instrument.base else instrument.base
    profit = risk.profit(at)
    return {
        "instId": position.inst_id,
        "instType": instrument.inst_type,
        "mgnMode": "isolated",
        "posId": position.pos_id,
        "posSide": position.pos_side,
        "pos": plain(position.size),
        "posCcy": position.pos_ccy,
        "avgPx": plain(position.avg_price) if position.size else "",
        "markPx": plain(mark),
        "lever": plain(position.leverage),
        "margin": plain(held),
        "imr": "",  # cross positions only
        "mmr": shown(risk.maintenance_margin(at)),
        "mgnRatio": shown(risk.margin_ratio(margin, at)),
        "liqPx": shown(risk.liquidation_price(margin)),
        "upl": shown(profit),
        "uplRatio": shown(profit / risk.initial_margin()) if position.size else "",
        "liab": plain(position.liability.copy_negate()) if position.liability else "",
        "liabCcy": borrowed_ccy if position.pos_ccy else "",
        "ccy": position.ccy,
        "cTime": str(position.created),
        "uTime": str(position.updated),
    }


def bills(state: State, account: Account, query: Mapping[str, str]) -> list[dict[str, str]]:
    """`GET /api/v5/account/bills`, the newest first: what moved between cash and positions or bots."""
    limit = _whole(query, "limit", 100)
    if not 1 <= limit <= 100:
        raise RefusalError("51000", "limit")
    before, after = _whole(query, "before", -1), _whole(query, "after", 10**30)
    begin, end = _whole(query, "begin", 0), _whole(query, "end", 10**30)
    wanted = {name: query[name] for name in _BILL_FILTERS if query.get(name)}
    found = [
        bill_item(bill)
        for bill in reversed(state.ledger.bills)
        if bill.uid == account.uid and before < bill.bill_id < after and begin <= bill.ts <= end
        if wanted.items() <= {**bill_item(bill), "ctType": bill.ct_type}.items()
    ]
    return found[:limit]


#: Filters that a bill meets to the letter or not; `ctType` alone is not a field of the answer.
_BILL_FILTERS = ("instType", "instId", "ccy", "mgnMode", "ctType", "type", "subType")


def bill_item(bill: Bill) -> dict[str, str]:
    """One bill as the exchange shows it; fields of trades and transfers are empty."""
    item = dict.fromkeys(("clOrdId", "execType", "from", "notes", "ordId", "px", "tag", "to", "tradeId"), "")
    item |= {
        "billId": str(bill.bill_id),
        "ts": str(bill.ts),
        "type": bill.type,
        "subType": bill.sub_type,
        "instId": bill.inst_id,
        "instType": bill.inst_type,
        "mgnMode": "isolated" if bill.type == "6" else "",
        "ccy": bill.ccy,
        "sz": plain(bill.size),
        "balChg": plain(bill.balance_change),
        "bal": plain(bill.balance),
        "posBalChg": plain(bill.position_change),
        "posBal": plain(bill.position_balance),
        "fee": "0",
        "interest": "0",
        "pnl": "0",
    }
    return item


def bot_details(
    state: State, account: Account, query: Mapping[str, str], settings: Settings
) -> list[dict[str, Any]]:
    """`GET /api/v5/tradingBot/signal/orders-algo-details`: one bot of the account, stopped ones too."""
    for name in ("algoOrdType", "algoId"):
        if not query.get(name):
            raise RefusalError("50014", name)
    if query["algoOrdType"] != "contract":
        raise RefusalError("51000", "algoOrdType")
    bot = account.bots.get(query["algoId"])
    if bot is None:
        raise RefusalError(settings.no_bot)
    return [bot_item(state, bot)]


def bot_item(state: State, bot: SignalBot) -> dict[str, Any]:
    """One bot as the exchange shows it. Its total equity is what is available and what is frozen."""
    available, frozen = state.ledger.balance(bot.pot), state.ledger.balance(bot.frozen_pot)
    return {
        "algoId": bot.algo_id,
        "algoClOrdId": "",
        "algoOrdType": "contract",
        "instType": "SWAP",
        "instIds": list(bot.inst_ids),
        "state": bot.state,
        "cancelType": "1" if bot.state == "stopped" else "0",
        "lever": plain(bot.leverage),
        "investAmt": plain(bot.invest_amt),
        "availBal": plain(available),
        "frozenBal": plain(frozen),
        "totalEq": plain(EXACT.add(available, frozen)),
        "floatPnl": "0",
        "realizedPnl": "0",
        "totalPnl": "0",
        "totalPnlRatio": "0",
        "entrySettingParam": {
            "allowMultipleEntry": True,
            "amt": "",
            "entryType": bot.entry_type,
            "ratio": "",
        },
        "exitSettingParam": {"slPct": "", "tpPct": "", "tpSlType": ""},
        "subOrdType": "9",
        "ratio": "",
        "signalChanId": "",
        "signalChanName": "",
        "signalSourceType": "1",
        "cTime": str(bot.created),
        "uTime": str(bot.updated),
    }


def _listed(query: Mapping[str, str], name: str, *, most: int) -> Sequence[str]:
    names = [one for one in query.get(name, "").split(",") if one]
    if len(names) > most:
        raise RefusalError("51000", name)
    return names


def _whole(query: Mapping[str, str], name: str, default: int) -> int:
    digits = query.get(name, "")
    if not digits:
        return default
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 30):
        raise RefusalError("51000", name)
    return int(digits)
