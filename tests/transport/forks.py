"""`python -m tests.transport.forks TRANSPORT BASE_URL`: calls in a parent and its children, in each scenario.

Prints a line for each call: its number, what came of it, what was said.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, TypeVar

from .callers import FIVE, TASKS, THREADS, Outcome

Value = TypeVar("Value")

CALLS: Final = 10
SCENARIOS: Final = ("before use", "after use", "child closes", "multiprocessing")


def caller(kind: str, base_url: str) -> tuple[Callable[[str], None], Callable[[], None]]:
    """What makes a call and prints what came of it, and what closes what it calls through."""

    def show(number: str, outcome: Outcome) -> None:
        os.write(1, f"{number}\t{outcome.kind}\t{outcome.said}\n".encode())

    if kind in THREADS:
        blocking = THREADS[kind](base_url)
        return lambda number: show(number, blocking.call(number)), blocking.close
    tasks = TASKS[kind](base_url)
    loop = {os.getpid(): asyncio.new_event_loop()}

    def run(work: Coroutine[Any, Any, Value]) -> Value:
        return loop.setdefault(os.getpid(), asyncio.new_event_loop()).run_until_complete(work)

    return lambda number: show(number, run(tasks.call(number, 5, FIVE, 0))), lambda: run(tasks.close())


def several(call: Callable[[str], None], name: str) -> None:
    for each in range(CALLS):
        call(f"{name}-{each}")


def child(work: Callable[[], None]) -> int:
    """Fork; the child does `work`, and ends without a word to what it inherited."""
    pid = os.fork()
    if not pid:
        with suppress(BaseException):
            work()
        os._exit(0)
    return pid


def play(scenario: str, kind: str, base_url: str) -> None:
    """One scenario, with connections of its own."""
    make_call, close = caller(kind, base_url)

    def call(number: str) -> None:
        make_call(f"{scenario}-{number}")

    if scenario != "before use":
        several(call, "parent-before")
    if scenario == "multiprocessing":
        context = multiprocessing.get_context("fork")
        workers = [context.Process(target=several, args=(call, f"worker-{number}")) for number in range(4)]
        for worker in workers:
            worker.start()
        several(call, "parent-meanwhile")
        for worker in workers:
            worker.join()
    else:
        children = [child(lambda number=number: several(call, f"child-{number}")) for number in range(3)]  # type: ignore[misc]
        if scenario == "child closes":
            children.append(child(close))
        several(call, "parent-meanwhile")
        for pid in children:
            os.waitpid(pid, 0)
    several(call, "parent-after")
    close()


if __name__ == "__main__":
    for each in SCENARIOS:
        play(each, *sys.argv[1:])
