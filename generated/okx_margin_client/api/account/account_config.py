from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.account_config_envelope import AccountConfigEnvelope
from ...models.refusal_envelope import RefusalEnvelope
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/account/config",
    }

    return _kwargs


def _parse_response(
    *, client: Client, response: httpx.Response
) -> AccountConfigEnvelope | RefusalEnvelope | None:
    if response.status_code == 200:
        response_200 = AccountConfigEnvelope.from_dict(response.json())

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
) -> Response[AccountConfigEnvelope | RefusalEnvelope]:
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
) -> Response[AccountConfigEnvelope | RefusalEnvelope]:
    """Read how the account is set up

     Account mode, position mode, how isolated margin is transferred, and what the API key in use may do.

    Rate limit: 5 requests per 2 seconds for each User ID. Permission: Read.

    账户模式、持仓模式、逐仓保证金划转方式，以及当前 API key 的权限。

    限速：5 次/2 秒（按 User ID）。权限：读取 (Read)。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountConfigEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
) -> AccountConfigEnvelope | RefusalEnvelope | None:
    """Read how the account is set up

     Account mode, position mode, how isolated margin is transferred, and what the API key in use may do.

    Rate limit: 5 requests per 2 seconds for each User ID. Permission: Read.

    账户模式、持仓模式、逐仓保证金划转方式，以及当前 API key 的权限。

    限速：5 次/2 秒（按 User ID）。权限：读取 (Read)。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountConfigEnvelope | RefusalEnvelope
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
) -> Response[AccountConfigEnvelope | RefusalEnvelope]:
    """Read how the account is set up

     Account mode, position mode, how isolated margin is transferred, and what the API key in use may do.

    Rate limit: 5 requests per 2 seconds for each User ID. Permission: Read.

    账户模式、持仓模式、逐仓保证金划转方式，以及当前 API key 的权限。

    限速：5 次/2 秒（按 User ID）。权限：读取 (Read)。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountConfigEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
) -> AccountConfigEnvelope | RefusalEnvelope | None:
    """Read how the account is set up

     Account mode, position mode, how isolated margin is transferred, and what the API key in use may do.

    Rate limit: 5 requests per 2 seconds for each User ID. Permission: Read.

    账户模式、持仓模式、逐仓保证金划转方式，以及当前 API key 的权限。

    限速：5 次/2 秒（按 User ID）。权限：读取 (Read)。

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountConfigEnvelope | RefusalEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
