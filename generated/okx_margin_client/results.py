"""What a successful adjustment returns: frozen, decimals exact, the answer as it came within reach.

Reading is tolerant, because the exchange has acted by then: a text that is missing is "", a decimal that is missing,
empty or unreadable is None, an unknown enum value stays a string, and unknown fields stay in `response`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

import httpx
from attrs import field, frozen

from .models import AdjustmentType, PosSide

Known = TypeVar("Known", bound=StrEnum)


@frozen(kw_only=True)
class AccountAdjustMarginResult:
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
        response: The HTTP answer as it came, without the request's signature headers.
            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    inst_id: str
    pos_side: PosSide | str
    type_: AdjustmentType | str
    amt: Decimal | None
    leverage: Decimal | None
    ccy: str
    response: httpx.Response = field(repr=False, eq=False)

    @classmethod
    def read(cls, item: Mapping[str, object], response: httpx.Response) -> AccountAdjustMarginResult:
        return cls(
            inst_id=_text(item.get("instId")),
            pos_side=_known(PosSide, item.get("posSide")),
            type_=_known(AdjustmentType, item.get("type")),
            amt=_decimal(item.get("amt")),
            leverage=_decimal(item.get("leverage")),
            ccy=_text(item.get("ccy")),
            response=response,
        )


@frozen(kw_only=True)
class SignalBotAdjustMarginResult:
    """The bot whose margin was moved.
    已调整保证金的策略。

    Attributes:
        algo_id: ID of the signal bot.
            信号策略 ID。
        response: The HTTP answer as it came, without the request's signature headers.
            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    algo_id: str
    response: httpx.Response = field(repr=False, eq=False)

    @classmethod
    def read(cls, item: Mapping[str, object], response: httpx.Response) -> SignalBotAdjustMarginResult:
        return cls(
            algo_id=_text(item.get("algoId")),
            response=response,
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _decimal(value: object) -> Decimal | None:
    if not isinstance(value, str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _known(known: type[Known], value: object) -> Known | str:
    text = _text(value)
    return known(text) if text in known.__members__.values() else text
