"""What calls return: frozen, decimals exact, the response as it came within reach.

Reading is tolerant, because the exchange has acted by then: a text that is missing is "", a decimal that is missing,
empty or unreadable is None, an unknown enum value stays a string, and unknown fields stay in `response`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen
from okx_margin_runtime.operation import Answer
from okx_margin_runtime.results import Result, decimal, known, members, text, texts, whole

from .models import (
    AdjustmentType,
    BotState,
    CtIsoMode,
    CtType,
    InstState,
    InstType,
    MgnIsoMode,
    MgnMode,
    PositionInstType,
    PosMode,
    PosSide,
)


@frozen(kw_only=True)
class AccountAdjustMarginResult(Result):
    """What was moved, and where.

    已调整的内容。

    Attributes:
        inst_id: Instrument ID.

            产品 ID。
        pos_side: Position side, `long`, `short` or `net`; read any other value as it comes.

            持仓方向，`long`、`short` 或 `net`；遇到其他值时按原样读取。
        type_: `add` or `reduce`; read any other value as it comes.

            `add` 或 `reduce`；遇到其他值时按原样读取。
        amt: How much margin was added or taken back.

            已追加或已减少的保证金数量。
        leverage: Real leverage after the adjustment. May be empty or missing.

            调整后的实际杠杆倍数，可能为空或缺失。
        ccy: Currency of the margin. May be missing.

            保证金币种，可能缺失。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    inst_id: str
    """Instrument ID.

    产品 ID。"""
    pos_side: PosSide | str
    """Position side, `long`, `short` or `net`; read any other value as it comes.

    持仓方向，`long`、`short` 或 `net`；遇到其他值时按原样读取。"""
    type_: AdjustmentType | str
    """`add` or `reduce`; read any other value as it comes.

    `add` 或 `reduce`；遇到其他值时按原样读取。"""
    amt: Decimal | None
    """How much margin was added or taken back.

    已追加或已减少的保证金数量。"""
    leverage: Decimal | None
    """Real leverage after the adjustment. May be empty or missing.

    调整后的实际杠杆倍数，可能为空或缺失。"""
    ccy: str
    """Currency of the margin. May be missing.

    保证金币种，可能缺失。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> AccountAdjustMarginResult:
        """An item of `data`, as it was parsed."""
        return cls(
            inst_id=text(item.get("instId")),
            pos_side=known(PosSide, item.get("posSide")),
            type_=known(AdjustmentType, item.get("type")),
            amt=decimal(item.get("amt")),
            leverage=decimal(item.get("leverage")),
            ccy=text(item.get("ccy")),
            answer=answer,
        )


@frozen(kw_only=True)
class SignalBotAdjustMarginResult(Result):
    """The bot whose margin was moved.

    已调整保证金的策略。

    Attributes:
        algo_id: ID of the signal bot.

            信号策略 ID。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    algo_id: str
    """ID of the signal bot.

    信号策略 ID。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> SignalBotAdjustMarginResult:
        """An item of `data`, as it was parsed."""
        return cls(
            algo_id=text(item.get("algoId")),
            answer=answer,
        )


@frozen(kw_only=True)
class SystemTime(Result):
    """The exchange's time.

    交易所系统时间。

    Attributes:
        ts: The exchange's time, in Unix milliseconds.

            系统时间，Unix 毫秒时间戳。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    ts: int | None
    """The exchange's time, in Unix milliseconds.

    系统时间，Unix 毫秒时间戳。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> SystemTime:
        """An item of `data`, as it was parsed."""
        return cls(
            ts=whole(item.get("ts")),
            answer=answer,
        )


@frozen(kw_only=True)
class Instrument(Result):
    """What is traded, and in which units.

    交易产品的基础信息。

    Attributes:
        inst_type: Instrument type.

            产品类型。
        inst_id: Instrument ID.

            产品 ID。
        inst_family: Instrument family, such as BTC-USDT; empty for SPOT.

            交易品种，例如 BTC-USDT；币币为空。
        base_ccy: Base currency of a SPOT or MARGIN pair; empty for derivatives.

            交易货币，仅适用于币币与杠杆，合约为空。
        quote_ccy: Quote currency of a SPOT or MARGIN pair; empty for derivatives.

            计价货币，仅适用于币币与杠杆，合约为空。
        settle_ccy: Currency in which a derivative has its margin and settles; empty for SPOT and MARGIN.

            盈亏结算与保证金币种，仅适用于合约与期权。
        ct_val: Value of one contract, in `ctValCcy`.

            一张合约的面值，单位为 `ctValCcy`。
        ct_mult: Multiplier of the contract value.

            合约乘数。
        ct_val_ccy: Currency of the contract value: the base currency where linear, USD where inverse.

            合约面值的计价币种：正向合约为标的货币，反向合约为 USD。
        ct_type: `linear`: margin and profit in the quote currency; `inverse`: in the base currency. For FUTURES and SWAP only.

            `linear` 正向合约，保证金与盈亏以计价货币计；`inverse` 反向合约，以标的货币计。仅适用于交割与永续。
        lever: The highest leverage that the exchange allows on it.

            交易所对该产品设定的最高杠杆倍数。
        tick_sz: Smallest step of a price.

            价格最小变动单位。
        lot_sz: Smallest step of a size: contracts for derivatives, base currency for SPOT and MARGIN.

            数量最小变动单位：合约为张，币币与杠杆为交易货币。
        min_sz: Smallest size of an order, in the unit of `lotSz`.

            最小下单数量，单位同 `lotSz`。
        state: Whether it is traded; `live` where it is without limits.

            产品状态，`live` 为正常交易中。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    inst_type: InstType | str
    """Instrument type.

    产品类型。"""
    inst_id: str
    """Instrument ID.

    产品 ID。"""
    inst_family: str
    """Instrument family, such as BTC-USDT; empty for SPOT.

    交易品种，例如 BTC-USDT；币币为空。"""
    base_ccy: str
    """Base currency of a SPOT or MARGIN pair; empty for derivatives.

    交易货币，仅适用于币币与杠杆，合约为空。"""
    quote_ccy: str
    """Quote currency of a SPOT or MARGIN pair; empty for derivatives.

    计价货币，仅适用于币币与杠杆，合约为空。"""
    settle_ccy: str
    """Currency in which a derivative has its margin and settles; empty for SPOT and MARGIN.

    盈亏结算与保证金币种，仅适用于合约与期权。"""
    ct_val: Decimal | None
    """Value of one contract, in `ctValCcy`.

    一张合约的面值，单位为 `ctValCcy`。"""
    ct_mult: Decimal | None
    """Multiplier of the contract value.

    合约乘数。"""
    ct_val_ccy: str
    """Currency of the contract value: the base currency where linear, USD where inverse.

    合约面值的计价币种：正向合约为标的货币，反向合约为 USD。"""
    ct_type: CtType | str
    """`linear`: margin and profit in the quote currency; `inverse`: in the base currency. For FUTURES and SWAP only.

    `linear` 正向合约，保证金与盈亏以计价货币计；`inverse` 反向合约，以标的货币计。仅适用于交割与永续。"""
    lever: Decimal | None
    """The highest leverage that the exchange allows on it.

    交易所对该产品设定的最高杠杆倍数。"""
    tick_sz: Decimal | None
    """Smallest step of a price.

    价格最小变动单位。"""
    lot_sz: Decimal | None
    """Smallest step of a size: contracts for derivatives, base currency for SPOT and MARGIN.

    数量最小变动单位：合约为张，币币与杠杆为交易货币。"""
    min_sz: Decimal | None
    """Smallest size of an order, in the unit of `lotSz`.

    最小下单数量，单位同 `lotSz`。"""
    state: InstState | str
    """Whether it is traded; `live` where it is without limits.

    产品状态，`live` 为正常交易中。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> Instrument:
        """An item of `data`, as it was parsed."""
        return cls(
            inst_type=known(InstType, item.get("instType")),
            inst_id=text(item.get("instId")),
            inst_family=text(item.get("instFamily")),
            base_ccy=text(item.get("baseCcy")),
            quote_ccy=text(item.get("quoteCcy")),
            settle_ccy=text(item.get("settleCcy")),
            ct_val=decimal(item.get("ctVal")),
            ct_mult=decimal(item.get("ctMult")),
            ct_val_ccy=text(item.get("ctValCcy")),
            ct_type=known(CtType, item.get("ctType")),
            lever=decimal(item.get("lever")),
            tick_sz=decimal(item.get("tickSz")),
            lot_sz=decimal(item.get("lotSz")),
            min_sz=decimal(item.get("minSz")),
            state=known(InstState, item.get("state")),
            answer=answer,
        )


@frozen(kw_only=True)
class MarkPrice(Result):
    """The mark price of one instrument.

    单个产品的标记价格。

    Attributes:
        inst_type: Instrument type.

            产品类型。
        inst_id: Instrument ID.

            产品 ID。
        mark_px: Mark price.

            标记价格。
        ts: When it was read, in Unix milliseconds.

            数据返回时间，Unix 毫秒时间戳。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    inst_type: PositionInstType | str
    """Instrument type.

    产品类型。"""
    inst_id: str
    """Instrument ID.

    产品 ID。"""
    mark_px: Decimal | None
    """Mark price.

    标记价格。"""
    ts: int | None
    """When it was read, in Unix milliseconds.

    数据返回时间，Unix 毫秒时间戳。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> MarkPrice:
        """An item of `data`, as it was parsed."""
        return cls(
            inst_type=known(PositionInstType, item.get("instType")),
            inst_id=text(item.get("instId")),
            mark_px=decimal(item.get("markPx")),
            ts=whole(item.get("ts")),
            answer=answer,
        )


@frozen(kw_only=True)
class Position(Result):
    """One position. What does not apply to it is an empty string.

    单个仓位。不适用的字段为空字符串。

    Attributes:
        inst_type: Instrument type.

            产品类型。
        inst_id: Instrument ID.

            产品 ID。
        mgn_mode: Margin mode; only the margin of `isolated` positions can be adjusted.

            保证金模式；只有 `isolated`（逐仓）仓位可以调整保证金。
        pos_id: Position ID.

            持仓 ID。
        pos_side: Position side: `long` or `short` in long/short mode, `net` in net mode.

            持仓方向：开平仓模式为 `long` 或 `short`，买卖模式为 `net`。
        pos: Size: contracts, or for MARGIN an amount of `posCcy`. Negative is a short contract position in net mode.

            持仓量：合约为张数，杠杆为 `posCcy` 的数量。买卖模式下合约仓位为负数表示空头。
        pos_ccy: For MARGIN: the currency of `pos`, the base currency where long, the quote currency where short.

            仅适用于杠杆：`pos` 的币种，多头为交易货币，空头为计价货币。
        ccy: Currency of the margin.

            保证金币种。
        avg_px: Average entry price.

            开仓均价。
        mark_px: Mark price.

            标记价格。
        lever: The leverage setting; adjusting margin leaves it as it is.

            杠杆倍数设置；调整保证金不会改变它。
        margin: Margin of an isolated position, in `ccy`: what an adjustment moves.

            逐仓仓位的保证金，单位为 `ccy`，即调整保证金所改变的数值。
        imr: Initial margin requirement, for cross positions only.

            初始保证金，仅适用于全仓。
        mmr: Maintenance margin requirement.

            维持保证金。
        mgn_ratio: Margin and unrealised profit over maintenance margin and closing fee; at 1 or below it is liquidated.

            维持保证金率，即保证金与未实现盈亏之和除以维持保证金与平仓手续费之和；小于或等于 1 时仓位将被强平。
        liq_px: Estimated mark price at which the position is liquidated.

            预估强平价（标记价格）。
        upl: Unrealised profit or loss by the mark price.

            按标记价格计算的未实现盈亏。
        upl_ratio: Unrealised profit or loss over the initial margin at entry.

            按标记价格计算的未实现收益率。
        liab: For MARGIN: what is owed, in `liabCcy`.

            仅适用于杠杆：负债额，单位为 `liabCcy`。
        liab_ccy: For MARGIN: the currency owed.

            仅适用于杠杆：负债币种。
        notional_usd: Notional value in USD.

            以美元计的持仓价值。
        pending_close_ord_liab_val: For isolated MARGIN: liability that pending close orders would repay.

            仅适用于逐仓杠杆：平仓挂单对应的负债数量。
        c_time: When it was opened, in Unix milliseconds.

            持仓创建时间，Unix 毫秒时间戳。
        u_time: When it last changed, in Unix milliseconds.

            最近一次持仓更新时间，Unix 毫秒时间戳。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    inst_type: PositionInstType | str
    """Instrument type.

    产品类型。"""
    inst_id: str
    """Instrument ID.

    产品 ID。"""
    mgn_mode: MgnMode | str
    """Margin mode; only the margin of `isolated` positions can be adjusted.

    保证金模式；只有 `isolated`（逐仓）仓位可以调整保证金。"""
    pos_id: str
    """Position ID.

    持仓 ID。"""
    pos_side: PosSide | str
    """Position side: `long` or `short` in long/short mode, `net` in net mode.

    持仓方向：开平仓模式为 `long` 或 `short`，买卖模式为 `net`。"""
    pos: Decimal | None
    """Size: contracts, or for MARGIN an amount of `posCcy`. Negative is a short contract position in net mode.

    持仓量：合约为张数，杠杆为 `posCcy` 的数量。买卖模式下合约仓位为负数表示空头。"""
    pos_ccy: str
    """For MARGIN: the currency of `pos`, the base currency where long, the quote currency where short.

    仅适用于杠杆：`pos` 的币种，多头为交易货币，空头为计价货币。"""
    ccy: str
    """Currency of the margin.

    保证金币种。"""
    avg_px: Decimal | None
    """Average entry price.

    开仓均价。"""
    mark_px: Decimal | None
    """Mark price.

    标记价格。"""
    lever: Decimal | None
    """The leverage setting; adjusting margin leaves it as it is.

    杠杆倍数设置；调整保证金不会改变它。"""
    margin: Decimal | None
    """Margin of an isolated position, in `ccy`: what an adjustment moves.

    逐仓仓位的保证金，单位为 `ccy`，即调整保证金所改变的数值。"""
    imr: Decimal | None
    """Initial margin requirement, for cross positions only.

    初始保证金，仅适用于全仓。"""
    mmr: Decimal | None
    """Maintenance margin requirement.

    维持保证金。"""
    mgn_ratio: Decimal | None
    """Margin and unrealised profit over maintenance margin and closing fee; at 1 or below it is liquidated.

    维持保证金率，即保证金与未实现盈亏之和除以维持保证金与平仓手续费之和；小于或等于 1 时仓位将被强平。"""
    liq_px: Decimal | None
    """Estimated mark price at which the position is liquidated.

    预估强平价（标记价格）。"""
    upl: Decimal | None
    """Unrealised profit or loss by the mark price.

    按标记价格计算的未实现盈亏。"""
    upl_ratio: Decimal | None
    """Unrealised profit or loss over the initial margin at entry.

    按标记价格计算的未实现收益率。"""
    liab: Decimal | None
    """For MARGIN: what is owed, in `liabCcy`.

    仅适用于杠杆：负债额，单位为 `liabCcy`。"""
    liab_ccy: str
    """For MARGIN: the currency owed.

    仅适用于杠杆：负债币种。"""
    notional_usd: Decimal | None
    """Notional value in USD.

    以美元计的持仓价值。"""
    pending_close_ord_liab_val: Decimal | None
    """For isolated MARGIN: liability that pending close orders would repay.

    仅适用于逐仓杠杆：平仓挂单对应的负债数量。"""
    c_time: int | None
    """When it was opened, in Unix milliseconds.

    持仓创建时间，Unix 毫秒时间戳。"""
    u_time: int | None
    """When it last changed, in Unix milliseconds.

    最近一次持仓更新时间，Unix 毫秒时间戳。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> Position:
        """An item of `data`, as it was parsed."""
        return cls(
            inst_type=known(PositionInstType, item.get("instType")),
            inst_id=text(item.get("instId")),
            mgn_mode=known(MgnMode, item.get("mgnMode")),
            pos_id=text(item.get("posId")),
            pos_side=known(PosSide, item.get("posSide")),
            pos=decimal(item.get("pos")),
            pos_ccy=text(item.get("posCcy")),
            ccy=text(item.get("ccy")),
            avg_px=decimal(item.get("avgPx")),
            mark_px=decimal(item.get("markPx")),
            lever=decimal(item.get("lever")),
            margin=decimal(item.get("margin")),
            imr=decimal(item.get("imr")),
            mmr=decimal(item.get("mmr")),
            mgn_ratio=decimal(item.get("mgnRatio")),
            liq_px=decimal(item.get("liqPx")),
            upl=decimal(item.get("upl")),
            upl_ratio=decimal(item.get("uplRatio")),
            liab=decimal(item.get("liab")),
            liab_ccy=text(item.get("liabCcy")),
            notional_usd=decimal(item.get("notionalUsd")),
            pending_close_ord_liab_val=decimal(item.get("pendingCloseOrdLiabVal")),
            c_time=whole(item.get("cTime")),
            u_time=whole(item.get("uTime")),
            answer=answer,
        )


@frozen(kw_only=True)
class Bill(Result):
    """One change of a balance.

    单条余额变动。

    Attributes:
        bill_id: Bill ID, by which the list is paged.

            账单 ID，用于翻页。
        ts: When the balance had changed, in Unix milliseconds.

            余额更新完成的时间，Unix 毫秒时间戳。
        type_: Bill type; "6" is a transfer of margin.

            账单类型；"6" 为保证金划转。
        sub_type: Bill subtype; of type 6, "160" is margin put in by hand, "161" margin taken back.

            账单子类型；类型为 6 时，"160" 为手动追加保证金，"161" 为手动减少保证金。
        inst_type: Instrument type.

            产品类型。
        inst_id: Instrument ID.

            产品 ID。
        mgn_mode: Margin mode; empty where no trade is behind the bill.

            保证金模式；非交易产生的账单为空。
        ccy: Currency of the balance.

            余额币种。
        sz: Quantity: contracts of a trade, else an amount of `ccy`.

            数量：交易为合约张数，其他情况为 `ccy` 的数量。
        bal_chg: Change of the account's balance, negative where it fell.

            账户余额变动，减少为负数。
        bal: The account's balance afterwards.

            变动后的账户余额。
        pos_bal_chg: Change of the position's margin, negative where it fell.

            仓位保证金变动，减少为负数。
        pos_bal: The position's margin afterwards. The bill does not name the position's side.

            变动后的仓位保证金。账单不注明持仓方向。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    bill_id: str
    """Bill ID, by which the list is paged.

    账单 ID，用于翻页。"""
    ts: int | None
    """When the balance had changed, in Unix milliseconds.

    余额更新完成的时间，Unix 毫秒时间戳。"""
    type_: str
    """Bill type; "6" is a transfer of margin.

    账单类型；"6" 为保证金划转。"""
    sub_type: str
    """Bill subtype; of type 6, "160" is margin put in by hand, "161" margin taken back.

    账单子类型；类型为 6 时，"160" 为手动追加保证金，"161" 为手动减少保证金。"""
    inst_type: InstType | str
    """Instrument type.

    产品类型。"""
    inst_id: str
    """Instrument ID.

    产品 ID。"""
    mgn_mode: MgnMode | str
    """Margin mode; empty where no trade is behind the bill.

    保证金模式；非交易产生的账单为空。"""
    ccy: str
    """Currency of the balance.

    余额币种。"""
    sz: Decimal | None
    """Quantity: contracts of a trade, else an amount of `ccy`.

    数量：交易为合约张数，其他情况为 `ccy` 的数量。"""
    bal_chg: Decimal | None
    """Change of the account's balance, negative where it fell.

    账户余额变动，减少为负数。"""
    bal: Decimal | None
    """The account's balance afterwards.

    变动后的账户余额。"""
    pos_bal_chg: Decimal | None
    """Change of the position's margin, negative where it fell.

    仓位保证金变动，减少为负数。"""
    pos_bal: Decimal | None
    """The position's margin afterwards. The bill does not name the position's side.

    变动后的仓位保证金。账单不注明持仓方向。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> Bill:
        """An item of `data`, as it was parsed."""
        return cls(
            bill_id=text(item.get("billId")),
            ts=whole(item.get("ts")),
            type_=text(item.get("type")),
            sub_type=text(item.get("subType")),
            inst_type=known(InstType, item.get("instType")),
            inst_id=text(item.get("instId")),
            mgn_mode=known(MgnMode, item.get("mgnMode")),
            ccy=text(item.get("ccy")),
            sz=decimal(item.get("sz")),
            bal_chg=decimal(item.get("balChg")),
            bal=decimal(item.get("bal")),
            pos_bal_chg=decimal(item.get("posBalChg")),
            pos_bal=decimal(item.get("posBal")),
            answer=answer,
        )


@frozen(kw_only=True)
class BalanceDetail(Result):
    """The balance in one currency.

    单一币种的余额明细。

    Attributes:
        ccy: Currency.

            币种。
        eq: Equity: cash, isolated positions and bots together.

            币种总权益，含现金、逐仓仓位与策略。
        cash_bal: Cash balance; margin of isolated positions is not part of it.

            币种余额，不含已划入逐仓仓位的保证金。
        avail_bal: What is available, to put into margin for example.

            可用余额，例如可用于追加保证金。
        avail_eq: Available equity.

            可用保证金。
        iso_eq: Equity of the isolated positions: their margin and unrealised profit.

            逐仓仓位权益，即其保证金与未实现盈亏之和。
        frozen_bal: What is bound, in isolated positions among others.

            占用金额，包括逐仓仓位占用。
        u_time: When it last changed, in Unix milliseconds.

            币种余额的更新时间，Unix 毫秒时间戳。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    ccy: str
    """Currency.

    币种。"""
    eq: Decimal | None
    """Equity: cash, isolated positions and bots together.

    币种总权益，含现金、逐仓仓位与策略。"""
    cash_bal: Decimal | None
    """Cash balance; margin of isolated positions is not part of it.

    币种余额，不含已划入逐仓仓位的保证金。"""
    avail_bal: Decimal | None
    """What is available, to put into margin for example.

    可用余额，例如可用于追加保证金。"""
    avail_eq: Decimal | None
    """Available equity.

    可用保证金。"""
    iso_eq: Decimal | None
    """Equity of the isolated positions: their margin and unrealised profit.

    逐仓仓位权益，即其保证金与未实现盈亏之和。"""
    frozen_bal: Decimal | None
    """What is bound, in isolated positions among others.

    占用金额，包括逐仓仓位占用。"""
    u_time: int | None
    """When it last changed, in Unix milliseconds.

    币种余额的更新时间，Unix 毫秒时间戳。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> BalanceDetail:
        """An item of `data`, as it was parsed."""
        return cls(
            ccy=text(item.get("ccy")),
            eq=decimal(item.get("eq")),
            cash_bal=decimal(item.get("cashBal")),
            avail_bal=decimal(item.get("availBal")),
            avail_eq=decimal(item.get("availEq")),
            iso_eq=decimal(item.get("isoEq")),
            frozen_bal=decimal(item.get("frozenBal")),
            u_time=whole(item.get("uTime")),
            answer=answer,
        )


@frozen(kw_only=True)
class Balance(Result):
    """The balance of the trading account.

    交易账户余额。

    Attributes:
        total_eq: Equity of the account in USD.

            以美元计的账户总权益。
        iso_eq: Equity of the isolated positions in USD.

            以美元计的逐仓仓位权益。
        u_time: When it last changed, in Unix milliseconds.

            账户信息的更新时间，Unix 毫秒时间戳。
        details: One item for each currency that the account holds.

            各币种的余额明细。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    total_eq: Decimal | None
    """Equity of the account in USD.

    以美元计的账户总权益。"""
    iso_eq: Decimal | None
    """Equity of the isolated positions in USD.

    以美元计的逐仓仓位权益。"""
    u_time: int | None
    """When it last changed, in Unix milliseconds.

    账户信息的更新时间，Unix 毫秒时间戳。"""
    details: tuple[BalanceDetail, ...]
    """One item for each currency that the account holds.

    各币种的余额明细。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> Balance:
        """An item of `data`, as it was parsed."""
        return cls(
            total_eq=decimal(item.get("totalEq")),
            iso_eq=decimal(item.get("isoEq")),
            u_time=whole(item.get("uTime")),
            details=members(BalanceDetail, item.get("details")),
            answer=answer,
        )


@frozen(kw_only=True)
class AccountConfig(Result):
    """How the account is set up, and what the API key in use may do.

    账户配置，以及当前 API key 的权限。

    Attributes:
        uid: ID of the account in use; rate limits count per User ID.

            当前账户的 ID；限速按 User ID 计。
        main_uid: ID of the main account; the same as `uid` where the account is no sub-account.

            母账户的 ID；与 `uid` 相同即当前账户为母账户。
        type_: Account type: "0" main account, "1" standard sub-account; others are managed or in custody.

            账户类型："0" 母账户，"1" 普通子账户，其余为资管或托管子账户。
        acct_lv: Account mode: "1" spot, "2" futures, "3" multi-currency margin, "4" portfolio margin.

            账户模式："1" 现货模式，"2" 合约模式，"3" 跨币种保证金模式，"4" 组合保证金模式。
        pos_mode: Position mode: `long_short_mode` asks for a `posSide` of long or short, `net_mode` for net.

            持仓模式：`long_short_mode` 开平仓模式，`posSide` 填 long 或 short；`net_mode` 买卖模式，`posSide` 填 net。
        ct_iso_mode: How isolated margin of contracts is transferred: `automatic`, or by hand (`autonomy`).

            合约逐仓保证金的划转方式：`automatic` 开仓自动划转，`autonomy` 自主划转。
        mgn_iso_mode: How isolated margin of MARGIN positions is transferred.

            杠杆逐仓保证金的划转方式。
        perm: What the API key may do, separated by commas: read_only, trade, withdraw.

            当前 API key 的权限，用半角逗号分隔：read_only 读取，trade 交易，withdraw 提币。
        label: Note of the API key.

            当前 API key 的备注名。
        ip: IP addresses that the API key is bound to, separated by commas; empty where it is bound to none.

            当前 API key 绑定的 IP，用半角逗号分隔；未绑定时为空。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    uid: str
    """ID of the account in use; rate limits count per User ID.

    当前账户的 ID；限速按 User ID 计。"""
    main_uid: str
    """ID of the main account; the same as `uid` where the account is no sub-account.

    母账户的 ID；与 `uid` 相同即当前账户为母账户。"""
    type_: str
    """Account type: "0" main account, "1" standard sub-account; others are managed or in custody.

    账户类型："0" 母账户，"1" 普通子账户，其余为资管或托管子账户。"""
    acct_lv: str
    """Account mode: "1" spot, "2" futures, "3" multi-currency margin, "4" portfolio margin.

    账户模式："1" 现货模式，"2" 合约模式，"3" 跨币种保证金模式，"4" 组合保证金模式。"""
    pos_mode: PosMode | str
    """Position mode: `long_short_mode` asks for a `posSide` of long or short, `net_mode` for net.

    持仓模式：`long_short_mode` 开平仓模式，`posSide` 填 long 或 short；`net_mode` 买卖模式，`posSide` 填 net。"""
    ct_iso_mode: CtIsoMode | str
    """How isolated margin of contracts is transferred: `automatic`, or by hand (`autonomy`).

    合约逐仓保证金的划转方式：`automatic` 开仓自动划转，`autonomy` 自主划转。"""
    mgn_iso_mode: MgnIsoMode | str
    """How isolated margin of MARGIN positions is transferred.

    杠杆逐仓保证金的划转方式。"""
    perm: str
    """What the API key may do, separated by commas: read_only, trade, withdraw.

    当前 API key 的权限，用半角逗号分隔：read_only 读取，trade 交易，withdraw 提币。"""
    label: str
    """Note of the API key.

    当前 API key 的备注名。"""
    ip: str
    """IP addresses that the API key is bound to, separated by commas; empty where it is bound to none.

    当前 API key 绑定的 IP，用半角逗号分隔；未绑定时为空。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> AccountConfig:
        """An item of `data`, as it was parsed."""
        return cls(
            uid=text(item.get("uid")),
            main_uid=text(item.get("mainUid")),
            type_=text(item.get("type")),
            acct_lv=text(item.get("acctLv")),
            pos_mode=known(PosMode, item.get("posMode")),
            ct_iso_mode=known(CtIsoMode, item.get("ctIsoMode")),
            mgn_iso_mode=known(MgnIsoMode, item.get("mgnIsoMode")),
            perm=text(item.get("perm")),
            label=text(item.get("label")),
            ip=text(item.get("ip")),
            answer=answer,
        )


@frozen(kw_only=True)
class SignalBotOrder(Result):
    """One signal bot.

    单个信号策略。

    Attributes:
        algo_id: ID of the signal bot.

            信号策略 ID。
        algo_ord_type: Type of bot, `contract`.

            策略类型，`contract`。
        state: State of the bot.

            策略状态。
        inst_ids: The instruments that the bot trades.

            策略交易的产品 ID 列表。
        lever: Leverage of the bot.

            策略的杠杆倍数。
        invest_amt: What was put in, in the margin's currency. It seems to move with adjustments alone, which nobody has measured.

            投入金额，单位为保证金币种。推测只随保证金调整而变化，尚无人实测。
        total_eq: Equity of the bot; it moves with the market.

            策略总权益，随行情变动。
        avail_bal: Margin that is available in the bot; it moves with the market.

            策略可用保证金，随行情变动。
        frozen_bal: Margin that is bound in the bot's positions and orders.

            策略占用保证金。
        total_pnl: Profit or loss altogether.

            总收益。
        float_pnl: Unrealised profit or loss.

            浮动盈亏。
        realized_pnl: Realised profit or loss.

            已实现盈亏。
        c_time: When it was created, in Unix milliseconds.

            策略创建时间，Unix 毫秒时间戳。
        u_time: When it last changed, in Unix milliseconds.

            策略更新时间，Unix 毫秒时间戳。
        response: The HTTP response as it came, without the request's signature headers.

            未经改动的 HTTP 返回结果，其请求已去除签名头。
    """

    algo_id: str
    """ID of the signal bot.

    信号策略 ID。"""
    algo_ord_type: str
    """Type of bot, `contract`.

    策略类型，`contract`。"""
    state: BotState | str
    """State of the bot.

    策略状态。"""
    inst_ids: tuple[str, ...]
    """The instruments that the bot trades.

    策略交易的产品 ID 列表。"""
    lever: Decimal | None
    """Leverage of the bot.

    策略的杠杆倍数。"""
    invest_amt: Decimal | None
    """What was put in, in the margin's currency. It seems to move with adjustments alone, which nobody has measured.

    投入金额，单位为保证金币种。推测只随保证金调整而变化，尚无人实测。"""
    total_eq: Decimal | None
    """Equity of the bot; it moves with the market.

    策略总权益，随行情变动。"""
    avail_bal: Decimal | None
    """Margin that is available in the bot; it moves with the market.

    策略可用保证金，随行情变动。"""
    frozen_bal: Decimal | None
    """Margin that is bound in the bot's positions and orders.

    策略占用保证金。"""
    total_pnl: Decimal | None
    """Profit or loss altogether.

    总收益。"""
    float_pnl: Decimal | None
    """Unrealised profit or loss.

    浮动盈亏。"""
    realized_pnl: Decimal | None
    """Realised profit or loss.

    已实现盈亏。"""
    c_time: int | None
    """When it was created, in Unix milliseconds.

    策略创建时间，Unix 毫秒时间戳。"""
    u_time: int | None
    """When it last changed, in Unix milliseconds.

    策略更新时间，Unix 毫秒时间戳。"""

    @classmethod
    def read(cls, item: Mapping[str, object], answer: Answer | None = None) -> SignalBotOrder:
        """An item of `data`, as it was parsed."""
        return cls(
            algo_id=text(item.get("algoId")),
            algo_ord_type=text(item.get("algoOrdType")),
            state=known(BotState, item.get("state")),
            inst_ids=texts(item.get("instIds")),
            lever=decimal(item.get("lever")),
            invest_amt=decimal(item.get("investAmt")),
            total_eq=decimal(item.get("totalEq")),
            avail_bal=decimal(item.get("availBal")),
            frozen_bal=decimal(item.get("frozenBal")),
            total_pnl=decimal(item.get("totalPnl")),
            float_pnl=decimal(item.get("floatPnl")),
            realized_pnl=decimal(item.get("realizedPnl")),
            c_time=whole(item.get("cTime")),
            u_time=whole(item.get("uTime")),
            answer=answer,
        )
