from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Instrument")


@_attrs_define
class Instrument:
    """What is traded, and in which units.

    交易产品的基础信息。

        Attributes:
            inst_type (str | Unset): Instrument type.

                产品类型。
            inst_id (str | Unset): Instrument ID.

                产品 ID。
            inst_family (str | Unset): Instrument family, such as BTC-USDT; empty for SPOT.

                交易品种，例如 BTC-USDT；币币为空。
            base_ccy (str | Unset): Base currency of a SPOT or MARGIN pair; empty for derivatives.

                交易货币，仅适用于币币与杠杆，合约为空。
            quote_ccy (str | Unset): Quote currency of a SPOT or MARGIN pair; empty for derivatives.

                计价货币，仅适用于币币与杠杆，合约为空。
            settle_ccy (str | Unset): Currency in which a derivative has its margin and settles; empty for SPOT and MARGIN.

                盈亏结算与保证金币种，仅适用于合约与期权。
            ct_val (str | Unset): Value of one contract, in `ctValCcy`.

                一张合约的面值，单位为 `ctValCcy`。
            ct_mult (str | Unset): Multiplier of the contract value.

                合约乘数。
            ct_val_ccy (str | Unset): Currency of the contract value: the base currency where linear, USD where inverse.

                合约面值的计价币种：正向合约为标的货币，反向合约为 USD。
            ct_type (str | Unset): `linear`: margin and profit in the quote currency; `inverse`: in the base currency. For
                FUTURES and SWAP only.

                `linear` 正向合约，保证金与盈亏以计价货币计；`inverse` 反向合约，以标的货币计。仅适用于交割与永续。
            lever (str | Unset): The highest leverage that the exchange allows on it.

                交易所对该产品设定的最高杠杆倍数。
            tick_sz (str | Unset): Smallest step of a price.

                价格最小变动单位。
            lot_sz (str | Unset): Smallest step of a size: contracts for derivatives, base currency for SPOT and MARGIN.

                数量最小变动单位：合约为张，币币与杠杆为交易货币。
            min_sz (str | Unset): Smallest size of an order, in the unit of `lotSz`.

                最小下单数量，单位同 `lotSz`。
            state (str | Unset): Whether it is traded; `live` where it is without limits.

                产品状态，`live` 为正常交易中。
    """

    inst_type: str | Unset = UNSET
    inst_id: str | Unset = UNSET
    inst_family: str | Unset = UNSET
    base_ccy: str | Unset = UNSET
    quote_ccy: str | Unset = UNSET
    settle_ccy: str | Unset = UNSET
    ct_val: str | Unset = UNSET
    ct_mult: str | Unset = UNSET
    ct_val_ccy: str | Unset = UNSET
    ct_type: str | Unset = UNSET
    lever: str | Unset = UNSET
    tick_sz: str | Unset = UNSET
    lot_sz: str | Unset = UNSET
    min_sz: str | Unset = UNSET
    state: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        inst_type = self.inst_type

        inst_id = self.inst_id

        inst_family = self.inst_family

        base_ccy = self.base_ccy

        quote_ccy = self.quote_ccy

        settle_ccy = self.settle_ccy

        ct_val = self.ct_val

        ct_mult = self.ct_mult

        ct_val_ccy = self.ct_val_ccy

        ct_type = self.ct_type

        lever = self.lever

        tick_sz = self.tick_sz

        lot_sz = self.lot_sz

        min_sz = self.min_sz

        state = self.state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if inst_type is not UNSET:
            field_dict["instType"] = inst_type
        if inst_id is not UNSET:
            field_dict["instId"] = inst_id
        if inst_family is not UNSET:
            field_dict["instFamily"] = inst_family
        if base_ccy is not UNSET:
            field_dict["baseCcy"] = base_ccy
        if quote_ccy is not UNSET:
            field_dict["quoteCcy"] = quote_ccy
        if settle_ccy is not UNSET:
            field_dict["settleCcy"] = settle_ccy
        if ct_val is not UNSET:
            field_dict["ctVal"] = ct_val
        if ct_mult is not UNSET:
            field_dict["ctMult"] = ct_mult
        if ct_val_ccy is not UNSET:
            field_dict["ctValCcy"] = ct_val_ccy
        if ct_type is not UNSET:
            field_dict["ctType"] = ct_type
        if lever is not UNSET:
            field_dict["lever"] = lever
        if tick_sz is not UNSET:
            field_dict["tickSz"] = tick_sz
        if lot_sz is not UNSET:
            field_dict["lotSz"] = lot_sz
        if min_sz is not UNSET:
            field_dict["minSz"] = min_sz
        if state is not UNSET:
            field_dict["state"] = state

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inst_type = d.pop("instType", UNSET)

        inst_id = d.pop("instId", UNSET)

        inst_family = d.pop("instFamily", UNSET)

        base_ccy = d.pop("baseCcy", UNSET)

        quote_ccy = d.pop("quoteCcy", UNSET)

        settle_ccy = d.pop("settleCcy", UNSET)

        ct_val = d.pop("ctVal", UNSET)

        ct_mult = d.pop("ctMult", UNSET)

        ct_val_ccy = d.pop("ctValCcy", UNSET)

        ct_type = d.pop("ctType", UNSET)

        lever = d.pop("lever", UNSET)

        tick_sz = d.pop("tickSz", UNSET)

        lot_sz = d.pop("lotSz", UNSET)

        min_sz = d.pop("minSz", UNSET)

        state = d.pop("state", UNSET)

        instrument = cls(
            inst_type=inst_type,
            inst_id=inst_id,
            inst_family=inst_family,
            base_ccy=base_ccy,
            quote_ccy=quote_ccy,
            settle_ccy=settle_ccy,
            ct_val=ct_val,
            ct_mult=ct_mult,
            ct_val_ccy=ct_val_ccy,
            ct_type=ct_type,
            lever=lever,
            tick_sz=tick_sz,
            lot_sz=lot_sz,
            min_sz=min_sz,
            state=state,
        )

        instrument.additional_properties = d
        return instrument

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
