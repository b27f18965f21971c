"""An event loop that is cut off while a connection is opened, as Ctrl-C does where no `asyncio.run` stands by."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from functools import partial

import pytest

from ..instructions import interrupted
from .callers import ANSWERED, FIVE, TASKS, Outcome
from .host import Host

WATCHED = ("transport/watched.py",)


def cuts_off() -> Outcome:
    raise KeyboardInterrupt


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*was never awaited", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("wire", ["tcp", "tls"])
def test_what_was_cut_off_while_it_was_opened_is_watched_no_more(wire: str) -> None:
    """The kernel gives the next connection the same number, and whoever holds that one for watched hears nothing."""
    with Host(tls=wire == "tls") as host:
        loop = asyncio.new_event_loop()
        instruction, cut = 0, True
        while cut:
            instruction += 1
            tasks = TASKS["http11 asyncio"](host.base_url)
            task = loop.create_task(tasks.call(2 * instruction, 5, FIVE, 0))
            with suppress(KeyboardInterrupt):
                interrupted(WATCHED, instruction, partial(loop.run_until_complete, task), cuts_off)
                cut = False
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
