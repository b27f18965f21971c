"""The clients that are compared, each making the same adjustment, and how a batch of calls is measured."""

from __future__ import annotations

import asyncio
import gc
import socket
import statistics
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from importlib import import_module
from itertools import chain
from typing import Any, Final, NamedTuple

import httpx

from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, OkxMargin

OURS: Final = "okx-margin"
HTTPX: Final = "httpx"
PYTHON_OKX: Final = "python-okx"
SOCKET: Final = "bare socket"

IN_FLIGHT: Final = 50

_PATH: Final = "/api/v5/account/position/margin-balance"
_BODY: Final = b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}'
_HEADERS: Final = {  # what a signed request carries, ready made
    "Accept": "application/json",
    "Content-Type": "application/json",
    "User-Agent": "bench",
    "x-simulated-trading": "1",
    "OK-ACCESS-KEY": "bench-key",
    "OK-ACCESS-SIGN": "qnLTA3T5WkJjOhVxMPzPDpTrxTTXKiMBCSmxLVZvDZU=",
    "OK-ACCESS-TIMESTAMP": "2026-01-01T00:00:00.000Z",
    "OK-ACCESS-PASSPHRASE": "bench-passphrase",
}

Call = Callable[[], object]
AsyncCall = Callable[[], Awaitable[object]]


class Batch(NamedTuple):
    """Seconds: the median call, the 99th percentile, wall and CPU time (user and system) of one call."""

    p50: float
    p99: float
    wall: float
    cpu: float


def _auth(base_url: str) -> OkxAuth:
    return OkxAuth("bench-key", "bench-secret", "bench-passphrase", base_url=base_url, pacing=None)


@contextmanager
def sync_calls(base_url: str) -> Generator[dict[str, Call]]:
    """One adjustment by each client; each returns the amount that the answer names."""
    with ExitStack() as stack:
        okx = stack.enter_context(OkxMargin(_auth(base_url)))
        client = stack.enter_context(httpx.Client())
        _without_further_headers(client)
        other: Any = import_module("okx.Account").AccountAPI(
            "bench-key", "bench-secret", "bench-passphrase", flag="1", domain=base_url, debug=False
        )
        stack.callback(other.close)
        address = httpx.URL(base_url)
        connection = stack.enter_context(socket.create_connection((address.host, address.port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        url, request = base_url + _PATH, _as_sent(address)

        def ours() -> object:
            return okx.account.adjust_margin(
                inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1"
            ).amt

        def bare_httpx() -> object:
            return client.post(url, content=_BODY, headers=_HEADERS).json()["data"][0]["amt"]

        def python_okx() -> object:
            return other.adjustment_margin("BTC-USDT-SWAP", "short", "add", "1")["data"][0]["amt"]

        def bare_socket() -> object:
            connection.sendall(request)
            return connection.recv(65536).partition(b'"amt":"')[2][:1].decode()

        yield {OURS: ours, PYTHON_OKX: python_okx, HTTPX: bare_httpx, SOCKET: bare_socket}


@asynccontextmanager
async def async_calls(base_url: str) -> AsyncGenerator[dict[str, AsyncCall]]:
    """The same of each client that has an asynchronous half; python-okx has none for REST."""
    async with AsyncOkxMargin(_auth(base_url)) as okx, httpx.AsyncClient() as client:
        _without_further_headers(client)
        url = base_url + _PATH

        async def ours() -> object:
            adjusted = await okx.account.adjust_margin(
                inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1"
            )
            return adjusted.amt

        async def bare_httpx() -> object:
            response = await client.post(url, content=_BODY, headers=_HEADERS)
            return response.json()["data"][0]["amt"]

        yield {OURS: ours, HTTPX: bare_httpx}


def _without_further_headers(client: httpx.Client | httpx.AsyncClient) -> None:
    """Leaves out what httpx would send besides, so that every request carries the same number of headers."""
    del client.headers["Accept-Encoding"], client.headers["Connection"]


def _as_sent(address: httpx.URL) -> bytes:
    headers = {"Host": address.netloc.decode(), **_HEADERS, "Content-Length": str(len(_BODY))}
    lines = [f"POST {_PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + _BODY


def batch(call: Call, calls: int) -> Batch:
    """Calls one after the other."""
    durations: list[float] = []
    gc.collect()  # each batch pays for its own garbage only
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(calls):
        started = time.perf_counter()
        call()
        durations.append(time.perf_counter() - started)
    return _batch(durations, time.perf_counter() - wall, time.process_time() - cpu)


async def async_batch(call: AsyncCall, calls: int) -> Batch:
    """As many calls, IN_FLIGHT of them at any time."""

    async def one_after_the_other() -> list[float]:
        durations: list[float] = []
        for _ in range(calls // IN_FLIGHT):
            started = time.perf_counter()
            await call()
            durations.append(time.perf_counter() - started)
        return durations

    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    durations = await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return _batch(list(chain.from_iterable(durations)), wall, cpu)


def _batch(durations: list[float], wall: float, cpu: float) -> Batch:
    calls = len(durations)
    return Batch(
        statistics.median(durations),
        statistics.quantiles(durations, n=100, method="inclusive")[98],
        wall / calls,
        cpu / calls,
    )
