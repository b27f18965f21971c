"""A connection belongs to its process and its event loop, whichever transport carries the calls."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_auth import Pacing, SlidingWindow
from okx_margin_auth.pacing import Place
from okx_margin_client import AsyncOkxMargin, Journal, NotSentError, OkxMargin
from okx_margin_runtime.facts import Endpoint

from .conftest import ADD_ONE, DONE, ScriptedExchange, answer, each_carrier

carrier = each_carrier
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
TRANSPORTS: list[Callable[[], Any]] = [lambda: None, lambda: "httpx", httpx.AsyncHTTPTransport]


@pytest.mark.slow
@forks
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


@forks
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


@forks
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


async def forked(work: Coroutine[Any, Any, bool]) -> int:
    """A child that goes on in this event loop; it exits with 0 where its `work` is True."""
    if (child := os.fork()) == 0:
        try:
            os._exit(0 if await work else 1)
        except BaseException:
            os._exit(2)
    work.close()
    return child


def exit_of(child: int) -> int:
    """Its status, once it has ended: nothing else happens in this thread meanwhile."""
    return os.waitpid(child, 0)[1]


@forks
@pytest.mark.parametrize("transport", TRANSPORTS, ids=["ours", "httpx", "a user's"])
def test_a_child_in_its_parents_event_loop_closes_and_calls_no_more(
    exchange: ScriptedExchange, transport: Callable[[], Any], tmp_path: Path
) -> None:
    """Asyncio knows of no loop there, so nothing can be awaited: a call is told not to have been sent."""

    async def refused(call: Coroutine[Any, Any, Any]) -> bool:
        try:
            await call
        except NotSentError as error:
            return "no event loop runs here" in str(error)
        return False

    async def run() -> None:
        for journal in (None, tmp_path / "adjustments.db"):
            async with AsyncOkxMargin(exchange.auth(), transport=transport(), journal=journal) as okx:

                async def closes(okx: AsyncOkxMargin = okx) -> bool:
                    calls = [okx.account.adjust_margin(**ADD_ONE), okx.account.positions(), okx.warm_up()]
                    told = [await refused(call) for call in calls]
                    await okx.aclose()
                    return all(told)

                assert (await okx.account.adjust_margin(**ADD_ONE)).amt == 1
                connections = exchange.connections
                child = await forked(closes())
                assert exit_of(child) == 0
                assert (await okx.account.adjust_margin(**ADD_ONE)).amt == 1
                if transport() is None:  # httpx's are for one call each
                    assert exchange.connections == connections

    asyncio.run(run())
    assert len(exchange.received) == 4


@forks
def test_parent_and_child_both_leave_the_block_that_one_of_them_entered(exchange: ScriptedExchange) -> None:
    with OkxMargin(exchange.auth()) as okx:
        assert okx.account.adjust_margin(**ADD_ONE).amt == 1
        child = os.fork()
        if child:
            exit_of(child)  # it has left by then
            assert okx.account.adjust_margin(**ADD_ONE).amt == 1
    if child == 0:
        os._exit(0)

    async def run() -> None:
        async with AsyncOkxMargin(exchange.auth()) as okx:
            assert (await okx.account.adjust_margin(**ADD_ONE)).amt == 1
            child = os.fork()
            if child:
                assert exit_of(child) == 0
                assert (await okx.account.adjust_margin(**ADD_ONE)).amt == 1
        if child == 0:
            os._exit(0)

    asyncio.run(run())
    assert (exchange.connections, len(exchange.received)) == (2, 4)


@forks
def test_a_child_in_its_parents_event_loop_reads_no_answer_of_the_parents(exchange: ScriptedExchange) -> None:
    release, asked = threading.Event(), threading.Event()

    def late(connection: socket.socket) -> None:
        asked.set()
        release.wait(5)
        answer(DONE)(connection)

    async def turns() -> bool:
        until = time.monotonic() + 0.6
        for _ in iter(lambda: time.monotonic() < until, False):
            await asyncio.sleep(0)
        return True

    async def run() -> None:
        async with AsyncOkxMargin(exchange.auth(), deadline=5) as okx:
            await okx.account.adjust_margin(**ADD_ONE)
            exchange.scripts = [late]
            call = asyncio.create_task(okx.account.adjust_margin(**ADD_ONE))
            await asyncio.to_thread(asked.wait)
            child = await forked(turns())
            release.set()
            assert exit_of(child) == 0  # the child alone was told what came
            assert (await call).amt == 1

    asyncio.run(run())


class ForksMidway(Pacing):
    """Two processes come out of `take`; `child` is as os.fork has it."""

    child = 0

    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        place = SlidingWindow().take(endpoint, deadline)
        self.child = os.fork()
        return place

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        return self.take(endpoint, deadline)


@forks
def test_a_call_that_a_fork_divides_is_sent_and_written_down_once(
    exchange: ScriptedExchange, tmp_path: Path
) -> None:
    pacing = ForksMidway()
    with (
        Journal(tmp_path / "adjustments.db") as journal,
        OkxMargin(exchange.auth(pacing=pacing), journal=journal, read_before=False) as okx,
    ):
        told = ""
        try:
            okx.account.adjust_margin(**ADD_ONE)
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        if pacing.child == 0:
            os._exit(0 if told.startswith("NotSentError: ") and "fork" in told else 1)
        assert (told, exit_of(pacing.child)) == ("", 0)
        (entry,) = journal.entries()
        assert entry.outcome == "done"
    assert len(exchange.received) == 1


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
