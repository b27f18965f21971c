"""The asynchronous clients that are compared; python-okx has none for REST."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Any, Final

import httpx

from okx_margin_client import AsyncOkxMargin

from .clients import CCXT, HTTPX, OURS, auth, ccxt_settings
from .measuring import AsyncCall
from .server import Server
from .signing import BODY, PATH, signed

AIOHTTP: Final = "aiohttp"


@asynccontextmanager
async def calls(server: Server) -> AsyncGenerator[dict[str, AsyncCall]]:
    """One adjustment by each client; those that know nothing of OKX sign by hand."""
    async with AsyncExitStack() as stack:
        yield {
            OURS: await _ours(server, stack),
            CCXT: await _ccxt(server, stack),
            AIOHTTP: await _aiohttp(server, stack),
            HTTPX: await _httpx(server, stack),
        }


async def _ours(server: Server, stack: AsyncExitStack) -> AsyncCall:
    okx = await stack.enter_async_context(AsyncOkxMargin(auth(server.base_url), tls=server.context()))

    async def call() -> object:
        adjusted = await okx.account.adjust_margin(
            inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1"
        )
        return adjusted.amt

    return call


async def _httpx(server: Server, stack: AsyncExitStack) -> AsyncCall:
    client = await stack.enter_async_context(httpx.AsyncClient(verify=server.context() or True))
    del client.headers["Accept-Encoding"], client.headers["Connection"]  # all send as many fields
    url = server.base_url + PATH

    async def call() -> object:
        response = await client.post(url, content=BODY, headers=signed())
        return response.json()["data"][0]["amt"]

    return call


async def _ccxt(server: Server, stack: AsyncExitStack) -> AsyncCall:
    exchange: Any = import_module("ccxt.async_support").okx(ccxt_settings(server))
    exchange.ssl_context = server.context()
    stack.push_async_callback(exchange.close)

    async def call() -> object:
        answer = await exchange.private_post_account_position_margin_balance(json.loads(BODY))
        return answer["data"][0]["amt"]

    return call


async def _aiohttp(server: Server, stack: AsyncExitStack) -> AsyncCall:
    aiohttp: Any = import_module("aiohttp")
    connector = aiohttp.TCPConnector(ssl=server.context() or True)
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
    url = server.base_url + PATH

    async def call() -> object:
        async with session.post(url, data=BODY, headers=signed()) as response:
            return json.loads(await response.read())["data"][0]["amt"]

    return call
