"""`python -m tests.transport.at_exit KIND BASE_URL FOLDER`: calls at exit, where no thread can be started.

Python 3.12 and newer refuse it in a handler of atexit, if not all of them always; here it is so in any. Prints what
comes of a new client's call, of the second call of one that has made one before, and of closing both.
"""

import asyncio
import atexit
import sys
import threading
from collections.abc import Callable
from unittest.mock import patch

from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, OkxMargin, OkxMarginError

from .late_imports import ADJUSTMENT

Call = Callable[[], object]


def in_thread(auth: OkxAuth, journal: str) -> tuple[Call, Call]:
    """What calls, and what closes the client."""
    okx = OkxMargin(auth, journal=journal)
    return lambda: okx.account.adjust_margin(**ADJUSTMENT), okx.close


def in_task(auth: OkxAuth, journal: str) -> tuple[Call, Call]:
    """The same in an event loop for each."""
    okx = AsyncOkxMargin(auth, journal=journal)

    async def call() -> None:
        await okx.account.adjust_margin(**ADJUSTMENT)

    return lambda: asyncio.run(call()), lambda: asyncio.run(okx.aclose())


def at_exit(*calls: Call) -> None:
    refused = RuntimeError("can't create new thread at interpreter shutdown")
    with patch.object(threading.Thread, "start", side_effect=refused):
        for call in calls:
            try:
                call()
                print("done")
            except OkxMarginError as error:
                print(type(error).__name__, "no thread can be started" in str(error))


def main(kind: str, base_url: str, folder: str) -> None:
    auth = OkxAuth("key", "secret", "passphrase", base_url=base_url)
    make = {"threads": in_thread, "tasks": in_task}[kind]
    (new, close_new), (used, close_used) = make(auth, f"{folder}/new.db"), make(auth, f"{folder}/used.db")
    used()
    atexit.register(at_exit, new, used, close_new, close_used)


if __name__ == "__main__":
    main(*sys.argv[1:])
