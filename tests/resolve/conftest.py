"""A mock OKX with a past, and both twins of the client behind one call."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import anyio
import pytest

from okx_margin_client import AsyncOkxMargin, OkxMargin
from okx_margin_mock import Fault, MockServer


@contextmanager
def clock_set(mock: MockServer, seconds: float) -> Generator[None]:
    """The exchange's clock is so many seconds away from the machine's."""
    mock.exchange.inject(Fault.skewed_clock(seconds))
    yield
    mock.exchange.inject(Fault.skewed_clock(0))


@pytest.fixture
def mock(okx_mock: MockServer) -> MockServer:
    """One whose positions have a record from long before."""
    with clock_set(okx_mock, -3600):
        for inst_id, side in (("BTC-USDT-SWAP", "short"), ("ETH-USDT-SWAP", "long")):
            okx_mock.exchange.charge_funding(inst_id, side, Decimal("0.5"))
    return okx_mock


class Twin:
    """A client of either kind, whose calls are made in the same words."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, mock: MockServer, do: Callable[[Any], Any], **options: Any) -> Any:
        """What `do` returns or raises, given a client that returns or awaits."""
        if self.kind == "sync":
            with OkxMargin(mock.auth(), **options) as okx:
                return do(okx)

        async def run() -> Any:
            async with AsyncOkxMargin(mock.auth(), **options) as okx:
                return await do(okx)

        return anyio.run(run)


@pytest.fixture(params=["sync", "async"])
def twin(request: pytest.FixtureRequest) -> Twin:
    return Twin(request.param)
