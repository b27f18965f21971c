from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Bill")


@_attrs_define
class Bill:
    """One change of a balance.

    单条余额变动。

        Attributes:
            bill_id (str | Unset): Bill ID, by which the list is paged.

                账单 ID，用于翻页。
            ts (str | Unset): When the balance had changed, in Unix milliseconds.

                余额更新完成的时间，Unix 毫秒时间戳。
            type_ (str | Unset): Bill type; "6" is a transfer of margin.

                账单类型；"6" 为保证金划转。
            sub_type (str | Unset): Bill subtype; of type 6, "160" is margin put in by hand, "161" margin taken back.

                账单子类型；类型为 6 时，"160" 为手动追加保证金，"161" 为手动减少保证金。
            inst_type (str | Unset): Instrument type.

                产品类型。
            inst_id (str | Unset): Instrument ID.

                产品 ID。
            mgn_mode (str | Unset): Margin mode; empty where no trade is behind the bill.

                保证金模式；非交易产生的账单为空。
            ccy (str | Unset): Currency of the balance.

                余额币种。
            sz (str | Unset): Quantity: contracts of a trade, else an amount of `ccy`.

                数量：交易为合约张数，其他情况为 `ccy` 的数量。
            bal_chg (str | Unset): Change of the account's balance, negative where it fell.

                账户余额变动，减少为负数。
            bal (str | Unset): The account's balance afterwards.

                变动后的账户余额。
            pos_bal_chg (str | Unset): Change of the position's margin, negative where it fell.

                仓位保证金变动，减少为负数。
            pos_bal (str | Unset): The position's margin afterwards. The bill does not name the position's side.

                变动后的仓位保证金。账单不注明持仓方向。
    """

    bill_id: str | Unset = UNSET
    ts: str | Unset = UNSET
    type_: str | Unset = UNSET
    sub_type: str | Unset = UNSET
    inst_type: str | Unset = UNSET
    inst_id: str | Unset = UNSET
    mgn_mode: str | Unset = UNSET
    ccy: str | Unset = UNSET
    sz: str | Unset = UNSET
    bal_chg: str | Unset = UNSET
    bal: str | Unset = UNSET
    pos_bal_chg: str | Unset = UNSET
    pos_bal: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        bill_id = self.bill_id

        ts = self.ts

        type_ = self.type_

        sub_type = self.sub_type

        inst_type = self.inst_type

        inst_id = self.inst_id

        mgn_mode = self.mgn_mode

        ccy = self.ccy

        sz = self.sz

        bal_chg = self.bal_chg

        bal = self.bal

        pos_bal_chg = self.pos_bal_chg

        pos_bal = self.pos_bal

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if bill_id is not UNSET:
            field_dict["billId"] = bill_id
        if ts is not UNSET:
            field_dict["ts"] = ts
        if type_ is not UNSET:
            field_dict["type"] = type_
        if sub_type is not UNSET:
            field_dict["subType"] = sub_type
        if inst_type is not UNSET:
            field_dict["instType"] = inst_type
        if inst_id is not UNSET:
            field_dict["instId"] = inst_id
        if mgn_mode is not UNSET:
            field_dict["mgnMode"] = mgn_mode
        if ccy is not UNSET:
            field_dict["ccy"] = ccy
        if sz is not UNSET:
            field_dict["sz"] = sz
        if bal_chg is not UNSET:
            field_dict["balChg"] = bal_chg
        if bal is not UNSET:
            field_dict["bal"] = bal
        if pos_bal_chg is not UNSET:
            field_dict["posBalChg"] = pos_bal_chg
        if pos_bal is not UNSET:
            field_dict["posBal"] = pos_bal

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        bill_id = d.pop("billId", UNSET)

        ts = d.pop("ts", UNSET)

        type_ = d.pop("type", UNSET)

        sub_type = d.pop("subType", UNSET)

        inst_type = d.pop("instType", UNSET)

        inst_id = d.pop("instId", UNSET)

        mgn_mode = d.pop("mgnMode", UNSET)

        ccy = d.pop("ccy", UNSET)

        sz = d.pop("sz", UNSET)

        bal_chg = d.pop("balChg", UNSET)

        bal = d.pop("bal", UNSET)

        pos_bal_chg = d.pop("posBalChg", UNSET)

        pos_bal = d.pop("posBal", UNSET)

        bill = cls(
            bill_id=bill_id,
            ts=ts,
            type_=type_,
            sub_type=sub_type,
            inst_type=inst_type,
            inst_id=inst_id,
            mgn_mode=mgn_mode,
            ccy=ccy,
            sz=sz,
            bal_chg=bal_chg,
            bal=bal,
            pos_bal_chg=pos_bal_chg,
            pos_bal=pos_bal,
        )

        bill.additional_properties = d
        return bill

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
