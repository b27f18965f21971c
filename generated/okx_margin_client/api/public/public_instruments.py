from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.inst_type import InstType
from ...models.instrument_envelope import InstrumentEnvelope
from ...models.refusal_envelope import RefusalEnvelope
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    inst_type: InstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    series_id: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_inst_type = inst_type.value
    params["instType"] = json_inst_type

    params["instFamily"] = inst_family

    params["instId"] = inst_id

    params["seriesId"] = series_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/public/instruments",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: Client, response: httpx.Response
) -> InstrumentEnvelope | RefusalEnvelope | None:
    if response.status_code == 200:
        response_200 = InstrumentEnvelope.from_dict(response.json())

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
) -> Response[InstrumentEnvelope | RefusalEnvelope]:
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
    inst_type: InstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    series_id: str | Unset = UNSET,
) -> Response[InstrumentEnvelope | RefusalEnvelope]:
    """List the instruments of a type

     Contract value, tick size and highest leverage of each instrument of a type: what an estimate of a
    position is made of.

    Rate limit: 20 requests per 2 seconds for each IP + Instrument Type. No API key is needed.

    按产品类型列出各产品的合约面值、价格精度与最高杠杆，用于估算仓位。

    限速：20 次/2 秒（按 IP + 产品类型）。无需 API key。

    Args:
        inst_type (InstType):
        inst_family (str | Unset):
        inst_id (str | Unset):
        series_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[InstrumentEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_family=inst_family,
        inst_id=inst_id,
        series_id=series_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    inst_type: InstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    series_id: str | Unset = UNSET,
) -> InstrumentEnvelope | RefusalEnvelope | None:
    """List the instruments of a type

     Contract value, tick size and highest leverage of each instrument of a type: what an estimate of a
    position is made of.

    Rate limit: 20 requests per 2 seconds for each IP + Instrument Type. No API key is needed.

    按产品类型列出各产品的合约面值、价格精度与最高杠杆，用于估算仓位。

    限速：20 次/2 秒（按 IP + 产品类型）。无需 API key。

    Args:
        inst_type (InstType):
        inst_family (str | Unset):
        inst_id (str | Unset):
        series_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        InstrumentEnvelope | RefusalEnvelope
    """

    return sync_detailed(
        client=client,
        inst_type=inst_type,
        inst_family=inst_family,
        inst_id=inst_id,
        series_id=series_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    inst_type: InstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    series_id: str | Unset = UNSET,
) -> Response[InstrumentEnvelope | RefusalEnvelope]:
    """List the instruments of a type

     Contract value, tick size and highest leverage of each instrument of a type: what an estimate of a
    position is made of.

    Rate limit: 20 requests per 2 seconds for each IP + Instrument Type. No API key is needed.

    按产品类型列出各产品的合约面值、价格精度与最高杠杆，用于估算仓位。

    限速：20 次/2 秒（按 IP + 产品类型）。无需 API key。

    Args:
        inst_type (InstType):
        inst_family (str | Unset):
        inst_id (str | Unset):
        series_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[InstrumentEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_family=inst_family,
        inst_id=inst_id,
        series_id=series_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    inst_type: InstType,
    inst_family: str | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    series_id: str | Unset = UNSET,
) -> InstrumentEnvelope | RefusalEnvelope | None:
    """List the instruments of a type

     Contract value, tick size and highest leverage of each instrument of a type: what an estimate of a
    position is made of.

    Rate limit: 20 requests per 2 seconds for each IP + Instrument Type. No API key is needed.

    按产品类型列出各产品的合约面值、价格精度与最高杠杆，用于估算仓位。

    限速：20 次/2 秒（按 IP + 产品类型）。无需 API key。

    Args:
        inst_type (InstType):
        inst_family (str | Unset):
        inst_id (str | Unset):
        series_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        InstrumentEnvelope | RefusalEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            inst_type=inst_type,
            inst_family=inst_family,
            inst_id=inst_id,
            series_id=series_id,
        )
    ).parsed
