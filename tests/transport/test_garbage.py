"""A call leaves nothing behind that only the garbage collector could take away."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from okx_margin_client import AsyncOkxMargin, OkxMargin

from .callers import adjustment, auth, trusting
from .host import Host


@contextmanager
def no_garbage() -> Generator[None]:
    """What happens inside may leave no cycle of objects."""
    gc.collect()
    gc.disable()
    try:
        yield
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.slow
@pytest.mark.parametrize("wire", ["tcp", "tls"])
def test_a_call_leaves_no_cycle_of_objects(wire: str) -> None:
    tls = trusting() if wire == "tls" else None

    async def in_a_task() -> None:
        async with AsyncOkxMargin(auth(host.base_url), tls=tls) as okx:
            await okx.account.adjust_margin(**adjustment(0, 0))
            with no_garbage():
                for number in range(20):
                    await okx.account.adjust_margin(**adjustment(number, 0))

    with Host(tls=wire == "tls") as host:
        with OkxMargin(auth(host.base_url), tls=tls) as okx:
            okx.account.adjust_margin(**adjustment(0, 0))
            with no_garbage():
                for number in range(20):
                    okx.account.adjust_margin(**adjustment(number, 0))
        asyncio.run(in_a_task())


@pytest.mark.slow
def test_a_cycle_of_objects_would_be_seen() -> None:
    def leave_one() -> None:
        with no_garbage():
            circle: list[object] = []
            circle.append(circle)
            del circle

    with pytest.raises(AssertionError):
        leave_one()
