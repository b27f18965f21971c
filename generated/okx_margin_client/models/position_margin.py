from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PositionMargin")


@_attrs_define
class PositionMargin:
    """What was moved, and where.

    已调整的内容。

        Attributes:
            inst_id (str | Unset): Instrument ID.

                产品 ID。
            pos_side (str | Unset): Position side, `long`, `short` or `net`; read any other value as it comes.

                持仓方向，`long`、`short` 或 `net`；遇到其他值时按原样读取。
            type_ (str | Unset): `add` or `reduce`; read any other value as it comes.

                `add` 或 `reduce`；遇到其他值时按原样读取。
            amt (str | Unset): How much margin was added or taken back.

                已追加或已减少的保证金数量。
            leverage (str | Unset): Real leverage after the adjustment. May be empty or missing.

                调整后的实际杠杆倍数，可能为空或缺失。
            ccy (str | Unset): Currency of the margin. May be missing.

                保证金币种，可能缺失。
    """

    inst_id: str | Unset = UNSET
    pos_side: str | Unset = UNSET
    type_: str | Unset = UNSET
    amt: str | Unset = UNSET
    leverage: str | Unset = UNSET
    ccy: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        inst_id = self.inst_id

        pos_side = self.pos_side

        type_ = self.type_

        amt = self.amt

        leverage = self.leverage

        ccy = self.ccy

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if inst_id is not UNSET:
            field_dict["instId"] = inst_id
        if pos_side is not UNSET:
            field_dict["posSide"] = pos_side
        if type_ is not UNSET:
            field_dict["type"] = type_
        if amt is not UNSET:
            field_dict["amt"] = amt
        if leverage is not UNSET:
            field_dict["leverage"] = leverage
        if ccy is not UNSET:
            field_dict["ccy"] = ccy

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inst_id = d.pop("instId", UNSET)

        pos_side = d.pop("posSide", UNSET)

        type_ = d.pop("type", UNSET)

        amt = d.pop("amt", UNSET)

        leverage = d.pop("leverage", UNSET)

        ccy = d.pop("ccy", UNSET)

        position_margin = cls(
            inst_id=inst_id,
            pos_side=pos_side,
            type_=type_,
            amt=amt,
            leverage=leverage,
            ccy=ccy,
        )

        position_margin.additional_properties = d
        return position_margin

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
