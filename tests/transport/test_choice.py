"""Which transport carries a client's calls, and what is said of one that cannot."""

from __future__ import annotations

import asyncio
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import httpx
import pytest
import trio

from okx_margin_client import AsyncOkxMargin, InvalidInputError, OkxMargin
from okx_margin_runtime.transport import AsyncTransport, Transport, http11
from okx_margin_runtime.wire import Request, Response

from .callers import adjustment, auth
from .host import Host


class Noting:
    """A transport of a user's own around one of ours."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.sent: list[Request] = []

    def send(self, request: Request) -> Response:
        self.sent.append(request)
        return self.transport.send(request)

    def warm_up(self, connections: int, deadline: float | None) -> None:
        self.transport.warm_up(connections, deadline)

    def close(self) -> None:
        self.transport.close()


class NotingTasks:
    def __init__(self, transport: AsyncTransport) -> None:
        self.transport = transport
        self.sent: list[Request] = []

    async def send(self, request: Request) -> Response:
        self.sent.append(request)
        return await self.transport.send(request)

    async def warm_up(self, connections: int, deadline: float | None) -> None:
        await self.transport.warm_up(connections, deadline)

    async def close(self) -> None:
        await self.transport.close()


def test_a_transport_of_the_users_own_carries_the_calls() -> None:
    with Host() as host:
        noting = Noting(http11.Transport(host.base_url))
        with OkxMargin(auth(host.base_url), transport=noting) as okx:
            assert okx.account.adjust_margin(**adjustment(1, 0)).ccy == "1"
        noting_tasks = NotingTasks(http11.AsyncTransport(host.base_url))

        async def call() -> None:
            async with AsyncOkxMargin(auth(host.base_url), transport=noting_tasks) as okx:
                assert (await okx.account.adjust_margin(**adjustment(2, 0))).ccy == "2"

        asyncio.run(call())
    assert [request.method for request in noting.sent + noting_tasks.sent] == ["POST", "POST"]
    assert host.received == ["1", "2"]


@pytest.mark.parametrize("client", [OkxMargin, AsyncOkxMargin])
def test_a_transport_that_can_be_none_is_named_with_what_can(client: Any) -> None:
    class Auth(httpx.Auth):
        """Makes httpx's requests."""

    url = "http://127.0.0.1:1"
    for transport in (7, "carrier pigeon", object()):
        with pytest.raises(InvalidInputError) as raised:
            client(auth(url), transport=transport)
        assert str(raised.value) == (
            f'transport is of type {type(transport).__name__}: it must be one of httpx\'s, one of ours, or "httpx".'
        )
    with pytest.raises(InvalidInputError) as raised:
        client(Auth(), base_url=url, transport=Noting(http11.Transport(url)))
    assert str(raised.value) == (
        "transport is of type Noting: it must be one of httpx's, since this auth makes httpx's requests."
    )


def test_a_task_of_trio_is_served_beside_those_of_asyncio() -> None:
    with Host() as host:
        okx = AsyncOkxMargin(auth(host.base_url))

        async def call(number: int) -> None:
            await okx.warm_up(2)
            assert (await okx.account.adjust_margin(**adjustment(number, 0))).ccy == str(number)

        asyncio.run(call(1))
        opened = host.connections
        trio.run(call, 2)
        assert host.connections == opened + 1, "httpx's opens none ahead"
        asyncio.run(call(3))
        trio.run(okx.aclose)
        asyncio.run(okx.aclose())
    assert host.received == ["1", "2", "3"]
    assert opened == 2


@pytest.mark.parametrize("client", [OkxMargin, AsyncOkxMargin])
def test_a_proxy_that_speaks_socks_needs_one_more_package(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://okx.invalid"
    monkeypatch.setitem(sys.modules, "socksio", None)
    client(auth(url), proxy="http://127.0.0.1:1")
    for scheme in ("socks5", "socks5h"):
        with pytest.raises(InvalidInputError) as raised:
            client(auth(url), proxy=f"{scheme}://127.0.0.1:1")
        error = raised.value
        assert str(error) == error.meaning
        for text in (error.meaning, error.meaning_zh):
            assert "proxy=" in text
            assert "pip install 'httpx[socks]'" in text
        assert "需要另装一个包" in error.meaning_zh
    package = ModuleType("socksio")
    package.__spec__ = ModuleSpec("socksio", None)
    monkeypatch.setitem(sys.modules, "socksio", package)
    client(auth(url), proxy="socks5://127.0.0.1:1")
