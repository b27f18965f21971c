from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.position_margin_envelope import PositionMarginEnvelope
from ...models.position_margin_request import PositionMarginRequest
from ...models.refusal_envelope import RefusalEnvelope
from ...types import Response


def _get_kwargs(
    *,
    body: PositionMarginRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v5/account/position/margin-balance",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: Client, response: httpx.Response
) -> PositionMarginEnvelope | RefusalEnvelope | None:
    if response.status_code == 200:
        response_200 = PositionMarginEnvelope.from_dict(response.json())

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
) -> Response[PositionMarginEnvelope | RefusalEnvelope]:
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
    body: PositionMarginRequest,
) -> Response[PositionMarginEnvelope | RefusalEnvelope]:
    """Add margin to an isolated position, or take some back

     Moves margin between the account's available balance and one isolated position. The leverage setting
    stays
    as it is, but taking margin back may raise the position's real leverage.

    Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000
    USDT, and
    putting it in creates the position in the account.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

    自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (PositionMarginRequest): Which isolated position, which way, and how much.

            指定逐仓仓位、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PositionMarginEnvelope | RefusalEnvelope]
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
    body: PositionMarginRequest,
) -> PositionMarginEnvelope | RefusalEnvelope | None:
    """Add margin to an isolated position, or take some back

     Moves margin between the account's available balance and one isolated position. The leverage setting
    stays
    as it is, but taking margin back may raise the position's real leverage.

    Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000
    USDT, and
    putting it in creates the position in the account.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

    自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (PositionMarginRequest): Which isolated position, which way, and how much.

            指定逐仓仓位、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PositionMarginEnvelope | RefusalEnvelope
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: PositionMarginRequest,
) -> Response[PositionMarginEnvelope | RefusalEnvelope]:
    """Add margin to an isolated position, or take some back

     Moves margin between the account's available balance and one isolated position. The leverage setting
    stays
    as it is, but taking margin back may raise the position's real leverage.

    Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000
    USDT, and
    putting it in creates the position in the account.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

    自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (PositionMarginRequest): Which isolated position, which way, and how much.

            指定逐仓仓位、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PositionMarginEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    body: PositionMarginRequest,
) -> PositionMarginEnvelope | RefusalEnvelope | None:
    """Add margin to an isolated position, or take some back

     Moves margin between the account's available balance and one isolated position. The leverage setting
    stays
    as it is, but taking margin back may raise the position's real leverage.

    Manual transfer mode: the margin first put into an isolated position must be worth at least 10,000
    USDT, and
    putting it in creates the position in the account.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Trade.

    在账户可用余额与某个逐仓仓位之间划转保证金。杠杆设置不变，但减少保证金后仓位的实际杠杆可能上升。

    自主划转模式：首次划入逐仓仓位的保证金价值不得低于 10,000 USDT，划入后账户中随即生成该仓位。

    限速：20 次/2 秒（按 User ID）。权限：交易 (Trade)。

    Args:
        body (PositionMarginRequest): Which isolated position, which way, and how much.

            指定逐仓仓位、方向与数量。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PositionMarginEnvelope | RefusalEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
