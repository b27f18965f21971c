"""`python -m tests.transport.forks SCENARIO TRANSPORT BASE_URL`: calls in a parent and its children.

Prints a line for each call: its number, what came of it, what was said.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from okx_margin_runtime.transport import TransportError, http11

from .callers import ANSWERED, NOT_SENT, UNKNOWN, request_for, trusting

CALLS: Final = 10


def caller(kind: str, base_url: str) -> tuple[Callable[[str], None], Callable[[], None]]:
    """What makes a call and prints what came of it, and what closes the transport."""
    tls = trusting() if base_url.startswith("https:") else None

    def show(number: str, kind: str, said: str) -> None:
        os.write(1, f"{number}\t{kind}\t{said}\n".encode())

    if kind == "http11 threads":
        transport = http11.Transport(base_url, tls=tls)

        def call(number: str) -> None:
            request = request_for(number)
            try:
                show(number, ANSWERED, transport.send(request).body.decode())
            except TransportError as failure:
                show(number, UNKNOWN if request.handed_over else NOT_SENT, str(failure))

        return call, transport.close
    loops = http11.AsyncTransport(base_url, tls=tls)
    loop = {os.getpid(): asyncio.new_event_loop()}

    def here() -> asyncio.AbstractEventLoop:
        return loop.setdefault(os.getpid(), asyncio.new_event_loop())

    def call_in_a_loop(number: str) -> None:
        request = request_for(number)
        try:
            show(number, ANSWERED, here().run_until_complete(loops.send(request)).body.decode())
        except TransportError as failure:
            show(number, UNKNOWN if request.handed_over else NOT_SENT, str(failure))

    return call_in_a_loop, lambda: here().run_until_complete(loops.close())


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


def main(scenario: str, kind: str, base_url: str) -> None:
    call, close = caller(kind, base_url)
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
    main(*sys.argv[1:])
