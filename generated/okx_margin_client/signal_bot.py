"""Signal bots and their margin.

信号策略及其保证金。"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final, Literal

from okx_margin_runtime import arguments
from okx_margin_runtime.client import AsyncClient, Client
from okx_margin_runtime.operation import Operation
from okx_margin_runtime.results import one

from .exchange import ENDPOINTS
from .models import AdjustmentType
from .results import SignalBotAdjustMarginResult, SignalBotOrder

_DECIMAL: Final = re.compile("^(?<!\\n)([1-9][0-9]*(\\.[0-9]+)?|0\\.[0-9]*[1-9][0-9]*)(?!\\n)$")


def _adjust_margin(
    *,
    algo_id: str,
    type_: AdjustmentType | Literal["add", "reduce"],
    amt: Decimal | str | int | None = None,
    percent: Decimal | str | int | None = None,
    allow_reinvest: bool | None = None,
) -> dict[str, Any]:
    arguments.at_least_one(
        amt=amt,
        percent=percent,
    )
    fields: dict[str, Any] = {
        "algoId": arguments.text("algo_id", algo_id),
        "type": arguments.choice("type_", AdjustmentType, type_),
    }
    if amt is not None:
        fields["amt"] = arguments.decimal("amt", amt, _DECIMAL, 64)
    if percent is not None:
        fields["percent"] = arguments.decimal("percent", percent, _DECIMAL, 64)
    if allow_reinvest is not None:
        fields["allowReinvest"] = arguments.flag("allow_reinvest", allow_reinvest)
    return fields


_ADJUST_MARGIN: Final = Operation(
    ENDPOINTS["POST", "/api/v5/tradingBot/signal/margin-balance"],
    _adjust_margin,
    one(SignalBotAdjustMarginResult),
)


def _order_details(
    *,
    algo_id: str,
) -> dict[str, Any]:
    return {
        "algoOrdType": "contract",
        "algoId": arguments.text("algo_id", algo_id),
    }


_ORDER_DETAILS: Final = Operation(
    ENDPOINTS["GET", "/api/v5/tradingBot/signal/orders-algo-details"], _order_details, one(SignalBotOrder)
)


class SignalBot:
    """Signal bots and their margin.

    信号策略及其保证金。"""

    def __init__(self, client: Client) -> None:
        self._client = client

    def adjust_margin(
        self,
        *,
        algo_id: str,
        type_: AdjustmentType | Literal["add", "reduce"],
        amt: Decimal | str | int | None = None,
        percent: Decimal | str | int | None = None,
        allow_reinvest: bool | None = None,
    ) -> SignalBotAdjustMarginResult:
        """Add margin to a signal bot, or take some back.

        Moves margin between the account's available balance and one signal bot. New margin only guards the bot
        against liquidation, unless `allowReinvest` lets the bot size its orders with it. `amt` or `percent` must be given.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

        追加或减少信号策略的保证金

        在账户可用余额与某个信号策略之间划转保证金。新增资金默认只用于防止爆仓；`allowReinvest` 为 true 时才计入策略下单资金。
        `amt` 与 `percent` 至少填写一个。

        限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

        https://www.okx.com/docs-v5/en/#order-book-trading-signal-bot-trading-post-adjust-margin-balance

        Args:
            algo_id: ID of the signal bot.

                信号策略 ID。
            type_: `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt: How much margin to move, a positive decimal in plain notation. Either this or `percent` is required.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法。与 `percent` 至少填写一个。
            percent: How much margin to move as a percentage. OKX's page names this field without describing it, and no public
                client was seen sending it: that "5" is five percent, and of what, is assumed. Prefer `amt`, and send one of
                the two only.

                按百分比调整保证金。官方页面只提到该字段而未作说明，也未见公开客户端使用："5" 是否表示 5%、以什么为基数，均属推测。
                建议使用 `amt`，两者只传其一。
            allow_reinvest: Whether the bot may trade with the new margin. When left out, the exchange takes `false`.
                `false`: the margin only stands by against liquidation. `true`: it counts towards the total investment, and
                so towards the size of orders. Applies only to bots whose entries are sized by the TradingView signal or by a
                percentage of the initial investment; OKX's English page names the signal's investmentType
                percentage_investment alone.

                是否允许策略用新增保证金复投，不填时交易所按 `false` 处理。`false`：新资金仅作保证金，用于防止爆仓；
                `true`：计入总投资额，从而影响每笔下单量。仅适用于进场设定为“TradingView 信号”或“初始投资比例”的策略；
                英文页面只提到信号的 investmentType 为 percentage_investment 的情形。

        Raises:
            RefusedError: Certainly not processed; also NotSentError (no byte left this machine) and InvalidInputError.
            OutcomeUnknownError: May have been processed; look before sending it again.
        """
        return self._client.call(
            _ADJUST_MARGIN,
            {
                "algo_id": algo_id,
                "type_": type_,
                "amt": amt,
                "percent": percent,
                "allow_reinvest": allow_reinvest,
            },
        )

    def order_details(
        self,
        *,
        algo_id: str,
    ) -> SignalBotOrder:
        """Read one signal bot.

        What was put into a bot, what it has available and what is bound in its positions; also of one that has stopped.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Read.

        查询单个信号策略

        策略的投入金额、可用保证金与占用保证金；已停止的策略同样可以查询。

        限速：20 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#order-book-trading-signal-bot-trading-get-signal-bot-order-details

        Args:
            algo_id: ID of the signal bot.

                信号策略 ID。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _ORDER_DETAILS,
            {
                "algo_id": algo_id,
            },
        )


class AsyncSignalBot:
    """Signal bots and their margin.

    信号策略及其保证金。"""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def adjust_margin(
        self,
        *,
        algo_id: str,
        type_: AdjustmentType | Literal["add", "reduce"],
        amt: Decimal | str | int | None = None,
        percent: Decimal | str | int | None = None,
        allow_reinvest: bool | None = None,
    ) -> SignalBotAdjustMarginResult:
        """Add margin to a signal bot, or take some back.

        Moves margin between the account's available balance and one signal bot. New margin only guards the bot
        against liquidation, unless `allowReinvest` lets the bot size its orders with it. `amt` or `percent` must be given.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

        追加或减少信号策略的保证金

        在账户可用余额与某个信号策略之间划转保证金。新增资金默认只用于防止爆仓；`allowReinvest` 为 true 时才计入策略下单资金。
        `amt` 与 `percent` 至少填写一个。

        限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

        https://www.okx.com/docs-v5/en/#order-book-trading-signal-bot-trading-post-adjust-margin-balance

        Args:
            algo_id: ID of the signal bot.

                信号策略 ID。
            type_: `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt: How much margin to move, a positive decimal in plain notation. Either this or `percent` is required.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法。与 `percent` 至少填写一个。
            percent: How much margin to move as a percentage. OKX's page names this field without describing it, and no public
                client was seen sending it: that "5" is five percent, and of what, is assumed. Prefer `amt`, and send one of
                the two only.

                按百分比调整保证金。官方页面只提到该字段而未作说明，也未见公开客户端使用："5" 是否表示 5%、以什么为基数，均属推测。
                建议使用 `amt`，两者只传其一。
            allow_reinvest: Whether the bot may trade with the new margin. When left out, the exchange takes `false`.
                `false`: the margin only stands by against liquidation. `true`: it counts towards the total investment, and
                so towards the size of orders. Applies only to bots whose entries are sized by the TradingView signal or by a
                percentage of the initial investment; OKX's English page names the signal's investmentType
                percentage_investment alone.

                是否允许策略用新增保证金复投，不填时交易所按 `false` 处理。`false`：新资金仅作保证金，用于防止爆仓；
                `true`：计入总投资额，从而影响每笔下单量。仅适用于进场设定为“TradingView 信号”或“初始投资比例”的策略；
                英文页面只提到信号的 investmentType 为 percentage_investment 的情形。

        Raises:
            RefusedError: Certainly not processed; also NotSentError (no byte left this machine) and InvalidInputError.
            OutcomeUnknownError: May have been processed; look before sending it again.
        """
        return await self._client.call(
            _ADJUST_MARGIN,
            {
                "algo_id": algo_id,
                "type_": type_,
                "amt": amt,
                "percent": percent,
                "allow_reinvest": allow_reinvest,
            },
        )

    async def order_details(
        self,
        *,
        algo_id: str,
    ) -> SignalBotOrder:
        """Read one signal bot.

        What was put into a bot, what it has available and what is bound in its positions; also of one that has stopped.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Read.

        查询单个信号策略

        策略的投入金额、可用保证金与占用保证金；已停止的策略同样可以查询。

        限速：20 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#order-book-trading-signal-bot-trading-get-signal-bot-order-details

        Args:
            algo_id: ID of the signal bot.

                信号策略 ID。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _ORDER_DETAILS,
            {
                "algo_id": algo_id,
            },
        )
