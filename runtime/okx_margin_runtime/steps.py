"""A call as a generator of steps, and the two drivers that perform them: one blocks, one awaits.

A generator decides and does no I/O. It yields a step and is sent what the step came to, or is thrown what
it raised:

    Send    hand one request to the transport         -> Response
    Wait    let time pass                             -> None
    Do      anything else that blocks or is awaited   -> its value
"""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Future
from typing import Any, Final, Generic, TypeAlias, TypeVar

from .forks import unforked
from .wire import Request, Response

Value = TypeVar("Value")


class Send:
    """Hand `request` to the transport, once; sent back is its Response."""

    __slots__ = ("request",)

    def __init__(self, request: Request) -> None:
        self.request: Final = request


class Wait:
    """Let so many seconds pass."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds: Final = seconds


class Do(Generic[Value]):
    """Whatever else takes time: the same thing for a thread, which blocks, and for a task, which awaits."""

    __slots__ = ("awaiting", "blocking")

    def __init__(self, blocking: Callable[[], Value], awaiting: Callable[[], Awaitable[Value]]) -> None:
        self.blocking: Final = blocking
        self.awaiting: Final = awaiting


Step: TypeAlias = Send | Wait | Do[Any]
Steps: TypeAlias = Generator[Step, Any, Value]


def drive(steps: Steps[Value], send: Callable[[Request], Response]) -> Value:
    """Perform `steps` in this thread; whatever a step raises, the generator hears of first."""
    try:
        step = next(steps)
        while True:
            try:
                came: Any = None
                if isinstance(step, Send):
                    came = send(step.request)
                elif isinstance(step, Wait):
                    time.sleep(step.seconds)
                else:
                    came = step.blocking()
            except BaseException as failure:
                step = steps.throw(failure)
            else:
                step = steps.send(came)
    except StopIteration as end:
        value: Value = end.value
        return value
    finally:
        steps.close()


async def drive_async(steps: Steps[Value], send: Callable[[Request], Awaitable[Response]]) -> Value:
    """Perform `steps` in this task; otherwise like `drive`."""
    try:
        step = next(steps)
        while True:
            try:
                came: Any = None
                if isinstance(step, Send):
                    came = await send(step.request)
                elif isinstance(step, Wait):
                    await sleep(step.seconds)
                else:
                    came = await step.awaiting()
            except BaseException as failure:
                step = steps.throw(failure)
            else:
                step = steps.send(came)
    except StopIteration as end:
        value: Value = end.value
        return value
    finally:
        steps.close()


def on_trio() -> bool:
    """Whether this task is trio's, and not asyncio's."""
    if "trio" not in sys.modules:
        return False
    with unforked:
        import sniffio

        try:
            return sniffio.current_async_library() == "trio"
        except sniffio.AsyncLibraryNotFoundError:
            return False


def in_event_loop() -> bool:
    """Whether an event loop runs here. Where os.fork is called inside a task of asyncio, none does in the child, though
    the task goes on there: its loop is the parent's."""
    asyncio = sys.modules.get("asyncio")
    return (asyncio is not None and asyncio._get_running_loop() is not None) or on_trio()


async def result_of(future: Future[Value]) -> Value:
    """What the work of a thread comes to; a task that is cancelled meanwhile leaves it to itself.

    On asyncio not by anyio's threads: where loops are nested, as nest_asyncio does it, nobody ends those, and a program
    waits for them for ever at its end.
    """
    if on_trio():
        with unforked:
            from anyio import to_thread

        return await to_thread.run_sync(future.result, abandon_on_cancel=True)
    with unforked:
        import asyncio

    return await asyncio.shield(asyncio.wrap_future(future))


async def sleep(seconds: float) -> None:
    """For a task of asyncio or trio."""
    if on_trio():
        with unforked:
            import trio

        await trio.sleep(seconds)
    else:
        with unforked:
            import asyncio

        await asyncio.sleep(seconds)
