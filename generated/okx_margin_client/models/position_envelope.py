from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PositionEnvelope")


@_attrs_define
class PositionEnvelope:
    """The envelope of a list of positions.

    持仓列表的标准返回结构。

        Attributes:
            code (str): "0" means read; other codes stand in `x-okx-codes`. It was once seen as an integer.

                "0" 表示查询成功；其他代码见 `x-okx-codes`。曾出现过以整数返回的情况。
            msg (str | Unset): The exchange's own words, empty when read. Decide on the code, never on this text.

                交易所的说明文字，查询成功时为空。请依据代码判断，不要依据文字。
            data (list[Position] | Unset): The positions; empty where there is none.

                持仓列表；没有持仓时为空。
    """

    code: str
    msg: str | Unset = UNSET
    data: list[Position] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        msg = self.msg

        data: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.data, Unset):
            data = []
            for data_item_data in self.data:
                data_item = data_item_data.to_dict()
                data.append(data_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
            }
        )
        if msg is not UNSET:
            field_dict["msg"] = msg
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        msg = d.pop("msg", UNSET)

        _data = d.pop("data", UNSET)
        data: list[Position] | Unset = UNSET
        if _data is not UNSET:
            data = []
            for data_item_data in _data:
                data_item = Position.from_dict(data_item_data)

                data.append(data_item)

        position_envelope = cls(
            code=code,
            msg=msg,
            data=data,
        )

        position_envelope.additional_properties = d
        return position_envelope

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


from ..models.position import Position
