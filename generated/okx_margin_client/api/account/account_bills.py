from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.bill_envelope import BillEnvelope
from ...models.inst_type import InstType
from ...models.mgn_mode import MgnMode
from ...models.refusal_envelope import RefusalEnvelope
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    inst_type: InstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    ccy: str | Unset = UNSET,
    mgn_mode: MgnMode | Unset = UNSET,
    type_: str | Unset = UNSET,
    sub_type: str | Unset = UNSET,
    after: str | Unset = UNSET,
    before: str | Unset = UNSET,
    begin: str | Unset = UNSET,
    end: str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_inst_type: str | Unset = UNSET
    if not isinstance(inst_type, Unset):
        json_inst_type = inst_type.value

    params["instType"] = json_inst_type

    params["instId"] = inst_id

    params["ccy"] = ccy

    json_mgn_mode: str | Unset = UNSET
    if not isinstance(mgn_mode, Unset):
        json_mgn_mode = mgn_mode.value

    params["mgnMode"] = json_mgn_mode

    params["type"] = type_

    params["subType"] = sub_type

    params["after"] = after

    params["before"] = before

    params["begin"] = begin

    params["end"] = end

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v5/account/bills",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Client, response: httpx.Response) -> BillEnvelope | RefusalEnvelope | None:
    if response.status_code == 200:
        response_200 = BillEnvelope.from_dict(response.json())

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


