"""The client people use: `OkxMargin` and its async twin, one attribute for each tag of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okx_margin_runtime.client import AsyncClient, Client
from okx_margin_runtime.configured import Group
from okx_margin_runtime.forks import unforked

from . import exchange

if TYPE_CHECKING:
    from .account import Account, AsyncAccount
    from .public import AsyncPublic, Public
    from .signal_bot import AsyncSignalBot, SignalBot


class OkxMargin(Client):
    """Moves margin on OKX, and reads what is to be known before and after.

    在 OKX 调整保证金，并查询调整前后的状态。
    """

    EXCHANGE = exchange.EXCHANGE

    @Group
    def account(self) -> Account:
        """Isolated positions of the trading account, their margin and bills, its balance and configuration.

        交易账户的逐仓仓位及其保证金与账单，以及账户余额与配置。"""
        with unforked:
            from .account import Account

        return Account(self)

    @Group
    def signal_bot(self) -> SignalBot:
        """Signal bots and their margin.

        信号策略及其保证金。"""
        with unforked:
            from .signal_bot import SignalBot

        return SignalBot(self)

    @Group
    def public(self) -> Public:
        """The exchange's clock, instruments and mark prices; no API key is needed.

        系统时间、交易产品与标记价格，无需 API key。"""
        with unforked:
            from .public import Public

        return Public(self)


class AsyncOkxMargin(AsyncClient):
    """Moves margin on OKX and reads, many calls at a time.

    OkxMargin 的异步版本，可并发调用。
    """

    EXCHANGE = exchange.EXCHANGE

    @Group
    def account(self) -> AsyncAccount:
        """Isolated positions of the trading account, their margin and bills, its balance and configuration.

        交易账户的逐仓仓位及其保证金与账单，以及账户余额与配置。"""
        with unforked:
            from .account import AsyncAccount

        return AsyncAccount(self)

    @Group
    def signal_bot(self) -> AsyncSignalBot:
        """Signal bots and their margin.

        信号策略及其保证金。"""
        with unforked:
            from .signal_bot import AsyncSignalBot

        return AsyncSignalBot(self)

    @Group
    def public(self) -> AsyncPublic:
        """The exchange's clock, instruments and mark prices; no API key is needed.

        系统时间、交易产品与标记价格，无需 API key。"""
        with unforked:
            from .public import AsyncPublic

        return AsyncPublic(self)
