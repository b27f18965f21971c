from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AccountConfig")


@_attrs_define
class AccountConfig:
    """How the account is set up, and what the API key in use may do.

    账户配置，以及当前 API key 的权限。

        Attributes:
            uid (str | Unset): ID of the account in use; rate limits count per User ID.

                当前账户的 ID；限速按 User ID 计。
            main_uid (str | Unset): ID of the main account; the same as `uid` where the account is no sub-account.

                母账户的 ID；与 `uid` 相同即当前账户为母账户。
            type_ (str | Unset): Account type: "0" main account, "1" standard sub-account; others are managed or in custody.

                账户类型："0" 母账户，"1" 普通子账户，其余为资管或托管子账户。
            acct_lv (str | Unset): Account mode: "1" spot, "2" futures, "3" multi-currency margin, "4" portfolio margin.

                账户模式："1" 现货模式，"2" 合约模式，"3" 跨币种保证金模式，"4" 组合保证金模式。
            pos_mode (str | Unset): Position mode: `long_short_mode` asks for a `posSide` of long or short, `net_mode` for
                net.

                持仓模式：`long_short_mode` 开平仓模式，`posSide` 填 long 或 short；`net_mode` 买卖模式，`posSide` 填 net。
            ct_iso_mode (str | Unset): How isolated margin of contracts is transferred: `automatic`, or by hand
                (`autonomy`).

                合约逐仓保证金的划转方式：`automatic` 开仓自动划转，`autonomy` 自主划转。
            mgn_iso_mode (str | Unset): How isolated margin of MARGIN positions is transferred.

                杠杆逐仓保证金的划转方式。
            perm (str | Unset): What the API key may do, separated by commas: read_only, trade, withdraw.

                当前 API key 的权限，用半角逗号分隔：read_only 读取，trade 交易，withdraw 提币。
            label (str | Unset): Note of the API key.

                当前 API key 的备注名。
            ip (str | Unset): IP addresses that the API key is bound to, separated by commas; empty where it is bound to
                none.

                当前 API key 绑定的 IP，用半角逗号分隔；未绑定时为空。
    """

    uid: str | Unset = UNSET
    main_uid: str | Unset = UNSET
    type_: str | Unset = UNSET
    acct_lv: str | Unset = UNSET
    pos_mode: str | Unset = UNSET
    ct_iso_mode: str | Unset = UNSET
    mgn_iso_mode: str | Unset = UNSET
    perm: str | Unset = UNSET
    label: str | Unset = UNSET
    ip: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        uid = self.uid

        main_uid = self.main_uid

        type_ = self.type_

        acct_lv = self.acct_lv

        pos_mode = self.pos_mode

        ct_iso_mode = self.ct_iso_mode

        mgn_iso_mode = self.mgn_iso_mode

        perm = self.perm

        label = self.label

        ip = self.ip

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if uid is not UNSET:
            field_dict["uid"] = uid
        if main_uid is not UNSET:
            field_dict["mainUid"] = main_uid
        if type_ is not UNSET:
            field_dict["type"] = type_
        if acct_lv is not UNSET:
            field_dict["acctLv"] = acct_lv
        if pos_mode is not UNSET:
            field_dict["posMode"] = pos_mode
        if ct_iso_mode is not UNSET:
            field_dict["ctIsoMode"] = ct_iso_mode
        if mgn_iso_mode is not UNSET:
            field_dict["mgnIsoMode"] = mgn_iso_mode
        if perm is not UNSET:
            field_dict["perm"] = perm
        if label is not UNSET:
            field_dict["label"] = label
        if ip is not UNSET:
            field_dict["ip"] = ip

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        uid = d.pop("uid", UNSET)

        main_uid = d.pop("mainUid", UNSET)

        type_ = d.pop("type", UNSET)

        acct_lv = d.pop("acctLv", UNSET)

        pos_mode = d.pop("posMode", UNSET)

        ct_iso_mode = d.pop("ctIsoMode", UNSET)

        mgn_iso_mode = d.pop("mgnIsoMode", UNSET)

        perm = d.pop("perm", UNSET)

        label = d.pop("label", UNSET)

        ip = d.pop("ip", UNSET)

        account_config = cls(
            uid=uid,
            main_uid=main_uid,
            type_=type_,
            acct_lv=acct_lv,
            pos_mode=pos_mode,
            ct_iso_mode=ct_iso_mode,
            mgn_iso_mode=mgn_iso_mode,
            perm=perm,
            label=label,
            ip=ip,
        )

        account_config.additional_properties = d
        return account_config

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
