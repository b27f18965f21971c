"""The exchange's clock, instruments and mark prices; no API key is needed.

系统时间、交易产品与标记价格，无需 API key。"""

from __future__ import annotations

from typing import Any, Final, Literal

from okx_margin_runtime import arguments
from okx_margin_runtime.client import AsyncClient, Client
from okx_margin_runtime.operation import Operation
from okx_margin_runtime.results import Items, many, one

from .exchange import ENDPOINTS
from .models import InstType, PositionInstType
from .results import Instrument, MarkPrice, SystemTime


def _time() -> dict[str, Any]:
    return {}


_TIME: Final = Operation(ENDPOINTS["GET", "/api/v5/public/time"], _time, one(SystemTime))


def _instruments(
    *,
    inst_type: InstType | Literal["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"],
    inst_family: str | None = None,
    inst_id: str | None = None,
    series_id: str | None = None,
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "instType": arguments.choice("inst_type", InstType, inst_type),
    }
    if inst_family is not None:
        fields["instFamily"] = arguments.text("inst_family", inst_family)
    if inst_id is not None:
        fields["instId"] = arguments.text("inst_id", inst_id)
    if series_id is not None:
        fields["seriesId"] = arguments.text("series_id", series_id)
    return fields


_INSTRUMENTS: Final = Operation(
    ENDPOINTS["GET", "/api/v5/public/instruments"], _instruments, many(Instrument)
)


def _mark_price(
    *,
    inst_type: PositionInstType | Literal["MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"],
    inst_family: str | None = None,
    inst_id: str | None = None,
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "instType": arguments.choice("inst_type", PositionInstType, inst_type),
    }
    if inst_family is not None:
        fields["instFamily"] = arguments.text("inst_family", inst_family)
    if inst_id is not None:
        fields["instId"] = arguments.text("inst_id", inst_id)
    return fields


_MARK_PRICE: Final = Operation(ENDPOINTS["GET", "/api/v5/public/mark-price"], _mark_price, many(MarkPrice))


