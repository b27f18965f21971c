"""How a thread, or a task of asyncio or trio, waits for its turn and is woken from anywhere."""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from okx_margin_runtime.forks import unforked
from okx_margin_runtime.steps import on_trio

from . import steady

if TYPE_CHECKING:
    from .window import Held


class Waiter(ABC):
    """One who waits in line.

    Attributes:
        place: What it was given, None so far.
        alarm: By `steady.now`, when it looks again by itself.
        left: It waits no longer, whatever the line says.
    """

    def __init__(self) -> None:
        self.place: Held | None = None
        self.alarm: float = 0.0
        self.left: bool = False

    @abstractmethod
    def wake(self) -> bool:
        """Let it look again now; from any thread. False where it can never be woken any more."""


class ThreadWaiter(Waiter):
    """A thread."""

    def __init__(self) -> None:
        super().__init__()
        self._asleep = (
            threading.Lock()
        )  # an Event has a lock inside, which garbage collection could meet held
        self._asleep.acquire()

    def wake(self) -> bool:
        with contextlib.suppress(RuntimeError):  # it is awake
            self._asleep.release()
        return True

    def wait(self) -> None:
        """Until the alarm, or until woken."""
        self._asleep.acquire(timeout=max(0.0, self.alarm - steady.now()))


class TaskWaiter(Waiter):
    """A task, of whichever library runs it."""

    @abstractmethod
    async def wait(self) -> None:
        """Until the alarm, or until woken."""


class AsyncioWaiter(TaskWaiter):
    """A task of asyncio."""

    def __init__(self) -> None:
        super().__init__()
        with unforked:
            import asyncio  # not before a task asks: it takes longer to import than all of this package

        self._loop = asyncio.get_running_loop()
        self._woken = self._loop.create_future()

    def wake(self) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._look)
        except RuntimeError:  # its loop is closed
            return False
        return True

    def _look(self) -> None:
        if not self._woken.done():
            self._woken.set_result(None)

    async def wait(self) -> None:
        alarm = self._loop.call_later(max(0.0, self.alarm - steady.now()), self._look)
        try:
            await self._woken
        finally:
            alarm.cancel()
        self._woken = self._loop.create_future()


class TrioWaiter(TaskWaiter):
    """A task of trio."""

    def __init__(self) -> None:
        super().__init__()
        with unforked:
            import trio

        self._trio = trio  # waking takes no lock, and so imports nothing
        self._token = trio.lowlevel.current_trio_token()
        self._woken = trio.Event()

    def wake(self) -> bool:
        try:
            self._token.run_sync_soon(lambda: self._woken.set())  # the event of that moment
        except self._trio.RunFinishedError:
            return False
        return True

    async def wait(self) -> None:
        with self._trio.move_on_after(max(0.0, self.alarm - steady.now())):
            await self._woken.wait()
        self._woken = self._trio.Event()


def task_waiter() -> TaskWaiter:
    """One for the task that calls this."""
    return TrioWaiter() if on_trio() else AsyncioWaiter()
