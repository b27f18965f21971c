from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.adjustment_type import AdjustmentType
from ..types import UNSET, Unset

T = TypeVar("T", bound="SignalBotMarginRequest")


@_attrs_define
class SignalBotMarginRequest:
    """Which signal bot, which way, and how much.

    指定信号策略、方向与数量。

        Attributes:
            algo_id (str): ID of the signal bot.

                信号策略 ID。
            type_ (AdjustmentType): `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt (str | Unset): How much margin to move, a positive decimal in plain notation. Either this or `percent` is
                required.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法。与 `percent` 至少填写一个。
            percent (str | Unset): How much margin to move as a percentage. OKX's page names this field without describing
                it, and no public
                client was seen sending it: that "5" is five percent, and of what, is assumed. Prefer `amt`, and send one of
                the two only.

                按百分比调整保证金。官方页面只提到该字段而未作说明，也未见公开客户端使用："5" 是否表示 5%、以什么为基数，均属推测。
                建议使用 `amt`，两者只传其一。
            allow_reinvest (bool | Unset): Whether the bot may trade with the new margin. When left out, the exchange takes
                `false`.
                `false`: the margin only stands by against liquidation. `true`: it counts towards the total investment, and
                so towards the size of orders. Applies only to bots whose entries are sized by the TradingView signal or by a
                percentage of the initial investment; OKX's English page names the signal's investmentType
                percentage_investment alone.

                是否允许策略用新增保证金复投，不填时交易所按 `false` 处理。`false`：新资金仅作保证金，用于防止爆仓；
                `true`：计入总投资额，从而影响每笔下单量。仅适用于进场设定为“TradingView 信号”或“初始投资比例”的策略；
                英文页面只提到信号的 investmentType 为 percentage_investment 的情形。
    """

    algo_id: str
    type_: AdjustmentType
    amt: str | Unset = UNSET
    percent: str | Unset = UNSET
    allow_reinvest: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        algo_id = self.algo_id

        type_ = self.type_.value

        amt = self.amt

        percent = self.percent

        allow_reinvest = self.allow_reinvest

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "algoId": algo_id,
                "type": type_,
            }
        )
        if amt is not UNSET:
            field_dict["amt"] = amt
        if percent is not UNSET:
            field_dict["percent"] = percent
        if allow_reinvest is not UNSET:
            field_dict["allowReinvest"] = allow_reinvest

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        algo_id = d.pop("algoId")

        type_ = AdjustmentType(d.pop("type"))

        amt = d.pop("amt", UNSET)

        percent = d.pop("percent", UNSET)

        allow_reinvest = d.pop("allowReinvest", UNSET)

        signal_bot_margin_request = cls(
            algo_id=algo_id,
            type_=type_,
            amt=amt,
            percent=percent,
            allow_reinvest=allow_reinvest,
        )

        signal_bot_margin_request.additional_properties = d
        return signal_bot_margin_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
