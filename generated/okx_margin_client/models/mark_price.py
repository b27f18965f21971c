from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MarkPrice")


@_attrs_define
class MarkPrice:
    """The mark price of one instrument.

    单个产品的标记价格。

        Attributes:
            inst_type (str | Unset): Instrument type.

                产品类型。
            inst_id (str | Unset): Instrument ID.

                产品 ID。
            mark_px (str | Unset): Mark price.

                标记价格。
            ts (str | Unset): When it was read, in Unix milliseconds.

                数据返回时间，Unix 毫秒时间戳。
    """

    inst_type: str | Unset = UNSET
    inst_id: str | Unset = UNSET
    mark_px: str | Unset = UNSET
    ts: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        inst_type = self.inst_type

        inst_id = self.inst_id

        mark_px = self.mark_px

        ts = self.ts

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if inst_type is not UNSET:
            field_dict["instType"] = inst_type
        if inst_id is not UNSET:
            field_dict["instId"] = inst_id
        if mark_px is not UNSET:
            field_dict["markPx"] = mark_px
        if ts is not UNSET:
            field_dict["ts"] = ts

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inst_type = d.pop("instType", UNSET)

        inst_id = d.pop("instId", UNSET)

        mark_px = d.pop("markPx", UNSET)

        ts = d.pop("ts", UNSET)

        mark_price = cls(
            inst_type=inst_type,
            inst_id=inst_id,
            mark_px=mark_px,
            ts=ts,
        )

        mark_price.additional_properties = d
        return mark_price

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
