"""`python -m tests.transport.late_imports KIND BASE_URL FOLDER`: a fork in the midst of whatever a first call imports.

One thread makes a client and a call. Whenever that imports something, another thread forks, and the child makes a
client and a call of its own. Prints each module for whose import no fork waits, or in whose midst there was a fork
that gave a child without an answer; last, whether there were children that got one.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

import okx_margin_auth
import okx_margin_client
from okx_margin_runtime.forks import unforked

PATIENCE = 10
ADJUSTMENT: dict[str, Any] = {
    "inst_id": "BTC-USDT-SWAP",
    "pos_side": "short",
    "type_": "add",
    "amt": "1",
    "ccy": "1",
}


@dataclass
class Import:
    """Of a module; it goes on once it is looked at, or soon."""

    module: str
    looked_at: threading.Event = field(default_factory=threading.Event)
    under_way: bool = True


class Announcing:
    """Tells of each import, before it begins; finds nothing."""

    def __init__(self) -> None:
        self.told: SimpleQueue[Import] = SimpleQueue()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        told = Import(name)
        self.told.put(told)
        told.looked_at.wait(0.02)
        told.under_way = False


def call(kind: str, base_url: str, folder: str) -> bool:
    """Whether a first call is answered."""
    auth = okx_margin_auth.OkxAuth("key", "secret", "passphrase", base_url=base_url)
    options: dict[str, Any] = {"journal": f"{folder}/{os.getpid()}.db"}
    if "httpx" in kind:
        options["transport"] = "httpx"
    if "threads" in kind:
        with okx_margin_client.OkxMargin(auth, **options) as okx:
            return okx.account.adjust_margin(**ADJUSTMENT).ccy == "1"

    async def task() -> bool:
        async with okx_margin_client.AsyncOkxMargin(auth, **options) as okx:
            return (await okx.account.adjust_margin(**ADJUSTMENT)).ccy == "1"

    return asyncio.run(task())


def child_does(work: Callable[[], bool]) -> bool:
    """Whether a child did it, in time."""
    child = os.fork()
    if not child:
        try:
            signal.alarm(PATIENCE)
            sys.meta_path.pop(0)
            os._exit(not work())
        finally:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


def is_waited_for(told: Import) -> bool:
    """Whether a fork would wait for this import; True also where it is over."""
    if not unforked.acquire(blocking=False):
        return True
    under_way = told.under_way
    unforked.release()
    return not under_way


def main(*arguments: str) -> None:
    announcing = Announcing()
    sys.meta_path.insert(0, announcing)
    first = threading.Thread(target=call, args=arguments)
    first.start()
    answered = 0
    while first.is_alive():
        try:
            told = announcing.told.get(timeout=0.05)
        except Empty:
            continue
        held = is_waited_for(told)
        told.looked_at.set()
        done = child_does(lambda: call(*arguments))
        answered += done
        if not (held and done):
            print(f"{told.module}: held {held}, done {done}")
    print(answered > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
