from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.balance_envelope import BalanceEnvelope
from ...models.refusal_envelope import RefusalEnvelope
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    ccy: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["ccy"] = ccy

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/account/balance",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> BalanceEnvelope | RefusalEnvelope | None:
    if response.status_code == 200:
        response_200 = BalanceEnvelope.from_dict(response.json())

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
) -> Response[BalanceEnvelope | RefusalEnvelope]:
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
    ccy: str | Unset = UNSET,
) -> Response[BalanceEnvelope | RefusalEnvelope]:
    """Read the balance of the trading account

     What each currency has available, and what is bound in isolated positions. Margin that was put in is
    no longer in `cashBal`.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    各币种的可用余额与逐仓占用。已划入仓位的保证金不再计入 `cashBal`。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        ccy (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        ccy=ccy,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    ccy: str | Unset = UNSET,
) -> BalanceEnvelope | RefusalEnvelope | None:
    """Read the balance of the trading account

     What each currency has available, and what is bound in isolated positions. Margin that was put in is
    no longer in `cashBal`.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    各币种的可用余额与逐仓占用。已划入仓位的保证金不再计入 `cashBal`。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        ccy (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceEnvelope | RefusalEnvelope
    """

    return sync_detailed(
        client=client,
        ccy=ccy,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    ccy: str | Unset = UNSET,
) -> Response[BalanceEnvelope | RefusalEnvelope]:
    """Read the balance of the trading account

     What each currency has available, and what is bound in isolated positions. Margin that was put in is
    no longer in `cashBal`.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    各币种的可用余额与逐仓占用。已划入仓位的保证金不再计入 `cashBal`。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        ccy (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        ccy=ccy,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    ccy: str | Unset = UNSET,
) -> BalanceEnvelope | RefusalEnvelope | None:
    """Read the balance of the trading account

     What each currency has available, and what is bound in isolated positions. Margin that was put in is
    no longer in `cashBal`.

    Rate limit: 10 requests per 2 seconds for each User ID. Permission: Read.

    各币种的可用余额与逐仓占用。已划入仓位的保证金不再计入 `cashBal`。

    限速：10 次/2 秒（按 User ID）。权限：读取 (Read)。

    Args:
        ccy (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceEnvelope | RefusalEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            ccy=ccy,
        )
    ).parsed
