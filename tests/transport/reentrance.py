"""A program of its own: at each instruction of what calls share, a signal's handler makes another call."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from okx_margin_auth import SlidingWindow
from okx_margin_client import ENDPOINTS
from okx_margin_runtime.transport import http11
from tests.instructions import interrupted

from .callers import request_for
from .host import Host, number_in

POSITION = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]
SHARED = ("pool.py", "window.py")


def count(made: Callable[[], Callable[[str], str]]) -> int:
    """At how many instructions both calls had an answer of their own."""
    instruction = 0
    while True:
        instruction += 1
        call = made()
        both = partial(call, f"outer {instruction}"), partial(call, f"inner {instruction}")
        match interrupted(SHARED, instruction, *both):
            case [outer, inner]:
                if (outer, inner) != (f"outer {instruction}", f"inner {instruction}"):
                    sys.exit(f"mixed up at instruction {instruction}: {outer}, {inner}")
            case _:
                return instruction - 1


def main() -> None:
    with Host() as host:

        def connecting() -> Callable[[str], str]:
            transport = http11.Transport(host.base_url)
            return lambda number: number_in(transport.send(request_for(number)).body)

        def pacing() -> Callable[[str], str]:
            window = SlidingWindow()

            def take(number: str) -> str:
                window.take(POSITION, None).responded()
                return number

            return take

        print(count(connecting) > 50, count(pacing) > 50)  # how many there are is the interpreter's


if __name__ == "__main__":
    main()
