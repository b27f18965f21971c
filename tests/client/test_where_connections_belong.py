"""A connection belongs to its process and its event loop, whichever transport carries the calls."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from okx_margin_client import AsyncOkxMargin, NotSentError, OkxMargin

from .conftest import ADD_ONE, ScriptedExchange, each_carrier

carrier = each_carrier


@pytest.mark.slow
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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_child_that_ends_its_parents_tasks_leaves_them_to_the_parent(exchange: ScriptedExchange) -> None:
    """The kernel's list of what an event loop watches is one for both of them."""
    release = threading.Event()
    done = exchange.scripts[0]

    async def run() -> None:
        asked, loop = asyncio.Event(), asyncio.get_running_loop()

        def late(connection: socket.socket) -> None:
            loop.call_soon_threadsafe(asked.set)
            release.wait(5)
            done(connection)

        exchange.scripts = [late]
        async with AsyncOkxMargin(exchange.auth(), deadline=5) as okx:
            task = asyncio.create_task(okx.account.adjust_margin(**ADD_ONE))
            await asked.wait()
            if not (child := os.fork()):
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                os._exit(0)
            await asyncio.to_thread(os.waitpid, child, 0)
            release.set()
            assert (await task).amt == 1

    asyncio.run(run())


def test_one_asynchronous_client_serves_one_event_loop_after_another(exchange: ScriptedExchange) -> None:
    okx = AsyncOkxMargin(exchange.auth())
    for _ in range(4):
        assert asyncio.run(okx.account.adjust_margin(**ADD_ONE)).amt == 1
    asyncio.run(okx.aclose())
    assert len(exchange.received) == 4


def test_one_asynchronous_client_serves_many_event_loops_at_once(exchange: ScriptedExchange) -> None:
    okx = AsyncOkxMargin(exchange.auth(pacing=None), deadline=10)
    together = threading.Barrier(4)

    def run(_: int) -> Any:
        async def calls() -> set[Any]:
            return {(await okx.account.adjust_margin(**ADD_ONE)).amt for _ in range(5)}

        together.wait(5)
        return asyncio.run(calls())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(run, range(4))) == [{1}] * 4
    asyncio.run(okx.aclose())
    assert len(exchange.received) == 20


BY_HTTPX = """
import asyncio, sys, httpx
from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, NotSentError
add = {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add", "amt": "1"}
auth = OkxAuth("key", "secret", "passphrase", base_url=sys.argv[1])
okx = AsyncOkxMargin(auth, transport="httpx")
for _ in range(4):
    print(asyncio.run(okx.account.adjust_margin(**add)).amt)
okx = AsyncOkxMargin(auth, transport=httpx.AsyncHTTPTransport())
print(asyncio.run(okx.account.adjust_margin(**add)).amt)
try:
    asyncio.run(okx.account.adjust_margin(**add))
except NotSentError as error:
    print("another process or event loop" in str(error))
"""


@pytest.mark.slow
def test_httpxs_serve_one_event_loop_after_another_and_a_users_own_only_its_first(
    exchange: ScriptedExchange,
) -> None:
    """In an interpreter of its own: below httpx, connections of an ended event loop are left to the collector."""
    command = [sys.executable, "-W", "ignore", "-c", BY_HTTPX, exchange.base_url]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["1", "1", "1", "1", "1", "True"]
    assert len(exchange.received) == 5
