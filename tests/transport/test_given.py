"""A transport of the user's own: whose it is, and when it is closed."""

from __future__ import annotations

import asyncio
import os
from itertools import product

import httpx
import pytest

from okx_margin_runtime.transport import TransportError
from okx_margin_runtime.transport.httpx import AsyncHttpxTransport, HttpxTransport

from .callers import request_for
from .host import Host, number_in
from .test_httpx import URL, Foreign, of_trio, raw


class Counting(Foreign):
    """How often it was closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def test_a_transport_of_the_users_own_is_closed_where_it_was_used_and_sends_no_more() -> None:
    for uses, given in product((True, False), repeat=2):
        made: list[Counting] = []

        def make(made: list[Counting] = made) -> Counting:
            made.append(Counting(lambda _: raw(b"", {})))
            return made[-1]

        blocking = HttpxTransport(make, URL, given=given)
        awaited = AsyncHttpxTransport(make, URL, given=given)

        async def call(uses: bool = uses, awaited: AsyncHttpxTransport = awaited) -> None:
            if uses:
                await awaited.send(request_for(1))
            await awaited.close()
            with pytest.raises(TransportError, match="client is closed"):
                await awaited.send(request_for(2))

        if uses:
            blocking.send(request_for(1))
        blocking.close()
        with pytest.raises(TransportError, match="client is closed"):
            blocking.send(request_for(2))
        asyncio.run(call())
        # Where it is given, `make` gives it: once to be used and once to be closed. Else each call closes its own.
        assert [each.closed for each in made] == [[], [1, 1], [], [0, 1, 0, 1]][2 * given + uses]


def test_a_task_of_another_event_loop_gets_a_users_own_unless_it_is_httpxs() -> None:
    foreign = Foreign(lambda _: raw(b"", {}))
    anywhere = AsyncHttpxTransport(lambda: foreign, URL, given=True)
    for run in (asyncio.run, of_trio, asyncio.run):
        run(anywhere.send(request_for(1)))
    with Host() as host:
        httpxs = httpx.AsyncHTTPTransport()
        bound = AsyncHttpxTransport(lambda: httpxs, host.base_url, given=True)

        async def twice_and_close() -> None:
            for number in range(2):
                assert number_in((await bound.send(request_for(number))).body) == str(number)

        asyncio.run(twice_and_close())
        for run in (asyncio.run, of_trio):
            with pytest.raises(TransportError, match="another process or event loop"):
                run(bound.send(request_for(3)))
        assert host.received == ["0", "1"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_child_gets_none_of_its_parents() -> None:
    foreign = Foreign(lambda _: raw(b"", {}))
    blocking = HttpxTransport(lambda: foreign, URL, given=True)
    awaited = AsyncHttpxTransport(lambda: foreign, URL, given=True)
    blocking.send(request_for(1))
    asyncio.run(awaited.send(request_for(1)))
    child = os.fork()
    if child == 0:
        try:
            with pytest.raises(TransportError, match="another process or event loop"):
                blocking.send(request_for(2))
            with pytest.raises(TransportError, match="another process or event loop"):
                asyncio.run(awaited.send(request_for(2)))
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
