from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Position")


@_attrs_define
class Position:
    """One position. What does not apply to it is an empty string.

    单个仓位。不适用的字段为空字符串。

        Attributes:
            inst_type (str | Unset): Instrument type.

                产品类型。
            inst_id (str | Unset): Instrument ID.

                产品 ID。
            mgn_mode (str | Unset): Margin mode; only the margin of `isolated` positions can be adjusted.

                保证金模式；只有 `isolated`（逐仓）仓位可以调整保证金。
            pos_id (str | Unset): Position ID.

                持仓 ID。
            pos_side (str | Unset): Position side: `long` or `short` in long/short mode, `net` in net mode.

                持仓方向：开平仓模式为 `long` 或 `short`，买卖模式为 `net`。
            pos (str | Unset): Size: contracts, or for MARGIN an amount of `posCcy`. Negative is a short contract position
                in net mode.

                持仓量：合约为张数，杠杆为 `posCcy` 的数量。买卖模式下合约仓位为负数表示空头。
            pos_ccy (str | Unset): For MARGIN: the currency of `pos`, the base currency where long, the quote currency where
                short.

                仅适用于杠杆：`pos` 的币种，多头为交易货币，空头为计价货币。
            ccy (str | Unset): Currency of the margin.

                保证金币种。
            avg_px (str | Unset): Average entry price.

                开仓均价。
            mark_px (str | Unset): Mark price.

                标记价格。
            lever (str | Unset): The leverage setting; adjusting margin leaves it as it is.

                杠杆倍数设置；调整保证金不会改变它。
            margin (str | Unset): Margin of an isolated position, in `ccy`: what an adjustment moves.

                逐仓仓位的保证金，单位为 `ccy`，即调整保证金所改变的数值。
            imr (str | Unset): Initial margin requirement, for cross positions only.

                初始保证金，仅适用于全仓。
            mmr (str | Unset): Maintenance margin requirement.

                维持保证金。
            mgn_ratio (str | Unset): Margin and unrealised profit over maintenance margin and closing fee; at 1 or below it
                is liquidated.

                维持保证金率，即保证金与未实现盈亏之和除以维持保证金与平仓手续费之和；小于或等于 1 时仓位将被强平。
            liq_px (str | Unset): Estimated mark price at which the position is liquidated.

                预估强平价（标记价格）。
            upl (str | Unset): Unrealised profit or loss by the mark price.

                按标记价格计算的未实现盈亏。
            upl_ratio (str | Unset): Unrealised profit or loss over the initial margin at entry.

                按标记价格计算的未实现收益率。
            liab (str | Unset): For MARGIN: what is owed, in `liabCcy`.

                仅适用于杠杆：负债额，单位为 `liabCcy`。
            liab_ccy (str | Unset): For MARGIN: the currency owed.

                仅适用于杠杆：负债币种。
            notional_usd (str | Unset): Notional value in USD.

                以美元计的持仓价值。
            pending_close_ord_liab_val (str | Unset): For isolated MARGIN: liability that pending close orders would repay.

                仅适用于逐仓杠杆：平仓挂单对应的负债数量。
            c_time (str | Unset): When it was opened, in Unix milliseconds.

                持仓创建时间，Unix 毫秒时间戳。
            u_time (str | Unset): When it last changed, in Unix milliseconds.

                最近一次持仓更新时间，Unix 毫秒时间戳。
    """

    inst_type: str | Unset = UNSET
    inst_id: str | Unset = UNSET
    mgn_mode: str | Unset = UNSET
    pos_id: str | Unset = UNSET
    pos_side: str | Unset = UNSET
    pos: str | Unset = UNSET
    pos_ccy: str | Unset = UNSET
    ccy: str | Unset = UNSET
    avg_px: str | Unset = UNSET
    mark_px: str | Unset = UNSET
    lever: str | Unset = UNSET
    margin: str | Unset = UNSET
    imr: str | Unset = UNSET
    mmr: str | Unset = UNSET
    mgn_ratio: str | Unset = UNSET
    liq_px: str | Unset = UNSET
    upl: str | Unset = UNSET
    upl_ratio: str | Unset = UNSET
    liab: str | Unset = UNSET
    liab_ccy: str | Unset = UNSET
    notional_usd: str | Unset = UNSET
    pending_close_ord_liab_val: str | Unset = UNSET
    c_time: str | Unset = UNSET
    u_time: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        inst_type = self.inst_type

        inst_id = self.inst_id

        mgn_mode = self.mgn_mode

        pos_id = self.pos_id

        pos_side = self.pos_side

        pos = self.pos

        pos_ccy = self.pos_ccy

        ccy = self.ccy

        avg_px = self.avg_px

        mark_px = self.mark_px

        lever = self.lever

        margin = self.margin

        imr = self.imr

        mmr = self.mmr

        mgn_ratio = self.mgn_ratio

        liq_px = self.liq_px

        upl = self.upl

        upl_ratio = self.upl_ratio

        liab = self.liab

        liab_ccy = self.liab_ccy

        notional_usd = self.notional_usd

        pending_close_ord_liab_val = self.pending_close_ord_liab_val

        c_time = self.c_time

        u_time = self.u_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if inst_type is not UNSET:
            field_dict["instType"] = inst_type
        if inst_id is not UNSET:
            field_dict["instId"] = inst_id
        if mgn_mode is not UNSET:
            field_dict["mgnMode"] = mgn_mode
        if pos_id is not UNSET:
            field_dict["posId"] = pos_id
        if pos_side is not UNSET:
            field_dict["posSide"] = pos_side
        if pos is not UNSET:
            field_dict["pos"] = pos
        if pos_ccy is not UNSET:
            field_dict["posCcy"] = pos_ccy
        if ccy is not UNSET:
            field_dict["ccy"] = ccy
        if avg_px is not UNSET:
            field_dict["avgPx"] = avg_px
        if mark_px is not UNSET:
            field_dict["markPx"] = mark_px
        if lever is not UNSET:
            field_dict["lever"] = lever
        if margin is not UNSET:
            field_dict["margin"] = margin
        if imr is not UNSET:
            field_dict["imr"] = imr
        if mmr is not UNSET:
            field_dict["mmr"] = mmr
        if mgn_ratio is not UNSET:
            field_dict["mgnRatio"] = mgn_ratio
        if liq_px is not UNSET:
            field_dict["liqPx"] = liq_px
        if upl is not UNSET:
            field_dict["upl"] = upl
        if upl_ratio is not UNSET:
            field_dict["uplRatio"] = upl_ratio
        if liab is not UNSET:
            field_dict["liab"] = liab
        if liab_ccy is not UNSET:
            field_dict["liabCcy"] = liab_ccy
        if notional_usd is not UNSET:
            field_dict["notionalUsd"] = notional_usd
        if pending_close_ord_liab_val is not UNSET:
            field_dict["pendingCloseOrdLiabVal"] = pending_close_ord_liab_val
        if c_time is not UNSET:
            field_dict["cTime"] = c_time
        if u_time is not UNSET:
            field_dict["uTime"] = u_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inst_type = d.pop("instType", UNSET)

        inst_id = d.pop("instId", UNSET)

        mgn_mode = d.pop("mgnMode", UNSET)

        pos_id = d.pop("posId", UNSET)

        pos_side = d.pop("posSide", UNSET)

        pos = d.pop("pos", UNSET)

        pos_ccy = d.pop("posCcy", UNSET)

        ccy = d.pop("ccy", UNSET)

        avg_px = d.pop("avgPx", UNSET)

        mark_px = d.pop("markPx", UNSET)

        lever = d.pop("lever", UNSET)

        margin = d.pop("margin", UNSET)

        imr = d.pop("imr", UNSET)

        mmr = d.pop("mmr", UNSET)

        mgn_ratio = d.pop("mgnRatio", UNSET)

        liq_px = d.pop("liqPx", UNSET)

        upl = d.pop("upl", UNSET)

        upl_ratio = d.pop("uplRatio", UNSET)

        liab = d.pop("liab", UNSET)

        liab_ccy = d.pop("liabCcy", UNSET)

        notional_usd = d.pop("notionalUsd", UNSET)

        pending_close_ord_liab_val = d.pop("pendingCloseOrdLiabVal", UNSET)

        c_time = d.pop("cTime", UNSET)

        u_time = d.pop("uTime", UNSET)

        position = cls(
            inst_type=inst_type,
            inst_id=inst_id,
            mgn_mode=mgn_mode,
            pos_id=pos_id,
            pos_side=pos_side,
            pos=pos,
            pos_ccy=pos_ccy,
            ccy=ccy,
            avg_px=avg_px,
            mark_px=mark_px,
            lever=lever,
            margin=margin,
            imr=imr,
            mmr=mmr,
            mgn_ratio=mgn_ratio,
            liq_px=liq_px,
            upl=upl,
            upl_ratio=upl_ratio,
            liab=liab,
            liab_ccy=liab_ccy,
            notional_usd=notional_usd,
            pending_close_ord_liab_val=pending_close_ord_liab_val,
            c_time=c_time,
            u_time=u_time,
        )

        position.additional_properties = d
        return position

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
