"""An event loop that is cut off while a connection is opened, as Ctrl-C does where no `asyncio.run` stands by."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import pytest

from okx_margin_runtime.transport import watched

from .callers import ANSWERED, FIVE, TASKS
from .host import Host

OPENING = {
    getattr(watched.WatchedConnection, name).__code__
    for name in ("open", "_wait", "close", "_is_watched_here")
}


@contextmanager
def cut_off_at(instruction: int) -> Generator[list[bool]]:
    """KeyboardInterrupt at that one of the instructions that open a connection; whether there were so many."""
    seen, cut = 0, list[bool]()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal seen
        if frame.f_code not in OPENING:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            seen += 1
            if seen == instruction:
                cut.append(True)
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield cut
    finally:
        sys.settrace(before)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*was never awaited", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("wire", ["tcp", "tls"])
def test_what_was_cut_off_while_it_was_opened_is_watched_no_more(wire: str) -> None:
    """The kernel gives the next connection the same number, and whoever holds that one for watched hears nothing."""
    with Host(tls=wire == "tls") as host:
        loop = asyncio.new_event_loop()
        instruction, cut = 0, [True]
        while cut:
            instruction += 1
            tasks = TASKS["http11 asyncio"](host.base_url)
            task = loop.create_task(tasks.call(2 * instruction, 5, FIVE, 0))
            with cut_off_at(instruction) as cut, suppress(KeyboardInterrupt):
                loop.run_until_complete(task)
            task.cancel()
            for work in (asyncio.wait([task], timeout=0.2), tasks.close()):
                with suppress(RuntimeError):
                    loop.run_until_complete(work)
            tasks = TASKS["http11 asyncio"](host.base_url)
            answered = loop.run_until_complete(tasks.call(2 * instruction + 1, 1, FIVE, 0))
            assert answered.kind == ANSWERED, (instruction, answered)
            loop.run_until_complete(tasks.close())
            with suppress(asyncio.CancelledError, KeyboardInterrupt):
                task.exception()
            del task
        loop.close()
        gc.collect()  # here, where what asyncio says of what was cut off is expected
    assert instruction > 50
