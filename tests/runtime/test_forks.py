"""A fork divides nothing that a thread is in the midst of."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import cached_property

import pytest

from okx_margin_runtime.forks import share_lock


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_waits_for_a_cached_property_that_a_thread_computes() -> None:
    """Else a child of Python 3.11 waits for ever for the lock that the thread held."""
    computing = threading.Event()

    class Owner:
        @cached_property
        def value(self) -> int:
            computing.set()
            time.sleep(0.02)
            return 7

    share_lock(Owner)
    thread = threading.Thread(target=lambda: Owner().value)
    thread.start()
    computing.wait()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_REAL, 2)
        try:
            os._exit(Owner().value)
        finally:
            os._exit(1)
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
