"""Isolated positions of the trading account, their margin and bills, its balance and configuration.

交易账户的逐仓仓位及其保证金与账单，以及账户余额与配置。"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final, Literal

from okx_margin_runtime import arguments
from okx_margin_runtime.client import AsyncClient, Client
from okx_margin_runtime.operation import Operation
from okx_margin_runtime.results import Items, many, one, page

from .exchange import ENDPOINTS
from .models import AdjustmentType, InstType, MgnMode, PositionInstType, PosSide
from .results import AccountAdjustMarginResult, AccountConfig, Balance, Bill, Position

_DECIMAL: Final = re.compile("^(?<!\\n)([1-9][0-9]*(\\.[0-9]+)?|0\\.[0-9]*[1-9][0-9]*)(?!\\n)$")


def _adjust_margin(
    *,
    inst_id: str,
    pos_side: PosSide | Literal["long", "short", "net"],
    type_: AdjustmentType | Literal["add", "reduce"],
    amt: Decimal | str | int,
    ccy: str | None = None,
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "instId": arguments.text("inst_id", inst_id),
        "posSide": arguments.choice("pos_side", PosSide, pos_side),
        "type": arguments.choice("type_", AdjustmentType, type_),
        "amt": arguments.decimal("amt", amt, _DECIMAL, 64),
    }
    if ccy is not None:
        fields["ccy"] = arguments.text("ccy", ccy)
    return fields


_ADJUST_MARGIN: Final = Operation(
    ENDPOINTS["POST", "/api/v5/account/position/margin-balance"],
    _adjust_margin,
    one(AccountAdjustMarginResult),
)


def _positions(
    *,
    inst_type: PositionInstType | Literal["MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"] | None = None,
    inst_id: str | None = None,
    pos_id: str | None = None,
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if inst_type is not None:
        fields["instType"] = arguments.choice("inst_type", PositionInstType, inst_type)
    if inst_id is not None:
        fields["instId"] = arguments.text("inst_id", inst_id)
    if pos_id is not None:
        fields["posId"] = arguments.text("pos_id", pos_id)
    return fields


_POSITIONS: Final = Operation(ENDPOINTS["GET", "/api/v5/account/positions"], _positions, many(Position))


def _bills(
    *,
    inst_type: InstType | Literal["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"] | None = None,
    inst_id: str | None = None,
    ccy: str | None = None,
    mgn_mode: MgnMode | Literal["isolated", "cross"] | None = None,
    type_: str | None = None,
    sub_type: str | None = None,
    after: str | None = None,
    before: str | None = None,
    begin: str | None = None,
    end: str | None = None,
    limit: int | str | None = None,
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if inst_type is not None:
        fields["instType"] = arguments.choice("inst_type", InstType, inst_type)
    if inst_id is not None:
        fields["instId"] = arguments.text("inst_id", inst_id)
    if ccy is not None:
        fields["ccy"] = arguments.text("ccy", ccy)
    if mgn_mode is not None:
        fields["mgnMode"] = arguments.choice("mgn_mode", MgnMode, mgn_mode)
    if type_ is not None:
        fields["type"] = arguments.text("type_", type_)
    if sub_type is not None:
        fields["subType"] = arguments.text("sub_type", sub_type)
    if after is not None:
        fields["after"] = arguments.text("after", after)
    if before is not None:
        fields["before"] = arguments.text("before", before)
    if begin is not None:
        fields["begin"] = arguments.text("begin", begin)
    if end is not None:
        fields["end"] = arguments.text("end", end)
    if limit is not None:
        fields["limit"] = arguments.whole("limit", limit)
    return fields


_BILLS: Final = Operation(
    ENDPOINTS["GET", "/api/v5/account/bills"], _bills, page(Bill, cursor="billId", most=100)
)


def _balance(
    *,
    ccy: str | None = None,
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if ccy is not None:
        fields["ccy"] = arguments.text("ccy", ccy)
    return fields


_BALANCE: Final = Operation(ENDPOINTS["GET", "/api/v5/account/balance"], _balance, one(Balance))


def _config() -> dict[str, Any]:
    return {}


_CONFIG: Final = Operation(ENDPOINTS["GET", "/api/v5/account/config"], _config, one(AccountConfig))


class Account:
    """Isolated positions of the trading account, their margin and bills, its balance and configuration.

    交易账户的逐仓仓位及其保证金与账单，以及账户余额与配置。"""

    def __init__(self, client: Client) -> None:
        self._client = client

    def adjust_margin(
        self,
        *,
        inst_id: str,
        pos_side: PosSide | Literal["long", "short", "net"],
        type_: AdjustmentType | Literal["add", "reduce"],
        amt: Decimal | str | int,
        ccy: str | None = None,
    ) -> AccountAdjustMarginResult:
        """Add margin to an isolated position, or take some back.

        Moves margin between the account's available balance and one isolated position. The leverage setting stays
        as it is, but taking margin back may raise the position's real leverage.

        Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000 USDT, and
        putting it in creates the position in the account.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

        追加或减少逐仓仓位的保证金

        在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

        自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

        限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-increase-decrease-margin

        Args:
            inst_id: Instrument ID of the position, such as BTC-USDT-SWAP.

                仓位的产品 ID，例如 BTC-USDT-SWAP。
            pos_side: Position side: `long` or `short` in long/short mode, `net` in net mode. Always sent, although OKX's page also
                speaks of a default of `net`.

                持仓方向：开平仓模式填 `long` 或 `short`，买卖模式填 `net`。虽然官方页面提到默认值 `net`，本规范要求始终填写。
            type_: `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt: How much margin to move, a positive decimal in plain notation, in the margin's currency.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法，单位为保证金币种。
            ccy: Currency of the margin. Only for isolated `MARGIN` positions; leave it out for contracts.

                保证金币种。仅用于逐仓杠杆（`MARGIN`）仓位，合约仓位不要填写。

        Raises:
            RefusedError: Certainly not processed; also NotSentError (no byte left this machine) and InvalidInputError.
            OutcomeUnknownError: May have been processed; look before sending it again.
        """
        return self._client.call(
            _ADJUST_MARGIN,
            {
                "inst_id": inst_id,
                "pos_side": pos_side,
                "type_": type_,
                "amt": amt,
                "ccy": ccy,
            },
        )

    def positions(
        self,
        *,
        inst_type: PositionInstType | Literal["MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"] | None = None,
        inst_id: str | None = None,
        pos_id: str | None = None,
    ) -> Items[Position]:
        """List the open positions.

        Each open position with its margin, newest first. In net mode a position is `net`, in long/short mode `long` or
        `short`. In manual transfer mode a position that holds margin and nothing else has a `pos` of 0.

        Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

        查询持仓

        列出当前持仓及其保证金，按开仓时间倒序。买卖模式下持仓方向为 `net`，开平仓模式下为 `long` 或 `short`。
        自主划转模式下，只划入保证金而尚未开仓的仓位，`pos` 为 0。

        限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-positions

        Args:
            inst_type: Of this type of instrument only; it must be that of `instId` where both are given.

                仅查询该产品类型；与 `instId` 同时填写时两者须一致。
            inst_id: Of this instrument only, or of up to ten, separated by commas. One that was closed is shown for 30 days.

                仅查询该产品，最多 10 个，用半角逗号分隔。已平仓的仓位 30 天内仍可按此查询。
            pos_id: This position only, or up to twenty, separated by commas.

                仅查询该持仓 ID，最多 20 个，用半角逗号分隔。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _POSITIONS,
            {
                "inst_type": inst_type,
                "inst_id": inst_id,
                "pos_id": pos_id,
            },
        )

    def bills(
        self,
        *,
        inst_type: InstType | Literal["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"] | None = None,
        inst_id: str | None = None,
        ccy: str | None = None,
        mgn_mode: MgnMode | Literal["isolated", "cross"] | None = None,
        type_: str | None = None,
        sub_type: str | None = None,
        after: str | None = None,
        before: str | None = None,
        begin: str | None = None,
        end: str | None = None,
        limit: int | str | None = None,
    ) -> Items[Bill]:
        """List the bills of the last seven days.

        Whatever changed a balance of the account, newest first, at most 100 bills at a time. A margin adjustment of a
        position leaves a bill of type 6, of subtype 160 where margin was put in by hand and 161 where it was taken back.

        Rate limit: 5 requests per second for each User ID. Permission: Read.

        查询近七天账单流水

        导致账户余额变动的流水，按时间倒序，每页最多 100 条。调整仓位保证金会留下类型为 6 的账单：
        手动追加保证金的子类型为 160，手动减少保证金的子类型为 161。

        限速：5 次/秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-bills-details-last-7-days

        Args:
            inst_type: Of this type of instrument only.

                仅查询该产品类型。
            inst_id: Of this instrument only.

                仅查询该产品。
            ccy: In this currency only.

                仅查询该币种。
            mgn_mode: Of this margin mode only.

                仅查询该保证金模式。
            type_: Of this bill type only; 6 is a transfer of margin.

                仅查询该账单类型；6 为保证金划转。
            sub_type: Of this bill subtype only; 160 is margin put in by hand, 161 margin taken back.

                仅查询该账单子类型；160 为手动追加保证金，161 为手动减少保证金。
            after: Bills older than this billId: the next page.

                返回早于该 billId 的账单，即下一页。
            before: Bills newer than this billId.

                返回晚于该 billId 的账单。
            begin: Bills from this time on, in Unix milliseconds.

                起始时间，Unix 毫秒时间戳。
            end: Bills up to this time, in Unix milliseconds.

                结束时间，Unix 毫秒时间戳。
            limit: How many bills at most; the exchange takes 100 where it is left out.

                返回条数，最多 100 条，不填时交易所按 100 处理。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _BILLS,
            {
                "inst_type": inst_type,
                "inst_id": inst_id,
                "ccy": ccy,
                "mgn_mode": mgn_mode,
                "type_": type_,
                "sub_type": sub_type,
                "after": after,
                "before": before,
                "begin": begin,
                "end": end,
                "limit": limit,
            },
        )

    def balance(
        self,
        *,
        ccy: str | None = None,
    ) -> Balance:
        """Read the balance of the trading account.

        What each currency has available, and what is bound in isolated positions. Margin that was put in is no longer in `cashBal`.

        Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

        查询交易账户余额

        各币种的可用余额与逐仓占用。已划入仓位的保证金不再计入 `cashBal`。

        限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-balance

        Args:
            ccy: Of this currency only, or of up to twenty, separated by commas.

                仅查询该币种，最多 20 个，用半角逗号分隔。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _BALANCE,
            {
                "ccy": ccy,
            },
        )

    def config(
        self,
    ) -> AccountConfig:
        """Read how the account is set up.

        Account mode, position mode, how isolated margin is transferred, and what the API key in use may do.

        Rate limit: 5 requests per 2 seconds for each User ID. Permission: Read.

        查询账户配置

        账户模式、持仓模式、逐仓保证金划转方式，以及当前 API key 的权限。

        限速：5 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-account-configuration

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _CONFIG,
            {},
        )


class AsyncAccount:
    """Isolated positions of the trading account, their margin and bills, its balance and configuration.

    交易账户的逐仓仓位及其保证金与账单，以及账户余额与配置。"""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def adjust_margin(
        self,
        *,
        inst_id: str,
        pos_side: PosSide | Literal["long", "short", "net"],
        type_: AdjustmentType | Literal["add", "reduce"],
        amt: Decimal | str | int,
        ccy: str | None = None,
    ) -> AccountAdjustMarginResult:
        """Add margin to an isolated position, or take some back.

        Moves margin between the account's available balance and one isolated position. The leverage setting stays
        as it is, but taking margin back may raise the position's real leverage.

        Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000 USDT, and
        putting it in creates the position in the account.

        Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

        追加或减少逐仓仓位的保证金

        在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

        自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

        限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-increase-decrease-margin

        Args:
            inst_id: Instrument ID of the position, such as BTC-USDT-SWAP.

                仓位的产品 ID，例如 BTC-USDT-SWAP。
            pos_side: Position side: `long` or `short` in long/short mode, `net` in net mode. Always sent, although OKX's page also
                speaks of a default of `net`.

                持仓方向：开平仓模式填 `long` 或 `short`，买卖模式填 `net`。虽然官方页面提到默认值 `net`，本规范要求始终填写。
            type_: `add` puts margin in, `reduce` takes margin back.

                `add` 追加保证金，`reduce` 减少保证金。
            amt: How much margin to move, a positive decimal in plain notation, in the margin's currency.

                要调整的保证金数量，须为大于 0 的数值，不支持科学计数法，单位为保证金币种。
            ccy: Currency of the margin. Only for isolated `MARGIN` positions; leave it out for contracts.

                保证金币种。仅用于逐仓杠杆（`MARGIN`）仓位，合约仓位不要填写。

        Raises:
            RefusedError: Certainly not processed; also NotSentError (no byte left this machine) and InvalidInputError.
            OutcomeUnknownError: May have been processed; look before sending it again.
        """
        return await self._client.call(
            _ADJUST_MARGIN,
            {
                "inst_id": inst_id,
                "pos_side": pos_side,
                "type_": type_,
                "amt": amt,
                "ccy": ccy,
            },
        )

    async def positions(
        self,
        *,
        inst_type: PositionInstType | Literal["MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"] | None = None,
        inst_id: str | None = None,
        pos_id: str | None = None,
    ) -> Items[Position]:
        """List the open positions.

        Each open position with its margin, newest first. In net mode a position is `net`, in long/short mode `long` or
        `short`. In manual transfer mode a position that holds margin and nothing else has a `pos` of 0.

        Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

        查询持仓

        列出当前持仓及其保证金，按开仓时间倒序。买卖模式下持仓方向为 `net`，开平仓模式下为 `long` 或 `short`。
        自主划转模式下，只划入保证金而尚未开仓的仓位，`pos` 为 0。

        限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-positions

        Args:
            inst_type: Of this type of instrument only; it must be that of `instId` where both are given.

                仅查询该产品类型；与 `instId` 同时填写时两者须一致。
            inst_id: Of this instrument only, or of up to ten, separated by commas. One that was closed is shown for 30 days.

                仅查询该产品，最多 10 个，用半角逗号分隔。已平仓的仓位 30 天内仍可按此查询。
            pos_id: This position only, or up to twenty, separated by commas.

                仅查询该持仓 ID，最多 20 个，用半角逗号分隔。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _POSITIONS,
            {
                "inst_type": inst_type,
                "inst_id": inst_id,
                "pos_id": pos_id,
            },
        )

    async def bills(
        self,
        *,
        inst_type: InstType | Literal["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"] | None = None,
        inst_id: str | None = None,
        ccy: str | None = None,
        mgn_mode: MgnMode | Literal["isolated", "cross"] | None = None,
        type_: str | None = None,
        sub_type: str | None = None,
        after: str | None = None,
        before: str | None = None,
        begin: str | None = None,
        end: str | None = None,
        limit: int | str | None = None,
    ) -> Items[Bill]:
        """List the bills of the last seven days.

        Whatever changed a balance of the account, newest first, at most 100 bills at a time. A margin adjustment of a
        position leaves a bill of type 6, of subtype 160 where margin was put in by hand and 161 where it was taken back.

        Rate limit: 5 requests per second for each User ID. Permission: Read.

        查询近七天账单流水

        导致账户余额变动的流水，按时间倒序，每页最多 100 条。调整仓位保证金会留下类型为 6 的账单：
        手动追加保证金的子类型为 160，手动减少保证金的子类型为 161。

        限速：5 次/秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-bills-details-last-7-days

        Args:
            inst_type: Of this type of instrument only.

                仅查询该产品类型。
            inst_id: Of this instrument only.

                仅查询该产品。
            ccy: In this currency only.

                仅查询该币种。
            mgn_mode: Of this margin mode only.

                仅查询该保证金模式。
            type_: Of this bill type only; 6 is a transfer of margin.

                仅查询该账单类型；6 为保证金划转。
            sub_type: Of this bill subtype only; 160 is margin put in by hand, 161 margin taken back.

                仅查询该账单子类型；160 为手动追加保证金，161 为手动减少保证金。
            after: Bills older than this billId: the next page.

                返回早于该 billId 的账单，即下一页。
            before: Bills newer than this billId.

                返回晚于该 billId 的账单。
            begin: Bills from this time on, in Unix milliseconds.

                起始时间，Unix 毫秒时间戳。
            end: Bills up to this time, in Unix milliseconds.

                结束时间，Unix 毫秒时间戳。
            limit: How many bills at most; the exchange takes 100 where it is left out.

                返回条数，最多 100 条，不填时交易所按 100 处理。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _BILLS,
            {
                "inst_type": inst_type,
                "inst_id": inst_id,
                "ccy": ccy,
                "mgn_mode": mgn_mode,
                "type_": type_,
                "sub_type": sub_type,
                "after": after,
                "before": before,
                "begin": begin,
                "end": end,
                "limit": limit,
            },
        )

    async def balance(
        self,
        *,
        ccy: str | None = None,
    ) -> Balance:
        """Read the balance of the trading account.

        What each currency has available, and what is bound in isolated positions. Margin that was put in is no longer in `cashBal`.

        Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

        查询交易账户余额

        各币种的可用余额与逐仓占用。已划入仓位的保证金不再计入 `cashBal`。

        限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-balance

        Args:
            ccy: Of this currency only, or of up to twenty, separated by commas.

                仅查询该币种，最多 20 个，用半角逗号分隔。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _BALANCE,
            {
                "ccy": ccy,
            },
        )

    async def config(
        self,
    ) -> AccountConfig:
        """Read how the account is set up.

        Account mode, position mode, how isolated margin is transferred, and what the API key in use may do.

        Rate limit: 5 requests per 2 seconds for each User ID. Permission: Read.

        查询账户配置

        账户模式、持仓模式、逐仓保证金划转方式，以及当前 API key 的权限。

        限速：5 次/2 秒（按 User ID）。权限：读取 (Read)。

        https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-account-configuration

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _CONFIG,
            {},
        )
