import asyncio
from collections.abc import Callable

import httpx
import pytest

from okx_margin_auth import OkxAuth

Handler = Callable[[httpx.Request], httpx.Response]
POSITION = "https://openapi.okx.com/api/v5/account/position/margin-balance"
BODY = b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}'


def send_sync(
    auth: OkxAuth, handler: Handler, method: str = "POST", url: str = POSITION, content: bytes = BODY
) -> httpx.Response:
    with httpx.Client(transport=httpx.MockTransport(handler), auth=auth, timeout=7) as client:
        return client.request(method, url, content=content)


def send_async(
    auth: OkxAuth, handler: Handler, method: str = "POST", url: str = POSITION, content: bytes = BODY
) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler), auth=auth, timeout=7) as client:
            return await client.request(method, url, content=content)

    return asyncio.run(send())


@pytest.fixture(params=[send_sync, send_async], ids=["sync", "async"])
def send(request: pytest.FixtureRequest) -> Callable[..., httpx.Response]:
    """Sends a request, an adjustment of a position unless told otherwise, over a transport in memory."""
    chosen: Callable[..., httpx.Response] = request.param
    return chosen


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that were asked for; none of them is waited."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("time.sleep", waits.append)
    monkeypatch.setattr("okx_margin_auth.as_httpx.sleep", sleep)
    return waits
