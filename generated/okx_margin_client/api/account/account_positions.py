from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.position_envelope import PositionEnvelope
from ...models.position_inst_type import PositionInstType
from ...models.refusal_envelope import RefusalEnvelope
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    inst_type: PositionInstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    pos_id: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_inst_type: str | Unset = UNSET
    if not isinstance(inst_type, Unset):
        json_inst_type = inst_type.value

    params["instType"] = json_inst_type

    params["instId"] = inst_id

    params["posId"] = pos_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/account/positions",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> PositionEnvelope | RefusalEnvelope | None:
    if response.status_code == 200:
        response_200 = PositionEnvelope.from_dict(response.json())

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
) -> Response[PositionEnvelope | RefusalEnvelope]:
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
    inst_type: PositionInstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    pos_id: str | Unset = UNSET,
) -> Response[PositionEnvelope | RefusalEnvelope]:
    """List the open positions

     Each open position with its margin, newest first. In net mode a position is `net`, in long/short
    mode `long` or
    `short`. In manual transfer mode a position that holds margin and nothing else has a `pos` of 0.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    列出当前持仓及其保证金，按开仓时间倒序。买卖模式下持仓方向为 `net`，开平仓模式下为 `long` 或 `short`。
    自主划转模式下，只划入保证金而尚未开仓的仓位，`pos` 为 0。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (PositionInstType | Unset):
        inst_id (str | Unset):
        pos_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PositionEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_id=inst_id,
        pos_id=pos_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    inst_type: PositionInstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    pos_id: str | Unset = UNSET,
) -> PositionEnvelope | RefusalEnvelope | None:
    """List the open positions

     Each open position with its margin, newest first. In net mode a position is `net`, in long/short
    mode `long` or
    `short`. In manual transfer mode a position that holds margin and nothing else has a `pos` of 0.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    列出当前持仓及其保证金，按开仓时间倒序。买卖模式下持仓方向为 `net`，开平仓模式下为 `long` 或 `short`。
    自主划转模式下，只划入保证金而尚未开仓的仓位，`pos` 为 0。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (PositionInstType | Unset):
        inst_id (str | Unset):
        pos_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PositionEnvelope | RefusalEnvelope
    """

    return sync_detailed(
        client=client,
        inst_type=inst_type,
        inst_id=inst_id,
        pos_id=pos_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    inst_type: PositionInstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    pos_id: str | Unset = UNSET,
) -> Response[PositionEnvelope | RefusalEnvelope]:
    """List the open positions

     Each open position with its margin, newest first. In net mode a position is `net`, in long/short
    mode `long` or
    `short`. In manual transfer mode a position that holds margin and nothing else has a `pos` of 0.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    列出当前持仓及其保证金，按开仓时间倒序。买卖模式下持仓方向为 `net`，开平仓模式下为 `long` 或 `short`。
    自主划转模式下，只划入保证金而尚未开仓的仓位，`pos` 为 0。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (PositionInstType | Unset):
        inst_id (str | Unset):
        pos_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PositionEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_id=inst_id,
        pos_id=pos_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    inst_type: PositionInstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    pos_id: str | Unset = UNSET,
) -> PositionEnvelope | RefusalEnvelope | None:
    """List the open positions

     Each open position with its margin, newest first. In net mode a position is `net`, in long/short
    mode `long` or
    `short`. In manual transfer mode a position that holds margin and nothing else has a `pos` of 0.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    列出当前持仓及其保证金，按开仓时间倒序。买卖模式下持仓方向为 `net`，开平仓模式下为 `long` 或 `short`。
    自主划转模式下，只划入保证金而尚未开仓的仓位，`pos` 为 0。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (PositionInstType | Unset):
        inst_id (str | Unset):
        pos_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PositionEnvelope | RefusalEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            inst_type=inst_type,
            inst_id=inst_id,
            pos_id=pos_id,
        )
    ).parsed
