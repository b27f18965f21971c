"""Connections opened ahead: as many as were asked for, in time, or an error that says to which host."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, NotSentError, OkxMargin

from .conftest import ADD_ONE, ScriptedExchange

WarmUp = Callable[..., None]
"""warm_up of a client with these options, and a call on it afterwards where it could be done."""


def warm_up_sync(auth: OkxAuth, *connections: int, **options: Any) -> None:
    with OkxMargin(auth, **options) as okx:
        okx.warm_up(*connections)
        okx.account.adjust_margin(**ADD_ONE)


def warm_up_async(auth: OkxAuth, *connections: int, **options: Any) -> None:
    async def run() -> None:
        async with AsyncOkxMargin(auth, **options) as okx:
            await okx.warm_up(*connections)
            await okx.account.adjust_margin(**ADD_ONE)

    asyncio.run(run())  # on trio, httpx's transports carry the calls, and open none ahead


@pytest.fixture(params=[warm_up_sync, warm_up_async], ids=["sync", "async"])
def warm_up(request: pytest.FixtureRequest) -> WarmUp:
    chosen: WarmUp = request.param
    return chosen


def test_so_many_connections_are_opened_and_the_next_call_goes_over_one(
    exchange: ScriptedExchange, warm_up: WarmUp
) -> None:
    warm_up(exchange.auth(), 3)
    assert (opened(exchange, 3), len(exchange.received)) == (3, 1)
    warm_up(exchange.auth(), deadline=None)
    assert (opened(exchange, 4), len(exchange.received)) == (4, 2)


def opened(exchange: ScriptedExchange, expected: int) -> int:
    """How many connections it has taken, once it has had time for as many as expected."""
    until = time.monotonic() + 5
    while exchange.connections < expected and time.monotonic() < until:
        time.sleep(0.001)
    return exchange.connections


def test_a_host_that_cannot_be_reached_is_named_in_both_languages(warm_up: WarmUp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    auth = OkxAuth("key", "secret", "passphrase", base_url=f"http://127.0.0.1:{port}")
    with pytest.raises(NotSentError) as raised:
        warm_up(auth, 2)
    refused = raised.value
    assert refused.meaning.startswith("No connection to 127.0.0.1 can be opened ahead: ")
    assert refused.meaning_zh.startswith("无法预先建立到 127.0.0.1 的连接：")
    assert str(refused).startswith(refused.meaning)
    cause = refused.meaning.partition("ahead: ")[2].removesuffix(".")
    assert "refused" in cause
    assert cause in refused.meaning_zh


@pytest.fixture
def hanging() -> Iterator[str]:
    """A host to which connecting hangs: the kernel takes no further connection."""
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    queued = [socket.socket() for _ in range(4)]
    for each in queued:
        each.setblocking(False)
        each.connect_ex(full.getsockname())
    yield f"http://127.0.0.1:{full.getsockname()[1]}"
    for each in [*queued, full]:
        each.close()


def test_it_ends_by_the_clients_deadline(hanging: str, warm_up: WarmUp) -> None:
    auth = OkxAuth("key", "secret", "passphrase", base_url=hanging)
    with pytest.raises(NotSentError, match="can be opened ahead"):
        warm_up(auth, deadline=0.2, timeout=None)
