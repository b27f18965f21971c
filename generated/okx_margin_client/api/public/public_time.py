from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.refusal_envelope import RefusalEnvelope
from ...models.system_time_envelope import SystemTimeEnvelope
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/public/time",
    }

    return _kwargs


def _parse_response(
    *, client: Client, response: httpx.Response
) -> RefusalEnvelope | SystemTimeEnvelope | None:
    if response.status_code == 200:
        response_200 = SystemTimeEnvelope.from_dict(response.json())

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
) -> Response[RefusalEnvelope | SystemTimeEnvelope]:
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
) -> Response[RefusalEnvelope | SystemTimeEnvelope]:
    """Read the exchange's clock

     The time by which the exchange judges whether a request has expired.

    Rate limit: 10 requests per 2 seconds for each IP. No API key is needed.

    交易所据以判断请求是否过期的系统时间。

    限速：10 次/2 秒（按 IP）。无需 API key。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefusalEnvelope | SystemTimeEnvelope]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
) -> RefusalEnvelope | SystemTimeEnvelope | None:
    """Read the exchange's clock

     The time by which the exchange judges whether a request has expired.

    Rate limit: 10 requests per 2 seconds for each IP. No API key is needed.

    交易所据以判断请求是否过期的系统时间。

    限速：10 次/2 秒（按 IP）。无需 API key。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefusalEnvelope | SystemTimeEnvelope
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
) -> Response[RefusalEnvelope | SystemTimeEnvelope]:
    """Read the exchange's clock

     The time by which the exchange judges whether a request has expired.

    Rate limit: 10 requests per 2 seconds for each IP. No API key is needed.

    交易所据以判断请求是否过期的系统时间。

    限速：10 次/2 秒（按 IP）。无需 API key。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[RefusalEnvelope | SystemTimeEnvelope]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
) -> RefusalEnvelope | SystemTimeEnvelope | None:
    """Read the exchange's clock

     The time by which the exchange judges whether a request has expired.

    Rate limit: 10 requests per 2 seconds for each IP. No API key is needed.

    交易所据以判断请求是否过期的系统时间。

    限速：10 次/2 秒（按 IP）。无需 API key。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        RefusalEnvelope | SystemTimeEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
