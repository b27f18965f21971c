from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.refusal_envelope import RefusalEnvelope
from ...models.signal_bot_margin_envelope import SignalBotMarginEnvelope
from ...models.signal_bot_margin_request import SignalBotMarginRequest
from ...types import Response


def _get_kwargs(
    *,
    body: SignalBotMarginRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v5/tradingBot/signal/margin-balance",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: Client, response: httpx.Response
) -> RefusalEnvelope | SignalBotMarginEnvelope | None:
    if response.status_code == 200:
        response_200 = SignalBotMarginEnvelope.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = RefusalEnvelope.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = RefusalEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = RefusalEnvelope.from_dict(response.json())

        return response_403

    if response.status_code == 405:
        response_405 = RefusalEnvelope.from_dict(response.json())

        return response_405

    if response.status_code == 410:
        response_410 = RefusalEnvelope.from_dict(response.json())

        return response_410

    if response.status_code == 429:
        response_429 = RefusalEnvelope.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = RefusalEnvelope.from_dict(response.json())

        return response_500

    if response.status_code == 502:
        response_502 = RefusalEnvelope.from_dict(response.json())

        return response_502

    if response.status_code == 503:
        response_503 = RefusalEnvelope.from_dict(response.json())

        return response_503

    if response.status_code == 504:
        response_504 = RefusalEnvelope.from_dict(response.json())

        return response_504

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[RefusalEnvelope | SignalBotMarginEnvelope]:
    try:
        parsed = _parse_response(client=client, response=response)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        parsed = None  # the exchange has answered: what cannot be read stays in content
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=parsed,
    )


def sync_detailed(
    *,
    client: Client,
    body: SignalBotMarginRequest,
) -> Response[RefusalEnvelope | SignalBotMarginEnvelope]:
    """Add margin to a signal bot, or take some back

     Moves margin between the account's available balance and one signal bot. New margin only guards the
    bot
    against liquidation, unless `allowReinvest` lets the bot size its orders with it. `amt` or `percent`
    must be given.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个信号策略之间划转保证金。新增资金默认只用于防止爆仓；`allowReinvest` 为 true 时才计入策略下单资金。
    `amt` 与 `percent` 至少填写一个。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (SignalBotMarginRequest): Which signal bot, which way, and how much.

            指定信号策略、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefusalEnvelope | SignalBotMarginEnvelope]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    body: SignalBotMarginRequest,
) -> RefusalEnvelope | SignalBotMarginEnvelope | None:
    """Add margin to a signal bot, or take some back

     Moves margin between the account's available balance and one signal bot. New margin only guards the
    bot
    against liquidation, unless `allowReinvest` lets the bot size its orders with it. `amt` or `percent`
    must be given.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个信号策略之间划转保证金。新增资金默认只用于防止爆仓；`allowReinvest` 为 true 时才计入策略下单资金。
    `amt` 与 `percent` 至少填写一个。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (SignalBotMarginRequest): Which signal bot, which way, and how much.

            指定信号策略、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefusalEnvelope | SignalBotMarginEnvelope
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: SignalBotMarginRequest,
) -> Response[RefusalEnvelope | SignalBotMarginEnvelope]:
    """Add margin to a signal bot, or take some back

     Moves margin between the account's available balance and one signal bot. New margin only guards the
    bot
    against liquidation, unless `allowReinvest` lets the bot size its orders with it. `amt` or `percent`
    must be given.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个信号策略之间划转保证金。新增资金默认只用于防止爆仓；`allowReinvest` 为 true 时才计入策略下单资金。
    `amt` 与 `percent` 至少填写一个。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (SignalBotMarginRequest): Which signal bot, which way, and how much.

            指定信号策略、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefusalEnvelope | SignalBotMarginEnvelope]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    body: SignalBotMarginRequest,
) -> RefusalEnvelope | SignalBotMarginEnvelope | None:
    """Add margin to a signal bot, or take some back

     Moves margin between the account's available balance and one signal bot. New margin only guards the
    bot
    against liquidation, unless `allowReinvest` lets the bot size its orders with it. `amt` or `percent`
    must be given.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个信号策略之间划转保证金。新增资金默认只用于防止爆仓；`allowReinvest` 为 true 时才计入策略下单资金。
    `amt` 与 `percent` 至少填写一个。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (SignalBotMarginRequest): Which signal bot, which way, and how much.

            指定信号策略、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefusalEnvelope | SignalBotMarginEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
