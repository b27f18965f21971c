"""`GET /api/v5/account/bills`: what moved between cash and positions or bots."""

from itertools import islice

from okx_margin_mock.exact import decimals, padded, plain
from okx_margin_mock.ledger import BillRecord
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.serving import Serving

#: Filters that a bill meets to the letter or not, with the attribute of each.
_FILTERS = {
    "instType": "inst_type",
    "instId": "inst_id",
    "ccy": "ccy",
    "ctType": "ct_type",
    "type": "type",
    "subType": "sub_type",
    "mgnMode": "mgn_mode",
}

#: Fields of trades and transfers: empty for every bill here.
_EMPTY = [
    "clOrdId",
    "earnAmt",
    "earnApr",
    "execType",
    "fillFwdPx",
    "fillIdxPx",
    "fillMarkPx",
    "fillMarkVol",
    "fillPxUsd",
    "fillPxVol",
    "fillTime",
    "from",
    "notes",
    "ordId",
    "px",
    "tag",
    "to",
]


def read(serving: Serving) -> list[dict[str, str]]:
    """The account's bills, the newest first, a page at a time by `after`, `before` and `limit`."""
    limit = serving.whole("limit", 100)
    if not 1 <= limit <= 100:
        raise RefusalError("51000", "limit")
    before, after = serving.whole("before", -1), serving.whole("after", 10**30)
    begin, end = serving.whole("begin", 0), serving.whole("end", 10**30)
    wanted = {
        attribute: serving.asked[name] for name, attribute in _FILTERS.items() if serving.asked.get(name)
    }
    found = (
        bill
        for bill in reversed(serving.state.ledger.bills)
        if bill.uid == serving.account.uid
        and before < bill.bill_id < after
        and begin <= bill.ts <= end
        and bill.shown_from <= serving.now_ms
        and all(getattr(bill, attribute) == value for attribute, value in wanted.items())
    )
    return [bill_item(bill) for bill in islice(found, limit)]


def bill_item(bill: BillRecord) -> dict[str, str]:
    """One bill as the exchange shows it, its numbers with the decimals that the exchange prints."""
    of_position = max(decimals(bill.pos_bal_chg), decimals(bill.pos_bal))
    return dict.fromkeys(_EMPTY, "") | {
        "bal": plain(bill.bal),
        "balChg": padded(bill.bal_chg),
        "billId": str(bill.bill_id),
        "ccy": bill.ccy,
        "fee": "0",
        "instId": bill.inst_id,
        "instType": bill.inst_type,
        "interest": "0",
        "mgnMode": bill.mgn_mode,
        "pnl": "0",
        "posBal": padded(bill.pos_bal, of_position),
        "posBalChg": padded(bill.pos_bal_chg, of_position),
        "subType": bill.sub_type,
        "sz": plain(bill.sz),
        "tradeId": "0",
        "ts": str(bill.ts),
        "type": bill.type,
    }