class Public:
    """The exchange's clock, instruments and mark prices; no API key is needed.

    系统时间、交易产品与标记价格，无需 API key。"""

    def __init__(self, client: Client) -> None:
        self._client = client

    def time(
        self,
    ) -> SystemTime:
        """Read the exchange's clock.

        The time by which the exchange judges whether a request has expired.

        Rate limit: 10 requests per 2 seconds for each IP. No API key is needed.

        查询交易所时间

        交易所据以判断请求是否过期的系统时间。

        限速：10 次/2 秒（按 IP）。无需 API key。

        https://www.okx.com/docs-v5/en/#public-data-rest-api-get-system-time

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _TIME,
            {},
        )

    def instruments(
        self,
        *,
        inst_type: InstType | Literal["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"],
        inst_family: str | None = None,
        inst_id: str | None = None,
        series_id: str | None = None,
    ) -> Items[Instrument]:
        """List the instruments of a type.

        Contract value, tick size and highest leverage of each instrument of a type: what an estimate of a position is made of.

        Rate limit: 20 requests per 2 seconds for each IP + Instrument Type. No API key is needed.

        查询交易产品信息

        按产品类型列出各产品的合约面值、价格精度与最高杠杆，用于估算仓位。

        限速：20 次/2 秒（按 IP + 产品类型）。无需 API key。

        https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments

        Args:
            inst_type: The type of instrument.

                产品类型。
            inst_family: Of this family only, such as BTC-USDT; for derivatives, and required for options.

                仅查询该交易品种，例如 BTC-USDT。适用于交割、永续与期权，期权必填。
            inst_id: This instrument only.

                仅查询该产品。
            series_id: The series, such as BTC-ABOVE-DAILY; for event contracts, which require it.

                系列 ID，例如 BTC-ABOVE-DAILY。仅用于事件合约，且必填。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _INSTRUMENTS,
            {
                "inst_type": inst_type,
                "inst_family": inst_family,
                "inst_id": inst_id,
                "series_id": series_id,
            },
        )

    def mark_price(
        self,
        *,
        inst_type: PositionInstType | Literal["MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"],
        inst_family: str | None = None,
        inst_id: str | None = None,
    ) -> Items[MarkPrice]:
        """Read mark prices.

        The prices by which unrealised profit, margin ratio and liquidation are judged.

        Rate limit: 10 requests per 2 seconds for each IP + Instrument ID. No API key is needed.

        查询标记价格

        未实现盈亏、维持保证金率与强平均按标记价格计算。

        限速：10 次/2 秒（按 IP + 产品 ID）。无需 API key。

        https://www.okx.com/docs-v5/en/#public-data-rest-api-get-mark-price

        Args:
            inst_type: The type of instrument.

                产品类型。
            inst_family: Of this family only, such as BTC-USDT; for derivatives.

                仅查询该交易品种，例如 BTC-USDT。适用于交割、永续与期权。
            inst_id: This instrument only.

                仅查询该产品。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return self._client.call(
            _MARK_PRICE,
            {
                "inst_type": inst_type,
                "inst_family": inst_family,
                "inst_id": inst_id,
            },
        )


class AsyncPublic:
    """The exchange's clock, instruments and mark prices; no API key is needed.

    系统时间、交易产品与标记价格，无需 API key。"""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def time(
        self,
    ) -> SystemTime:
        """Read the exchange's clock.

        The time by which the exchange judges whether a request has expired.

        Rate limit: 10 requests per 2 seconds for each IP. No API key is needed.

        查询交易所时间

        交易所据以判断请求是否过期的系统时间。

        限速：10 次/2 秒（按 IP）。无需 API key。

        https://www.okx.com/docs-v5/en/#public-data-rest-api-get-system-time

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _TIME,
            {},
        )

    async def instruments(
        self,
        *,
        inst_type: InstType | Literal["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"],
        inst_family: str | None = None,
        inst_id: str | None = None,
        series_id: str | None = None,
    ) -> Items[Instrument]:
        """List the instruments of a type.

        Contract value, tick size and highest leverage of each instrument of a type: what an estimate of a position is made of.

        Rate limit: 20 requests per 2 seconds for each IP + Instrument Type. No API key is needed.

        查询交易产品信息

        按产品类型列出各产品的合约面值、价格精度与最高杠杆，用于估算仓位。

        限速：20 次/2 秒（按 IP + 产品类型）。无需 API key。

        https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments

        Args:
            inst_type: The type of instrument.

                产品类型。
            inst_family: Of this family only, such as BTC-USDT; for derivatives, and required for options.

                仅查询该交易品种，例如 BTC-USDT。适用于交割、永续与期权，期权必填。
            inst_id: This instrument only.

                仅查询该产品。
            series_id: The series, such as BTC-ABOVE-DAILY; for event contracts, which require it.

                系列 ID，例如 BTC-ABOVE-DAILY。仅用于事件合约，且必填。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _INSTRUMENTS,
            {
                "inst_type": inst_type,
                "inst_family": inst_family,
                "inst_id": inst_id,
                "series_id": series_id,
            },
        )

    async def mark_price(
        self,
        *,
        inst_type: PositionInstType | Literal["MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"],
        inst_family: str | None = None,
        inst_id: str | None = None,
    ) -> Items[MarkPrice]:
        """Read mark prices.

        The prices by which unrealised profit, margin ratio and liquidation are judged.

        Rate limit: 10 requests per 2 seconds for each IP + Instrument ID. No API key is needed.

        查询标记价格

        未实现盈亏、维持保证金率与强平均按标记价格计算。

        限速：10 次/2 秒（按 IP + 产品 ID）。无需 API key。

        https://www.okx.com/docs-v5/en/#public-data-rest-api-get-mark-price

        Args:
            inst_type: The type of instrument.

                产品类型。
            inst_family: Of this family only, such as BTC-USDT; for derivatives.

                仅查询该交易品种，例如 BTC-USDT。适用于交割、永续与期权。
            inst_id: This instrument only.

                仅查询该产品。

        Raises:
            OkxMarginError: Nothing was read, and nothing moves by reading.
        """
        return await self._client.call(
            _MARK_PRICE,
            {
                "inst_type": inst_type,
                "inst_family": inst_family,
                "inst_id": inst_id,
            },
        )
