"""A connection belongs to its process and its event loop, whichever transport carries the calls."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from okx_margin_client import AsyncOkxMargin, NotSentError, OkxMargin

from .conftest import ADD_ONE, ScriptedExchange, each_carrier

carrier = each_carrier


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_child_opens_connections_of_its_own_and_the_parents_go_on(
    exchange: ScriptedExchange, carrier: Any
) -> None:
    with OkxMargin(exchange.auth(), transport=carrier) as okx:
        okx.account.adjust_margin(**ADD_ONE)
        child = os.fork()
        if child == 0:
            try:
                amounts = {okx.account.adjust_margin(**ADD_ONE).amt for _ in range(20)}
                os._exit(0 if amounts == {1} else 1)
            except BaseException:
                os._exit(2)
        assert {okx.account.adjust_margin(**ADD_ONE).amt for _ in range(20)} == {1}
        assert os.waitpid(child, 0)[1] == 0
    assert len(exchange.received) == 41


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_transport_of_the_users_own_stays_in_the_process_that_used_it(exchange: ScriptedExchange) -> None:
    with OkxMargin(exchange.auth(), transport=httpx.HTTPTransport()) as okx:
        okx.account.adjust_margin(**ADD_ONE)
        child = os.fork()
        if child == 0:
            try:
                okx.account.adjust_margin(**ADD_ONE)
                os._exit(1)
            except NotSentError:
                os._exit(0)
            except BaseException:
                os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
    assert len(exchange.received) == 1


def test_one_asynchronous_client_serves_one_event_loop_after_another(
    exchange: ScriptedExchange, carrier: Any
) -> None:
    okx = AsyncOkxMargin(exchange.auth(), transport=carrier)
    for _ in range(4):
        assert asyncio.run(okx.account.adjust_margin(**ADD_ONE)).amt == 1
    asyncio.run(okx.aclose())
    assert len(exchange.received) == 4


def test_one_asynchronous_client_serves_many_event_loops_at_once(
    exchange: ScriptedExchange, carrier: Any
) -> None:
    okx = AsyncOkxMargin(exchange.auth(pacing=None), transport=carrier, deadline=10)
    together = threading.Barrier(4)

    def run(_: int) -> Any:
        async def calls() -> set[Any]:
            return {(await okx.account.adjust_margin(**ADD_ONE)).amt for _ in range(5)}

        together.wait(5)
        return asyncio.run(calls())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(run, range(4))) == [{1}] * 4
    assert len(exchange.received) == 20


def test_httpxs_transport_of_the_users_own_stays_in_its_event_loop(exchange: ScriptedExchange) -> None:
    okx = AsyncOkxMargin(exchange.auth(), transport=httpx.AsyncHTTPTransport())
    asyncio.run(okx.account.adjust_margin(**ADD_ONE))
    with pytest.raises(NotSentError, match="another process or event loop"):
        asyncio.run(okx.account.adjust_margin(**ADD_ONE))
    assert len(exchange.received) == 1
