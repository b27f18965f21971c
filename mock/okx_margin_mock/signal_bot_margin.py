"""`POST /api/v5/tradingBot/signal/margin-balance`: margin into and out of a signal bot.

Only its success was ever seen in public: every refusal's code is a guess and comes from the settings.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from okx_margin_mock.accounts import Account, SignalBot, State
from okx_margin_mock.exact import EXACT, amount, plain
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.position_margin import checked_amount
from okx_margin_mock.settings import Settings

#: Entries sized by the TradingView signal or by a share of the first margin: where `allowReinvest` applies.
#: (The English page names a signal's percentage_investment alone, the Chinese one these two.)
_REINVESTING_ENTRIES = {"1", "5"}


@frozen
class SignalBotMargin:
    """One adjustment under way."""

    state: State
    settings: Settings
    account: Account
    now_ms: int

    def adjust(self, body: Mapping[str, Any]) -> dict[str, str]:
        """Move the margin and return the item of the answer, or raise RefusalError with nothing moved.

        Guess: neither direction leaves a bill; the effect is read from the bot's details.
        """
        bot = self._bot(body["algoId"])
        moved = self._amount(bot, body)
        adding = body["type"] == "add"
        reinvested = body.get("allowReinvest", False) and adding
        if reinvested and bot.entry_type not in _REINVESTING_ENTRIES:
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
        return {"algoId": bot.algo_id}

    def _bot(self, algo_id: str) -> SignalBot:
        bot = self.account.bots.get(algo_id)
        if bot is None:
            raise RefusalError(self.settings.no_bot)
        if bot.state != "running":
            raise RefusalError(getattr(self.settings, f"bot_{bot.state}"))
        return bot

    def _amount(self, bot: SignalBot, body: Mapping[str, Any]) -> Decimal:
        """`amt`, or `percent` of the investment, "5" being five percent (guess)."""
        if "amt" in body:
            if "percent" in body and self.settings.both_amounts == "50024":
                raise RefusalError("50024", "amt and percent")
            return checked_amount(body["amt"], bot.ccy, self.state)
        percent = amount(body["percent"])
        if percent is None:
            raise RefusalError("51000", "percent")
        share = EXACT.scaleb(EXACT.multiply(bot.invest_amt, percent), -2)
        return checked_amount(plain(share), bot.ccy, self.state)
