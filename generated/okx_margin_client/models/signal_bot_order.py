from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SignalBotOrder")


@_attrs_define
class SignalBotOrder:
    """One signal bot.

    单个信号策略。

        Attributes:
            algo_id (str | Unset): ID of the signal bot.

                信号策略 ID。
            algo_ord_type (str | Unset): Type of bot, `contract`.

                策略类型，`contract`。
            state (str | Unset): State of the bot.

                策略状态。
            inst_ids (list[str] | Unset): The instruments that the bot trades.

                策略交易的产品 ID 列表。
            lever (str | Unset): Leverage of the bot.

                策略的杠杆倍数。
            invest_amt (str | Unset): What was put in, in the margin's currency. It seems to move with adjustments alone,
                which nobody has measured.

                投入金额，单位为保证金币种。推测只随保证金调整而变化，尚无人实测。
            total_eq (str | Unset): Equity of the bot; it moves with the market.

                策略总权益，随行情变动。
            avail_bal (str | Unset): Margin that is available in the bot; it moves with the market.

                策略可用保证金，随行情变动。
            frozen_bal (str | Unset): Margin that is bound in the bot's positions and orders.

                策略占用保证金。
            total_pnl (str | Unset): Profit or loss altogether.

                总收益。
            float_pnl (str | Unset): Unrealised profit or loss.

                浮动盈亏。
            realized_pnl (str | Unset): Realised profit or loss.

                已实现盈亏。
            c_time (str | Unset): When it was created, in Unix milliseconds.

                策略创建时间，Unix 毫秒时间戳。
            u_time (str | Unset): When it last changed, in Unix milliseconds.

                策略更新时间，Unix 毫秒时间戳。
    """

    algo_id: str | Unset = UNSET
    algo_ord_type: str | Unset = UNSET
    state: str | Unset = UNSET
    inst_ids: list[str] | Unset = UNSET
    lever: str | Unset = UNSET
    invest_amt: str | Unset = UNSET
    total_eq: str | Unset = UNSET
    avail_bal: str | Unset = UNSET
    frozen_bal: str | Unset = UNSET
    total_pnl: str | Unset = UNSET
    float_pnl: str | Unset = UNSET
    realized_pnl: str | Unset = UNSET
    c_time: str | Unset = UNSET
    u_time: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        algo_id = self.algo_id

        algo_ord_type = self.algo_ord_type

        state = self.state

        inst_ids: list[str] | Unset = UNSET
        if not isinstance(self.inst_ids, Unset):
            inst_ids = self.inst_ids

        lever = self.lever

        invest_amt = self.invest_amt

        total_eq = self.total_eq

        avail_bal = self.avail_bal

        frozen_bal = self.frozen_bal

        total_pnl = self.total_pnl

        float_pnl = self.float_pnl

        realized_pnl = self.realized_pnl

        c_time = self.c_time

        u_time = self.u_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if algo_id is not UNSET:
            field_dict["algoId"] = algo_id
        if algo_ord_type is not UNSET:
            field_dict["algoOrdType"] = algo_ord_type
        if state is not UNSET:
            field_dict["state"] = state
        if inst_ids is not UNSET:
            field_dict["instIds"] = inst_ids
        if lever is not UNSET:
            field_dict["lever"] = lever
        if invest_amt is not UNSET:
            field_dict["investAmt"] = invest_amt
        if total_eq is not UNSET:
            field_dict["totalEq"] = total_eq
        if avail_bal is not UNSET:
            field_dict["availBal"] = avail_bal
        if frozen_bal is not UNSET:
            field_dict["frozenBal"] = frozen_bal
        if total_pnl is not UNSET:
            field_dict["totalPnl"] = total_pnl
        if float_pnl is not UNSET:
            field_dict["floatPnl"] = float_pnl
        if realized_pnl is not UNSET:
            field_dict["realizedPnl"] = realized_pnl
        if c_time is not UNSET:
            field_dict["cTime"] = c_time
        if u_time is not UNSET:
            field_dict["uTime"] = u_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        algo_id = d.pop("algoId", UNSET)

        algo_ord_type = d.pop("algoOrdType", UNSET)

        state = d.pop("state", UNSET)

        inst_ids = cast(list[str], d.pop("instIds", UNSET))

        lever = d.pop("lever", UNSET)

        invest_amt = d.pop("investAmt", UNSET)

        total_eq = d.pop("totalEq", UNSET)

        avail_bal = d.pop("availBal", UNSET)

        frozen_bal = d.pop("frozenBal", UNSET)

        total_pnl = d.pop("totalPnl", UNSET)

        float_pnl = d.pop("floatPnl", UNSET)

        realized_pnl = d.pop("realizedPnl", UNSET)

        c_time = d.pop("cTime", UNSET)

        u_time = d.pop("uTime", UNSET)

        signal_bot_order = cls(
            algo_id=algo_id,
            algo_ord_type=algo_ord_type,
            state=state,
            inst_ids=inst_ids,
            lever=lever,
            invest_amt=invest_amt,
            total_eq=total_eq,
            avail_bal=avail_bal,
            frozen_bal=frozen_bal,
            total_pnl=total_pnl,
            float_pnl=float_pnl,
            realized_pnl=realized_pnl,
            c_time=c_time,
            u_time=u_time,
        )

        signal_bot_order.additional_properties = d
        return signal_bot_order

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
