from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="BalanceDetail")


@_attrs_define
class BalanceDetail:
    """The balance in one currency.

    单一币种的余额明细。

        Attributes:
            ccy (str | Unset): Currency.

                币种。
            eq (str | Unset): Equity: cash, isolated positions and bots together.

                币种总权益，含现金、逐仓仓位与策略。
            cash_bal (str | Unset): Cash balance; margin of isolated positions is not part of it.

                币种余额，不含已划入逐仓仓位的保证金。
            avail_bal (str | Unset): What is available, to put into margin for example.

                可用余额，例如可用于追加保证金。
            avail_eq (str | Unset): Available equity.

                可用保证金。
            iso_eq (str | Unset): Equity of the isolated positions: their margin and unrealised profit.

                逐仓仓位权益，即其保证金与未实现盈亏之和。
            frozen_bal (str | Unset): What is bound, in isolated positions among others.

                占用金额，包括逐仓仓位占用。
            u_time (str | Unset): When it last changed, in Unix milliseconds.

                币种余额的更新时间，Unix 毫秒时间戳。
    """

    ccy: str | Unset = UNSET
    eq: str | Unset = UNSET
    cash_bal: str | Unset = UNSET
    avail_bal: str | Unset = UNSET
    avail_eq: str | Unset = UNSET
    iso_eq: str | Unset = UNSET
    frozen_bal: str | Unset = UNSET
    u_time: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        ccy = self.ccy

        eq = self.eq

        cash_bal = self.cash_bal

        avail_bal = self.avail_bal

        avail_eq = self.avail_eq

        iso_eq = self.iso_eq

        frozen_bal = self.frozen_bal

        u_time = self.u_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if ccy is not UNSET:
            field_dict["ccy"] = ccy
        if eq is not UNSET:
            field_dict["eq"] = eq
        if cash_bal is not UNSET:
            field_dict["cashBal"] = cash_bal
        if avail_bal is not UNSET:
            field_dict["availBal"] = avail_bal
        if avail_eq is not UNSET:
            field_dict["availEq"] = avail_eq
        if iso_eq is not UNSET:
            field_dict["isoEq"] = iso_eq
        if frozen_bal is not UNSET:
            field_dict["frozenBal"] = frozen_bal
        if u_time is not UNSET:
            field_dict["uTime"] = u_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ccy = d.pop("ccy", UNSET)

        eq = d.pop("eq", UNSET)

        cash_bal = d.pop("cashBal", UNSET)

        avail_bal = d.pop("availBal", UNSET)

        avail_eq = d.pop("availEq", UNSET)

        iso_eq = d.pop("isoEq", UNSET)

        frozen_bal = d.pop("frozenBal", UNSET)

        u_time = d.pop("uTime", UNSET)

        balance_detail = cls(
            ccy=ccy,
            eq=eq,
            cash_bal=cash_bal,
            avail_bal=avail_bal,
            avail_eq=avail_eq,
            iso_eq=iso_eq,
            frozen_bal=frozen_bal,
            u_time=u_time,
        )

        balance_detail.additional_properties = d
        return balance_detail

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
