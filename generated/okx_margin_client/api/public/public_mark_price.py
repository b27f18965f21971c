from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.mark_price_envelope import MarkPriceEnvelope
from ...models.position_inst_type import PositionInstType
from ...models.refusal_envelope import RefusalEnvelope
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    inst_type: PositionInstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_inst_type = inst_type.value
    params["instType"] = json_inst_type

    params["instFamily"] = inst_family

    params["instId"] = inst_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/public/mark-price",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: Client, response: httpx.Response
) -> MarkPriceEnvelope | RefusalEnvelope | None:
    if response.status_code == 200:
        response_200 = MarkPriceEnvelope.from_dict(response.json())

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
) -> Response[MarkPriceEnvelope | RefusalEnvelope]:
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
    inst_type: PositionInstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
) -> Response[MarkPriceEnvelope | RefusalEnvelope]:
    """Read mark prices

     The prices by which unrealised profit, margin ratio and liquidation are judged.

    Rate limit: 10 requests per 2 seconds for each IP + Instrument ID. No API key is needed.

    未实现盈亏、维持保证金率与强平均按标记价格计算。

    限速：10 次/2 秒（按 IP + 产品 ID）。无需 API key。

    Args:
        inst_type (PositionInstType):
        inst_family (str | Unset):
        inst_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MarkPriceEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_family=inst_family,
        inst_id=inst_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    inst_type: PositionInstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
) -> MarkPriceEnvelope | RefusalEnvelope | None:
    """Read mark prices

     The prices by which unrealised profit, margin ratio and liquidation are judged.

    Rate limit: 10 requests per 2 seconds for each IP + Instrument ID. No API key is needed.

    未实现盈亏、维持保证金率与强平均按标记价格计算。

    限速：10 次/2 秒（按 IP + 产品 ID）。无需 API key。

    Args:
        inst_type (PositionInstType):
        inst_family (str | Unset):
        inst_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MarkPriceEnvelope | RefusalEnvelope
    """

    return sync_detailed(
        client=client,
        inst_type=inst_type,
        inst_family=inst_family,
        inst_id=inst_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    inst_type: PositionInstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
) -> Response[MarkPriceEnvelope | RefusalEnvelope]:
    """Read mark prices

     The prices by which unrealised profit, margin ratio and liquidation are judged.

    Rate limit: 10 requests per 2 seconds for each IP + Instrument ID. No API key is needed.

    未实现盈亏、维持保证金率与强平均按标记价格计算。

    限速：10 次/2 秒（按 IP + 产品 ID）。无需 API key。

    Args:
        inst_type (PositionInstType):
        inst_family (str | Unset):
        inst_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MarkPriceEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_family=inst_family,
        inst_id=inst_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    inst_type: PositionInstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
) -> MarkPriceEnvelope | RefusalEnvelope | None:
    """Read mark prices

     The prices by which unrealised profit, margin ratio and liquidation are judged.

    Rate limit: 10 requests per 2 seconds for each IP + Instrument ID. No API key is needed.

    未实现盈亏、维持保证金率与强平均按标记价格计算。

    限速：10 次/2 秒（按 IP + 产品 ID）。无需 API key。

    Args:
        inst_type (PositionInstType):
        inst_family (str | Unset):
        inst_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MarkPriceEnvelope | RefusalEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            inst_type=inst_type,
            inst_family=inst_family,
            inst_id=inst_id,
        )
    ).parsed
