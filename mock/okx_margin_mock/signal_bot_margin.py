"""`POST /api/v5/tradingBot/signal/margin-balance`: margin into and out of a signal bot.

Only its success was ever seen in public: every refusal's code is a guess and comes from the settings.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from okx_margin_mock.accounts import Account, SignalBot, State
from okx_margin_mock.exact import EXACT, amount, plain
from okx_margin_mock.ledger import FIRST_BILL_ID, Bill
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.position_margin import checked_amount
from okx_margin_mock.settings import Settings


@frozen
class SignalBotMargin:
    """One adjustment under way."""

    state: State
    settings: Settings
    account: Account
    now_ms: int

    def adjust(self, body: Mapping[str, Any]) -> dict[str, str]:
        """Move the margin and return the item of the answer, or raise RefusalError with nothing moved."""
        bot = self._bot(body["algoId"])
        moved = self._amount(bot, body)
        adding = body["type"] == "add"
        reinvested = body.get("allowReinvest", False) and adding
        if reinvested and bot.entry_type not in self.settings.reinvesting_entries:
            if self.settings.reinvest_elsewhere_refused:
                raise RefusalError("51000", "allowReinvest")
            reinvested = False
        ledger, cash = self.state.ledger, self.account.cash(bot.ccy)
        if adding:
            if moved > ledger.balance(cash):
                raise RefusalError(self.settings.insufficient_balance)
            ledger.move(cash, bot.pot, moved)
        else:
            if moved > ledger.balance(bot.pot):
                raise RefusalError(self.settings.bot_floor)
            ledger.move(bot.pot, cash, moved)
        if reinvested:
            bot.invest_amt = EXACT.add(bot.invest_amt, moved)
        bot.updated = self.now_ms
        if self.settings.bot_bills:
            ledger.bills.append(
                Bill(
                    bill_id=FIRST_BILL_ID + len(ledger.bills),
                    uid=self.account.uid,
                    ts=self.now_ms,
                    type="12",
                    sub_type="203" if adding else "201",
                    ccy=bot.ccy,
                    size=moved,
                    balance_change=moved.copy_negate() if adding else moved,
                    balance=ledger.balance(cash),
                )
            )
        return {"algoId": bot.algo_id}

    def _bot(self, algo_id: str) -> SignalBot:
        bot = self.account.bots.get(algo_id)
        if bot is None:
            raise RefusalError(self.settings.no_bot)
        if bot.state != "running" and (code := getattr(self.settings, f"bot_{bot.state}")) != "served":
            raise RefusalError(code)
        return bot

    def _amount(self, bot: SignalBot, body: Mapping[str, Any]) -> Decimal:
        """`amt`, or `percent` of what the settings say."""
        if "amt" in body:
            if "percent" in body and self.settings.both_amounts == "50024":
                raise RefusalError("50024", "amt and percent")
            return checked_amount(body["amt"], bot.ccy, self.state)
        percent = amount(body["percent"])
        if percent is None:
            raise RefusalError("51000", "percent")
        balance = self.state.ledger.balance
        whole = {
            "investAmt": bot.invest_amt,
            "availBal": balance(bot.pot),
            "totalEq": EXACT.add(balance(bot.pot), balance(bot.frozen_pot)),
        }[self.settings.percent_of]
        share = EXACT.multiply(whole, percent)
        if self.settings.five_percent == "5":
            share = EXACT.scaleb(share, -2)
        return checked_amount(plain(share), bot.ccy, self.state)
