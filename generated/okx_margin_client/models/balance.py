from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Balance")


@_attrs_define
class Balance:
    """The balance of the trading account.

    交易账户余额。

        Attributes:
            total_eq (str | Unset): Equity of the account in USD.

                以美元计的账户总权益。
            iso_eq (str | Unset): Equity of the isolated positions in USD.

                以美元计的逐仓仓位权益。
            u_time (str | Unset): When it last changed, in Unix milliseconds.

                账户信息的更新时间，Unix 毫秒时间戳。
            details (list[BalanceDetail] | Unset): One item for each currency that the account holds.

                各币种的余额明细。
    """

    total_eq: str | Unset = UNSET
    iso_eq: str | Unset = UNSET
    u_time: str | Unset = UNSET
    details: list[BalanceDetail] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        total_eq = self.total_eq

        iso_eq = self.iso_eq

        u_time = self.u_time

        details: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.details, Unset):
            details = []
            for details_item_data in self.details:
                details_item = details_item_data.to_dict()
                details.append(details_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if total_eq is not UNSET:
            field_dict["totalEq"] = total_eq
        if iso_eq is not UNSET:
            field_dict["isoEq"] = iso_eq
        if u_time is not UNSET:
            field_dict["uTime"] = u_time
        if details is not UNSET:
            field_dict["details"] = details

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        total_eq = d.pop("totalEq", UNSET)

        iso_eq = d.pop("isoEq", UNSET)

        u_time = d.pop("uTime", UNSET)

        _details = d.pop("details", UNSET)
        details: list[BalanceDetail] | Unset = UNSET
        if _details is not UNSET:
            details = []
            for details_item_data in _details:
                details_item = BalanceDetail.from_dict(details_item_data)

                details.append(details_item)

        balance = cls(
            total_eq=total_eq,
            iso_eq=iso_eq,
            u_time=u_time,
            details=details,
        )

        balance.additional_properties = d
        return balance

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


from ..models.balance_detail import BalanceDetail
