"""Both drivers perform the same steps in the same order; only one of them blocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from okx_margin_runtime.steps import Do, Send, Steps, Wait, drive, drive_async
from okx_margin_runtime.wire import Request, Response

from .made_up import request, response

CAME = response("{}")


def drive_blocking(steps: Steps[Any], send: Callable[[Request], Response]) -> Any:
    return drive(steps, send)


def drive_awaiting(steps: Steps[Any], send: Callable[[Request], Response], backend: str = "asyncio") -> Any:
    async def send_async(sent: Request) -> Response:
        await anyio.lowlevel.checkpoint()
        return send(sent)

    return anyio.run(drive_async, steps, send_async, backend=backend)


Driver = Callable[[Steps[Any], Callable[[Request], Response]], Any]


@pytest.fixture(params=[drive_blocking, drive_awaiting], ids=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    chosen: Driver = request.param
    return chosen


async def _awaited(value: str) -> str:
    return value


def test_each_step_is_performed_once_and_its_value_sent_back(driver: Driver) -> None:
    sent: list[Request] = []

    def steps() -> Steps[list[object]]:
        came: list[object] = [(yield Send(own))]
        came.append((yield Wait(0.02)))
        came.append((yield Do(lambda: "blocked", lambda: _awaited("awaited"))))
        return came

    def send(each: Request) -> Response:
        sent.append(each)
        return CAME

    own = request()
    began = time.monotonic()
    came = driver(steps(), send)
    assert time.monotonic() - began >= 0.02
    assert came == [CAME, None, "blocked" if driver is drive_blocking else "awaited"]
    assert sent == [own]


def test_what_a_step_raises_is_raised_where_it_was_yielded(driver: Driver) -> None:
    def steps() -> Steps[str]:
        try:
            yield Send(request())
        except ConnectionError:
            return "told"
        return "not told"

    def broken(_: Request) -> Response:
        raise ConnectionError

    assert driver(steps(), broken) == "told"


def test_what_the_steps_do_not_catch_comes_out_and_they_are_closed(driver: Driver) -> None:
    told: list[str] = []

    def steps() -> Steps[None]:
        try:
            yield Send(request())
        finally:
            told.append("closed")

    def interrupted(_: Request) -> Response:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        driver(steps(), interrupted)
    assert told == ["closed"]


def test_steps_end_before_anything_is_performed_too(driver: Driver) -> None:
    def refused() -> Steps[str]:
        if time:
            raise ValueError("not at all")
        yield Wait(1)
        return ""

    def at_once() -> Steps[str]:
        if not time:
            yield Wait(1)
        return "at once"

    with pytest.raises(ValueError, match="not at all"):
        driver(refused(), lambda _: CAME)
    assert driver(at_once(), lambda _: CAME) == "at once"


def test_a_task_of_trio_waits_too() -> None:
    def steps() -> Steps[str]:
        yield Wait(0.02)
        return "waited"

    began = time.monotonic()
    assert drive_awaiting(steps(), lambda _: CAME, backend="trio") == "waited"
    assert time.monotonic() - began >= 0.02