def _build_response(*, client: Client, response: httpx.Response) -> Response[BillEnvelope | RefusalEnvelope]:
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
    inst_type: InstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    ccy: str | Unset = UNSET,
    mgn_mode: MgnMode | Unset = UNSET,
    type_: str | Unset = UNSET,
    sub_type: str | Unset = UNSET,
    after: str | Unset = UNSET,
    before: str | Unset = UNSET,
    begin: str | Unset = UNSET,
    end: str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[BillEnvelope | RefusalEnvelope]:
    """List the bills of the last seven days

     Whatever changed a balance of the account, newest first, at most 100 bills at a time. A margin
    adjustment of a
    position leaves a bill of type 6, of subtype 160 where margin was put in by hand and 161 where it
    was taken back.

    Rate limit: 5 requests per second for each User ID. Permission: Read.

    导致账户余额变动的流水，按时间倒序，每页最多 100 条。调整仓位保证金会留下类型为 6 的账单：
    手动追加保证金的子类型为 160，手动减少保证金的子类型为 161。

    限速：5 次/秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (InstType | Unset):
        inst_id (str | Unset):
        ccy (str | Unset):
        mgn_mode (MgnMode | Unset):
        type_ (str | Unset):
        sub_type (str | Unset):
        after (str | Unset):
        before (str | Unset):
        begin (str | Unset):
        end (str | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BillEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_id=inst_id,
        ccy=ccy,
        mgn_mode=mgn_mode,
        type_=type_,
        sub_type=sub_type,
        after=after,
        before=before,
        begin=begin,
        end=end,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    inst_type: InstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    ccy: str | Unset = UNSET,
    mgn_mode: MgnMode | Unset = UNSET,
    type_: str | Unset = UNSET,
    sub_type: str | Unset = UNSET,
    after: str | Unset = UNSET,
    before: str | Unset = UNSET,
    begin: str | Unset = UNSET,
    end: str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> BillEnvelope | RefusalEnvelope | None:
    """List the bills of the last seven days

     Whatever changed a balance of the account, newest first, at most 100 bills at a time. A margin
    adjustment of a
    position leaves a bill of type 6, of subtype 160 where margin was put in by hand and 161 where it
    was taken back.

    Rate limit: 5 requests per second for each User ID. Permission: Read.

    导致账户余额变动的流水，按时间倒序，每页最多 100 条。调整仓位保证金会留下类型为 6 的账单：
    手动追加保证金的子类型为 160，手动减少保证金的子类型为 161。

    限速：5 次/秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (InstType | Unset):
        inst_id (str | Unset):
        ccy (str | Unset):
        mgn_mode (MgnMode | Unset):
        type_ (str | Unset):
        sub_type (str | Unset):
        after (str | Unset):
        before (str | Unset):
        begin (str | Unset):
        end (str | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BillEnvelope | RefusalEnvelope
    """

    return sync_detailed(
        client=client,
        inst_type=inst_type,
        inst_id=inst_id,
        ccy=ccy,
        mgn_mode=mgn_mode,
        type_=type_,
        sub_type=sub_type,
        after=after,
        before=before,
        begin=begin,
        end=end,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    inst_type: InstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    ccy: str | Unset = UNSET,
    mgn_mode: MgnMode | Unset = UNSET,
    type_: str | Unset = UNSET,
    sub_type: str | Unset = UNSET,
    after: str | Unset = UNSET,
    before: str | Unset = UNSET,
    begin: str | Unset = UNSET,
    end: str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[BillEnvelope | RefusalEnvelope]:
    """List the bills of the last seven days

     Whatever changed a balance of the account, newest first, at most 100 bills at a time. A margin
    adjustment of a
    position leaves a bill of type 6, of subtype 160 where margin was put in by hand and 161 where it
    was taken back.

    Rate limit: 5 requests per second for each User ID. Permission: Read.

    导致账户余额变动的流水，按时间倒序，每页最多 100 条。调整仓位保证金会留下类型为 6 的账单：
    手动追加保证金的子类型为 160，手动减少保证金的子类型为 161。

    限速：5 次/秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (InstType | Unset):
        inst_id (str | Unset):
        ccy (str | Unset):
        mgn_mode (MgnMode | Unset):
        type_ (str | Unset):
        sub_type (str | Unset):
        after (str | Unset):
        before (str | Unset):
        begin (str | Unset):
        end (str | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BillEnvelope | RefusalEnvelope]
    """

    kwargs = _get_kwargs(
        inst_type=inst_type,
        inst_id=inst_id,
        ccy=ccy,
        mgn_mode=mgn_mode,
        type_=type_,
        sub_type=sub_type,
        after=after,
        before=before,
        begin=begin,
        end=end,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    inst_type: InstType | Unset = UNSET,
    inst_id: str | Unset = UNSET,
    ccy: str | Unset = UNSET,
    mgn_mode: MgnMode | Unset = UNSET,
    type_: str | Unset = UNSET,
    sub_type: str | Unset = UNSET,
    after: str | Unset = UNSET,
    before: str | Unset = UNSET,
    begin: str | Unset = UNSET,
    end: str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> BillEnvelope | RefusalEnvelope | None:
    """List the bills of the last seven days

     Whatever changed a balance of the account, newest first, at most 100 bills at a time. A margin
    adjustment of a
    position leaves a bill of type 6, of subtype 160 where margin was put in by hand and 161 where it
    was taken back.

    Rate limit: 5 requests per second for each User ID. Permission: Read.

    导致账户余额变动的流水，按时间倒序，每页最多 100 条。调整仓位保证金会留下类型为 6 的账单：
    手动追加保证金的子类型为 160，手动减少保证金的子类型为 161。

    限速：5 次/秒（按 User ID）。权限：读取 (Read)。

    Args:
        inst_type (InstType | Unset):
        inst_id (str | Unset):
        ccy (str | Unset):
        mgn_mode (MgnMode | Unset):
        type_ (str | Unset):
        sub_type (str | Unset):
        after (str | Unset):
        before (str | Unset):
        begin (str | Unset):
        end (str | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BillEnvelope | RefusalEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            inst_type=inst_type,
            inst_id=inst_id,
            ccy=ccy,
            mgn_mode=mgn_mode,
            type_=type_,
            sub_type=sub_type,
            after=after,
            before=before,
            begin=begin,
            end=end,
            limit=limit,
        )
    ).parsed
