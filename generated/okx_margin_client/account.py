"""Margin of isolated positions in the trading account.

交易账户逐仓仓位的保证金。"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final, Literal

from okx_margin_runtime import arguments
from okx_margin_runtime.client import AsyncClient, Client
from okx_margin_runtime.operation import Operation
from okx_margin_runtime.results import one

from .exchange import ENDPOINTS
from .models import AdjustmentType, PosSide
from .results import AccountAdjustMarginResult

_DECIMAL: Final = re.compile("^(?<!\\n)([1-9][0-9]*(\\.[0-9]+)?|0\\.[0-9]*[1-9][0-9]*)(?!\\n)$")


def _adjust_margin(
    *,
    inst_id: str,
    pos_side: PosSide | Literal["long", "short", "net"],
    type_: AdjustmentType | Literal["add", "reduce"],
    amt: Decimal | str | int,
    ccy: str | None = None,
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "instId": arguments.text("inst_id", inst_id),
        "posSide": arguments.choice("pos_side", PosSide, pos_side),
        "type": arguments.choice("type_", AdjustmentType, type_),
        "amt": arguments.decimal("amt", amt, _DECIMAL, 64),
    }
    if ccy is not None:
        fields["ccy"] = arguments.text("ccy", ccy)
    return fields


_ADJUST_MARGIN: Final = Operation(
    ENDPOINTS["POST", "/api/v5/account/position/margin-balance"],
    _adjust_margin,
    one(AccountAdjustMarginResult),
)


class Account:
    """Margin of isolated positions in the trading account.

    交易账户逐仓仓位的保证金。"""

    def __init__(self, client: Client) -> None:
        self._client = client

    def adjust_margin(
        self,
        *,
        inst_id: str,
        pos_side: PosSide | Literal["long", "short", "net"],
        type_: AdjustmentType | Literal["add", "reduce"],
        amt: Decimal | str | int,
        ccy: str | None = None,
    ) -> AccountAdjustMarginResult:
        """Add margin to an isolated position, or take some back.

        Moves margin between the account's available balance and one isolated position. The leverage setting stays
        as it is, but taking margin back may raise the position's real leverage.

        Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000 USDT, and
        putting it in creates the position in the account.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

        追加或减少逐仓仓位的保证金

        在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

        自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

        限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-increase-decrease-margin

        Args:
            inst_id: Instrument ID of the position, such as BTC-USDT-SWAP.

                仓位的产品 ID，例如 BTC-USDT-SWAP。
            pos_side: Position side: `long` or `short` in long/short mode, `net` in net mode. Always sent, although OKX's page also
                speaks of a default of `net`.

                持仓方向：开平仓模式填 `long` 或 `short`，买卖模式填 `net`。虽然官方页面提到默认值 `net`，本规范要求始终填写。
            type_: `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt: How much margin to move, a positive decimal in plain notation, in the margin's currency.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法，单位为保证金币种。
            ccy: Currency of the margin. Only for isolated `MARGIN` positions; leave it out for contracts.

                保证金币种。仅用于逐仓杠杆（`MARGIN`）仓位，合约仓位不要填写。

        Raises:
            RefusedError: Certainly not processed; also NotSentError (no byte left this machine) and InvalidInputError.
            OutcomeUnknownError: May have been processed; look before sending it again.
        """
        return self._client.call(
            _ADJUST_MARGIN,
            {
                "inst_id": inst_id,
                "pos_side": pos_side,
                "type_": type_,
                "amt": amt,
                "ccy": ccy,
            },
        )


class AsyncAccount:
    """Margin of isolated positions in the trading account.

    交易账户逐仓仓位的保证金。"""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def adjust_margin(
        self,
        *,
        inst_id: str,
        pos_side: PosSide | Literal["long", "short", "net"],
        type_: AdjustmentType | Literal["add", "reduce"],
        amt: Decimal | str | int,
        ccy: str | None = None,
    ) -> AccountAdjustMarginResult:
        """Add margin to an isolated position, or take some back.

        Moves margin between the account's available balance and one isolated position. The leverage setting stays
        as it is, but taking margin back may raise the position's real leverage.

        Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000 USDT, and
        putting it in creates the position in the account.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

        追加或减少逐仓仓位的保证金

        在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

        自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

        限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-increase-decrease-margin

        Args:
            inst_id: Instrument ID of the position, such as BTC-USDT-SWAP.

                仓位的产品 ID，例如 BTC-USDT-SWAP。
            pos_side: Position side: `long` or `short` in long/short mode, `net` in net mode. Always sent, although OKX's page also
                speaks of a default of `net`.

                持仓方向：开平仓模式填 `long` 或 `short`，买卖模式填 `net`。虽然官方页面提到默认值 `net`，本规范要求始终填写。
            type_: `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt: How much margin to move, a positive decimal in plain notation, in the margin's currency.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法，单位为保证金币种。
            ccy: Currency of the margin. Only for isolated `MARGIN` positions; leave it out for contracts.

                保证金币种。仅用于逐仓杠杆（`MARGIN`）仓位，合约仓位不要填写。

        Raises:
            RefusedError: Certainly not processed; also NotSentError (no byte left this machine) and InvalidInputError.
            OutcomeUnknownError: May have been processed; look before sending it again.
        """
        return await self._client.call(
            _ADJUST_MARGIN,
            {
                "inst_id": inst_id,
                "pos_side": pos_side,
                "type_": type_,
                "amt": amt,
                "ccy": ccy,
            },
        )
