"""Keeping under the exchange's rate limits instead of being refused with 50011."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from typing import Protocol

from okx_margin_runtime.errors import NotSentError
from okx_margin_runtime.facts import Endpoint


class Place(Protocol):
    """A place under a limit. One of the three is called at its end, from any thread; none of them blocks."""

    def responded(self) -> None:
        """A response came."""
        ...

    def silent(self) -> None:
        """It was handed over, and no response came."""
        ...

    def unused(self) -> None:
        """No byte of it left: the place is free again."""
        ...


class Pacing(ABC):
    """Says when a request may go out. One instance stands for one User ID, as the limits do.

    A sub-account is a User ID of its own. Keys of the same User ID share a limit, so share one instance
    between their `OkxAuth`s.
    """

    @abstractmethod
    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        """Wait for the next free place at this endpoint, until `deadline` by `time.monotonic`.

        Raises:
            NotSentError: The place would come too late to be of use.
        """

    @abstractmethod
    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        """The same for a task."""


class SlidingWindow(Pacing):
    """Never more than the limit's requests within any stretch of the limit's seconds, in this process."""

    def __init__(self, longest_wait: float = 10.0) -> None:
        self._longest_wait = longest_wait
        self._places: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        """Wait until the oldest of the last requests at this endpoint has left the window."""
        if (wait := self._reserve(endpoint)) > 0:
            time.sleep(wait)
        return _Place()

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        """The same for a task."""
        if (wait := self._reserve(endpoint)) > 0:
            await asyncio.sleep(wait)
        return _Place()

    def _reserve(self, endpoint: Endpoint) -> float:
        limit = endpoint.rate_limit
        with self._lock:
            places = self._places.setdefault((endpoint.method, endpoint.path), deque(maxlen=limit.requests))
            now = place = time.monotonic()
            if len(places) == limit.requests:
                place = max(now, places[0] + limit.seconds)
            if place - now > self._longest_wait:
                raise NotSentError(
                    f"Not sent: {endpoint.path} takes {limit.requests} in {limit.seconds} s, and its "
                    f"turn would come in {place - now:.0f} s only. Send fewer, or wait longer: "
                    "OkxAuth(pacing=SlidingWindow(longest_wait=...))."
                )
            places.append(place)
        return place - now


class _Place:
    def responded(self) -> None: ...
    def silent(self) -> None: ...
    def unused(self) -> None: ...
