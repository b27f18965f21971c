from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RefusalEnvelope")


@_attrs_define
class RefusalEnvelope:
    """An envelope without a result; its code says why, and whether anything may have been processed.

    未返回数据的标准返回结构；代码说明原因，以及请求是否可能已执行。

        Attributes:
            code (str): One of `x-okx-codes`; read an unlisted one as it comes.

                取值见 `x-okx-codes`；未列出的代码按原样读取。
            msg (str | Unset): The exchange's own words. Decide on the code, never on this text.

                交易所的说明文字。请依据代码判断，不要依据文字。
            data (list[RefusalEnvelopeDataItem] | Unset): Empty or missing.

                为空或缺失。
    """

    code: str
    msg: str | Unset = UNSET
    data: list[RefusalEnvelopeDataItem] | Unset = UNSET
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
        data: list[RefusalEnvelopeDataItem] | Unset = UNSET
        if _data is not UNSET:
            data = []
            for data_item_data in _data:
                data_item = RefusalEnvelopeDataItem.from_dict(data_item_data)

                data.append(data_item)

        refusal_envelope = cls(
            code=code,
            msg=msg,
            data=data,
        )

        refusal_envelope.additional_properties = d
        return refusal_envelope

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


from ..models.refusal_envelope_data_item import RefusalEnvelopeDataItem
