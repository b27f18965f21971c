"""Signal bots: margin into and out of one, and its details.

Of adjusting, only the success was ever seen in public: every refusal's code is a guess and a setting.
"""

from decimal import Decimal
from typing import Any

from okx_margin_mock.exact import EXACT, amount, plain
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.position_margin import checked_amount
from okx_margin_mock.serving import Serving
from okx_margin_mock.state import ExchangeState, SignalBotState


def adjust(serving: Serving) -> list[dict[str, str]]:
    """`POST /api/v5/tradingBot/signal/margin-balance`: move the margin, or raise RefusalError."""
    bot = _running(serving)
    moved = _amount(serving, bot)
    adding = serving.asked["type"] == "add"
    reinvested = serving.asked.get("allowReinvest", False) and adding
    if reinvested and bot.entry_type not in serving.settings.reinvesting_entries:
        serving.refuse("reinvest_elsewhere", "allowReinvest")
        reinvested = False
    ledger, cash = serving.state.ledger, serving.account.cash(bot.ccy)
    source, target = (cash, bot.pot) if adding else (bot.pot, cash)
    if moved > ledger.balance(source):
        raise serving.refusal("bot_over_balance" if adding else "bot_floor")
    ledger.move(source, target, moved)
    change = moved if adding else moved.copy_negate()
    if reinvested or serving.settings.invest_amt_moves == "always":
        bot.invest_amt = EXACT.add(bot.invest_amt, change)
    bot.updated = serving.now_ms
    if serving.settings.bot_bills:
        serving.write_bill(
            type_="12",
            sub_type="203" if adding else "201",
            ccy=bot.ccy,
            sz=moved,
            bal_chg=change.copy_negate(),
        )
    return [{"algoId": bot.algo_id}]


def _running(serving: Serving) -> SignalBotState:
    bot = serving.account.bots.get(serving.asked["algoId"])
    if bot is None:
        raise serving.refusal("no_bot")
    if bot.state != "running":
        serving.refuse(f"bot_{bot.state}")
    return bot


def _amount(serving: Serving, bot: SignalBotState) -> Decimal:
    """`amt`, or `percent` of what the settings say."""
    asked, settings = serving.asked, serving.settings
    if "amt" in asked:
        if "percent" in asked:
            serving.refuse("both_amounts", "amt and percent")
        return checked_amount(asked["amt"], bot.ccy, serving.state)
    percent = amount(asked["percent"])
    if percent is None:
        raise RefusalError("51000", "percent")
    balance = serving.state.ledger.balance
    whole = {
        "investAmt": bot.invest_amt,
        "availBal": balance(bot.pot),
        "totalEq": EXACT.add(balance(bot.pot), balance(bot.frozen_pot)),
    }[settings.percent_of]
    share = EXACT.multiply(whole, percent)
    if settings.five_percent == "5":
        share = EXACT.scaleb(share, -2)
    return checked_amount(plain(share), bot.ccy, serving.state)


def details(serving: Serving) -> list[dict[str, Any]]:
    """`GET /api/v5/tradingBot/signal/orders-algo-details`: one bot of the account, stopped ones too."""
    for name in ("algoOrdType", "algoId"):
        if not serving.asked.get(name):
            raise RefusalError("50014", name)
    if serving.asked["algoOrdType"] != "contract":
        raise RefusalError("51000", "algoOrdType")
    bot = serving.account.bots.get(serving.asked["algoId"])
    if bot is None:
        raise serving.refusal("no_bot")
    return [bot_item(serving.state, bot)]


def bot_item(state: ExchangeState, bot: SignalBotState) -> dict[str, Any]:
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
        "lever": plain(bot.lever),
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
