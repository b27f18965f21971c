from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.refusal_envelope import RefusalEnvelope
from ...models.signal_bot_order_envelope import SignalBotOrderEnvelope
from ...types import UNSET, Response


def _get_kwargs(
    *,
    algo_ord_type: str,
    algo_id: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["algoOrdType"] = algo_ord_type

    params["algoId"] = algo_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/tradingBot/signal/orders-algo-details",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: Client, response: httpx.Response
) -> RefusalEnvelope | SignalBotOrderEnvelope | None:
    if response.status_code == 200:
        response_200 = SignalBotOrderEnvelope.from_dict(response.json())

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
) -> Response[RefusalEnvelope | SignalBotOrderEnvelope]:
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
    algo_ord_type: str,
    algo_id: str,
) -> Response[RefusalEnvelope | SignalBotOrderEnvelope]:
    """Read one signal bot

     What was put into a bot, what it has available and what is bound in its positions; also of one that
    has stopped.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Read.

    策略的投入金额、可用保证金与占用保证金；已停止的策略同样可以查询。

    限速：20 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        algo_ord_type (str):
        algo_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefusalEnvelope | SignalBotOrderEnvelope]
    """

    kwargs = _get_kwargs(
        algo_ord_type=algo_ord_type,
        algo_id=algo_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    algo_ord_type: str,
    algo_id: str,
) -> RefusalEnvelope | SignalBotOrderEnvelope | None:
    """Read one signal bot

     What was put into a bot, what it has available and what is bound in its positions; also of one that
    has stopped.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Read.

    策略的投入金额、可用保证金与占用保证金；已停止的策略同样可以查询。

    限速：20 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        algo_ord_type (str):
        algo_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefusalEnvelope | SignalBotOrderEnvelope
    """

    return sync_detailed(
        client=client,
        algo_ord_type=algo_ord_type,
        algo_id=algo_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    algo_ord_type: str,
    algo_id: str,
) -> Response[RefusalEnvelope | SignalBotOrderEnvelope]:
    """Read one signal bot

     What was put into a bot, what it has available and what is bound in its positions; also of one that
    has stopped.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Read.

    策略的投入金额、可用保证金与占用保证金；已停止的策略同样可以查询。

    限速：20 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        algo_ord_type (str):
        algo_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefusalEnvelope | SignalBotOrderEnvelope]
    """

    kwargs = _get_kwargs(
        algo_ord_type=algo_ord_type,
        algo_id=algo_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    algo_ord_type: str,
    algo_id: str,
) -> RefusalEnvelope | SignalBotOrderEnvelope | None:
    """Read one signal bot

     What was put into a bot, what it has available and what is bound in its positions; also of one that
    has stopped.

    Rate limit: 20 requests per 2 seconds for each User ID. Permission: Read.

    策略的投入金额、可用保证金与占用保证金；已停止的策略同样可以查询。

    限速：20 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        algo_ord_type (str):
        algo_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefusalEnvelope | SignalBotOrderEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            algo_ord_type=algo_ord_type,
            algo_id=algo_id,
        )
    ).parsed
