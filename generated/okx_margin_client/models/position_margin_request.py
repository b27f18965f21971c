from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.adjustment_type import AdjustmentType
from ..models.pos_side import PosSide
from ..types import UNSET, Unset

T = TypeVar("T", bound="PositionMarginRequest")


@_attrs_define
class PositionMarginRequest:
    """Which isolated position, which way, and how much.

    指定逐仓仓位、方向与数量。

        Attributes:
            inst_id (str): Instrument ID of the position, such as BTC-USDT-SWAP.

                仓位的产品 ID，例如 BTC-USDT-SWAP。
            pos_side (PosSide): Position side: `long` or `short` in long/short mode, `net` in net mode. Always sent,
                although OKX's page also
                speaks of a default of `net`.

                持仓方向：开平仓模式填 `long` 或 `short`，买卖模式填 `net`。虽然官方页面提到默认值 `net`，本规范要求始终填写。
            type_ (AdjustmentType): `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt (str): How much margin to move, a positive decimal in plain notation, in the margin's currency.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法，单位为保证金币种。
            ccy (str | Unset): Currency of the margin. Only for isolated `MARGIN` positions; leave it out for contracts.

                保证金币种。仅用于逐仓杠杆（`MARGIN`）仓位，合约仓位不要填写。
    """

    inst_id: str
    pos_side: PosSide
    type_: AdjustmentType
    amt: str
    ccy: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        inst_id = self.inst_id

        pos_side = self.pos_side.value

        type_ = self.type_.value

        amt = self.amt

        ccy = self.ccy

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "instId": inst_id,
                "posSide": pos_side,
                "type": type_,
                "amt": amt,
            }
        )
        if ccy is not UNSET:
            field_dict["ccy"] = ccy

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inst_id = d.pop("instId")

        pos_side = PosSide(d.pop("posSide"))

        type_ = AdjustmentType(d.pop("type"))

        amt = d.pop("amt")

        ccy = d.pop("ccy", UNSET)

        position_margin_request = cls(
            inst_id=inst_id,
            pos_side=pos_side,
            type_=type_,
            amt=amt,
            ccy=ccy,
        )

        position_margin_request.additional_properties = d
        return position_margin_request

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
