"""Pacing within one process."""

from __future__ import annotations

from typing import Final

from okx_margin_runtime.facts import Endpoint

from . import steady
from .protocol import Pacing, Place
from .waiters import ThreadWaiter, task_waiter
from .window import Window

_Windows = dict[tuple[str, str], Window]
_by_address: Final[dict[str, _Windows]] = {}
"""The limits that are counted by IP address, and so for all accounts of this process, by base URL."""


class SlidingWindow(Pacing):
    """Never more than a limit's requests within any stretch of its seconds, in this process.

    Args:
        longest_wait: Seconds after which a request is not worth sending any more, whatever its deadline: the
            margin that it was to move was decided on too long ago. One whose turn would come later is refused
            at once, and takes no place. None for no such bound.
        base_url: Where the requests go. Limits by IP address are shared by all instances of this process
            that have the same.
    """

    def __init__(self, longest_wait: float | None = 10.0, *, base_url: str = "") -> None:
        self._longest_wait = longest_wait
        self._by_user: _Windows = {}
        self._by_address = _by_address.setdefault(base_url, {})

    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        window = self._window(endpoint)
        if (place := window.at_once()) is not None:
            return place
        deadline = steady.sooner(deadline, self._longest_wait)
        waiter = ThreadWaiter()
        window.join(waiter)
        try:
            while (place := window.looks(waiter, deadline)) is None:
                waiter.wait()
            return place
        except BaseException:
            window.leave(waiter)
            raise

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        window = self._window(endpoint)
        if (place := window.at_once()) is not None:
            return place
        deadline = steady.sooner(deadline, self._longest_wait)
        waiter = task_waiter()
        window.join(waiter)
        try:
            while (place := window.looks(waiter, deadline)) is None:
                await waiter.wait()
            return place
        except BaseException:
            window.leave(waiter)
            raise

    def _window(self, endpoint: Endpoint) -> Window:
        windows = self._by_address if endpoint.rate_limit.per.startswith("IP") else self._by_user
        key = endpoint.method, endpoint.path
        window = windows.get(key)
        return windows.setdefault(key, Window(endpoint)) if window is None else window
