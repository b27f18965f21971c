"""What calls return: frozen, decimals exact, the response as it came within reach.

Reading is tolerant, because the exchange has acted by then: a text that is missing is "", a decimal that is missing,
empty or unreadable is None, an unknown enum value stays a string, and unknown fields stay in `response`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen
from okx_margin_runtime.results import Answer, Result, decimal, known, text

from .models import AdjustmentType, PosSide


@frozen(kw_only=True)
class AccountAdjustMarginResult(Result):
    """What was moved, and where.

    已调整的内容。

    Attributes:
        inst_id: Instrument ID.

            产品 ID。
        pos_side: Position side, `long`, `short` or `net`; read any other value as it comes.

            持仓方向，`long`、`short` 或 `net`；遇到其他值时按原样读取。
        type_: `add` or `reduce`; read any other value as it comes.

            `add` 或 `reduce`；遇到其他值时按原样读取。
        amt: How much margin was added or taken back.

            已追加或已减少的保证金数量。
        leverage: Real leverage after the adjustment. May be empty or missing.

            调整后的实际杠杆倍数，可能为空或缺失。
        ccy: Currency of the margin. May be missing.

            保证金币种，可能缺失。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    inst_id: str
    """Instrument ID.

    产品 ID。"""
    pos_side: PosSide | str
    """Position side, `long`, `short` or `net`; read any other value as it comes.

    持仓方向，`long`、`short` 或 `net`；遇到其他值时按原样读取。"""
    type_: AdjustmentType | str
    """`add` or `reduce`; read any other value as it comes.

    `add` 或 `reduce`；遇到其他值时按原样读取。"""
    amt: Decimal | None
    """How much margin was added or taken back.

    已追加或已减少的保证金数量。"""
    leverage: Decimal | None
    """Real leverage after the adjustment. May be empty or missing.

    调整后的实际杠杆倍数，可能为空或缺失。"""
    ccy: str
    """Currency of the margin. May be missing.

    保证金币种，可能缺失。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> AccountAdjustMarginResult:
        """An item of `data`, as it was parsed."""
        return cls(
            inst_id=text(item.get("instId")),
            pos_side=known(PosSide, item.get("posSide")),
            type_=known(AdjustmentType, item.get("type")),
            amt=decimal(item.get("amt")),
            leverage=decimal(item.get("leverage")),
            ccy=text(item.get("ccy")),
            answer=answer,
        )


@frozen(kw_only=True)
class SignalBotAdjustMarginResult(Result):
    """The bot whose margin was moved.

    已调整保证金的策略。

    Attributes:
        algo_id: ID of the signal bot.

            信号策略 ID。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    algo_id: str
    """ID of the signal bot.

    信号策略 ID。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> SignalBotAdjustMarginResult:
        """An item of `data`, as it was parsed."""
        return cls(
            algo_id=text(item.get("algoId")),
            answer=answer,
        )
