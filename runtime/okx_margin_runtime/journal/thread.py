"""The thread in which a journal's database is used: no database lets go of whoever waits for it himself."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Final, Generic, TypeAlias, TypeVar

from ..forks import unforked
from ..steps import on_trio

Value = TypeVar("Value")

_IDLE: Final = 0.1
"""Seconds without work after which it ends: an idle program that forks, or comes to its end, has no such thread."""


class Job(Generic[Value]):
    """One thing to do, and what comes of it."""

    def __init__(self, work: Callable[[], Value], told: Callable[[], object] | None = None) -> None:
        self.done: bool = False
        self._work: Final = work
        self._told: Final = told
        self._doing: Final = threading.Lock()
        self._doing.acquire()
        self._value: Value
        self._problem: BaseException | None = None

    def perform(self) -> None:
        """Do it, and tell whoever waits for that."""
        try:
            self._value = self._work()
        except BaseException as problem:
            self._problem = problem.with_traceback(None)  # whose frames would keep this, and this it
        self.done = True
        self._doing.release()
        if self._told is not None:
            self._told()

    def wait(self, until: float | None) -> None:
        """Return when it is done, or at `until`, by `time.monotonic`."""
        if not self.done:
            self._doing.acquire(timeout=-1 if until is None else min(_left(until), threading.TIMEOUT_MAX))

    def result(self) -> Value:
        """What has come of it, once it is done; raises what it raised."""
        if self._problem is not None:
            raise self._problem
        return self._value


Work: TypeAlias = "SimpleQueue[Job[Any] | None]"


class DatabaseThread:
    """Does one job after another; started where there is one. Ctrl-C and a signal's handler may come anywhere.

    So there is no lock, which a Ctrl-C could leave held. Whoever puts a job looks after that whether the thread still
    serves, and a thread that ends looks after it has said so whether there is still one. Now and then two serve.
    """

    def __init__(self) -> None:
        self._here: Final[threading.local] = threading.local()
        self._thread: threading.Thread | None = None
        self._work: Work | None = None

    def submit(self, work: Callable[[], Value], told: Callable[[], object] | None = None) -> Job[Value]:
        """Have it done after what was submitted before; here and now where no thread can do it."""
        job = Job[Value](work, told)
        if self._is_here() or (_program_ends() and threading.current_thread() is threading.main_thread()):
            job.perform()  # in an atexit handler: nobody waits for another thread any more
            return job
        queue: Work = self._work or SimpleQueue()
        queue.put(job)
        if self._work is not queue:
            self._serve_with_another(queue)
        return job

    def do(self, work: Callable[[], Value], until: float | None) -> Job[Value]:
        """The same, when it is done or at `until`, by `time.monotonic`."""
        job = self.submit(work)
        job.wait(until)
        return job

    async def do_async(self, work: Callable[[], Value], until: float | None) -> Job[Value]:
        """The same for a task, of asyncio or trio."""
        if on_trio():
            with unforked:
                import trio

            done = trio.Event()
            job = self.submit(
                work, partial(_tell, trio.lowlevel.current_trio_token().run_sync_soon, done.set)
            )
            with trio.move_on_after(math.inf if until is None else _left(until)):
                await done.wait()
        else:
            with unforked:
                import asyncio

            loop = asyncio.get_running_loop()
            ended = loop.create_future()
            job = self.submit(
                work, partial(_tell, loop.call_soon_threadsafe, partial(ended.set_result, None))
            )
            await asyncio.wait([ended], timeout=None if until is None else _left(until))
        return job

    def close(self) -> None:
        """Return when everything is done; what is submitted later starts another."""
        thread, work = self._thread, self._work
        self._thread = self._work = None
        if work is not None and thread is not None and not self._is_here():
            work.put(None)
            thread.join()

    def _is_here(self) -> bool:
        return getattr(self._here, "serves", False)

    def _serve_with_another(self, work: Work) -> None:
        # Not a daemon, even where a daemon starts it: a program that ends waits for what it writes. Yet daemons that
        # go on meanwhile hold up no end.
        last = _program_ends() and threading.current_thread().daemon
        thread = threading.Thread(target=self._serve, args=(work,), name="okx-margin-journal", daemon=last)
        try:
            thread.start()
        except RuntimeError:  # none can be started any more: Python is shutting down
            with suppress(Empty):
                while True:
                    if (job := work.get_nowait()) is not None:
                        job.perform()

    def _serve(self, work: Work) -> None:
        self._here.serves = True
        # Not by whoever starts it: he may be held up until it has ended, and nobody would serve what comes then.
        self._thread, self._work = threading.current_thread(), work
        while True:
            try:
                job = work.get(timeout=0 if _program_ends() else _IDLE)
            except Empty:
                if self._work is work:
                    self._work = None
                if work.empty():
                    return
                continue
            if job is None:
                return
            job.perform()
            del job  # what it was for may come to its end


def _tell(soon: Callable[[Callable[[], object]], object], done: Callable[[], object]) -> None:
    try:
        soon(done)
    except RuntimeError:  # the event loop is over
        return


def _program_ends() -> bool:
    """Whether Python waits for the threads that are left, or has done so."""
    return not threading.main_thread().is_alive()


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())
